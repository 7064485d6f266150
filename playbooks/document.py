"""YAML as people write it: every value is text, no key twice, and each value knows its line.

YAML's own types are a trap (`on` is true, `1.10` is 1.1, a date is an object), so none of them is used: `on:` is the
key "on". Tags are ignored, nothing is ever constructed.
"""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Any

import msgspec
import yaml

Path = tuple[str | int, ...]
"""Where a value stands: ("steps", 1, "check")."""

_LOADER: Any = getattr(
    yaml, "CBaseLoader", yaml.BaseLoader
)  # without the C parser: eight times slower, the same result


class Mistake(msgspec.Struct, frozen=True):
    """What is wrong in a file, where, and the word that was probably meant."""

    file: str
    line: int
    at: str
    what: str
    nearest: str | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " + (f"{self.at}: " if self.at else "")
        return place + self.what + (f"; did you mean `{self.nearest}`?" if self.nearest else "")


class Document(msgspec.Struct, frozen=True):
    """A file's content as dicts, lists and text, the line of every value, and what was wrong with the YAML itself."""

    file: str
    data: Any
    lines: dict[Path, int]
    mistakes: tuple[Mistake, ...] = ()

    def mistake(self, at: Path, what: str, nearest: str | None = None) -> Mistake:
        """Return a mistake at the line of *at*, or of the nearest value around it."""
        known = at
        while known and known not in self.lines:
            known = known[:-1]
        return Mistake(self.file, self.lines.get(known, 1), written(at), what, nearest)


def written(at: Path) -> str:
    """Return a path as people write it: `steps[1].check`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in at).removeprefix(".")


def read(file: FilePath) -> Document:
    """Return the file's content; what cannot be read or parsed is a mistake in the Document, never an exception."""
    try:
        return parse(file.read_text(encoding="utf-8"), str(file))
    except OSError as error:
        return _unreadable(str(file), 1, error.strerror or "cannot be read")
    except UnicodeDecodeError:
        return _unreadable(str(file), 1, "is not UTF-8 text")


def parse(text: str, file: str = "<text>") -> Document:
    """Return *text* as a Document; *file* is the name that mistakes carry."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return _unreadable(file, line, f"is not YAML: {error.problem}")
    except (yaml.YAMLError, RecursionError) as error:
        return _unreadable(file, 1, f"is not YAML: {error}")
    if node is None:
        return _unreadable(file, 1, "is empty")
    reader = _Reader(file)
    try:
        data = reader.value(node, ())
    except RecursionError:
        return _unreadable(file, 1, "is nested too deeply")
    return Document(file, data, reader.lines, tuple(reader.mistakes))


def _unreadable(file: str, line: int, what: str) -> Document:
    return Document(file, None, {}, (Mistake(file, line, "", what),))


class _Reader:
    """Turns nodes into plain values and notes their lines."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.mistakes: list[Mistake] = []

    def value(self, node: yaml.Node, at: Path) -> Any:
        self.lines[at] = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode):
            return node.value
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*at, i)) for i, item in enumerate(node.value)]
        found: dict[str, Any] = {}
        for key, item in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name in found:
                what = f"the key `{name}` stands here twice"
                self.mistakes.append(Mistake(self.file, key.start_mark.line + 1, written(at), what))
            found[name] = self.value(item, (*at, name))
        return found
