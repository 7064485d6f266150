"""The engine: asks every check about the World as it is, and turns the findings into a report. Pure; no clock, no I/O."""

from __future__ import annotations

import msgspec

from diagnostics import checks
from diagnostics.case import Fact, Finding, Waiting, World
from diagnostics.classify.rank import Ranking, rank
from diagnostics.clock import iso
from diagnostics.clouds import Cloud
from diagnostics.report import (
    Change,
    Evidence,
    Fault,
    Fix,
    Hop,
    Limit,
    Report,
    Verdict,
    Window,
)

Answers = dict[str, tuple[Finding, ...] | None]


class Judged(msgspec.Struct, frozen=True):
    """A report with the findings behind it; *answers* holds None for a check that still waits."""

    world: World
    report: Report
    answers: Answers
    verdict: Finding | None

    @property
    def finished(self) -> bool:
        return all(found is not None for found in self.answers.values())


def ask_checks(world: World) -> Answers:
    """Return the findings of every check of the World's provider, None where it waits."""
    answers: Answers = {}
    for name, check in checks.registry(world.provider).items():
        try:
            answers[name] = check(world)
        except Waiting:
            answers[name] = None
    return answers


def judge(cloud: Cloud, world: World, limits: tuple[Limit, ...] = ()) -> Judged:
    """Return what the World says now; called again at each new answer."""
    answers = ask_checks(world)
    findings = [f for found in answers.values() if found for f in found]
    ranking = rank(findings)
    facts = [*cloud.facts(world), *(fact for f in findings for fact in f.facts)]
    if world.change:
        facts.append(world.change.fact)
    numbers, evidence = _numbered(facts)
    change = None
    if world.change:
        change = msgspec.structs.replace(world.change.change, evidence=numbers[world.change.fact.key])
    verdict = _verdict(cloud, world, ranking, numbers, change)
    report = Report(
        target=world.target,
        caller=world.caller,
        window=Window(from_=iso(world.start), to=iso(world.end)),
        verdict=verdict,
        others=tuple(_fault(cloud, world, f, numbers) for f in ranking.others),
        impact=cloud.impact(world, ranking.verdict) if ranking.verdict else None,
        notes=world.notes + ranking.remarks,
        alternatives=ranking.alternatives,
        fixes=_fixes(cloud, world, ranking.verdict),
        evidence=evidence,
        limits=limits,
    )
    return Judged(world, report, answers, ranking.verdict)


def _fixes(cloud: Cloud, world: World, finding: Finding | None) -> tuple[Fix, ...]:
    return cloud.fixes(world, finding) if finding is not None else ()


def _numbered(facts: list[Fact]) -> tuple[dict[str, str], tuple[Evidence, ...]]:
    """Number the facts in (time, source, key) order, so that two runs give the same report."""
    unique = {fact.key: fact for fact in facts}
    ordered = sorted(unique.values(), key=lambda f: (f.time or "9999", f.source, f.key))
    numbers = {fact.key: f"e{number}" for number, fact in enumerate(ordered, 1)}
    rows = tuple(Evidence(numbers[f.key], f.time, f.source, f.provenance, f.summary, f.raw) for f in ordered)
    return numbers, rows


def _verdict(
    cloud: Cloud, world: World, ranking: Ranking, numbers: dict[str, str], change: Change | None
) -> Verdict:
    finding = ranking.verdict
    if finding is None:
        return _inconclusive(cloud, world, ranking)
    return Verdict(
        failing=finding.failing,
        class_=finding.class_ or "inconclusive",
        cause=finding.cause,
        deny_origin=finding.deny_origin,
        explicit=finding.explicit,
        confidence=finding.confidence,
        summary=finding.summary or finding.detail,
        hop=_hop(finding),
        denied=finding.denied,
        denials=cloud.denials(world),
        onset=finding.onset,
        change=change,
        evidence=tuple(sorted({numbers[f.key] for f in finding.facts}, key=_number)),
    )


def _fault(cloud: Cloud, world: World, finding: Finding, numbers: dict[str, str]) -> Fault:
    return Fault(
        failing=finding.failing,
        class_=finding.class_ or "inconclusive",
        cause=finding.cause,
        deny_origin=finding.deny_origin,
        explicit=finding.explicit,
        confidence=finding.confidence,
        summary=finding.summary or finding.detail,
        hop=_hop(finding),
        denied=finding.denied,
        onset=finding.onset,
        evidence=tuple(sorted({numbers[f.key] for f in finding.facts}, key=_number)),
        fixes=cloud.fixes(world, finding),
    )


def _inconclusive(cloud: Cloud, world: World, ranking: Ranking) -> Verdict:
    """Name the one unanswered question that would settle it."""
    weighty = sorted(ranking.open, key=lambda f: (not f.corroborated, -f.confidence, f.check))
    first = weighty[0] if weighty else None
    settle = first.summary or first.detail if first else "nothing that was read shows a failure or its cause"
    return Verdict(
        failing=first.failing if first else None,
        class_="inconclusive",
        confidence=0.0 if first is None else 0.5,
        summary=f"It cannot be told which of the four is wrong: {settle}.",
        hop=_hop(first) if first else None,
        denials=cloud.denials(world),
        onset=first.onset if first else None,
    )


def _hop(finding: Finding) -> Hop | None:
    return Hop(from_=finding.hop.source.id, to=finding.hop.target.id) if finding.hop else None


def _number(evidence: str) -> int:
    return int(evidence[1:])
