"""What many functions did in the last hours, for a list of them: two metrics each, hundreds in one call."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from diagnostics.case import Series
from diagnostics.clock import parse_iso
from diagnostics.clouds import Activity, Listed
from diagnostics.hops.aws.function import metric, read_metrics
from diagnostics.reader import Ask, Unknown

HOURS = 6
STEP = 900  # seconds
_STEPS = HOURS * 3600 // STEP
_IN_ONE_CALL = 250  # functions; GetMetricData takes 500 queries
_MOST = 500  # functions; each metric asked for is billed, so a list of thousands is not asked in full


def read_activity(ask: Ask, listed: tuple[Listed, ...], now: datetime) -> dict[str, Activity]:
    """Return the activity of the functions changed last, by their ids; a function without any data is left out."""
    latest = sorted(listed, key=lambda f: f.changed or "", reverse=True)[:_MOST]
    groups = [latest[n : n + _IN_ONE_CALL] for n in range(0, len(latest), _IN_ONE_CALL)]
    found: dict[str, Activity] = {}
    for rows in ask.together(*[partial(_group, ask, group, now) for group in groups]):
        found |= rows
    return found


def _group(ask: Ask, listed: list[Listed], now: datetime) -> dict[str, Activity]:
    end = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) + timedelta(seconds=STEP)
    start = end - timedelta(hours=HOURS)
    queries = []
    for number, item in enumerate(listed):
        of = {"FunctionName": item.name}
        queries.append(metric(f"i{number}", "AWS/Lambda", "Invocations", "Sum", of, STEP))
        queries.append(metric(f"e{number}", "AWS/Lambda", "Errors", "Sum", of, STEP))
    read = read_metrics(
        ask, listed[0].region or "", "activity", f"{listed[0].name} and others", queries, start, end
    )
    if isinstance(read, Unknown):
        return {}
    found = {}
    for number, item in enumerate(listed):
        invocations, errors = read.get(f"i{number}", Series()), read.get(f"e{number}", Series())
        if invocations.points or errors.points:
            found[item.id] = Activity(_steps(invocations, start), _steps(errors, start))
    return found


def _steps(series: Series, start: datetime) -> tuple[float, ...]:
    """Return *series* in equal steps from *start* on; a step without data did nothing."""
    steps = [0.0] * _STEPS
    for time, value in series.points:
        at = parse_iso(time)
        place = -1 if at is None else int((at - start).total_seconds() // STEP)
        if 0 <= place < _STEPS:
            steps[place] += value
    return tuple(steps)
