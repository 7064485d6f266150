"""Does the subscription that carries the events hang on its topic, let them through, and push them here?"""

from __future__ import annotations

from diagnostics.case import Finding, Touch, passed, skipped
from diagnostics.checks.gcp._sources import broken, hops_of, unanswered
from diagnostics.hops.gcp.inbound import SourceHop, calls, hosts
from diagnostics.hops.gcp.names import host_and_path
from diagnostics.hops.gcp.world import Function, GcpWorld
from diagnostics.reader import Unknown
from diagnostics.reads.gcp import wiring

NAME = "subscription-attached"
_GONE = "_deleted-topic_"
_EVENTS = (
    "DeleteTopic",
    "DeleteSubscription",
    "DetachSubscription",
    "UpdateSubscription",
    "ModifyPushConfig",
)


def subscription_attached(world: GcpWorld) -> tuple[Finding, ...]:
    """A deleted topic, a missing, detached or filtered subscription, and one that pushes elsewhere leave the function silent."""
    rows = [hop for hop in hops_of(world) if hop.subscription or hop.subscription is None]
    return tuple(_ask(world, hop) for hop in rows) or (
        skipped(NAME, "no subscription is known to lead here"),
    )


def _ask(world: GcpWorld, hop: SourceHop) -> Finding:
    found, topic = hop.subscription, hop.transport
    name = topic.rpartition("/")[2]
    touches = _touches(world, hop)
    if isinstance(found, Unknown):
        return unanswered(world, NAME, hop, found)
    if not isinstance(found, wiring.Subscription):
        if hop.topic is None:
            return broken(
                world, NAME, hop, "gcp.topic.deleted", f"the topic {name} does not exist", touches=touches
            )
        text = f"the subscription that carried the messages of {name} does not exist"
        return broken(world, NAME, hop, "gcp.subscription.missing", text, touches=touches)
    own = found.name.rpartition("/")[2]
    if found.topic == _GONE:
        text = (
            f"the topic {name} was deleted; a new one of that name is not attached to the subscription {own}"
        )
        return broken(world, NAME, hop, "gcp.topic.deleted", text, confidence=0.97, touches=touches)
    if found.detached:
        text = f"the subscription {own} is detached from its topic"
        return broken(world, NAME, hop, "gcp.subscription.missing", text, confidence=0.97, touches=touches)
    if (elsewhere := _elsewhere(world, found)) is not None:
        return broken(world, NAME, hop, "gcp.subscription.wrong-endpoint", elsewhere, touches=touches)
    if found.filter:
        text = f"the subscription {own} lets only messages through that match {found.filter!r}, and none has come"
        return broken(
            world, NAME, hop, "gcp.subscription.filter-mismatch", text, confidence=0.6, touches=touches
        )
    return passed(NAME, f"the subscription {own} hangs on {name}", hop=hop, question="wired")


def _elsewhere(world: GcpWorld, found: wiring.Subscription) -> str | None:
    """Say where the subscription pushes to, where that is certainly not this function."""
    function, endpoint = world.function, found.pushConfig.pushEndpoint
    if not isinstance(function, Function) or function.first_generation:
        return None
    own = found.name.rpartition("/")[2]
    if not endpoint:
        return f"the subscription {own} pushes nowhere: messages wait to be pulled"
    if not hosts(function) or calls(function, endpoint):
        return None
    return f"the subscription {own} pushes to {host_and_path(endpoint)[0] or endpoint}, which is not this function"


def _touches(world: GcpWorld, hop: SourceHop) -> tuple[Touch, ...]:
    names = [hop.transport]
    if isinstance(hop.trigger, wiring.Trigger):
        names.append(hop.trigger.transport.pubsub.subscription)
    elif isinstance(hop.subscription, wiring.Subscription):
        names.append(hop.subscription.name)
    project = world.target.account or ""
    return tuple(Touch(name, project, _EVENTS, "source") for name in names if name)
