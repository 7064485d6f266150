"""A warning that must be read before a fix is taken along."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from diagnostics.report import Fix
from troubleshooter.tui import paint, proposal
from troubleshooter.tui.keys import bindings


class WarningScreen(ModalScreen[bool]):
    """Ends in True where the warnings were accepted."""

    BINDINGS = bindings("warning")

    def __init__(self, fix: Fix) -> None:
        super().__init__()
        self._fix = fix

    def compose(self) -> ComposeResult:
        with Vertical(id="warning"):
            yield Static(paint.content(*proposal.warnings(self._fix, min(84, self.app.size.width - 8))))
            yield Static(
                paint.content((("enter  I have read this    esc  leave it", "muted"),)), id="warning-keys"
            )

    def on_mount(self) -> None:
        self.query_one("#warning").border_title = Content(" ! read this first ")

    def action_accept(self) -> None:
        self.dismiss(True)

    def action_back(self) -> None:
        self.dismiss(False)
