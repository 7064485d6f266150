"""What several checks of AWS say in the same words."""

from __future__ import annotations

from diagnostics.case import Hop, Series, need
from diagnostics.hops.aws.push import PushHop
from diagnostics.hops.aws.sqs import Queue, QueueHop
from diagnostics.hops.aws.symptoms import symptoms
from diagnostics.hops.aws.world import AwsWorld
from diagnostics.report import Impact


def function_of(world: AwsWorld) -> str:
    """Return the function's short name."""
    return world.target.name


def harmless(text: str) -> str:
    """Return the note for what is odd and hurts nobody: *text* says what it is."""
    return f"{text[:1].upper()}{text[1:]}; no failure in the window comes from it."


def silenced_by(world: AwsWorld, hop: Hop) -> bool:
    """Whether the function's silence may come from *hop*: not where another source shows that its events are stuck."""
    others = [other for other in need(world.inbound) if other is not hop]
    return symptoms(world).silent is True and not any(_is_stuck(other) for other in others)


def _is_stuck(hop: Hop) -> bool:
    """Whether events of *hop* are seen to fail or to wait."""
    if isinstance(hop, PushHop):
        return isinstance(hop.failures, Series) and hop.failures.total > 0
    return isinstance(hop, QueueHop) and isinstance(hop.queue, Queue) and hop.queue.waiting > 0


def impact_of_queue(hop: QueueHop) -> Impact | None:
    """Return what waits in the queue and what to do once it is taken again."""
    queue, dead = hop.queue, hop.dead_letters
    if not isinstance(queue, Queue):
        return None
    lost = dead.waiting if isinstance(dead, Queue) else None
    oldest = _age(queue)
    then = f"redrive {dead.arn.rpartition(':')[2]}" if isinstance(dead, Queue) and lost else None
    return Impact(waiting=queue.waiting, oldest=oldest, where=hop.source.name, lost=lost or None, then=then)


def _age(queue: Queue) -> str | None:
    """Return the age of the oldest message as `42m`, where the metric is known."""
    last = getattr(queue.oldest, "last", None)
    if last is None:
        return None
    minutes = int(last // 60)
    return f"{minutes // 60}h{minutes % 60:02d}m" if minutes >= 60 else f"{minutes}m"
