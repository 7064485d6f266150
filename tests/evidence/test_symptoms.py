"""Symptoms: failing, recovered, silent or healthy, from minutes alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from diagnostics.case import Series
from diagnostics.clock import iso
from diagnostics.evidence.symptoms import Symptoms, of_series

END = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def series(values: dict[int, float]) -> Series:
    """Values by minutes before the end."""
    return Series(tuple(sorted((iso(END - timedelta(minutes=m)), v) for m, v in values.items())))


def seen(
    calls: dict[int, float], errors: dict[int, float], earlier: dict[int, float] | None = None
) -> Symptoms:
    hours = series({h * 60: v for h, v in (earlier or {}).items()})
    return of_series(series(calls), series(errors), Series(), hours, END)


def test_errors_to_the_end_are_failing_since_the_first() -> None:
    """A function whose every call fails from a moment on is failing since that minute."""
    found = seen(dict.fromkeys(range(1, 60), 1), dict.fromkeys(range(1, 30), 1))
    assert found.failing is True
    assert found.onset == iso(END - timedelta(minutes=29))


def test_successes_after_total_failure_are_recovery() -> None:
    """One success after failures of every call ends them."""
    found = seen(dict.fromkeys(range(1, 60), 1), dict.fromkeys(range(20, 40), 1))
    assert (found.failing, found.recovered) == (False, True)


def test_a_few_successes_after_rare_failures_are_luck() -> None:
    """One call in ten fails: three good ones at the end prove nothing."""
    found = seen(dict.fromkeys(range(1, 101), 1), dict.fromkeys(range(4, 100, 10), 1))
    assert found.failing is True


def test_a_gap_that_is_long_for_this_function_is_silence() -> None:
    """Ten calls an hour, then none for an hour: silent since the last."""
    found = seen(dict.fromkeys(range(60, 120, 6), 1), {})
    assert found.silent is True
    assert found.silent_since == iso(END - timedelta(minutes=60))


def test_a_gap_that_is_usual_is_not_silence() -> None:
    """A call an hour ago is no silence for a function that runs hourly."""
    found = seen({50: 1}, {}, dict.fromkeys(range(2, 200), 1))
    assert found.silent is False


def test_a_function_that_never_ran_is_silent_and_never_ran() -> None:
    """Without any invocation there is silence, and no moment since when."""
    found = seen({}, {})
    assert (found.silent, found.silent_since, found.ever_ran) == (True, None, False)


def test_failures_that_fill_the_window_begin_before_it() -> None:
    """The onset is sought in the hours before where no success in the window precedes the first failure."""
    minutes = dict.fromkeys(range(1, 120), 1.0)
    hours = series({h * 60: 60.0 for h in range(2, 40)})
    bad = series({h * 60: 60.0 for h in range(2, 7)})
    found = of_series(series(minutes), series(minutes), Series(), hours, END, bad)
    assert found.onset == iso(END - timedelta(hours=6))
