"""Is the event source mapping switched on?"""

from __future__ import annotations

from datetime import datetime, timedelta

from diagnostics.case import Fact, Finding, Touch, need, passed, skipped
from diagnostics.checks.aws._hops import function_of, harmless, impact_of_queue, silenced_by
from diagnostics.clock import iso, parse_iso
from diagnostics.evidence.symptoms import Symptoms
from diagnostics.hops.aws.sqs import PolledHop, Queue, QueueHop
from diagnostics.hops.aws.streams import StreamHop
from diagnostics.hops.aws.symptoms import symptoms
from diagnostics.hops.aws.world import AwsWorld
from diagnostics.reader import Unknown

NAME = "mapping-enabled"
_IN_FLIGHT = timedelta(minutes=30)  # batches that were taken before run on; two time-outs


def mapping_enabled(world: AwsWorld) -> tuple[Finding, ...]:
    """A mapping that is Disabled (or on its way there) is a fault where events wait for it or nothing else runs."""
    hops = [hop for hop in need(world.inbound) if isinstance(hop, PolledHop)]
    return tuple(_ask(world, hop) for hop in hops) or (
        skipped(NAME, "no queue or stream is polled for this function"),
    )


def _ask(world: AwsWorld, hop: PolledHop) -> Finding:
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
    queue = hop.queue if isinstance(hop, QueueHop) else None
    if (isinstance(hop, QueueHop) and queue is None) or (isinstance(hop, StreamHop) and hop.exists is False):
        return _source_gone(world, hop, fact)
    if mapping.State not in {"Disabled", "Disabling"}:
        return passed(
            NAME, f"{hop.source.name} is polled ({mapping.State})", hop=hop, question="wired", facts=(fact,)
        )
    seen = symptoms(world)
    changed = parse_iso(mapping.LastModified)
    recent = changed is not None and changed >= world.start
    waits = isinstance(queue, Queue) and _events_wait(queue, flowing=not seen.silent and not recent)
    corroborated = waits or (silenced_by(world, hop) and not _ran_without(seen, changed))
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
        remark="" if corroborated else harmless(fact.summary),
        confidence=0.97 if waits else 0.9,
        upstream=10,
        onset=seen.silent_since or seen.last_success,
        changed_by=seen.missed_by or iso(world.end),
        impact=impact_of_queue(hop) if isinstance(hop, QueueHop) else None,
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
                "Lambda polls with the function's role; nobody has to admit it to the function",
            ),
            ("network", "nothing was sent that could have been lost on the way"),
        ),
    )


def _ran_without(seen: Symptoms, changed: datetime | None) -> bool:
    """Whether the function still ran long after the mapping was last touched: something else fed it."""
    last = parse_iso(seen.silent_since)
    return last is not None and changed is not None and last - changed > _IN_FLIGHT


def _events_wait(queue: Queue, *, flowing: bool) -> bool:
    """Whether messages arrive that nobody takes: sent in the window, or standing where nothing else runs."""
    if not isinstance(queue.sent, Unknown) and queue.sent.total > 0:
        return queue.waiting > 0
    if flowing and not isinstance(queue.oldest, Unknown) and queue.oldest.points:
        ages = [age for _, age in queue.oldest.points]
        return queue.waiting > 0 and ages[-1] > ages[0]
    return queue.waiting > 0 and not flowing


def _source_gone(world: AwsWorld, hop: PolledHop, fact: Fact) -> Finding:
    seen = symptoms(world)
    silenced = silenced_by(world, hop)
    what = f"{hop.source.kind} {hop.source.name}"
    return Finding(
        NAME,
        "failed",
        question="wired",
        hop=hop,
        cause="aws.event-source-mapping.source-gone",
        class_="trigger",
        detail=f"the {what} does not exist",
        summary=f"{function_of(world)} is not invoked: the {what} that its mapping names does not exist.",
        facts=(fact,),
        corroborated=silenced,
        failing=True if silenced else None,
        confidence=0.92,
        upstream=10,
        onset=seen.silent_since,
        changed_by=seen.missed_by or iso(world.end),
        touches=tuple(
            Touch(name, world.target.region or "", ("DeleteQueue", "DeleteStream", "DeleteTable"), "source")
            for name in dict.fromkeys((hop.source.id, hop.source.name.partition("/")[0]))
        ),
    )
