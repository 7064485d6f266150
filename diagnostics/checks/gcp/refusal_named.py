"""Was something refused in words that name no permission, and does nothing else tell which it was?"""

from __future__ import annotations

from diagnostics.case import Finding, Hop, Node, Touch, need, passed, skipped
from diagnostics.causes import lookup
from diagnostics.checks.gcp._state import state
from diagnostics.checks.gcp.denied_call import CHANGES
from diagnostics.hops.gcp.names import node
from diagnostics.hops.gcp.symptoms import symptoms
from diagnostics.hops.gcp.target import TargetHop
from diagnostics.hops.gcp.world import Episode, Function, GcpWorld, Log
from diagnostics.report import Denied

NAME = "refusal-named"
# Services whose own words name neither permission nor resource, by those words; and how their permissions begin.
_WORDS = (
    ("Missing or insufficient permissions", "Firestore", "firestore.googleapis.com", "datastore"),
    ("User not authorized to perform this action", "Pub/Sub", "pubsub.googleapis.com", "pubsub"),
)


def refusal_named(world: GcpWorld) -> tuple[Finding, ...]:
    """The account lacks something, certainly; what, only a Data Access log would have shown."""
    function, log = need(world.function), need(world.log)
    if not isinstance(function, Function) or not isinstance(log, Log):
        return (skipped(NAME),)
    rows = [
        e
        for e in log.episodes
        if e.saying and e.saying.class_ == "iam" and not e.saying.action and e.saying.provenance == "platform"
    ]
    # A refusal that a record names is judged by that record; another service's beside it is a fault of its own.
    named = {hop.action.partition(".")[0] for hop in need(world.outbound) if isinstance(hop, TargetHop)}
    rows = [e for e in rows if not named or _told(e)[2] not in {"", *named}]
    if not rows:
        return (passed(NAME, "every refusal that was seen names its permission, or another record does"),)
    last = rows[-1]
    who, service, _ = _told(last)
    cause = (last.saying.cause if last.saying else None) or "gcp.service-account.permission-missing"
    known = lookup(cause)
    where = state(world, symptoms(world), rows)
    text = f"{who} refused a call without naming the permission; the Data Access logs would, and show nothing of it"
    return (
        Finding(
            NAME,
            "failed",
            question="permitted",
            hop=Hop("outbound", node(function.id), Node(service, "Google API", who)),
            cause=cause,
            class_=known.class_ if known else "iam",
            deny_origin=known.deny_origin if known else None,
            explicit=False,
            detail=text,
            summary=f"{function.email or function.name} lacks a permission on {who}: {last.fact.summary}",
            facts=tuple(e.fact for e in rows[:40]),
            denied=Denied(principal=function.member or None),
            corroborated=where == "failing",
            failing=where == "failing",
            confidence=0.75,
            upstream=52,
            touches=(
                Touch(f"projects/{function.project}", function.project, CHANGES, "project"),
                Touch(function.id, function.project, CHANGES, "function"),
            ),
            onset=min(e.time for e in rows),
            remark=f"Which permission {function.name} lacks is not told: switch the Data Access logs of {service} on for an hour, "
            "or look at the call in the code."
            if where == "failing" and service
            else "",
            rules_out=(("network", "the call was answered with a refusal"), ("trigger", "the function runs")),
        ),
    )


def _told(episode: Episode) -> tuple[str, str, str]:
    """Return the service that these words are of: its title, its API, and how its permissions begin."""
    return next(
        ((title, api, start) for words, title, api, start in _WORDS if words in episode.text),
        ("what it calls", "", ""),
    )
