"""The fixes, smallest first: the document before and after, the proof, the forms to copy or save, the undo."""

from __future__ import annotations

import difflib
import textwrap
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static, Tab, Tabs

from diagnostics.report import Document, Fix, Report
from troubleshooter.present.clean import clean, line
from troubleshooter.tui import clipboard, paint
from troubleshooter.tui.keys import bindings
from troubleshooter.tui.paint import Line
from troubleshooter.tui.widgets.reader import Reader

_NAMES = {
    "aws-cli": "AWS CLI", "terraform": "Terraform", "cloudformation": "CloudFormation", "gcloud": "gcloud",
    "az-cli": "Azure CLI", "bicep": "Bicep",
}  # fmt: skip
_ENDINGS = {"terraform": "tf", "cloudformation": "json", "bicep": "bicep"}
_UNDO = "undo"


class FixScreen(Screen[None]):
    """Shows one fix at a time; nothing is ever applied from here."""

    BINDINGS = bindings("fix")

    def __init__(self, report: Report) -> None:
        super().__init__()
        self._report = report
        self._fixes = [*report.fixes, *(fix for other in report.others for fix in other.fixes)]
        self._at = 0

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
        with VerticalScroll(id="fix-proof-box"):
            yield Static(id="fix-proof")
        yield Footer()

    async def on_mount(self) -> None:
        self.query_one("#fix-diff").border_title = Content(" as it is, and as it would be ")
        self.query_one("#fix-forms").border_title = Content(" to paste ")
        self.query_one("#fix-proof-box").border_title = Content(" proof ")
        await self._show()
        self.query_one("#fix-script", Reader).focus()

    async def _show(self) -> None:
        fix = self.fix
        place = f"{self._at + 1} of {len(self._fixes)} · " if len(self._fixes) > 1 else ""
        rows: list[Line] = [((place, "muted"), (line(fix.title), "strong"))]
        if fix.owner:
            rows.append(((f"has to be made in: {fix.owner.kind} {line(fix.owner.name or '')}", "muted"),))
        self.query_one("#fix-title", Static).update(paint.content(*rows))
        warnings = self.query_one("#fix-warnings", Static)
        warnings.display = bool(fix.warnings)
        told: list[Line] = [
            ((("! " if not n else "  ") + row, "warn"),)
            for text in fix.warnings
            for n, row in enumerate(textwrap.wrap(line(text), 110))
        ]
        warnings.update(paint.content(*told) if told else "")
        self.query_one("#fix-diff", Reader).show(
            [row for d in fix.documents for row in diff(d)] or changes(fix)
        )
        self.query_one("#fix-proof", Static).update(paint.content(*proof(fix)))
        tabs = self.query_one("#fix-tabs", Tabs)
        await tabs.clear()
        for name in self._forms():
            await tabs.add_tab(Tab(_NAMES.get(name, name.title()), id=f"form-{name}"))
        self._script()

    def _forms(self) -> list[str]:
        return [*self.fix.commands, *([_UNDO] if self.fix.undo else [])]

    def _form(self) -> str | None:
        active = self.query_one("#fix-tabs", Tabs).active
        names = self._forms()
        wanted = active.removeprefix("form-") if active else ""
        return wanted if wanted in names else (names[0] if names else None)

    def _text(self) -> str:
        name = self._form()
        if name is None:
            return ""
        return next(iter(self.fix.undo.values())) if name == _UNDO else self.fix.commands[name]

    def _script(self) -> None:
        lines: list[Line] = [(("no command is written for this fix", "muted"),)]
        if self._form():
            lines = paint.script_lines(self._text())
        self.query_one("#fix-script", Reader).show(lines)

    @on(Tabs.TabActivated, "#fix-tabs")
    def _turned(self) -> None:
        self._script()

    def action_copy(self) -> None:
        if self._form():
            self.notify(f"Copied {clipboard.copy(self.app, self._text())}.", markup=False)

    def action_save(self) -> None:
        name = self._form()
        if name is None:
            return
        path = Path(f"fix-{self._at + 1}-{name}.{_ENDINGS.get(name, 'sh')}")
        try:
            path.write_text(self._text(), encoding="utf-8")
        except OSError as error:
            self.notify(f"{path} cannot be written ({error.strerror}).", severity="error", markup=False)
        else:
            self.notify(f"Saved as {path.resolve()}.", markup=False)

    def action_undo(self) -> None:
        if self.fix.undo:
            self.query_one("#fix-tabs", Tabs).active = f"form-{_UNDO}"

    async def action_turn(self, by: int) -> None:
        self._at = (self._at + by) % len(self._fixes)
        await self._show()

    def action_back(self) -> None:
        self.dismiss(None)


def diff(document: Document) -> list[Line]:
    """Return the document with only the changed lines bright."""
    before = clean(document.before or "").splitlines()
    after = clean(document.after or "").splitlines()
    rows: list[Line] = [((line(document.name), "strong"),)]
    for row in difflib.ndiff(before, after):
        mark, text = row[:2], row[2:]
        if mark == "+ ":
            rows.append(((f"+ {text}", "added"),))
        elif mark == "- ":
            rows.append(((f"- {text}", "removed"),))
        elif mark == "  ":
            rows.append(((f"  {text}", "muted"),))
    return [*rows, (("", "plain"),)]


def changes(fix: Fix) -> list[Line]:
    """Return the settings that change, where no document does."""
    rows: list[Line] = []
    for change in fix.changes:
        rows.append(((line(change.target), "strong"),))
        rows.append(((f"- {line(change.setting)}: {line(change.from_ or '(not set)')}", "removed"),))
        rows.append(((f"+ {line(change.setting)}: {line(change.to or '(not set)')}", "added"),))
    return rows or [(("nothing changes here", "muted"),)]


def proof(fix: Fix) -> list[Line]:
    """Return the proof in a few lines."""
    found = fix.proof
    if found is None:
        return [(("not proven: the change cannot be judged from here", "muted"),)]
    minimal = {
        True: "every part of it is needed",
        False: "not every part is needed",
        None: "minimality not tried",
    }[found.minimal]
    rows: list[Line] = [
        (
            ("before: ", "muted"),
            (found.before or "not known", "bad"),
            ("   after: ", "muted"),
            (found.after or "not known", "good"),
            (f"   {minimal}", "plain"),
        ),
    ]
    if found.decides:
        rows.append(((f"still decided by: {line(', '.join(found.decides))}", "warn"),))
    if found.widens:
        rows.append(((f"newly allowed as well: {line(', '.join(found.widens))}", "bad"),))
    elif found.probes:
        rows.append(((f"{paint.count(len(found.probes), 'neighbour')} tried, none newly allowed", "good"),))
    rows += [((f"  · {line(probe)}", "muted"),) for probe in found.probes]
    return rows
