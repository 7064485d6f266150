"""What is wrong as seen from outside: failing, recovered, silent or healthy, and since when.

Works on per-minute series of any provider; a metric that could not be read leaves its answers None.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from diagnostics.case import Series
from diagnostics.clock import iso, parse_iso

_SURE = 0.02  # a run of successes this unlikely under the failure rate means that the failure has ended
_EXPECTED = 4.0  # so many invocations would have been expected in a gap that counts as silence
_SHORTEST_GAP = timedelta(minutes=5)
_NO_DATA = Series()


class Symptoms(msgspec.Struct, frozen=True):
    """Counts are of the window; *failing* is about its end; times are ISO 8601 minutes (UTC).

    *silent_since* is the last invocation; *missed_by* the time by which the next ones should have come: what
    silenced the function happened before that.
    """

    invoked: int | None = None
    failed: int | None = None
    throttled: int | None = None
    failing: bool | None = None
    recovered: bool = False
    silent: bool | None = None
    silent_since: str | None = None
    missed_by: str | None = None
    ever_ran: bool | None = None
    onset: str | None = None
    last_failure: str | None = None
    last_success: str | None = None


def of_series(
    invocations: Series,
    errors: Series,
    throttles: Series,
    earlier: Series,
    end: datetime,
    earlier_errors: Series = _NO_DATA,
) -> Symptoms:
    """Return the symptoms that the minutes tell; failures that fill the window begin in the hours before it."""
    calls, bad = dict(invocations.points), dict(errors.points)
    failed = sorted(minute for minute, count in bad.items() if count > 0)
    good = sorted(minute for minute, count in calls.items() if count > bad.get(minute, 0))
    ran = sorted(minute for minute, count in calls.items() if count > 0)
    recovered = ended(calls, bad) if failed else False
    silent_since, missed_by = _silence(invocations, earlier, end)
    return Symptoms(
        invoked=int(invocations.total),
        failed=int(errors.total),
        throttled=int(throttles.total),
        failing=bool(failed) and not recovered,
        recovered=recovered,
        silent=not ran or silent_since is not None,
        silent_since=silent_since,
        missed_by=missed_by,
        ever_ran=bool(ran) or earlier.total > 0,
        onset=(_begun(failed[0], good, earlier, earlier_errors) if failed else None),
        last_failure=failed[-1] if failed else None,
        last_success=good[-1] if good else None,
    )


def _begun(first: str, good: list[str], earlier: Series, earlier_errors: Series) -> str:
    """Return the first failing hour after the last good one where no success in the window precedes *first*."""
    if good and good[0] < first:
        return first
    since = last_good_hour(earlier, earlier_errors)
    bad = sorted(hour for hour, count in earlier_errors.points if count > 0 and hour > (since or ""))
    return bad[0] if bad else first


def last_good_hour(earlier: Series, earlier_errors: Series) -> str | None:
    """Return the last hour in which an invocation went well, or None."""
    bad = dict(earlier_errors.points)
    return max((hour for hour, count in earlier.points if count > bad.get(hour, 0)), default=None)


def ended(calls: dict[str, float], bad: dict[str, float], last: str | None = None) -> bool:
    """Whether the successes after the last failure (or after *last*) are too many to be luck."""
    failed = sorted(minute for minute, count in bad.items() if count > 0)
    if not failed:
        return False
    first, last = failed[0], last or failed[-1]
    during = sum(count for minute, count in calls.items() if first <= minute <= last)
    rate = min(1.0, sum(bad[m] for m in failed) / during) if during else 1.0
    after = sum(count - bad.get(minute, 0) for minute, count in calls.items() if minute > last)
    return after >= 1 and (1 - rate) ** after <= _SURE


def _silence(invocations: Series, earlier: Series, end: datetime) -> tuple[str | None, str | None]:
    """Return since when nothing has run although it used to, and by when it should have; None where it may be usual."""
    ran = [minute for minute, count in invocations.points if count > 0]
    hours = [hour for hour, count in earlier.points if count > 0]
    first = parse_iso(hours[0] if hours else (ran[0] if ran else None))
    last = parse_iso(ran[-1]) if ran else (_plus_hour(hours[-1]) if hours else None)
    if first is None or last is None:
        return None, None
    lived = max((last - first).total_seconds() / 60, 1.0)
    between = lived / (invocations.total + earlier.total)
    gap = end - last
    if gap < _SHORTEST_GAP or gap.total_seconds() / 60 / between < _EXPECTED:
        return None, None
    return iso(last), iso(min(end, last + max(_SHORTEST_GAP, timedelta(minutes=_EXPECTED * between))))


def _plus_hour(hour: str) -> datetime | None:
    moment = parse_iso(hour)
    return moment + timedelta(hours=1) if moment else None
