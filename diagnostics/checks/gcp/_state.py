"""Whether a kind of failure goes on, has ended, or is one that the function survives."""

from __future__ import annotations

from datetime import timedelta

from diagnostics.clock import iso, parse_iso
from diagnostics.evidence.symptoms import Symptoms, ended
from diagnostics.hops.gcp.world import Episode, GcpWorld, Log, Traffic

_ANOTHER_REASON = 3


def state(world: GcpWorld, seen: Symptoms, episodes: list[Episode]) -> str:
    """Return failing, ended or survived, from the request each record belongs to and from what came after."""
    last = max(e.time for e in episodes)
    if _gave_way(world, last):
        return "ended"
    fatal = any(e.fatal for e in episodes)
    if not fatal and any(e.fatal is False for e in episodes):
        return "survived"
    traffic = world.traffic
    if not isinstance(traffic, Traffic) or not seen.invoked:
        return "failing"
    bad = {minute for minute, count in traffic.errors.points if count > 0}
    struck = fatal or any(bad & minutes(e.time) for e in episodes)
    if not seen.failed or not struck:
        return "survived"
    minute = max(minutes(last))
    over = ended(dict(traffic.invocations.points), dict(traffic.errors.points), minute)
    return "ended" if over and seen.last_success is not None and seen.last_success > minute else "failing"


def _gave_way(world: GcpWorld, last: str) -> bool:
    """Whether the function has gone on failing for another reason, without this one, several times."""
    log = world.log
    later = [e for e in log.episodes if e.fatal and e.time > last] if isinstance(log, Log) else []
    return len(later) >= _ANOTHER_REASON


def minutes(time: str) -> set[str]:
    """Return the minutes that a metric may count a record of *time* in: its own and its neighbours."""
    moment = parse_iso(time)
    if moment is None:
        return {time}
    own = moment.replace(second=0, microsecond=0)
    return {iso(own + timedelta(minutes=off)) for off in (-1, 0, 1)}
