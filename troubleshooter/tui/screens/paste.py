"""A pasted error, read without asking any cloud."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, TextArea

from troubleshooter.present.report_text import render_text
from troubleshooter.tui import paint
from troubleshooter.tui.keys import bindings
from troubleshooter.tui.widgets.reader import Reader


class PasteScreen(Screen[None]):
    """The text above, what it says below."""

    BINDINGS = bindings("paste")

    def compose(self) -> ComposeResult:
        yield TextArea(id="paste-text")
        yield Reader([(("paste an error above, then ctrl+r", "muted"),)], id="paste-answer")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#paste-text").border_title = Content(" paste any error, log lines, audit record ")
        self.query_one("#paste-answer").border_title = Content(" what it says ")
        self.query_one(TextArea).focus()

    def action_read(self) -> None:
        from diagnostics.explain import explain

        report = explain(self.query_one(TextArea).text)
        self.query_one(Reader).show(paint.text_lines(render_text(report)))

    def action_back(self) -> None:
        self.dismiss(None)
