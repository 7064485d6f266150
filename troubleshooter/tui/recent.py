"""The last cases, kept in the user's own state folder: a name, a class and a time, never evidence."""

from __future__ import annotations

from pathlib import Path

import msgspec

from troubleshooter.tui import state

_KEPT = 20


class Recent(msgspec.Struct, frozen=True):
    """A case that was opened before; *target* opens it again."""

    provider: str
    target: str
    name: str
    found: str
    at: str
    region: str | None = None
    profile: str | None = None


def path() -> Path:
    return state.folder() / "recent.json"


def read() -> list[Recent]:
    """Return the recent cases, newest first; a file that is damaged or from another version counts as none."""
    try:
        return msgspec.json.decode(path().read_bytes(), type=list[Recent])
    except (OSError, msgspec.MsgspecError):
        return []


def keep(case: Recent) -> None:
    """Put *case* first; a folder that cannot be written is no reason to trouble anybody."""
    others = [row for row in read() if (row.provider, row.target) != (case.provider, case.target)]
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        path().write_bytes(msgspec.json.encode([case, *others][:_KEPT]))
    except OSError:
        return
