"""The symptoms of an Azure case, from the app's requests where they could be read and from its log where not."""

from __future__ import annotations

from diagnostics.case import Fact, Series, Waiting, need
from diagnostics.evidence.symptoms import Symptoms, of_series
from diagnostics.hops.azure.world import AzureWorld, Log, Traffic
from diagnostics.reader import Unknown


def symptoms(world: AzureWorld, function: str | None = None) -> Symptoms:
    """Return what the app, or one *function* of it, looks like from outside; counts are None where no requests could be read."""
    traffic = need(world.traffic)
    if isinstance(traffic, Traffic):
        own = traffic.of(function)
        seen = of_series(own.invocations, own.errors, Series(), own.earlier, world.end, own.earlier_errors)
        if function or seen.invoked or seen.ever_ran or not isinstance(world.log, Log) or not world.log.rows:
            return seen
    written = need(world.log)
    return _from_log(written) if isinstance(written, Log) else Symptoms()


def _from_log(log: Log) -> Symptoms:
    """The log alone tells of failures, never how many calls went well."""
    bad = [e.time for e in log.episodes if e.source == "exception" or e.level >= 3]
    return Symptoms(
        failed=len(bad) or None,
        failing=True if bad else None,
        ever_ran=True if log.rows else None,
        onset=min(bad, default=None),
        last_failure=max(bad, default=None),
    )


def traffic_fact(world: AzureWorld) -> Fact | None:
    """Return the app's invocations as a piece of evidence."""
    traffic = world.traffic
    if not isinstance(traffic, Traffic):
        return None
    seen = symptoms(world)
    return Fact(
        key="metric:requests",
        source="metric",
        summary=f"{seen.invoked} invocations, {seen.failed} failed in the window",
        time=seen.onset or seen.silent_since,
        raw={"invocations": dict(traffic.invocations.points), "failed": dict(traffic.errors.points)},
    )


def known_symptoms(world: AzureWorld) -> Symptoms | None:
    """Return the symptoms if they have been read, for those that do not want to wait."""
    try:
        return symptoms(world)
    except Waiting:
        return None


def unread(world: AzureWorld) -> Unknown | None:
    """Return why neither requests nor log could be read, or None."""
    for part in (world.traffic, world.log):
        if isinstance(part, Unknown):
            return part
    if isinstance(world.log, Log) and not world.log.kept:
        return Unknown("the app sends its telemetry to no place that could be found")
    return None
