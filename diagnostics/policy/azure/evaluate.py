"""May this principal do that there? Every answer names what decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from diagnostics.policy.azure.conditions import holds
from diagnostics.policy.azure.scopes import covers
from diagnostics.policy.azure.wildcards import any_matches
from diagnostics.report import Decision

EVERYONE = "00000000-0000-0000-0000-000000000000"  # the principal of a deny assignment that means all


class Block(msgspec.Struct, frozen=True):
    """One permission block: *not_* entries subtract within it and nowhere else."""

    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    data_actions: tuple[str, ...] = ()
    not_data_actions: tuple[str, ...] = ()
    condition: str | None = None

    def grants(self, action: str, *, data: bool) -> bool:
        """Whether the block speaks of *action* on its plane."""
        wanted, removed = (
            (self.data_actions, self.not_data_actions) if data else (self.actions, self.not_actions)
        )
        return any_matches(wanted, action) and not any_matches(removed, action)


class Role(msgspec.Struct, frozen=True):
    """A role definition by its GUID."""

    id: str
    name: str
    blocks: tuple[Block, ...] = ()


class Assigned(msgspec.Struct, frozen=True):
    """A role assignment that reaches the principal, by itself or through a group."""

    id: str
    role: str
    scope: str
    principal: str = ""
    condition: str | None = None
    created: str | None = None


class Deny(msgspec.Struct, frozen=True):
    id: str
    name: str
    scope: str
    blocks: tuple[Block, ...]
    principals: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    children: bool = True


class Needed(msgspec.Struct, frozen=True):
    """One action that a call needs; *any_of* are alternatives of which one is enough. *data* tells the plane."""

    any_of: tuple[str, ...]
    data: bool = True


class Answer(msgspec.Struct, frozen=True):
    """*decided_by* is the assignment or deny assignment; *missing* says what could not be read or evaluated."""

    decision: Decision
    decided_by: Assigned | Deny | None = None
    missing: tuple[str, ...] = ()
    layer: Literal["role", "deny", ""] = ""

    @property
    def allowed(self) -> bool | None:
        return {"allowed": True, "unknown": None}.get(self.decision, False)


def authorize(
    principal: str,
    needed: Needed,
    resource: str,
    assignments: tuple[Assigned, ...] | None,
    roles: Mapping[str, Role],
    denies: tuple[Deny, ...] | None = (),
) -> Answer:
    """Return what the assignments say; None for *assignments* or *denies* means that they could not be read.

    Deny assignments win; then one role is enough, and what a role takes away it takes from itself alone.
    """
    refused = _denied(principal, needed, resource, denies or ())
    if refused is not None:
        return refused
    if assignments is None:
        return Answer("unknown", missing=("the role assignments could not be read",))
    missing: list[str] = []
    granting: Assigned | None = None
    for assigned in assignments:
        told = _grants(assigned, needed, resource, roles)
        if told is True:
            granting = granting or assigned
        elif isinstance(told, str):
            missing.append(told)
    if granting is not None:
        if denies is None:
            return Answer("unknown", granting, ("the deny assignments could not be read",))
        return Answer("allowed", granting, layer="role")
    return Answer("unknown", missing=tuple(missing)) if missing else Answer("implicitly-denied", layer="role")


def _grants(assigned: Assigned, needed: Needed, resource: str, roles: Mapping[str, Role]) -> bool | str:
    """Return True, False, or what would have to be known."""
    if not covers(assigned.scope, resource):
        return False
    role = roles.get(assigned.role)
    if role is None:
        return f"what the role {assigned.role} allows"
    hits = [(b, a) for b in role.blocks for a in needed.any_of if b.grants(a, data=needed.data)]
    if not hits:
        return False
    held = [_held(assigned.condition, block.condition, resource, action) for block, action in hits]
    if True in held:
        return True
    if None not in held:
        return False
    return f"whether the condition on {role.name} holds: {assigned.condition or hits[0][0].condition}"


def _held(of_assignment: str | None, of_block: str | None, resource: str, action: str) -> bool | None:
    both = (holds(of_assignment, resource, action), holds(of_block, resource, action))
    return False if False in both else (None if None in both else True)


def _denied(principal: str, needed: Needed, resource: str, denies: tuple[Deny, ...]) -> Answer | None:
    """Return the deny that refuses every way the call could be allowed, or None."""
    for deny in denies:
        inside = covers(deny.scope, resource)
        here = deny.scope.lower().rstrip("/") == resource.lower().rstrip("/")
        if not inside or not (deny.children or here):
            continue
        named = {p.lower() for p in deny.principals}
        if principal.lower() not in named and EVERYONE not in named:
            continue
        if principal.lower() in {p.lower() for p in deny.excluded}:
            continue
        if all(any(b.grants(a, data=needed.data) for b in deny.blocks) for a in needed.any_of):
            return Answer("explicitly-denied", deny, layer="deny")
    return None
