"""A text in full: wrapped to the width, searched as you type, never parsed as markup."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.geometry import Size
from textual.reactive import reactive

from troubleshooter.tui.paint import Line, Span
from troubleshooter.tui.widgets.rows import Rows

_WRAPPED_AT_MOST = 200_000  # lines; a longer text is shown as far as this


class Reader(Rows):
    """Shows lines; `sought` marks every line that holds it."""

    BINDINGS = Rows.BINDINGS
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
    """Return *row* in pieces no longer than *width* characters; a continued piece begins with an arrow."""
    if sum(len(text) for text, _ in row) <= width:
        return [row]
    pieces: list[Line] = []
    current: list[Span] = []
    room = width
    for text, role in row:
        rest = text
        while rest:
            if room <= 0:
                pieces.append(tuple(current))
                current, room = [("↳ ", "muted")], max(1, width - 2)
            current.append((rest[:room], role))
            taken = len(rest[:room])
            rest, room = rest[taken:], room - taken
    pieces.append(tuple(current))
    return pieces


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
