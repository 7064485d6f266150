"""The table of Google Cloud reads: every call the tool can make, with the permission it needs."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

from diagnostics.reader import Row


@cache
def rows() -> tuple[Row[Any], ...]:
    """Return every row of this package, by operation."""
    found: dict[str, Row[Any]] = {}
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        found.update({row.op: row for row in vars(loaded).values() if isinstance(row, Row)})
    return tuple(found[op] for op in sorted(found))
