"""Is the event source mapping switched on?"""

from __future__ import annotations

from diagnostics.case import Fact, Finding, Touch, need, passed, skipped
from diagnostics.checks.aws._hops import function_of, impact_of_queue
from diagnostics.clock import iso, parse_iso
from diagnostics.hops.aws.sqs import Queue, QueueHop
from diagnostics.hops.aws.symptoms import symptoms
from diagnostics.hops.aws.world import AwsWorld
from diagnostics.reader import Unknown

NAME = "mapping-enabled"


def mapping_enabled(world: AwsWorld) -> tuple[Finding, ...]:
    """A mapping that is Disabled (or on its way there) is a fault where events wait for it or nothing else runs."""
    hops = [hop for hop in need(world.inbound) if isinstance(hop, QueueHop)]
    return tuple(_ask(world, hop) for hop in hops) or (skipped(NAME, "no queue is polled for this function"),)


def _ask(world: AwsWorld, hop: QueueHop) -> Finding:
    mapping = hop.mapping
    fact = Fact(
        key=f"mapping:{mapping.UUID}",
        source="configuration",
        summary=f"event source mapping {mapping.UUID} from {hop.source.name} is {mapping.State}"
        + (f" ({mapping.StateTransitionReason})" if mapping.StateTransitionReason else ""),
        provenance="config",
        raw={
            "UUID": mapping.UUID,
            "State": mapping.State,
            "StateTransitionReason": mapping.StateTransitionReason,
        },
    )
    if hop.queue is None:
        return _queue_gone(world, hop, fact)
    if mapping.State not in {"Disabled", "Disabling"}:
        return passed(
            NAME, f"{hop.source.name} is polled ({mapping.State})", hop=hop, question="wired", facts=(fact,)
        )
    seen = symptoms(world)
    changed = parse_iso(mapping.LastModified)
    recent = changed is not None and changed >= world.start
    waits = isinstance(hop.queue, Queue) and _events_wait(hop.queue, flowing=not seen.silent and not recent)
    corroborated = waits or seen.silent is True
    return Finding(
        NAME,
        "failed",
        question="wired",
        hop=hop,
        cause="aws.event-source-mapping.disabled",
        class_="trigger",
        detail=f"the mapping from {hop.source.name} is {mapping.State}",
        summary=f"{function_of(world)} is not invoked: its event source mapping from {hop.source.name} is disabled.",
        facts=(fact,),
        corroborated=corroborated,
        failing=True if corroborated else None,
        confidence=0.97 if waits else 0.9,
        upstream=10,
        onset=seen.silent_since or seen.last_success,
        changed_by=seen.missed_by or iso(world.end),
        impact=impact_of_queue(hop),
        touches=(
            Touch(
                mapping.UUID,
                world.target.region or "",
                ("UpdateEventSourceMapping", "CreateEventSourceMapping"),
                "mapping",
            ),
            Touch(world.target.name, world.target.region or "", ("UpdateEventSourceMapping",), "mapping"),
        ),
        rules_out=(
            ("iam", "the poller is switched off, so no permission was needed or refused"),
            (
                "resource-policy",
                "Lambda polls the queue with the function's role; nobody has to admit it to the function",
            ),
            ("network", "nothing was sent that could have been lost on the way"),
        ),
    )


def _events_wait(queue: Queue, *, flowing: bool) -> bool:
    """Whether messages arrive that nobody takes: sent in the window, or standing where nothing else runs."""
    if not isinstance(queue.sent, Unknown) and queue.sent.total > 0:
        return queue.waiting > 0
    if flowing and not isinstance(queue.oldest, Unknown) and queue.oldest.points:
        ages = [age for _, age in queue.oldest.points]
        return queue.waiting > 0 and ages[-1] > ages[0]
    return queue.waiting > 0 and not flowing


def _queue_gone(world: AwsWorld, hop: QueueHop, fact: Fact) -> Finding:
    seen = symptoms(world)
    return Finding(
        NAME,
        "failed",
        question="wired",
        hop=hop,
        cause="aws.event-source-mapping.source-absent",
        class_="trigger",
        detail=f"the queue {hop.source.name} does not exist",
        summary=f"{function_of(world)} is not invoked: the queue {hop.source.name} that its mapping names does not exist.",
        facts=(fact,),
        corroborated=seen.silent is True,
        failing=True if seen.silent else None,
        confidence=0.92,
        upstream=10,
        onset=seen.silent_since,
        changed_by=seen.missed_by or iso(world.end),
        touches=(Touch(hop.source.id, world.target.region or "", ("DeleteQueue",), "queue"),),
    )
