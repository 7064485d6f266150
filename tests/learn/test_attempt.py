"""Points, hints and answers of an attempt, and what is kept of it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

import playbooks
from troubleshooter.learn import progress
from troubleshooter.learn.attempt import Attempt, told

LESSON = playbooks.lesson("orders-pile-up")
RIGHT = msgspec.structs.replace(
    Attempt(LESSON), class_="iam", cause="aws.role.action-missing",
    fix=next(n for n, f in enumerate(LESSON.fixes) if f.is_ == "smallest"),
)  # fmt: skip


def test_three_right_answers_without_a_hint_keep_all_points() -> None:
    """An attempt that takes no hint and errs nowhere is finished with 100 points."""
    assert RIGHT.finished
    assert RIGHT.points == 100
    assert all(said.right for said in told(RIGHT))


def test_a_hint_costs_what_it_says_and_there_are_no_more_than_the_lesson_has() -> None:
    """Each hint takes its own cost; asking beyond the last one changes nothing."""
    first = RIGHT.ask()
    assert first.points == 100 - LESSON.hints[0].cost
    last = first.ask().ask().ask()
    assert last.hints == len(LESSON.hints)
    assert last.points == 100 - sum(hint.cost for hint in LESSON.hints)


@pytest.mark.parametrize(
    "wrong", [{"class_": "network"}, {"cause": "aws.role.boundary"}, {"fix": 1}, {"fix": 2}, {"fix": 3}]
)
def test_a_wrong_answer_costs_points_and_is_explained(wrong: dict[str, object]) -> None:
    """Whatever is answered wrongly takes points away, and the reason of exactly that answer is told."""
    attempt = msgspec.structs.replace(RIGHT, **wrong)
    assert attempt.points < 100
    missed = [said for said in told(attempt) if not said.right]
    assert len(missed) == 1
    reasons = [
        *LESSON.wrong_classes.values(),
        *(c.why for c in LESSON.wrong_causes),
        *(f.why for f in LESSON.fixes),
    ]
    assert missed[0].why in reasons


def test_evidence_is_noted_once_in_the_order_it_was_opened() -> None:
    """Opening the same evidence twice is one step of the walk."""
    assert Attempt(LESSON).open("e2").open("e1").open("e2").opened == ("e2", "e1")


def test_the_best_attempt_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worse attempt counts as taken and does not lower the points; a damaged file counts as no progress."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert progress.keep("orders-pile-up", 80, "2026-01-01T00:00:00Z")
    assert progress.keep("orders-pile-up", 40, "2026-01-02T00:00:00Z")
    assert progress.read()["orders-pile-up"] == progress.Taken(80, "2026-01-01T00:00:00Z", 2)
    progress.path().write_text("{")
    assert progress.read() == {}
