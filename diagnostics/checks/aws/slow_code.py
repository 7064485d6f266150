"""Do invocations run into the function's own time limit although nothing stands in the way of its packets?"""

from __future__ import annotations

from diagnostics.case import Finding, need, skipped
from diagnostics.checks.aws._hops import function_of
from diagnostics.checks.aws._timeouts import trouble
from diagnostics.checks.aws.packets_get_through import packets_get_through
from diagnostics.hops.aws.world import AwsWorld, Function

NAME = "slow-code"


def slow_code(world: AwsWorld) -> tuple[Finding, ...]:
    """Time-outs without a connection error, on a way that is open, are the code's own."""
    function = need(world.function)
    if not isinstance(function, Function):
        return ()
    seen = trouble(world)
    if seen is None:
        return (skipped(NAME, "no invocation ran into its time limit"),)
    paths = packets_get_through(world)
    if any(f.status in {"failed", "blocked"} for f in paths):
        return (skipped(NAME, "the network stands in the way, or could not be read"),)
    if seen.connects:
        return (_peer(world, seen.connects),)
    limit = function.config.Timeout
    inside = "its way out of the VPC is open" if world.network else "it is in no VPC"
    text = f"{seen.timeouts} invocations ran into the limit of {limit} s; {inside}"
    return (
        Finding(
            NAME,
            "failed",
            cause="aws.function.slow-code",
            class_="none",
            detail=text,
            summary=f"{function_of(world)} is slow, or waits for something slow: {text}.",
            facts=seen.facts,
            corroborated=True,
            failing=True,
            confidence=0.86,
            upstream=99,
            onset=seen.onset,
            rules_out=(
                ("network", inside),
                ("iam", "a refusal comes back in milliseconds"),
                ("trigger", "the function is invoked"),
                ("resource-policy", "a refusal comes back in milliseconds"),
            ),
        ),
    )


def _peer(world: AwsWorld, connects: int) -> Finding:
    """Connection errors on an open way: the other end does not answer, or something that cannot be seen from here."""
    text = f"{connects} connections failed although the way out is open: the other end, its firewall or its name is at fault"
    return Finding(
        NAME,
        "inconclusive",
        class_="network",
        detail=text,
        summary=f"{function_of(world)}: {text}",
        corroborated=True,
        failing=True,
        confidence=0.7,
    )
