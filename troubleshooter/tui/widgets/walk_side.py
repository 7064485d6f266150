"""The walk of a case: its steps, and the marked one in full; all of them, or as far as one has walked."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList

from diagnostics.engine import Judged
from playbooks.model import Playbook, Step
from troubleshooter.tui import walk
from troubleshooter.tui.picture import Picture
from troubleshooter.tui.step import step_lines
from troubleshooter.tui.widgets.playbook import Walk
from troubleshooter.tui.widgets.reader import Reader


class WalkSide(Vertical):
    """Follows one case; *asked* is the playbook that was asked for, else the one that fits the verdict is walked."""

    @dataclass
    class StepOpened(Message):
        """The step is wanted in full."""

        step: Step

    def __init__(self, asked: str | None, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._asked = asked
        self._judged: Judged | None = None
        self._reached: int | None = None  # the step that one has walked to; None: all is shown

    def compose(self) -> ComposeResult:
        yield Walk(id="walk", markup=False)
        yield Reader(id="step")

    def on_mount(self) -> None:
        self.query_one(Walk).border_title = Content(" Playbook ")
        self.query_one(Reader).border_title = Content(" Step ")

    @property
    def playbook(self) -> Playbook | None:
        return walk.playbook(self._judged, self._asked) if self._judged else None

    @property
    def veiled(self) -> bool:
        """Whether one walks and has not come to the end: then nothing may tell the verdict."""
        playbook = self.playbook
        return playbook is not None and self._reached is not None and self._reached < len(playbook.steps)

    @property
    def picture(self) -> Picture | None:
        """The path as far as one has walked; None where all of it may be shown."""
        playbook = self.playbook
        if self._judged is None or playbook is None or not self.veiled:
            return None
        return walk.picture_so_far(self._judged, playbook, self._reached or 0)

    def show(self, judged: Judged | None) -> None:
        """Show the steps as *judged* knows them."""
        self._judged = judged
        self._draw()

    def settle(self) -> None:
        """Mark the step that the verdict rests on, unless one is marked."""
        if self._judged is not None:
            self.query_one(Walk).mark_decisive(self._judged.report.verdict.evidence)

    def toggle(self) -> None:
        """Begin to walk at the first step, or show everything."""
        self._reached = 0 if self._reached is None else None
        self._draw()

    def step(self, by: int) -> tuple[str, ...]:
        """Walk one step on or back and return the evidence of the step that was reached; past the last, none."""
        playbook = self.playbook
        if playbook is None or self._judged is None:
            return ()
        before = -1 if self._reached is None else self._reached
        self._reached = max(0, min(len(playbook.steps), before + by))
        self._draw()
        if self._reached >= len(playbook.steps):
            return ()
        reached = playbook.steps[self._reached].id
        return next((s.evidence for s in self._judged.report.steps if s.id == reached), ())

    def mark(self, number: int) -> None:
        """Mark the step *number*."""
        steps = self.query_one(Walk)
        steps.focus()
        steps.highlighted = number

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_step)

    @on(OptionList.OptionHighlighted, "#walk")
    def _show_step(self) -> None:
        playbook, index = self.playbook, self.query_one(Walk).highlighted or 0
        if playbook is None or self._judged is None or not playbook.steps:
            return
        reader = self.query_one(Reader)
        step = playbook.steps[min(index, len(playbook.steps) - 1)]
        width = max(30, reader.size.width - 2)
        reader.show([] if self._hidden(index) else step_lines(step, self._judged.report, width, asked=False))

    @on(OptionList.OptionSelected, "#walk")
    def _opened(self, message: OptionList.OptionSelected) -> None:
        playbook = self.playbook
        if playbook is not None and not self._hidden(message.option_index):
            self.post_message(self.StepOpened(playbook.steps[message.option_index]))

    def _hidden(self, index: int) -> bool:
        return self._reached is not None and index > self._reached

    def _draw(self) -> None:
        playbook = self.playbook
        if playbook is not None and self._judged is not None:
            reached = self._reached if self.veiled else None
            self.query_one(Walk).show(playbook, self._judged.report, reached)
            self._show_step()
