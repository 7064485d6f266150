"""Azure CLI, Bicep and Terraform: how a command, an existing resource and a label are written."""

from __future__ import annotations

from diagnostics.fix.values import Unwritable, checked
from diagnostics.hops.azure import ids

# The API version under which Bicep finds a resource that exists; by the provider's name in lower case.
_VERSIONS = {
    "microsoft.storage": "2023-05-01",
    "microsoft.servicebus": "2021-11-01",
    "microsoft.eventhub": "2021-11-01",
    "microsoft.keyvault": "2023-07-01",
    "microsoft.appconfiguration": "2023-03-01",
    "microsoft.eventgrid": "2022-06-15",
    "microsoft.documentdb": "2024-05-15",
    "microsoft.web": "2023-12-01",
    "microsoft.signalrservice": "2023-02-01",
}


def az(command: str, *options: str) -> str:
    """Return one Azure CLI command; *options* are already quoted."""
    return " \\\n  ".join([f"az {command}", *options, "--only-show-errors --output none"])


def text(value: str) -> str:
    """Return *value* as a Bicep string."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'").replace("${", "\\${") + "'"


def existing(resource_id: str) -> tuple[str, str]:
    """Return Bicep declarations of the resource and its parents as existing, and the symbol of the resource."""
    parsed = ids.parse(checked(resource_id, "azure-id"))
    version = _VERSIONS.get(parsed.provider.lower()) if parsed else None
    if parsed is None or version is None:
        raise Unwritable(f"{resource_id!r} is of a kind for which no Bicep is written")
    lines, kind = [], parsed.provider
    for number, (type_, name) in enumerate(parsed.pairs, 1):
        kind = f"{kind}/{type_}"
        parent = f"  parent: level{number - 1}\n" if number > 1 else ""
        lines.append(
            f"resource level{number} '{kind}@{version}' existing = {{\n{parent}  name: {text(name)}\n}}"
        )
    return "\n".join(lines), f"level{len(parsed.pairs)}"


def bicep_place(resource_id: str) -> str:
    """Return the comment that says where a Bicep file has to be deployed."""
    parsed = ids.parse(resource_id)
    group = checked(parsed.group if parsed else None, "azure-name")
    return f"// deploy to the resource group {group}: az deployment group create --resource-group {group} --template-file FILE\n"
