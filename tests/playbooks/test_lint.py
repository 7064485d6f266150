"""What ships is free of mistakes, and a mistake that a person makes is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnostics.checks import names
from diagnostics.sources.demo import incidents
from playbooks.library import LESSONS
from playbooks.lint import lint, lint_file

LESSON = next(LESSONS.glob("*-orders-pile-up.yaml"))


def test_what_ships_has_no_mistakes() -> None:
    """Every playbook, lesson and cause that ships passes the lint that teams use for their own."""
    assert lint(None, names, incidents()) == ()


def _changed(tmp_path: Path, old: str, new: str) -> list[str]:
    text = LESSON.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / LESSON.name
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [mistake.what for mistake in lint_file(file, names, incidents())]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("class: iam", "class: network", "is of class iam"),
        ("cause: aws.role.action-missing", "cause: aws.role.action-mising", "there is no cause"),
        ("incident: orders", "incident: ordres", "the demo has no incident"),
        ("incident: orders", "evidence: night.zip", "there is no night.zip beside this file"),
        ("incident: orders\n", "", "needs either `incident`"),
        ("  none: The code", "  nothing: The code", "does not say why it is not `none`"),
        ("is: too-wide", "is: wrong-side", "has to hold a fix that `is: too-wide`"),
        ("is: too-wide", "is: smallest", "exactly one fix"),
        ("level: easy", "level: eazy", "is not one of"),
        ("takeaway:", "take_away:", "is not known here"),
        ("- id: aws.role.boundary", "- id: aws.role.action-missing", "is the answer"),
    ],
)
def test_a_mistake_in_a_lesson_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A lesson that contradicts the catalogue, the demo or itself is not passed."""
    assert any(said in what for what in _changed(tmp_path, old, new))


def test_a_folder_without_yaml_does_not_pass(tmp_path: Path) -> None:
    """A lint that looked at nothing says so."""
    assert [mistake.what for mistake in lint(tmp_path, names)] == ["holds no YAML file"]
