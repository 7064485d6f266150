"""The symptoms of an AWS case, from metrics where they could be read and from the log where not."""

from __future__ import annotations

from diagnostics.case import Fact, Waiting, need
from diagnostics.evidence.symptoms import Symptoms, of_series
from diagnostics.hops.aws.world import AwsWorld, Log, Traffic
from diagnostics.reader import Unknown


def symptoms(world: AwsWorld) -> Symptoms:
    """Return what the function looks like from outside; counts are None where no metric could be read."""
    traffic = need(world.traffic)
    if isinstance(traffic, Traffic):
        found = of_series(
            traffic.invocations,
            traffic.errors,
            traffic.throttles,
            traffic.earlier,
            world.end,
            traffic.earlier_errors,
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
        silent=None if log.lines or not log.exists else (True if log.complete else None),
        ever_ran=True if log.lines else None,
        onset=min(fatal, default=None),
        last_failure=max(fatal, default=None),
    )


def traffic_fact(world: AwsWorld) -> Fact | None:
    """Return the function's metrics as a piece of evidence."""
    traffic = world.traffic
    if not isinstance(traffic, Traffic):
        return None
    seen = symptoms(world)
    text = f"{seen.invoked} invocations, {seen.failed} errors, {seen.throttled} throttles in the window"
    return Fact(
        key="metric:traffic",
        source="metric",
        summary=text,
        time=seen.onset or seen.silent_since,
        raw={
            "Invocations": dict(traffic.invocations.points),
            "Errors": dict(traffic.errors.points),
            "Throttles": dict(traffic.throttles.points),
        },
    )


def known_symptoms(world: AwsWorld) -> Symptoms | None:
    """Return the symptoms if they have been read, for those that do not want to wait."""
    try:
        return symptoms(world)
    except Waiting:
        return None


def unread(world: AwsWorld) -> Unknown | None:
    """Return why neither metrics nor log could be read, or None."""
    for part in (world.traffic, world.log):
        if isinstance(part, Unknown):
            return part
    return None
