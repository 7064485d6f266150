"""What the checks of sources share: which there are, what bears a fault on them out, and since when."""

from __future__ import annotations

from typing import Any

from diagnostics.case import Fact, Finding, Question, Touch, blocked, need
from diagnostics.causes import lookup
from diagnostics.clock import iso
from diagnostics.evidence.symptoms import Symptoms
from diagnostics.hops.gcp.inbound import SourceHop
from diagnostics.hops.gcp.symptoms import symptoms
from diagnostics.hops.gcp.world import GcpWorld
from diagnostics.reader import Unknown


def hops_of(world: GcpWorld, *kinds: str) -> list[SourceHop]:
    """Return the sources of *kinds*; all of them where none is named."""
    rows = (*need(world.inbound), *need(world.pushers))
    return [h for h in rows if isinstance(h, SourceHop) and (not kinds or h.kind in kinds)]


def silent(world: GcpWorld) -> bool:
    """Whether nothing invokes the function although it should be: it used to run, or never did."""
    return symptoms(world).silent is True


def when(seen: Symptoms, world: GcpWorld) -> dict[str, Any]:
    """Return onset and latest causing change of a silence."""
    return {"onset": seen.silent_since, "changed_by": seen.missed_by or iso(world.end)}


def config_fact(key: str, text: str, raw: Any = None) -> Fact:
    return Fact(f"config:{key}", "configuration", text, None, "config", raw)


def broken(
    world: GcpWorld,
    check: str,
    hop: SourceHop,
    cause: str,
    text: str,
    *,
    question: Question = "wired",
    confidence: float = 0.9,
    upstream: int = 10,
    touches: tuple[Touch, ...] = (),
    **more: Any,
) -> Finding:
    """Return the fault on *hop*, a remark where the function runs all the same."""
    seen, known = symptoms(world), lookup(cause)
    assert known is not None, cause  # noqa: S101 - a cause of the tables
    quiet = silent(world)
    if seen.silent_since is None and seen.ever_ran is False:
        confidence = min(confidence, 0.75)  # it never ran: perhaps nothing has happened at the source yet
    fields: dict[str, Any] = {
        "question": question,
        "hop": hop,
        "cause": cause,
        "class_": known.class_,
        "deny_origin": known.deny_origin,
        "detail": text,
        "summary": f"{world.target.name} is not invoked: {text}.",
        "facts": (config_fact(f"{check}:{hop.source.id}", text),),
        "corroborated": quiet,
        "failing": True if quiet else None,
        "confidence": confidence,
        "upstream": upstream,
        "touches": touches,
        "rules_out": (
            ("resource-policy", "no request came that could have been turned away"),
            ("network", "events are delivered inside Google's network"),
        ),
        **when(seen, world),
    }
    return Finding(check, "failed", **(fields | more))


def unanswered(
    world: GcpWorld, check: str, hop: SourceHop, unknown: Unknown, question: Question = "wired"
) -> Finding:
    return blocked(
        check,
        unknown,
        hop=hop,
        question=question,
        class_="trigger",
        corroborated=silent(world),
        confidence=0.5,
    )
