"""A lesson: the page, the evidence without what the tool makes of it, three questions, and then the reveal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Input, OptionList, Static

from diagnostics.clock import iso
from diagnostics.report import Evidence, Verdict
from playbooks.lint_lessons import CLASSES
from troubleshooter.learn import progress
from troubleshooter.learn.attempt import Attempt, causes, fixes
from troubleshooter.learn.stage import Staged
from troubleshooter.present import lesson_text
from troubleshooter.present.clean import line
from troubleshooter.session import Outcome
from troubleshooter.tui import opening, paint
from troubleshooter.tui.keys import bindings
from troubleshooter.tui.messages import Broken, Finished
from troubleshooter.tui.moments import Moments
from troubleshooter.tui.opening import Opening
from troubleshooter.tui.paint import Line
from troubleshooter.tui.widgets.fields import Field
from troubleshooter.tui.widgets.rows import Rows
from troubleshooter.tui.widgets.timeline import Strip, Timeline


class LessonScreen(Screen[None]):
    """Takes one lesson; the diagnosis runs behind it and is not shown before all three questions are answered."""

    BINDINGS = bindings("lesson")
    QUESTIONS: ClassVar = (
        "1  Which class?",
        "2  Which cause?",
        "3  Which fix is enough, and no more?",
    )

    def __init__(self, staged: Staged) -> None:
        super().__init__()
        self._staged = staged
        self._run = 0
        self.outcome: Outcome | None = None
        self.attempt = Attempt(staged.lesson)
        self._revealed = False

    def compose(self) -> ComposeResult:
        yield Static(id="lesson-head")
        with Horizontal(id="lesson-body"):
            with Vertical(id="lesson-left"):
                with VerticalScroll(id="lesson-page", can_focus=False):
                    yield Static(paint.content(*paint.text_lines(" ".join(self._staged.lesson.page.split()))))
                with Vertical(id="lesson-events"):
                    yield Strip(id="lesson-strip")
                    yield Timeline(id="lesson-timeline")
            with Vertical(id="lesson-right"):
                yield Static(id="lesson-hints")
                yield Field(placeholder="notebook: your guess, before you choose", id="lesson-note")
                yield Static(id="lesson-given")
                yield OptionList(id="lesson-options", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#lesson-page").border_title = Content(" The page ")
        self.query_one("#lesson-events").border_title = Content(" Evidence ")
        self.query_one("#lesson-events").border_subtitle = Content(" being read ")
        self.query_one(Timeline).focus()
        work = self._staged.run
        self._run = opening.start(Opening(self._staged.lesson.title, work), self.post_message)
        self._show()

    @on(Finished)
    def _read(self, message: Finished) -> None:
        if message.run != self._run:
            return
        self.outcome = message.outcome
        untold = msgspec.structs.replace(message.outcome.report, verdict=Verdict())
        moments = Moments(untold)
        self.query_one(Strip).moments = moments
        timeline = self.query_one(Timeline)
        timeline.show(moments)
        self.query_one("#lesson-events").border_subtitle = Content(f" {paint.count(timeline.total, 'row')} ")

    @on(Broken)
    def _stopped(self, message: Broken) -> None:
        if message.run == self._run:
            said = line(f"{message.sentence} {message.next_step}")
            self.query_one("#lesson-events").border_subtitle = Content(" could not be read ")
            self.notify(said, severity="error", markup=False, timeout=30)

    # Evidence

    @on(Rows.Opened, "#lesson-timeline")
    def _opened(self, message: Rows.Opened) -> None:
        from troubleshooter.tui.screens.reader import ReaderScreen

        item = self.query_one(Timeline).moment_at(message.index).item
        if isinstance(item, Evidence):
            self.attempt = self.attempt.open(item.id)
            head: list[Line] = [
                ((line(f"{item.time or 'as it stands'} · {item.source} · {item.provenance}"), "muted"),)
            ]
            body, title = item.raw if item.raw is not None else item.summary, item.source
            lines = [*paint.text_lines(item.summary), (("", "plain"),)]
            lines += paint.text_lines(body) if isinstance(body, str) else paint.json_lines(body)
        else:
            head, title, lines = [], item.read, paint.text_lines(item.text or item.effect)
        self.app.push_screen(ReaderScreen(title, head, lines))

    # Questions

    @property
    def _asked(self) -> int:
        """Which question stands open: 0 class, 1 cause, 2 fix, 3 none."""
        given = (self.attempt.class_, self.attempt.cause, self.attempt.fix)
        return next((n for n, answer in enumerate(given) if answer is None), 3)

    def _options(self) -> tuple[str, ...]:
        lesson = self._staged.lesson
        return (
            CLASSES,
            causes(lesson),
            tuple(" ".join(lesson.fixes[place].text.split()) for place in fixes(lesson)),
            ("Show how it was",),
        )[self._asked]

    def _show(self) -> None:
        lesson, attempt = self._staged.lesson, self.attempt
        self.query_one("#lesson-head", Static).update(
            paint.content(
                (
                    (lesson.title, "strong"),
                    (f"   {lesson.level}", "muted"),
                    (f"   {attempt.open_points} points", "accent"),
                )
            )
        )
        left = len(lesson.hints) - attempt.hints
        told: list[Line] = [
            (("? ", "warn"), (line(hint.text), "plain")) for hint in lesson.hints[: attempt.hints]
        ]
        told.append(
            ((f"h  a hint ({paint.count(left, 'left', 'left')})" if left else "no hints left", "muted"),)
        )
        self.query_one("#lesson-hints", Static).update(paint.content(*told))
        given: list[Line] = [
            (("▪ ", "muted"), (answer, "plain"))
            for answer in (
                attempt.class_,
                attempt.cause,
                line(attempt.chosen.text) if attempt.chosen else None,
            )
            if answer is not None
        ]
        self.query_one("#lesson-given", Static).update(paint.content(*given) if given else "")
        options = self.query_one(OptionList)
        options.border_title = Content(
            f" {self.QUESTIONS[self._asked]} " if self._asked < len(self.QUESTIONS) else " All answered "
        )
        options.clear_options()
        options.add_options([line(option) for option in self._options()])
        options.highlighted = 0

    @on(OptionList.OptionSelected, "#lesson-options")
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        asked, index = self._asked, message.option_index
        if asked == 3:
            self.action_reveal()
            return
        value: object = fixes(self._staged.lesson)[index] if asked == 2 else self._options()[index]
        self.attempt = msgspec.structs.replace(self.attempt, **{("class_", "cause", "fix")[asked]: value})
        self._show()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        if action == "reveal":
            return True if self.attempt.finished and self.outcome is not None else None
        if action == "hint":
            return (
                True
                if self.attempt.hints < len(self._staged.lesson.hints) and not self.attempt.finished
                else None
            )
        if action == "take_back":
            return (self.attempt.class_ is not None and not self._revealed) or None
        return True

    def action_hint(self) -> None:
        self.attempt = self.attempt.ask()
        self._show()
        self.refresh_bindings()

    def action_take_back(self) -> None:
        self.attempt = self.attempt.take_back()
        self._show()
        self.refresh_bindings()

    def action_answer(self) -> None:
        self.query_one(OptionList).focus()

    def action_note(self) -> None:
        self.query_one("#lesson-note", Input).focus()

    def action_reveal(self) -> None:
        """Show the answers and the walk; before that the points are kept."""
        from troubleshooter.tui.screens.reader import ReaderScreen

        if self.outcome is None or not self.attempt.finished:
            self.notify(
                "The evidence is still being read." if self.outcome is None else "Answer all three first.",
                markup=False,
            )
            return
        lesson = self._staged.lesson
        self._revealed = True
        progress.keep(lesson.id, self.attempt.points, iso(datetime.now(UTC)))
        rows = [*self._walk(), *lesson_text.reveal(self.attempt, self.outcome.report)]
        lines = [row for text in rows for row in paint.text_lines(text, _role(text))]
        self.app.push_screen(ReaderScreen(f"{lesson.title}: {self.attempt.points} points", [], lines))

    def _walk(self) -> list[str]:
        """Return what the learner looked at, in order, and the note that was written down."""
        note = self.query_one("#lesson-note", Input).value.strip()
        rows = [f"Your guess: {note}"] if note else []
        by_id = {e.id: e for e in self.outcome.report.evidence} if self.outcome else {}
        seen = [by_id[key] for key in self.attempt.opened if key in by_id]
        rows += (
            ["You opened", *(f"  {item.source}: {line(item.summary, 120)}" for item in seen)] if seen else []
        )
        return [*rows, ""] if rows else []

    def action_back(self) -> None:
        field = self.query_one("#lesson-note", Input)
        if field.has_focus:
            self.query_one(Timeline).focus()
            return
        self._run = 0
        self.app.pop_screen()


def _role(row: str) -> paint.Role:
    if row.startswith("✓"):
        return "good"
    if row.startswith("✗"):
        return "bad"
    return "plain" if row.startswith(" ") else "strong"
