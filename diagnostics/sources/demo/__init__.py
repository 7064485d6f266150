"""The demo: embedded clouds with broken functions, built for real and diagnosed live. Needs the extra `demo`.

Each cloud brings `diagnostics.sources.demo.<provider>.incidents` with INCIDENTS and `start(now)`, and is started when the
first of its incidents is opened.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Protocol

import msgspec

from diagnostics.clouds import PROVIDERS, Options
from diagnostics.sources.base import Source


class Incident(msgspec.Struct, frozen=True):
    """A function to diagnose (*target*, of *provider*), and what the pager would say of it."""

    provider: str
    target: str
    title: str
    story: str


class Embedded(Protocol):
    """A running embedded cloud; *options* are what a user would give to look at it."""

    options: Options

    def build(self, incident: str) -> None:
        """Build *incident*; blocks until it stands."""
        ...

    def source(self) -> Source:
        """Return the live source of this provider, pointed at this cloud."""
        ...

    def stop(self) -> None:
        """Answer no more, and leave nothing behind."""
        ...


@cache
def incidents() -> Mapping[str, Incident]:
    """Return every incident by its name, cloud by cloud."""
    found: dict[str, Incident] = {}
    for provider in PROVIDERS:
        try:
            module = importlib.import_module(f"{__name__}.{provider}.incidents")
        except ModuleNotFoundError:
            continue
        found.update(module.INCIDENTS)
    return found


def start(provider: str, now: datetime | None = None) -> Embedded:
    """Start the embedded cloud of *provider*, its clock pinned to *now* where given."""
    embedded: Embedded = importlib.import_module(f"{__name__}.{provider}.incidents").start(now)
    return embedded
