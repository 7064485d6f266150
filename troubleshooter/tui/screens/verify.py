"""After the fix was applied: the same diagnosis from then on, again until it can be told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from diagnostics.clock import iso, parse_moment
from diagnostics.clouds import cloud
from diagnostics.report import Report
from troubleshooter.commands.verify import compare
from troubleshooter.present.clean import line
from troubleshooter.tui import opening, paint
from troubleshooter.tui.keys import bindings
from troubleshooter.tui.messages import Broken, Finished
from troubleshooter.tui.opening import Opening
from troubleshooter.tui.paint import Line, Role
from troubleshooter.tui.widgets.fields import Field

_AGAIN = 30.0  # seconds between two readings while it is too early to tell


class VerifyScreen(Screen[None]):
    """Asks when the fix was applied, waits until it can act, and reads again; failures before it do not count."""

    BINDINGS = bindings("verify")

    def __init__(self, old: Report, since: Callable[[datetime], Opening]) -> None:
        super().__init__()
        self._old = old
        self._since = since
        self._applied: datetime | None = None
        self._due: datetime | None = None
        self._run = 0
        self._said: Line = ((f"Before: {line(old.verdict.summary)}", "muted"),)

    def compose(self) -> ComposeResult:
        yield Static(id="verify-said")
        yield Field(
            placeholder="enter for now; or 10m for ten minutes ago; or 2026-11-22T04:12Z", id="verify-when"
        )
        yield Static(id="verify-wait")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#verify-said").border_title = Content(" Is the failure gone? ")
        self.query_one(Input).border_title = Content(" When was the fix applied? ")
        self.query_one(Input).focus()
        self.query_one("#verify-said", Static).update(paint.content(self._said))
        self.set_interval(0.5, self._tick)

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        now = datetime.now(UTC)
        try:
            self._applied = parse_moment(event.value.strip() or "now", now)
        except ValueError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        event.input.display = False
        self._due = self._applied + timedelta(seconds=self._settles())
        self._tick()

    def _settles(self) -> float:
        return cloud(self._old.target.provider).settles if self._old.target else 0.0

    def _tick(self) -> None:
        if self._applied is None:
            return
        now = datetime.now(UTC)
        if self._run == 0 and self._due is not None and now >= self._due:
            self.action_again()
        left = max(0, int((self._due - now).total_seconds())) if self._due else 0
        waiting = f"▸ {left} s until the change can have acted; then it is read again"
        said = "▸ reading again" if self._run else (waiting if self._due else "r reads again")
        applied = paint.moment(iso(self._applied))
        rows: list[Line] = [
            ((f"applied at {applied}; earlier failures do not count", "muted"),),
            ((said, "accent"),),
        ]
        self.query_one("#verify-wait", Static).update(paint.content(*rows))

    def action_again(self) -> None:
        """Read now, whether or not the change has had its time."""
        if self._applied is not None and self._run == 0:
            self._due = None
            self._run = opening.start(self._since(self._applied), self.post_message)

    @on(Finished)
    def _read(self, message: Finished) -> None:
        if message.run != self._run or self._applied is None:
            return
        self._run = 0
        gone, sentence = compare(self._old.verdict, message.outcome.report.verdict, iso(self._applied))
        sign, role = _SIGNS[gone]
        self._tell(((f"{sign} ", role), (line(sentence), "strong")))
        if gone is None:
            self._due = datetime.now(UTC) + timedelta(seconds=_AGAIN)
        self._tick()

    @on(Broken)
    def _stopped(self, message: Broken) -> None:
        if message.run == self._run:
            self._run = 0
            self._tell((("✗ ", "bad"), (line(f"{message.sentence} {message.next_step}"), "strong")))
            self._tick()

    def _tell(self, said: Line) -> None:
        self.query_one("#verify-said", Static).update(paint.content(said, self._said))

    def action_back(self) -> None:
        self._run = 0
        self.dismiss(None)


_SIGNS: dict[bool | None, tuple[str, Role]] = {True: ("✓", "good"), False: ("✗", "bad"), None: ("?", "warn")}
