"""Any text in full: an event, a call's answer, an explanation; searched as you type."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from troubleshooter.present.clean import line
from troubleshooter.tui import clipboard, paint
from troubleshooter.tui.keys import bindings
from troubleshooter.tui.paint import Line
from troubleshooter.tui.widgets.fields import Field
from troubleshooter.tui.widgets.reader import Reader


class ReaderScreen(Screen[None]):
    """*head* stands above the text and is cut to one line each; *copied* is what `c` copies, the text by default."""

    BINDINGS = bindings("reader")

    def __init__(
        self, title: str, head: Iterable[Line], lines: Iterable[Line], copied: str | None = None
    ) -> None:
        super().__init__()
        self._title = title
        self._head = list(head)
        self._lines = list(lines)
        self._copied = copied

    def compose(self) -> ComposeResult:
        if self._head:
            yield Static(paint.content(*self._head), id="reader-head")
        yield Reader(self._lines, id="reader-text")
        yield Field(placeholder="search in this text", id="reader-search")
        yield Footer()

    def on_mount(self) -> None:
        reader = self.query_one(Reader)
        reader.border_title = Content(f" {line(self._title, 100)} ")
        reader.focus()

    def action_search(self) -> None:
        field = self.query_one("#reader-search", Input)
        field.add_class("-open")
        field.focus()

    @on(Input.Changed, "#reader-search")
    def _sought(self, event: Input.Changed) -> None:
        reader = self.query_one(Reader)
        reader.sought = event.value
        reader.border_subtitle = Content(f" {paint.count(reader.hits, 'hit')} ") if event.value else ""

    @on(Input.Submitted, "#reader-search")
    def _found(self) -> None:
        self.query_one(Reader).focus()

    def action_hit(self, by: int) -> None:
        self.query_one(Reader).hit(by)

    def action_copy(self) -> None:
        how = clipboard.copy(
            self.app, self._copied if self._copied is not None else self.query_one(Reader).text
        )
        self.notify(f"Copied {how}.", markup=False)

    def action_back(self) -> None:
        field = self.query_one("#reader-search", Input)
        if field.has_focus or field.value:
            field.value = ""
            field.remove_class("-open")
            self.query_one(Reader).focus()
            return
        self.dismiss(None)
