"""Cosmos DB's own roles: assignments on the account, a database or a container; no denies, no groups that can be listed."""

from __future__ import annotations

from collections.abc import Iterable

from diagnostics.policy.azure.scopes import segments
from diagnostics.policy.azure.wildcards import any_matches
from diagnostics.reads.azure.access import CosmosAssignment, CosmosDefinition
from diagnostics.report import Decision

READER, CONTRIBUTOR = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"
_ACCOUNT = "Microsoft.DocumentDB/databaseAccounts"
_READ = (
    f"{_ACCOUNT}/readMetadata",
    f"{_ACCOUNT}/sqlDatabases/containers/executeQuery",
    f"{_ACCOUNT}/sqlDatabases/containers/readChangeFeed",
    f"{_ACCOUNT}/sqlDatabases/containers/items/read",
)
BUILT_IN = {
    READER: _READ,
    CONTRIBUTOR: (
        f"{_ACCOUNT}/readMetadata",
        f"{_ACCOUNT}/sqlDatabases/containers/*",
        f"{_ACCOUNT}/sqlDatabases/containers/items/*",
    ),
}


def decide(
    principal: str,
    action: str,
    path: str,
    assignments: Iterable[CosmosAssignment] | None,
    definitions: Iterable[CosmosDefinition] = (),
) -> Decision:
    """Return whether *principal* may do *action* on *path* (`/`, `/dbs/d`, `/dbs/d/colls/c`) of the account."""
    if assignments is None:
        return "unknown"
    known = {d.name.lower(): [p.dataActions for p in d.properties.permissions] for d in definitions}
    unknown = False
    for assigned in assignments:
        properties = assigned.properties
        if properties.principalId.lower() != principal.lower() or not _inside(properties.scope, path, action):
            continue
        role = properties.roleDefinitionId.rpartition("/")[2].lower()
        allowed = [BUILT_IN[role]] if role in BUILT_IN else known.get(role)
        if allowed is None:
            unknown = True
        elif any(any_matches(actions, action) for actions in allowed):
            return "allowed"
    return "unknown" if unknown else "implicitly-denied"


def _inside(scope: str, path: str, action: str) -> bool:
    """Whether *path* stands at or below the assignment's scope; metadata may be read with an assignment below it."""
    below = scope.lower().partition("/databaseaccounts/")[2].partition("/")[2]
    outer, inner = segments(below), segments(path)
    return inner[: len(outer)] == outer or (
        action.lower().endswith("/readmetadata") and outer[: len(inner)] == inner
    )
