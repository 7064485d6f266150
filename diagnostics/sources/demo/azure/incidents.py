"""The demo's incidents on Azure: broken apps of the four classes, built in the embedded subscription."""

from __future__ import annotations

from datetime import datetime

from diagnostics.sources.demo import Incident
from diagnostics.sources.demo.azure.build import GROUP, MISMATCH, Stack
from diagnostics.sources.demo.azure.cloud import EmbeddedAzure

_BROKEN = range(1, 34)  # minutes ago in which it failed
_BEFORE = range(34, 118)  # minutes ago in which it went well
_HTTP = {"type": "httpTrigger", "direction": "in", "authLevel": "function"}


def _stack(cloud: EmbeddedAzure, name: str) -> Stack:
    stack = Stack(cloud, name)
    stack.assign("Storage Blob Data Owner", f"{GROUP}/providers/Microsoft.Storage/storageAccounts/{name}host")
    return stack


def _receipts(cloud: EmbeddedAzure) -> None:
    """Somebody tidied up role assignments, and took the app's one away."""
    stack = _stack(cloud, "receipts")
    account = stack.storage("receiptsdata", containers=["pdf"])
    stack.settings["Data__blobServiceUri"] = "https://receiptsdata.blob.core.windows.net"
    stack.function(
        "render", _HTTP, {"type": "blob", "direction": "in", "connection": "Data", "path": "pdf/{id}.pdf"}
    )
    stack.assign("Reader", account)
    stack.traffic(_BEFORE, _BROKEN, "render").log(_BROKEN, MISMATCH, function="render")
    stack.called(_BROKEN, "GET", "https://receiptsdata.blob.core.windows.net/pdf/4711.pdf", "403", "render")
    stack.unassigned("Storage Blob Data Reader", account, 34.5)
    stack.event("Microsoft.Storage/storageAccounts/write", account, 33.8, "bob@contoso.example")


def _parcels(cloud: EmbeddedAzure) -> None:
    """A template replaced the app's settings, and the one that its queue trigger names is gone."""
    stack = _stack(cloud, "parcels")
    namespace = stack.resource("Microsoft.ServiceBus/namespaces", "parcelsbus", {"disableLocalAuth": True})
    stack.child(f"{namespace}/queues/parcels")
    stack.function(
        "track", {"type": "serviceBusTrigger", "direction": "in", "connection": "Bus", "queueName": "parcels"}
    )
    stack.assign("Azure Service Bus Data Receiver", namespace)
    stack.traffic(_BEFORE, function="track")
    said = "Error indexing method 'Functions.track'. Microsoft Azure WebJobs SDK ServiceBus connection string 'Bus' is missing or empty."
    stack.log(range(1, 33, 4), said, source="trace", function="")
    stack.event(
        "Microsoft.Web/sites/config/write", f"{stack.id}/config/appsettings", 34.2, "pipeline@contoso.example"
    )


def _catalog(cloud: EmbeddedAzure) -> None:
    """The storage account was closed to the internet, and the private zone is linked to another network."""
    stack = _stack(cloud, "catalog")
    network = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/shopnet"
    subnet = f"{network}/subnets/catalog"
    stack.site["properties"] |= {
        "virtualNetworkSubnetId": subnet,
        "outboundVnetRouting": {"applicationTraffic": True},
    }
    stack.resource(
        "Microsoft.Network/virtualNetworks",
        "shopnet",
        {"subnets": [{"id": subnet, "name": "catalog", "properties": {}}]},
    )
    approved = {"privateLinkServiceConnectionState": {"status": "Approved"}, "groupIds": ["blob"]}
    account = stack.storage(
        "catalogdata", containers=["pictures"], publicNetworkAccess="Disabled",
        networkAcls={"defaultAction": "Deny", "virtualNetworkRules": []}, privateEndpointConnections=[{"id": "c", "properties": approved}],
    )  # fmt: skip
    stack.assign("Storage Blob Data Reader", account)
    stack.resource("Microsoft.Network/privateEndpoints", "catalog-blob", {
        "privateLinkServiceConnections": [{"properties": {"privateLinkServiceId": account, **approved}}]
    })  # fmt: skip
    zone = f"{GROUP}/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net"
    cloud.estate.put({
        "id": f"{zone}/virtualNetworkLinks/hub", "name": "hub", "type": "microsoft.network/privatednszones/virtualnetworklinks",
        "properties": {"virtualNetwork": {"id": network.replace("shopnet", "hubnet")}},
    })  # fmt: skip
    stack.function("show", _HTTP).traffic(_BEFORE, _BROKEN, "show")
    said = "Azure.RequestFailedException: This request is not authorized to perform this operation.\nStatus: 403\nErrorCode: AuthorizationFailure"
    stack.log(_BROKEN, said, function="show")
    stack.called(_BROKEN, "GET", "https://catalogdata.blob.core.windows.net/pictures/1.webp", "403", "show")
    stack.event(
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks/delete",
        f"{zone}/virtualNetworkLinks/shopnet",
        34.4,
        "carol@contoso.example",
    )


def _statements(cloud: EmbeddedAzure) -> None:
    """The account no longer takes keys, and the app still comes with one in its connection string."""
    stack = _stack(cloud, "statements")
    account = stack.storage("statementsdata", containers=["csv"], allowSharedKeyAccess=False)
    stack.settings["Data"] = "DefaultEndpointsProtocol=https;AccountName=statementsdata;AccountKey=demo"
    stack.function(
        "export", _HTTP, {"type": "blob", "direction": "in", "connection": "Data", "path": "csv/{id}.csv"}
    )
    stack.traffic(_BEFORE, _BROKEN, "export")
    said = "Key based authentication is not permitted on this storage account.\nStatus: 403\nErrorCode: KeyBasedAuthenticationNotPermitted"
    stack.log(_BROKEN, said, function="export")
    stack.called(_BROKEN, "GET", "https://statementsdata.blob.core.windows.net/csv/2.csv", "403", "export")
    stack.event("Microsoft.Storage/storageAccounts/write", account, 34.5, "dora@contoso.example")


_BUILDERS = {"receipts": _receipts, "parcels": _parcels, "catalog": _catalog, "statements": _statements}
INCIDENTS: dict[str, Incident] = {
    "receipts": Incident(
        "azure",
        "receipts",
        "Receipts cannot be opened",
        "Every download ends in 403, although the app has a role there.",
    ),
    "parcels": Incident(
        "azure",
        "parcels",
        "Parcels are not tracked any more",
        "The queue fills up, and nothing takes its messages.",
    ),
    "catalog": Incident(
        "azure",
        "catalog",
        "The catalogue lost its pictures",
        "Storage refuses the app since a network change; its role is in order.",
    ),
    "statements": Incident(
        "azure",
        "statements",
        "Statements are not exported",
        "The key is the right one, and the account turns it away.",
    ),
}


class DemoAzure(EmbeddedAzure):
    """The embedded subscription with the demo's incidents."""

    def build(self, incident: str) -> None:
        """Build *incident*."""
        _BUILDERS[incident](self)


def start(now: datetime | None = None) -> DemoAzure:
    """Start the embedded subscription, its clock pinned to *now* where given."""
    return DemoAzure(now)
