"""The report as plain lines, for terminals, pipes and screen readers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from diagnostics.report import Evidence, Fault, Fix, Limit, Report, Verdict
from troubleshooter.present.clean import clean, line, shorten

_VARIES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[\d:.]+Z?")
SIGNS = {"passed": "✓", "failed": "✗", "blocked": "?", "inconclusive": "?", "skipped": "–"}
TITLES = {
    "iam": "IAM",
    "trigger": "TRIGGER",
    "resource-policy": "RESOURCE POLICY",
    "network": "NETWORK",
    "none": "NONE OF THE FOUR",
    "inconclusive": "INCONCLUSIVE",
}


def render_text(report: Report, *, width: int = 100) -> str:
    """Return the whole report as text; everything from outside is cleaned."""
    return "\n".join(_lines(report, width)).rstrip() + "\n"


def _lines(report: Report, width: int) -> Iterator[str]:
    if report.target:
        target = report.target
        where = " · ".join(clean(part) for part in (target.provider, target.region, target.account) if part)
        yield f"{clean(target.name)}  {where}"
        yield f"read as {line(report.caller)}" if report.caller else "read as: not known"
    if report.window:
        yield f"window  {report.window.from_} to {report.window.to}"
    yield ""
    yield from _verdict(report.verdict)
    for rival in report.alternatives:
        word = "" if rival.why_not.startswith("could not") else "not "
        yield f"  {word}{rival.class_}: {line(rival.why_not)}"
    if report.impact:
        yield from _impact(report)
    for number, fix in enumerate(report.fixes, 1):
        yield ""
        yield from _fix(fix, number)
    for other in report.others:
        yield ""
        yield "ALSO"
        yield from _verdict(other)
        for number, fix in enumerate(other.fixes, 1):
            yield from _fix(fix, number)
    if report.steps:
        yield ""
        yield f"Steps ({report.steps[0].playbook})"
        for step in report.steps:
            yield f"  {SIGNS[step.status]} {clean(step.title)}  {line(step.detail)}"
    cited = set(report.verdict.evidence) | (
        {report.verdict.change.evidence} if report.verdict.change else set()
    )
    shown = [e for e in report.evidence if e.id in cited]
    if shown:
        yield ""
        yield "Evidence"
        distinct = repeats(shown)
        for item, count in distinct[:12]:
            times = f" ×{count}" if count > 1 else ""
            yield f"  {item.id:<4} {item.time or '(as it stands)':<20} {item.source:<14}{times} {line(item.summary, 2 * width)}"
        if len(distinct) > 12:
            yield f"  … and {len(distinct) - 12} more (--format json shows all)"
    for title, rows in (
        ("Notes", [line(n) for n in report.notes]),
        ("Not known", [_limit(x) for x in report.limits]),
    ):
        if rows:
            yield ""
            yield title
            yield from (f"  {row}" for row in rows)


def repeats(shown: Sequence[Evidence]) -> list[tuple[Evidence, int]]:
    """Return each distinct piece of evidence at its first time, with how often it came; ids and times inside it aside."""
    seen: dict[tuple[str, str], tuple[Evidence, int]] = {}
    for item in shown:
        key = (item.source, _VARIES.sub("", item.summary))
        first, count = seen.get(key, (item, 0))
        seen[key] = (first, count + 1)
    return list(seen.values())


def _limit(limit: Limit) -> str:
    tail = f" (needs {limit.permission})" if limit.permission else ""
    return line(f"{limit.read}: {limit.effect}{tail}")


def _verdict(verdict: Verdict | Fault) -> Iterator[str]:
    sure = f" · {verdict.confidence:.0%}" if verdict.class_ != "inconclusive" else ""
    cause = f" · {verdict.cause}" if verdict.cause else ""
    yield f"{TITLES[verdict.class_]}{sure}{cause}"
    yield f"  {line(verdict.summary)}"
    if verdict.denied and verdict.denied.action:
        yield f"  refused: {line(verdict.denied.action)} on {line(verdict.denied.resource or 'a resource that is not named')}"
        yield f"  to:      {line(verdict.denied.principal or 'a caller that is not named')}"
    if verdict.onset:
        yield f"  since:   {verdict.onset}"
    if verdict.change:
        change = verdict.change
        yield f"  change:  {change.time} {line(change.event)} {line(change.target or '')} by {line(change.actor or 'unknown')}"


def _impact(report: Report) -> Iterator[str]:
    impact = report.impact
    if impact is None:
        return
    parts = []
    if impact.failed is not None:
        parts.append(f"{impact.failed} failed")
    if impact.waiting is not None:
        oldest = f", the oldest for {impact.oldest}" if impact.oldest else ""
        parts.append(f"{impact.waiting} waiting in {line(impact.where or '?')}{oldest}")
    if impact.lost is not None:
        parts.append(f"{impact.lost} lost or in a dead-letter queue")
    if impact.then:
        parts.append(f"after the fix: {line(impact.then)}")
    if parts:
        yield f"  impact:  {'; '.join(parts)}"


def _fix(fix: Fix, number: int) -> Iterator[str]:
    yield f"Fix {number}: {line(fix.title)}"
    if fix.owner:
        yield f"  owner: {fix.owner.kind} {line(fix.owner.name or '')}".rstrip()
    for warning in fix.warnings:
        yield f"  !! {line(warning)}"
    if fix.proof:
        proof = fix.proof
        minimal = {True: "minimal", False: "not minimal", None: "minimality not tried"}[proof.minimal]
        tried = (
            f"{len(proof.probes)} neighbours tried, none newly allowed"
            if proof.probes
            else "no neighbour was tried"
        )
        widens = "WIDENS: " + ", ".join(map(line, proof.widens)) if proof.widens else tried
        decides = f"; still decided by: {', '.join(proof.decides)}" if proof.decides else ""
        yield f"  proof: before {proof.before or '?'}, after {proof.after or '?'}; {minimal}; {widens}{decides}"
    script = next((text for name, text in fix.commands.items() if name.endswith(("cli", "gcloud"))), None)
    if script:
        yield from (f"  {clean(row)}" for row in script.rstrip().splitlines())
        return
    for grant in fix.grants:
        role = f" as {grant.role}" if grant.role else ""
        yield f"  allow {', '.join(map(line, grant.actions))}{line(role)} on {', '.join(map(line, grant.resources))}"
        yield f"    to {line(grant.principal)}, in the {grant.where}"
        if grant.conditions:
            yield f"    where {line(json.dumps(grant.conditions, ensure_ascii=False, default=str))}"
    for change in fix.changes:
        if change.setting != fix.title:
            was = f"{line(change.from_)} → " if change.from_ else ""
            yield f"  {line(change.target)}: {line(change.setting)} {was}{line(change.to or '')}".rstrip()


__all__ = ["SIGNS", "TITLES", "render_text", "shorten"]
