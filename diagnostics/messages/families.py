"""Every row of the grammar, found by walking the packages, and the quick search that says which rows are worth a try.

Almost every line of a log has nothing to say: one search for all hints at once, as a tree of letters, tells so in
about 30 nanoseconds a letter.
"""

from __future__ import annotations

import functools
import importlib
import itertools
import pkgutil
import re
from typing import Any, NamedTuple

from diagnostics.messages.model import Pattern
from diagnostics.messages.prepare import flattened, may_need_preparing, prepare

PACKAGES = ("aws", "gcp", "azure", "common")
# Audit records are read by their fields, whatever their words.
_RECORDS = ("protopayload", "eventsource", "operationname", "cshost")


@functools.cache
def rows(package: str) -> tuple[Pattern, ...]:
    """Return the rows of one package of `PACKAGES`, module by module; a package that is not there has none."""
    try:
        parent = importlib.import_module(f"diagnostics.messages.{package}")
    except ModuleNotFoundError:
        return ()
    names = sorted(module.name for module in pkgutil.iter_modules(parent.__path__))
    modules = [importlib.import_module(f"{parent.__name__}.{name}") for name in names]
    return tuple(row for module in modules for row in getattr(module, "PATTERNS", ()))


@functools.cache
def compiled(regex: str) -> re.Pattern[str]:
    """Return *regex* compiled when a text first needs it."""
    return re.compile(regex, re.IGNORECASE | re.MULTILINE)


def hinted(text: str) -> bool:
    """Whether *text* holds any hint at all."""
    flat = prepare(text).flat if may_need_preparing(text) else flattened(text.lower())
    return _tree(PACKAGES).any.search(flat) is not None


def worth_a_try(flat: str, packages: tuple[str, ...]) -> list[tuple[Pattern, list[str]]]:
    """Return the rows of which a hint stands in *flat*, each with those hints, in the order of the tables."""
    by_hint = _by_hint(packages)
    hints = [h for h in by_hint if h in flat] if next(_asked) < _FEW else _tree(packages).hints_of(flat)
    found: dict[str, tuple[Pattern, list[str]]] = {}
    for hint in hints:
        for row in by_hint[hint]:
            found.setdefault(row.id, (row, []))[1].append(hint)
    return list(found.values())


_FEW = 200  # texts after which a tree (tens of milliseconds to build) has cost less than one search for each hint
_asked = itertools.count()


class _Tree(NamedTuple):
    """*any* finds a hint, *every* the shortest one at each place; *longer* are those that begin with a shorter one."""

    any: re.Pattern[str]
    every: re.Pattern[str]
    longer: dict[str, list[str]]
    order: dict[str, int]

    def hints_of(self, flat: str) -> list[str]:
        short = {match[1] for match in self.every.finditer(flat)}
        long = {hint for start in short & self.longer.keys() for hint in self.longer[start] if hint in flat}
        return sorted((short | long) & self.order.keys(), key=self.order.__getitem__)


@functools.cache
def _by_hint(packages: tuple[str, ...]) -> dict[str, list[Pattern]]:
    by_hint: dict[str, list[Pattern]] = {}
    for package in packages:
        for row in rows(package):
            for hint in row.hints:
                by_hint.setdefault(hint, []).append(row)
    return by_hint


@functools.cache
def _tree(packages: tuple[str, ...]) -> _Tree:
    tree: dict[str, Any] = {}
    longer: dict[str, list[str]] = {}
    for hint in sorted({*_by_hint(packages), *_RECORDS}, key=len):
        node = tree
        for place, letter in enumerate(hint):
            if "" in node:
                longer.setdefault(hint[:place], []).append(hint)
                break
            node = node.setdefault(letter, {})
        else:
            node[""] = {}
    branches = _branches(tree)
    order = {hint: place for place, hint in enumerate(_by_hint(packages))}
    return _Tree(re.compile(branches), re.compile(f"(?=({branches}))"), longer, order)


def _branches(tree: dict[str, Any]) -> str:
    if "" in tree:
        return ""
    ways = [re.escape(letter) + _branches(rest) for letter, rest in sorted(tree.items())]
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"
