"""Is the function there, and did its last deployment come up?"""

from __future__ import annotations

from diagnostics.case import Fact, Finding, Touch, blocked, need, passed
from diagnostics.causes import lookup
from diagnostics.hops.gcp.readiness import STATE, Broken, broken
from diagnostics.hops.gcp.target import TargetHop
from diagnostics.hops.gcp.world import Function, GcpWorld
from diagnostics.messages import read
from diagnostics.reads.gcp import core
from diagnostics.report import Denied

NAME = "function-ready"
_EVENTS = ("UpdateFunction", "CreateFunction", "ReplaceService")

# Reasons of Cloud Run (run.v2 Condition: reason, revisionReason) that name their cause by themselves.
_REASONS = {
    "SECRETS_ACCESS_CHECK_FAILED": "gcp.service-account.permission-missing",
    "CONTAINER_PERMISSION_DENIED": "gcp.run-agent.image-pull-missing",
    "CONTAINER_IMAGE_UNAUTHORIZED": "gcp.run-agent.image-pull-missing",
    "CONTAINER_IMAGE_AUTHORIZATION_CHECK_FAILED": "gcp.run-agent.image-pull-missing",
    "CONTAINER_MISSING": "gcp.image.missing",
    "VPC_NETWORK_NOT_FOUND": "gcp.connector.not-ready",
    "HEALTH_CHECK_CONTAINER_ERROR": "gcp.function.container-not-started",
}


def function_ready(world: GcpWorld) -> tuple[Finding, ...]:
    """A function in state FAILED, or a revision that does not come up, takes the class of its reason."""
    function = need(world.function)
    if function is None:
        text = f"there is no function {world.target.name} in {world.target.region}"
        return (Finding(NAME, "failed", detail=text, summary=text, confidence=0.9),)
    if not isinstance(function, Function):
        return (blocked(NAME, function, corroborated=True, confidence=0.9),)
    if function.unread is not None and not isinstance(function.service, core.Service):
        return (blocked(NAME, function.unread, confidence=0.4),)
    failed = broken(function)
    if failed is not None:
        return (_failed(world, function, failed),)
    state = function.config.state.lower() if function.config else ""
    return (passed(NAME, f"{function.name} is {state or 'there'}"),)


def _failed(world: GcpWorld, function: Function, failed: Broken) -> Finding:
    said = next((s for s in read(failed.reason, "gcp") if s.cause), None) if failed.reason else None
    hop = next(
        (h for h in need(world.outbound) if isinstance(h, TargetHop) and h.episodes[0].source == STATE), None
    )
    cause = (
        _REASONS.get(failed.code) or (said.cause if said else None) or "gcp.function.container-not-started"
    )
    known = lookup(cause)
    reason = failed.reason or failed.code or "no reason given"
    fact = Fact(
        key=f"state:{failed.field}",
        source=STATE,
        summary=f"{failed.field} of {function.name} failed: {reason}",
        provenance="platform",
        raw={"field": failed.field, "code": failed.code, "reason": failed.reason},
    )
    return Finding(
        NAME,
        "failed",
        question="permitted" if known and known.class_ == "iam" else None,
        hop=hop,
        cause=cause,
        class_=known.class_ if known else "none",
        deny_origin=known.deny_origin if known else None,
        explicit=said.explicit if said else None,
        detail=fact.summary,
        summary=f"The last deployment of {function.name} did not come up: {reason}",
        facts=(fact,),
        denied=Denied(hop.request.member, hop.action, hop.resource) if hop and hop.request else None,
        corroborated=True,
        failing=True,
        confidence=0.9 if failed.code in _REASONS or said is not None else 0.6,
        upstream=85,
        onset=failed.since,
        touches=(
            *(
                (Touch(hop.bound, function.project, ("SetIamPolicy",), "resource"),)
                if hop and hop.bound
                else ()
            ),
            Touch(function.id, function.project, _EVENTS, "function"),
        ),
        plan=hop,
    )
