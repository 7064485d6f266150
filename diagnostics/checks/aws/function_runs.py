"""Does the function run, and do its invocations succeed? What fails by itself is told apart from the four here."""

from __future__ import annotations

from diagnostics.case import Fact, Finding, blocked, need, passed
from diagnostics.checks.aws._hops import function_of
from diagnostics.hops.aws.symptoms import failures_unmarked, in_failed_minute, symptoms, traffic_fact, unread
from diagnostics.hops.aws.world import AwsWorld, Episode, Function, Log, Traffic

NAME = "function-runs"


def function_runs(world: AwsWorld) -> tuple[Finding, ...]:
    """Healthy, recovered, idle or failing; failing alone is no verdict unless the log says that the code is at fault."""
    function = need(world.function)
    if not isinstance(function, Function):
        return ()
    log = need(world.log)
    seen = symptoms(world)
    fact = traffic_fact(world)
    facts: tuple[Fact, ...] = (fact,) if fact else ()
    name = function_of(world)
    why = unread(world)
    if seen.failing is None and seen.invoked is None and why is not None:
        return (blocked(NAME, why, corroborated=True, confidence=0.9),)
    if seen.recovered:
        text = f"{name} failed from {seen.onset} to {seen.last_failure} and has succeeded since."
        return (_none("aws.function.recovered", text, facts, failing=False, confidence=0.8),)
    if seen.failing:
        return (_failing(world, log if isinstance(log, Log) else None, facts),)
    if seen.throttled:
        return (passed(NAME, f"{name} runs, but {seen.throttled} invocations were throttled", facts=facts),)
    if seen.silent_since:
        text = f"{name} ran until {seen.silent_since} and has not been invoked since, though it used to be"
        return (
            Finding(
                NAME,
                "inconclusive",
                detail=text,
                summary=text,
                facts=facts,
                corroborated=True,
                confidence=0.4,
                onset=seen.silent_since,
            ),
        )
    if seen.invoked:
        text = f"{name} is healthy: {seen.invoked} invocations in the window, none failed."
        return (_none("aws.function.healthy", text, facts, failing=False, confidence=0.9),)
    return (
        Finding(
            NAME,
            "inconclusive",
            detail=f"{name} was not invoked in the window",
            summary=f"{name} was not invoked in the window, and no event source that was found is broken",
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
            ("trigger", "events arrive"),
            ("resource-policy", "invocations are admitted"),
            ("network", "invocations end in time"),
        ),
    )


def _failures(world: AwsWorld, log: Log) -> list[Episode]:
    """Return what the failed invocations said; where no line marks them, what was said in the minutes that failed."""
    traffic = world.traffic
    if not isinstance(traffic, Traffic) or not failures_unmarked(world):
        return [e for e in log.episodes if e.fatal]
    return [e for e in log.episodes if e.saying and in_failed_minute(traffic, e.time)]


def _failing(world: AwsWorld, log: Log | None, facts: tuple[Fact, ...]) -> Finding:
    """Name what the log says of the failures, outside the four; without a log nothing is claimed."""
    seen = symptoms(world)
    name = function_of(world)
    errors = _failures(world, log) if log else []
    plain = [e for e in errors if e.saying is None or e.saying.class_ == "none"]
    if not plain and errors:
        text = (
            f"{seen.failed or len(errors)} of {seen.invoked or 'the'} invocations failed, since {seen.onset}"
        )
        said = errors[-1].text.strip().partition("\n")[0][:200]
        return Finding(
            NAME,
            "inconclusive",
            detail=text,
            summary=f"{text}, and what they say last settles nothing by itself: {said}",
            facts=facts,
            corroborated=True,
            failing=True,
            confidence=0.3,
            onset=seen.onset,
        )
    if not plain:
        return Finding(
            NAME,
            "inconclusive",
            detail=f"{seen.failed} invocations failed; the log does not say why",
            summary=f"{name} fails, and its log does not say why",
            facts=facts,
            corroborated=True,
            failing=True,
            confidence=0.4,
            onset=seen.onset,
        )
    last = plain[-1]
    cause = (last.saying.cause if last.saying else None) or "aws.function.application-error"
    said = last.text.strip().splitlines()[0][:200] if last.text.strip() else "an error"
    return Finding(
        NAME,
        "failed",
        cause=cause,
        class_="none",
        detail=f"{len(plain)} invocations failed in the code itself",
        summary=f"{name} fails in its own code: {said}",
        facts=facts + tuple(e.fact for e in plain[:20]),
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
