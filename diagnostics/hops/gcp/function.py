"""The function itself: configuration, the Cloud Run service behind it, and how often it ran."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from diagnostics.case import Series
from diagnostics.clock import iso, parse_iso
from diagnostics.hops.gcp.names import service_of
from diagnostics.hops.gcp.requests import read_requests
from diagnostics.hops.gcp.world import Function, Traffic
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.gcp import core

_HOURS_BEFORE = timedelta(days=14)
_RUN = (
    "run.googleapis.com/request_count",
    "cloud_run_revision",
    "service_name",
    "location",
    "response_code_class",
)
_FIRST = (
    "cloudfunctions.googleapis.com/function/execution_count", "cloud_function", "function_name", "region", "status",
)  # fmt: skip
_WELL = {
    "1xx",
    "2xx",
    "3xx",
    "4xx",
    "ok",
}  # an answer of 4xx is the code's own, and is no failure of the function


def read_function(ask: Ask, project: str, location: str, name: str) -> Function | Unknown | None:
    """Return the function, None where it does not exist (as neither function nor service), or Unknown."""
    parent = f"projects/{project}/locations/{location}"
    config, service = ask.all(
        core.function(project, name=f"{parent}/functions/{name}"),
        core.service(project, name=f"{parent}/services/{service_of(name)}"),
    )
    if isinstance(config, core.Function):
        first = config.environment == "GEN_1"
        named = config.serviceConfig.service
        if not first and named and named != f"{parent}/services/{service_of(name)}":
            service = ask(core.service(project, name=named))
        return Function(project, location, name, config, None if first else service)
    if isinstance(service, core.Service):
        unread = config if isinstance(config, Unknown) else None
        return Function(project, location, name, None, service, unread)
    if config is None and service is None:
        return None
    return config if isinstance(config, Unknown) else service


def read_traffic(ask: Ask, function: Function, start: datetime, end: datetime) -> Traffic | Unknown:
    """Return how often it ran: minutes of the window, and the hours before where the window alone does not tell."""
    window = _series(ask, function, "traffic", start, end, 60)
    if isinstance(window, Unknown):
        return read_requests(ask, function, start, end, window)
    calls, errors = window
    if _tells(calls, errors, end):
        return Traffic(calls, errors)
    before = _series(ask, function, "traffic-before", start - _HOURS_BEFORE, start, 3600)
    return Traffic(calls, errors) if isinstance(before, Unknown) else Traffic(calls, errors, *before)


def _tells(calls: Series, errors: Series, end: datetime) -> bool:
    """Whether the window holds a success before the failures, and calls up to its end: then nothing earlier is needed."""
    if not calls.points:
        return False
    bad = dict(errors.points)
    first_bad = min(bad, default=None)
    good = [minute for minute, count in calls.points if count > bad.get(minute, 0)]
    last = parse_iso(calls.points[-1][0])
    recent = last is not None and end - last < timedelta(minutes=5)
    return recent and bool(good) and (first_bad is None or good[0] < first_bad)


def _series(
    ask: Ask, function: Function, what: str, start: datetime, end: datetime, period: int
) -> tuple[Series, Series] | Unknown:
    """Return invocations and failures, added up over *period* seconds."""
    metric, kind, named, where, outcome = _FIRST if function.first_generation else _RUN
    name = function.name if function.first_generation else function.service_name.rpartition("/")[2]
    start = start.replace(second=0, microsecond=0)
    narrow = {
        "filter": f'metric.type="{metric}" AND resource.type="{kind}" AND resource.labels.{named}="{name}" '
        f'AND resource.labels.{where}="{function.location}"',
        "interval.startTime": iso(start),
        "interval.endTime": iso(end),
        "aggregation.alignmentPeriod": f"{period}s",
        "aggregation.perSeriesAligner": "ALIGN_DELTA",
        "aggregation.crossSeriesReducer": "REDUCE_SUM",
        "aggregation.groupByFields": f"metric.labels.{outcome}",
    }
    read = core.time_series(
        function.project, narrow, name=f"projects/{function.project}", what=what, about=function.id
    )
    answer = ask(read)
    if answer is None or isinstance(answer, Unknown):
        return (
            answer
            if answer is not None
            else Unknown("there are no metrics of this project", None, read.query.op)
        )
    calls: dict[str, float] = {}
    errors: dict[str, float] = {}
    for series in answer.timeSeries:
        add = partial(_add, [calls] if series.metric.labels.get(outcome, "") in _WELL else [calls, errors])
        for point in series.points:
            moment = _moment(point, period)
            if moment is not None and start <= moment <= end:
                add(iso(moment), core.number(point.value))
    return Series(tuple(sorted(calls.items()))), Series(tuple(sorted(errors.items())))


def _add(sums: list[dict[str, float]], minute: str, count: float) -> None:
    for counts in sums:
        counts[minute] = counts.get(minute, 0) + count


def _moment(point: core.Point, period: int) -> datetime | None:
    """Return the beginning of the point's interval, to the minute."""
    begun = parse_iso(point.interval.get("startTime"))
    ended = parse_iso(point.interval.get("endTime"))
    if begun is None or begun == ended:
        begun = ended - timedelta(seconds=period) if ended else None
    return begun.replace(second=0, microsecond=0) if begun else None
