"""Checks: one question each, one file each, found by walking the package of a provider.

A check is a function of the World named like its file; it answers with findings, and waits (see `case.need`) where
what it needs has not been read yet. A playbook asks it by name.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from diagnostics.case import Finding

Check = Callable[[Any], tuple[Finding, ...]]


@cache
def registry(provider: str) -> Mapping[str, Check]:
    """Return every check of *provider* by its name (`mapping-enabled` for mapping_enabled.py)."""
    package = importlib.import_module(f"diagnostics.checks.{provider}")
    found: dict[str, Check] = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        if not module.name.startswith("_"):
            loaded = importlib.import_module(f"{package.__name__}.{module.name}")
            found[module.name.replace("_", "-")] = getattr(loaded, module.name)
    return found


@cache
def names(provider: str) -> frozenset[str]:
    """Return the names of *provider*'s checks without importing them."""
    package = importlib.import_module(f"diagnostics.checks.{provider}")
    return frozenset(
        m.name.replace("_", "-") for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_")
    )
