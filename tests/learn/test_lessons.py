"""The lessons that ship: each one's answer is what the tool itself finds on its stage."""

from __future__ import annotations

import importlib

import pytest

import playbooks
from diagnostics.classify.rank import FOUR
from diagnostics.clouds import PROVIDERS
from diagnostics.sources.demo import incidents
from troubleshooter.learn.attempt import causes, fixes
from troubleshooter.learn.stage import find

LESSONS = playbooks.lesson_names()


pytestmark = pytest.mark.usefixtures("fresh_demo")


@pytest.mark.parametrize("name", LESSONS)
def test_the_diagnosis_of_a_lesson_is_its_answer(name: str) -> None:
    """The class and the cause that a lesson teaches are those that the diagnosis of its incident ends in."""
    staged = find(name)
    verdict = staged.run().report.verdict
    assert (verdict.class_, verdict.cause) == (staged.lesson.answer.class_, staged.lesson.answer.cause)


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_tempts_and_is_in_no_telling_order(name: str) -> None:
    """Two wrong causes or more stand beside the right one, four fixes are offered, and each order is the same twice."""
    lesson = playbooks.lesson(name)
    assert lesson.answer.cause in causes(lesson)
    assert len(causes(lesson)) >= 3
    assert sorted(fixes(lesson)) == list(range(len(lesson.fixes)))
    assert len(lesson.fixes) == 4
    assert fixes(lesson) == fixes(lesson)


def test_the_right_fix_does_not_always_stand_at_the_same_place() -> None:
    """Over all lessons the smallest fix is offered at more than one place."""
    places = {
        next(n for n, i in enumerate(fixes(lesson)) if lesson.fixes[i].is_ == "smallest")
        for lesson in map(playbooks.lesson, LESSONS)
    }
    assert len(places) > 1


def test_every_class_is_taught_on_every_cloud() -> None:
    """There are sixteen lessons or more, and each of the four classes occurs on each of the three clouds."""
    taught = {
        (lesson.answer.cause.partition(".")[0], lesson.answer.class_)
        for lesson in map(playbooks.lesson, LESSONS)
    }
    assert len(LESSONS) >= 16
    assert taught >= {(cloud, class_) for cloud in PROVIDERS for class_ in FOUR}


def test_no_two_clouds_have_an_incident_of_one_name() -> None:
    """A name opens one incident; the clouds' tables do not hide one another's rows."""
    tables = [importlib.import_module(f"diagnostics.sources.demo.{p}.incidents").INCIDENTS for p in PROVIDERS]
    assert sum(map(len, tables)) == len(incidents())
