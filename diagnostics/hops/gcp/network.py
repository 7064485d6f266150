"""The way out of the function."""

from __future__ import annotations

from diagnostics.hops.gcp.world import Function
from diagnostics.reader import Ask


def read_network(ask: Ask, function: Function) -> None:
    """Return the function's way out."""
