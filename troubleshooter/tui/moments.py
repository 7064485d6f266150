"""The timeline as a value: every piece of evidence on one axis, what is alike told once, gaps where nothing could show.

A million records are held as they are, with one number each for their order; a row is made when it is drawn. Built in
the thread of the case, so that the screen never waits for it.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from diagnostics.clock import parse_iso
from diagnostics.report import Evidence, Limit, Report
from troubleshooter.present.clean import line
from troubleshooter.tui.density import Density, density
from troubleshooter.tui.paint import Role

Kind = Literal["change", "denied", "failed", "metric", "platform", "history", "application", "config", "gap"]
SIGNS: dict[Kind, tuple[str, Role]] = {
    "change": ("◆", "accent"),
    "denied": ("✗", "bad"),
    "failed": ("✗", "bad"),
    "metric": ("▲", "number"),
    "platform": ("▪", "key"),
    "history": ("◇", "accent"),
    "application": ("·", "muted"),
    "config": ("=", "string"),
    "gap": ("░", "warn"),
}
_VARYING = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9]+|\b[0-9a-fA-F]{12,}\b")
_GROUPED_AT_MOST = 20_000  # more is shown as it comes: grouping a million rows takes seconds
_SOUGHT_AT_MOST = 5_000
_FAILURES = frozenset({"denied", "failed", "metric"})


class Moment(msgspec.Struct, frozen=True):
    """One row: *alike* further records say the same, the last of them at *until*; *mark* is why it matters."""

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
        self.report = report
        self.density: Density = density(report)
        self._cited = frozenset(report.verdict.evidence)
        change = report.verdict.change
        self._change = change.evidence if change else None
        self._limits_from = len(report.evidence)
        self._alike: dict[int, tuple[int, str | None]] = {}
        timed = array("l", (n for n, e in enumerate(report.evidence) if e.time))
        standing = array("l", (n for n, e in enumerate(report.evidence) if not e.time))
        if grouped and not self.large:
            timed = self._grouped(timed)
        gaps = array("l", range(self._limits_from, self._limits_from + len(report.limits)))
        self._order = timed + gaps + standing
        self.gaps = len(gaps)
        self.onset = self._first_failure(len(timed))

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, index: int) -> Moment:  # type: ignore[override]
        number = self._order[index]
        item = self._item(number)
        kind = self._kind(item)
        alike, until = self._alike.get(number, (1, None))
        return Moment(kind, item, self._mark(kind, item, index), alike, until)

    @property
    def large(self) -> bool:
        """Whether there are too many to tell what is alike only once."""
        return len(self.report.evidence) > _GROUPED_AT_MOST

    def sift(self, wanted: str, slice_: int = 400) -> Iterator[array[int]]:
        """Yield the rows that hold every word of *wanted*, *slice_* rows looked at a time; the caller may stop."""
        words = wanted.lower().split()
        for start in range(0, len(self._order), slice_):
            rows = range(start, min(start + slice_, len(self._order)))
            yield array("l", (n for n in rows if _holds(self._item(self._order[n]), words)))

    def place_of(self, wanted: Moment) -> int | None:
        """Return the row that tells of the same, whatever its number is now; looked for only while that is quick."""
        if len(self) <= _SOUGHT_AT_MOST:
            return next((n for n in range(len(self)) if _same(self._item(self._order[n]), wanted.item)), None)
        return None

    def of_evidence(self, ids: Sequence[str]) -> int | None:
        """Return the first row that one of the evidence *ids* stands in."""
        if not ids or len(self) > _SOUGHT_AT_MOST:
            return None
        for n in range(len(self)):
            item = self._item(self._order[n])
            if isinstance(item, Evidence) and item.id in ids:
                return n
        return None

    def _item(self, number: int) -> Evidence | Limit:
        if number < self._limits_from:
            return self.report.evidence[number]
        return self.report.limits[number - self._limits_from]

    def _grouped(self, timed: array[int]) -> array[int]:
        groups: dict[tuple[str, str], list[int]] = {}
        evidence = self.report.evidence
        for number in timed:
            item = evidence[number]
            alone = item.id == self._change
            key = (item.source, item.id if alone else _VARYING.sub("#", item.summary[:300]))
            groups.setdefault(key, []).append(number)
        self._alike = {g[0]: (len(g), evidence[g[-1]].time) for g in groups.values() if len(g) > 1}
        return array("l", (g[0] for g in groups.values()))

    def _kind(self, item: Evidence | Limit) -> Kind:
        if isinstance(item, Limit):
            return "gap"
        if item.id == self._change:
            return "change"
        if item.source == "metric":
            return "metric"
        if item.provenance == "config":
            return "config"
        verdict = self.report.verdict
        if item.id in self._cited and verdict.failing:
            return "denied" if verdict.denied and verdict.denied.action else "failed"
        if item.provenance == "application":
            return "application"
        return "history" if item.source == "event-history" else "platform"

    def _mark(self, kind: Kind, item: Evidence | Limit, index: int) -> str:
        if kind == "change":
            return "change"
        if index == self.onset:
            return "onset"
        cited = isinstance(item, Evidence) and item.id in self._cited
        return "cause" if kind == "config" and cited and self.report.verdict.failing else ""

    def _first_failure(self, timed: int) -> int | None:
        onset = parse_iso(self.report.verdict.onset)
        if onset is None:
            return None
        metric = None
        for index in range(timed):
            item = self._item(self._order[index])
            kind = self._kind(item)
            if kind in _FAILURES and self._since(item, onset):
                if kind != "metric":
                    return index
                metric = index if metric is None else metric
        return metric

    @staticmethod
    def _since(item: Evidence | Limit, onset: datetime) -> bool:
        at = parse_iso(item.time) if isinstance(item, Evidence) else None
        return at is not None and at >= onset


def _same(one: Evidence | Limit, other: Evidence | Limit) -> bool:
    if isinstance(one, Evidence) and isinstance(other, Evidence):
        return (one.time, one.source, one.summary) == (other.time, other.source, other.summary)
    return one == other


def _holds(item: Evidence | Limit, words: list[str]) -> bool:
    """Whether every word stands in the row; its own words first, since most rows are told apart by them."""
    if isinstance(item, Limit):
        text, rest = f"{item.read} {item.effect}".lower(), f"{item.permission} not read gap".lower()
        return all(word in text or word in rest for word in words)
    text = item.summary.lower()
    missing = [word for word in words if word not in text]
    if not missing:
        return True
    rest = f"{item.time} {item.source} {item.provenance} {item.id}".lower()
    return all(word in rest for word in missing)
