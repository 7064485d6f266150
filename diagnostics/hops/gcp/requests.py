"""How often the function ran, counted from its log where the metrics may not be read."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from diagnostics.case import Series
from diagnostics.clock import iso, parse_iso
from diagnostics.hops.gcp import entries
from diagnostics.hops.gcp.filters import quoted, within
from diagnostics.hops.gcp.log import is_own
from diagnostics.hops.gcp.world import Function, Traffic
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.gcp import core

_LIMIT = 2000
_BEFORE = timedelta(days=7)
_FINISHED = re.compile(r"finished with status(?: code)?:? '?(\w+)")
_TURNED_AWAY = {401, 403}


def read_requests(
    ask: Ask, function: Function, start: datetime, end: datetime, why: Unknown
) -> Traffic | Unknown:
    """Return the traffic that the log of requests tells of; *why* the metrics are not known, where it tells nothing."""
    window = _counted(ask, function, "requests", start, end)
    if window is None:
        return why
    calls, errors = window
    if calls.points:
        return Traffic(calls, errors)
    before = _counted(ask, function, "requests-before", start - _BEFORE, start)
    if before is None or not before[0].points:
        return why  # nothing at all is in the log: it may be kept elsewhere
    return Traffic(calls, errors, *before)


def _counted(
    ask: Ask, function: Function, what: str, start: datetime, end: datetime
) -> tuple[Series, Series] | None:
    """Return requests and failures by minute, or None where the log cannot be counted."""
    service = quoted(function.service_name.rpartition("/")[2])
    name, where = quoted(function.name), quoted(function.location)
    first = (
        f'resource.type="cloud_function" AND resource.labels.function_name={name} AND '
        f'resource.labels.region={where} AND textPayload:"finished with status"'
    )
    second = (
        f'log_id("run.googleapis.com/requests") AND resource.labels.service_name={service} AND '
        f"resource.labels.location={where}"
    )
    read = core.log_entries(
        function.project,
        {
            "resourceNames": [f"projects/{function.project}"],
            "filter": f"{within(start, end)} AND {first if function.first_generation else second}",
            "orderBy": "timestamp desc",
            "limit": _LIMIT,
        },
        what=what,
        about=function.id,
    )
    answer = ask(read)
    if answer is None or isinstance(answer, Unknown):
        return None
    calls: dict[str, float] = {}
    errors: dict[str, float] = {}
    for entry in answer.entries:
        moment, failed = parse_iso(entry.get("timestamp")), _failed(entry)
        if moment is None or failed is None or not is_own(function, entry) or not start <= moment <= end:
            continue
        minute = iso(moment.replace(second=0, microsecond=0))
        calls[minute] = calls.get(minute, 0) + 1
        if failed:
            errors[minute] = errors.get(minute, 0) + 1
    return Series(tuple(sorted(calls.items()))), Series(tuple(sorted(errors.items())))


def _failed(entry: entries.Entry) -> bool | None:
    """Return whether the request failed; None for one that never reached the code, and for a line that is no request."""
    status = entries.within(entry, "httpRequest").get("status")
    if isinstance(status, int):
        return None if status in _TURNED_AWAY else status >= 500
    ended = _FINISHED.search(entries.text(entry)[:2000])
    return None if ended is None else not re.fullmatch(r"ok|[234]\d\d", ended[1])
