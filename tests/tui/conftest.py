"""The app in a terminal that is always the same: UTC, no motion, a state folder and a working folder of its own."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

_ACCOUNTS = ("AWS_", "AZURE_", "GOOGLE_", "CLOUDSDK_")  # no test lists anybody's functions


@pytest.fixture(autouse=True)
def _same_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name, value in (
        ("TZ", "UTC"), ("TEXTUAL_ANIMATIONS", "none"), ("XDG_STATE_HOME", str(tmp_path / "state")),
        ("HOME", str(tmp_path)),
        ("TROUBLESHOOTER_CONFIG", str(tmp_path / "config.toml")), ("SSH_CONNECTION", "a b c d"),
    ):  # fmt: skip
        monkeypatch.setenv(name, value)
    for name in ("NO_COLOR", "TEXTUAL_THEME", *(name for name in os.environ if name.startswith(_ACCOUNTS))):
        monkeypatch.delenv(name, raising=False)
    time.tzset()
    monkeypatch.chdir(tmp_path)
    yield
    monkeypatch.undo()
    time.tzset()
