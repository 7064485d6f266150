"""The fixes of a finding: each module of `diagnostics.fix.<provider>` holds FIXES, cause id -> function of World and finding."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from diagnostics.case import Finding, World
from diagnostics.fix.values import Unwritable
from diagnostics.report import Fix

Fixer = Callable[[Any, Finding], tuple[Fix, ...]]


@cache
def _fixers(provider: str) -> Mapping[str, Fixer]:
    package = importlib.import_module(f"diagnostics.fix.{provider}")
    found: dict[str, Fixer] = {}
    for module in pkgutil.iter_modules(package.__path__):
        loaded = importlib.import_module(f"{package.__name__}.{module.name}")
        found.update(getattr(loaded, "FIXES", {}))
    return found


def fixes(world: World, finding: Finding) -> tuple[Fix, ...]:
    """Return the fixes for *finding*, smallest first; a value no command may carry leaves a fix without commands."""
    fixer = _fixers(world.provider).get(finding.cause or "")
    if fixer is None:
        return ()
    try:
        return fixer(world, finding)
    except Unwritable as refused:
        return (Fix(title="A fix is known, but cannot be written as a command.", warnings=(str(refused),)),)
