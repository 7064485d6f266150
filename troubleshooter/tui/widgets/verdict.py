"""What a tired person reads first: class, what broke, since when, what it did, and why it is nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from diagnostics.report import Impact, Report, Verdict
from troubleshooter.present.clean import line
from troubleshooter.present.report_text import TITLES
from troubleshooter.tui import paint
from troubleshooter.tui.paint import Line, Role

_LABEL = 8
_REASONS = 2  # lines on a low terminal for why it is nothing else; hovering tells them in full
_FOUR = frozenset({"iam", "trigger", "resource-policy", "network"})


class VerdictBox(Widget):
    """Shows the verdict of one report; *settled* is false while it is still being read.

    *veil* is what stands in its place in walk mode; *compact* tells in one paragraph why it is nothing else.
    """

    report: reactive[Report | None] = reactive(None, layout=True)
    settled: reactive[bool] = reactive(False, layout=True)
    veil: reactive[str] = reactive("", layout=True)
    compact: reactive[bool] = reactive(False, layout=True)

    class Clicked(Message):
        """The fix is wanted."""

    def render(self) -> Content:
        return paint.content(*self._lines(self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        del container, viewport
        return len(self._lines(width))

    def _lines(self, width: int) -> list[Line]:
        if self.veil:
            return [((row, "muted"),) for row in paint.wrapped(self.veil, width)]
        return list(told(self.report, width, settled=self.settled, compact=self.compact))

    def watch_report(self) -> None:
        self._title()
        self._hover()

    def watch_compact(self) -> None:
        self._hover()

    def watch_settled(self) -> None:
        self._title()

    def watch_veil(self) -> None:
        self._title()
        self._hover()

    def on_click(self) -> None:
        self.post_message(self.Clicked())

    def _hover(self) -> None:
        reasons = (
            [f"not {row.class_}: {line(row.why_not)}" for row in self.report.alternatives]
            if self.report
            else []
        )
        self.tooltip = Content("\n".join(reasons)) if reasons and self.compact and not self.veil else None

    def _title(self) -> None:
        report = self.report
        shown = report is not None and not self.veil
        fault = shown and report is not None and report.verdict.class_ in _FOUR
        self.set_class(fault, "-fault")
        self.set_class(shown and report is not None and report.verdict.class_ == "none", "-none")
        open_ = shown and report is not None and report.verdict.class_ == "inconclusive" and self.settled
        self.set_class(open_, "-open")
        if report is None or self.veil:
            self.border_title = Content(" walk mode " if self.veil else " reading ")
            self.border_subtitle = ""
            return
        self.border_title = Content(f" {title(report.verdict, settled=self.settled)} ")
        self.border_subtitle = Content(f" {to_do(report)} ") if self.settled or report.fixes else ""


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


def told(report: Report | None, width: int, *, settled: bool, compact: bool = False) -> Iterator[Line]:
    """Yield the lines of the box, wrapped to *width*."""
    if report is None:
        yield (("▸ waiting for the first answer", "muted"),)
        return
    verdict = report.verdict
    if verdict.class_ == "inconclusive" and not settled:
        yield (("▸ no failure is explained yet; reading goes on", "muted"),)
        return
    today = report.window.to if report.window else None
    for row in paint.wrapped(paint.on_clock(line(verdict.summary), today), width):
        yield ((row, "strong"),)
    for label, text, role in _facts(report, compact=compact):
        wrapped = paint.wrapped(paint.on_clock(text, today), width - _LABEL)
        if compact and label == "not" and len(wrapped) > _REASONS:
            wrapped = [*wrapped[: _REASONS - 1], f"{wrapped[_REASONS - 1][: width - _LABEL - 2]} …"]
        for number, row in enumerate(wrapped):
            yield ((f"{label if not number else '':<{_LABEL}}", "muted"), (row, role))


def _facts(report: Report, *, compact: bool) -> Iterator[tuple[str, str, Role]]:
    verdict = report.verdict
    since = []
    if verdict.onset:
        since.append(paint.moment(verdict.onset))
    if verdict.change:
        change = verdict.change
        when = "after" if not verdict.onset or change.time <= verdict.onset else "about"
        since.append(
            f"{when} {paint.event_name(change.event)} on {paint.name_of(change.target)} by {paint.name_of(change.actor)}"
            f" at {paint.moment(change.time)}"
        )
    if since:
        yield "since", ", ".join(since), "plain"
    if report.impact and (text := harm(report.impact)):
        yield "impact", text, "plain"
    yield from _rivals(report, compact=compact)
    for other in report.others:
        yield "also", f"✗ {TITLES[other.class_]}: {line(other.summary)}", "bad"
    if verdict.class_ == "inconclusive":
        for limit in report.limits[:2]:
            needs = f"; allow {limit.permission}" if limit.permission else ""
            yield "unread", line(f"{limit.read}: {limit.text or limit.effect}{needs}"), "warn"
    for note in report.notes:
        yield "note", line(note), "muted"


def _rivals(report: Report, *, compact: bool) -> Iterator[tuple[str, str, Role]]:
    """Yield why it is none of the others: a line each, or one paragraph; what could not be ruled out stands alone."""
    told_off = [(item.class_, line(item.why_not)) for item in report.alternatives]
    ruled_out = [(class_, why) for class_, why in told_off if not why.startswith("could not")]
    if compact and ruled_out:
        yield "not", " · ".join(f"{class_}: {why}" for class_, why in ruled_out), "muted"
    else:
        for class_, why in ruled_out:
            yield "not", f"{class_}: {why}", "muted"
    for class_, why in told_off:
        if (class_, why) not in ruled_out:
            yield "open", f"{class_}: {why}", "warn"


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
