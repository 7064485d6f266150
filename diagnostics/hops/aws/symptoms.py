"""The symptoms of an AWS case, from metrics where they could be read and from the log where not."""

from __future__ import annotations

from datetime import timedelta

from diagnostics.case import Fact, Waiting, need
from diagnostics.clock import iso, parse_iso
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


def failures_unmarked(world: AwsWorld) -> bool:
    """Whether invocations failed and no line of the log says which: then a REPORT without a status proves no success.

    What marks a failed invocation is the runtime's own (`[ERROR]`, `Invoke Error`); Java, .NET, Rust and older
    REPORT lines have no such mark.
    """
    traffic, log = world.traffic, world.log
    if not isinstance(traffic, Traffic) or not isinstance(log, Log):
        return False
    return traffic.errors.total > 0 and not any(e.fatal or e.broken for e in log.episodes)


def in_failed_minute(traffic: Traffic, time: str) -> bool:
    """Whether invocations failed in the minute that a record of *time* is counted in: its own, or the one before."""
    bad = {minute for minute, count in traffic.errors.points if count > 0}
    moment = parse_iso(time)
    if moment is None:
        return time in bad
    own = moment.replace(second=0, microsecond=0)
    return bool(bad & {iso(own), iso(own - timedelta(minutes=1))})


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
