"""Packets that do not get through, and the sound network in which the code is slow."""

from __future__ import annotations

from typing import Any

from diagnostics.sources.demo.aws.build import LOGS, Stack
from tests.aws.stacks.model import TABLE, event, failing, stack, well
from tests.aws.stacks.none import TIMED_OUT

NO_ANSWER = '[ERROR] ConnectTimeoutError: Connect timeout on endpoint URL: "https://dynamodb.us-east-1.amazonaws.com/"'
TO_SQS = NO_ANSWER.replace("dynamodb", "sqs")
ANYWHERE = [{"CidrIp": "0.0.0.0/0"}]


def vpc(s: Stack, *, route: str | None = "nat", egress: bool = True, acl: str | None = None) -> str:
    """Put the function into a subnet: behind a NAT gateway, without a route, or public; return the route table."""
    s.with_role(LOGS)
    ec2 = s.cloud.client("ec2")
    net = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    private = ec2.create_subnet(VpcId=net, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    public = ec2.create_subnet(VpcId=net, CidrBlock="10.0.2.0/24")["Subnet"]["SubnetId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=net)
    outer = ec2.create_route_table(VpcId=net)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=outer, SubnetId=public)
    ec2.create_route(RouteTableId=outer, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=public, AllocationId=address)["NatGateway"]["NatGatewayId"]
    inner = str(ec2.create_route_table(VpcId=net)["RouteTable"]["RouteTableId"])
    ec2.associate_route_table(RouteTableId=inner, SubnetId=private)
    if route == "nat":
        ec2.create_route(RouteTableId=inner, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    group = ec2.create_security_group(GroupName="orders-sg", Description="x", VpcId=net)["GroupId"]
    if not egress:
        ec2.revoke_security_group_egress(
            GroupId=group, IpPermissions=[{"IpProtocol": "-1", "IpRanges": ANYWHERE}]
        )
        plain = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": ANYWHERE}
        ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[plain])
    _with_acl(ec2, net, private, acl)
    subnet = public if route == "public" else private
    s.with_function(VpcConfig={"SubnetIds": [subnet], "SecurityGroupIds": [group]})
    return inner


def _with_acl(ec2: Any, net: str, subnet: str, shut: str | None) -> None:
    """Give the subnet an ACL of its own that is shut `out`, `back`, or not at all."""
    acl = ec2.create_network_acl(VpcId=net)["NetworkAcl"]["NetworkAclId"]
    rule = {"NetworkAclId": acl, "RuleNumber": 100, "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}
    if shut != "out":
        ec2.create_network_acl_entry(Protocol="-1", Egress=True, **rule)
    if shut == "back":
        ec2.create_network_acl_entry(Protocol="6", Egress=False, PortRange={"From": 443, "To": 443}, **rule)
    else:
        ec2.create_network_acl_entry(Protocol="-1", Egress=False, **rule)
    bound = [a for n in ec2.describe_network_acls()["NetworkAcls"] for a in n["Associations"]]
    held = next(a["NetworkAclAssociationId"] for a in bound if a["SubnetId"] == subnet)
    ec2.replace_network_acl_association(AssociationId=held, NetworkAclId=acl)


@stack("network", "aws.subnet.no-route", change="DeleteRoute")
def no_route(s: Stack, broken: bool) -> None:
    table = vpc(s, route=None if broken else "nat")
    failing(s, NO_ANSWER)
    event(s, "DeleteRoute", 41, "ec2", table, routeTableId=table, destinationCidrBlock="0.0.0.0/0")


@stack("network", "aws.subnet.no-route", fixed=False)
def no_route_to_a_host(s: Stack, broken: bool) -> None:
    vpc(s, route=None if broken else "nat")
    failing(
        s,
        "2026-11-24T00:00:00Z\t{request}\tERROR\tInvoke Error\t"
        '{"errorType":"Error","errorMessage":"connect ETIMEDOUT 93.184.216.34:443","code":"ETIMEDOUT","address":"93.184.216.34","port":443}',
    )


@stack("network", "aws.subnet.no-route", twin="none")
def no_route_and_only_time_outs(s: Stack, broken: bool) -> None:
    vpc(s, route=None if broken else "nat")
    failing(s, TIMED_OUT)


@stack("network", "aws.subnet.public-without-nat")
def public_subnet(s: Stack, broken: bool) -> None:
    vpc(s, route="public" if broken else "nat")
    failing(s, TO_SQS)


@stack("network", "aws.security-group.egress-blocked")
def security_group(s: Stack, broken: bool) -> None:
    vpc(s, egress=not broken)
    failing(s, "2026-11-24T00:00:00Z {request} ERROR Error: connect ETIMEDOUT 52.94.5.1:443")


@stack("network", "aws.network-acl.blocked")
def acl_that_lets_nothing_out(s: Stack, broken: bool) -> None:
    vpc(s, acl="out" if broken else "open")
    failing(s, NO_ANSWER)


@stack("network", "aws.network-acl.blocked")
def acl_that_lets_no_answer_back(s: Stack, broken: bool) -> None:
    vpc(s, acl="back" if broken else "open")
    failing(s, NO_ANSWER)


@stack("none", "aws.function.slow-code")
def slow_code_in_a_sound_network(s: Stack, _broken: bool) -> None:
    vpc(s)
    failing(s, TIMED_OUT)


@stack("iam", "aws.role.action-missing", origin="implicit-identity", twin="network", fixed=False)
def refusal_inside_a_network(s: Stack, broken: bool) -> None:
    vpc(s, route="nat" if broken else None)
    failing(s, s.python_denial("GetItem", "dynamodb:GetItem", TABLE) if broken else NO_ANSWER)


@stack("none", "aws.function.healthy", failing=False)
def no_route_and_no_need_of_one(s: Stack, _broken: bool) -> None:
    vpc(s, route=None)
    well(s)


@stack("none", "aws.function.throttled-by-load")
def throttled_in_a_network_without_a_route(s: Stack, _broken: bool) -> None:
    vpc(s, route=None)
    s.with_traffic(range(1, 110), throttled=range(1, 30)).with_log()
