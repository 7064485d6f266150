"""`troubleshooter train [LESSON]`: a failure to find by oneself; without LESSON, the list of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from diagnostics.errors import UsageError

if TYPE_CHECKING:
    from troubleshooter.learn.attempt import Attempt
    from troubleshooter.learn.stage import Staged


@click.command("train")
@click.argument("lesson", required=False)
@click.option("--class", "class_", metavar="CLASS", help="Your answer: the class.")
@click.option("--cause", metavar="ID", help="Your answer: the cause.")
@click.option("--fix", type=int, metavar="N", help="Your answer: the number of the fix.")
@click.option("--hints", type=click.IntRange(0), default=0, metavar="N", help="Show the first N hints.")
def command(lesson: str | None, class_: str | None, cause: str | None, fix: int | None, hints: int) -> None:
    """Find the cause yourself, then compare with the walk that a good engineer takes.

    LESSON is the id of a lesson, or the path of a team's own (one YAML file beside an evidence bundle). Without a
    terminal it is printed; --class, --cause and --fix together answer it.
    """
    from troubleshooter.commands import common
    from troubleshooter.learn.stage import find

    if lesson is None:
        common.write("".join(f"{row}\n" for row in _list()))
        return
    staged = find(lesson)
    answers = (class_, cause, fix)
    if answers == (None, None, None) and common.on_screen():
        from troubleshooter import config
        from troubleshooter.tui.app import run_lesson

        run_lesson(staged, config.load())
        return
    if None in answers and answers != (None, None, None):
        raise UsageError(
            "An answer needs all of --class, --cause and --fix.", "Give all three, or none to see the lesson."
        )
    common.write("".join(f"{row}\n" for row in _told(staged, hints, answers)))


def _list() -> list[str]:
    import playbooks
    from diagnostics.causes import lookup
    from troubleshooter.learn import progress

    taken = progress.read()
    rows = []
    for name in playbooks.lesson_names():
        lesson = playbooks.lesson(name)
        cause = lookup(lesson.answer.cause)
        cloud = lesson.answer.cause.partition(".")[0] if cause else ""
        points = f"{taken[name].points:>3} points" if name in taken else "          "
        rows.append(f"{name:<28} {lesson.level:<7} {cloud:<6} {points}  {lesson.title}")
    return rows


def _told(staged: Staged, hints: int, answers: tuple[str | None, str | None, int | None]) -> list[str]:
    from troubleshooter.commands.progress import Progress
    from troubleshooter.learn import progress
    from troubleshooter.learn.attempt import Attempt
    from troubleshooter.present import lesson_text

    lesson = staged.lesson
    with Progress() as seen:
        report = staged.run(on_call=seen.called).report
    attempt = Attempt(lesson, hints=min(hints, len(lesson.hints)))
    rows = [*lesson_text.page(lesson), "", "Evidence", *lesson_text.evidence(report), ""]
    rows += [f"Hint: {hint.text}" for hint in lesson.hints[: attempt.hints]]
    if None in answers:
        return [*rows, *lesson_text.questions(lesson)]
    attempt = _answered(attempt, answers)
    progress.keep(lesson.id, attempt.points, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    return list(lesson_text.reveal(attempt, report))


def _answered(attempt: Attempt, answers: tuple[str | None, str | None, int | None]) -> Attempt:
    import msgspec

    from playbooks.lint_lessons import CLASSES
    from playbooks.nearest import nearest
    from troubleshooter.learn.attempt import causes, fixes

    class_, cause, fix = answers
    for given, known, what in ((class_, CLASSES, "class"), (cause, causes(attempt.lesson), "cause")):
        if given not in known:
            meant = nearest(given or "", known)
            raise UsageError(
                f"{given!r} is no {what} of this lesson.",
                f"Did you mean {meant}?" if meant else f"There are: {', '.join(known)}.",
            )
    places = fixes(attempt.lesson)
    if fix is None or not 1 <= fix <= len(places):
        raise UsageError(f"There is no fix {fix}.", f"Choose 1 to {len(places)}.")
    return msgspec.structs.replace(attempt, class_=class_, cause=cause, fix=places[fix - 1])
