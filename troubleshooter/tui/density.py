"""How much happened when: failures and traffic over the window, as bars."""

from __future__ import annotations

import msgspec

from diagnostics.clock import parse_iso
from diagnostics.report import Report

FINE = 720  # buckets kept: one for every ten seconds of two hours, more than any terminal is wide
BARS = " ▁▂▃▄▅▆▇█"
_BAD = ("error", "fail", "5xx", "throttle", "drop")
_ALL = ("invo", "request", "execution", "count")


class Density(msgspec.Struct, frozen=True):
    """Failures and traffic in `FINE` buckets of the window; *known* is False where nothing could have shown any."""

    failures: tuple[float, ...] = (0.0,) * FINE
    traffic: tuple[float, ...] = (0.0,) * FINE
    known: bool = False
    minutes: int = 120

    def over(self, width: int) -> tuple[list[float], list[float]]:
        """Return both as *width* cells; metrics come by the minute, so a minute may be several cells wide."""
        buckets = max(1, min(width, self.minutes, FINE))
        return _stretched(self.failures, buckets, width), _stretched(self.traffic, buckets, width)


def _stretched(fine: tuple[float, ...], buckets: int, width: int) -> list[float]:
    sums = [sum(fine[n * FINE // buckets : (n + 1) * FINE // buckets]) for n in range(buckets)]
    return [sums[cell * buckets // width] for cell in range(width)]


def density(report: Report) -> Density:
    """Return what the metrics say, else what the dated evidence shows."""
    window = report.window
    start, end = (parse_iso(window.from_), parse_iso(window.to)) if window else (None, None)
    if start is None or end is None or end <= start:
        return Density()
    failures, traffic = [0.0] * FINE, [0.0] * FINE
    begin, span = start.timestamp(), (end - start).total_seconds()

    def put(into: list[float], time: str | None, amount: float) -> None:
        at = parse_iso(time)
        place = -1.0 if at is None else (at.timestamp() - begin) / span
        if 0 <= place <= 1:
            into[min(FINE - 1, int(place * FINE))] += amount

    measured = False
    for item in report.evidence:
        if item.source != "metric" or not isinstance(item.raw, dict):
            continue
        for name, points in item.raw.items():
            into = _series(str(name), failures, traffic)
            if into is None or not isinstance(points, dict):
                continue
            measured = True
            for time, amount in points.items():
                if isinstance(amount, int | float):
                    put(into, str(time), float(amount))
    if not measured:
        for item in report.evidence:
            if item.time:
                put(failures, item.time, 1.0)
    return Density(tuple(failures), tuple(traffic), measured or any(failures), max(1, int(span // 60)))


def _series(name: str, failures: list[float], traffic: list[float]) -> list[float] | None:
    low = name.lower()
    if any(word in low for word in _BAD):
        return failures
    return traffic if any(word in low for word in _ALL) else None


def bar(value: float, most: float) -> str:
    """Return the block for *value*; anything above nothing is seen."""
    if value <= 0 or most <= 0:
        return BARS[1]
    return BARS[max(2, min(8, round(value / most * 8)))]


def position(report: Report, time: str | None, width: int) -> int | None:
    """Return the cell of the strip that holds *time*."""
    window = report.window
    start, end, at = (
        (parse_iso(window.from_), parse_iso(window.to), parse_iso(time)) if window else (None, None, None)
    )
    if start is None or end is None or at is None or end <= start or not start <= at <= end:
        return None
    return min(width - 1, int((at - start) / (end - start) * width))
