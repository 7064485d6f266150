"""One step of the walk in full: what is asked, why, where it was looked for, what came back."""

from __future__ import annotations

from diagnostics.report import Limit, Report
from playbooks.model import Step
from troubleshooter.present.clean import line
from troubleshooter.tui import paint
from troubleshooter.tui.paint import Line, Role

WORDS = {
    "passed": "passed", "failed": "failed", "blocked": "could not be read", "skipped": "does not concern this path",
    "inconclusive": "cannot be told", "waiting": "being read",
}  # fmt: skip


def step_lines(step: Step, report: Report, width: int = 96, *, asked: bool = True) -> list[Line]:
    """Return the step as a page: the question, its reason, its source, the answer and the evidence for it."""
    found = next((s for s in report.steps if s.id == step.id), None)
    status = found.status if found else "waiting"
    rows: list[Line] = []
    if asked:
        rows = [(paint.sign(status), (f" {line(step.ask)}", "strong")), (("", "plain"),)]
    detail = paint.on_clock(found.detail, report.window.to if report.window else None) if found else ""
    answer = WORDS[status] + (f": {detail}" if detail != WORDS[status] else "")
    rows += _part("answer", answer.removesuffix(": "), paint.ROLE_OF[status], width)
    rows += _part("why", step.why, "plain", width)
    rows += _part("where", step.where, "muted", width)
    if status == "blocked":
        rows += _missing(report, found.detail if found else "", width)
    cited = [e for e in report.evidence if found and e.id in found.evidence]
    for number, item in enumerate(cited):
        when = paint.moment(item.time) or "as it is"
        text = f"{line(item.id)}  {when}  {line(item.source)}  {line(item.summary)}"
        rows += _part("" if number else "evidence", text, "plain", width)
    return rows


def _missing(report: Report, detail: str, width: int) -> list[Line]:
    """Return what permission is missing for this step and how to ask for it."""
    needed = [x for x in report.limits if x.permission]
    named = [x for x in needed if x.permission and x.permission in detail]
    rows: list[Line] = []
    for limit in (named or needed)[:3]:
        rows += _part("ask for", _request(limit), "warn", width)
    if rows and report.target:
        how = f"troubleshooter permissions {report.target.provider} prints the whole read-only policy"
        rows += _part("", how, "muted", width)
    return rows


def _request(limit: Limit) -> str:
    return f"{limit.permission}: without it is not known: {limit.effect.removesuffix(': not known')}"


def _part(label: str, text: str, role: Role, width: int) -> list[Line]:
    wrapped = paint.wrapped(line(text), width - 10)
    return [((f"{label if not n else '':<10}", "muted"), (row, role)) for n, row in enumerate(wrapped)]
