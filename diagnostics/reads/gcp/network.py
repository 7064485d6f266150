"""Reads of the way out of a function: connector, subnet, NAT, firewall, private zones."""

from __future__ import annotations

import msgspec

from diagnostics.reader import Row


class ConnectorSubnet(msgspec.Struct, frozen=True):
    name: str = ""
    projectId: str = ""


class Connector(msgspec.Struct, frozen=True):
    """A Serverless VPC Access connector: state READY, CREATING, DELETING, ERROR or UPDATING."""

    name: str
    state: str = ""
    network: str = ""
    ipCidrRange: str = ""
    subnet: ConnectorSubnet = ConnectorSubnet()


class Subnetwork(msgspec.Struct, frozen=True):
    name: str = ""
    network: str = ""
    ipCidrRange: str = ""
    privateIpGoogleAccess: bool = False
    selfLink: str = ""


class NatSubnet(msgspec.Struct, frozen=True):
    name: str = ""


class Nat(msgspec.Struct, frozen=True):
    name: str = ""
    sourceSubnetworkIpRangesToNat: str = ""
    subnetworks: tuple[NatSubnet, ...] = ()


class Router(msgspec.Struct, frozen=True):
    name: str = ""
    network: str = ""
    nats: tuple[Nat, ...] = ()


class Routers(msgspec.Struct, frozen=True):
    items: tuple[Router, ...] = ()


class Protocol(msgspec.Struct, frozen=True):
    IPProtocol: str = ""
    ports: tuple[str, ...] = ()


class Firewall(msgspec.Struct, frozen=True):
    """A VPC firewall rule; the smaller *priority* wins, and a deny wins over an allow of the same."""

    name: str = ""
    direction: str = "INGRESS"
    priority: int = 1000
    disabled: bool = False
    allowed: tuple[Protocol, ...] = ()
    denied: tuple[Protocol, ...] = ()
    destinationRanges: tuple[str, ...] = ()
    sourceRanges: tuple[str, ...] = ()
    targetTags: tuple[str, ...] = ()
    targetServiceAccounts: tuple[str, ...] = ()


class PolicyOfFirewalls(msgspec.Struct, frozen=True):
    name: str = ""
    type: str = ""


class EffectiveFirewalls(msgspec.Struct, frozen=True):
    firewalls: tuple[Firewall, ...] = ()
    firewallPolicys: tuple[PolicyOfFirewalls, ...] = ()


class ZoneNetwork(msgspec.Struct, frozen=True):
    networkUrl: str = ""


class PrivateVisibility(msgspec.Struct, frozen=True):
    networks: tuple[ZoneNetwork, ...] = ()


class ManagedZone(msgspec.Struct, frozen=True):
    name: str = ""
    dnsName: str = ""
    visibility: str = "public"
    privateVisibilityConfig: PrivateVisibility = PrivateVisibility()


class ManagedZones(msgspec.Struct, frozen=True):
    managedZones: tuple[ManagedZone, ...] = ()


connector = Row(
    "vpcaccess:connectors.get",
    Connector,
    "vpcaccess.connectors.get",
    "whether the connector to the VPC is ready",
)
subnetwork = Row(
    "compute:subnetworks.get",
    Subnetwork,
    "compute.subnetworks.get",
    "the subnet and its private access to Google",
)
routers = Row("compute:routers.list", Routers, "compute.routers.list", "whether Cloud NAT leads out")
firewalls = Row(
    "compute:networks.getEffectiveFirewalls",
    EffectiveFirewalls,
    "compute.networks.getEffectiveFirewalls",
    "which firewall rules hold for what leaves",
)
zones = Row(
    "dns:managedZones.list", ManagedZones, "dns.managedZones.list", "which private zones answer for a name"
)
