"""Ways out that are missing: an endpoint, a route to a NAT gateway, another subnet, narrowest first."""

from __future__ import annotations

import msgspec

from diagnostics.case import Finding
from diagnostics.checks.aws.packets_get_through import Blocked
from diagnostics.fix import shell
from diagnostics.fix.aws import forms
from diagnostics.fix.aws.network_case import EVERYWHERE, case_of, proof_of
from diagnostics.fix.aws.owner import drift_warning, owner_of
from diagnostics.fix.hcl import hcl_string, label
from diagnostics.fix.values import checked, json_argument, quoted
from diagnostics.hops.aws.network import Network
from diagnostics.hops.aws.world import AwsWorld, Function
from diagnostics.reachability.destination import Destination
from diagnostics.reachability.path import table_of
from diagnostics.reader import Unknown
from diagnostics.reads.aws import network as reads
from diagnostics.report import Fix, Setting

_GATEWAY_SERVICES = {"s3", "dynamodb"}


def route_out(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the ways out, narrowest first: an endpoint for the one service, then the NAT gateway that is there."""
    case = case_of(world, finding)
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
                f'resource "aws_vpc_endpoint" "{label(str(plan.destination.service))}" {{\n'
                f"  vpc_id          = {hcl_string(vpc)}\n  service_name    = {hcl_string(service)}\n"
                f"  route_table_ids = [{hcl_string(tables)}]\n}}\n"
            ),
            "cloudformation": forms.template(
                {"Endpoint": {"Type": "AWS::EC2::VPCEndpoint", "Properties": properties}}
            ),
        },
        undo={"aws-cli": shell.script(undo)},
        proof=proof_of(network, after, plan),
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
            "terraform": (
                f'resource "aws_vpc_endpoint" "{label(str(plan.destination.service))}" {{\n'
                f"  vpc_id              = {hcl_string(vpc)}\n  service_name        = {hcl_string(service)}\n"
                f'  vpc_endpoint_type   = "Interface"\n  private_dns_enabled = true\n'
                f"  subnet_ids          = [{hcl_string(subnet)}]\n"
                f"  security_group_ids  = [{', '.join(hcl_string(g) for g in groups)}]\n}}\n"
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
    held = next((r for r in table.Routes if r.DestinationCidrBlock == EVERYWHERE), None)
    verb = "replace-route" if held else "create-route"
    route = reads.Route(DestinationCidrBlock=EVERYWHERE, NatGatewayId=gateway)
    rest = tuple(r for r in table.Routes if r is not held)
    tables = () if isinstance(network.tables, Unknown) else network.tables
    after = msgspec.structs.replace(
        network,
        tables=tuple(msgspec.structs.replace(t, Routes=(*rest, route)) if t is table else t for t in tables),
    )
    base = [f"--route-table-id {quoted(ident, 'resource-id')}", f"--destination-cidr-block {EVERYWHERE}"]
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
    properties = {"RouteTableId": ident, "DestinationCidrBlock": EVERYWHERE, "NatGatewayId": gateway}
    return Fix(
        title=f"Route {ident} out through the NAT gateway {gateway}",
        owner=owner,
        changes=(Setting(ident, EVERYWHERE, held.NatGatewayId if held else None, gateway),),
        commands={
            "aws-cli": shell.script(
                shell.aws("ec2", verb, region, *base, f"--nat-gateway-id {quoted(gateway, 'resource-id')}")
            ),
            "terraform": (
                f'resource "aws_route" "{label(world.target.name)}" {{\n  route_table_id         = {hcl_string(ident)}\n'
                f'  destination_cidr_block = "{EVERYWHERE}"\n  nat_gateway_id         = {hcl_string(gateway)}\n}}\n'
            ),
            "cloudformation": forms.template(
                {"Route": {"Type": "AWS::EC2::Route", "Properties": properties}}
            ),
        },
        undo={"aws-cli": shell.script(back)},
        proof=proof_of(network, after, plan),
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
        and any(r.NatGatewayId == nat and r.DestinationCidrBlock == EVERYWHERE for r in t.Routes)
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


FIXES = {
    "aws.subnet.no-route": route_out,
    "aws.subnet.public-without-nat": route_out,
    "aws.subnet.one-misrouted": route_out,
    "aws.nat-gateway.broken": route_out,
}
