"""From one subnet to one destination: does a packet get there and its answer back, and if not, where does it end.

The order follows the packet: security group, route, network ACL, the endpoint's own security group. Sources: the VPC
user guide (route priority, network ACL rules) and the Lambda developer guide (no public IP in a public subnet).
"""

from __future__ import annotations

from ipaddress import ip_network

import msgspec

from diagnostics.hops.aws.network import Network
from diagnostics.reachability.addresses import Networks, Place, covered, internet, network, networks
from diagnostics.reachability.destination import Destination
from diagnostics.reader import Unknown
from diagnostics.reads.aws import network as reads

_EPHEMERAL = (1024, 65535)
_TCP = {"tcp", "6", "-1"}


class Step(msgspec.Struct, frozen=True):
    """Where the way ends (*passes* False), goes on (True), or cannot be told (None); *by* names the deciding thing."""

    passes: bool | None
    kind: str
    why: str
    by: str = ""
    needs: str | None = None


OPEN = Step(True, "open", "the way is open")


def way(of: Network, subnet: reads.Subnet, to: Destination) -> Step:
    """Return the first step that ends the way from *subnet* to *to*, else OPEN, else the first that cannot be told."""
    endpoint = _interface_endpoint(of, to)
    place = _place(of, to, endpoint)
    port = to.port or 443
    steps = [
        _groups_let_out(of, place, port, to),
        _route(of, subnet, to, place, endpoint),
        _acl(of, subnet, place, port),
    ]
    if endpoint is not None:
        steps.append(_endpoint_lets_in(of, subnet, endpoint, port))
    shut = next((step for step in steps if step.passes is False), None)
    unsure = next((step for step in steps if step.passes is None), None)
    return shut or unsure or OPEN


def _place(of: Network, to: Destination, endpoint: reads.VpcEndpoint | None) -> Place:
    if endpoint is not None:
        subnets = networks(s.CidrBlock for s in of.subnets)
        return Place(to.name, subnets, exact=False)
    literal = to.address
    if literal is not None:
        return Place(to.name, (ip_network(literal),))
    if to.kind == "private":
        return Place(to.name, networks(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]), exact=False)
    lists = frozenset({e.ServiceName for e in _gateways(of, to)})
    place = internet()
    return msgspec.structs.replace(place, lists=lists)


def _endpoints(of: Network) -> tuple[reads.VpcEndpoint, ...]:
    return () if isinstance(of.endpoints, Unknown) else of.endpoints


def _of_service(endpoint: reads.VpcEndpoint, to: Destination) -> bool:
    if to.service is None or endpoint.State.lower() != "available":
        return False
    name = endpoint.ServiceName.lower()
    return name.endswith(f".{to.service}") and (to.region is None or f".{to.region}." in name)


def _interface_endpoint(of: Network, to: Destination) -> reads.VpcEndpoint | None:
    return next(
        (
            e
            for e in _endpoints(of)
            if e.VpcEndpointType == "Interface" and e.PrivateDnsEnabled and _of_service(e, to)
        ),
        None,
    )


def _gateways(of: Network, to: Destination) -> list[reads.VpcEndpoint]:
    return [e for e in _endpoints(of) if e.VpcEndpointType == "Gateway" and _of_service(e, to)]


def table_of(of: Network, subnet: str) -> reads.RouteTable | None:
    """Return the subnet's own route table, else the main one."""
    if isinstance(of.tables, Unknown):
        return None
    own = next((t for t in of.tables if any(a.SubnetId == subnet for a in t.Associations)), None)
    return own or next((t for t in of.tables if any(a.Main for a in t.Associations)), None)


def _route(
    of: Network, subnet: reads.Subnet, to: Destination, place: Place, endpoint: reads.VpcEndpoint | None
) -> Step:
    if endpoint is not None:
        return OPEN
    if isinstance(of.tables, Unknown):
        return Step(None, "route", of.tables.why, needs=of.tables.needs)
    table = table_of(of, subnet.SubnetId)
    if table is None:
        return Step(None, "route", f"no route table of {subnet.SubnetId} was found")
    gateway = next((e for e in _gateways(of, to) if table.RouteTableId in e.RouteTableIds), None)
    if gateway is not None or any(
        r.DestinationPrefixListId and (r.GatewayId or "").startswith("vpce-") and _gateways(of, to)
        for r in table.Routes
    ):
        return OPEN
    route = _longest(table, place)
    if route is None:
        return Step(
            False,
            "no-route",
            f"route table {table.RouteTableId} has no route to {to.name}",
            table.RouteTableId,
        )
    return _next_hop(of, table, route, to)


def _longest(table: reads.RouteTable, place: Place) -> reads.Route | None:
    """Return the most specific IPv4 route that covers the place."""
    best: tuple[int, reads.Route] | None = None
    for route in table.Routes:
        block = network(route.DestinationCidrBlock)
        if block is None or covered((block,), place) is not True:
            continue
        if best is None or block.prefixlen > best[0]:
            best = (block.prefixlen, route)
    return best[1] if best else None


def _next_hop(of: Network, table: reads.RouteTable, route: reads.Route, to: Destination) -> Step:
    where = f"route table {table.RouteTableId}"
    if route.State == "blackhole":
        kind = "nat-broken" if route.NatGatewayId else "no-route"
        return Step(
            False,
            kind,
            f"the route to {to.name} in {where} leads to something that is gone",
            table.RouteTableId,
        )
    if route.GatewayId == "local":
        return OPEN
    if route.NatGatewayId:
        return _nat(of, route.NatGatewayId, to)
    if (route.GatewayId or "").startswith("igw-"):
        why = (
            f"{where} leads to the internet gateway, and a function's network interface has no public address"
        )
        return Step(False, "public", why, table.RouteTableId)
    through = (
        route.TransitGatewayId or route.VpcPeeringConnectionId or route.NetworkInterfaceId or route.GatewayId
    )
    return Step(
        None, "route", f"the route to {to.name} goes through {through}, which cannot be followed from here"
    )


def _nat(of: Network, ident: str, to: Destination) -> Step:
    if isinstance(of.nats, Unknown):
        return Step(None, "nat", of.nats.why, needs=of.nats.needs)
    nat = next((n for n in of.nats if n.NatGatewayId == ident), None)
    if nat is None or nat.State.lower() in {"deleted", "deleting", "failed"}:
        state = nat.State if nat else "gone"
        return Step(False, "nat-broken", f"the NAT gateway {ident} on the way to {to.name} is {state}", ident)
    if nat.ConnectivityType == "private" and to.kind != "private":
        return Step(
            False,
            "nat-broken",
            f"the NAT gateway {ident} is private and does not lead to the internet",
            ident,
        )
    if nat.SubnetId is None:
        return OPEN
    table = table_of(of, nat.SubnetId)
    default = _longest(table, internet()) if table else None
    if default is None or not (default.GatewayId or "").startswith("igw-"):
        return Step(
            False,
            "nat-broken",
            f"the NAT gateway {ident} stands in {nat.SubnetId}, which has no way to the internet",
            ident,
        )
    return OPEN


def _groups_let_out(of: Network, place: Place, port: int, to: Destination) -> Step:
    if isinstance(of.groups, Unknown):
        return Step(None, "security-group", of.groups.why, needs=of.groups.needs)
    own = [g for g in of.groups if g.GroupId in of.own_groups]
    if len(own) < len(of.own_groups) or not own:
        return Step(None, "security-group", "the function's security groups were not found")
    verdicts = [_permits(rule, place, port, _gateways(of, to)) for g in own for rule in g.IpPermissionsEgress]
    if True in verdicts:
        return OPEN
    if None in verdicts:
        return Step(
            None,
            "security-group",
            f"it depends on the address whether the security groups let packets out to {to.name}",
        )
    names = ", ".join(g.GroupId for g in own)
    return Step(
        False,
        "security-group",
        f"no egress rule of {names} lets packets out to {to.name} on port {port}",
        own[0].GroupId,
    )


def _permits(
    rule: reads.IpPermission, place: Place, port: int, gateways: list[reads.VpcEndpoint]
) -> bool | None:
    if rule.IpProtocol not in _TCP:
        return False
    if rule.IpProtocol != "-1" and not (rule.FromPort or 0) <= port <= (
        65535 if rule.ToPort is None else rule.ToPort
    ):
        return False
    if rule.PrefixListIds and gateways:
        return True
    blocks: Networks = networks(r.CidrIp for r in rule.IpRanges)
    hit = covered(blocks, place) if blocks else False
    if hit is not True and rule.UserIdGroupPairs and place.groups is None:
        return None  # the other end may carry one of these groups
    if hit is not True and rule.PrefixListIds:
        return None
    return hit


def _acl(of: Network, subnet: reads.Subnet, place: Place, port: int) -> Step:
    """Rules are asked by number, the first that fits decides, and without one it is no."""
    if isinstance(of.acls, Unknown):
        return Step(None, "network-acl", of.acls.why, needs=of.acls.needs)
    acl = next((a for a in of.acls if any(x.SubnetId == subnet.SubnetId for x in a.Associations)), None)
    if acl is None:
        return OPEN
    out = _first(acl, place, port, port, egress=True)
    if out is not True:
        return Step(
            out,
            "network-acl",
            f"{acl.NetworkAclId} does not let packets out of {subnet.SubnetId} on port {port}",
            acl.NetworkAclId,
        )
    back = _first(acl, place, *_EPHEMERAL, egress=False)
    if back is not True:
        why = f"{acl.NetworkAclId} does not let the answers back into {subnet.SubnetId} on ports {_EPHEMERAL[0]}-{_EPHEMERAL[1]}"
        return Step(back, "network-acl-return", why, acl.NetworkAclId)
    return OPEN


def _first(acl: reads.NetworkAcl, place: Place, low: int, high: int, *, egress: bool) -> bool | None:
    for entry in sorted(acl.Entries, key=lambda e: e.RuleNumber):
        block = network(entry.CidrBlock)
        if entry.Egress is not egress or block is None or entry.Protocol not in _TCP:
            continue
        if entry.Protocol != "-1" and entry.PortRange is not None:
            if entry.PortRange.To < low or entry.PortRange.From > high:
                continue
            if entry.PortRange.From > low or entry.PortRange.To < high:
                return (
                    None if entry.RuleAction == "deny" else _rest(acl, entry, place, low, high, egress=egress)
                )
        inside = covered((block,), place)
        if inside is None:
            return None
        if inside:
            return entry.RuleAction == "allow"
    return False


def _rest(
    acl: reads.NetworkAcl, partial: reads.NetworkAclEntry, place: Place, low: int, high: int, *, egress: bool
) -> bool | None:
    """An Allow for part of the ports: whether later rules allow all the same, else it depends on the port."""
    later = msgspec.structs.replace(
        acl, Entries=tuple(e for e in acl.Entries if e.RuleNumber > partial.RuleNumber)
    )
    return True if _first(later, place, low, high, egress=egress) else None


def _endpoint_lets_in(of: Network, subnet: reads.Subnet, endpoint: reads.VpcEndpoint, port: int) -> Step:
    if isinstance(of.groups, Unknown):
        return Step(None, "endpoint", of.groups.why, needs=of.groups.needs)
    ids = {g.GroupId for g in endpoint.Groups}
    groups = [g for g in of.groups if g.GroupId in ids]
    if not groups:
        return OPEN
    source = Place(subnet.SubnetId, networks([subnet.CidrBlock]), groups=frozenset(of.own_groups))
    for group in groups:
        for rule in group.IpPermissions:
            pairs = {pair.GroupId for pair in rule.UserIdGroupPairs}
            if pairs & set(of.own_groups) and _permits_port(rule, port):
                return OPEN
            if _permits(rule, source, port, []):
                return OPEN
    name = groups[0].GroupId
    return Step(
        False,
        "endpoint",
        f"the security group {name} of {endpoint.VpcEndpointId} lets nothing in from {subnet.SubnetId} on port {port}",
        name,
    )


def _permits_port(rule: reads.IpPermission, port: int) -> bool:
    if rule.IpProtocol == "-1":
        return True
    return rule.IpProtocol in _TCP and (rule.FromPort or 0) <= port <= (
        65535 if rule.ToPort is None else rule.ToPort
    )
