"""Proof by judging again with the binding added: refused before, allowed after, and what else becomes allowed."""

from __future__ import annotations

import msgspec

from diagnostics.policy.gcp import Level, Request, Roles, evaluate
from diagnostics.reader import Unknown
from diagnostics.reads.gcp.core import Binding, ConditionExpression, Policy
from diagnostics.reads.gcp.targets import Role
from diagnostics.report import Proof


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
    beside = [msgspec.structs.replace(request, permission=other) for other in extra]
    widened = tuple(
        r.permission
        for r in beside
        if evaluate(r, levels, known).allowed is not True and evaluate(r, (*levels, added), known).allowed
    )
    minimal = None if before.allowed is None else before.allowed is False and after.allowed is True
    unread = tuple(level.where for level in levels if isinstance(level.policy, Unknown))
    return Proof(
        before=before.decision,
        after=after.decision,
        minimal=minimal,
        widens=widened,
        decides=unread,
        probes=tuple(f"{other} on the same resource" for other in extra),
    )
