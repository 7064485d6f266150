"""Shell completion: the script is printed, and what it asks back is answered."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

RUN = [sys.executable, "-m", "troubleshooter.cli"]


@pytest.mark.parametrize(
    ("shell", "word"), [("bash", "complete -o"), ("zsh", "compdef"), ("fish", "complete ")]
)
def test_a_user_gets_the_script_for_a_shell(shell: str, word: str) -> None:
    """The script registers a completion for the word `troubleshooter`."""
    ran = subprocess.run([*RUN, "completion", shell], capture_output=True, text=True, check=True)
    assert word in ran.stdout
    assert "_TROUBLESHOOTER_COMPLETE" in ran.stdout


@pytest.mark.parametrize(
    ("words", "offered"), [("troubleshooter diag", "diagnose"), ("troubleshooter diagnose --for", "--format")]
)
def test_a_word_that_was_begun_is_completed(words: str, offered: str) -> None:
    """Commands and their options are offered."""
    asked = {
        "_TROUBLESHOOTER_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    ran = subprocess.run(RUN, capture_output=True, text=True, check=False, env=os.environ | asked)
    assert f"plain,{offered}" in ran.stdout.splitlines()
