"""Scopes: a resource id covers itself and what stands below it, segment by segment, whatever the case."""

from __future__ import annotations


def segments(scope: str) -> tuple[str, ...]:
    """Return the parts of a scope in lower case; the root `/` has none."""
    return tuple(part for part in scope.lower().split("/") if part)


def covers(scope: str, resource: str) -> bool | None:
    """Whether *resource* is *scope* or stands below it; None for a management group, whose members are not known here.

    `…/containers/a` does not cover `…/containers/ab`.
    """
    outer, inner = segments(scope), segments(resource)
    if outer[:2] == ("providers", "microsoft.management"):
        return None
    return inner[: len(outer)] == outer
