"""The walk: what is asked, and what came back, filling in as answers arrive."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from diagnostics.report import Report, Step
from playbooks.model import Playbook
from troubleshooter.present.clean import line
from troubleshooter.tui import paint
from troubleshooter.tui.paint import Line, Role


class Walk(OptionList):
    """The steps of one playbook; a step that still waits is marked ▸, one not reached in walk mode ·."""

    _playbook: Playbook | None = None
    _steps: tuple[Step, ...] = ()
    _reached: int | None = None

    def show(self, playbook: Playbook, report: Report, reached: int | None = None) -> None:
        """Show the steps of *report* in the playbook's order, up to *reached* where one walks.

        Nothing moves but what was answered.
        """
        today = report.window.to if report.window else None
        steps = tuple(
            msgspec.structs.replace(step, detail=paint.on_clock(step.detail, today)) for step in report.steps
        )
        changed = self._playbook is None or self._playbook.id != playbook.id
        self._playbook, self._steps, self._reached = playbook, steps, reached
        done = len(playbook.steps) if reached is None else min(reached + 1, len(playbook.steps))
        self.border_title = Content(f" {line(playbook.title)} ")
        self.border_subtitle = "" if reached is None else Content(f" step {done} of {len(playbook.steps)} ")
        if changed or self.option_count != len(playbook.steps):
            self.clear_options()
            self.add_options([Option("", id=f"step-{n}") for n in range(len(playbook.steps))])
        self._fill()
        if reached is not None and playbook.steps:
            self.highlighted = min(reached, len(playbook.steps) - 1)

    def mark_decisive(self, cited: Collection[str]) -> None:
        """Mark the failed step that shares most evidence with *cited*, unless something is marked already."""
        failed = [step for step in reversed(self._steps) if step.status == "failed"]
        if self.highlighted is None and failed and self._playbook is not None and self._reached is None:
            decisive = max(failed, key=lambda step: len(set(step.evidence) & set(cited))).id
            self.highlighted = next(n for n, step in enumerate(self._playbook.steps) if step.id == decisive)

    def on_resize(self) -> None:
        self._fill()

    def _fill(self) -> None:
        if self._playbook is None:
            return
        answered = {step.id: step for step in self._steps}
        width = max(20, self.scrollable_content_region.width - 1)
        for number, step in enumerate(self._playbook.steps):
            hidden = self._reached is not None and number > self._reached
            prompt = row(step.ask, answered.get(step.id), width, hidden=hidden)
            if self.get_option_at_index(number).prompt != prompt:
                self.replace_option_prompt_at_index(number, prompt)


def row(ask: str, step: Step | None, width: int, *, hidden: bool = False) -> Content:
    """Return a step as it stands: its sign, the question, and under it what came back where it did not simply pass."""
    status = "silent" if hidden else (step.status if step else "waiting")
    quiet = status in {"skipped", "waiting", "silent"}
    asked = _hanging(line(ask), width, "muted" if quiet else "plain")
    lines: list[Line] = [(paint.sign(status), *asked[0][1:]), *asked[1:]]
    if not quiet and status != "passed" and step is not None and step.detail:
        lines += _hanging(line(step.detail), width, "bad" if status == "failed" else "muted")
    return paint.content(*lines)


def _hanging(text: str, width: int, role: Role) -> list[Line]:
    """Return *text* wrapped, each line but for the sign of the first two cells in."""
    return [((" ", "plain"), (f" {row}", role)) for row in paint.wrapped(text, width - 2)]
