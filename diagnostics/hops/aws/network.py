"""The function's own network: subnets, routes, security groups, ACLs, endpoints and NAT gateways of its VPC."""

from __future__ import annotations

from typing import Any

import msgspec

from diagnostics.hops.aws.world import Function
from diagnostics.reader import Ask, Read, Unknown
from diagnostics.reads.aws import network as reads


class Network(msgspec.Struct, frozen=True):
    """What was read of the VPC; what could not be is Unknown. *groups* are those of the whole VPC."""

    vpc: str
    subnets: tuple[reads.Subnet, ...]
    tables: tuple[reads.RouteTable, ...] | Unknown
    groups: tuple[reads.SecurityGroup, ...] | Unknown
    acls: tuple[reads.NetworkAcl, ...] | Unknown
    endpoints: tuple[reads.VpcEndpoint, ...] | Unknown
    nats: tuple[reads.NatGateway, ...] | Unknown
    own_groups: tuple[str, ...]


def read_network(ask: Ask, function: Function) -> Network | Unknown | None:
    """Return the network of the function, None where it is in no VPC, or Unknown."""
    config = function.config.VpcConfig
    if function.unread is not None:
        return function.unread
    if config is None or not config.SubnetIds:
        return None
    region = function.region
    subnets = ask(reads.subnets(region, SubnetIds=list(config.SubnetIds)))
    if subnets is None:
        return Unknown("the function's subnets do not exist any more", None, "ec2:DescribeSubnets")
    if isinstance(subnets, Unknown):
        return subnets
    vpc = next((s.VpcId for s in subnets.Subnets if s.VpcId), "")
    tables, groups, acls, endpoints, nats = ask.all(
        *[
            row(region, Filters=[{"Name": "vpc-id", "Values": [vpc]}])
            for row in (reads.route_tables, reads.security_groups, reads.network_acls, reads.endpoints)
        ],
        _nats(region, vpc),
    )
    return Network(
        vpc=vpc,
        subnets=subnets.Subnets,
        tables=_listed(tables, "RouteTables"),
        groups=_listed(groups, "SecurityGroups"),
        acls=_listed(acls, "NetworkAcls"),
        endpoints=_listed(endpoints, "VpcEndpoints"),
        nats=_listed(nats, "NatGateways"),
        own_groups=config.SecurityGroupIds,
    )


def _nats(region: str, vpc: str) -> Read[Any]:
    """DescribeNatGateways names its filter in the singular."""
    return reads.nat_gateways(region, Filter=[{"Name": "vpc-id", "Values": [vpc]}])


def _listed(answer: Any, name: str) -> Any:
    if isinstance(answer, Unknown):
        return answer
    return () if answer is None else getattr(answer, name)
