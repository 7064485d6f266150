"""What a command loads: nothing that it does not need, since every import is paid by each call."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("textual", "boto3", "botocore", "google", "azure", "moto", "yaml", "rapidfuzz")
PROBE = """
import sys
import troubleshooter.cli as cli
sys.argv = ["troubleshooter", *{words!r}]
try:
    cli.main()
except SystemExit:
    pass
print("LOADED", *sorted({{name.partition(".")[0] for name in sys.modules}} & {heavy!r}))
"""


def _loaded(*words: str, stdin: str = "") -> set[str]:
    """Return which of the heavy packages a command has loaded when it is done."""
    code = PROBE.format(words=list(words), heavy=set(HEAVY))
    done = subprocess.run(
        [sys.executable, "-c", code], input=stdin, capture_output=True, text=True, check=True
    )
    return set(done.stdout.rpartition("LOADED")[2].split())


@pytest.mark.parametrize("words", [("--version",), ("--help",), ("diagnose", "--help")])
def test_version_and_help_load_nothing(words: tuple[str, ...]) -> None:
    """Neither the terminal library nor an SDK is loaded to say what this is."""
    assert _loaded(*words) == set()


def test_permissions_and_explain_load_no_sdk() -> None:
    """The table of reads and the language of denials know no SDK."""
    for words, text in ((("permissions", "aws"), ""), (("explain", "-"), "AccessDenied")):
        assert (
            _loaded(*words, stdin=text) & {"boto3", "botocore", "google", "azure", "textual", "moto"} == set()
        )
