"""Cosmos DB's own roles: not Azure's role assignments, and written by other commands."""

from __future__ import annotations

import shlex
import uuid

from diagnostics.case import Finding
from diagnostics.checks.azure.denied_call import Denial
from diagnostics.fix import shell
from diagnostics.fix.azure import forms
from diagnostics.fix.hcl import label
from diagnostics.fix.values import checked, quoted
from diagnostics.hops.azure import ids
from diagnostics.hops.azure.judged import cosmos_path
from diagnostics.hops.azure.world import AzureWorld, TargetHop
from diagnostics.policy.azure import cosmos
from diagnostics.policy.azure.wildcards import any_matches
from diagnostics.reads.azure.access import CosmosAssignment, CosmosAssignmentProperties, CosmosAssignments
from diagnostics.reads.azure.graph import Resource
from diagnostics.report import Fix, Grant, Proof

_SPACE = uuid.UUID("0c2f6a0e-8f0d-4a35-9f2f-6f0a6a1f5a11")


def assign_role(world: AzureWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the reader's role where reading is all that was refused, else the contributor's."""
    denial = finding.plan
    if not isinstance(denial, Denial):
        return ()
    hop = denial.hop
    resource = hop.account.resource
    if not isinstance(resource, Resource) or hop.principal is None:
        return ()
    parsed = ids.parse(resource.id)
    action = (
        finding.denied.action if finding.denied else None
    ) or "Microsoft.DocumentDB/databaseAccounts/readMetadata"
    reads = any_matches(cosmos.BUILT_IN[cosmos.READER], action) and hop.verb in {"read", None}
    role, name = (
        (cosmos.READER, "Cosmos DB Built-in Data Reader")
        if reads
        else (cosmos.CONTRIBUTOR, "Cosmos DB Built-in Data Contributor")
    )
    scope, principal = cosmos_path(hop), checked(hop.principal, "uuid")
    checked(f"/x{scope}".rstrip("/"), "path")
    id_ = str(uuid.uuid5(_SPACE, f"{resource.id}{principal}{role}{scope}".lower()))
    where = (
        f"--subscription {quoted(parsed.subscription if parsed else None, 'uuid')}",
        f"--resource-group {quoted(parsed.group if parsed else None, 'azure-name')}",
        f"--account-name {quoted(resource.name, 'azure-name')}",
        f"--role-assignment-id {id_}",
    )
    create = forms.az(
        "cosmosdb sql role assignment create",
        *where,
        f"--role-definition-id {role}",
        f"--principal-id {principal}",
        f"--scope {shlex.quote(scope)}",
    )
    declared, symbol = forms.existing(resource.id)
    bicep = (
        f"{forms.bicep_place(resource.id)}{declared}\nresource assignment 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2024-05-15' = {{\n"
        f"  parent: {symbol}\n  name: '{id_}'\n  properties: {{\n    principalId: '{principal}'\n"
        f"    roleDefinitionId: '${{{symbol}.id}}/sqlRoleDefinitions/{role}'\n    scope: {forms.text(resource.id + (scope if scope != '/' else ''))}\n  }}\n}}\n"
    )
    terraform = (
        f'resource "azurerm_cosmosdb_sql_role_assignment" "{label(resource.name)}" {{\n'
        f'  name                = "{id_}"\n  resource_group_name = "{checked(parsed.group if parsed else None, "azure-name")}"\n'
        f'  account_name        = "{checked(resource.name, "azure-name")}"\n  role_definition_id  = "{resource.id}/sqlRoleDefinitions/{role}"\n'
        f'  principal_id        = "{principal}"\n  scope               = "{resource.id}{scope if scope != "/" else ""}"\n}}\n'
    )
    return (
        Fix(
            title=f"Let {getattr(world.app, 'name', 'the app')} {'read' if reads else 'read and write'} data in {hop.target.name}",
            grants=(
                Grant(
                    "cosmos-role-assignment",
                    principal,
                    (action,),
                    (resource.id + (scope if scope != "/" else ""),),
                    {},
                    name,
                ),
            ),
            commands={"az-cli": shell.script(create), "bicep": bicep, "terraform": terraform},
            undo={"az-cli": shell.script(forms.az("cosmosdb sql role assignment delete", *where, "--yes"))},
            proof=_prove(hop, resource, principal, role, scope, action),
            warnings=("A trigger needs the contributor's role on its lease container as well.",)
            if hop.verb == "read"
            else (),
        ),
    )


def _prove(hop: TargetHop, resource: Resource, principal: str, role: str, scope: str, action: str) -> Proof:
    rows = hop.cosmos.value if isinstance(hop.cosmos, CosmosAssignments) else ()
    path = scope if scope != "/" else ""
    added = CosmosAssignment(
        "new",
        CosmosAssignmentProperties(
            f"{resource.id}/sqlRoleDefinitions/{role}", principal, f"{resource.id}{path}"
        ),
    )
    before = cosmos.decide(principal, action, cosmos_path(hop), rows if hop.cosmos is not None else None)
    after = cosmos.decide(principal, action, cosmos_path(hop), (*rows, added))
    return Proof(before=before, after=after, minimal=before != "allowed" and after == "allowed")


FIXES = {"azure.cosmos-role.assignment-missing": assign_role}
