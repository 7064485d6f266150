"""The timeline as a value: every piece of evidence on one axis, what is alike told once, gaps where nothing could show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from diagnostics.clock import parse_iso
from diagnostics.report import Evidence, Limit, Report
from troubleshooter.present.clean import line
from troubleshooter.tui.paint import Role

Kind = Literal["change", "denied", "metric", "platform", "application", "config", "gap"]
SIGNS: dict[Kind, tuple[str, Role]] = {
    "change": ("◆", "accent"),
    "denied": ("✗", "bad"),
    "metric": ("▲", "number"),
    "platform": ("▪", "plain"),
    "application": ("·", "muted"),
    "config": ("=", "muted"),
    "gap": ("░", "warn"),
}
_VARYING = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9]+|\b[0-9a-fA-F]{12,}\b")
_GROUPED_AT_MOST = 20_000  # more is shown as it comes: grouping a million rows takes seconds


class Moment(msgspec.Struct, frozen=True):
    """One row: *alike* further records say the same, the last of them at *until*."""

    kind: Kind
    item: Evidence | Limit
    mark: str = ""
    alike: int = 1
    until: str | None = None

    @property
    def time(self) -> str | None:
        return self.item.time if isinstance(self.item, Evidence) else None

    @property
    def source(self) -> str:
        return self.item.source if isinstance(self.item, Evidence) else "not read"

    @property
    def summary(self) -> str:
        if isinstance(self.item, Evidence):
            return line(self.item.summary[:600])
        tail = f" (needs {self.item.permission})" if self.item.permission else ""
        return line(f"{self.item.read}: {self.item.effect}{tail}")


class Moments(Sequence[Moment]):
    """The rows of a report: timed evidence, then what could not be read, then what stands as it is."""

    def __init__(self, report: Report, *, grouped: bool = True) -> None:
        self._report = report
        self._cited = frozenset(report.verdict.evidence)
        change = report.verdict.change
        self._change = change.evidence if change else None
        timed = [e for e in report.evidence if e.time]
        standing = [e for e in report.evidence if not e.time]
        self._rows: list[tuple[Evidence | Limit, int, str | None]]
        if grouped and len(timed) <= _GROUPED_AT_MOST:
            self._rows = [*self._grouped(timed)]
        else:
            self._rows = [(e, 1, None) for e in timed]
        self._rows += [(x, 1, None) for x in report.limits]
        self._rows += [(e, 1, None) for e in standing]
        self._onset = self._first_failure()

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int) -> Moment:  # type: ignore[override]
        item, alike, until = self._rows[index]
        kind = self._kind(item)
        mark = "change" if kind == "change" else ("onset" if index == self._onset else "")
        return Moment(kind, item, mark, alike, until)

    @property
    def onset(self) -> int | None:
        """The row of the first failure."""
        return self._onset

    def filtered(self, wanted: str) -> list[int]:
        """Return the rows that hold every word of *wanted*."""
        words = wanted.lower().split()
        return [n for n, (item, _, _) in enumerate(self._rows) if all(w in _haystack(item) for w in words)]

    def _grouped(self, timed: Iterable[Evidence]) -> Iterable[tuple[Evidence, int, str | None]]:
        groups: dict[tuple[str, str], list[Evidence]] = {}
        for item in timed:
            alone = item.id == self._change
            key = (item.source, item.id if alone else _VARYING.sub("#", item.summary[:300]))
            groups.setdefault(key, []).append(item)
        return [(g[0], len(g), g[-1].time if len(g) > 1 else None) for g in groups.values()]

    def _kind(self, item: Evidence | Limit) -> Kind:
        if isinstance(item, Limit):
            return "gap"
        if item.id == self._change:
            return "change"
        if item.source == "metric":
            return "metric"
        if item.provenance == "config":
            return "config"
        if item.id in self._cited and self._report.verdict.failing:
            return "denied"
        return "application" if item.provenance == "application" else "platform"

    def _first_failure(self) -> int | None:
        onset = parse_iso(self._report.verdict.onset)
        if onset is None:
            return None
        for number, (item, _, _) in enumerate(self._rows):
            moment = parse_iso(item.time) if isinstance(item, Evidence) else None
            if moment is not None and moment >= onset and self._kind(item) in {"denied", "metric"}:
                return number
        return None


def _haystack(item: Evidence | Limit) -> str:
    if isinstance(item, Limit):
        return f"{item.read} {item.effect} {item.permission} not read gap".lower()
    return f"{item.time} {item.source} {item.provenance} {item.id} {item.summary}".lower()


def density(report: Report, buckets: int) -> tuple[list[float], list[float]]:
    """Return failures and traffic per bucket of the window: from the metrics, else from the dated evidence."""
    failures, traffic = [0.0] * buckets, [0.0] * buckets
    start, end = (
        (parse_iso(report.window.from_), parse_iso(report.window.to)) if report.window else (None, None)
    )
    if start is None or end is None or end <= start:
        return failures, traffic

    def put(into: list[float], time: str | None, amount: float) -> None:
        at = parse_iso(time)
        if at is not None and start <= at <= end:
            into[min(buckets - 1, int((at - start) / (end - start) * buckets))] += amount

    for item in report.evidence:
        if item.source == "metric" and isinstance(item.raw, dict):
            for name, points in item.raw.items():
                into = _series(str(name), failures, traffic)
                for time, amount in points.items() if isinstance(points, dict) and into is not None else ():
                    if isinstance(amount, int | float) and into is not None:
                        put(into, str(time), float(amount))
    if not any(failures) and not any(traffic):
        for item in report.evidence:
            put(failures if item.provenance != "config" else traffic, item.time, 1.0)
    return failures, traffic


def _series(name: str, failures: list[float], traffic: list[float]) -> list[float] | None:
    low = name.lower()
    if any(word in low for word in ("error", "fail", "5xx", "throttle", "drop")):
        return failures
    return traffic if any(word in low for word in ("invo", "request", "execution", "count")) else None


BARS = " ▁▂▃▄▅▆▇█"


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
