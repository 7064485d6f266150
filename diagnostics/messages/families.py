"""Every row of the grammar, found by walking the packages, and the quick search that says which rows are worth a try.

Almost every line of a log has nothing to say. `GATES` are a few literals, and every hint holds at least one of them:
a line without any gate is done after as many substring searches.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re

from diagnostics.messages.model import Pattern

PACKAGES = ("aws", "gcp", "azure", "common")
_GATES = (
    "denied", "authoriz", "forbid", "permission", "error", "exception", "fail", "invalid", "timed out", "timeout",
    "refus", "unable", "cannot", "not ", "exceed", "expire", "unauth", "reset", "etimedout", "enotfound", "eai_",
    "econn", "unreach", "aadsts", "status", "problem", "disabled", "throttl", "quota",
)  # fmt: skip


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


@functools.cache
def _index(packages: tuple[str, ...]) -> dict[str, dict[str, list[Pattern]]]:
    """Return gate -> hint -> rows; a hint that holds no gate of the list is a gate of its own."""
    index: dict[str, dict[str, list[Pattern]]] = {}
    for package in packages:
        for row in rows(package):
            for hint in row.hints:
                gate = next((g for g in _GATES if g in hint), hint)
                index.setdefault(gate, {}).setdefault(hint, []).append(row)
    return index


def packages_of(provider: str | None) -> tuple[str, ...]:
    """Return the packages whose rows can say something about *provider*; all of them for None."""
    return PACKAGES if provider is None else (provider, "common")


@functools.cache
def gates(packages: tuple[str, ...] = PACKAGES) -> tuple[str, ...]:
    """Return the literals of which a text that says anything holds at least one."""
    return tuple(_index(packages))


def worth_a_try(lower: str, packages: tuple[str, ...]) -> dict[str, tuple[Pattern, list[str]]]:
    """Return row id -> (row, the hints that stand in *lower*), in the order of the tables."""
    found: dict[str, tuple[Pattern, list[str]]] = {}
    for gate, hints in _index(packages).items():
        if gate in lower:
            for hint, those in hints.items():
                if hint in lower:
                    for row in those:
                        found.setdefault(row.id, (row, []))[1].append(hint)
    return found
