"""All evidence on one time axis, with the density of failures above it."""

from __future__ import annotations

import asyncio
from array import array

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from diagnostics.clock import parse_iso
from diagnostics.report import Report
from troubleshooter.present.clean import line
from troubleshooter.tui import paint
from troubleshooter.tui.density import bar, position
from troubleshooter.tui.keys import bindings
from troubleshooter.tui.moments import SIGNS, Moment, Moments
from troubleshooter.tui.paint import Line, Role, Span
from troubleshooter.tui.widgets.reader import marked
from troubleshooter.tui.widgets.rows import Rows


class Strip(Widget):
    """Failures over the window as bars, and under them where the change and the onset lie."""

    moments: reactive[Moments | None] = reactive(None)

    def render(self) -> Content:
        return paint.content(*strip(self.moments, self.size.width))


def strip(moments: Moments | None, width: int) -> list[Line]:
    """Return the two lines of the strip; the second is empty where nothing is marked."""
    report = moments.report if moments else None
    if moments is None or report is None or report.window is None:
        return [(("", "muted"),), (("", "muted"),)]
    form = "%H:%M" if _span_hours(report) <= 26 else "%d %b"
    left, right = paint.moment(report.window.from_, form), paint.moment(report.window.to, form)
    inner = max(8, width - len(left) - len(right) - 2)
    failures, traffic = moments.density.over(inner)
    most, busiest = max(failures, default=0), max(traffic, default=0)
    bars: list[Span] = [(f"{left} ", "muted")]
    if moments.density.known:
        for bad, all_ in zip(failures, traffic, strict=True):
            bars.append((bar(bad, most), "bad") if bad else (bar(all_, busiest), "muted"))
    else:
        bars.append(("░" * inner, "warn"))
    bars.append((f" {right}", "muted"))
    return [tuple(bars), _marks(report, inner, len(left) + 1)]


def _marks(report: Report, inner: int, indent: int) -> Line:
    """Return where change and onset lie, each named where there is room."""
    verdict = report.verdict
    onset = position(report, verdict.onset, inner)
    change = position(report, verdict.change.time if verdict.change else None, inner)
    if change is not None and change == onset:
        change = max(0, change - 1)
    cells: list[Span] = [(" ", "plain")] * inner
    if change is not None:
        _write(cells, change, SIGNS["change"], "change ", before=True)
    if onset is not None:
        _write(cells, onset, ("✗", "bad"), " onset", before=False)
    return ((" " * indent, "plain"), *cells)


def _write(cells: list[Span], at: int, sign: Span, word: str, *, before: bool) -> None:
    start = at - len(word) if before else at + 1
    if start >= 0 and start + len(word) <= len(cells):
        for offset, char in enumerate(word):
            cells[start + offset] = (char, "muted")
    cells[at] = sign


def _span_hours(report: Report) -> float:
    start, end = (
        (parse_iso(report.window.from_), parse_iso(report.window.to)) if report.window else (None, None)
    )
    return (end - start).total_seconds() / 3600 if start and end else 0.0


class Timeline(Rows):
    """The moments of a report; `wanted` filters them as it is typed, a slice at a time between two key strokes."""

    BINDINGS = bindings("timeline")
    wanted: reactive[str] = reactive("")

    class Filtered(Message):
        """The rows that fit what was typed are all found."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._moments = Moments(Report())
        self._view: array[int] | None = None
        self._grouped = True

    @property
    def total(self) -> int:
        return len(self._moments) if self._view is None else len(self._view)

    @property
    def everything(self) -> int:
        return len(self._moments)

    @property
    def gaps(self) -> int:
        return self._moments.gaps

    def show(self, moments: Moments) -> None:
        """Show *moments*; the mark stays on what it marked."""
        held = self.moment_at(self.cursor) if self.total and self.moved else None
        self._moments = moments if self._grouped or moments.large else Moments(moments.report, grouped=False)
        if self.wanted.strip():
            self._sift()
            return
        self._view = None
        self.changed(keep=self.moved)
        place = moments.place_of(held) if held else None
        if place is not None:
            self.cursor = place

    def moment_at(self, index: int) -> Moment:
        return self._moments[index if self._view is None else self._view[index]]

    def line_at(self, index: int) -> Line:
        row = moment_line(self.moment_at(index), self.scrollable_content_region.width, self._moments.report)
        words = self.wanted.split()
        return marked(row, words[0]) if words else row

    def watch_wanted(self) -> None:
        if self.wanted.strip():
            self._sift()
            return
        self.workers.cancel_group(self, "sift")
        held = self.moment_at(self.cursor) if self.total else None
        self._view = None
        self.changed(keep=False)
        place = self._moments.place_of(held) if held else None
        self.cursor = place or 0
        self.post_message(self.Filtered())

    def _sift(self) -> None:
        self.run_worker(self._sifted(self._moments, self.wanted), group="sift", exclusive=True)

    async def _sifted(self, moments: Moments, wanted: str) -> None:
        found: array[int] = array("l")
        shown = False
        for part in moments.sift(wanted):
            found.extend(part)
            if not shown and len(found) > self.size.height:
                shown = self._show_view(found)
            await asyncio.sleep(0)
        self._show_view(found)
        self.post_message(self.Filtered())

    def _show_view(self, found: array[int]) -> bool:
        self._view = array("l", found)
        self.changed(keep=False)
        return True

    def to_onset(self) -> bool:
        """Mark the first failure; False where none is known."""
        return self._mark(self._moments.onset)

    def to_evidence(self, ids: tuple[str, ...]) -> bool:
        """Mark the first row that one of the evidence *ids* stands in."""
        return self._mark(self._moments.of_evidence(ids))

    def _mark(self, place: int | None) -> bool:
        if place is None:
            return False
        if self._view is not None:
            if place not in self._view:
                return False
            place = self._view.index(place)
        self.cursor = place
        return True

    def regroup(self) -> bool:
        """Show each record by itself, or what is alike once; return whether it is grouped now."""
        if self._moments.large:
            return False
        self._grouped = not self._grouped
        self._moments = Moments(self._moments.report, grouped=self._grouped)
        self.watch_wanted()
        return self._grouped


_SOURCES = {
    "function-log": "log", "event-history": "history", "configuration": "as is", "stack-events": "stack",
    "dependency": "call",
}  # fmt: skip
_ROLES: dict[str, Role] = {
    "denied": "bad", "failed": "bad", "change": "strong", "gap": "warn", "config": "muted", "application": "muted",
}  # fmt: skip


def moment_line(moment: Moment, width: int, report: Report) -> Line:
    """Return one row: time, sign, source, what happened, and at its end what marks it."""
    sign, role = SIGNS[moment.kind]
    time = paint.moment(moment.time) if moment.time else ("░" * 8 if moment.kind == "gap" else " " * 8)
    tail = _tail(moment)
    room = max(10, width - 8 - 2 - 2 - 10 - len(tail) - 1)
    shown = _ROLES.get(moment.kind, "plain")
    return (
        (f"{time}  ", "warn" if moment.kind == "gap" else "muted"),
        (f"{sign} ", role),
        (f"{_SOURCES.get(moment.source, line(moment.source).removesuffix('-log'))[:9]:<10}", "muted"),
        (paint.fitted(_said(moment, report), room, cut_end=True), shown),
        (tail, "accent" if moment.kind == "change" else "bad" if moment.mark else "muted"),
    )


def _said(moment: Moment, report: Report) -> str:
    """Return what a row says: who, what and on what where the verdict knows it, else the record's own words."""
    verdict = report.verdict
    if moment.kind == "change" and verdict.change:
        change = verdict.change
        parts = [paint.event_name(change.event), *([paint.name_of(change.target)] if change.target else [])]
        return "  ".join([*parts, f"by {paint.name_of(change.actor)}" if change.actor else ""]).rstrip()
    if moment.kind == "denied" and verdict.denied and line(verdict.denied.action or "") in moment.summary:
        denied = verdict.denied
        on = f"  {paint.name_of(denied.resource)}" if denied.resource else ""
        return f"{line(denied.action or '')}{on}  to {paint.name_of(denied.principal)}"
    return paint.event_name(moment.summary)


def _tail(moment: Moment) -> str:
    parts = []
    if moment.alike > 1:
        until = paint.moment(moment.until, "%H:%M")
        parts.append(f"×{moment.alike}" + (f" to {until}" if until else ""))
    if moment.mark:
        parts.append(f"◂ {moment.mark}")
    return " ".join(parts)
