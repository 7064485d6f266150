"""Does the function run, and does it answer? What fails by itself is told apart from the four here."""

from __future__ import annotations

from datetime import timedelta

from diagnostics.case import Fact, Finding, blocked, need
from diagnostics.classify.rank import FOUR
from diagnostics.evidence.symptoms import Symptoms
from diagnostics.hops.gcp.symptoms import symptoms, traffic_fact, unread
from diagnostics.hops.gcp.world import Function, GcpWorld, Log

NAME = "function-runs"
_OWN_CODE = "gcp.function.application-error"  # said of every exception; what else is said of it tells more
_DELAY = timedelta(minutes=5)  # log entries take seconds to minutes, metrics two to four minutes


def function_runs(world: GcpWorld) -> tuple[Finding, ...]:
    """Healthy, recovered, idle or failing; failing alone is no verdict unless the log says that the code is at fault."""
    function = need(world.function)
    if not isinstance(function, Function):
        return ()
    log = need(world.log)
    seen = symptoms(world)
    fact = traffic_fact(world)
    facts: tuple[Fact, ...] = (fact,) if fact else ()
    name, why = world.target.name, unread(world)
    if seen.failing is None and seen.invoked is None and why is not None:
        return (blocked(NAME, why, corroborated=True, confidence=0.9),)
    if seen.recovered:
        text = f"{name} failed from {seen.onset} to {seen.last_failure} and has succeeded since."
        return (_none("gcp.function.recovered", text, facts, failing=False, confidence=0.8),)
    if seen.failing:
        return (_failing(world, seen, log if isinstance(log, Log) else None, facts),)
    if isinstance(log, Log) and (throttled := [t for t in log.turned if t.status == 429]):
        text = f"{name} had no free instance for {len(throttled)} requests: more came than its instances may take."
        facts += tuple(t.fact for t in throttled[:10])
        return (_none("gcp.function.throttled-by-load", text, facts, failing=True, confidence=0.8),)
    if seen.silent_since:
        text = f"{name} ran until {seen.silent_since} and has not run since, though it used to"
        return (_open(f"{text}{_late(world)}", facts, seen, failing=None),)
    if seen.invoked:
        text = f"{name} is healthy: {seen.invoked} invocations in the window, none failed."
        return (_none("gcp.function.healthy", text, facts, failing=False, confidence=0.9),)
    text = f"{name} did not run in the window"
    return (
        Finding(
            NAME,
            "inconclusive",
            detail=text,
            summary=f"{text}, and no source that was found is broken",
            facts=facts,
            confidence=0.5,
        ),
    )


def _none(cause: str, text: str, facts: tuple[Fact, ...], *, failing: bool, confidence: float) -> Finding:
    return Finding(
        NAME,
        "passed",
        cause=cause,
        class_="none",
        detail=text,
        summary=text,
        facts=facts,
        corroborated=True,
        failing=failing,
        confidence=confidence,
        upstream=99,
        rules_out=(
            ("iam", "no call fails with a refusal now"),
            ("trigger", "requests arrive"),
            ("resource-policy", "requests are admitted"),
            ("network", "requests end in time"),
        ),
    )


def _open(text: str, facts: tuple[Fact, ...], seen: Symptoms, *, failing: bool | None) -> Finding:
    return Finding(
        NAME,
        "inconclusive",
        detail=text,
        summary=text,
        facts=facts,
        corroborated=True,
        failing=failing,
        confidence=0.4,
        onset=seen.onset or seen.silent_since,
    )


def _failing(world: GcpWorld, seen: Symptoms, log: Log | None, facts: tuple[Fact, ...]) -> Finding:
    """Name what the log says of the failures, outside the four; without a log nothing is claimed."""
    name = world.target.name
    errors = [e for e in log.episodes if e.fatal and e.source == "function-log"] if log else []
    plain = [e for e in errors if e.saying is None or e.saying.class_ == "none"]
    named = [e for e in plain if e.saying and e.saying.cause and e.saying.cause != _OWN_CODE]
    if not plain and errors and not any(e.saying and e.saying.class_ in FOUR for e in errors):
        said = errors[-1].fact.summary[:200]
        found = facts + tuple(e.fact for e in errors[:20])
        return _open(
            f"{name} fails, and what it says leaves open who refused or why: {said}",
            found,
            seen,
            failing=True,
        )
    if not plain and errors:
        detail = (
            f"{seen.failed or len(errors)} of {seen.invoked or 'the'} requests failed, since {seen.onset}"
        )
        return Finding(NAME, "failed", detail=detail, facts=facts, failing=True, onset=seen.onset)
    if not plain:
        return _open(f"{name} fails, and {_no_reason(log)}{_late(world)}", facts, seen, failing=True)
    last = (named or plain)[-1]
    cause = (last.saying.cause if last.saying else None) or _OWN_CODE
    own = cause == _OWN_CODE
    said = last.fact.summary[:200] or "an error"
    return Finding(
        NAME,
        "failed",
        cause=cause,
        class_="none",
        detail=f"{len(plain)} requests failed, and none of them was refused or cut off",
        summary=f"{name} fails{' in its own code' if own else ''}: {said}",
        facts=facts + tuple(e.fact for e in (named or plain)[:20]),
        corroborated=True,
        failing=True,
        confidence=0.85,
        upstream=99,
        onset=seen.onset or plain[0].time,
        rules_out=(
            ("iam", "no call was refused in what could be read"),
            ("trigger", "the function is invoked"),
            ("resource-policy", "the function is invoked"),
            ("network", "the failures are errors of the code, not time-outs"),
        ),
    )


def _no_reason(log: Log | None) -> str:
    """Say what the logs could not have shown: an absent line is no evidence."""
    if log is None:
        return "its log could not be read"
    if log.private is False:
        return (
            "its log does not say why; the Data Access logs, where refused calls would stand, may not be read"
        )
    return "its log does not say why; refused calls stand in the Data Access logs only where those are switched on"


def _late(world: GcpWorld) -> str:
    """Say that logs and metrics of the last minutes may still be on their way, where those minutes are looked at."""
    fresh = world.now - world.end < _DELAY
    return " (what happened in the last five minutes may not have been logged yet)" if fresh else ""
