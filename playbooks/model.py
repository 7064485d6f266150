"""What people write for us in YAML: playbooks, the explanations of causes, lessons. Unknown keys are mistakes."""

from __future__ import annotations

from typing import Literal

import msgspec

from diagnostics.report import Class


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A piece of YAML written by a person."""


class Step(Written, frozen=True, kw_only=True):
    """One question: *ask* it, know *why* it matters and *where* the answer is read; *check* is what answers it."""

    id: str
    ask: str
    why: str
    where: str
    check: str


class Playbook(Written, frozen=True, kw_only=True):
    """The order in which a good engineer asks, without branches; *id* is `provider/name`, *when* says what calls for it."""

    id: str
    title: str
    when: str
    steps: tuple[Step, ...]

    @property
    def provider(self) -> str:
        return self.id.partition("/")[0]


class Explanation(Written, frozen=True, kw_only=True):
    """One cause for a person on call: what is true, where it shows, how to tell it apart, the smallest fix."""

    title: str
    what: str
    evidence: str
    discriminator: str
    fix: str
    looks_like: tuple[str, ...] = ()
    change_events: tuple[str, ...] = ()
    not_fix: str | None = None
    traps: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


Judgement = Literal["smallest", "too-wide", "wrong-side", "by-accident"]


class Hint(Written, frozen=True, kw_only=True):
    """A push in the right direction; *cost* is in points of 100."""

    text: str
    cost: int = 10


class Answer(Written, frozen=True, kw_only=True):
    """What is right, and *why* the evidence leaves nothing else."""

    class_: Class = msgspec.field(name="class")
    cause: str
    why: str


class WrongCause(Written, frozen=True, kw_only=True):
    """A cause that the evidence might suggest, and *why* it is not this one."""

    id: str
    why: str


class Choice(Written, frozen=True, kw_only=True):
    """A fix to choose: the smallest one, one that allows too much, one on the wrong side, or one that works by accident."""

    text: str
    is_: Judgement = msgspec.field(name="is")
    why: str


class Lesson(Written, frozen=True, kw_only=True):
    """A failure to find by oneself: on *incident* of the demo, or on *evidence*, a bundle beside the lesson's file.

    *page* is what wakes the learner up; *wrong_classes* says of every other class why it is not the answer; *takeaway*
    is the sentence to remember.
    """

    id: str
    title: str
    level: Literal["easy", "medium", "nasty"]
    page: str
    answer: Answer
    wrong_classes: dict[str, str]
    wrong_causes: tuple[WrongCause, ...]
    fixes: tuple[Choice, ...]
    takeaway: str
    hints: tuple[Hint, ...] = ()
    incident: str | None = None
    evidence: str | None = None
