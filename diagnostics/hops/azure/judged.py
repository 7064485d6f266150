"""What the roles that were read say about a call of the app, service by service."""

from __future__ import annotations

from typing import Literal

import msgspec

from diagnostics.hops.azure.world import AzureWorld, Grants, TargetHop
from diagnostics.policy.azure import Answer, Assigned, Needed, authorize, cosmos, covers, vault
from diagnostics.policy.azure.operations import PURPOSES, Purpose, of_action
from diagnostics.reader import Unknown
from diagnostics.reads.azure.access import CosmosAssignments, CosmosDefinitions
from diagnostics.reads.azure.graph import Resource
from diagnostics.report import Decision

Model = Literal["role", "vault-policy", "cosmos"]
_CLAIMS = {"listen": "process", "send": "write"}


class Judged(msgspec.Struct, frozen=True):
    """*purpose* is what the call needs, None where the text does not tell; *model* is the one in force at the target.

    *other* says that the model not in force holds a grant for the caller; *elsewhere* are roles that would do but stand
    at another scope; *control* are covering roles that manage the resource and not its data.
    """

    decision: Decision
    model: Model
    purpose: Purpose | None = None
    answer: Answer | None = None
    other: bool = False
    elsewhere: tuple[Assigned, ...] = ()
    control: tuple[str, ...] = ()
    holder: str | None = None
    missing: tuple[str, ...] = ()


def purpose_of(hop: TargetHop) -> Purpose | None:
    """Return what the refused call wanted: by the action or claim it names, else by what it did."""
    service = hop.endpoint.service
    said = next((e.saying.action for e in hop.episodes if e.saying and e.saying.action), None) or ""
    if "/" in said:
        found = of_action(service, said)
        # Without a data service it is Resource Manager that was called: an action, not a data action.
        return (
            found or Purpose((Needed((said,), data=bool(service)),), (), said)
            if service != "cosmos"
            else None
        )
    verb = _CLAIMS.get(said.lower(), hop.verb)
    if service == "keyvault":
        kind = hop.endpoint.path[0] if hop.endpoint.path else "secrets"
        verb = "key" if kind == "keys" or said.lower().startswith("keys") else "read"
    if service == "appconfig":
        verb = "read"
    if service == "eventgrid":
        verb = "write"
    return PURPOSES.get((service, verb or ""))


def judged(world: AzureWorld, hop: TargetHop) -> Judged:
    """Return the answer of whichever model decides at the target."""
    service, resource = hop.endpoint.service, hop.account.resource
    purpose = purpose_of(hop)
    if service == "cosmos":
        return _cosmos(hop)
    if (
        service == "keyvault"
        and isinstance(resource, Resource)
        and not resource.properties.get("enableRbacAuthorization")
    ):
        return _vault(world, hop, resource, purpose)
    return _roles(world, hop, purpose)


def _roles(world: AzureWorld, hop: TargetHop, purpose: Purpose | None) -> Judged:
    grants, scope = hop.grants or world.grants, hop.resource_id or _said_scope(hop)
    if purpose is None or not isinstance(grants, Grants) or scope is None or hop.principal is None:
        return Judged("unknown", "role", purpose)
    rows = grants.by_principal.get(hop.principal, Unknown("the identity's roles were not asked for"))
    assignments = None if isinstance(rows, Unknown) else rows
    denies = None if isinstance(hop.denies, Unknown) else hop.denies
    answers = [
        authorize(hop.principal, need, scope, assignments, grants.roles, denies) for need in purpose.needs
    ]
    worst = min(answers, key=lambda a: _ORDER[a.decision])
    found = Judged(worst.decision, "role", purpose, worst, missing=worst.missing)
    if worst.decision != "implicitly-denied":
        return found
    return msgspec.structs.replace(
        found,
        other=_has_policy(hop),
        elsewhere=_elsewhere(grants, assignments or (), purpose, scope),
        control=_control(grants, assignments or (), scope),
        holder=_holder(grants, hop, purpose, scope),
    )


def _said_scope(hop: TargetHop) -> str | None:
    """Return the scope that a refusal by Resource Manager names."""
    said = (
        e.saying.resource for e in hop.episodes if e.saying and e.saying.resource and not hop.endpoint.service
    )
    return next((scope for scope in said if scope.lower().startswith("/subscriptions/")), None)


_ORDER: dict[Decision, int] = {"explicitly-denied": 0, "implicitly-denied": 1, "unknown": 2, "allowed": 3}


def _elsewhere(
    grants: Grants, rows: tuple[Assigned, ...], purpose: Purpose, scope: str
) -> tuple[Assigned, ...]:
    """Return assignments that give what is needed within the same account, and not where it is needed."""
    account = scope.lower().split("/")[:9]
    return tuple(
        row
        for row in rows
        if row.scope.lower().split("/")[:9] == account
        and not covers(row.scope, scope)
        and (role := grants.roles.get(row.role))
        and any(b.grants(a, data=n.data) for n in purpose.needs for a in n.any_of for b in role.blocks)
    )


def _control(grants: Grants, rows: tuple[Assigned, ...], scope: str) -> tuple[str, ...]:
    """Return the names of covering roles that hold actions and no data actions."""
    covering = [grants.roles.get(row.role) for row in rows if covers(row.scope, scope)]
    return tuple(
        dict.fromkeys(
            r.name for r in covering if r and r.blocks and not any(b.data_actions for b in r.blocks)
        )
    )


def _holder(grants: Grants, hop: TargetHop, purpose: Purpose, scope: str) -> str | None:
    """Return another identity of the app that may do it."""
    for principal, rows in grants.by_principal.items():
        if principal == hop.principal or isinstance(rows, Unknown):
            continue
        if all(authorize(principal, n, scope, rows, grants.roles).allowed for n in purpose.needs):
            return principal
    return None


def _has_policy(hop: TargetHop) -> bool:
    """Whether a vault that goes by roles still holds an access policy for the caller, which counts for nothing."""
    resource = hop.account.resource
    if hop.endpoint.service != "keyvault" or not isinstance(resource, Resource) or not hop.principal:
        return False
    return vault.decide(resource.properties, hop.principal, "secrets", "get") == "allowed"


def _vault(world: AzureWorld, hop: TargetHop, resource: Resource, purpose: Purpose | None) -> Judged:
    kind = hop.endpoint.path[0] if hop.endpoint.path else "secrets"
    if hop.principal is None:
        return Judged("unknown", "vault-policy", purpose)
    decision = vault.decide(resource.properties, hop.principal, kind, "get")
    by_role = _roles(world, hop, purpose)
    return Judged(
        decision,
        "vault-policy",
        purpose,
        other=decision == "implicitly-denied" and by_role.decision == "allowed",
    )


def _cosmos(hop: TargetHop) -> Judged:
    said = next((e.saying.action for e in hop.episodes if e.saying and e.saying.action), None)
    action = said if said and "/" in said else "Microsoft.DocumentDB/databaseAccounts/readMetadata"
    if hop.principal is None or isinstance(hop.cosmos, Unknown):
        return Judged("unknown", "cosmos")
    rows = hop.cosmos.value if isinstance(hop.cosmos, CosmosAssignments) else ()
    defined = hop.cosmos_roles.value if isinstance(hop.cosmos_roles, CosmosDefinitions) else ()
    return Judged(cosmos.decide(hop.principal, action, cosmos_path(hop), rows, defined), "cosmos")


def cosmos_path(hop: TargetHop) -> str:
    """Return the call's place within the account as Cosmos DB's own scopes write it."""
    path = hop.endpoint.path
    return f"/dbs/{path[0]}/colls/{path[1]}" if len(path) > 1 else "/"
