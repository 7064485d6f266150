"""From a binding to the place it means: which setting it names, in which form that stands, and what it points at."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlparse

import msgspec

from diagnostics.hops.azure import endpoints
from diagnostics.hops.azure.app import resolved
from diagnostics.hops.azure.endpoints import Endpoint
from diagnostics.hops.azure.world import App, Setting, Settings, Trigger
from diagnostics.reader import Unknown

HOST = "AzureWebJobsStorage"
_SERVICES = (
    ("queue", "queue"), ("blob", "blob"), ("table", "table"), ("servicebus", "servicebus"), ("eventhub", "eventhub"),
    ("cosmosdb", "cosmos"), ("eventgrid", "eventgrid"), ("signalr", "signalr"), ("sql", "sql"),
)  # fmt: skip
# The suffixes that each service understands; the first is the one to write.
SUFFIXES: dict[str, tuple[str, ...]] = {
    "blob": ("blobServiceUri", "serviceUri"),
    "queue": ("queueServiceUri", "serviceUri"),
    "table": ("tableServiceUri", "serviceUri", "endpoint"),
    "servicebus": ("fullyQualifiedNamespace",),
    "eventhub": ("fullyQualifiedNamespace",),
    "cosmos": ("accountEndpoint",),
    "eventgrid": ("topicEndpointUri",),
    "signalr": ("serviceUri",),
}
_SELECTING = {"credential", "clientid", "managedidentityresourceid", "tenantid"}


class Connection(msgspec.Struct, frozen=True):
    """*state*: present (in one piece or by a suffix that fits), wrong-suffix (only others are there), missing, or unresolved
    (a Key Vault reference: what it holds is not known). *name* is the setting that is used.
    """

    name: str
    state: Literal["present", "wrong-suffix", "missing", "unresolved"]
    identity: bool = False
    key: bool = False
    account: str | None = None
    setting: Setting | None = None
    found: tuple[str, ...] = ()


def service_of(type_: str) -> str | None:
    """Return the service of a binding type (lower case), or None for HTTP, timers and what is not known."""
    return next((service for start, service in _SERVICES if type_.startswith(start)), None)


def connection(settings: Settings, name: str, service: str) -> Connection:
    """Return how the host understands the connection *name*: `AzureWebJobs<name>` first, one piece before suffixes."""
    wanted = [name] if name.lower().startswith("azurewebjobs") else [f"AzureWebJobs{name}", name]
    for candidate in wanted:
        whole, parts = settings.get(candidate), settings.below(candidate)
        if whole is not None and whole.form != "empty":
            return _whole(candidate, whole, service)
        suffixed = _suffixed(candidate, parts, service)
        if suffixed is not None:
            return suffixed
    others = [s for c in wanted for k, s in settings.below(c).items() if k not in _SELECTING]
    if others:
        return Connection(name, "wrong-suffix", found=tuple(sorted(s.name for s in others)))
    return Connection(name, "missing")


def _whole(name: str, setting: Setting, service: str) -> Connection:
    if setting.form == "key-vault-reference":
        return Connection(name, "unresolved", setting=setting)
    return Connection(
        name, "present", key=setting.holds_key, account=account_of(setting, service), setting=setting
    )


def _suffixed(name: str, parts: dict[str, Setting], service: str) -> Connection | None:
    accepted = SUFFIXES.get(service, ())
    # Only the host's own storage understands a bare account name.
    accepted = (*accepted, "accountName") if name.lower() == HOST.lower() else accepted
    for suffix in accepted:
        setting = parts.get(suffix.lower())
        if setting is not None and setting.form != "empty":
            account = setting.text if suffix == "accountName" else account_of(setting, service)
            return Connection(name, "present", identity=True, account=account, setting=setting)
    return None


def account_of(setting: Setting, service: str) -> str | None:
    """Return the account or namespace that a setting's value names."""
    parts = {k.lower(): v for k, v in setting.parts.items()}
    if isinstance(parts.get("accountname"), str):
        return str(parts["accountname"])
    for key in (f"{service}endpoint", "accountendpoint", "endpoint", "text"):
        value = parts.get(key)
        found = endpoints.of_host(_host(value)) if isinstance(value, str) else None
        if found:
            return found[1]
    return None


def _host(value: str) -> str:
    try:
        return urlparse(value if "://" in value else f"https://{value}").hostname or ""
    except ValueError:
        return ""


def endpoint_of(binding: Trigger, settings: Settings | Unknown) -> Endpoint | None:
    """Return what the binding listens to or writes, or None where its account is not known."""
    service = service_of(binding.type)
    if service is None or not isinstance(settings, Settings) or not binding.setting:
        return None
    account = connection(settings, binding.setting, service).account
    if account is None:
        return None
    return Endpoint(service, account.lower(), _path(service, binding, settings))


def _path(service: str, binding: Trigger, settings: Settings) -> tuple[str, ...]:
    def named(*keys: str) -> str | None:
        return next((v for k in keys if (v := resolved(binding.raw.get(k), settings))), None)

    if service == "queue":
        queue = named("queueName")
        return (queue.lower(),) if queue else ()
    if service == "blob":
        path = (named("path", "blobPath") or "").strip("/").partition("/")[0]
        return (path.lower(),) if path and "{" not in path else ()
    if service == "table":
        table = named("tableName")
        return (table,) if table else ()
    if service == "servicebus":
        topic = named("topicName")
        if topic:
            return topic, named("subscriptionName") or ""
        queue = named("queueName", "queueOrTopicName")
        return (queue,) if queue else ()
    if service == "eventhub":
        hub = named("eventHubName", "path")
        return (hub, named("consumerGroup") or "$Default") if hub else ()
    if service == "cosmos":
        database, container = named("databaseName"), named("containerName", "collectionName")
        return (database, container) if database and container else ()
    return ()


def verb_of(binding: Trigger) -> str:
    """Return what the binding does there: process, read or write."""
    service = service_of(binding.type)
    if binding.is_trigger:
        return "read" if service in {"blob", "cosmos"} else "process"
    return "write" if binding.direction == "out" else "read"


def acting_principal(app: App, settings: Settings | Unknown, name: str | None) -> str | None:
    """Return the object id that calls through the connection *name* (or from code): the one selected, else the system's."""
    identity = app.identity
    client = None
    if isinstance(settings, Settings):
        below = settings.below(name) if name else {}
        chosen = below.get("clientid") or settings.get("AZURE_CLIENT_ID")
        resource = below.get("managedidentityresourceid")
        client = chosen.text if chosen else None
        for id_, user in (identity.userAssignedIdentities or {}).items():
            if user and (
                (client and user.clientId == client)
                or (resource and resource.text and resource.text.lower() == id_.lower())
            ):
                return user.principalId
        if client:
            return None
    if identity.principalId:
        return identity.principalId
    known = app.principals
    return known[0] if len(known) == 1 else None
