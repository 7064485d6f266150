"""Proof by judging again with the binding added: refused before, allowed after, and what else becomes allowed."""

from __future__ import annotations

import msgspec

from diagnostics.policy.gcp import Level, Request, Roles, evaluate
from diagnostics.reader import Unknown
from diagnostics.reads.gcp.core import Binding, ConditionExpression, Policy
from diagnostics.reads.gcp.targets import Role
from diagnostics.report import Proof

EVERYBODY = ("allUsers", "allAuthenticatedUsers")
_STRANGER = "serviceAccount:another@another-project.iam.gserviceaccount.com"


def prove(
    request: Request | None,
    levels: tuple[Level, ...],
    known: Roles,
    bound: str,
    role: str,
    permission: str,
    condition: tuple[str, str] | None,
    extra: tuple[str, ...],
) -> Proof | None:
    """Return what the judge says before and after; None where the request is not known well enough to ask."""
    if request is None or not levels:
        return None
    if known.holds(role, permission) is None:
        known = known.with_role(Role(name=role, includedPermissions=(permission,)))
    expression = ConditionExpression(condition[1], condition[0]) if condition else None
    added = Level(bound, Policy(bindings=(Binding(role, (request.member,), expression),)))
    before, after = evaluate(request, levels, known), evaluate(request, (*levels, added), known)
    beside = _neighbours(request, bound, extra)
    widened = tuple(
        name
        for name, other in beside.items()
        if evaluate(other, levels, known).allowed is not True
        and evaluate(other, (*levels, added), known).allowed
    )
    minimal = None if before.allowed is None else before.allowed is False and after.allowed is True
    unread = tuple(level.where for level in levels if isinstance(level.policy, Unknown))
    return Proof(
        before=before.decision,
        after=after.decision,
        minimal=minimal,
        widens=widened,
        decides=unread,
        probes=tuple(beside),
    )


def _neighbours(request: Request, bound: str, extra: tuple[str, ...]) -> dict[str, Request]:
    """Return what must not become allowed: the role's further permissions, the policy of *bound* itself, other callers."""
    collection = bound.split("/")[-2] if "/" in bound else ""
    service = request.permission.partition(".")[0]
    governing = (
        "resourcemanager.projects.setIamPolicy"
        if collection == "projects"
        else f"{service}.{collection}.setIamPolicy"
    )
    permissions = dict.fromkeys((*extra, governing))
    found = {
        f"{other} on the same resource": msgspec.structs.replace(request, permission=other)
        for other in permissions
        if other != request.permission
    }
    if request.member not in EVERYBODY:
        for who, member in (("everybody", "allUsers"), ("another account", _STRANGER)):
            found[f"{request.permission} by {who}"] = msgspec.structs.replace(request, member=member)
    return found
