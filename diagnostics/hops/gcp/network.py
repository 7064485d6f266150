"""The way out of the function: through a connector, straight from a subnet, or past the VPC; read where packets fail."""

from __future__ import annotations

import msgspec

from diagnostics.hops.gcp import names
from diagnostics.hops.gcp.world import Function
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.gcp import core, network


class Way(msgspec.Struct, frozen=True):
    """*connector* (None: it does not exist) and *egress* are the function's; the rest only where the log shows need.

    *all_traffic* says that every packet takes the VPC, not only those to private addresses. *project* is where the network
    stands: in a Shared VPC the host's, with its firewall and private zones.
    """

    connector_name: str = ""
    all_traffic: bool = False
    interface: core.NetworkInterface | None = None
    connector: network.Connector | Unknown | None = None
    vpc: str = ""
    project: str = ""
    subnet: network.Subnetwork | Unknown | None = None
    routers: network.Routers | Unknown | None = None
    firewalls: network.EffectiveFirewalls | Unknown | None = None
    zones: network.ManagedZones | Unknown | None = None

    @property
    def in_vpc(self) -> bool:
        return bool(self.connector_name or self.interface)


def way_of(function: Function) -> Way:
    """Return what the function's own configuration says of its way out: the Run service's word goes before the function's."""
    if isinstance(function.service, core.Service) and (access := function.service.template.vpcAccess):
        interface = next(iter(access.networkInterfaces), None)
        return Way(access.connector, access.egress == "ALL_TRAFFIC", interface)
    if isinstance(function.service, core.Service) or function.config is None:
        return Way()
    config = function.config.serviceConfig
    return Way(config.vpcConnector, config.vpcConnectorEgressSettings == "ALL_TRAFFIC")


def read_network(ask: Ask, function: Function, *, deeply: bool) -> Way:
    """Return the way out; *deeply* also reads subnet, NAT, firewall and private zones."""
    way = way_of(function)
    if way.connector_name:
        full = way.connector_name
        if "/" not in full:
            full = f"projects/{function.project}/locations/{function.location}/connectors/{full}"
        way = msgspec.structs.replace(way, connector=ask(network.connector(function.project, name=full)))
    if not deeply or not way.in_vpc:
        return way
    return _deeply(ask, function, way)


def _deeply(ask: Ask, function: Function, way: Way) -> Way:
    project, subnet, vpc = _place(function, way)
    if not vpc:
        return way
    found, routers, firewalls, zones = ask.all(
        network.subnetwork(
            function.project, project=project, region=function.location, subnetwork=subnet or "default"
        ),
        network.routers(function.project, project=project, region=function.location),
        network.firewalls(function.project, project=project, network=vpc),
        network.zones(function.project, project=project),
    )
    return msgspec.structs.replace(
        way,
        vpc=vpc,
        project=project,
        subnet=found if subnet else None,
        routers=routers,
        firewalls=firewalls,
        zones=zones,
    )


def _place(function: Function, way: Way) -> tuple[str, str, str]:
    """Return (project, subnet, network) of the function's end in the VPC; in a Shared VPC it is the host's project."""
    if way.interface is not None:
        project = names.part(way.interface.subnetwork, "projects") or names.part(
            way.interface.network, "projects"
        )
        subnet, vpc = (
            value.rpartition("/")[2] for value in (way.interface.subnetwork, way.interface.network)
        )
        return project or function.project, subnet, vpc or "default"
    if isinstance(way.connector, network.Connector):
        made = way.connector
        return made.subnet.projectId or function.project, made.subnet.name, made.network.rpartition("/")[2]
    return function.project, "", ""
