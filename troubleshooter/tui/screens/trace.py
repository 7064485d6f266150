"""The policy layers as a tree: the statements that decided, and those that almost did."""

from __future__ import annotations

from typing import Any

from rich.text import Text
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Tree

from diagnostics.engine import Judged
from troubleshooter.present.clean import line
from troubleshooter.tui.keys import bindings


def answer_of(judged: Judged) -> Any | None:
    """Return what the policy judge said of the verdict's request, or None where none was asked."""
    plan = judged.verdict.plan if judged.verdict else None
    answer = getattr(plan, "answer", None)
    return answer if hasattr(answer, "deciding") else None


class TraceScreen(Screen[None]):
    """Shows one answer of the judge."""

    BINDINGS = bindings("anywhere.back")

    def __init__(self, judged: Judged) -> None:
        super().__init__()
        self._judged = judged

    def compose(self) -> ComposeResult:
        yield Tree(Text("decision"), id="trace")
        yield Footer()

    def on_mount(self) -> None:
        tree: Tree[None] = self.query_one(Tree)
        tree.border_title = Content(" Trace ")
        answer = answer_of(self._judged)
        denied = self._judged.report.verdict.denied
        if answer is None:
            return
        tree.root.set_label(Text(f"{answer.decision}: {line(denied.action or '') if denied else ''}"))
        if denied is not None:
            tree.root.add_leaf(Text(f"principal  {line(denied.principal or 'not named')}"))
            tree.root.add_leaf(Text(f"resource   {line(denied.resource or 'not named')}"))
        for name, rows in (
            ("what decided", [f"{d.layer} {d.statement}: {d.why}" for d in answer.deciding]),
            ("what stands against it", list(answer.blocked_by)),
            ("what would decide", list(answer.missing)),
            ("near misses", list(answer.near_misses)),
        ):
            if rows:
                branch = tree.root.add(Text(name), expand=True)
                for row in rows:
                    branch.add_leaf(Text(line(row)))
        tree.root.expand()
        tree.focus()

    def action_back(self) -> None:
        self.dismiss(None)
