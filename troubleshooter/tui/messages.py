"""What happened while a case was worked on. *run* tells the cases apart: messages of an abandoned one are dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from diagnostics.clouds import Activity, Listed, Options

if TYPE_CHECKING:  # the start hears messages too, and its first paint waits for none of these
    from diagnostics.engine import Judged
    from diagnostics.reader import Call
    from troubleshooter.session import Outcome
    from troubleshooter.tui.moments import Moments
    from troubleshooter.tui.picture import Picture
    from troubleshooter.tui.places import Place

Where = tuple[str, Options]  # a provider, and what a user would give to look there


@dataclass
class Judgement(Message):
    """The case as it looks now; a later one replaces an earlier that was not handled yet.

    *picture* and *moments* are made in the thread of the case: the screen only draws.
    """

    run: int
    judged: Judged
    picture: Picture
    moments: Moments

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, Judgement)


@dataclass
class CallMade(Message):
    run: int
    call: Call


@dataclass
class Finished(Message):
    """Posted after the last Judgement."""

    run: int
    outcome: Outcome


@dataclass
class Broken(Message):
    """The case ended without a diagnosis: one sentence and the next step."""

    run: int
    sentence: str
    next_step: str


@dataclass
class PlacesFound(Message):
    """What can be opened of one *kind*, apart from functions."""

    kind: str
    places: tuple[Place, ...]


@dataclass
class FunctionsListed(Message):
    """The functions of one place of a cloud: *where* tells it from the other places that are looked in."""

    where: Where
    functions: tuple[Listed, ...]


@dataclass
class ActivityRead(Message):
    """Invocations and errors of the last hours, by the function's id."""

    where: Where
    activity: Mapping[str, Activity]


@dataclass
class CloudSilent(Message):
    """A place of a cloud did not answer: why, and what to do about it."""

    where: Where
    why: str
    remedy: str
