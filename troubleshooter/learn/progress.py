"""What has been learnt so far, in the user's own state folder: a lesson's id, the best points, and when."""

from __future__ import annotations

from pathlib import Path

import msgspec
import platformdirs


class Taken(msgspec.Struct, frozen=True):
    """The best attempt at a lesson; *at* is ISO 8601 (UTC), *times* how often it was finished."""

    points: int
    at: str
    times: int = 1


def path() -> Path:
    return Path(platformdirs.user_state_dir("serverless-troubleshooter", appauthor=False)) / "lessons.json"


def read() -> dict[str, Taken]:
    """Return the lessons that were finished, by id; a file that is damaged counts as none."""
    try:
        return msgspec.json.decode(path().read_bytes(), type=dict[str, Taken])
    except (OSError, msgspec.MsgspecError):
        return {}


def keep(lesson: str, points: int, at: str) -> bool:
    """Keep a finished attempt where it is the best so far; False where the folder cannot be written."""
    taken = read()
    before = taken.get(lesson)
    if before is None:
        taken[lesson] = Taken(points, at)
    elif points > before.points:
        taken[lesson] = Taken(points, at, before.times + 1)
    else:
        taken[lesson] = msgspec.structs.replace(before, times=before.times + 1)
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        path().write_bytes(msgspec.json.encode(taken))
    except OSError:
        return False
    return True
