"""What a tired person reads first: class, what broke, since when, what it did, and why it is nothing else."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from diagnostics.report import Impact, Report, Verdict
from troubleshooter.present.clean import line
from troubleshooter.present.report_text import TITLES
from troubleshooter.tui import paint
from troubleshooter.tui.paint import Line, Role

_LABEL = 8


class VerdictBox(Widget):
    """Shows the verdict of one report; *settled* is false while it is still being read."""

    report: reactive[Report | None] = reactive(None, layout=True)
    settled: reactive[bool] = reactive(False, layout=True)

    def render(self) -> Content:
        return paint.content(*self._lines(self.size.width))

    def get_content_height(self, *sizes: object) -> int:
        del sizes
        return len(self._lines(self.container_size.width - 4 if not self.size.width else self.size.width))

    def _lines(self, width: int) -> list[Line]:
        return list(told(self.report, width, settled=self.settled))

    def watch_report(self) -> None:
        self._title()

    def watch_settled(self) -> None:
        self._title()

    def _title(self) -> None:
        report = self.report
        if report is None:
            self.border_title = Content("reading")
            return
        self.border_title = Content(f" {title(report.verdict, settled=self.settled)} ")
        self.border_subtitle = Content(f" {to_do(report)} ") if self.settled or report.fixes else ""
        self.set_class(report.verdict.class_ in {"iam", "trigger", "resource-policy", "network"}, "-fault")
        self.set_class(report.verdict.class_ == "none", "-none")
        self.set_class(report.verdict.class_ == "inconclusive" and self.settled, "-open")


def title(verdict: Verdict, *, settled: bool = True) -> str:
    """Return the heading: the class, how sure it is, and whether the function fails."""
    if verdict.class_ == "inconclusive":
        return "? INCONCLUSIVE" if settled else "▸ reading"
    sign = (
        "✓"
        if verdict.class_ == "none" and verdict.failing is False
        else ("–" if verdict.class_ == "none" else "✗")
    )
    failing = {True: "", False: " · not failing now", None: " · not known whether it fails now"}[
        verdict.failing
    ]
    return f"{sign} {TITLES[verdict.class_]} · {verdict.confidence:.0%}{failing}"


def to_do(report: Report) -> str:
    """Return what the first fix consists of, in words."""
    if not report.fixes:
        return "no fix to propose"
    fix = report.fixes[0]
    parts = []
    if fix.grants:
        parts.append(paint.count(len(fix.grants), "grant"))
    if fix.changes:
        parts.append(paint.count(len(fix.changes), "change"))
    return f"f  fix: {' and '.join(parts) or line(fix.title, 40)}"


def told(report: Report | None, width: int, *, settled: bool) -> Iterator[Line]:
    """Yield the lines of the box, wrapped to *width*."""
    if report is None:
        yield (("▸ waiting for the first answer", "muted"),)
        return
    verdict = report.verdict
    if verdict.class_ == "inconclusive" and not settled:
        yield (("▸ no failure is explained yet; reading goes on", "muted"),)
        return
    for row in textwrap.wrap(line(verdict.summary), max(20, width)):
        yield ((row, "strong"),)
    for label, text, role in _facts(report):
        wrapped = textwrap.wrap(text, max(16, width - _LABEL)) or [""]
        for number, row in enumerate(wrapped):
            yield ((f"{label if not number else '':<{_LABEL}}", "muted"), (row, role))


def _facts(report: Report) -> Iterator[tuple[str, str, Role]]:
    verdict = report.verdict
    since = []
    if verdict.onset:
        since.append(paint.moment(verdict.onset))
    if verdict.change:
        change = verdict.change
        since.append(
            f"after {line(change.event)} on {paint.name_of(change.target)} by {paint.name_of(change.actor)}"
            f" at {paint.moment(change.time)}"
        )
    if since:
        yield "since", ", ".join(since), "plain"
    if report.impact and (text := harm(report.impact)):
        yield "impact", text, "plain"
    for item in report.alternatives:
        text = line(item.why_not)
        role: Role = "warn" if text.startswith("could not") else "muted"
        yield ("open" if role == "warn" else "not"), f"{item.class_}: {text}", role
    for other in report.others:
        yield "also", f"✗ {TITLES[other.class_]}: {line(other.summary)}", "bad"
    if verdict.class_ == "inconclusive":
        for limit in report.limits[:2]:
            needs = f"; allow {limit.permission}" if limit.permission else ""
            yield "unread", line(f"{limit.read}: {limit.text or limit.effect}{needs}"), "warn"
    for note in report.notes:
        yield "note", line(note), "muted"


def harm(impact: Impact) -> str:
    """Return what piled up or was lost, and what to do about it after the fix."""
    parts = []
    if impact.failed is not None:
        parts.append(f"{impact.failed:,} failed")
    if impact.waiting is not None:
        oldest = (
            f", the oldest since {paint.moment(impact.oldest) or line(impact.oldest)}"
            if impact.oldest
            else ""
        )
        where = f" in {paint.name_of(impact.where)}" if impact.where else ""
        parts.append(f"{impact.waiting:,} waiting{where}{oldest}")
    if impact.lost is not None:
        parts.append(f"{impact.lost:,} lost or in a dead-letter queue")
    if impact.then:
        parts.append(f"after the fix: {line(impact.then)}")
    return " · ".join(parts)
