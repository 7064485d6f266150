"""Is the Eventarc trigger there, in good order, and does it lead to this function?"""

from __future__ import annotations

from diagnostics.case import Finding, Touch, passed, skipped
from diagnostics.causes import lookup
from diagnostics.checks.gcp._sources import broken, hops_of, unanswered
from diagnostics.hops.gcp.inbound import SourceHop
from diagnostics.hops.gcp.names import service_of
from diagnostics.hops.gcp.world import GcpWorld
from diagnostics.messages import read
from diagnostics.reader import Unknown
from diagnostics.reads.gcp import wiring

NAME = "trigger-present"
_EVENTS = ("DeleteTrigger", "UpdateTrigger", "CreateTrigger")


def trigger_present(world: GcpWorld) -> tuple[Finding, ...]:
    """A trigger that is gone, in a failed condition or aimed elsewhere delivers nothing here."""
    rows = [hop for hop in hops_of(world) if hop.event.trigger]
    return tuple(_ask(world, hop) for hop in rows) or (skipped(NAME, "no Eventarc trigger leads here"),)


def _ask(world: GcpWorld, hop: SourceHop) -> Finding:
    trigger, name = hop.trigger, hop.event.trigger
    touch = Touch(name, world.target.account or "", _EVENTS, "trigger")
    if isinstance(trigger, Unknown):
        return unanswered(world, NAME, hop, trigger)
    if not isinstance(trigger, wiring.Trigger):
        text = f"its trigger {name.rpartition('/')[2]} does not exist any more"
        return broken(
            world, NAME, hop, "gcp.eventarc-trigger.missing", text, confidence=0.95, touches=(touch,)
        )
    run = trigger.destination.cloudRun
    if run is not None and run.service and run.service != service_of(world.target.name):
        text = f"its trigger {name.rpartition('/')[2]} leads to {run.service}, another service"
        return broken(world, NAME, hop, "gcp.eventarc-trigger.missing", text, touches=(touch,))
    for kind, row in sorted(trigger.conditions.items()):
        if row.code not in {"", "OK", "0"}:
            return _condition(world, hop, kind, row, touch)
    return passed(NAME, f"the trigger {name.rpartition('/')[2]} is there", hop=hop, question="wired")


def _condition(
    world: GcpWorld, hop: SourceHop, kind: str, row: wiring.StateCondition, touch: Touch
) -> Finding:
    """A condition names what keeps the trigger from working; its message says whose permission or which thing is missing."""
    said = next((s for s in read(row.message, "gcp") if s.cause and (known := lookup(s.cause)) and known.class_ in {"iam", "trigger"}), None)  # fmt: skip
    cause = (said.cause if said else None) or "gcp.eventarc-trigger.missing"
    text = f"the condition {kind} of its trigger is {row.code}: {row.message or 'no reason given'}"
    return broken(world, NAME, hop, cause, text, confidence=0.85 if said else 0.7, touches=(touch,))
