"""What several checks of AWS say in the same words."""

from __future__ import annotations

from diagnostics.hops.aws.sqs import Queue, QueueHop
from diagnostics.hops.aws.world import AwsWorld
from diagnostics.report import Impact


def function_of(world: AwsWorld) -> str:
    """Return the function's short name."""
    return world.target.name


def harmless(text: str) -> str:
    """Return the note for what is odd and hurts nobody: *text* says what it is."""
    return f"{text[:1].upper()}{text[1:]}; no failure in the window comes from it."


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
