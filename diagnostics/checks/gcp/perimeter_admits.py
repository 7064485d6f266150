"""Does a VPC Service Controls perimeter stand between the function and what it calls, or between it and its callers?"""

from __future__ import annotations

import re

from diagnostics.case import Finding, Hop, Node, Touch, need, passed, skipped
from diagnostics.checks.gcp._state import state
from diagnostics.hops.gcp import entries
from diagnostics.hops.gcp.names import node, with_id
from diagnostics.hops.gcp.symptoms import symptoms
from diagnostics.hops.gcp.world import Episode, Function, GcpWorld, Log
from diagnostics.reads.gcp import core
from diagnostics.report import Denied

NAME = "perimeter-admits"
_INGRESS = "HttpIngress"
_EVENTS = ("ServicePerimeter", "AccessLevel")
_ID = re.compile(r"(?i)vpcServiceControlsUniqueIdentifier:?\s*([\w-]{6,200})")


def perimeter_admits(world: GcpWorld) -> tuple[Finding, ...]:
    """A refusal by a perimeter names its violation, which the policy log explains: who, what, and for which reason."""
    function, log = need(world.function), need(world.log)
    if not isinstance(function, Function) or not isinstance(log, Log):
        return (skipped(NAME),)
    rows = [
        e
        for e in log.episodes
        if e.saying and e.saying.deny_origin == "perimeter" and e.saying.provenance == "platform"
    ]
    inbound = [e for e in rows if e.source == "policy-log" and _INGRESS in f"{e.method}{e.fact.raw}"]
    outbound = [e for e in rows if e not in inbound]
    found = [_outbound(world, function, outbound)] if outbound else []
    found += [_inbound(world, function, inbound)] if inbound else []
    return tuple(found) or (
        passed(NAME, "no perimeter refused anything in what could be read", question="reachable"),
    )


def _outbound(world: GcpWorld, function: Function, rows: list[Episode]) -> Finding:
    told = [e for e in rows if e.source == "policy-log"]
    best = (told or rows)[0]
    saying = best.saying
    resource = (
        with_id(saying.resource, function.project, world.number) if saying and saying.resource else None
    )
    own = [e for e in rows if e.source != "policy-log"]
    failing = state(world, symptoms(world), own or rows) == "failing"
    return Finding(
        NAME,
        "failed",
        question="reachable",
        hop=Hop(
            "outbound",
            node(function.id),
            node(resource) if resource else Node("", "Google API", "a Google API"),
        ),
        cause="gcp.perimeter.egress-denied",
        class_="network",
        deny_origin="perimeter",
        detail=f"a perimeter refused {len(rows)} calls of {function.name}{_reason(best)}",
        summary=f"A VPC Service Controls perimeter refuses calls of {function.name}{_reason(best)}; {_joined(rows, told)}.",
        facts=tuple(e.fact for e in rows[:40]),
        denied=Denied(
            principal=(saying.principal if saying else None) or function.member or None,
            action=saying.action if saying else None,
            resource=resource,
        ),
        corroborated=failing,
        failing=True,
        confidence=0.95 if told else 0.88,
        upstream=50,
        onset=min(e.time for e in rows),
        touches=_touches(world, rows),
        rules_out=(("iam", "the refusal speaks of the organization's policy, not of a permission"),),
    )


def _touches(world: GcpWorld, rows: list[Episode]) -> tuple[Touch, ...]:
    """Return the perimeter that the policy log names; its changes stand in the organization's log."""
    raws = [entries.audit(e.fact.raw) for e in rows if isinstance(e.fact.raw, dict)]
    infos = [entries.within(entries.within(raw, "metadata"), "securityPolicyInfo") for raw in raws]
    names = dict.fromkeys(str(info.get("servicePerimeterName") or "") for info in infos)
    parent = world.project.parent if isinstance(world.project, core.Project) else ""
    scope = parent if parent.startswith("organizations/") else world.target.account or ""
    return tuple(Touch(name, scope, _EVENTS, "perimeter") for name in names if name)


def _reason(episode: Episode) -> str:
    raw = episode.fact.raw if isinstance(episode.fact.raw, dict) else {}
    reason = entries.within(entries.audit(raw), "metadata").get("violationReason")
    return f" ({reason})" if isinstance(reason, str) and reason else ""


def _joined(rows: list[Episode], told: list[Episode]) -> str:
    """Say which violation it is, and whether the policy log was seen to tell of it."""
    number = next((found[1] for e in rows if (found := _ID.search(e.text))), None)
    if told:
        return f"the policy log tells of it{f' (violation {number})' if number else ''}"
    which = f"violation {number}" if number else "the violation"
    return f"{which} stands in the Policy Denied log of the project or the organization, which was not seen"


def _inbound(world: GcpWorld, function: Function, rows: list[Episode]) -> Finding:
    quiet = symptoms(world).silent is True
    text = f"a perimeter stopped {len(rows)} requests before they reached {function.name}{_reason(rows[0])}"
    return Finding(
        NAME,
        "failed",
        question="reachable",
        hop=Hop("inbound", Node("", "caller", "callers"), node(function.id)),
        cause="gcp.perimeter.ingress-denied",
        class_="network",
        deny_origin="perimeter",
        detail=text,
        summary=f"{text[:1].upper()}{text[1:]}.",
        facts=tuple(e.fact for e in rows[:40]),
        corroborated=quiet,
        failing=True if quiet else None,
        confidence=0.85,
        upstream=12,
        onset=min(e.time for e in rows),
        touches=_touches(world, rows),
    )
