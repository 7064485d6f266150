"""The fixes, smallest first: the document before and after, the proof, the forms to copy or save, the undo."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static, Tab, Tabs

from diagnostics.report import Fix, Report
from troubleshooter.present.clean import clean, line
from troubleshooter.present.forms import form
from troubleshooter.tui import clipboard, paint, proposal, walk
from troubleshooter.tui.keys import bindings
from troubleshooter.tui.opening import Opening
from troubleshooter.tui.paint import Line
from troubleshooter.tui.widgets.reader import Reader

_NARROW = 100


class View(NamedTuple):
    """One tab: *text* is what is copied and saved; the first of a narrow terminal holds the diff."""

    key: str
    label: str
    text: str
    ending: str


class FixScreen(Screen[None]):
    """Shows one fix at a time; nothing is ever applied from here."""

    BINDINGS = bindings("fix")

    def __init__(self, report: Report, case: Opening) -> None:
        super().__init__()
        self._report = report
        self._case = case
        self._fixes = walk.fixes(report)
        self._at = 0
        self._accepted: set[int] = set()  # fixes whose warnings were read

    @property
    def fix(self) -> Fix:
        return self._fixes[self._at]

    def compose(self) -> ComposeResult:
        yield Static(id="fix-title")
        yield Static(id="fix-warnings")
        with Horizontal(id="fix-body"):
            yield Reader(id="fix-diff")
            with Vertical(id="fix-forms"):
                yield Tabs(id="fix-tabs")
                yield Reader(id="fix-script")
        yield Reader(id="fix-proof")
        yield Footer()

    async def on_mount(self) -> None:
        for name, title in (
            ("#fix-diff", "as it is, and as it would be"), ("#fix-forms", "to paste"), ("#fix-proof", "proof"),
            ("#fix-warnings", "! read this first"),
        ):  # fmt: skip
            self.query_one(name).border_title = Content(f" {title} ")
        await self._show()
        self.query_one("#fix-script", Reader).focus()

    async def _show(self) -> None:
        fix = self.fix
        place = f"{self._at + 1} of {len(self._fixes)} · " if len(self._fixes) > 1 else ""
        rows: list[Line] = [((place, "muted"), (line(fix.title), "strong"))]
        owner = proposal.owner(fix)
        if owner:
            rows.append(((owner, "muted"),))
        self.query_one("#fix-title", Static).update(paint.content(*rows))
        warnings = self.query_one("#fix-warnings", Static)
        warnings.display = bool(fix.warnings)
        warnings.update(paint.content(*proposal.warnings(fix, max(40, self.app.size.width - 6))))
        self.query_one("#fix-diff", Reader).show(proposal.difference(fix))
        self.query_one("#fix-proof", Reader).show(proposal.proof(fix))
        await self._tabs()

    async def _tabs(self) -> None:
        tabs = self.query_one("#fix-tabs", Tabs)
        await tabs.clear()
        for view in self._views():
            await tabs.add_tab(Tab(Content(view.label), id=f"form-{view.key}"))
        self._script()

    def _views(self) -> list[View]:
        fix = self.fix
        views = [View("diff", "What changes", "", "")] if self.app.size.width < _NARROW else []
        views += [View(n, form(n).label, text, form(n).ending) for n, text in fix.commands.items()]
        several = len(fix.undo) > 1
        for name, text in fix.undo.items():
            label = f"Undo ({form(name).label})" if several else "Undo"
            views.append(View(f"undo-{name}", label, text, form(name).ending))
        return views

    def _view(self) -> View | None:
        wanted = (self.query_one("#fix-tabs", Tabs).active or "").removeprefix("form-")
        views = self._views()
        return next((v for v in views if v.key == wanted), views[0] if views else None)

    def _script(self) -> None:
        view = self._view()
        lines: list[Line] = [(("no command is written for this fix", "muted"),)]
        if view is not None and view.key == "diff":
            lines = proposal.difference(self.fix)
        elif view is not None:
            lines = paint.script_lines(view.text)
        self.query_one("#fix-script", Reader).show(lines)

    @on(Tabs.TabActivated, "#fix-tabs")
    def _turned(self) -> None:
        self._script()

    def action_copy(self) -> None:
        view = self._view()
        if view is not None and view.text and self._read("c"):
            self.notify(f"Copied {clipboard.copy(self.app, view.text)}.", markup=False)

    def action_save(self) -> None:
        view = self._view()
        if view is None or not view.text or not self._read("s"):
            return
        path = Path(f"fix-{self._at + 1}-{view.key}.{view.ending}")
        try:
            path.write_text(clean(view.text), encoding="utf-8")
        except OSError as error:
            self.notify(f"{path} cannot be written ({error.strerror}).", severity="error", markup=False)
        else:
            self.notify(f"Saved as {path.resolve()}.", markup=False)

    def _read(self, key: str) -> bool:
        """Whether the warnings of this fix were read; asks for it where they were not."""
        if not self.fix.warnings or self._at in self._accepted:
            return True
        from troubleshooter.tui.screens.warning import WarningScreen

        def answered(read: bool | None) -> None:
            if read:
                self._accepted.add(self._at)
                self.call_later(self.action_copy if key == "c" else self.action_save)

        self.app.push_screen(WarningScreen(self.fix), answered)
        return False

    def action_form(self, by: int) -> None:
        """Turn to the tab *by* places on, round the end."""
        keys = [view.key for view in self._views()]
        current = self._view()
        if current is not None:
            wanted = keys[(keys.index(current.key) + by) % len(keys)]
            self.query_one("#fix-tabs", Tabs).active = f"form-{wanted}"

    def action_undo(self) -> None:
        undo = [v for v in self._views() if v.key.startswith("undo-")]
        current = self._view()
        wanted = [v for v in undo if current is not None and v.key == f"undo-{current.key}"] or undo
        if wanted:
            self.query_one("#fix-tabs", Tabs).active = f"form-{wanted[0].key}"
        else:
            self.notify("No undo is written for this fix.", markup=False)

    def action_verify(self) -> None:
        from troubleshooter.tui.screens.verify import VerifyScreen

        if self._case.since is None:
            self.notify(
                "Nothing changes in a bundle or in the demo; verify on the account itself.", markup=False
            )
        else:
            self.app.push_screen(VerifyScreen(self._report, self._case.since))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        return len(self._fixes) > 1 if action == "turn" else True

    async def action_turn(self, by: int) -> None:
        self._at = (self._at + by) % len(self._fixes)
        await self._show()

    def action_back(self) -> None:
        self.dismiss(None)

    async def on_resize(self) -> None:
        if self.query_one("#fix-tabs", Tabs).tab_count:
            await self._show()
