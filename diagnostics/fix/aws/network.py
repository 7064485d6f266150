"""Fixes for packets: the one rule, route or endpoint that opens the way, proven by walking it again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from diagnostics.case import Finding
from diagnostics.checks.aws.packets_get_through import Blocked
from diagnostics.fix import shell
from diagnostics.fix.aws import forms
from diagnostics.fix.aws.owner import drift_warning, owner_of
from diagnostics.fix.values import checked, json_argument, quoted
from diagnostics.hops.aws.network import Network
from diagnostics.hops.aws.world import AwsWorld, Function
from diagnostics.reachability.destination import Destination
from diagnostics.reachability.path import table_of, way
from diagnostics.reader import Unknown
from diagnostics.reads.aws import network as reads
from diagnostics.report import Fix, Proof, Setting

_GATEWAY_SERVICES = {"s3", "dynamodb"}
_EVERYWHERE = "0.0.0.0/0"


def _case(world: AwsWorld, finding: Finding) -> tuple[Function, Network, Blocked, str] | None:
    function, network, plan = world.function, world.network, finding.plan
    if (
        not isinstance(function, Function)
        or not isinstance(network, Network)
        or not isinstance(plan, Blocked)
    ):
        return None
    return function, network, plan, checked(function.region, "region")


def _proof(network: Network, after: Network, plan: Blocked) -> Proof:
    """Walk the way again with the change in place; without it the way is the one that was found blocked."""
    subnet = next(s for s in network.subnets if s.SubnetId == plan.subnet)
    then = way(after, subnet, plan.destination)
    opened = then.passes is True
    return Proof(
        method="local-reachability",
        before="implicitly-denied",
        after="allowed" if opened else "unknown" if then.passes is None else "implicitly-denied",
        minimal=True if opened else None,
        decides=() if opened else (then.why,),
    )


def _block(to: Destination) -> str:
    """Return the addresses to let through: the one that is known, else any."""
    literal = to.address
    return f"{literal}/{literal.max_prefixlen}" if literal is not None else _EVERYWHERE


def _wide(block: str, to: Destination) -> tuple[str, ...]:
    if block != _EVERYWHERE:
        return ()
    return (
        f"The addresses of {to.name} are not fixed, so port {to.port or 443} is opened to every address.",
    )


def egress_rule(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the egress rule for exactly this port and destination."""
    case = _case(world, finding)
    if case is None:
        return ()
    _, network, plan, region = case
    to: Destination = plan.destination
    port, block, group = to.port or 443, _block(to), checked(plan.by, "resource-id")
    permission = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": block}]}
    options = [
        f"--group-id {quoted(group, 'resource-id')}",
        f"--ip-permissions {json_argument([permission])}",
    ]
    rule = msgspec.convert(permission, reads.IpPermission)
    after = msgspec.structs.replace(network, groups=_with_rule(network.groups, group, rule))
    owner = owner_of(world)
    terraform = (
        f'resource "aws_vpc_security_group_egress_rule" "{forms.label(world.target.name)}" {{\n'
        f'  security_group_id = {forms.hcl_string(group)}\n  ip_protocol       = "tcp"\n'
        f"  from_port         = {port}\n  to_port           = {port}\n  cidr_ipv4         = {forms.hcl_string(block)}\n}}\n"
    )
    properties = {"GroupId": group, "IpProtocol": "tcp", "FromPort": port, "ToPort": port, "CidrIp": block}
    return (
        Fix(
            title=f"Let {group} send to {to.name} on port {port}",
            owner=owner,
            changes=(Setting(group, "egress", None, f"tcp {port} to {block}"),),
            commands={
                "aws-cli": shell.script(
                    shell.aws("ec2", "authorize-security-group-egress", region, *options)
                ),
                "terraform": terraform,
                "cloudformation": forms.template(
                    {"Egress": {"Type": "AWS::EC2::SecurityGroupEgress", "Properties": properties}}
                ),
            },
            undo={
                "aws-cli": shell.script(shell.aws("ec2", "revoke-security-group-egress", region, *options))
            },
            proof=_proof(network, after, plan),
            warnings=(*_wide(block, to), *drift_warning(owner)),
        ),
    )


def _with_rule(groups: Any, ident: str, rule: reads.IpPermission) -> Any:
    if isinstance(groups, Unknown):
        return groups
    return tuple(
        msgspec.structs.replace(g, IpPermissionsEgress=(*g.IpPermissionsEgress, rule))
        if g.GroupId == ident
        else g
        for g in groups
    )


def acl_entry(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the entry that is asked before the one that drops: requests out, or answers back in."""
    case = _case(world, finding)
    if case is None or isinstance(case[1].acls, Unknown):
        return ()
    _, network, plan, region = case
    to: Destination = plan.destination
    back = plan.kind == "network-acl-return"
    acls = () if isinstance(network.acls, Unknown) else network.acls
    acl = next(a for a in acls if a.NetworkAclId == plan.by)
    low, high = (1024, 65535) if back else (to.port or 443, to.port or 443)
    block = _block(to)
    number = _free_number(e for e in acl.Entries if e.Egress is not back)
    entry = reads.NetworkAclEntry(number, "6", "allow", not back, block, None, reads.PortRange(low, high))
    after = msgspec.structs.replace(
        network,
        acls=tuple(msgspec.structs.replace(a, Entries=(*a.Entries, entry)) if a is acl else a for a in acls),
    )
    ident = checked(acl.NetworkAclId, "resource-id")
    which = [
        f"--network-acl-id {quoted(ident, 'resource-id')}",
        "--ingress" if back else "--egress",
        f"--rule-number {number}",
    ]
    options = [
        "--protocol tcp",
        f"--port-range From={low},To={high}",
        f"--cidr-block {quoted(block, 'cidr')}",
        "--rule-action allow",
    ]
    owner = owner_of(world)
    terraform = (
        f'resource "aws_network_acl_rule" "{forms.label(world.target.name)}" {{\n'
        f"  network_acl_id = {forms.hcl_string(ident)}\n  rule_number    = {number}\n  egress         = {'false' if back else 'true'}\n"
        f'  protocol       = "tcp"\n  rule_action    = "allow"\n  cidr_block     = {forms.hcl_string(block)}\n'
        f"  from_port      = {low}\n  to_port        = {high}\n}}\n"
    )
    properties = {
        "NetworkAclId": ident,
        "RuleNumber": number,
        "Egress": not back,
        "Protocol": 6,
        "RuleAction": "allow",
        "CidrBlock": block,
        "PortRange": {"From": low, "To": high},
    }
    side = "answers back in" if back else f"requests to {to.name} out"
    return (
        Fix(
            title=f"Let {ident} pass {side}",
            owner=owner,
            changes=(
                Setting(
                    ident,
                    f"entry {number}",
                    None,
                    f"allow tcp {low}-{high} {'from' if back else 'to'} {block}",
                ),
            ),
            commands={
                "aws-cli": shell.script(
                    shell.aws("ec2", "create-network-acl-entry", region, *which, *options)
                ),
                "terraform": terraform,
                "cloudformation": forms.template(
                    {"Entry": {"Type": "AWS::EC2::NetworkAclEntry", "Properties": properties}}
                ),
            },
            undo={"aws-cli": shell.script(shell.aws("ec2", "delete-network-acl-entry", region, *which))},
            proof=_proof(network, after, plan),
            warnings=(*_wide(block, to), *drift_warning(owner)),
        ),
    )


def _free_number(entries: Iterable[reads.NetworkAclEntry]) -> int:
    """Return the highest free number before the first entry that denies."""
    rows = list(entries)
    taken = {e.RuleNumber for e in rows}
    first = min((e.RuleNumber for e in rows if e.RuleAction == "deny"), default=32767)
    number = min(first, 32767) - 1
    while number > 1 and number in taken:
        number -= 1
    return max(number, 1)


def route_out(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the ways out, narrowest first: an endpoint for the one service, then the NAT gateway that is there."""
    case = _case(world, finding)
    if case is None:
        return ()
    function, network, plan, region = case
    to: Destination = plan.destination
    table = table_of(network, plan.subnet)
    fixes = []
    if table is not None and to.service in _GATEWAY_SERVICES and to.region in {None, region}:
        fixes.append(_gateway(world, network, plan, region, table))
    private = _subnets_with_nat(network)
    nat = _working_nat(network)
    if table is not None and nat is not None and plan.kind in {"no-route", "nat-broken"}:
        fixes.append(_nat_route(world, network, plan, region, table, nat))
    if plan.kind == "public" and private and function.config.VpcConfig:
        fixes.append(_move(world, function, region, private))
    if not fixes and to.service and to.region in {None, region}:
        fixes.append(_interface(world, network, plan, region))
    if not fixes:
        fixes.append(
            Fix(
                title=f"Give {plan.subnet} a way out: a NAT gateway in a public subnet and a default route to it",
                owner=owner_of(world),
                changes=(Setting(plan.subnet, "default route", None, "a NAT gateway"),),
                warnings=(
                    "There is no working NAT gateway in this VPC, and making one is a decision about cost: no command is given.",
                ),
            )
        )
    return tuple(fixes)


def _gateway(world: AwsWorld, network: Network, plan: Blocked, region: str, table: reads.RouteTable) -> Fix:
    service = f"com.amazonaws.{region}.{plan.destination.service}"
    vpc, tables = checked(network.vpc, "resource-id"), checked(table.RouteTableId, "resource-id")
    endpoint = reads.VpcEndpoint("vpce-new", "Gateway", service, "available", (tables,))
    after = msgspec.structs.replace(
        network, endpoints=(*(() if isinstance(network.endpoints, Unknown) else network.endpoints), endpoint)
    )
    undo = (
        f"endpoint=$(aws ec2 describe-vpc-endpoints --region {region} --filters Name=vpc-id,Values={vpc} "
        f"Name=service-name,Values={service} --query 'VpcEndpoints[-1].VpcEndpointId' --output text)\n"
        + shell.aws("ec2", "delete-vpc-endpoints", region, '--vpc-endpoint-ids "$endpoint"')
    )
    properties = {
        "VpcId": vpc,
        "ServiceName": service,
        "VpcEndpointType": "Gateway",
        "RouteTableIds": [tables],
    }
    owner = owner_of(world)
    return Fix(
        title=f"Add the gateway endpoint of {plan.destination.service} to {tables}",
        owner=owner,
        changes=(Setting(tables, f"route to {service}", None, "gateway endpoint"),),
        commands={
            "aws-cli": shell.script(
                shell.aws(
                    "ec2",
                    "create-vpc-endpoint",
                    region,
                    "--vpc-endpoint-type Gateway",
                    f"--vpc-id {quoted(vpc, 'resource-id')}",
                    f"--service-name {service}",
                    f"--route-table-ids {quoted(tables, 'resource-id')}",
                )
            ),
            "terraform": (
                f'resource "aws_vpc_endpoint" "{forms.label(str(plan.destination.service))}" {{\n'
                f"  vpc_id          = {forms.hcl_string(vpc)}\n  service_name    = {forms.hcl_string(service)}\n"
                f"  route_table_ids = [{forms.hcl_string(tables)}]\n}}\n"
            ),
            "cloudformation": forms.template(
                {"Endpoint": {"Type": "AWS::EC2::VPCEndpoint", "Properties": properties}}
            ),
        },
        undo={"aws-cli": shell.script(undo)},
        proof=_proof(network, after, plan),
        warnings=drift_warning(owner),
    )


def _interface(world: AwsWorld, network: Network, plan: Blocked, region: str) -> Fix:
    service = f"com.amazonaws.{region}.{plan.destination.service}"
    vpc, subnet = checked(network.vpc, "resource-id"), checked(plan.subnet, "resource-id")
    groups = [checked(g, "resource-id") for g in network.own_groups]
    undo = (
        f"endpoint=$(aws ec2 describe-vpc-endpoints --region {region} --filters Name=vpc-id,Values={vpc} "
        f"Name=service-name,Values={service} --query 'VpcEndpoints[-1].VpcEndpointId' --output text)\n"
        + shell.aws("ec2", "delete-vpc-endpoints", region, '--vpc-endpoint-ids "$endpoint"')
    )
    # The endpoint shares the function's group, which has to let the function in as well as out.
    own = (
        {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [{"GroupId": groups[0]}]}
        if groups
        else None
    )
    shut = own is not None and not _lets_itself_in(network, groups[0])
    rule = (
        [f"--group-id {quoted(groups[0], 'resource-id')}", f"--ip-permissions {json_argument([own])}"]
        if shut
        else []
    )
    before = [shell.aws("ec2", "authorize-security-group-ingress", region, *rule)] if rule else []
    after = [shell.aws("ec2", "revoke-security-group-ingress", region, *rule)] if rule else []
    properties = {
        "VpcId": vpc,
        "ServiceName": service,
        "VpcEndpointType": "Interface",
        "SubnetIds": [subnet],
        "SecurityGroupIds": groups,
        "PrivateDnsEnabled": True,
    }
    return Fix(
        title=f"Add an interface endpoint for {plan.destination.service} in {subnet}",
        owner=owner_of(world),
        changes=(Setting(vpc, f"endpoint {service}", None, subnet),),
        commands={
            "aws-cli": shell.script(
                *before,
                shell.aws(
                    "ec2",
                    "create-vpc-endpoint",
                    region,
                    "--vpc-endpoint-type Interface",
                    f"--vpc-id {quoted(vpc, 'resource-id')}",
                    f"--service-name {service}",
                    f"--subnet-ids {quoted(subnet, 'resource-id')}",
                    f"--security-group-ids {' '.join(quoted(g, 'resource-id') for g in groups)}",
                    "--private-dns-enabled",
                ),
            ),
            "cloudformation": forms.template(
                {"Endpoint": {"Type": "AWS::EC2::VPCEndpoint", "Properties": properties}}
            ),
        },
        undo={"aws-cli": shell.script(undo, *after)},
        warnings=(
            "The endpoint's private name answers for the whole VPC: everything in it will use the endpoint.",
            *drift_warning(owner_of(world)),
        ),
    )


def _lets_itself_in(network: Network, group: str) -> bool:
    groups = () if isinstance(network.groups, Unknown) else network.groups
    return any(
        rule.IpProtocol in {"-1", "tcp"}
        and (rule.FromPort is None or rule.FromPort <= 443 <= (rule.ToPort or 65535))
        and any(pair.GroupId == group for pair in rule.UserIdGroupPairs)
        for found in groups
        if found.GroupId == group
        for rule in found.IpPermissions
    )


def _nat_route(
    world: AwsWorld, network: Network, plan: Blocked, region: str, table: reads.RouteTable, nat: str
) -> Fix:
    ident, gateway = checked(table.RouteTableId, "resource-id"), checked(nat, "resource-id")
    held = next((r for r in table.Routes if r.DestinationCidrBlock == _EVERYWHERE), None)
    verb = "replace-route" if held else "create-route"
    route = reads.Route(DestinationCidrBlock=_EVERYWHERE, NatGatewayId=gateway)
    rest = tuple(r for r in table.Routes if r is not held)
    tables = () if isinstance(network.tables, Unknown) else network.tables
    after = msgspec.structs.replace(
        network,
        tables=tuple(msgspec.structs.replace(t, Routes=(*rest, route)) if t is table else t for t in tables),
    )
    base = [f"--route-table-id {quoted(ident, 'resource-id')}", f"--destination-cidr-block {_EVERYWHERE}"]
    back = shell.aws("ec2", "delete-route", region, *base)
    if held is not None and held.NatGatewayId:
        back = shell.aws(
            "ec2",
            "replace-route",
            region,
            *base,
            f"--nat-gateway-id {quoted(held.NatGatewayId, 'resource-id')}",
        )
    owner = owner_of(world)
    properties = {"RouteTableId": ident, "DestinationCidrBlock": _EVERYWHERE, "NatGatewayId": gateway}
    return Fix(
        title=f"Route {ident} out through the NAT gateway {gateway}",
        owner=owner,
        changes=(Setting(ident, _EVERYWHERE, held.NatGatewayId if held else None, gateway),),
        commands={
            "aws-cli": shell.script(
                shell.aws("ec2", verb, region, *base, f"--nat-gateway-id {quoted(gateway, 'resource-id')}")
            ),
            "terraform": (
                f'resource "aws_route" "{forms.label(world.target.name)}" {{\n  route_table_id         = {forms.hcl_string(ident)}\n'
                f'  destination_cidr_block = "{_EVERYWHERE}"\n  nat_gateway_id         = {forms.hcl_string(gateway)}\n}}\n'
            ),
            "cloudformation": forms.template(
                {"Route": {"Type": "AWS::EC2::Route", "Properties": properties}}
            ),
        },
        undo={"aws-cli": shell.script(back)},
        proof=_proof(network, after, plan),
        warnings=(
            "Every subnet of this route table gets the way out, not this function alone.",
            *drift_warning(owner),
        ),
    )


def _working_nat(network: Network) -> str | None:
    """Return a public NAT gateway that is available and whose own subnet leads to the internet."""
    if isinstance(network.nats, Unknown):
        return None
    for nat in network.nats:
        if nat.State.lower() != "available" or nat.ConnectivityType != "public" or nat.SubnetId is None:
            continue
        table = table_of(network, nat.SubnetId)
        if table and any((r.GatewayId or "").startswith("igw-") for r in table.Routes):
            return nat.NatGatewayId
    return None


def _subnets_with_nat(network: Network) -> list[str]:
    """Return the subnets whose own route table leads out through a working NAT gateway."""
    nat = _working_nat(network)
    if nat is None or isinstance(network.tables, Unknown):
        return []
    return sorted(
        a.SubnetId
        for t in network.tables
        for a in t.Associations
        if a.SubnetId
        and any(r.NatGatewayId == nat and r.DestinationCidrBlock == _EVERYWHERE for r in t.Routes)
    )


def _move(world: AwsWorld, function: Function, region: str, subnets: list[str]) -> Fix:
    config = function.config.VpcConfig
    groups = [checked(g, "resource-id") for g in (config.SecurityGroupIds if config else ())]
    before = [checked(s, "resource-id") for s in (config.SubnetIds if config else ())]
    after = [checked(s, "resource-id") for s in subnets]
    name = f"--function-name {quoted(function.name, 'function')}"

    def place(where: list[str]) -> str:
        vpc = f"--vpc-config SubnetIds={','.join(where)},SecurityGroupIds={','.join(groups)}"
        return shell.script(shell.aws("lambda", "update-function-configuration", region, name, vpc))

    owner = owner_of(world)
    return Fix(
        title=f"Move {function.name} to the private subnets that have a NAT gateway",
        owner=owner,
        changes=(Setting(function.arn, "VpcConfig.SubnetIds", ",".join(before), ",".join(after)),),
        commands={"aws-cli": place(after)},
        undo={"aws-cli": place(before)},
        warnings=drift_warning(owner),
    )


def endpoint_ingress(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the endpoint's security group letting the function's group in on the one port."""
    case = _case(world, finding)
    if case is None or not case[1].own_groups:
        return ()
    _, network, plan, region = case
    port = plan.destination.port or 443
    group, own = checked(plan.by, "resource-id"), checked(network.own_groups[0], "resource-id")
    permission = {
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": port,
        "UserIdGroupPairs": [{"GroupId": own}],
    }
    options = [
        f"--group-id {quoted(group, 'resource-id')}",
        f"--ip-permissions {json_argument([permission])}",
    ]
    properties = {
        "GroupId": group,
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": port,
        "SourceSecurityGroupId": own,
    }
    return (
        Fix(
            title=f"Let {own} in through {group} on port {port}",
            owner=owner_of(world),
            changes=(Setting(group, "ingress", None, f"tcp {port} from {own}"),),
            commands={
                "aws-cli": shell.script(
                    shell.aws("ec2", "authorize-security-group-ingress", region, *options)
                ),
                "cloudformation": forms.template(
                    {"Ingress": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": properties}}
                ),
            },
            undo={
                "aws-cli": shell.script(shell.aws("ec2", "revoke-security-group-ingress", region, *options))
            },
            warnings=drift_warning(owner_of(world)),
        ),
    )


FIXES = {
    "aws.security-group.egress-blocked": egress_rule,
    "aws.network-acl.blocked": acl_entry,
    "aws.subnet.no-route": route_out,
    "aws.subnet.public-without-nat": route_out,
    "aws.subnet.one-misrouted": route_out,
    "aws.nat-gateway.broken": route_out,
    "aws.endpoint-security-group.ingress-missing": endpoint_ingress,
}
