"""Every call that was made: when, how long, and how it was answered."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer

from diagnostics.reader import Call
from diagnostics.sources.base import Failed, Found, NotFound, Refused, Reply
from troubleshooter.present.clean import line
from troubleshooter.tui import paint
from troubleshooter.tui.keys import bindings
from troubleshooter.tui.paint import Line, Role
from troubleshooter.tui.screens.reader import ReaderScreen
from troubleshooter.tui.widgets.rows import Rows

_ROOMY = 90  # cells; with fewer the region is only told when a call is opened


class Reads(Rows):
    """The calls in the order in which they were sent."""

    BINDINGS = bindings("reads.open")

    def __init__(self, calls: list[Call], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._calls = sorted(calls, key=lambda call: call.started)

    @property
    def total(self) -> int:
        return len(self._calls)

    def call(self, index: int) -> Call:
        return self._calls[index]

    def line_at(self, index: int) -> Line:
        call = self._calls[index]
        sign, role, word = answer_of(call.reply)
        width = self.scrollable_content_region.width
        place = 13 if width >= _ROOMY else 0
        room = width - 20 - 2 - place - 15
        name = min(44, max(20, room * 3 // 5))
        rest = max(10, room - name - 1)
        args = line(" ".join(str(v) for v in call.query.args.values() if isinstance(v, str)), rest)
        return (
            (f"{call.started:6.2f} s {call.seconds * 1000:6.0f} ms  ", "muted"),
            (f"{sign} ", role),
            (paint.fitted(line(call.query.op), name), "plain"),
            (f"{word:<14} ", role),
            (paint.fitted(line(call.query.scope), place - 1) if place else "", "muted"),
            (args, "muted"),
        )


def answer_of(reply: Reply) -> tuple[str, Role, str]:
    """Return sign, role and word of a reply."""
    match reply:
        case Found(_, True):
            return "✓", "good", "found"
        case Found():
            return "?", "warn", "cut off"
        case NotFound():
            return "–", "muted", "not there"
        case Refused():
            return "✗", "bad", "refused"
        case Failed(_, kind):
            return "✗", "warn", line(kind)[:14]
    return "?", "muted", "not recorded"


def summary(calls: list[Call]) -> str:
    """Return how many reads there were, and how many were not answered."""
    refused = sum(isinstance(call.reply, Refused) for call in calls)
    failed = sum(isinstance(call.reply, Failed) for call in calls)
    parts = [paint.count(len(calls), "read")]
    parts += [f"{refused} refused"] if refused else []
    parts += [f"{failed} failed"] if failed else []
    return " · ".join(parts)


class ReadsScreen(Screen[None]):
    """The list; enter opens a call with its whole answer."""

    BINDINGS = bindings("reads.back")

    def __init__(self, calls: list[Call]) -> None:
        super().__init__()
        self._calls = list(calls)

    def compose(self) -> ComposeResult:
        yield Reads(self._calls, id="reads")
        yield Footer()

    def on_mount(self) -> None:
        rows = self.query_one(Reads)
        rows.border_title = Content(f" {summary(self._calls)} ")
        rows.changed()
        rows.focus()

    @on(Rows.Opened)
    def _opened(self, message: Rows.Opened) -> None:
        call = self.query_one(Reads).call(message.index)
        _, role, word = answer_of(call.reply)
        told = f"{line(call.query.scope)} · {word} · {call.seconds * 1000:.0f} ms"
        head: list[Line] = [((told, role),)]
        if isinstance(call.reply, Refused):
            head.append(((f"needs {line(call.reply.permission)}", "warn"),))
        query = call.query
        asked = paint.json_lines(query.args if not query.narrow else {**query.args, "only": query.narrow})
        value = call.reply.value if isinstance(call.reply, Found) else getattr(call.reply, "text", "")
        self.app.push_screen(
            ReaderScreen(
                call.query.op, head, [*asked, (("", "plain"),), *paint.json_lines(paint.pretty(value))]
            )
        )

    def action_back(self) -> None:
        self.dismiss(None)
