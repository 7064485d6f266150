"""Does the queue in front of the function admit the topic that sends into it?"""

from __future__ import annotations

from diagnostics.case import Fact, Finding, Series, Touch, blocked, need, passed, skipped
from diagnostics.checks.aws._hops import function_of, silenced_by
from diagnostics.clock import iso
from diagnostics.hops.aws.push import SERVICES, TopicQueueHop
from diagnostics.hops.aws.symptoms import symptoms
from diagnostics.hops.aws.world import AwsWorld
from diagnostics.policy.aws import Policies, Request, authorize
from diagnostics.reader import Unknown
from diagnostics.report import Denied

NAME = "queue-admits-topic"
ACTION = "sqs:SendMessage"


def queue_admits_topic(world: AwsWorld) -> tuple[Finding, ...]:
    """A topic whose messages the queue refuses leaves the function without work."""
    hops = [hop for hop in need(world.inbound) if isinstance(hop, TopicQueueHop)]
    return tuple(_ask(world, hop) for hop in hops) or (
        skipped(NAME, "no topic sends into a queue in front of the function"),
    )


def request_of(hop: TopicQueueHop) -> Request:
    """Return the request that SNS makes."""
    account = hop.target.id.split(":")[4]
    context = {"aws:SourceArn": hop.source.id, "aws:SourceAccount": hop.source.id.split(":")[4]}
    return Request(SERVICES["sns"], ACTION, hop.target.id, account, context)


def _ask(world: AwsWorld, hop: TopicQueueHop) -> Finding:
    seen = symptoms(world)
    failed = isinstance(hop.failures, Series) and hop.failures.total > 0
    corroborated = failed or silenced_by(world, hop)
    if isinstance(hop.queue_policy, Unknown):
        return blocked(
            NAME,
            hop.queue_policy,
            hop=hop,
            question="admitted",
            class_="resource-policy",
            corroborated=corroborated,
        )
    answer = authorize(request_of(hop), Policies(resource=hop.queue_policy))
    if answer.allowed is True:
        return passed(NAME, f"{hop.target.name} admits {hop.source.name}", hop=hop, question="admitted")
    if answer.allowed is None:
        why = Unknown("the queue's policy depends on what cannot be known from here")
        return blocked(NAME, why, hop=hop, question="admitted", class_="resource-policy")
    fact = Fact(
        key=f"queue-policy:{hop.target.id}:{hop.source.id}",
        source="configuration",
        summary=f"the policy of {hop.target.name} does not admit {hop.source.name}",
        provenance="config",
        raw={"policy": hop.queue_policy, "nearMisses": list(answer.near_misses)},
    )
    first = (
        next((m for m, count in hop.failures.points if count > 0), None)
        if isinstance(hop.failures, Series)
        else None
    )
    return Finding(
        NAME,
        "failed",
        question="admitted",
        hop=hop,
        cause="aws.queue-policy.sender-not-admitted",
        class_="resource-policy",
        deny_origin="resource-policy",
        explicit=answer.decision == "explicitly-denied",
        detail=fact.summary,
        summary=f"{function_of(world)} gets no messages: the queue {hop.target.name} does not admit the topic {hop.source.name}.",
        facts=(fact,),
        denied=Denied(principal=SERVICES["sns"], action=ACTION, resource=hop.target.id),
        corroborated=corroborated,
        failing=True if corroborated else None,
        confidence=0.94,
        upstream=4,
        onset=first or seen.silent_since,
        changed_by=first or seen.missed_by or iso(world.end),
        touches=tuple(
            Touch(
                name,
                world.target.region or "",
                ("SetQueueAttributes", "RemovePermission", "CreateQueue"),
                "queue",
            )
            for name in (hop.target.name, hop.target.id)
        ),
        rules_out=(
            ("trigger", "the topic has the queue as a subscriber, and the queue is polled"),
            ("iam", "SNS sends with no role of yours"),
            ("network", "SNS sends through the queue's own interface"),
        ),
        plan=hop,
    )
