"""What happened while a case was worked on. *run* tells the cases apart: messages of an abandoned one are dropped."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from diagnostics.clouds import Listed
from diagnostics.engine import Judged
from diagnostics.reader import Call
from troubleshooter.session import Outcome


@dataclass
class Judgement(Message):
    """The case as it looks now; a later one replaces an earlier that was not handled yet."""

    run: int
    judged: Judged

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, Judgement)


@dataclass
class CallMade(Message):
    run: int
    call: Call


@dataclass
class Finished(Message):
    run: int
    outcome: Outcome


@dataclass
class Broken(Message):
    """The case ended without a diagnosis: one sentence and the next step."""

    run: int
    sentence: str
    next_step: str


@dataclass
class FunctionsListed(Message):
    provider: str
    functions: tuple[Listed, ...]


@dataclass
class CloudSilent(Message):
    """A cloud did not answer: why, and what to do about it."""

    provider: str
    why: str
    remedy: str
