"""The tables of reads: every call the tool can make on a cloud, with the permission it needs (several joined by commas)."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

from diagnostics.reader import Row


@cache
def rows(provider: str) -> tuple[Row[Any], ...]:
    """Return every row of `diagnostics.reads.<provider>`, by operation."""
    package = importlib.import_module(f"{__name__}.{provider}")
    found: dict[str, Row[Any]] = {}
    for module in pkgutil.iter_modules(package.__path__):
        loaded = importlib.import_module(f"{package.__name__}.{module.name}")
        found.update({row.op: row for row in vars(loaded).values() if isinstance(row, Row)})
    return tuple(found[op] for op in sorted(found))
