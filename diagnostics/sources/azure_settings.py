"""App settings without their values: Azure hands out every secret at once, so they are stripped where they arrive.

What is kept of a setting is what a diagnosis needs: which form it has, the names of accounts, namespaces and vaults it
points at, and whether a key stands in it; never the key.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any
from urllib.parse import urlparse

# Parts of a connection string that name something; every other part is only said to be there.
_NAMES = {
    "accountname", "accountendpoint", "endpoint", "endpointsuffix", "entitypath", "sharedaccesskeyname",
    "blobendpoint", "queueendpoint", "tableendpoint", "fileendpoint", "instrumentationkey", "applicationid",
    "usedevelopmentstorage", "server", "data source", "database", "initial catalog", "authentication",
}  # fmt: skip
# Settings that the platform itself defines, whose values are switches and names.
_PLAIN = re.compile(
    r"(?i)(?:APPINSIGHTS_INSTRUMENTATIONKEY|FUNCTIONS_(?:EXTENSION_VERSION|WORKER_RUNTIME)|AzureWebJobs[.:_]{1,2}.{1,200}[._:]{1,2}Disabled|WEBSITE_(?:TIME_ZONE|"
    r"VNET_ROUTE_ALL|CONTENTSHARE|CONTENTOVERVNET|DNS_SERVER|SKIP_CONTENTSHARE_VALIDATION)|AZURE_(?:CLIENT|TENANT)_ID|"
    r"SCALE_CONTROLLER_LOGGING_ENABLED|AzureFunctionsWebHost__hostid|.{1,200}__(?:accountName|clientId|credential|tenantId|"
    r"managedIdentityResourceId|fullyQualifiedNamespace|(?:blob|queue|table)?ServiceUri|accountEndpoint|endpoint|topicEndpointUri))"
)
_REFERENCE = re.compile(r"@Microsoft\.KeyVault\([^)]{1,600}\)", re.IGNORECASE)
_LONGEST = 300


def stripped(settings: dict[str, Any], wanted: Collection[str] = ()) -> dict[str, dict[str, Any]]:
    """Return each setting as {form, ...what it names}; those of *wanted* (names a binding takes from them) with their text."""
    named = {name.lower() for name in wanted}
    return {
        name: _stripped(name, str(value or ""), name.lower() in named) for name, value in settings.items()
    }


def _stripped(name: str, value: str, wanted: bool) -> dict[str, Any]:
    if not value:
        return {"form": "empty"}
    if _REFERENCE.fullmatch(value.strip()):
        return {"form": "key-vault-reference", "text": value.strip()}
    parts = _parts(value)
    if parts is not None:
        return {"form": "connection-string", **parts}
    if value.lower().startswith(("http://", "https://", "sb://")):
        return {"form": "address", "text": _address(value)}
    if (wanted or _PLAIN.fullmatch(name)) and len(value) <= _LONGEST:
        return {"form": "text", "text": value}
    return {"form": "hidden"}


def _parts(value: str) -> dict[str, Any] | None:
    """Return a connection string's parts, names as they stand and secrets as True; None where it is none."""
    pairs = [piece.partition("=") for piece in value.split(";") if piece.strip()]
    if not pairs or not all(
        equals and re.fullmatch(r"[A-Za-z][\w .]{0,60}", key.strip()) for key, equals, _ in pairs
    ):
        return None
    if len(pairs) == 1 and pairs[0][0].strip().lower() not in _NAMES:
        return None
    kept: dict[str, Any] = {}
    for key, _, text in pairs:
        plain = key.strip().lower() in _NAMES
        kept[key.strip()] = (_address(text) if "://" in text else text[:_LONGEST]) if plain else True
    return kept


def _address(value: str) -> str:
    """Return scheme, host and path of an address; user, query and fragment may hold secrets."""
    try:
        parts = urlparse(value)
        host = f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname or "")
    except ValueError:
        return ""
    return f"{parts.scheme}://{host}{parts.path}"[:_LONGEST]
