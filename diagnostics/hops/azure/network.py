"""The network around the app's subnet, in one question to Resource Graph."""

from __future__ import annotations

from diagnostics.hops.azure import ids
from diagnostics.hops.azure.raw import objects
from diagnostics.hops.azure.world import App, Network
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.azure import graph


def read_network(ask: Ask, app: App) -> Network | Unknown | None:
    """Return the network of the app, None where it is integrated with none, or Unknown."""
    subnet_id = app.site.properties.virtualNetworkSubnetId
    parsed = ids.parse(subnet_id)
    if subnet_id is None or parsed is None:
        return None
    answer = ask(graph.network(parsed.subscription, subnet_id))
    if not isinstance(answer, graph.Resources):
        return answer or Unknown("Resource Graph did not answer", None, graph.network_row.op)
    vnet_id = parsed.up_to(1)
    vnet = next((r for r in answer.data if ids.same(r.id, vnet_id)), None)
    if vnet is None:
        return Unknown(
            "the virtual network cannot be seen",
            "Microsoft.Network/virtualNetworks/read",
            graph.network_row.op,
        )
    subnets = objects(vnet.properties.get("subnets"))
    subnet = next((s for s in subnets if ids.same(str(s.get("id")), subnet_id)), None)
    return Network(
        subnet,
        answer.of("microsoft.network/privateendpoints"),
        answer.of("microsoft.network/privatednszones/virtualnetworklinks"),
        answer.of("microsoft.network/networksecuritygroups"),
        answer.of("microsoft.network/routetables"),
        vnet,
    )
