"""Do packets get there and back, and is the place they come from admitted?"""

from __future__ import annotations

import msgspec

from diagnostics.case import Fact, Finding, Touch, need, passed
from diagnostics.causes import lookup
from diagnostics.checks.azure._paths import Path, path_of
from diagnostics.checks.azure._state import at_the_door, onset, state
from diagnostics.hops.azure.connections import HOST, connection
from diagnostics.hops.azure.endpoints import TITLES
from diagnostics.hops.azure.world import App, AzureWorld, Network, Settings, TargetHop
from diagnostics.reader import Unknown
from diagnostics.reads.azure.graph import Resource
from diagnostics.report import Class

NAME = "packets-get-through"
_NETWORK_EVENTS = (
    "Microsoft.Network/virtualNetworks/subnets/write", "Microsoft.Network/virtualNetworks/write",
    "Microsoft.Network/networkSecurityGroups/securityRules/write", "Microsoft.Network/networkSecurityGroups/securityRules/delete",
    "Microsoft.Network/networkSecurityGroups/write", "Microsoft.Network/routeTables/routes/write", "Microsoft.Network/routeTables/write",
    "Microsoft.Network/routeTables/routes/delete", "Microsoft.Network/natGateways/delete",
    "Microsoft.Network/privateEndpoints/delete", "Microsoft.Network/privateEndpoints/write",
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks/delete", "Microsoft.Network/privateDnsZones/virtualNetworkLinks/write",
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups/delete",
)  # fmt: skip
_SITE_EVENTS = (
    "Microsoft.Web/sites/networkConfig/delete", "Microsoft.Web/sites/networkConfig/write", "Microsoft.Web/sites/write",
    "Microsoft.Web/sites/config/write",
)  # fmt: skip
_TARGET_EVENTS = {
    "microsoft.storage": ("Microsoft.Storage/storageAccounts/write",),
    "microsoft.keyvault": ("Microsoft.KeyVault/vaults/write",),
    "microsoft.servicebus": ("Microsoft.ServiceBus/namespaces/networkRuleSets/write", "Microsoft.ServiceBus/namespaces/write"),
    "microsoft.eventhub": ("Microsoft.EventHub/namespaces/networkRuleSets/write", "Microsoft.EventHub/namespaces/write"),
    "microsoft.documentdb": ("Microsoft.DocumentDB/databaseAccounts/write",),
    "microsoft.sql": ("Microsoft.Sql/servers/firewallRules/delete", "Microsoft.Sql/servers/write"),
    "microsoft.appconfiguration": ("Microsoft.AppConfiguration/configurationStores/write",),
}  # fmt: skip


class Refused(msgspec.Struct, frozen=True):
    """What the fix needs: the hop and what was found out about its path."""

    hop: TargetHop
    path: Path


def packets_get_through(world: AzureWorld) -> tuple[Finding, ...]:
    """A call that times out, or that is refused for where it comes from, is a fault while invocations fail with it."""
    app = need(world.app)
    network = need(world.network)
    hops = [h for h in need(world.outbound) if _concerns(h)]
    need(world.inbound)
    if not isinstance(app, App) or not hops:
        return (passed(NAME, "no call timed out or was refused for its address in what could be read"),)
    return tuple(_ask(world, app, network, hop) for hop in hops)


def _concerns(hop: TargetHop) -> bool:
    saying = hop.episodes[0].saying
    return saying is not None and saying.class_ == "network" and not at_the_door(hop.episodes)


def _ask(world: AzureWorld, app: App, network: Network | Unknown | None, hop: TargetHop) -> Finding:
    saying = hop.episodes[0].saying
    assert saying is not None  # noqa: S101 - target hops are made of episodes that say something
    own = [e for e in hop.episodes if e.saying and e.saying.provenance == "platform"] or list(hop.episodes)
    configuration = need(world.configuration)
    path = path_of(
        app,
        configuration if configuration and not isinstance(configuration, Unknown) else None,
        network,
        hop,
        saying.cause or "",
    )
    known = lookup(path.cause)
    now = state(world, own)
    text = _summary(app, hop, path)
    addresses = sorted({e.address for e in own if e.address})
    seen_from = (
        (
            Fact(
                f"addresses:{hop.target.id}",
                "target-log",
                f"the calls arrive from {', '.join(addresses[:4])}",
            ),
        )
        if addresses
        else ()
    )
    base = Finding(
        NAME, "failed", question="reachable", hop=hop, cause=path.cause, class_="network", deny_origin=known.deny_origin if known else saying.deny_origin,
        detail=f"{hop.target.name} could not be reached {len(own)} times: {path.why or saying.summary}", summary=text,
        facts=(*path.facts, *seen_from, *(e.fact for e in own[:40])), corroborated=now == "failing", failing=True,
        confidence=min(0.97, saying.confidence + (0.02 if path.why else 0.0)), upstream=25 if hop.verb in {"process", "host"} else 50,
        onset=onset(own), touches=_touches(app, network, hop), rules_out=_rules_out(saying.deny_origin),
        remark=path.remark, plan=Refused(hop, path),
    )  # fmt: skip
    if _is_gone(world, hop, path):
        # The host's storage account is not there at all: that is told as wiring.
        return msgspec.structs.replace(base, status="skipped", corroborated=False, remark="")
    if now == "ended":
        return msgspec.structs.replace(
            base, cause="azure.function.recovered", class_="none", deny_origin=None, corroborated=True, failing=False, confidence=0.85,
            summary=f"{app.name} could not reach {hop.target.name} until {own[-1].time}; it has succeeded since.", remark="",
        )  # fmt: skip
    if now == "survived":
        return msgspec.structs.replace(
            base, summary=f"{app.name} cannot reach {hop.target.name} and goes on without it.", failing=False
        )
    return base


def _is_gone(world: AzureWorld, hop: TargetHop, path: Path) -> bool:
    """Whether the name that is not resolved is that of the host's storage account, which Resource Manager does not have."""
    settings = world.settings
    host = connection(settings, HOST, "blob").account if isinstance(settings, Settings) else None
    unresolved = path.cause == "azure.dns-zone.not-linked"
    return bool(unresolved and host and hop.account.resource is None and hop.endpoint.account == host.lower())


def _summary(app: App, hop: TargetHop, path: Path) -> str:
    place = (
        f"{hop.target.name} ({TITLES.get(hop.endpoint.service, 'a service')})"
        if hop.endpoint.account
        else "what it calls"
    )
    words = {
        "azure.vnet-integration.missing": f"{app.name} calls {place} from the internet: it is not integrated with the network that is admitted.",
        "azure.vnet-integration.route-all-off": f"{app.name} calls {place} past its network: its public traffic is not routed into it.",
        "azure.dns-zone.not-linked": f"{app.name} finds the public address of {place}, not the private endpoint: the private DNS zone is not linked to its network.",
        "azure.private-endpoint.missing": f"{place} has no approved private endpoint for what {app.name} calls.",
        "azure.subnet.service-endpoint-missing": f"{place} admits the subnet of {app.name}, and the subnet has no service endpoint to show that it is it.",
        "azure.subnet.egress-blocked": f"Calls of {app.name} to {place} do not get out of its subnet.",
        "azure.app.snat-exhausted": f"{app.name} runs out of outbound ports towards {place}.",
        "azure.target.connection-refused": f"Nothing listens where {app.name} calls {place}.",
    }
    return words.get(
        path.cause, f"The network rules of {place} refuse the address that {app.name} calls from."
    )


def _rules_out(origin: str | None) -> tuple[tuple[Class, str], ...]:
    why = (
        "the refusal is about the address, not the caller"
        if origin == "firewall"
        else "nothing answered; a refusal would have come back and said so"
    )
    return (
        ("iam", why),
        ("resource-policy", why),
        ("trigger", "the function's code or listener made the call"),
    )


def _touches(app: App, network: Network | Unknown | None, hop: TargetHop) -> tuple[Touch, ...]:
    rows = []
    resource = hop.account.resource
    if isinstance(resource, Resource):
        events = next(
            (e for start, e in _TARGET_EVENTS.items() if resource.type.lower().startswith(start)), ()
        )
        rows.append(Touch(resource.id, resource.id.split("/")[2], events, "target"))
    if isinstance(network, Network):
        parts = [network.vnet, *network.groups, *network.tables, *_own_endpoints(network, resource)]
        rows += [Touch(r.id, r.id.split("/")[2], _NETWORK_EVENTS, "network") for r in parts if r][:4]
        if network.vnet:
            group = network.vnet.id.partition("/providers/")[0]
            # Zones and their links stand anywhere in the network's group; their events name them.
            rows.append(
                Touch(
                    f"{group}/providers/Microsoft.Network/privateDnsZones",
                    network.vnet.id.split("/")[2],
                    _NETWORK_EVENTS,
                    "zones",
                )
            )
    return (*rows, Touch(app.id, app.subscription, _SITE_EVENTS, "app"))


def _own_endpoints(network: Network, resource: object) -> list[Resource]:
    if not isinstance(resource, Resource):
        return []
    return [e for e in network.endpoints if resource.id.lower() in str(e.properties).lower()]
