"""The symptoms of a Google Cloud case, from metrics where they could be read and from the log where not."""

from __future__ import annotations

from diagnostics.case import Fact, Series, Waiting, need
from diagnostics.evidence.symptoms import Symptoms, of_series
from diagnostics.hops.gcp.world import GcpWorld, Log, Traffic
from diagnostics.reader import Unknown


def symptoms(world: GcpWorld) -> Symptoms:
    """Return what the function looks like from outside; counts are None where no metric could be read."""
    traffic = need(world.traffic)
    if isinstance(traffic, Traffic):
        found = of_series(
            traffic.invocations, traffic.errors, Series(), traffic.earlier, world.end, traffic.earlier_errors
        )
        if found.invoked or found.ever_ran:
            return found
        if isinstance(world.log, Log) and world.log.lines:
            return _from_log(world.log)
        return found
    written = need(world.log)
    return _from_log(written) if isinstance(written, Log) else Symptoms()


def _from_log(log: Log) -> Symptoms:
    """The log alone tells of failures, never how many calls went well."""
    fatal = [e.time for e in log.episodes if e.fatal]
    return Symptoms(
        failed=len(fatal) or None,
        failing=True if fatal else None,
        ever_ran=True if log.episodes else None,
        onset=min(fatal, default=None),
        last_failure=max(fatal, default=None),
    )


def known_symptoms(world: GcpWorld) -> Symptoms | None:
    """Return the symptoms if they have been read, for those that do not want to wait."""
    try:
        return symptoms(world)
    except Waiting:
        return None


def traffic_fact(world: GcpWorld) -> Fact | None:
    """Return the function's metrics as a piece of evidence."""
    traffic = world.traffic
    if not isinstance(traffic, Traffic):
        return None
    seen = symptoms(world)
    return Fact(
        key="metric:traffic",
        source="metric",
        summary=f"{seen.invoked} invocations reached the code, {seen.failed} failed in the window",
        time=seen.onset or seen.silent_since,
        raw={"invocations": dict(traffic.invocations.points), "errors": dict(traffic.errors.points)},
    )


def unread(world: GcpWorld) -> Unknown | None:
    """Return why neither metrics nor log could be read, or None."""
    return next((part for part in (world.traffic, world.log) if isinstance(part, Unknown)), None)
