"""Scopes: a resource id covers itself and what stands below it, segment by segment, whatever the case."""

from __future__ import annotations


def segments(scope: str) -> tuple[str, ...]:
    """Return the parts of a scope in lower case; the root `/` has none."""
    return tuple(part for part in scope.lower().split("/") if part)


def covers(scope: str, resource: str) -> bool:
    """Whether *resource* is *scope* or stands below it; `…/containers/a` does not cover `…/containers/ab`.

    A management group covers: asked what holds in a subscription, Azure only lists those above it.
    """
    outer, inner = segments(scope), segments(resource)
    return outer[:2] == ("providers", "microsoft.management") or inner[: len(outer)] == outer
