"""All evidence on one time axis, with the density of failures above it."""

from __future__ import annotations

from datetime import UTC, datetime

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from diagnostics.clock import parse_iso
from diagnostics.report import Report
from troubleshooter.tui import paint
from troubleshooter.tui.moments import SIGNS, Moment, Moments, bar, density, position
from troubleshooter.tui.paint import Line, Role, Span
from troubleshooter.tui.widgets.reader import marked
from troubleshooter.tui.widgets.rows import Rows


class Strip(Widget):
    """Failures over the window as bars, and under them where the change and the onset lie."""

    report: reactive[Report | None] = reactive(None)

    def render(self) -> Content:
        return paint.content(*strip(self.report, self.size.width))


def strip(report: Report | None, width: int) -> list[Line]:
    """Return the two lines of the strip; the second is empty where nothing is marked."""
    if report is None or report.window is None:
        return [(("", "muted"),), (("", "muted"),)]
    form = "%H:%M" if _span_hours(report) <= 26 else "%d %b"
    left, right = paint.moment(report.window.from_, form), paint.moment(report.window.to, form)
    inner = max(8, width - len(left) - len(right) - 2)
    failures, traffic = density(report, inner)
    most, busiest = max(failures, default=0), max(traffic, default=0)
    bars: list[Span] = [(f"{left} ", "muted")]
    for bad, all_ in zip(failures, traffic, strict=True):
        bars.append((bar(bad, most), "bad") if bad else (bar(all_, busiest), "muted"))
    bars.append((f" {right}", "muted"))
    return [tuple(bars), _marks(report, inner, len(left) + 1)]


def _marks(report: Report, inner: int, indent: int) -> Line:
    verdict = report.verdict
    signs: dict[int, Span] = {}
    onset = position(report, verdict.onset, inner)
    if onset is not None:
        signs[onset] = ("✗", "bad")
    change = position(report, verdict.change.time if verdict.change else None, inner)
    if change is not None:
        signs[change if change != onset else max(0, change - 1)] = SIGNS["change"]
    spans: list[Span] = [(" " * indent, "plain")]
    spans += [signs.get(n, (" ", "plain")) for n in range(inner)]
    return tuple(spans)


def _span_hours(report: Report) -> float:
    start, end = (
        (parse_iso(report.window.from_), parse_iso(report.window.to)) if report.window else (None, None)
    )
    return (end - start).total_seconds() / 3600 if start and end else 0.0


class Timeline(Rows):
    """The moments of a report; `wanted` filters them as it is typed."""

    wanted: reactive[str] = reactive("")

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._report = Report()
        self._moments = Moments(self._report)
        self._view: list[int] | None = None
        self.grouped = True

    @property
    def total(self) -> int:
        return len(self._moments) if self._view is None else len(self._view)

    @property
    def everything(self) -> int:
        return len(self._moments)

    def show(self, report: Report) -> None:
        """Show the evidence of *report*; the mark stays on its moment."""
        if report is self._report:
            return
        held = self.moment_at(self.cursor).item if self.total else None
        self._report = report
        self._moments = Moments(report, grouped=self.grouped)
        self._view = self._moments.filtered(self.wanted) if self.wanted else None
        self.changed()
        if held is not None and self.total < 5000:
            place = next((n for n in range(self.total) if self.moment_at(n).item == held), None)
            if place is not None:
                self.cursor = place

    def moment_at(self, index: int) -> Moment:
        return self._moments[index if self._view is None else self._view[index]]

    def line_at(self, index: int) -> Line:
        width = self.scrollable_content_region.width
        row = moment_line(self.moment_at(index), width)
        return marked(row, self.wanted.split()[0]) if self.wanted.split() else row

    def watch_wanted(self) -> None:
        self._view = self._moments.filtered(self.wanted) if self.wanted.strip() else None
        self.changed(keep=False)

    def to_onset(self) -> bool:
        """Mark the first failure; False where the log holds none."""
        onset = self._moments.onset
        if onset is None:
            return False
        self.cursor = onset if self._view is None else (self._view.index(onset) if onset in self._view else 0)
        return True

    def regroup(self) -> None:
        """Show each record by itself, or what is alike once."""
        self.grouped = not self.grouped
        report, self._report = self._report, Report()
        self.show(report)


_SOURCES = {
    "function-log": "log", "event-history": "history", "configuration": "as is", "stack-events": "stack",
}  # fmt: skip


def moment_line(moment: Moment, width: int) -> Line:
    """Return one row: time, sign, source, what happened, and at its end what marks it."""
    sign, role = SIGNS[moment.kind]
    time = paint.moment(moment.time) if moment.time else "        "
    source = _SOURCES.get(moment.source, moment.source)
    shown: Role = "bad" if moment.kind == "denied" else ("strong" if moment.kind == "change" else "plain")
    tail = _tail(moment)
    room = max(10, width - 8 - 2 - 2 - 10 - len(tail) - 2)
    text = moment.summary
    if moment.source == "metric":
        shown = "plain"
    text = text if len(text) <= room else text[: room - 1] + "…"
    if moment.kind in {"config", "application", "gap"}:
        shown = "muted" if moment.kind != "gap" else "warn"
    return (
        (f"{time}  ", "muted"),
        (f"{sign} ", role),
        (f"{source[:9]:<10}", "muted"),
        (text, shown),
        (" " * max(1, room - len(text) + 1), "plain"),
        (tail, "accent" if moment.kind == "change" else "bad" if moment.mark else "muted"),
    )


def _tail(moment: Moment) -> str:
    parts = []
    if moment.alike > 1:
        until = paint.moment(moment.until, "%H:%M")
        parts.append(f"×{moment.alike}" + (f" to {until}" if until else ""))
    if moment.mark:
        parts.append(f"◂ {moment.mark}")
    return " ".join(parts)


def ago(then: datetime, now: datetime) -> str:
    """Return how long before *now* something was, in the one unit that matters."""
    seconds = max(0, int((now.astimezone(UTC) - then.astimezone(UTC)).total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return "just now"
