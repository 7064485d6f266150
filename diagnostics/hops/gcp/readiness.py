"""What keeps the last deployment from coming up, as the function and its Cloud Run service say it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from diagnostics.case import Fact
from diagnostics.clock import iso
from diagnostics.hops.gcp.world import Episode, Function
from diagnostics.messages import read
from diagnostics.reads.gcp import core

STATE = "configuration"


class Broken(msgspec.Struct, frozen=True):
    """A state or condition that failed: which one, the reason's code and its words, and since when."""

    field: str
    code: str
    reason: str
    since: str | None = None


def broken(function: Function) -> Broken | None:
    """Return what failed, or None where the last deployment came up."""
    config, service = function.config, function.service
    if config is not None and config.state == "FAILED":
        rows = config.stateMessages
        said = next((m for m in rows if m.severity == "ERROR"), next(iter(rows), core.StateMessage()))
        return Broken("state", said.type, said.message)
    if not isinstance(service, core.Service):
        return None
    for row in (service.terminalCondition, *service.conditions):
        if row is not None and row.state == "CONDITION_FAILED":
            return Broken(row.type, row.revisionReason or row.reason, row.message, row.lastTransitionTime)
    return None


def of_state(function: Function, end: datetime) -> list[tuple[Episode, ...]]:
    """Return the refused request that a failed state speaks of: what it asks for is judged like one from the log."""
    failed = broken(function)
    said = (
        next((s for s in read(failed.reason, "gcp") if s.action and s.class_ == "iam"), None)
        if failed
        else None
    )
    if failed is None or said is None:
        return []
    fact = Fact(
        f"state:{failed.field}",
        STATE,
        failed.reason[:400],
        failed.since,
        "platform",
        {"reason": failed.reason},
    )
    return [(Episode(failed.since or iso(end), STATE, failed.reason, fact, said),)]
