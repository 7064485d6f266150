"""Every row of the grammar, found by walking the packages, and the quick search that says which rows are worth a try.

Almost every line of a log has nothing to say: one search for all hints at once, as a tree of letters, tells so in
about 30 nanoseconds a letter.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re
from typing import Any

from diagnostics.messages.model import Pattern
from diagnostics.messages.prepare import flattened, may_need_preparing, prepare

PACKAGES = ("aws", "gcp", "azure", "common")
_RECORDS = ("protopayload", "eventsource")  # audit records are read by their fields, whatever their words


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


def packages_of(provider: str | None) -> tuple[str, ...]:
    """Return the packages whose rows can say something about *provider*; all of them for None."""
    return PACKAGES if provider is None else (provider, "common")


def hinted(text: str) -> bool:
    """Whether *text* holds any hint at all."""
    flat = prepare(text).flat if may_need_preparing(text) else flattened(text.lower())
    return _any_hint().search(flat) is not None


def worth_a_try(flat: str, packages: tuple[str, ...]) -> list[tuple[Pattern, list[str]]]:
    """Return the rows of which a hint stands in *flat*, each with those hints, in the order of the tables."""
    found: dict[str, tuple[Pattern, list[str]]] = {}
    for hint, those in _by_hint(packages).items():
        if hint in flat:
            for row in those:
                found.setdefault(row.id, (row, []))[1].append(hint)
    return list(found.values())


@functools.cache
def _by_hint(packages: tuple[str, ...]) -> dict[str, list[Pattern]]:
    index: dict[str, list[Pattern]] = {}
    for package in packages:
        for row in rows(package):
            for hint in row.hints:
                index.setdefault(hint, []).append(row)
    return index


@functools.cache
def _any_hint() -> re.Pattern[str]:
    """Return one regex of all hints, its branches told apart letter by letter; a hint that begins with another is left out."""
    tree: dict[str, Any] = {}
    for hint in sorted({*_by_hint(PACKAGES), *_RECORDS}, key=len):
        node = tree
        for letter in hint:
            if "" in node:
                break
            node = node.setdefault(letter, {})
        else:
            node[""] = {}
    return re.compile(_branches(tree))


def _branches(tree: dict[str, Any]) -> str:
    if "" in tree:
        return ""
    ways = [re.escape(letter) + _branches(rest) for letter, rest in sorted(tree.items())]
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"
