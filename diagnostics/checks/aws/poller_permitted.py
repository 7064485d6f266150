"""May the execution role poll the source? Lambda reads queues and streams with the function's own role."""

from __future__ import annotations

import msgspec

from diagnostics.case import Fact, Finding, Touch, blocked, need, passed, skipped
from diagnostics.checks.aws._hops import function_of, impact_of_queue, silenced_by
from diagnostics.checks.aws.denied_call import ROLE_EVENTS
from diagnostics.clock import iso
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.decide import decide, policies_for, request_of
from diagnostics.hops.aws.sqs import PolledHop, Queue, QueueHop
from diagnostics.hops.aws.symptoms import symptoms
from diagnostics.hops.aws.target import TargetHop
from diagnostics.hops.aws.world import AwsWorld, Function, Role
from diagnostics.reader import Unknown
from diagnostics.report import Denied

NAME = "poller-permitted"
# What the poller calls on the source itself; what it merely lists has no resource to grant it on.
ACTIONS = {
    "sqs": ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    "kinesis": (
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:ListShards",
    ),
    "dynamodb": ("dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream"),
}


class AtSource(msgspec.Struct, frozen=True):
    """What the source's own policy refuses the poller: one call, and the other actions it needs there."""

    hop: TargetHop
    also: tuple[str, ...]


def poller_permitted(world: AwsWorld) -> tuple[Finding, ...]:
    """An enabled mapping whose role may not read the source is a fault while messages wait or nothing runs."""
    function = world.function
    hops = [hop for hop in need(world.inbound) if isinstance(hop, PolledHop) and _actions(hop)]
    if not hops or not isinstance(function, Function):
        return (skipped(NAME, "no queue or stream is polled for this function"),)
    role = need(world.role)
    return tuple(_ask(world, function, role, hop) for hop in hops)


def _actions(hop: PolledHop) -> tuple[str, ...]:
    """Return what Lambda calls on the source of *hop*, or nothing where it reads by other means."""
    source = arn.parse(hop.source.id)
    if source is None or "/consumer/" in source.resource:
        return ()
    return ACTIONS.get(source.service, ())


def _ask(world: AwsWorld, function: Function, role: Role | Unknown | None, hop: PolledHop) -> Finding:
    if hop.mapping.State in {"Disabled", "Disabling"}:
        return skipped(NAME, "the mapping is switched off")
    if role is None:
        return skipped(NAME, "the role does not exist")
    if isinstance(role, Unknown):
        return blocked(NAME, role, hop=hop, question="permitted", class_="iam", **gravity(world, hop))
    queue = hop.queue if isinstance(hop, QueueHop) and isinstance(hop.queue, Queue) else None
    answers = {
        action: decide(
            request_of(function, action, hop.source.id), policies_for(role, queue.policy if queue else None)
        )
        for action in _actions(hop)
    }
    refused = tuple(a for a, answer in answers.items() if answer.allowed is False)
    unknown = [answer for answer in answers.values() if answer.allowed is None]
    if not refused and unknown:
        missing = Unknown("the role's policies could not be read in full", "iam:GetRolePolicy")
        return blocked(NAME, missing, hop=hop, question="permitted", class_="iam", **gravity(world, hop))
    if not refused:
        return passed(NAME, f"{role.name} may read {hop.source.name}", hop=hop, question="permitted")
    first = answers[refused[0]]
    explicit = first.decision == "explicitly-denied"
    layer = first.blocked_by[0] if first.blocked_by else "identity"
    at_queue = layer == "resource"
    bounded = layer == "boundary"
    seen = symptoms(world)
    weight = gravity(world, hop)
    fact = Fact(
        key=f"poller:{hop.mapping.UUID}",
        source="configuration",
        summary=f"{role.name} lacks {', '.join(refused)} on {hop.source.name}",
        provenance="config",
        raw={"role": role.arn, "queue": hop.source.id, "missing": list(refused), "decision": first.decision},
    )
    cause = "aws.role.poller-permissions-missing"
    if at_queue:
        cause = "aws.target-policy.explicit-deny" if explicit else "aws.queue-policy.role-not-admitted"
    elif explicit and not bounded:
        cause = "aws.role.explicit-deny"
    elif bounded:
        cause = "aws.role.boundary"
    return Finding(
        NAME,
        "failed",
        question="permitted",
        hop=hop,
        cause=cause,
        class_="resource-policy" if at_queue else "iam",
        deny_origin="resource-policy"
        if at_queue
        else ("boundary" if bounded else ("explicit-identity" if explicit else "implicit-identity")),
        explicit=explicit,
        detail=fact.summary,
        summary=f"{function_of(world)} receives nothing: Lambda polls {hop.source.name} with {role.name}, which may not call {refused[0]}.",
        facts=(fact,),
        denied=Denied(principal=role.arn, action=refused[0], resource=hop.source.id),
        corroborated=bool(weight["corroborated"]),
        failing=True,
        confidence=0.95,
        upstream=15,
        onset=seen.silent_since or seen.last_success,
        changed_by=seen.missed_by or iso(world.end),
        impact=impact_of_queue(hop) if isinstance(hop, QueueHop) else None,
        touches=(
            *(_at_queue(hop) if at_queue else ()),
            Touch(role.name, arn.global_region(function.partition), ROLE_EVENTS, "role"),
        ),
        rules_out=(
            ("trigger", "the mapping is enabled"),
            ("network", "Lambda polls from its own network"),
            ("resource-policy", "the source's own policy does not refuse the role"),
        ),
        plan=_refusing(function, hop, queue, refused) if at_queue else refused,
    )


def _refusing(function: Function, hop: PolledHop, queue: Queue | None, refused: tuple[str, ...]) -> AtSource:
    """Return the refused calls as those of the role to the source, which is where their fix belongs."""
    policy = queue.policy if queue else None
    call = TargetHop("outbound", arn.node(function.arn), hop.source, refused[0], hop.source.id, (), policy)
    return AtSource(call, refused[1:])


def _at_queue(hop: PolledHop) -> tuple[Touch, ...]:
    """Return the queue whose policy refuses, as Event history may name it: ARN, URL or name."""
    region = (arn.parse(hop.source.id) or arn.Arn("", "", "", "", "")).region
    url = hop.queue.url if isinstance(hop, QueueHop) and isinstance(hop.queue, Queue) else ""
    return tuple(
        Touch(name, region, ("SetQueueAttributes", "AddPermission", "RemovePermission"), "resource")
        for name in (hop.source.id, url, hop.source.name)
    )


def gravity(world: AwsWorld, hop: PolledHop) -> dict[str, object]:
    """Return whether failures speak for it: messages that nobody takes, or a function that nothing invokes."""
    queue = hop.queue if isinstance(hop, QueueHop) else None
    waiting = isinstance(queue, Queue) and queue.waiting > 0
    quiet = silenced_by(world, hop)
    return {"corroborated": quiet or waiting, "confidence": 0.8 if quiet or waiting else 0.4}
