"""What can be taken along: Markdown, JSON, the evidence bundle, a picture; shown before it is written."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, OptionList
from textual.widgets.option_list import Option

from diagnostics.errors import UsageError
from diagnostics.report import to_json
from troubleshooter.commands.capture import save
from troubleshooter.present.report_markdown import render_markdown
from troubleshooter.session import Outcome
from troubleshooter.tui import clipboard, paint
from troubleshooter.tui.keys import bindings
from troubleshooter.tui.paint import Line
from troubleshooter.tui.widgets.reader import Reader

_KINDS = (
    ("Markdown report", "md"),
    ("JSON report", "json"),
    ("Evidence bundle", "zip"),
    ("Picture of the case", "svg"),
)
_SHOWN = 400_000  # characters of a preview


class ExportScreen(Screen[None]):
    """A list on the left, what would be written on the right."""

    BINDINGS = bindings("export")

    def __init__(self, outcome: Outcome, picture: str) -> None:
        super().__init__()
        self._outcome = outcome
        self._picture = picture
        self._texts: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        with Horizontal(id="export-body"):
            yield OptionList(*[Option(Content(name), id=kind) for name, kind in _KINDS], id="export-kinds")
            yield Reader(id="export-preview")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(OptionList).border_title = Content(" Take along ")
        self.query_one(OptionList).focus()
        self._preview("md")

    def _text(self, kind: str) -> str:
        if kind not in self._texts:
            self._texts[kind] = self._made(kind)
        return self._texts[kind]

    def _made(self, kind: str) -> str:
        if kind == "md":
            return render_markdown(self._outcome.report)
        if kind == "json":
            return to_json(self._outcome.report)
        return self._picture if kind == "svg" else bundle_text(self._outcome)

    def _preview(self, kind: str) -> None:
        reader = self.query_one(Reader)
        text = self._text(kind)
        reader.border_title = Content(f" {self._path(kind).name} ")
        cut = f" · the first {_SHOWN:,} characters" if len(text) > _SHOWN else ""
        redacted = " · redacted, exactly as it is written" if kind == "zip" else ""
        reader.border_subtitle = Content(f" {paint.count(len(text.splitlines()), 'line')}{redacted}{cut} ")
        rows = text[:_SHOWN].splitlines()
        lines: list[Line] = paint.text_lines(text[:_SHOWN])
        if kind in {"json", "zip"}:
            lines = [line for row in rows for line in paint.json_lines(row)]
        reader.show(lines)

    def _path(self, kind: str) -> Path:
        target = self._outcome.report.target
        name = "".join(
            c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in (target.name if target else "")
        )
        return Path(f"{name[:60] or 'case'}.{kind}")

    @on(OptionList.OptionHighlighted)
    def _marked(self, event: OptionList.OptionHighlighted) -> None:
        self._preview(event.option.id or "md")

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.action_save()

    def _kind(self) -> str:
        return _KINDS[self.query_one(OptionList).highlighted or 0][1]

    def action_save(self) -> None:
        kind = self._kind()
        path = self._path(kind)
        try:
            if kind == "zip":
                save(path, self._outcome)
            else:
                path.write_text(self._text(kind), encoding="utf-8", errors="backslashreplace")
        except UsageError as error:
            self.notify(error.sentence, severity="error", markup=False)
        except OSError as error:
            self.notify(f"{path} cannot be written ({error.strerror}).", severity="error", markup=False)
        else:
            self.notify(f"Saved as {path.resolve()}.", markup=False)

    def action_copy(self) -> None:
        self.notify(f"Copied {clipboard.copy(self.app, self._text(self._kind()))}.", markup=False)

    def action_back(self) -> None:
        self.dismiss(None)


def bundle_text(outcome: Outcome) -> str:
    """Return what the bundle of *outcome* will hold, read back from one that was written; one call after the other."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bundle.zip"
        save(path, outcome)
        with zipfile.ZipFile(path) as archive:
            manifest = archive.read("manifest.json").decode()
            calls = archive.read("calls.jsonl").decode().splitlines()
    return "\n".join([manifest.rstrip(), *(msgspec.json.format(call, indent=2) for call in calls)]) + "\n"
