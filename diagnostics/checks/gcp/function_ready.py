"""Is the function there, and did its last deployment come up?"""

from __future__ import annotations

from diagnostics.case import Fact, Finding, Touch, blocked, need, passed
from diagnostics.causes import lookup
from diagnostics.hops.gcp.world import Function, GcpWorld
from diagnostics.messages import read
from diagnostics.reads.gcp import core

NAME = "function-ready"

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
    config, service = function.config, function.service
    if config is not None and config.state == "FAILED":
        said = next((m for m in config.stateMessages if m.severity == "ERROR"), None) or next(
            iter(config.stateMessages), core.StateMessage()
        )
        return (_failed(function, "state", said.type, said.message),)
    if isinstance(service, core.Service):
        row = _broken(service)
        if row is not None:
            return (
                _failed(
                    function, row.type, row.revisionReason or row.reason, row.message, row.lastTransitionTime
                ),
            )
    return (
        passed(NAME, f"{function.name} is {config.state.lower() if config and config.state else 'there'}"),
    )


def _broken(service: core.Service) -> core.Condition | None:
    rows = [row for row in (service.terminalCondition, *service.conditions) if row is not None]
    return next((row for row in rows if row.state == "CONDITION_FAILED"), None)


def _failed(function: Function, field: str, code: str, reason: str, since: str | None = None) -> Finding:
    said = next((s for s in read(reason) if s.cause), None) if reason else None
    cause = _REASONS.get(code) or (said.cause if said else None) or "gcp.function.container-not-started"
    known = lookup(cause)
    fact = Fact(
        key=f"state:{field}",
        source="configuration",
        summary=f"{field} of {function.name} failed: {reason or code or 'no reason given'}",
        provenance="platform",
        raw={"field": field, "code": code, "reason": reason},
    )
    certain = code in _REASONS or said is not None
    return Finding(
        NAME,
        "failed",
        question="permitted" if known and known.class_ == "iam" else None,
        cause=cause,
        class_=known.class_ if known else "none",
        deny_origin=known.deny_origin if known else None,
        explicit=said.explicit if said else None,
        detail=fact.summary,
        summary=f"The last deployment of {function.name} did not come up: {reason or code}",
        facts=(fact,),
        corroborated=True,
        failing=True,
        confidence=0.9 if certain else 0.6,
        upstream=85,
        onset=since,
        touches=(
            Touch(
                function.id,
                function.project,
                ("UpdateFunction", "CreateFunction", "ReplaceService"),
                "function",
            ),
        ),
        plan=said,
    )
