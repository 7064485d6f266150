"""Every key, by place, from the one table."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen

from troubleshooter.tui.keys import KEYS, PLACES
from troubleshooter.tui.paint import Line
from troubleshooter.tui.widgets.reader import Reader


class HelpScreen(ModalScreen[None]):
    BINDINGS = [("escape,question_mark", "back", "close")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield Reader(lines(), id="help")

    def on_mount(self) -> None:
        reader = self.query_one(Reader)
        reader.border_title = Content(" Keys ")
        reader.focus()

    def action_back(self) -> None:
        self.dismiss(None)


def lines() -> list[Line]:
    """Return the table as lines: place, then key, word and what it does."""
    rows: list[Line] = []
    for place, title in PLACES.items():
        rows.append(((title, "strong"),))
        rows += [
            (
                (f"  {key.keys.replace('question_mark', '?').replace('slash', '/'):<12}", "accent"),
                (f"{key.label:<15}", "plain"),
                (key.tooltip, "muted"),
            )
            for key in KEYS
            if key.place == place
        ]
        rows.append((("", "plain"),))
    return rows
