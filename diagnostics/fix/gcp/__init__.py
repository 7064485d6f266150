"""Fixes by cause: each module of this package holds FIXES, cause id -> function of World and finding."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from diagnostics.report import Fix

if TYPE_CHECKING:  # explain asks this package for a role's name only, and starts in milliseconds
    from diagnostics.case import Finding
    from diagnostics.hops.gcp.world import GcpWorld

Fixer = Callable[["GcpWorld", "Finding"], tuple[Fix, ...]]


@cache
def _fixers() -> Mapping[str, Fixer]:
    found: dict[str, Fixer] = {}
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        found.update(getattr(loaded, "FIXES", {}))
    return found


def fixes(world: GcpWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the fixes for *finding*, smallest first; a value no command may carry leaves a fix without commands."""
    from diagnostics.fix.values import Unwritable  # here, for the same reason

    fixer = _fixers().get(finding.cause or "")
    if fixer is None:
        return ()
    try:
        return fixer(world, finding)
    except Unwritable as refused:
        return (Fix(title="A fix is known, but cannot be written as a command.", warnings=(str(refused),)),)
