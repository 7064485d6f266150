"""Reads of who may do what: role assignments, deny assignments, Cosmos DB's own roles, and the Activity Log."""

from __future__ import annotations

from typing import Any

import msgspec

from diagnostics.reader import Row

Json = dict[str, Any]


class AssignmentProperties(msgspec.Struct, frozen=True):
    roleDefinitionId: str = ""
    principalId: str = ""
    principalType: str | None = None
    scope: str = ""
    condition: str | None = None
    createdOn: str | None = None
    updatedOn: str | None = None


class Assignment(msgspec.Struct, frozen=True):
    id: str
    name: str = ""
    properties: AssignmentProperties = AssignmentProperties()


class Assignments(msgspec.Struct, frozen=True):
    value: tuple[Assignment, ...] = ()


class DenyPrincipal(msgspec.Struct, frozen=True):
    id: str = ""
    type: str | None = None


class PermissionBlock(msgspec.Struct, frozen=True):
    """What one block of a role, or of a deny assignment, speaks of; wildcards as Azure writes them."""

    actions: tuple[str, ...] = ()
    notActions: tuple[str, ...] = ()
    dataActions: tuple[str, ...] = ()
    notDataActions: tuple[str, ...] = ()
    condition: str | None = None


class DenyProperties(msgspec.Struct, frozen=True):
    denyAssignmentName: str = ""
    permissions: tuple[PermissionBlock, ...] = ()
    scope: str = ""
    doNotApplyToChildScopes: bool | None = None
    principals: tuple[DenyPrincipal, ...] = ()
    excludePrincipals: tuple[DenyPrincipal, ...] = ()
    isSystemProtected: bool | None = None


class DenyAssignment(msgspec.Struct, frozen=True):
    id: str
    properties: DenyProperties = DenyProperties()


class DenyAssignments(msgspec.Struct, frozen=True):
    value: tuple[DenyAssignment, ...] = ()


class CosmosAssignmentProperties(msgspec.Struct, frozen=True):
    roleDefinitionId: str = ""
    principalId: str = ""
    scope: str = ""


class CosmosAssignment(msgspec.Struct, frozen=True):
    id: str
    properties: CosmosAssignmentProperties = CosmosAssignmentProperties()


class CosmosAssignments(msgspec.Struct, frozen=True):
    value: tuple[CosmosAssignment, ...] = ()


class CosmosPermission(msgspec.Struct, frozen=True):
    dataActions: tuple[str, ...] = ()
    notDataActions: tuple[str, ...] = ()


class CosmosDefinitionProperties(msgspec.Struct, frozen=True):
    roleName: str = ""
    permissions: tuple[CosmosPermission, ...] = ()


class CosmosDefinition(msgspec.Struct, frozen=True):
    id: str
    name: str = ""
    properties: CosmosDefinitionProperties = CosmosDefinitionProperties()


class CosmosDefinitions(msgspec.Struct, frozen=True):
    value: tuple[CosmosDefinition, ...] = ()


class Events(msgspec.Struct, frozen=True):
    """Records of the Activity Log as they are: their fields differ by category."""

    value: tuple[Json, ...] = ()


role_assignments = Row(
    "authorization:ListRoleAssignments",
    Assignments,
    "Microsoft.Authorization/roleAssignments/read",
    "which roles the app's identity has",
)
deny_assignments = Row(
    "authorization:ListDenyAssignments",
    DenyAssignments,
    "Microsoft.Authorization/denyAssignments/read",
    "whether a deny assignment refuses the call",
)
cosmos_assignments = Row(
    "cosmos:ListRoleAssignments",
    CosmosAssignments,
    "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments/read",
    "which of Cosmos DB's own roles the app's identity has",
)
cosmos_definitions = Row(
    "cosmos:ListRoleDefinitions",
    CosmosDefinitions,
    "Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions/read",
    "what Cosmos DB's own roles allow",
)
events = Row(
    "insights:ListEvents",
    Events,
    "Microsoft.Insights/eventtypes/values/Read",
    "who changed what, and which deployments were refused",
)
