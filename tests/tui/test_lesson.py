"""Learn: the evidence first, the answers then, and what everything was about at the end."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

import playbooks
from tests.tui import cases
from tests.tui.cases import screen_text, told
from tests.tui.test_hostile import hostile_outcome, unharmed
from troubleshooter.learn import progress
from troubleshooter.learn.stage import Staged
from troubleshooter.session import Outcome
from troubleshooter.tui.app import TroubleshooterApp
from troubleshooter.tui.screens.lesson import LessonScreen

LESSON = playbooks.lesson("orders-pile-up")


class Prepared(Staged, frozen=True):
    """A lesson whose evidence was read before."""

    outcome: Outcome = cases.outcome()

    def run(self, *_: Any, **__: Any) -> Outcome:
        return self.outcome


def learning(outcome: Outcome | None = None) -> TroubleshooterApp:
    return TroubleshooterApp(
        demo_only=True, first=LessonScreen(Prepared(LESSON, None, outcome or cases.outcome()))
    )


async def choose(pilot: Pilot[Any], wanted: str) -> None:
    """Answer the open question with the option that begins with *wanted*."""
    options = pilot.app.screen.query_one(OptionList)
    options.highlighted = next(
        n for n, option in enumerate(options.options) if str(option.prompt).startswith(wanted)
    )
    options.action_select()
    await pilot.pause()


async def test_a_learner_sees_the_evidence_and_not_what_the_tool_makes_of_it() -> None:
    """The page and every piece of evidence are there; neither class, onset, change nor fix is given away."""
    async with learning().run_test(size=(120, 36)) as pilot:
        await told(pilot)
        text = screen_text(pilot)
        assert "orders-q holds 42 messages" in text
        assert "PutRolePolicy" in text
        for given_away in ("◂", "97", "fix:", "aws.role.action-missing"):
            assert given_away not in text


async def test_a_hint_costs_its_points_at_once() -> None:
    """Pressing h shows the first hint and takes what it costs."""
    async with learning().run_test(size=(120, 36)) as pilot:
        await told(pilot)
        assert "100 points" in screen_text(pilot)
        await pilot.press("h")
        text = screen_text(pilot)
        assert "90 points" in text
        assert "Read the ending" in " ".join(text.split())


async def test_nothing_is_revealed_before_all_three_are_answered() -> None:
    """Pressing r does nothing while a question stands open."""
    async with learning().run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await choose(pilot, "iam")
        await pilot.press("r")
        assert isinstance(pilot.app.screen, LessonScreen)


async def test_an_answer_can_be_taken_back_and_the_points_give_nothing_away() -> None:
    """Before the reveal a wrong answer costs nothing that is seen; backspace opens its question again."""
    async with learning().run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await choose(pilot, "network")
        assert "100 points" in screen_text(pilot)
        assert "2  Which cause?" in screen_text(pilot)
        await pilot.press("backspace")
        assert "1  Which class?" in screen_text(pilot)
        await choose(pilot, "iam")
        assert pilot.app.screen.attempt.class_ == "iam"


async def test_three_answers_end_in_the_reveal_and_are_kept() -> None:
    """A wrong cause is told with its reason beside the right one, the walk follows, and the points are kept."""
    async with learning().run_test(size=(120, 60)) as pilot:
        await told(pilot)
        await choose(pilot, "iam")
        await choose(pilot, "aws.role.boundary")
        await choose(pilot, "Allow dynamodb:GetItem")
        await pilot.press("r")
        await pilot.pause()
        text = " ".join(screen_text(pilot).split())
        assert "✓ class: iam" in text
        assert "✗ cause: aws.role.boundary (it is aws.role.action-missing)" in text
        assert "because no permissions boundary allows" in text
        assert "too-wide: Attach AmazonDynamoDBFullAccess" in text
        assert progress.read()["orders-pile-up"].points == 80
        await pilot.press("escape", "backspace")
        assert pilot.app.screen.attempt.finished  # what was revealed is not answered again


async def test_the_reveal_shows_the_learner_s_own_walk() -> None:
    """What was opened and what was written down stand before the answer."""
    async with learning().run_test(size=(120, 60)) as pilot:
        await told(pilot)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("escape", "w", *"role", "escape")
        for answer in ("iam", "aws.role.action-missing", "Allow dynamodb:GetItem"):
            await choose(pilot, answer)
        await pilot.press("r")
        await pilot.pause()
        text = " ".join(screen_text(pilot).split())
        assert "Your guess: role" in text
        assert "You opened" in text


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (250, 70)])
async def test_a_lesson_on_hostile_evidence_is_unharmed(size: tuple[int, int]) -> None:
    """Text of a team's own bundle is neither markup nor a control of the terminal, at any size."""
    async with learning(hostile_outcome()).run_test(size=size) as pilot:
        await told(pilot)
        unharmed(pilot)
        await pilot.press("enter")
        await pilot.pause()
        unharmed(pilot)


async def test_a_lesson_is_opened_from_the_start_by_typing_its_title() -> None:
    """Lessons are found like everything else."""
    async with TroubleshooterApp(demo_only=True).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press(*"cannot")
        await pilot.pause()
        assert "The ledger cannot be opened" in screen_text(pilot)
        assert "lesson" in screen_text(pilot)
