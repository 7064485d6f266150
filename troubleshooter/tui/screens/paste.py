"""A pasted error, read as it is typed without asking any cloud; the parts that were understood are marked in it."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Footer, TextArea

from diagnostics.report import Report
from troubleshooter.present.clean import clean, line
from troubleshooter.present.report_text import render_text
from troubleshooter.tui import paint
from troubleshooter.tui.keys import bindings
from troubleshooter.tui.paint import Line, Role, Span
from troubleshooter.tui.widgets.area import Area
from troubleshooter.tui.widgets.reader import Reader
from troubleshooter.tui.widgets.verdict import title, told

_PAUSE = 0.25  # seconds without a key stroke before the text is read
_ROLES: dict[str, Role] = {
    "principal": "key", "action": "bad", "resource": "accent", "policy_arn": "warn", "host": "number",
}  # fmt: skip
_WORDS = {"principal": "who", "action": "what", "resource": "on what", "policy_arn": "policy", "host": "host"}


class PasteScreen(Screen[None]):
    """The text above, what it says below; *text* is what was pasted already."""

    BINDINGS = bindings("paste")
    _timer: Timer | None = None

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        yield Area(self._text, id="paste-text")
        yield Reader([(("paste an error above; it is read at once", "muted"),)], id="paste-answer")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#paste-text").border_title = Content(" paste any error, log lines, audit record ")
        self.query_one("#paste-answer").border_title = Content(" what it says ")
        self.query_one(TextArea).focus()
        if self._text:
            self.call_after_refresh(self.action_read)

    @on(TextArea.Changed)
    def _changed(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE, self.action_read)

    def action_read(self) -> None:
        from diagnostics.explain import parts, report_of, sayings
        from diagnostics.messages import prepare

        text = self.query_one(TextArea).text
        reader = self.query_one(Reader)
        if not text.strip():
            reader.show([(("nothing to read yet", "muted"),)])
            return
        prepared = prepare(text[:2_000_000])
        said = sayings(prepared)
        report = report_of(prepared, said) if said else _nothing()
        found = parts(prepared, said[0]) if said else {}
        width = max(40, reader.size.width - 4)
        reader.show([*_answer(report, width), *marks(prepared.original, found)])
        reader.border_title = Content(f" {title(report.verdict)} ")

    def action_back(self) -> None:
        self.dismiss(None)


def _nothing() -> Report:
    from diagnostics.explain import NOTHING

    return NOTHING


def _answer(report: Report, width: int) -> list[Line]:
    """Return the verdict, and every fix as the plain report writes it."""
    rows = [*told(report, width, settled=True), (("", "plain"),)]
    if report.fixes or report.others:
        text = render_text(report, width=width)
        start = text.find("\nFix 1:")
        if start >= 0:
            fixes = text[start + 1 :].partition("\nEvidence\n")[0]
            rows += [*paint.text_lines(fixes.rstrip()), (("", "plain"),)]
    return rows


def marks(text: str, parts: dict[str, tuple[int, int]]) -> list[Line]:
    """Return *text* with the understood parts in colours of their own, and above it each part by its word."""
    if not parts:
        return []
    rows: list[Line] = [(("the text as it was understood", "muted"),)]
    for name, (start, end) in parts.items():
        rows.append(
            ((f"  {_WORDS.get(name, name):<9}", "muted"), (line(text[start:end]), _ROLES.get(name, "match")))
        )
    rows.append((("", "plain"),))
    spans: list[Span] = []
    position = 0
    for name, (start, end) in sorted(parts.items(), key=lambda part: part[1]):
        if start >= position:
            spans += [(text[position:start], "plain"), (text[start:end], _ROLES.get(name, "match"))]
            position = end
    return [*rows, *_lines([*spans, (text[position:], "plain")])]


def _lines(spans: list[Span]) -> list[Line]:
    """Return *spans* cut at their line breaks, each cleaned."""
    rows: list[list[Span]] = [[]]
    for text, role in spans:
        first, *rest = clean(text).split("\n")
        rows[-1].append((first, role))
        rows += [[(part, role)] for part in rest]
    return [tuple(row) for row in rows]
