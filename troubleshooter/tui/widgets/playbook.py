"""The walk: what is asked, and what came back, filling in as answers arrive."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from diagnostics.report import Step
from playbooks.model import Playbook
from troubleshooter.present.clean import line
from troubleshooter.tui import paint
from troubleshooter.tui.paint import Line


class Walk(OptionList):
    """The steps of one playbook; a step that still waits is marked ▸."""

    def show(self, playbook: Playbook, steps: tuple[Step, ...]) -> None:
        """Show *steps* in the playbook's order; nothing moves but what was answered."""
        answered = {step.id: step for step in steps}
        self.border_title = Content(f" Playbook · {line(playbook.title)} ")
        wanted = [
            Option(row(step.ask, answered.get(step.id)), id=f"step-{n}")
            for n, step in enumerate(playbook.steps)
        ]
        if self.option_count != len(wanted) or self._playbook != playbook.id:
            self._playbook = playbook.id
            self.clear_options()
            self.add_options(wanted)
            return
        for number, option in enumerate(wanted):
            if self.get_option_at_index(number).prompt != option.prompt:
                self.replace_option_prompt_at_index(number, option.prompt)

    _playbook = ""


def row(ask: str, step: Step | None) -> Content:
    """Return a step as it stands: its sign, the question, and under it what came back where that matters."""
    status = step.status if step else "waiting"
    quiet = status in {"skipped", "waiting"}
    first: Line = (paint.sign(status), (f" {line(ask)}", "muted" if quiet else "plain"))
    if step is None or not step.detail or status == "skipped":
        return paint.content(first)
    return paint.content(first, ((f"  {line(step.detail)}", "bad" if status == "failed" else "muted"),))
