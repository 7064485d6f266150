"""One rule, one link or one endpoint for this app's subnet; never an open door."""

from __future__ import annotations

import shlex
from collections.abc import Callable

from diagnostics.case import Finding
from diagnostics.checks.azure._paths import Path
from diagnostics.checks.azure.packets_get_through import Refused
from diagnostics.fix import shell
from diagnostics.fix.azure import forms
from diagnostics.fix.values import checked, quoted
from diagnostics.hops.azure import ids
from diagnostics.hops.azure.raw import mapping, objects
from diagnostics.hops.azure.world import App, AzureWorld, Network, TargetHop
from diagnostics.reads.azure.graph import Resource
from diagnostics.report import Fix, Setting

_ENDPOINTS = {
    "blob": "Microsoft.Storage", "queue": "Microsoft.Storage", "table": "Microsoft.Storage", "file": "Microsoft.Storage",
    "keyvault": "Microsoft.KeyVault", "servicebus": "Microsoft.ServiceBus", "eventhub": "Microsoft.EventHub", "cosmos": "Microsoft.AzureCosmosDB",
}  # fmt: skip
_LATER = "The firewall is asked first: a role that is missing as well shows only afterwards."
Way = Callable[[App, Network | None, TargetHop, Path], Fix]


def admit(world: AzureWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the least that lets this app's subnet in."""
    plan, app = finding.plan, world.app
    if not isinstance(plan, Refused) or not isinstance(app, App):
        return ()
    network = world.network if isinstance(world.network, Network) else None
    way = _WAYS.get(finding.cause or "", _rule)
    return (way(app, network, plan.hop, plan.path),)


def _rule(app: App, network: Network | None, hop: TargetHop, path: Path) -> Fix:
    """Admit the app's subnet at the target; an app without one has no address that a rule could name."""
    resource = hop.account.resource
    place = resource.name if isinstance(resource, Resource) else hop.target.name
    title = f"Let the subnet of {app.name} into {place}"
    if not isinstance(resource, Resource) or path.subnet is None:
        told = "Calls from the same region do not carry the app's public addresses, so a rule for those admits nothing: the app has to be integrated with a virtual network first."
        return Fix(
            title=title,
            changes=(
                Setting(
                    target=hop.target.id or place,
                    setting="networkAcls.virtualNetworkRules",
                    from_=None,
                    to=path.subnet,
                ),
            ),
            warnings=(told,),
        )
    command = _add(hop.endpoint.service, resource, path.subnet)
    if command is None:
        return Fix(
            title=title,
            changes=(Setting(target=resource.id, setting="virtualNetworkRules", from_=None, to=path.subnet),),
            warnings=(_LATER,),
        )
    first = _endpoint_command(network, hop, path.subnet)
    commands = (*((first,) if first else ()), command[0])
    return Fix(
        title=title,
        changes=(Setting(target=resource.id, setting="virtualNetworkRules", from_=None, to=path.subnet),),
        commands={"az-cli": shell.script(*commands)},
        undo={"az-cli": shell.script(command[1])},
        warnings=(
            _LATER,
            *(("The subnet gets a service endpoint; its other endpoints stay.",) if first else ()),
        ),
    )


def _add(service: str, resource: Resource, subnet: str) -> tuple[str, str] | None:
    """Return the commands that add and remove the rule for *subnet*."""
    parsed = ids.parse(resource.id)
    where = f"--subscription {quoted(parsed.subscription if parsed else None, 'uuid')}"
    group = f"--resource-group {quoted(parsed.group if parsed else None, 'azure-name')}"
    name, place = quoted(resource.name, "azure-name"), f"--subnet {quoted(subnet, 'azure-id')}"
    vnet = f"--virtual-network {quoted(subnet.partition('/subnets/')[0], 'azure-id')}"
    rows = {
        "blob": ("storage account network-rule", f"--account-name {name}", place),
        "keyvault": ("keyvault network-rule", f"--name {name}", place),
        "servicebus": (
            "servicebus namespace network-rule-set virtual-network-rule",
            f"--namespace-name {name}",
            place,
        ),
        "eventhub": (
            "eventhubs namespace network-rule-set virtual-network-rule",
            f"--namespace-name {name}",
            place,
        ),
        "cosmos": ("cosmosdb network-rule", f"--name {name}", f"{vnet} {place}"),
    }
    row = rows.get("blob" if service in {"queue", "table", "file"} else service)
    if row is None:
        return None
    command, named, what = row
    return forms.az(f"{command} add", where, group, named, what), forms.az(
        f"{command} remove", where, group, named, what
    )


def _endpoint_command(network: Network | None, hop: TargetHop, subnet: str) -> str | None:
    """Return the command that gives the subnet the service endpoint it lacks, the ones it has kept: the CLI writes the whole list."""
    service = _ENDPOINTS.get(hop.endpoint.service)
    if network is None or network.subnet is None or service is None:
        return None
    rows = objects(mapping(network.subnet.get("properties")).get("serviceEndpoints"))
    had = [str(r.get("service")) for r in rows if r.get("service")]
    if service in had:
        return None
    names = " ".join(shlex.quote(checked(n, "azure-name")) for n in [*had, service])
    return forms.az(
        "network vnet subnet update", f"--ids {quoted(subnet, 'azure-id')}", f"--service-endpoints {names}"
    )


def _service_endpoint(app: App, network: Network | None, hop: TargetHop, path: Path) -> Fix:
    subnet = path.subnet or ""
    command = _endpoint_command(network, hop, subnet)
    change = (Setting(target=subnet, setting="serviceEndpoints", from_=None, to=path.endpoint_service),)
    title = f"Give the subnet of {app.name} the service endpoint {path.endpoint_service}"
    return Fix(
        title=title,
        changes=change,
        commands={"az-cli": shell.script(command)} if command else {},
        warnings=(_LATER,),
    )


def _link(app: App, network: Network | None, _hop: TargetHop, path: Path) -> Fix:
    """Link the zone, where another link tells which resource group it is in."""
    zone = path.zone or "privatelink."
    vnet = network.vnet if network else None
    known = next(
        (link.id for link in (network.links if network else ()) if f"/{zone}" in link.id.lower()), None
    )
    parsed = ids.parse(known)
    name = parsed.pairs[0][1] if parsed else None
    change = (
        Setting(
            target=vnet.id if vnet else app.id,
            setting="privateDnsZones/virtualNetworkLinks",
            from_=None,
            to=name,
        ),
    )
    title = f"Link the private DNS zone {name or f'{zone}…'} to the network of {app.name}"
    if parsed is None or vnet is None:
        return Fix(
            title=title,
            changes=change,
            warnings=(
                "The zone, or the resource group that holds it, could not be seen.",
                "A zone without the target's record breaks the names of all others in the network.",
            ),
        )
    where = (
        f"--subscription {quoted(parsed.subscription, 'uuid')}", f"--resource-group {quoted(parsed.group, 'azure-name')}",
        f"--zone-name {quoted(name or '', 'azure-name')}", f"--name {quoted(f'{vnet.name}-link', 'azure-name')}",
    )  # fmt: skip
    create = forms.az(
        "network private-dns link vnet create",
        *where,
        f"--virtual-network {quoted(vnet.id, 'azure-id')}",
        "--registration-enabled false",
    )
    return Fix(
        title=title, changes=change, commands={"az-cli": shell.script(create)},
        undo={"az-cli": shell.script(forms.az("network private-dns link vnet delete", *where, "--yes"))},
        warnings=("Instances resolve names anew when they start; restart the app.",),
    )  # fmt: skip


def _approve(app: App, _network: Network | None, hop: TargetHop, path: Path) -> Fix:
    title = f"Approve the private endpoint from the network of {app.name} to {hop.endpoint.account}"
    if not path.pending:
        change = (
            Setting(
                target=hop.target.id,
                setting="privateEndpointConnections",
                from_=None,
                to=hop.endpoint.service,
            ),
        )
        return Fix(
            title=f"Add a private endpoint for {hop.endpoint.service} to {hop.endpoint.account}",
            changes=change,
            warnings=("It needs its own private DNS zone, linked to the app's network.",),
        )
    given = f"--id {quoted(path.pending, 'azure-id')}"
    return Fix(
        title=title, changes=(Setting(target=path.pending, setting="status", from_="Pending", to="Approved"),),
        commands={"az-cli": shell.script(forms.az("network private-endpoint-connection approve", given))},
        undo={"az-cli": shell.script(forms.az("network private-endpoint-connection reject", given))},
        warnings=("Make sure that the endpoint is the one of your own network.",),
    )  # fmt: skip


def _route(app: App, _network: Network | None, _hop: TargetHop, _path: Path) -> Fix:
    """Send the app's public traffic through its network; the legacy name of the setting works in every API version."""
    given = f"--ids {shlex.quote(checked(app.id, 'azure-id') + '/config/web')}"

    def switch(value: str) -> str:
        return shell.script(
            forms.az("resource update", given, f"--set properties.vnetRouteAllEnabled={value}")
        )

    return Fix(
        title=f"Route the traffic of {app.name} through its network",
        changes=(Setting(target=app.id, setting="vnetRouteAllEnabled", from_="false", to="true"),),
        commands={"az-cli": switch("true")}, undo={"az-cli": switch("false")},
        warnings=("The subnet's rules and routes then hold for all of it, and may block what worked before.",),
    )  # fmt: skip


def _integrate(app: App, _network: Network | None, hop: TargetHop, path: Path) -> Fix:
    plan = path.remark or "The subnet has to be the app's own, delegated, and admitted by the target."
    return Fix(
        title=f"Integrate {app.name} with the network that {hop.target.name} admits",
        changes=(Setting(target=app.id, setting="virtualNetworkSubnetId", from_=None, to=None),), warnings=(plan,),
    )  # fmt: skip


def _let_out(app: App, _network: Network | None, hop: TargetHop, path: Path) -> Fix:
    place = f" to {hop.target.name}" if hop.endpoint.account else ""
    target = path.facts[0].key.split(":")[1] if path.facts else (path.subnet or app.id)
    return Fix(
        title=f"Let the calls of {app.name}{place} out of its subnet", changes=(Setting(target=target, setting="outbound", from_=path.why or None, to=None),),
        warnings=("One rule for the one port and service tag that is called, above the rule that denies; never a rule for everything.",),
    )  # fmt: skip


def _reuse(app: App, _network: Network | None, hop: TargetHop, _path: Path) -> Fix:
    return Fix(
        title=f"Use one client for all calls of {app.name} to {hop.target.name}",
        changes=(Setting(target=app.id, setting="one client for each call", from_="true", to="false"),),
        warnings=("A client for each call uses up the outbound ports; where one is not enough, attach a NAT gateway to the app's subnet.",),
    )  # fmt: skip


_WAYS: dict[str, Way] = {
    "azure.subnet.service-endpoint-missing": _service_endpoint,
    "azure.dns-zone.not-linked": _link,
    "azure.private-endpoint.missing": _approve,
    "azure.vnet-integration.route-all-off": _route,
    "azure.vnet-integration.missing": _integrate,
    "azure.subnet.egress-blocked": _let_out,
    "azure.app.snat-exhausted": _reuse,
}
FIXES = dict.fromkeys((*_WAYS, "azure.storage-firewall.blocked", "azure.key-vault-firewall.blocked", "azure.messaging-firewall.blocked", "azure.cosmos-firewall.blocked", "azure.target-firewall.blocked"), admit)  # fmt: skip
