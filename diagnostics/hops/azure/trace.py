"""The role assignments that were asked about a refused call, as a trace: deny assignments first, then role by role."""

from __future__ import annotations

import msgspec

from diagnostics.case import Finding, World
from diagnostics.hops.azure.judged import Judged, judged
from diagnostics.hops.azure.world import AzureWorld, Grants, TargetHop
from diagnostics.policy.azure import Assigned, covers
from diagnostics.policy.azure.evaluate import Role
from diagnostics.reader import Unknown
from diagnostics.report import Denied
from diagnostics.trace import Layer, Policy, Statement, Trace


def trace(world: World, finding: Finding) -> Trace | None:
    """Return how the assignments that were read decide; None where roles do not decide or were not asked."""
    hop = finding.hop
    if not isinstance(world, AzureWorld) or not isinstance(hop, TargetHop):
        return None
    told, grants = judged(world, hop), hop.grants or world.grants
    scope = hop.resource_id
    if told.model != "role" or told.answer is None or not isinstance(grants, Grants) or scope is None:
        return None
    layers = (_denies(hop, told), _roles(hop, grants, told, scope))
    return Trace(finding.denied or Denied(), told.decision, layers, told.missing)


def _denies(hop: TargetHop, told: Judged) -> Layer:
    name = "Deny assignments"
    if isinstance(hop.denies, Unknown):
        return Layer(name, (Policy("above the resource", unread=hop.denies.reason),))
    by = told.answer.decided_by if told.answer else None
    rows = tuple(
        Statement(deny.name or deny.id, "Deny", msgspec.to_builtins(deny), "decides" if deny == by else "")
        for deny in hop.denies
    )
    blocks = told.decision == "explicitly-denied"
    return Layer(
        name, (Policy("above the resource", rows),) if rows else (), blocks, "" if rows else "there is none"
    )


def _roles(hop: TargetHop, grants: Grants, told: Judged, scope: str) -> Layer:
    name = "Role assignments of the caller"
    rows = grants.by_principal.get(hop.principal or "", Unknown("they were not asked for"))
    if isinstance(rows, Unknown):
        return Layer(name, (Policy(hop.principal or "", unread=rows.reason),))
    found = tuple(_assigned(row, grants.roles.get(row.role), told, scope) for row in rows)
    note = (
        ""
        if any(row.mark == "decides" for row in found)
        else "no role of the caller holds what the call needs here"
    )
    return Layer(name, (Policy(hop.principal or "", found),) if found else (), False, note)


def _assigned(row: Assigned, role: Role | None, told: Judged, scope: str) -> Statement:
    name = role.name if role else row.role
    body = {"assignment": msgspec.to_builtins(row), "role": msgspec.to_builtins(role)}
    if told.answer is not None and told.answer.decided_by == row:
        return Statement(name, "Allow", body, "decides", "it gives the caller what the call needs")
    if row in told.elsewhere:
        return Statement(name, "Allow", body, "near", f"it would do, and stands at {row.scope}")
    if role is not None and role.name in told.control and covers(row.scope, scope):
        return Statement(name, "Allow", body, "near", "it manages the resource, and holds no data action")
    return Statement(name, "Allow", body)
