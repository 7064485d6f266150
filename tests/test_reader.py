"""`ask`: once each, concurrently, with unknown as a value."""

from __future__ import annotations

import threading

import msgspec
import pytest

from diagnostics.reader import Ask, Read, Row, Unknown
from diagnostics.sources.base import Failed, Found, NotFound, NotRecorded, Query, Refused, Reply


class Thing(msgspec.Struct):
    Name: str
    Size: int = 0


ROW = Row("svc:GetThing", Thing, "svc:GetThing", "what the thing is")


class Told:
    """A source that answers what it was told, and counts."""

    def __init__(self, reply: Reply | Exception) -> None:
        self.reply = reply
        self.asked: list[Query] = []

    def answer(self, query: Query) -> Reply:
        self.asked.append(query)
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply


def thing(name: str = "a", **narrow: object) -> Read[Thing]:
    return ROW("us-east-1", narrow, Name=name)


def test_found_is_typed_and_unknown_fields_are_ignored() -> None:
    """An answer becomes the row's struct; fields the struct does not name are left out."""
    assert Ask(Told(Found({"Name": "a", "Size": "3", "More": []})))(thing()) == Thing("a", 3)


def test_absent_is_none() -> None:
    """What certainly does not exist is None, which is not the same as unknown."""
    assert Ask(Told(NotFound()))(thing()) is None


@pytest.mark.parametrize(
    ("reply", "needs"),
    [
        (Refused("svc:GetThing"), "svc:GetThing"),
        (Refused(""), "svc:GetThing"),
        (Failed("no answer"), None),
        (NotRecorded(), None),
        (Found({"Name": 7, "Size": "many"}), None),
        (RuntimeError("boom"), None),
    ],
)
def test_what_cannot_be_told_is_unknown(reply: Reply | Exception, needs: str | None) -> None:
    """A refused, failed, unrecorded, malformed or broken read is Unknown, with the permission where one is missing."""
    answer = Ask(Told(reply))(thing())
    assert isinstance(answer, Unknown)
    assert answer.needs == needs


def test_the_same_question_is_asked_once() -> None:
    """Two askers of one thing make one call, whatever window or limit they narrow it by."""
    source = Told(Found({"Name": "a"}))
    ask = Ask(source)
    ask.all(thing(), thing(limit=3), thing())
    assert len(source.asked) == 1


def test_questions_asked_together_run_together() -> None:
    """`all` sends every question before it waits for one."""
    everyone_is_here = threading.Barrier(3, timeout=5)

    class Meeting:
        def answer(self, query: Query) -> Reply:
            everyone_is_here.wait()
            return Found({"Name": query.args["Name"]})

    answers = Ask(Meeting()).all(thing("a"), thing("b"), thing("c"))
    assert [a.Name for a in answers] == ["a", "b", "c"]


def test_a_read_past_the_deadline_is_unknown() -> None:
    """A case never waits past its deadline for a call that hangs."""
    release = threading.Event()

    class Hanging:
        def answer(self, query: Query) -> Reply:
            release.wait(30)
            return Found({"Name": "late"})

    answer = Ask(Hanging(), seconds=0.05)(thing())
    release.set()
    assert isinstance(answer, Unknown)


def test_an_answer_cut_off_is_not_complete() -> None:
    """Absence from an answer that was cut off is no absence."""
    ask = Ask(Told(Found({"Name": "a"}, complete=False)))
    assert ask(thing()) == Thing("a")
    assert not ask.complete(thing())


def test_an_error_in_one_of_several_tasks_is_raised() -> None:
    """`together` hides no mistake of the code that runs in its threads."""

    def broken() -> int:
        raise KeyError("x")

    with pytest.raises(KeyError):
        Ask(Told(NotFound())).together(lambda: 1, broken, lambda: 3)
