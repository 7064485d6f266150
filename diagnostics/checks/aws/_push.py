"""What the checks of pushed events share: how a source is asked, what bears a fault out, and which change explains it."""

from __future__ import annotations

from typing import Any

from diagnostics.case import Fact, Series, Touch, need
from diagnostics.checks.aws._hops import silenced_by
from diagnostics.clock import iso
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.push import PushHop
from diagnostics.hops.aws.symptoms import symptoms
from diagnostics.hops.aws.world import AwsWorld, Function


def hops_of(world: AwsWorld, *kinds: str) -> list[PushHop]:
    """Return the pushing sources of *kinds* (s3, sns, events, apigateway)."""
    return [hop for hop in need(world.inbound) if isinstance(hop, PushHop) and hop.kind in kinds]


def borne_out(world: AwsWorld, hop: PushHop) -> bool:
    """Whether failures speak for a fault on *hop*: deliveries that failed, or a function that nothing invokes."""
    failed = isinstance(hop.failures, Series) and hop.failures.total > 0
    return failed or silenced_by(world, hop)


def stands_in(world: AwsWorld, hop: PushHop) -> bool:
    """Whether another source of the kind is wired: then a grant for *hop* is a left-over, not a broken wire."""
    return any(other.wired is True for other in hops_of(world, hop.kind) if other is not hop)


def when(world: AwsWorld, hop: PushHop) -> dict[str, Any]:
    """Return onset and latest causing change: the first failed delivery, else the silence."""
    seen = symptoms(world)
    if isinstance(hop.failures, Series):
        first = next((minute for minute, count in hop.failures.points if count > 0), None)
        if first:
            return {"onset": first, "changed_by": first}
    return {"onset": seen.silent_since, "changed_by": seen.missed_by or iso(world.end)}


def fact(hop: PushHop, text: str, raw: Any = None) -> Fact:
    """Return what the source's configuration says."""
    return Fact(f"source:{hop.source.id}:{text}", "configuration", text, None, "config", raw)


def touch(world: AwsWorld, hop: PushHop, *events: str) -> tuple[Touch, ...]:
    """Return the source by the names that Event history may have for it."""
    parsed = arn.parse(hop.source.id)
    scope = (parsed.region if parsed else "") or world.target.region or ""
    names = dict.fromkeys((hop.source.name, hop.source.id))
    return tuple(Touch(name, scope, events, "source") for name in names)


def function_touch(world: AwsWorld, *events: str) -> tuple[Touch, ...]:
    """Return the function by its name and its ARN."""
    function = world.function
    names = (function.name, function.arn) if isinstance(function, Function) else (world.target.name,)
    return tuple(Touch(name, world.target.region or "", events, "function") for name in names)
