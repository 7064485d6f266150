"""A vault's own access policy, in the model that the vault goes by."""

from __future__ import annotations

from typing import Any

from diagnostics.case import Finding
from diagnostics.checks.azure.denied_call import Denial
from diagnostics.fix import shell
from diagnostics.fix.azure import forms
from diagnostics.fix.azure.role import assign_role
from diagnostics.fix.hcl import label
from diagnostics.fix.values import checked, quoted
from diagnostics.hops.azure import ids
from diagnostics.hops.azure.raw import mapping, objects, texts
from diagnostics.hops.azure.world import AzureWorld
from diagnostics.policy.azure import vault
from diagnostics.reads.azure.graph import Resource
from diagnostics.report import Fix, Grant, Proof

_OPTION = {"secrets": "secret", "keys": "key", "certificates": "certificate"}


def add_policy(world: AzureWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return one more permission for the one caller; those that it has stay, since the CLI writes the whole list of a kind."""
    denial = finding.plan
    if not isinstance(denial, Denial):
        return ()
    if denial.judged.model == "role":
        return assign_role(world, finding)
    hop = denial.hop
    resource = hop.account.resource
    if not isinstance(resource, Resource) or hop.principal is None:
        return ()
    kind = hop.endpoint.path[0] if hop.endpoint.path else "secrets"
    if kind not in _OPTION:
        return ()
    parsed = ids.parse(resource.id)
    principal, name = checked(hop.principal, "uuid"), quoted(resource.name, "azure-name")
    where = f"--subscription {quoted(parsed.subscription if parsed else None, 'uuid')}"
    had = _permissions(resource.properties, principal, kind)
    wanted = [*(checked(p, "azure-name") for p in had), "get"]
    options = (where, f"--name {name}", f"--object-id {principal}")
    create = forms.az("keyvault set-policy", *options, f"--{_OPTION[kind]}-permissions {' '.join(wanted)}")
    back = (
        forms.az("keyvault set-policy", *options, f"--{_OPTION[kind]}-permissions {' '.join(had)}")
        if _has(resource.properties, principal)
        else forms.az("keyvault delete-policy", *options)
    )
    declared, symbol = forms.existing(resource.id)
    bicep = (
        f"{forms.bicep_place(resource.id)}{declared}\nresource policy 'Microsoft.KeyVault/vaults/accessPolicies@2023-07-01' = {{\n"
        f"  parent: {symbol}\n  name: 'add'\n  properties: {{\n    accessPolicies: [\n      {{\n        tenantId: {symbol}.properties.tenantId\n"
        f"        objectId: '{principal}'\n        permissions: {{\n          {kind}: [\n            'get'\n          ]\n        }}\n      }}\n    ]\n  }}\n}}\n"
    )
    terraform = (
        'data "azurerm_client_config" "current" {}\n\n'
        f'resource "azurerm_key_vault_access_policy" "{label(resource.name)}" {{\n  key_vault_id = "{checked(resource.id, "azure-id")}"\n'
        f'  tenant_id    = data.azurerm_client_config.current.tenant_id\n  object_id    = "{principal}"\n'
        f'  {_OPTION[kind]}_permissions = ["Get"]\n}}\n'
    )
    return (
        Fix(
            title=f"Let {getattr(world.app, 'name', 'the app')} get {kind} of the vault {resource.name}",
            grants=(Grant("key-vault-access-policy", principal, (f"{kind}/get",), (resource.id,)),),
            commands={"az-cli": shell.script(create), "bicep": bicep, "terraform": terraform},
            undo={"az-cli": shell.script(back)},
            proof=Proof(
                before=vault.decide(resource.properties, principal, kind, "get"),
                after=vault.decide(_with(resource.properties, principal, kind), principal, kind, "get"), minimal=True,
            ),
            warnings=(f"An access policy is for all {kind} of the vault; with roles it could be for one.",),
        ),
    )  # fmt: skip


def _policies(properties: dict[str, Any]) -> list[dict[str, Any]]:
    return objects(properties.get("accessPolicies"))


def _has(properties: dict[str, Any], principal: str) -> bool:
    return any(str(p.get("objectId")).lower() == principal.lower() for p in _policies(properties))


def _permissions(properties: dict[str, Any], principal: str, kind: str) -> list[str]:
    own = [p for p in _policies(properties) if str(p.get("objectId")).lower() == principal.lower()]
    return [text for p in own for text in texts(mapping(p.get("permissions")).get(kind))]


def _with(properties: dict[str, Any], principal: str, kind: str) -> dict[str, Any]:
    return {
        **properties,
        "accessPolicies": [*_policies(properties), {"objectId": principal, "permissions": {kind: ["get"]}}],
    }


FIXES = {
    "azure.key-vault.access-policy-missing": add_policy,
    "azure.key-vault.wrong-access-model": add_policy,
}
