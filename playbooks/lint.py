"""What is wrong in what people wrote: playbooks and explanations of causes, each mistake with its file and line.

A file in a folder named `causes` explains causes, one with the key `page` is a lesson, any other file is a playbook.
Which checks and incidents exist is told by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from diagnostics.causes import PROVIDERS, all_ids, lookup
from playbooks import document, lint_lessons, shape
from playbooks.document import Document, Mistake
from playbooks.library import CAUSES, HERE
from playbooks.model import Explanation, Playbook
from playbooks.nearest import nearest

KnownChecks = Callable[[str], Collection[str]]
"""The names of a provider's checks."""

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def lint(
    place: Path | None, known_checks: KnownChecks, incidents: Collection[str] = ()
) -> tuple[Mistake, ...]:
    """Return every mistake in *place*, a file or a folder with all below it; None means all that ships with the tool.

    A folder without a YAML file is a mistake too: a lint that looked at nothing must not pass.
    """
    root = HERE if place is None else place
    files = sorted(chain(root.rglob("*.yaml"), root.rglob("*.yml"))) if root.is_dir() else [root]
    if not files:
        return (Mistake(str(root), 1, "", "holds no YAML file"),)
    found = [mistake for file in files for mistake in lint_file(file, known_checks, incidents)]
    if root in (HERE, CAUSES):
        found += _missing()
    return tuple(found)


def lint_file(file: Path, known_checks: KnownChecks, incidents: Collection[str] = ()) -> tuple[Mistake, ...]:
    """Return every mistake in one file, in the order of its lines."""
    read = document.read(file)
    if read.data is None:
        return read.mistakes
    if file.parent.name == "causes":
        rules = _causes(read, file)
    elif isinstance(read.data, dict) and "page" in read.data:
        rules = lint_lessons.mistakes(read, file, incidents)
    else:
        rules = _playbook(read, file, known_checks)
    return tuple(sorted((*read.mistakes, *rules), key=lambda mistake: mistake.line))


def _playbook(read: Document, file: Path, known_checks: KnownChecks) -> Iterator[Mistake]:
    yield from shape.deviations(read, Playbook)
    data = read.data if isinstance(read.data, dict) else {}
    provider, _, name = _text(data.get("id")).partition("/")
    if "id" in data and provider not in PROVIDERS:
        what = f"`{data['id']}` has to begin with {', '.join(f'{p}/' for p in PROVIDERS)}"
        yield read.mistake(("id",), what, nearest(provider, PROVIDERS))
    elif "id" in data and name != file.stem:
        yield read.mistake(("id",), f"`{data['id']}` has to end like the file: {provider}/{file.stem}")
    checks = known_checks(provider) if provider in PROVIDERS else ()
    yield from _steps(read, data.get("steps"), provider, checks)


def _steps(read: Document, steps: Any, provider: str, checks: Collection[str]) -> Iterator[Mistake]:
    if not isinstance(steps, list):
        return
    if not steps:
        yield read.mistake(("steps",), "asks nothing")
    seen: set[str] = set()
    for i, step in enumerate(steps):
        if not isinstance(step, dict):
            continue
        at = ("steps", i)
        step_id, ask, check = (_text(step.get(key)) for key in ("id", "ask", "check"))
        if step_id and not _NAME.fullmatch(step_id):
            yield read.mistake((*at, "id"), f"`{step_id}` has to be lower-case words joined by hyphens")
        if step_id in seen:
            yield read.mistake((*at, "id"), f"there is a step `{step_id}` above")
        seen.add(step_id)
        if ask and not ask.rstrip().endswith("?"):
            yield read.mistake((*at, "ask"), "has to be a question")
        if check and checks and check not in checks:
            yield read.mistake((*at, "check"), f"{provider} has no check `{check}`", nearest(check, checks))


def _causes(read: Document, file: Path) -> Iterator[Mistake]:
    yield from shape.deviations(read, dict[str, Explanation])
    if not isinstance(read.data, dict):
        return
    provider, _, class_ = file.stem.partition("-")
    for cause_id, entry in read.data.items():
        cause = lookup(cause_id)
        if cause is None:
            yield read.mistake((cause_id,), f"there is no cause `{cause_id}`", nearest(cause_id, all_ids()))
        elif not cause_id.startswith(f"{provider}.") or cause.class_ != class_:
            belongs = f"{cause_id.partition('.')[0]}-{cause.class_}{file.suffix}"
            yield read.mistake((cause_id,), f"`{cause_id}` belongs into {belongs}")
        if isinstance(entry, dict):
            yield from _links(read, cause_id, entry)


def _links(read: Document, cause_id: str, entry: dict[str, Any]) -> Iterator[Mistake]:
    for i, other in enumerate(_texts(entry.get("looks_like"))):
        at = (cause_id, "looks_like", i)
        if other == cause_id:
            yield read.mistake(at, "a cause does not look like itself")
        elif lookup(other) is None:
            yield read.mistake(at, f"there is no cause `{other}`", nearest(other, all_ids()))
    for i, url in enumerate(_texts(entry.get("references"))):
        if not url.startswith("https://"):
            yield read.mistake((cause_id, "references", i), f"`{url}` is no https address")


def _missing() -> Iterator[Mistake]:
    """Yield a mistake for every cause of the table that no file explains."""
    for cause_id in all_ids():
        cause = lookup(cause_id)
        assert cause is not None  # noqa: S101 - the id is the table's own
        file = CAUSES / f"{cause_id.partition('.')[0]}-{cause.class_}.yaml"
        explained = document.read(file).data if file.exists() else {}
        if cause_id not in (explained or {}):
            yield Mistake(str(file), 1, "", f"`{cause_id}` is not explained")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
