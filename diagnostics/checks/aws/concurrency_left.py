"""Is any concurrency left for the function: switched off by a reservation of zero, or throttled by load?"""

from __future__ import annotations

from diagnostics.case import Fact, Finding, Touch, blocked, need, passed
from diagnostics.checks.aws._hops import function_of
from diagnostics.clock import iso
from diagnostics.evidence.symptoms import ended
from diagnostics.hops.aws.symptoms import symptoms
from diagnostics.hops.aws.world import AwsWorld, Function, Traffic
from diagnostics.reader import Unknown

NAME = "concurrency-left"


def concurrency_left(world: AwsWorld) -> tuple[Finding, ...]:
    """Reserved concurrency 0 keeps every event out; throttles with concurrency left are load."""
    function = need(world.function)
    if not isinstance(function, Function):
        return ()
    if isinstance(function.reserved, Unknown):
        return (blocked(NAME, function.reserved, question="wired", class_="trigger", confidence=0.3),)
    seen = symptoms(world)
    if function.reserved == 0:
        return (_switched_off(world, function),)
    if seen.throttled and seen.throttled > 0:
        if _ended(world):
            text = f"{seen.throttled} invocations of {function.name} were throttled, none of late"
            return (passed(NAME, text, facts=(_fact(function),), remark=f"{text}."),)
        return (_throttled(world, function),)
    return (
        passed(NAME, "nothing was throttled" if seen.throttled == 0 else "no reservation keeps events out"),
    )


def _fact(function: Function) -> Fact:
    return Fact(
        key="concurrency",
        source="configuration",
        summary=f"reserved concurrency of {function.name}: {'none' if function.reserved is None else function.reserved}",
        provenance="config",
        raw={"ReservedConcurrentExecutions": function.reserved},
    )


def _switched_off(world: AwsWorld, function: Function) -> Finding:
    seen = symptoms(world)
    runs = bool(seen.invoked) and seen.silent is False and not seen.throttled
    return Finding(
        NAME,
        "failed",
        question="wired",
        cause="aws.function.reserved-concurrency-zero",
        class_="trigger",
        detail="reserved concurrency is 0",
        summary=f"{function_of(world)} is switched off: its reserved concurrency is 0, so every invocation is throttled.",
        facts=(_fact(function),),
        corroborated=not runs,
        failing=True,
        confidence=0.97 if seen.throttled or seen.silent else 0.9,
        upstream=5,
        onset=_first(world) or seen.silent_since or seen.last_success,
        changed_by=_first(world) or seen.missed_by or iso(world.end),
        touches=(Touch(function.name, function.region, ("PutFunctionConcurrency",), "function"),),
        rules_out=(
            ("iam", "a throttled invocation is refused before any permission is asked"),
            ("resource-policy", "throttling is not a refusal by policy"),
            ("network", "nothing runs that could send packets"),
        ),
    )


def _first(world: AwsWorld) -> str | None:
    """Return the first minute in which an invocation was throttled."""
    throttles = world.traffic.throttles.points if isinstance(world.traffic, Traffic) else ()
    return next((minute for minute, count in throttles if count > 0), None)


def _ended(world: AwsWorld) -> bool:
    """Whether the invocations since the last throttle are too many to be luck."""
    if not isinstance(world.traffic, Traffic):
        return False
    throttled, calls = dict(world.traffic.throttles.points), dict(world.traffic.invocations.points)
    tried = {m: throttled.get(m, 0.0) + calls.get(m, 0.0) for m in {*throttled, *calls}}
    return ended(tried, throttled)


def _throttled(world: AwsWorld, function: Function) -> Finding:
    seen = symptoms(world)
    limit = (
        f"its reserved concurrency of {function.reserved}"
        if function.reserved
        else "the account's concurrency"
    )
    return Finding(
        NAME,
        "failed",
        cause="aws.function.throttled-by-load",
        class_="none",
        detail=f"{seen.throttled} invocations were throttled",
        summary=f"{function_of(world)} is throttled by load: {seen.throttled} invocations found {limit} used up.",
        facts=(_fact(function),),
        corroborated=True,
        failing=True,
        confidence=0.85 if (seen.throttled or 0) > (seen.failed or 0) else 0.5,
        upstream=40,
        onset=_first(world),
        rules_out=(("trigger", "events arrive: that is what is throttled"),),
    )
