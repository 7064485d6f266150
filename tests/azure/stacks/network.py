"""Packets that do not get there, or come from a place that is not admitted."""

from __future__ import annotations

from typing import Any

from diagnostics.sources.demo.azure.build import GROUP, Stack
from tests.azure.stacks import ALWAYS, BEFORE, BROKEN, stack
from tests.azure.stacks.permitted import HTTP, failing, silent

VNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/shopnet"
SUBNET = f"{VNET}/subnets/app"
FIREWALL = "Azure.RequestFailedException: This request is not authorized to perform this operation.\nStatus: 403\nErrorCode: AuthorizationFailure"
BLOB = "https://ordersdata.blob.core.windows.net/invoices/1.pdf"


def _integrated(s: Stack, *endpoints: str, route_all: bool = True, **subnet: Any) -> None:
    s.site["properties"] |= {
        "virtualNetworkSubnetId": SUBNET,
        "outboundVnetRouting": {"applicationTraffic": route_all},
    }
    properties = {"serviceEndpoints": [{"service": e} for e in endpoints], **subnet}
    s.resource(
        "Microsoft.Network/virtualNetworks",
        "shopnet",
        {"subnets": [{"id": SUBNET, "name": "app", "properties": properties}]},
    )


def _deny(*subnets: str, **more: Any) -> dict[str, Any]:
    return {
        "publicNetworkAccess": "Enabled",
        "networkAcls": {"defaultAction": "Deny", "virtualNetworkRules": [{"id": x} for x in subnets]},
        **more,
    }


@stack(
    "network",
    "azure.storage-firewall.blocked",
    origin="firewall",
    change="Microsoft.Storage/storageAccounts/write",
    twin="iam",
)
def storage_firewall(s: Stack, broken: bool) -> None:
    account = s.storage("ordersdata", containers=["invoices"], **_deny())
    _integrated(s, "Microsoft.Storage")
    s.function("work", HTTP)
    failing(
        s,
        FIREWALL
        if broken
        else FIREWALL.replace("operation.", "operation using this permission.").replace(
            "AuthorizationFailure", "AuthorizationPermissionMismatch"
        ),
        BLOB,
    )
    s.event("Microsoft.Storage/storageAccounts/write", account, 41.5)


@stack(
    "network",
    "azure.vnet-integration.missing",
    change="Microsoft.Web/sites/networkConfig/delete",
    twin="network",
)
def not_integrated(s: Stack, broken: bool) -> None:
    s.storage("ordersdata", containers=["invoices"], **_deny(SUBNET))
    s.function("work", HTTP)
    failing(s, FIREWALL, BLOB)
    s.event("Microsoft.Web/sites/networkConfig/delete", f"{s.id}/networkConfig/virtualNetwork", 41.5)
    if not broken:
        _integrated(s, "Microsoft.Storage")


@stack("network", "azure.subnet.service-endpoint-missing", origin="firewall", twin="network")
def service_endpoint_missing(s: Stack, broken: bool) -> None:
    s.storage("ordersdata", containers=["invoices"], **_deny(SUBNET))
    _integrated(s, *(("Microsoft.KeyVault",) if broken else ("Microsoft.KeyVault", "Microsoft.Storage")))
    s.function("work", HTTP)
    failing(s, FIREWALL, BLOB)


@stack("network", "azure.vnet-integration.route-all-off", twin="network")
def traffic_not_routed(s: Stack, broken: bool) -> None:
    s.storage("ordersdata", containers=["invoices"], **_deny(SUBNET))
    _integrated(s, "Microsoft.Storage", route_all=not broken)
    s.function("work", HTTP)
    failing(s, FIREWALL, BLOB)


def _private(s: Stack, account: str, status: str = "Approved") -> None:
    s.resource("Microsoft.Network/privateEndpoints", "to-data", {"privateLinkServiceConnections": [
        {"properties": {"privateLinkServiceId": account, "groupIds": ["blob"], "privateLinkServiceConnectionState": {"status": status}}}
    ]})  # fmt: skip


@stack(
    "network",
    "azure.dns-zone.not-linked",
    change="Microsoft.Network/privateDnsZones/virtualNetworkLinks/delete",
    twin="network",
)
def zone_not_linked(s: Stack, broken: bool) -> None:
    account = s.storage(
        "ordersdata",
        containers=["invoices"],
        **_deny(
            privateEndpointConnections=[
                {
                    "id": "x",
                    "properties": {
                        "groupIds": ["blob"],
                        "privateLinkServiceConnectionState": {"status": "Approved"},
                    },
                }
            ]
        ),
    )
    _integrated(s)
    _private(s, account)
    zone = f"{GROUP}/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net"
    elsewhere = VNET.replace("shopnet", "othernet") if broken else VNET
    s.estate.put({"id": f"{zone}/virtualNetworkLinks/link", "name": "link", "type": "microsoft.network/privatednszones/virtualnetworklinks",
                  "properties": {"virtualNetwork": {"id": elsewhere}}})  # fmt: skip
    s.function("work", HTTP)
    failing(s, FIREWALL, BLOB)
    s.event(
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks/delete",
        f"{zone}/virtualNetworkLinks/shopnet",
        41.5,
    )


@stack("network", "azure.private-endpoint.missing", twin="network")
def private_endpoint_pending(s: Stack, broken: bool) -> None:
    status = "Pending" if broken else "Approved"
    id_ = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/ordersdata/privateEndpointConnections/c"
    account = s.storage(
        "ordersdata",
        containers=["invoices"],
        **_deny(
            privateEndpointConnections=[
                {
                    "id": id_,
                    "properties": {
                        "groupIds": ["blob"],
                        "privateLinkServiceConnectionState": {"status": status},
                    },
                }
            ]
        ),
    )
    _integrated(s)
    _private(s, account, status)
    s.function("work", HTTP)
    failing(s, FIREWALL, BLOB)


@stack(
    "network",
    "azure.key-vault-firewall.blocked",
    origin="firewall",
    change="Microsoft.KeyVault/vaults/write",
    twin="iam",
)
def vault_firewall(s: Stack, broken: bool) -> None:
    vault = s.resource("Microsoft.KeyVault/vaults", "shopvault", {"enableRbacAuthorization": True, **_deny()})
    _integrated(s, "Microsoft.KeyVault")
    s.function("work", HTTP)
    said = (
        "Client address is not authorized and caller is not a trusted service. Client address: 20.50.1.1"
        if broken
        else "Caller is not authorized to perform action on resource."
    )
    failing(
        s,
        f"Azure.RequestFailedException: {said} Caller: appid=x;oid={s.principal};iss=y Vault: shopvault;location=westeurope",
        "https://shopvault.vault.azure.net/secrets/db/",
    )
    s.event("Microsoft.KeyVault/vaults/write", vault, 41.5)


@stack("network", "azure.messaging-firewall.blocked", origin="firewall", twin="iam")
def service_bus_address_refused(s: Stack, broken: bool) -> None:
    namespace = s.resource("Microsoft.ServiceBus/namespaces", "shopbus")
    s.child(f"{namespace}/queues/incoming")
    s.child(f"{namespace}/networkRuleSets/default", defaultAction="Deny", ipRules=[], virtualNetworkRules=[])
    s.settings["Bus__fullyQualifiedNamespace"] = "shopbus.servicebus.windows.net"
    s.function(
        "work", {"type": "serviceBusTrigger", "direction": "in", "connection": "Bus", "queueName": "incoming"}
    )
    told = (
        "Ip has been prevented to connect to the endpoint."
        if broken
        else "Unauthorized access. 'Listen' claim(s) are required to perform this operation. Resource: 'sb://shopbus.servicebus.windows.net/incoming'."
    )
    silent(
        s,
        f"Put token failed. status-code: 401, status-description: {told} sb://shopbus.servicebus.windows.net/incoming",
    )


@stack(
    "network",
    "azure.subnet.egress-blocked",
    change="Microsoft.Network/networkSecurityGroups/securityRules/write",
)
def outbound_rule_denies(s: Stack, broken: bool) -> None:
    group = s.resource("Microsoft.Network/networkSecurityGroups", "app-rules", {"subnets": [{"id": SUBNET}], "securityRules": [
        {"name": "deny-out", "properties": {"direction": "Outbound", "access": "Deny" if broken else "Allow", "priority": 200, "destinationAddressPrefix": "Internet", "destinationPortRange": "*"}}
    ]})  # fmt: skip
    _integrated(s)
    s.function("work", HTTP)
    failing(
        s,
        "System.Net.Http.HttpRequestException: A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond. (ordersdata.blob.core.windows.net:443)",
    )
    s.storage("ordersdata")
    s.event(
        "Microsoft.Network/networkSecurityGroups/securityRules/write", f"{group}/securityRules/deny-out", 41.5
    )


@stack(
    "network",
    "azure.access-restriction.caller-blocked",
    origin="ingress",
    change="Microsoft.Web/sites/config/write",
    twin="none",
)
def access_restriction(s: Stack, broken: bool) -> None:
    s.function("work", HTTP).traffic(BEFORE if broken else ALWAYS)
    s.child(
        f"{s.id}/config/web",
        ipSecurityRestrictions=[
            {"ipAddress": "203.0.113.0/24", "action": "Allow", "priority": 100, "name": "office"}
        ],
    )
    s.refusal(
        BROKEN if broken else [80],
        "AppServiceIPSecAuditLogs",
        "orders.azurewebsites.net",
        "",
        status="403",
        who="",
        ip="198.51.100.7",
    )
    s.event("Microsoft.Web/sites/config/write", f"{s.id}/config/web", 41.5)


@stack("network", "azure.app.snat-exhausted", twin="none")
def ports_run_out(s: Stack, broken: bool) -> None:
    s.function("work", HTTP)
    told = "System.Net.Sockets.SocketException (10013): An attempt was made to access a socket in a way forbidden by its access permissions. (api.contoso.example:443)"
    failing(s, told if broken else "System.InvalidOperationException: the answer had no body")


@stack("network", "azure.subnet.egress-blocked", change="Microsoft.Network/routeTables/routes/write")
def everything_goes_to_an_appliance(s: Stack, broken: bool) -> None:
    route = {
        "name": "default",
        "properties": {
            "addressPrefix": "0.0.0.0/0",
            "nextHopType": "VirtualAppliance",
            "nextHopIpAddress": "10.0.0.4",
        },
    }
    table = s.resource(
        "Microsoft.Network/routeTables", "app-routes", {"subnets": [{"id": SUBNET}], "routes": [route]}
    )
    _integrated(s)
    s.function("work", HTTP)
    failing(
        s,
        "requests.exceptions.ConnectTimeout: HTTPSConnectionPool(host='api.contoso.example', port=443): Max retries exceeded with url: /v1 (Caused by ConnectTimeoutError('Connection to api.contoso.example timed out. (connect timeout=10)'))",
    )
    s.event("Microsoft.Network/routeTables/routes/write", f"{table}/routes/default", 41.5)
