"""The playbooks and explanations that ship with the tool, each read when it is asked for."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.causes import PROVIDERS, all_ids, lookup
from diagnostics.errors import UsageError
from playbooks.nearest import nearest

if TYPE_CHECKING:
    from playbooks.model import Explanation, Lesson, Playbook

HERE = Path(__file__).parent
CAUSES = HERE / "causes"
LESSONS = HERE / "lessons"
_ID = re.compile(r"[a-z0-9-]+")


def names(provider: str | None = None) -> tuple[str, ...]:
    """Return the ids of the playbooks (`aws/denied-call`), sorted; of one provider where it is given."""
    wanted = PROVIDERS if provider is None else (provider,)
    return tuple(f"{p}/{file.stem}" for p in wanted for file in sorted((HERE / p).glob("*.yaml")))


@cache
def load(playbook_id: str) -> Playbook:
    """Return the playbook of that id; a UsageError offers the nearest where there is none."""
    known = names()
    if playbook_id not in known:
        meant = nearest(playbook_id, known)
        offer = f"Did you mean {meant}?" if meant else "See them with: troubleshooter playbooks list"
        raise UsageError(f"There is no playbook {playbook_id}.", offer)
    return read(HERE / f"{playbook_id}.yaml")


def read(file: Path) -> Playbook:
    """Return the playbook in *file*, which may be a team's own; a UsageError names what is wrong with it."""
    # Imported here: listing names does not need the YAML parser (12 ms).
    from playbooks import document, model, shape

    return shape.convert(document.read(file), model.Playbook)


def explain(cause_id: str) -> Explanation:
    """Return what the catalogue says about a cause; a UsageError offers the nearest id where there is none."""
    cause = lookup(cause_id)
    if cause is None:
        meant = nearest(cause_id, all_ids())
        offer = f"Did you mean {meant}?" if meant else "See them with: troubleshooter causes"
        raise UsageError(f"There is no cause {cause_id}.", offer)
    return explanations(cause_id.partition(".")[0], cause.class_)[cause_id]


@cache
def explanations(provider: str, class_: str) -> dict[str, Explanation]:
    """Return the explanations in one file, `causes/<provider>-<class>.yaml`, by id."""
    from playbooks import document, model, shape

    return shape.convert(document.read(CAUSES / f"{provider}-{class_}.yaml"), dict[str, model.Explanation])


def lesson_names() -> tuple[str, ...]:
    """Return the ids of the lessons, in the order in which they are meant to be taken."""
    return tuple(file.stem.partition("-")[2] for file in sorted(LESSONS.glob("*.yaml")))


@cache
def lesson(lesson_id: str) -> Lesson:
    """Return the lesson of that id; a UsageError offers the nearest where there is none."""
    found = next(LESSONS.glob(f"[0-9][0-9]-{lesson_id}.yaml"), None) if _ID.fullmatch(lesson_id) else None
    if found is None:
        meant = nearest(lesson_id, lesson_names())
        offer = f"Did you mean {meant}?" if meant else "See them with: troubleshooter train"
        raise UsageError(f"There is no lesson {lesson_id}.", offer)
    return read_lesson(found)


def read_lesson(file: Path) -> Lesson:
    """Return the lesson in *file*, which may be a team's own; a UsageError names what is wrong with it."""
    from playbooks import document, model, shape

    if not file.is_file():
        raise UsageError(
            f"There is no file {file}.", "Give the id of a lesson (see: troubleshooter train), or a path."
        )
    return shape.convert(document.read(file), model.Lesson)
