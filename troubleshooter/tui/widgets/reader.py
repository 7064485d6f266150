"""A text in full: wrapped to the width, searched as you type, never parsed as markup."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual import events
from textual.geometry import Size
from textual.reactive import reactive

from troubleshooter.tui.paint import Line, Span
from troubleshooter.tui.widgets.rows import Rows

_WRAPPED_AT_MOST = 200_000  # lines; a longer text is shown as far as this


class Reader(Rows):
    """Shows lines; `sought` marks every line that holds it."""

    sought: reactive[str] = reactive("")

    def __init__(
        self,
        lines: Iterable[Line] = (),
        *,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(id=id)
        self._lines: list[Line] = list(lines)
        self._shown: list[Line] = []
        self._hits: list[int] = []
        self._width = 0

    @property
    def total(self) -> int:
        return len(self._shown)

    @property
    def hits(self) -> int:
        return len(self._hits)

    @property
    def text(self) -> str:
        """What is shown, as plain lines."""
        return "\n".join("".join(text for text, _ in row) for row in self._lines)

    def show(self, lines: Iterable[Line]) -> None:
        self._lines = list(lines)
        self._width = 0
        self._wrap()
        self.changed(keep=False)

    def line_at(self, index: int) -> Line:
        row = self._shown[index]
        return marked(row, self.sought) if self.sought else row

    def on_resize(self, event: events.Resize) -> None:  # type: ignore[override]
        del event
        self._wrap()
        self.virtual_size = Size(self.scrollable_content_region.width, self.total)
        self.refresh()

    def watch_sought(self) -> None:
        self._find()
        if self._hits:
            self.cursor = next((hit for hit in self._hits if hit >= self.cursor), self._hits[0])
        self.refresh()

    def hit(self, by: int) -> None:
        """Mark the next (or the former) hit, round the end."""
        if not self._hits:
            return
        later = (
            [h for h in self._hits if h > self.cursor]
            if by > 0
            else [h for h in self._hits if h < self.cursor]
        )
        around = self._hits[0] if by > 0 else self._hits[-1]
        self.cursor = (later[0] if by > 0 else later[-1]) if later else around

    def _wrap(self) -> None:
        width = self.scrollable_content_region.width
        if width == self._width or width <= 0:
            return
        self._width = width
        self._shown = []
        for row in self._lines[:_WRAPPED_AT_MOST]:
            self._shown += wrap(row, width)
        self._find()

    def _find(self) -> None:
        wanted = self.sought.lower()
        self._hits = (
            [n for n, row in enumerate(self._shown) if wanted in "".join(t for t, _ in row).lower()]
            if wanted
            else []
        )


def wrap(row: Line, width: int) -> list[Line]:
    """Return *row* in pieces no wider than *width* cells, cut after a blank where one is near.

    A continued piece begins with an arrow.
    """
    text = "".join(part for part, _ in row)
    if cell_len(text) <= width:
        return [row]
    pieces: list[Line] = []
    start, room = 0, width
    while start < len(text):
        end = _cut(text, start, room)
        arrow: Line = (("↳ ", "muted"),) if start else ()
        pieces.append((*arrow, *_between(row, start, end)))
        start, room = end, max(1, width - 2)
    return pieces


def _cut(text: str, start: int, room: int) -> int:
    """Return where a piece that starts at *start* ends: *room* cells on, or after the last blank of its second half."""
    end, cells = start, 0
    while end < len(text) and cells + cell_len(text[end]) <= room:
        cells += cell_len(text[end])
        end += 1
    if end >= len(text):
        return end
    end = max(end, start + 1)
    blank = text.rfind(" ", start + (end - start) // 2, end)
    return blank + 1 if blank > start else end


def _between(row: Line, start: int, end: int) -> Line:
    spans: list[Span] = []
    position = 0
    for text, role in row:
        piece = text[max(0, start - position) : max(0, end - position)]
        if piece:
            spans.append((piece, role))
        position += len(text)
    return tuple(spans)


def marked(row: Line, wanted: str) -> Line:
    """Return *row* with each place that holds *wanted* marked."""
    spans: list[Span] = []
    for text, role in row:
        low, position = text.lower(), 0
        while (found := low.find(wanted.lower(), position)) >= 0 and len(low) == len(text):
            spans += [(text[position:found], role), (text[found : found + len(wanted)], "match")]
            position = found + len(wanted)
        spans.append((text[position:], role))
    return tuple(spans)
