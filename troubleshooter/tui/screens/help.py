"""Every key, by place, from the one table."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen

from troubleshooter.tui.keys import KEYS, PLACES
from troubleshooter.tui.paint import Line
from troubleshooter.tui.widgets.reader import Reader

_ROOMY = 118  # columns; with fewer the ids are left out


class HelpScreen(ModalScreen[None]):
    """*changed* are the keys that the user gave to bindings."""

    BINDINGS = [("escape,question_mark,f1", "back", "close")]  # noqa: RUF012

    def __init__(self, changed: Mapping[str, str]) -> None:
        super().__init__()
        self._changed = changed

    def compose(self) -> ComposeResult:
        yield Reader(lines(self._changed, ids=self.app.size.width >= _ROOMY), id="help")

    def on_mount(self) -> None:
        reader = self.query_one(Reader)
        reader.border_title = Content(" Keys ")
        reader.focus()

    def action_back(self) -> None:
        self.dismiss(None)


def lines(changed: Mapping[str, str], *, ids: bool = True) -> list[Line]:
    """Return the table as lines: place, then keys, word, what it does, and with *ids* the name for the configuration."""
    rows: list[Line] = []
    for place, title in PLACES.items():
        rows.append(((title, "strong"),))
        rows += [
            (
                (f"  {_shown(changed.get(key.id, key.keys)):<14}", "accent"),
                (f"{key.label:<17}", "plain"),
                (f"{key.tooltip:<54} " if ids else key.tooltip, "muted"),
                (key.id if ids else "", "muted"),
            )
            for key in KEYS
            if key.place == place
        ]
        rows.append((("", "plain"),))
    rows.append((('Other keys: [keys] in config.toml, for example  "case.fix" = "F"', "muted"),))
    return rows


def _shown(keys: str) -> str:
    for name, sign in (("question_mark", "?"), ("slash", "/"), ("equals_sign", "=")):
        keys = keys.replace(name, sign)
    return keys
