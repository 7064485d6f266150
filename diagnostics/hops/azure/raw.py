"""Raw evidence in one order, so that a bundle, whose keys are sorted, gives the report its words byte for byte."""

from __future__ import annotations

from typing import Any


def ordered(value: Any) -> Any:
    """Return JSON with the keys of every object sorted."""
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value)}
    return [ordered(item) for item in value] if isinstance(value, list) else value
