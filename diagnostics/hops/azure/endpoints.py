"""Where a call went: the service, the account, and what within it, read from addresses, settings and bindings."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlparse

import msgspec

# host suffix (after the account's name) -> service; private endpoints put `privatelink.` in between.
_HOSTS = (
    (r"\.blob\.(?:core|storage)\.", "blob"), (r"\.dfs\.(?:core|storage)\.", "blob"), (r"\.queue\.core\.", "queue"),
    (r"\.table\.core\.", "table"), (r"\.file\.core\.", "file"), (r"\.servicebus\.", "messaging"), (r"\.vault\.azure\.", "keyvault"),
    (r"\.vault\.usgovcloudapi\.", "keyvault"), (r"\.vaultcore\.azure\.", "keyvault"), (r"\.documents\.azure\.", "cosmos"),
    (r"\.azconfig\.", "appconfig"), (r"\.eventgrid\.azure\.", "eventgrid"), (r"\.service\.signalr\.", "signalr"),
    (r"\.database\.(?:windows|usgovcloudapi|chinacloudapi)\.", "sql"),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), service) for pattern, service in _HOSTS)
_URL = re.compile(
    r"(?:https?|sb|amqps?)://[A-Za-z0-9.-]{4,200}(?::\d{1,5})?(?:/[^\s'\"<>|,;)\]]{0,600})?", re.IGNORECASE
)
_HOST = re.compile(r"\b[a-z0-9][a-z0-9-]{1,80}(?:\.[a-z0-9-]{1,60}){0,2}\.(?:blob|queue|table|file|dfs)\.core\.[a-z0-9.]{5,40}"
                   r"|\b[a-z0-9][a-z0-9-]{1,80}\.(?:servicebus|vault|documents|azconfig|service\.signalr|database)\.[a-z0-9.]{2,40}",
                   re.IGNORECASE)  # fmt: skip

TYPES: dict[str, tuple[str, ...]] = {
    "blob": ("microsoft.storage/storageaccounts",),
    "queue": ("microsoft.storage/storageaccounts",),
    "table": ("microsoft.storage/storageaccounts",),
    "file": ("microsoft.storage/storageaccounts",),
    "servicebus": ("microsoft.servicebus/namespaces",),
    "eventhub": ("microsoft.eventhub/namespaces",),
    "messaging": ("microsoft.servicebus/namespaces", "microsoft.eventhub/namespaces"),
    "keyvault": ("microsoft.keyvault/vaults",),
    "cosmos": ("microsoft.documentdb/databaseaccounts",),
    "appconfig": ("microsoft.appconfiguration/configurationstores",),
    "eventgrid": ("microsoft.eventgrid/topics",),
    "signalr": ("microsoft.signalrservice/signalr",),
    "sql": ("microsoft.sql/servers",),
}
TITLES = {
    "blob": "blob storage", "queue": "queue storage", "table": "table storage", "file": "file storage", "servicebus": "Service Bus",
    "eventhub": "Event Hubs", "messaging": "Service Bus or Event Hubs", "keyvault": "Key Vault", "cosmos": "Cosmos DB",
    "appconfig": "App Configuration", "eventgrid": "Event Grid", "signalr": "SignalR", "sql": "SQL Database",
}  # fmt: skip


class Endpoint(msgspec.Struct, frozen=True):
    """*path* names the entity within the account as its service does; empty where only the account is known.

    (container,), (queue,), (topic, subscription), (topic, ""), (hub, consumer group), (secrets, name),
    (database, container).
    """

    service: str
    account: str
    path: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        inner = "/".join(part for part in self.path if part)
        return f"{self.account}/{inner}" if inner else self.account

    def within(self, account_id: str) -> str:
        """Return the resource id of the entity in the account *account_id*."""
        return account_id + "".join(f"/{part}" for part in self._segments())

    def _segments(self) -> tuple[str, ...]:
        path = self.path
        if not path:
            return ()
        match self.service:
            case "blob":
                return "blobServices", "default", "containers", path[0]
            case "queue":
                return "queueServices", "default", "queues", path[0]
            case "table":
                return "tableServices", "default", "tables", path[0]
            case "servicebus" if len(path) == 1:
                return "queues", path[0]
            case "servicebus":
                return ("topics", path[0], *(("subscriptions", path[1]) if path[1] else ()))
            case "eventhub":
                return "eventhubs", path[0]
            case "keyvault":
                return path[:2] if len(path) > 1 else ()
        return ()


def of_host(host: str) -> tuple[str, str] | None:
    """Return (service, account) of a host name, or None where it is none of Azure's data services."""
    bare = host.lower().replace(".privatelink.", ".").rstrip(".")
    for pattern, service in _COMPILED:
        found = pattern.search(bare)
        if found and found.start() > 0:
            name = bare[: found.start()]
            account = name.partition(".")[0]
            # The second location of a geo-redundant account is the same account.
            return service, account.removesuffix("-secondary") if service in {
                "blob",
                "queue",
                "table",
            } else account
    return None


def of_url(url: str) -> Endpoint | None:
    """Return what an address (or a bare host) of a data service names."""
    try:
        parts = urlparse(url if "://" in url else f"https://{url}")
        found = of_host(parts.hostname or "")
    except ValueError:
        return None
    if found is None:
        return None
    service, account = found
    return Endpoint(service, account, _path(service, [unquote(p) for p in parts.path.split("/") if p]))


def _path(service: str, parts: list[str]) -> tuple[str, ...]:
    if not parts:
        return ()
    if service in {"blob", "queue"}:
        return (parts[0].lower(),)
    if service == "table":
        return (parts[0].partition("(")[0],)
    if service == "keyvault":
        return (
            (parts[0].lower(), parts[1])
            if len(parts) > 1 and parts[0].lower() in {"secrets", "keys", "certificates"}
            else ()
        )
    if service == "messaging":
        lowered = [p.lower() for p in parts]
        if "subscriptions" in lowered[1:]:
            return parts[0], parts[lowered.index("subscriptions") + 1] if len(parts) > lowered.index(
                "subscriptions"
            ) + 1 else ""
        if "consumergroups" in lowered[1:]:
            at = lowered.index("consumergroups")
            return (parts[0], parts[at + 1]) if len(parts) > at + 1 else (parts[0],)
        return (parts[0],)
    if service == "cosmos" and len(parts) > 3 and parts[0] == "dbs" and parts[2] == "colls":
        return parts[1], parts[3]
    return ()


def in_text(text: str) -> tuple[Endpoint, ...]:
    """Return the data services that *text* names, each once, those with an entity first."""
    spoken = [m[0] for m in _URL.finditer(text[:20_000])] + [m[0] for m in _HOST.finditer(text[:20_000])]
    found = [e for url in spoken if (e := of_url(url))]
    unique = dict.fromkeys(sorted(found, key=lambda e: not e.path))
    return tuple(
        e
        for e in unique
        if e.path or not any(o.path and (o.service, o.account) == (e.service, e.account) for o in unique)
    )
