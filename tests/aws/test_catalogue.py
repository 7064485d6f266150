"""What the checks of AWS name is in the catalogue of causes."""

from __future__ import annotations

import re
from pathlib import Path

import diagnostics.checks.aws as package
import playbooks
from diagnostics.causes import lookup
from diagnostics.checks import registry


def test_every_cause_that_a_check_names_is_in_the_catalogue() -> None:
    """A cause that a check gives is one that `causes` explains."""
    texts = [path.read_text() for folder in package.__path__ for path in sorted(Path(folder).glob("*.py"))]
    named = {cause for text in texts for cause in re.findall(r'"(aws\.[a-z-]+\.[a-z-]+)"', text)}
    assert len(named) > 40
    assert [cause for cause in sorted(named) if lookup(cause) is None] == []


def test_every_check_is_asked_by_some_playbook() -> None:
    """No question is asked in secret: each check of AWS is a step of a walk."""
    asked = {
        step.check
        for name in playbooks.names()
        if name.startswith("aws/")
        for step in playbooks.load(name).steps
    }
    assert {check for check in registry("aws") if check not in asked} == set()
