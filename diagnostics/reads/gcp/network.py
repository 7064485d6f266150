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
    policy: str = ""


class Layer4(msgspec.Struct, frozen=True):
    ipProtocol: str = ""
    ports: tuple[str, ...] = ()


class Match(msgspec.Struct, frozen=True):
    """What a policy's rule is about; names of places and threat lists beside the addresses narrow it further."""

    destIpRanges: tuple[str, ...] = ()
    destFqdns: tuple[str, ...] = ()
    destRegionCodes: tuple[str, ...] = ()
    destThreatIntelligences: tuple[str, ...] = ()
    destAddressGroups: tuple[str, ...] = ()
    layer4Configs: tuple[Layer4, ...] = ()


class PolicyRule(msgspec.Struct, frozen=True):
    """A rule of a firewall policy: action allow, deny, goto_next or apply_security_profile_group."""

    ruleName: str = ""
    priority: int = 0
    direction: str = "INGRESS"
    action: str = ""
    disabled: bool = False
    match: Match = Match()
    targetResources: tuple[str, ...] = ()
    targetSecureTags: tuple[dict[str, str], ...] = ()
    targetServiceAccounts: tuple[str, ...] = ()

    @property
    def by_address(self) -> bool:
        """Whether nothing but addresses and ports says what the rule is about."""
        match = self.match
        narrowed = (
            match.destFqdns, match.destRegionCodes, match.destThreatIntelligences, match.destAddressGroups, self.targetResources,
            self.targetSecureTags, self.targetServiceAccounts,
        )  # fmt: skip
        return not any(narrowed)


class PolicyOfFirewalls(msgspec.Struct, frozen=True):
    """A firewall policy that holds in the network: type HIERARCHY (of the organization or a folder) or NETWORK."""

    name: str = ""
    shortName: str = ""
    displayName: str = ""
    type: str = ""
    rules: tuple[PolicyRule, ...] = ()

    def as_firewalls(self) -> tuple[Firewall, ...]:
        """Return the rules that decide, as firewall rules are written.

        Of a rule that is narrowed by more than addresses it is not known whom it means: such a deny is left out, and
        such an allow counts for every address, so that nothing is claimed that it may have let through.
        """
        title = self.displayName or self.shortName or self.name
        rows = []
        for rule in self.rules:
            denies, clear = rule.action == "deny", rule.by_address
            if rule.action == "goto_next" or (denies and not clear):
                continue
            speaks = tuple(Protocol(row.ipProtocol, row.ports) for row in rule.match.layer4Configs)
            rows.append(
                Firewall(
                    name=rule.ruleName or f"{title} #{rule.priority}",
                    direction=rule.direction,
                    priority=rule.priority,
                    disabled=rule.disabled,
                    allowed=() if denies else speaks,
                    denied=speaks if denies else (),
                    destinationRanges=rule.match.destIpRanges if clear else (),
                    policy=title,
                )
            )
        return tuple(rows)


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
