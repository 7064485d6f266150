"""What can be taken along: Markdown, JSON, the evidence bundle, a picture; shown before it is written."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, OptionList
from textual.widgets.option_list import Option

from diagnostics.errors import UsageError
from diagnostics.report import to_json
from troubleshooter.present.report_markdown import render_markdown
from troubleshooter.session import Outcome
from troubleshooter.tui import clipboard, paint
from troubleshooter.tui.keys import bindings
from troubleshooter.tui.widgets.reader import Reader

_KINDS = (
    ("Markdown report", "md"),
    ("JSON report", "json"),
    ("Evidence bundle", "zip"),
    ("Picture of the case", "svg"),
)


class ExportScreen(Screen[None]):
    """A list on the left, what would be written on the right."""

    BINDINGS = bindings("export")

    def __init__(self, outcome: Outcome, picture: str) -> None:
        super().__init__()
        self._outcome = outcome
        self._picture = picture

    def compose(self) -> ComposeResult:
        with Horizontal(id="export-body"):
            yield OptionList(*[Option(Content(name), id=kind) for name, kind in _KINDS], id="export-kinds")
            yield Reader(id="export-preview")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        self._preview("md")

    def _text(self, kind: str) -> str:
        report = self._outcome.report
        if kind == "md":
            return render_markdown(report)
        if kind == "json":
            return to_json(report)
        if kind == "svg":
            return self._picture
        return "\n".join(
            f"{query.op} {query.scope}: {type(reply).__name__}"
            for query, reply in self._outcome.recorder.recorded
        )

    def _preview(self, kind: str) -> None:
        reader = self.query_one(Reader)
        reader.border_title = Content(f" {self._path(kind).name} ")
        reader.show(paint.text_lines(self._text(kind)[:400_000]))

    def _path(self, kind: str) -> Path:
        target = self._outcome.report.target
        name = "".join(c if c.isalnum() or c in "-_" else "-" for c in (target.name if target else "case"))[
            :60
        ]
        return Path(f"{name or 'case'}.{kind}")

    @on(OptionList.OptionHighlighted)
    def _marked(self, event: OptionList.OptionHighlighted) -> None:
        self._preview(event.option.id or "md")

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.action_save()

    def _kind(self) -> str:
        index = self.query_one(OptionList).highlighted or 0
        return _KINDS[index][1]

    def action_save(self) -> None:
        kind = self._kind()
        path = self._path(kind)
        try:
            if kind == "zip":
                from troubleshooter.commands.capture import save

                save(path, self._outcome)
            else:
                path.write_text(self._text(kind), encoding="utf-8")
        except (OSError, UsageError) as error:
            self.notify(f"{path} cannot be written ({error}).", severity="error", markup=False)
        else:
            self.notify(f"Saved as {path.resolve()}.", markup=False)

    def action_copy(self) -> None:
        self.notify(f"Copied {clipboard.copy(self.app, self._text(self._kind()))}.", markup=False)

    def action_back(self) -> None:
        self.dismiss(None)
