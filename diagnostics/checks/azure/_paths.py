"""From which side a call arrives at its target, and which part of the way is missing."""

from __future__ import annotations

from typing import Any

import msgspec

from diagnostics.case import Fact
from diagnostics.hops.azure import ids
from diagnostics.hops.azure.raw import mapping, objects, texts
from diagnostics.hops.azure.world import App, Network, TargetHop
from diagnostics.reader import Unknown
from diagnostics.reads.azure.app import Configuration
from diagnostics.reads.azure.entities import NetworkRules
from diagnostics.reads.azure.graph import Resource

_FIREWALLS = {
    "azure.storage-firewall.blocked", "azure.key-vault-firewall.blocked", "azure.messaging-firewall.blocked", "azure.cosmos-firewall.blocked",
    "azure.sql-firewall.blocked", "azure.target-firewall.blocked",
}  # fmt: skip
_GROUPS = {
    "blob": "blob", "queue": "queue", "table": "table", "file": "file", "keyvault": "vault", "servicebus": "namespace", "eventhub": "namespace",
    "cosmos": "sql", "appconfig": "configurationstores", "sql": "sqlserver",
}  # fmt: skip
_ZONES = {
    "blob": "privatelink.blob.core.", "queue": "privatelink.queue.core.", "table": "privatelink.table.core.", "file": "privatelink.file.core.",
    "keyvault": "privatelink.vaultcore.azure.", "servicebus": "privatelink.servicebus.", "eventhub": "privatelink.servicebus.",
    "cosmos": "privatelink.documents.azure.", "appconfig": "privatelink.azconfig.", "sql": "privatelink.database.",
}  # fmt: skip
_SERVICE_ENDPOINTS = {
    "blob": "Microsoft.Storage", "queue": "Microsoft.Storage", "table": "Microsoft.Storage", "file": "Microsoft.Storage",
    "keyvault": "Microsoft.KeyVault", "servicebus": "Microsoft.ServiceBus", "eventhub": "Microsoft.EventHub", "cosmos": "Microsoft.AzureCosmosDB",
    "sql": "Microsoft.Sql",
}  # fmt: skip


class Path(msgspec.Struct, frozen=True):
    """*cause* as the configuration refines it; *why* is the sentence that does, empty where the text stands alone.

    *subnet* is the app's; *zone* the DNS zone that should be linked; *endpoint_service* what the subnet lacks.
    """

    cause: str
    why: str = ""
    facts: tuple[Fact, ...] = ()
    subnet: str | None = None
    zone: str | None = None
    endpoint_service: str | None = None
    pending: str | None = None
    rule: Fact | None = None
    remark: str = ""


def path_of(
    app: App,
    configuration: Configuration | None,
    network: Network | Unknown | None,
    hop: TargetHop,
    said: str,
) -> Path:
    """Return the part of the way that fails, as far as what was read tells; else what the text says."""
    if said in _FIREWALLS:
        return _admitted(app, configuration, network, hop, said)
    if said == "azure.subnet.egress-blocked":
        return _out(app, network, said)
    if said == "azure.dns-zone.not-linked":
        private = _endpoint(network, hop) if isinstance(network, Network) else None
        zone = _zone(network, hop) if isinstance(network, Network) else None
        if private and not zone:
            return _unlinked(app, network, hop, private)
    return Path(said, subnet=app.site.properties.virtualNetworkSubnetId)


def _admitted(
    app: App,
    configuration: Configuration | None,
    network: Network | Unknown | None,
    hop: TargetHop,
    said: str,
) -> Path:
    """A firewall refused the address: from outside the network, past the private endpoint, or from a subnet it does not admit."""
    subnet = app.site.properties.virtualNetworkSubnetId
    admitted = _admitted_subnets(hop)
    private = bool(_connections(hop.account.resource))
    if subnet is None:
        if admitted or private:
            why = f"{app.name} is integrated with no virtual network"
            remark = (
                "The app's plan (Consumption) cannot be integrated with a virtual network."
                if app.sku == "Y1"
                else ""
            )
            return Path("azure.vnet-integration.missing", why, (_fact(app.id, why),), remark=remark)
        return Path(said)
    if not isinstance(network, Network):
        return Path(said, subnet=subnet)
    connection = _endpoint(network, hop)
    if private and connection is None and not any(ids.same(subnet, s) for s in admitted):
        return _no_endpoint(hop, said, subnet)
    if connection is not None:
        if _zone(network, hop) is None:
            return _unlinked(app, network, hop, connection)
        return Path(said, subnet=subnet)
    if any(ids.same(subnet, s) for s in admitted):
        return _half_open(app, configuration, network, hop, said, subnet)
    return Path(said, f"the subnet of {app.name} is not among those that it admits", subnet=subnet)


def _no_endpoint(hop: TargetHop, said: str, subnet: str) -> Path:
    """Private endpoints exist, and none of them is approved for the part of the service that is called."""
    group = _GROUPS.get(hop.endpoint.service, "")
    rows = _connections(hop.account.resource)
    fitting = [r for r in rows if not r[1] or group in r[1]]
    pending = next((r for r in fitting if r[2].lower() != "approved"), None)
    if pending:
        why = f"its private endpoint connection {pending[0].rpartition('/')[2]} is {pending[2]}"
        return Path(
            "azure.private-endpoint.missing", why, (_fact(pending[0], why),), subnet, pending=pending[0]
        )
    if rows and all(r[1] for r in rows) and not fitting:
        why = f"it has private endpoints, none of them for {group}"
        return Path("azure.private-endpoint.missing", why, (_fact(hop.target.id, why),), subnet)
    return Path(said, subnet=subnet)


def _half_open(
    app: App, configuration: Configuration | None, network: Network, hop: TargetHop, said: str, subnet: str
) -> Path:
    """The subnet is admitted: then it lacks the service endpoint, or the traffic does not leave through it."""
    service = _SERVICE_ENDPOINTS.get(hop.endpoint.service, "")
    given = {str(e.get("service")) for e in _of_subnet(network, "serviceEndpoints")}
    if service and not any(g == service or g.startswith(f"{service}.") for g in given):
        why = f"the subnet has no service endpoint {service}"
        return Path(
            "azure.subnet.service-endpoint-missing",
            why,
            (_fact(subnet, why),),
            subnet,
            endpoint_service=service,
        )
    if routed(app, configuration) is False:
        why = f"public traffic of {app.name} is not routed into its network"
        return Path("azure.vnet-integration.route-all-off", why, (_fact(app.id, why),), subnet)
    return Path(said, subnet=subnet)


def _unlinked(app: App, network: Network | Unknown | None, hop: TargetHop, endpoint: Resource) -> Path:
    """A private endpoint is there and no zone linked to the app's network would lead to it; custom DNS may all the same."""
    zone = _ZONES.get(hop.endpoint.service, "privatelink.")
    why = f"{endpoint.name} is a private endpoint for it, and no zone {zone}… is linked to the app's virtual network"
    servers: list[str] = []
    if isinstance(network, Network) and network.vnet:
        servers = texts(mapping(network.vnet.properties.get("dhcpOptions")).get("dnsServers"))
    remark = (
        f"The network uses DNS servers of its own ({', '.join(map(str, servers[:3]))}); what they answer cannot be read."
        if servers
        else ""
    )
    return Path(
        "azure.dns-zone.not-linked",
        why,
        (_fact(endpoint.id, why),),
        app.site.properties.virtualNetworkSubnetId,
        zone=zone,
        remark=remark,
    )


def _out(app: App, network: Network | Unknown | None, said: str) -> Path:
    """Packets do not come back: an outbound rule of the subnet, or a route to an appliance."""
    subnet = app.site.properties.virtualNetworkSubnetId
    if not isinstance(network, Network):
        return Path(said, subnet=subnet)
    rule = _denying(network)
    if rule:
        why = f"the rule {rule[1]} of {rule[0].name} denies outbound traffic"
        return Path(said, why, (_fact(rule[0].id, why),), subnet)
    route = _appliance(network)
    if route:
        why = f"the route {route[1]} of {route[0].name} sends everything to {route[2]}"
        return Path(said, why, (_fact(route[0].id, why),), subnet)
    return Path(said, subnet=subnet)


def _denying(network: Network) -> tuple[Resource, str] | None:
    """Return the first outbound rule, by priority, that denies what no earlier rule allows to everywhere."""
    for group in network.groups:
        rows = objects(group.properties.get("securityRules"))
        outbound = sorted(
            (r for r in rows if str(mapping(r.get("properties")).get("direction")).lower() == "outbound"),
            key=_priority,
        )
        for row in outbound:
            told = mapping(row.get("properties"))
            if str(told.get("access")).lower() == "deny":
                return group, str(row.get("name"))
            if (
                str(told.get("destinationAddressPrefix")) in {"*", "Internet", "0.0.0.0/0"}
                and str(told.get("destinationPortRange")) == "*"
            ):
                break
    return None


def _appliance(network: Network) -> tuple[Resource, str, str] | None:
    for table in network.tables:
        for route in objects(table.properties.get("routes")):
            told = mapping(route.get("properties"))
            kind = str(told.get("nextHopType"))
            if told.get("addressPrefix") == "0.0.0.0/0" and kind in {"VirtualAppliance", "None"}:
                return table, str(route.get("name")), str(told.get("nextHopIpAddress") or "nowhere")
    return None


def routed(app: App, configuration: Configuration | None) -> bool | None:
    """Whether the app's public traffic goes into its network; None where no version of the setting was answered."""
    told = app.site.properties
    new = told.outboundVnetRouting
    if app.sku == "FC1":
        return True
    for value in (
        new.allTraffic if new else None,
        new.applicationTraffic if new else None,
        told.vnetRouteAllEnabled,
        configuration.properties.vnetRouteAllEnabled if configuration else None,
    ):
        if value is not None:
            return value
    return None


def _admitted_subnets(hop: TargetHop) -> tuple[str, ...]:
    """Return the subnets that the target's own rules admit."""
    rules: list[Any] = []
    resource = hop.account.resource
    if isinstance(resource, Resource):
        acls = mapping(resource.properties.get("networkAcls"))
        rules += objects(acls.get("virtualNetworkRules"))
        rules += objects(resource.properties.get("virtualNetworkRules"))
    if isinstance(hop.rules, NetworkRules):
        rules += list(hop.rules.properties.virtualNetworkRules)
    found = [r.get("id") or mapping(r.get("subnet")).get("id") for r in rules]
    return tuple(str(f) for f in found if f)


def _connections(resource: Resource | Unknown | None) -> list[tuple[str, list[str], str]]:
    """Return the target's private endpoint connections: (id, groups, status)."""
    if not isinstance(resource, Resource):
        return []
    rows = []
    for connection in objects(resource.properties.get("privateEndpointConnections")):
        told = mapping(connection.get("properties"))
        status = mapping(told.get("privateLinkServiceConnectionState")).get("status")
        rows.append(
            (
                str(connection.get("id") or ""),
                texts(told.get("groupIds")),
                str(status or "Approved"),
            )
        )
    return rows


def _endpoint(network: Network | Unknown | None, hop: TargetHop) -> Resource | None:
    """Return an approved private endpoint for the part of the target that is called."""
    resource = hop.account.resource
    if not isinstance(network, Network) or not isinstance(resource, Resource):
        return None
    group = _GROUPS.get(hop.endpoint.service, "")
    for endpoint in network.endpoints:
        for connection in objects(endpoint.properties.get("privateLinkServiceConnections")):
            told = mapping(connection.get("properties"))
            status = mapping(told.get("privateLinkServiceConnectionState")).get("status") or "Approved"
            groups = [g.lower() for g in texts(told.get("groupIds"))]
            if (
                ids.same(str(told.get("privateLinkServiceId")), resource.id)
                and str(status).lower() == "approved"
                and group.lower() in groups
            ):
                return endpoint
    return None


def _zone(network: Network, hop: TargetHop) -> Resource | None:
    """Return the link of the service's private zone to the app's network."""
    zone = _ZONES.get(hop.endpoint.service)
    vnet = network.vnet
    for link in network.links:
        told = mapping(link.properties.get("virtualNetwork"))
        if zone and vnet and f"/{zone}" in link.id.lower() and ids.same(str(told.get("id")), vnet.id):
            return link
    return None


def _of_subnet(network: Network, name: str) -> list[dict[str, Any]]:
    return objects(mapping(mapping(network.subnet).get("properties")).get(name))


def _priority(rule: dict[str, Any]) -> int:
    given = mapping(rule.get("properties")).get("priority")
    return given if isinstance(given, int) else 0


def _fact(about: str, text: str) -> Fact:
    return Fact(f"config:{about}:{text[:40]}", "configuration", text, provenance="config")
