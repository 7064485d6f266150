"""One step of the walk in full: what is asked, why, where it was looked for, what came back."""

from __future__ import annotations

import textwrap

from diagnostics.report import Report
from playbooks.model import Step
from troubleshooter.present.clean import line
from troubleshooter.tui import paint
from troubleshooter.tui.paint import Line, Role

_WORDS = {
    "passed": "passed", "failed": "failed", "blocked": "could not be read", "skipped": "does not concern this path",
    "inconclusive": "cannot be told", "waiting": "being read",
}  # fmt: skip


def step_lines(step: Step, report: Report, width: int = 96) -> list[Line]:
    """Return the step as a page: the question, its reason, its source, the answer and the evidence for it."""
    found = next((s for s in report.steps if s.id == step.id), None)
    status = found.status if found else "waiting"
    rows: list[Line] = [(paint.sign(status), (f" {line(step.ask)}", "strong")), (("", "plain"),)]
    rows += _part("why", step.why, "plain", width)
    rows += _part("where", step.where, "plain", width)
    rows += _part(
        "answer", _WORDS[status] + (f": {found.detail}" if found and found.detail else ""), "strong", width
    )
    blocked = [x for x in report.limits if x.permission] if status == "blocked" else []
    for limit in blocked[:4]:
        rows += _part("ask for", f"{limit.permission} ({limit.effect})", "warn", width)
    if blocked:
        provider = report.target.provider if report.target else "aws"
        rows += _part(
            "", f"troubleshooter permissions {provider} prints the whole read-only policy", "muted", width
        )
    cited = [e for e in report.evidence if found and e.id in found.evidence]
    for number, item in enumerate(cited):
        when = paint.moment(item.time) or "as it is"
        rows += _part(
            "" if number else "evidence", f"{item.id}  {when}  {item.source}  {item.summary}", "plain", width
        )
    return rows


def _part(label: str, text: str, role: Role, width: int) -> list[Line]:
    wrapped = textwrap.wrap(line(text), width - 10) or [""]
    return [((f"{label if not n else '':<10}", "muted"), (row, role)) for n, row in enumerate(wrapped)]
