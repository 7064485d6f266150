"""The top line: whose case, where, in which window, and how much has been read."""

from __future__ import annotations

import time

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from diagnostics.clock import parse_iso
from diagnostics.report import Report
from troubleshooter.present.clean import line, shorten
from troubleshooter.tui import paint
from troubleshooter.tui.paint import Line, Span


class Headline(Widget):
    """One line; the seconds run while the case does."""

    name_: reactive[str] = reactive("")
    _where: reactive[str] = reactive("")
    _window: reactive[str] = reactive("")
    reads: reactive[str] = reactive("")
    _seconds: reactive[float] = reactive(0.0)

    _begun = 0.0
    _running = False

    def on_mount(self) -> None:
        self.set_interval(0.1, self._tick)

    def begin(self) -> None:
        self._begun, self._running = time.monotonic(), True
        self._where = self._window = ""
        self.reads = "reading"

    def end(self, seconds: float | None = None) -> None:
        """Stop the clock, at *seconds* where the calls themselves say how long it took."""
        self._tick()
        self._running = False
        if seconds is not None:
            self._seconds = seconds

    def _tick(self) -> None:
        if self._running:
            self._seconds = time.monotonic() - self._begun

    def about(self, report: Report) -> None:
        target, window = report.target, report.window
        if target is not None:
            self.name_ = target.name
            self._where = " · ".join(
                line(part) for part in (target.provider, target.region, target.account) if part
            )
            caller = f"read as {line(report.caller)}" if report.caller else "read as: not known"
            self.tooltip = Content(f"{line(target.id)}\n{caller}")
        start, end = (parse_iso(window.from_), parse_iso(window.to)) if window else (None, None)
        if start and end:
            hours = (end - start).total_seconds() / 3600
            last = f"{hours:.0f} h" if hours >= 1 else f"{hours * 60:.0f} min"
            same = end.astimezone().strftime("%H:%M") + " " + paint.zone(end)
            self._window = f"last {last}, to {same}"

    def render(self) -> Content:
        return paint.content(self._line(self.size.width))

    def _line(self, width: int) -> Line:
        tail = f"{self.reads} · {self._seconds:.1f} s"
        room = width - cell_len(tail) - 2
        name = shorten(line(self.name_), max(8, min(48, room // 2)))
        spans: list[Span] = [(name, "strong")]
        room -= cell_len(name)
        for part in (self._where, self._window):
            if part and room > cell_len(part) + 3:
                spans.append((f"   {part}", "muted"))
                room -= cell_len(part) + 3
        spans += [(" " * max(1, room + 2), "plain"), (tail, "muted")]
        return tuple(spans)
