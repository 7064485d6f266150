"""What the app's identities were given, and what that allows: assignments through groups included, definitions read live."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from diagnostics.hops.azure.world import Grants
from diagnostics.policy.azure import Assigned, Deny, Role
from diagnostics.policy.azure.builtin import BY_ID
from diagnostics.policy.azure.evaluate import Block
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.azure import access, graph


def read_grants(ask: Ask, subscription: str, principals: tuple[str, ...]) -> Grants:
    """Return the assignments at, above and below the subscription that reach *principals*."""
    scope = f"/subscriptions/{subscription}"
    answers = ask.all(*[access.role_assignments(subscription, scope=scope, principal=p) for p in principals])
    by_principal = {p: _assigned(a) for p, a in zip(principals, answers, strict=True)}
    wanted = {a.role for rows in by_principal.values() if not isinstance(rows, Unknown) for a in rows}
    return Grants(by_principal, {**BY_ID, **read_roles(ask, wanted)})


def _assigned(answer: access.Assignments | Unknown | None) -> tuple[Assigned, ...] | Unknown:
    if isinstance(answer, Unknown):
        return answer
    if answer is None:
        return Unknown("the subscription is not there", None, access.role_assignments.op)
    return tuple(_one(row) for row in answer.value)


def _one(row: access.Assignment) -> Assigned:
    told = row.properties
    role = told.roleDefinitionId.rpartition("/")[2].lower()
    return Assigned(
        row.id, role, told.scope, told.principalId, told.condition, told.updatedOn or told.createdOn
    )


def read_roles(ask: Ask, ids: Iterable[str]) -> dict[str, Role]:
    """Return the definitions as they are now; those that are not shown are left to what is known of built-in ones."""
    wanted = tuple(sorted(ids))
    if not wanted:
        return {}
    answer = ask(graph.role_definitions(wanted))
    if not isinstance(answer, graph.RoleDefinitions):
        return {}
    roles = [role for row in answer.data if (role := _role(row)) is not None]
    return {role.id: role for role in roles}


def _role(row: graph.RoleDefinitionRow) -> Role | None:
    permissions = row.properties.get("permissions")
    if not isinstance(permissions, list):
        return None
    try:
        blocks = [msgspec.convert(p, access.PermissionBlock) for p in permissions]
    except msgspec.ValidationError:
        return None
    name = str(row.properties.get("roleName") or row.name)
    return Role((row.name or row.id.rpartition("/")[2]).lower(), name, tuple(map(block_of, blocks)))


def block_of(block: access.PermissionBlock) -> Block:
    """Return a block as the judge takes it."""
    return Block(block.actions, block.notActions, block.dataActions, block.notDataActions, block.condition)


def denies_of(answer: Any) -> tuple[Deny, ...] | Unknown:
    """Return deny assignments as the judge takes them."""
    if isinstance(answer, Unknown):
        return answer
    if not isinstance(answer, access.DenyAssignments):
        return ()
    return tuple(
        Deny(
            row.id,
            row.properties.denyAssignmentName,
            row.properties.scope,
            tuple(map(block_of, row.properties.permissions)),
            tuple(p.id for p in row.properties.principals),
            tuple(p.id for p in row.properties.excludePrincipals),
            not row.properties.doNotApplyToChildScopes,
        )
        for row in answer.value
    )
