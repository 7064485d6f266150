"""The decision: a deny policy first, then any binding at the resource or above it; what is not known stays unknown."""

from __future__ import annotations

from diagnostics.policy.gcp import deny
from diagnostics.policy.gcp.conditions import is_met
from diagnostics.policy.gcp.members import matches
from diagnostics.policy.gcp.model import Answer, DenyLevel, Ground, Level, Request
from diagnostics.policy.gcp.roles import BASIC, Roles
from diagnostics.reader import Unknown
from diagnostics.reads.gcp.core import Binding


def evaluate(
    request: Request, levels: tuple[Level, ...], roles: Roles, denials: tuple[DenyLevel, ...] = ()
) -> Answer:
    """Return what allow policies (*levels*, the resource's own first) and deny policies say of *request*."""
    basic = _basic(request.member, levels)
    granted: list[Ground] = []
    held_back: list[Ground] = []
    missing: list[str] = []
    for level in levels:
        if isinstance(level.policy, Unknown):
            missing.append(f"the allow policy of {level.where}")
            continue
        for binding in level.policy.bindings:
            told, why = _grants(binding, request, roles, basic)
            if told:
                granted.append(Ground(level.where, binding))
            elif told is None:
                missing.append(f"{why} ({binding.role} on {level.where})")
            elif why:
                held_back.append(Ground(level.where, binding, why))
    denied, by, undecided = deny.standing(request, denials)
    if denied:
        return Answer("explicitly-denied", tuple(granted), tuple(held_back), by)
    if granted:
        return Answer(
            "unknown" if denied is None else "allowed", tuple(granted), tuple(held_back), (), undecided
        )
    if missing:
        return Answer("unknown", (), tuple(held_back), (), tuple(dict.fromkeys(missing)))
    return Answer("implicitly-denied", (), tuple(held_back))


def _grants(
    binding: Binding, request: Request, roles: Roles, basic: frozenset[str] | None
) -> tuple[bool | None, str]:
    """Return whether *binding* grants the request; the text says what is not met, or not known."""
    members = [matches(member, request.member, basic) for member in binding.members]
    if not any(m is not False for m in members):
        return False, ""
    holds = roles.holds(binding.role, request.permission)
    if holds is False:
        return False, ""
    met: bool | None = True
    if binding.condition and binding.condition.expression:
        met = is_met(binding.condition.expression, request)
    if met is False:
        return False, "its condition is not met" if True in members and holds else ""
    if True not in members:
        return None, "who belongs to its members"
    if holds is None:
        return None, "which permissions the role holds"
    return (True, "") if met else (None, "whether its condition is met")


def _basic(member: str, levels: tuple[Level, ...]) -> frozenset[str] | None:
    """Return the basic roles that *member* has on a project, or None where a project's policy could not be read."""
    held: set[str] = set()
    for level in levels:
        if level.where.count("/") != 1 or not level.where.startswith("projects/"):
            continue
        if isinstance(level.policy, Unknown):
            return None
        held |= {b.role for b in level.policy.bindings if b.role in BASIC and member in b.members}
    return frozenset(held)
