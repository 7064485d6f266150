"""Does the app run, and do its invocations succeed? What fails by itself is told apart from the four here."""

from __future__ import annotations

import msgspec

from diagnostics.case import Fact, Finding, blocked, need, passed
from diagnostics.classify.rank import FOUR
from diagnostics.evidence.symptoms import Symptoms
from diagnostics.hops.azure.symptoms import symptoms, traffic_fact, unread
from diagnostics.hops.azure.world import App, AzureWorld, Episode, Log

NAME = "function-runs"


def function_runs(world: AzureWorld) -> tuple[Finding, ...]:
    """Healthy, recovered, idle or failing; failing alone is no verdict unless the log says that the code is at fault."""
    app = need(world.app)
    if not isinstance(app, App):
        return ()
    log = need(world.log)
    need(world.refusals)
    need(world.references)
    seen = symptoms(world)
    fact = traffic_fact(world)
    facts: tuple[Fact, ...] = (fact,) if fact else ()
    name = world.target.name
    why = unread(world)
    if seen.failing is None and seen.invoked is None and why is not None:
        return (blocked(NAME, why, corroborated=True, confidence=0.9),)
    if seen.recovered:
        text = f"{name} failed from {seen.onset} to {seen.last_failure} and has succeeded since."
        return (_none("azure.function.recovered", text, facts, failing=False, confidence=0.8),)
    if seen.failing:
        return (_failing(name, seen, log if isinstance(log, Log) else None, facts, refused=_refused(world)),)
    if seen.silent_since:
        text = f"{name} ran until {seen.silent_since} and has not been invoked since, though it used to be"
        return (
            Finding(
                NAME, "inconclusive", detail=text, summary=text, facts=facts, corroborated=True, confidence=0.4,
                onset=seen.silent_since,
            ),
        )  # fmt: skip
    if seen.invoked:
        text = f"{name} is healthy: {seen.invoked} invocations in the window, none failed."
        healthy = _none("azure.function.healthy", text, facts, failing=False, confidence=0.9)
        return (msgspec.structs.replace(healthy, remark=_quiet(world)),)
    text = f"{name} was not invoked in the window"
    late = "; telemetry can be minutes late" if not seen.ever_ran else ""
    return (
        Finding(
            NAME,
            "inconclusive",
            detail=text,
            summary=f"{text}, and no event source that was found is broken{late}",
            facts=facts,
            confidence=0.5,
        ),
    )


def _quiet(world: AzureWorld) -> str:
    """Return the sentence about functions that fell silent beside others that run."""
    functions = world.functions if isinstance(world.functions, tuple) else ()
    quiet = {f.name: since for f in functions if (since := symptoms(world, f.name).silent_since)}
    return "; ".join(
        f"{name} has not been invoked since {since}, though it used to be" for name, since in quiet.items()
    )


def _none(cause: str, text: str, facts: tuple[Fact, ...], *, failing: bool, confidence: float) -> Finding:
    return Finding(
        NAME, "passed", cause=cause, class_="none", detail=text, summary=text, facts=facts, corroborated=True, failing=failing,
        confidence=confidence, upstream=99,
        rules_out=(
            ("iam", "no invocation fails with a refusal now"),
            ("trigger", "events arrive"),
            ("resource-policy", "invocations are admitted"),
            ("network", "invocations end in time"),
        ),
    )  # fmt: skip


def _failing(
    name: str, seen: Symptoms, log: Log | None, facts: tuple[Fact, ...], *, refused: bool
) -> Finding:
    """Name what the log says of the failures, outside the four; without a log nothing is claimed."""
    errors = [e for e in log.episodes if e.source in {"exception", "host"} or e.level >= 3] if log else []
    plain = [e for e in errors if e.saying is None or e.saying.class_ == "none"]
    if not plain and errors and not any(e.saying and e.saying.class_ in FOUR for e in errors):
        last = errors[-1].fact.summary[:200]
        text = f"{name} fails, and what it says leaves open who refused or why: {last}"
        return Finding(
            NAME, "inconclusive", detail=text, summary=text, facts=facts + tuple(e.fact for e in errors[:20]), corroborated=True,
            failing=True, confidence=0.4, onset=seen.onset,
        )  # fmt: skip
    if not plain and errors:
        counted = (
            f"{seen.failed or len(errors)} of {seen.invoked or 'the'} invocations failed, since {seen.onset}"
        )
        return passed(NAME, counted, facts=facts, failing=True, onset=seen.onset)
    if not plain:
        text = f"{name} fails, and its log does not say why"
        return Finding(
            NAME, "inconclusive", detail=f"{seen.failed} invocations failed; the log does not say why", summary=text, facts=facts,
            corroborated=True, failing=True, confidence=0.4, onset=seen.onset,
        )  # fmt: skip
    chosen = _most_telling(plain)
    cause = (chosen.saying.cause if chosen.saying else None) or "azure.function.application-error"
    said = chosen.text.strip().splitlines()[0][:200] if chosen.text.strip() else "an error"
    # A failure of the code is told by exceptions that nothing else explains; beside refusals it weighs less.
    alone = len(plain) == len(errors) and not refused
    return Finding(
        NAME, "failed", cause=cause, class_="none", detail=f"{len(plain)} failures are not of the four",
        summary=f"{name} fails by itself: {said}", facts=facts + tuple(e.fact for e in plain[:20]), corroborated=True, failing=True,
        confidence=0.85 if alone else 0.6, upstream=99, onset=seen.onset or plain[0].time,
        rules_out=(
            ("iam", "no call was refused in what could be read"),
            ("trigger", "the functions are invoked"),
            ("resource-policy", "the functions are invoked"),
            ("network", "the failures are no time-outs"),
        ),
    )  # fmt: skip


def _refused(world: AzureWorld) -> bool:
    """Whether a target logged that it refused the app, or a vault denies one of its references."""
    references = world.references if isinstance(world.references, tuple) else ()
    denied = any("denied" in (r.properties.status or "").lower() for r in references)
    return denied or (isinstance(world.refusals, tuple) and any(e.endpoint for e in world.refusals))


def _most_telling(plain: list[Episode]) -> Episode:
    """Return the last error whose words are known; else the last one."""
    known = [
        e for e in plain if e.saying and e.saying.cause and not e.saying.cause.endswith("application-error")
    ]
    return (known or plain)[-1]
