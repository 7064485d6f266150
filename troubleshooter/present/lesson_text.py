"""A lesson in plain lines: the page, the evidence, the questions, and what is said of the answers."""

from __future__ import annotations

from collections.abc import Iterator

from diagnostics.report import Report
from playbooks.model import Lesson
from troubleshooter.learn.attempt import Attempt, causes, fixes, told
from troubleshooter.present.clean import clean, line
from troubleshooter.present.prose import paragraph
from troubleshooter.present.report_text import SIGNS, repeats


def page(lesson: Lesson) -> Iterator[str]:
    """Yield what the on-call page says."""
    yield f"{lesson.title}  ({lesson.level})"
    yield ""
    yield from (clean(row) for row in paragraph(lesson.page))


def evidence(report: Report) -> Iterator[str]:
    """Yield everything that was seen, what is alike once, without what the tool makes of it."""
    for item, count in repeats(report.evidence):
        times = f"×{count} " if count > 1 else ""
        yield f"{item.id:<5} {item.time or '(as it stands)':<20} {item.source:<14} {times}{line(item.summary, 200)}"


def questions(lesson: Lesson) -> Iterator[str]:
    """Yield what the learner is asked, with the options in their order."""
    yield "Which class?  iam, trigger, resource-policy, network or none"
    yield "Which cause?"
    yield from (f"  {cause}" for cause in causes(lesson))
    yield "Which fix?"
    yield from (
        row
        for number, place in enumerate(fixes(lesson), 1)
        for row in paragraph(f"{number}. {lesson.fixes[place].text}", indent=2)
    )


def reveal(attempt: Attempt, report: Report) -> Iterator[str]:
    """Yield the answers with their reasons, the points, and the walk that a good engineer takes."""
    lesson = attempt.lesson
    for name, said in zip(("class", "cause", "fix"), told(attempt), strict=True):
        yield f"{'✓' if said.right else '✗'} {name}: {said.given}" + (
            "" if said.right else f"  (it is {said.wanted})"
        )
        if not said.right:
            yield from paragraph(said.why, indent=2)
    yield ""
    yield f"{attempt.points} of 100 points" + (f", {attempt.hints} hints taken" if attempt.hints else "")
    yield ""
    yield "Why"
    yield from paragraph(lesson.answer.why, indent=2)
    yield ""
    yield "The fixes that were offered"
    for choice in lesson.fixes:
        yield from paragraph(f"{choice.is_}: {choice.text}", indent=2)
        yield from paragraph(choice.why, indent=4)
    if report.steps:
        yield ""
        yield f"The walk ({report.steps[0].playbook})"
        for step in report.steps:
            yield f"  {SIGNS[step.status]} {clean(step.title)}  {line(step.detail)}"
    yield ""
    yield from paragraph(f"Remember: {lesson.takeaway}")
