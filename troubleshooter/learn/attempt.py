"""One attempt at a lesson: what was opened and asked for, the answers given, and the points that are left. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import msgspec

from playbooks.model import Choice, Lesson

START = 100
WRONG = {"class": 25, "cause": 20, "too-wide": 30, "wrong-side": 20, "by-accident": 20}


class Attempt(msgspec.Struct, frozen=True):
    """*opened* is the evidence in the order in which it was looked at; None is what has not been answered yet."""

    lesson: Lesson
    opened: tuple[str, ...] = ()
    hints: int = 0
    class_: str | None = None
    cause: str | None = None
    fix: int | None = None

    def open(self, evidence: str) -> Attempt:
        """Note that *evidence* was looked at."""
        if evidence in self.opened:
            return self
        return msgspec.structs.replace(self, opened=(*self.opened, evidence))

    def ask(self) -> Attempt:
        """Take the next hint, where there is one."""
        return msgspec.structs.replace(self, hints=min(self.hints + 1, len(self.lesson.hints)))

    def take_back(self) -> Attempt:
        """Take the last answer back; nothing was said of it yet."""
        given = [name for name in ("class_", "cause", "fix") if getattr(self, name) is not None]
        return msgspec.structs.replace(self, **dict.fromkeys(given[-1:]))

    @property
    def finished(self) -> bool:
        return None not in (self.class_, self.cause, self.fix)

    @property
    def chosen(self) -> Choice | None:
        return None if self.fix is None else self.lesson.fixes[self.fix]

    @property
    def open_points(self) -> int:
        """Return what the hints have left of 100: all that may be told before the reveal."""
        return max(0, START - sum(hint.cost for hint in self.lesson.hints[: self.hints]))

    @property
    def points(self) -> int:
        """Return what is left of 100 after hints and wrong answers; never below zero."""
        lost = WRONG["class"] * (self.class_ not in (None, self.lesson.answer.class_))
        lost += WRONG["cause"] * (self.cause not in (None, self.lesson.answer.cause))
        if self.chosen is not None:
            lost += WRONG.get(self.chosen.is_, 0)
        return max(0, self.open_points - lost)


def causes(lesson: Lesson) -> tuple[str, ...]:
    """Return the causes to choose among, the right one in no telling place and always in the same."""
    return tuple(
        sorted((lesson.answer.cause, *(row.id for row in lesson.wrong_causes)), key=_shuffled(lesson))
    )


def fixes(lesson: Lesson) -> tuple[int, ...]:
    """Return the places of the lesson's fixes in the order in which they are offered."""
    shuffled = _shuffled(lesson)
    return tuple(sorted(range(len(lesson.fixes)), key=lambda i: shuffled(lesson.fixes[i].text)))


def _shuffled(lesson: Lesson) -> Callable[[str], bytes]:
    """Return a key that orders options by chance, but by the same chance each time."""
    return lambda text: hashlib.sha256(f"{lesson.id}\0{text}".encode()).digest()


class Told(msgspec.Struct, frozen=True):
    """One answer and what is said of it."""

    right: bool
    given: str
    wanted: str
    why: str


def told(attempt: Attempt) -> tuple[Told, Told, Told]:
    """Return what is said of class, cause and fix, once they are given."""
    lesson, answer = attempt.lesson, attempt.lesson.answer
    class_, cause = attempt.class_ or "", attempt.cause or ""
    wrong = {row.id: row.why for row in lesson.wrong_causes}
    best = next(choice for choice in lesson.fixes if choice.is_ == "smallest")
    chosen = attempt.chosen or best
    return (
        Told(class_ == answer.class_, class_, answer.class_, lesson.wrong_classes.get(class_, answer.why)),
        Told(cause == answer.cause, cause, answer.cause, wrong.get(cause, answer.why)),
        Told(chosen is best, chosen.text, best.text, chosen.why),
    )
