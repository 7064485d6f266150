"""What starts the function: read as far as its configuration points."""

from __future__ import annotations

from diagnostics.case import Hop
from diagnostics.hops.gcp.world import Function
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.gcp import core


def read_inbound(ask: Ask, function: Function, project: core.Project | Unknown | None) -> tuple[Hop, ...]:
    """Return the sources of *function*."""
    return ()
