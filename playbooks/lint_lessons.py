"""What is wrong in a lesson: an answer that contradicts the catalogue, a class nobody explains, no fix that is too wide."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, get_args

from diagnostics.causes import all_ids, lookup
from diagnostics.report import Class
from playbooks import shape
from playbooks.document import Document, Mistake
from playbooks.model import Judgement, Lesson
from playbooks.nearest import nearest

CLASSES = tuple(c for c in get_args(Class) if c != "inconclusive")


def mistakes(read: Document, file: Path, incidents: Collection[str]) -> Iterator[Mistake]:
    """Yield every mistake in the lesson *read* from *file*; *incidents* are those of the demo."""
    yield from shape.deviations(read, Lesson)
    if not isinstance(read.data, dict):
        return
    data = read.data
    if "id" in data and not file.stem.endswith(str(data["id"])):
        yield read.mistake(("id",), f"`{data['id']}` has to end the file's name")
    yield from _stage(read, data, file, incidents)
    yield from _answer(read, data)
    yield from _choices(read, data)


def _stage(read: Document, data: dict[str, Any], file: Path, incidents: Collection[str]) -> Iterator[Mistake]:
    incident, evidence = data.get("incident"), data.get("evidence")
    if (incident is None) == (evidence is None):
        yield read.mistake(
            (), "needs either `incident`, one of the demo, or `evidence`, a bundle beside this file"
        )
    if isinstance(incident, str) and incidents and incident not in incidents:
        yield read.mistake(
            ("incident",), f"the demo has no incident `{incident}`", nearest(incident, incidents)
        )
    if isinstance(evidence, str) and not (file.parent / evidence).exists():
        yield read.mistake(("evidence",), f"there is no {evidence} beside this file")


def _answer(read: Document, data: dict[str, Any]) -> Iterator[Mistake]:
    answer = data.get("answer")
    class_, cause = (answer.get("class"), answer.get("cause")) if isinstance(answer, dict) else (None, None)
    known = lookup(cause) if isinstance(cause, str) else None
    if isinstance(cause, str) and known is None:
        yield read.mistake(("answer", "cause"), f"there is no cause `{cause}`", nearest(cause, all_ids()))
    elif known and known.class_ != class_:
        yield read.mistake(("answer", "class"), f"`{cause}` is of class {known.class_}")
    told = data.get("wrong_classes")
    if isinstance(told, dict) and class_ in CLASSES:
        for missing in (c for c in CLASSES if c not in {*told, class_}):
            yield read.mistake(("wrong_classes",), f"does not say why it is not `{missing}`")
        for odd in (c for c in told if c == class_ or c not in CLASSES):
            yield read.mistake(
                ("wrong_classes", odd), f"`{odd}` is no wrong class here", nearest(odd, CLASSES)
            )
    for i, row in enumerate(data.get("wrong_causes") or ()):
        other = row.get("id") if isinstance(row, dict) else None
        if isinstance(other, str) and other == cause:
            yield read.mistake(("wrong_causes", i, "id"), "is the answer")
        elif isinstance(other, str) and lookup(other) is None:
            yield read.mistake(
                ("wrong_causes", i, "id"), f"there is no cause `{other}`", nearest(other, all_ids())
            )


def _choices(read: Document, data: dict[str, Any]) -> Iterator[Mistake]:
    rows = data.get("fixes")
    if not isinstance(rows, list):
        return
    kinds = [row.get("is") for row in rows if isinstance(row, dict)]
    if kinds.count("smallest") != 1:
        yield read.mistake(("fixes",), "has to hold exactly one fix that `is: smallest`")
    if "too-wide" not in kinds:
        yield read.mistake(("fixes",), "has to hold a fix that `is: too-wide`")
    if len(set(kinds) & set(get_args(Judgement))) < 3:
        yield read.mistake(("fixes",), "has to tempt in two ways at least: too-wide, wrong-side, by-accident")
