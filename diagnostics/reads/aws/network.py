"""Reads of a VPC: where packets of the function may go, and what answers at the other end."""

from __future__ import annotations

import msgspec

from diagnostics.reader import Row


class Ipv6Block(msgspec.Struct, frozen=True):
    Ipv6CidrBlock: str = ""


class Subnet(msgspec.Struct, frozen=True):
    SubnetId: str = ""
    VpcId: str = ""
    CidrBlock: str = ""
    AvailabilityZone: str = ""
    OwnerId: str = ""
    Ipv6CidrBlockAssociationSet: tuple[Ipv6Block, ...] = ()


class Subnets(msgspec.Struct, frozen=True):
    Subnets: tuple[Subnet, ...] = ()


class Route(msgspec.Struct, frozen=True):
    """One route; exactly one destination and one next hop are set."""

    DestinationCidrBlock: str | None = None
    DestinationIpv6CidrBlock: str | None = None
    DestinationPrefixListId: str | None = None
    GatewayId: str | None = None
    NatGatewayId: str | None = None
    EgressOnlyInternetGatewayId: str | None = None
    VpcPeeringConnectionId: str | None = None
    TransitGatewayId: str | None = None
    NetworkInterfaceId: str | None = None
    InstanceId: str | None = None
    LocalGatewayId: str | None = None
    CarrierGatewayId: str | None = None
    CoreNetworkArn: str | None = None
    State: str = "active"


class AssociationState(msgspec.Struct, frozen=True):
    State: str = "associated"


class RouteTableAssociation(msgspec.Struct, frozen=True):
    Main: bool = False
    SubnetId: str | None = None
    AssociationState: AssociationState | None = None


class RouteTable(msgspec.Struct, frozen=True):
    RouteTableId: str = ""
    VpcId: str = ""
    Associations: tuple[RouteTableAssociation, ...] = ()
    Routes: tuple[Route, ...] = ()


class RouteTables(msgspec.Struct, frozen=True):
    RouteTables: tuple[RouteTable, ...] = ()


class IpRange(msgspec.Struct, frozen=True):
    CidrIp: str = ""


class Ipv6Range(msgspec.Struct, frozen=True):
    CidrIpv6: str = ""


class PrefixListId(msgspec.Struct, frozen=True):
    PrefixListId: str = ""


class GroupPair(msgspec.Struct, frozen=True):
    GroupId: str = ""


class IpPermission(msgspec.Struct, frozen=True):
    """Ports are absent where the rule is for every protocol."""

    IpProtocol: str = "-1"
    FromPort: int | None = None
    ToPort: int | None = None
    IpRanges: tuple[IpRange, ...] = ()
    Ipv6Ranges: tuple[Ipv6Range, ...] = ()
    PrefixListIds: tuple[PrefixListId, ...] = ()
    UserIdGroupPairs: tuple[GroupPair, ...] = ()


class SecurityGroup(msgspec.Struct, frozen=True):
    GroupId: str = ""
    GroupName: str = ""
    IpPermissions: tuple[IpPermission, ...] = ()
    IpPermissionsEgress: tuple[IpPermission, ...] = ()


class SecurityGroups(msgspec.Struct, frozen=True):
    SecurityGroups: tuple[SecurityGroup, ...] = ()


class PortRange(msgspec.Struct, frozen=True):
    From: int = 0
    To: int = 65535


class NetworkAclEntry(msgspec.Struct, frozen=True):
    RuleNumber: int = 32767
    Protocol: str = "-1"
    RuleAction: str = "deny"
    Egress: bool = False
    CidrBlock: str | None = None
    Ipv6CidrBlock: str | None = None
    PortRange: PortRange | None = None


class NetworkAclAssociation(msgspec.Struct, frozen=True):
    SubnetId: str = ""


class NetworkAcl(msgspec.Struct, frozen=True):
    NetworkAclId: str = ""
    Entries: tuple[NetworkAclEntry, ...] = ()
    Associations: tuple[NetworkAclAssociation, ...] = ()


class NetworkAcls(msgspec.Struct, frozen=True):
    NetworkAcls: tuple[NetworkAcl, ...] = ()


class VpcEndpoint(msgspec.Struct, frozen=True):
    """PrivateDnsEnabled means something for interface endpoints only."""

    VpcEndpointId: str = ""
    VpcEndpointType: str = "Gateway"
    ServiceName: str = ""
    State: str = "available"
    RouteTableIds: tuple[str, ...] = ()
    SubnetIds: tuple[str, ...] = ()
    Groups: tuple[GroupPair, ...] = ()
    PrivateDnsEnabled: bool = False
    PolicyDocument: str = ""


class VpcEndpoints(msgspec.Struct, frozen=True):
    VpcEndpoints: tuple[VpcEndpoint, ...] = ()


class NatGateway(msgspec.Struct, frozen=True):
    """A regional NAT gateway stands in no subnet."""

    NatGatewayId: str = ""
    SubnetId: str | None = None
    State: str = "available"
    ConnectivityType: str = "public"
    FailureMessage: str | None = None


class NatGateways(msgspec.Struct, frozen=True):
    NatGateways: tuple[NatGateway, ...] = ()


class Attachment(msgspec.Struct, frozen=True):
    VpcId: str = ""
    State: str = "available"


class InternetGateway(msgspec.Struct, frozen=True):
    InternetGatewayId: str = ""
    Attachments: tuple[Attachment, ...] = ()


class InternetGateways(msgspec.Struct, frozen=True):
    InternetGateways: tuple[InternetGateway, ...] = ()


class PrivateAddress(msgspec.Struct, frozen=True):
    PrivateIpAddress: str = ""


class NetworkInterface(msgspec.Struct, frozen=True):
    NetworkInterfaceId: str = ""
    PrivateIpAddress: str = ""
    PrivateIpAddresses: tuple[PrivateAddress, ...] = ()
    SubnetId: str = ""
    VpcId: str = ""
    Description: str = ""
    Groups: tuple[GroupPair, ...] = ()


class NetworkInterfaces(msgspec.Struct, frozen=True):
    NetworkInterfaces: tuple[NetworkInterface, ...] = ()


class AttributeValue(msgspec.Struct, frozen=True):
    Value: bool = True


class VpcAttribute(msgspec.Struct, frozen=True):
    EnableDnsSupport: AttributeValue | None = None


class PrefixListEntry(msgspec.Struct, frozen=True):
    Cidr: str = ""


class PrefixListEntries(msgspec.Struct, frozen=True):
    Entries: tuple[PrefixListEntry, ...] = ()


subnets = Row("ec2:DescribeSubnets", Subnets, "ec2:DescribeSubnets", "which VPC and zones the function is in")
route_tables = Row(
    "ec2:DescribeRouteTables",
    RouteTables,
    "ec2:DescribeRouteTables",
    "whether the function's subnets have a way to what it calls",
)
security_groups = Row(
    "ec2:DescribeSecurityGroups",
    SecurityGroups,
    "ec2:DescribeSecurityGroups",
    "whether security groups let the function's packets out and in at the other end",
)
network_acls = Row(
    "ec2:DescribeNetworkAcls",
    NetworkAcls,
    "ec2:DescribeNetworkAcls",
    "whether a network ACL drops requests or replies",
)
endpoints = Row(
    "ec2:DescribeVpcEndpoints",
    VpcEndpoints,
    "ec2:DescribeVpcEndpoints",
    "which AWS services the VPC reaches without the internet",
)
nat_gateways = Row(
    "ec2:DescribeNatGateways",
    NatGateways,
    "ec2:DescribeNatGateways",
    "whether the NAT gateway of a route works",
)
internet_gateways = Row(
    "ec2:DescribeInternetGateways",
    InternetGateways,
    "ec2:DescribeInternetGateways",
    "whether the internet gateway of a route is attached",
)
network_interfaces = Row(
    "ec2:DescribeNetworkInterfaces",
    NetworkInterfaces,
    "ec2:DescribeNetworkInterfaces",
    "which security groups guard a private address that does not answer",
)
vpc_attribute = Row(
    "ec2:DescribeVpcAttribute",
    VpcAttribute,
    "ec2:DescribeVpcAttribute",
    "whether names resolve in the VPC",
)
prefix_list_entries = Row(
    "ec2:GetManagedPrefixListEntries",
    PrefixListEntries,
    "ec2:GetManagedPrefixListEntries",
    "which addresses a route or rule by prefix list means",
)
