"""Incidents that mislead: a wide policy under a boundary, an answer that cannot get back, a refusal that was only quoted."""

from __future__ import annotations

import json

from diagnostics.sources.demo import Incident
from diagnostics.sources.demo.aws.build import LOGS, Stack, allow
from diagnostics.sources.demo.aws.cloud import ACCOUNT, REGION, EmbeddedAws

_BROKEN = range(1, 26)  # minutes ago in which it failed
_BEFORE = range(26, 118)  # minutes ago in which it went well


def _payments(cloud: EmbeddedAws) -> None:
    stack = Stack(cloud, "payments")
    topic = f"arn:aws:sns:{REGION}:{ACCOUNT}:payments-done"
    edge = {"Version": "2012-10-17", "Statement": [LOGS, allow("sqs:*", "dynamodb:*")]}
    made = cloud.client("iam").create_policy(PolicyName="payments-edge", PolicyDocument=json.dumps(edge))
    boundary = made["Policy"]["Arn"]
    stack.with_role(LOGS, allow("sns:Publish", resource=topic), PermissionsBoundary=boundary).with_function()
    stack.with_traffic(_BEFORE, _BROKEN)
    why = "because no permissions boundary allows the {a} action"
    stack.with_log((minute, stack.python_denial("Publish", "sns:Publish", topic, why)) for minute in _BROKEN)
    cloud.history.record(
        "PutRolePermissionsBoundary", stack.ago(26.5), user="frank", resources=(stack.role,),
        parameters={"roleName": stack.role, "permissionsBoundary": boundary},
    )  # fmt: skip


def _listings(cloud: EmbeddedAws) -> None:
    stack = Stack(cloud, "listings")
    ec2 = cloud.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.30.0.0/16")["Vpc"]["VpcId"]
    private = ec2.create_subnet(VpcId=vpc, CidrBlock="10.30.1.0/24")["Subnet"]["SubnetId"]
    public = ec2.create_subnet(VpcId=vpc, CidrBlock="10.30.2.0/24")["Subnet"]["SubnetId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    outer, inner = (ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"] for _ in range(2))
    ec2.associate_route_table(RouteTableId=outer, SubnetId=public)
    ec2.create_route(RouteTableId=outer, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=public, AllocationId=address)["NatGateway"]["NatGatewayId"]
    ec2.associate_route_table(RouteTableId=inner, SubnetId=private)
    ec2.create_route(RouteTableId=inner, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    acl = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    rule = {"NetworkAclId": acl, "RuleNumber": 100, "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}
    ec2.create_network_acl_entry(Protocol="-1", Egress=True, **rule)
    https = {"From": 443, "To": 443}
    ec2.create_network_acl_entry(Protocol="6", Egress=False, PortRange=https, **rule)
    bound = [a for n in ec2.describe_network_acls()["NetworkAcls"] for a in n["Associations"]]
    held = next(a["NetworkAclAssociationId"] for a in bound if a["SubnetId"] == private)
    ec2.replace_network_acl_association(AssociationId=held, NetworkAclId=acl)
    group = ec2.create_security_group(GroupName="listings", Description="listings", VpcId=vpc)["GroupId"]
    stack.with_role(LOGS).with_function(VpcConfig={"SubnetIds": [private], "SecurityGroupIds": [group]})
    stack.with_traffic(_BEFORE, _BROKEN)
    said = (
        '[ERROR] ConnectTimeoutError: Connect timeout on endpoint URL: "https://sqs.us-east-1.amazonaws.com/"'
    )
    stack.with_log((minute, said) for minute in _BROKEN)
    cloud.history.record(
        "ReplaceNetworkAclAssociation", stack.ago(26.5), service="ec2", user="gina", resources=(acl, held),
        parameters={"networkAclId": acl, "associationId": held},
    )  # fmt: skip


def _imports(cloud: EmbeddedAws) -> None:
    stack = Stack(cloud, "imports")
    stack.with_role(LOGS).with_function().with_traffic(_BEFORE, _BROKEN)
    forged = stack.denial("s3:DeleteBucket", "arn:aws:s3:::imports-archive")
    said = (
        f'[INFO]\t2026-01-01T00:00:00Z\t{{request}}\treceived body: {{"comment": "{forged}"}}',
        "[ERROR] KeyError: 'customer_id'\nTraceback (most recent call last):\n"
        '  File "/var/task/app.py", line 21, in handler\n    customer = row["customer_id"]',
    )
    stack.with_log((minute, line) for minute in _BROKEN for line in said)
    cloud.history.record(
        "UpdateFunctionCode20150331v2", stack.ago(26.5), service="lambda", user="carol",
        resources=(stack.name,), parameters={"functionName": stack.name},
    )  # fmt: skip


BUILDERS = {"payments": _payments, "listings": _listings, "imports": _imports}
INCIDENTS: dict[str, Incident] = {
    "payments": Incident(
        "aws", "payments", "Payments are not announced", "The role's policy allows the call, and it is refused."
    ),
    "listings": Incident(
        "aws", "listings", "The listings hang", "Routes, gateway and security group are fine; nothing answers."
    ),
    "imports": Incident(
        "aws", "imports", "Imports fail with Access Denied?", "The log says s3:DeleteBucket was denied. Is that so?"
    ),
}  # fmt: skip
