"""The demo's incidents: broken functions of every class and a healthy one, built for real and diagnosed live."""

from __future__ import annotations

import json
from datetime import datetime

from diagnostics.sources.demo import Incident
from diagnostics.sources.demo.aws import misleading
from diagnostics.sources.demo.aws.build import LOGS, Stack, allow
from diagnostics.sources.demo.aws.cloud import ACCOUNT, REGION, EmbeddedAws

_BROKEN = range(1, 34)  # minutes ago in which it failed
_BEFORE = range(34, 118)  # minutes ago in which it went well


def _orders(cloud: EmbeddedAws) -> None:
    stack = Stack(cloud, "orders")
    table = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/Orders"
    tables = {
        "Version": "2012-10-17",
        "Statement": [allow("dynamodb:GetItem", "dynamodb:PutItem", resource=table)],
    }
    stack.with_role(LOGS, stack.poll()).with_function(Timeout=30)
    stack.with_queue(waiting=42, dead_letters=True)
    stack.with_traffic(_BEFORE, _BROKEN)
    stack.with_log((minute, stack.python_denial("GetItem", "dynamodb:GetItem", table)) for minute in _BROKEN)
    written = {"roleName": stack.role, "policyName": "tables", "policyDocument": json.dumps(tables)}
    removed = {"roleName": stack.role, "policyName": "tables"}
    cloud.history.record(
        "PutRolePolicy", stack.ago(9000), resources=(stack.role, "tables"), parameters=written
    )
    cloud.history.record(
        "DeleteRolePolicy", stack.ago(34.5), resources=(stack.role, "tables"), parameters=removed
    )
    cloud.history.record(
        "TagRole", stack.ago(33.8), user="bob", resources=(stack.role,), parameters={"roleName": stack.role}
    )


def _invoices(cloud: EmbeddedAws) -> None:
    stack = Stack(cloud, "invoices")
    stack.with_role(LOGS, stack.poll()).with_function()
    mapping = stack.with_queue(waiting=30)
    cloud.client("lambda").update_event_source_mapping(UUID=mapping, Enabled=False)
    stack.with_traffic(_BEFORE).with_log()
    cloud.history.record(
        "UpdateEventSourceMapping20150331",
        stack.ago(33),
        service="lambda",
        user="bob",
        resources=(stack.name, mapping),
        parameters={"uUID": mapping, "enabled": False},
    )


def _thumbnails(cloud: EmbeddedAws) -> None:
    stack = Stack(cloud, "thumbnails")
    stack.with_role(LOGS).with_function()
    cloud.client("s3").create_bucket(Bucket="thumbnails-in")
    stack.permit("s3.amazonaws.com", "arn:aws:s3:::thumbnails-in", ACCOUNT)
    stack.with_traffic(_BEFORE).with_log()
    cloud.history.record(
        "PutBucketNotification",
        stack.ago(33),
        service="s3",
        user="carol",
        resources=("thumbnails-in",),
        parameters={"bucketName": "thumbnails-in", "NotificationConfiguration": {"xmlns": ""}},
    )


def _reports(cloud: EmbeddedAws) -> None:
    stack = Stack(cloud, "reports")
    stack.with_role(LOGS).with_function()
    events = cloud.client("events")
    events.put_rule(Name="reports-every-minute", ScheduleExpression="rate(1 minute)")
    events.put_targets(Rule="reports-every-minute", Targets=[{"Id": "reports", "Arn": stack.arn}])
    stack.with_traffic(_BEFORE).with_log()
    cloud.history.record(
        "RemovePermission20150331v2",
        stack.ago(33),
        service="lambda",
        resources=(stack.name,),
        parameters={"functionName": stack.name, "statementId": "reports-every-minute"},
    )


def _ledger(cloud: EmbeddedAws) -> None:
    stack = Stack(cloud, "ledger")
    admin = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Administration",
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/key-admin"},
                "Action": "kms:*",
                "Resource": "*",
            }
        ],
    }
    key = cloud.client("kms").create_key(Policy=json.dumps(admin))["KeyMetadata"]["Arn"]
    stack.with_role(LOGS, allow("kms:Decrypt", resource=key)).with_function().with_traffic(_BEFORE, _BROKEN)
    why = "because no resource-based policy allows the {a} action"
    stack.with_log((minute, stack.python_denial("Decrypt", "kms:Decrypt", key, why)) for minute in _BROKEN)
    cloud.history.record(
        "PutKeyPolicy",
        stack.ago(34.2),
        service="kms",
        user="dave",
        resources=(key,),
        parameters={"keyId": key, "policyName": "default", "policy": json.dumps(admin)},
    )


def _exports(cloud: EmbeddedAws) -> None:
    stack = Stack(cloud, "exports")
    ec2 = cloud.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.20.1.0/24")["Subnet"]["SubnetId"]
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    group = ec2.create_security_group(GroupName="exports", Description="exports", VpcId=vpc)["GroupId"]
    stack.with_role(LOGS).with_function(VpcConfig={"SubnetIds": [subnet], "SecurityGroupIds": [group]})
    stack.with_traffic(_BEFORE, _BROKEN)
    said = '[ERROR] ConnectTimeoutError: Connect timeout on endpoint URL: "https://dynamodb.us-east-1.amazonaws.com/"'
    stack.with_log((minute, said) for minute in _BROKEN)
    cloud.history.record(
        "DeleteRoute",
        stack.ago(34.5),
        service="ec2",
        user="erin",
        resources=(table,),
        parameters={"routeTableId": table, "destinationCidrBlock": "0.0.0.0/0"},
    )


def _newsletter(cloud: EmbeddedAws) -> None:
    stack = Stack(cloud, "newsletter")
    stack.with_role(LOGS, stack.poll()).with_function()
    stack.with_queue()
    stack.with_traffic(range(1, 118)).with_log()


_BUILDERS = {
    "orders": _orders,
    "invoices": _invoices,
    "thumbnails": _thumbnails,
    "reports": _reports,
    "ledger": _ledger,
    "exports": _exports,
    "newsletter": _newsletter,
    **misleading.BUILDERS,
}
INCIDENTS: dict[str, Incident] = {
    "orders": Incident(
        "aws", "orders", "Orders pile up", "02:14. The order queue grows; every invocation of orders fails."
    ),
    "invoices": Incident(
        "aws",
        "invoices",
        "No invoices since last night",
        "Messages wait in the queue, and not a single error.",
    ),
    "thumbnails": Incident(
        "aws",
        "thumbnails",
        "New pictures stay without thumbnails",
        "Uploads arrive in the bucket; nothing happens.",
    ),
    "reports": Incident(
        "aws",
        "reports",
        "The report is not written any more",
        "A rule fires every minute; the function stays silent.",
    ),
    "ledger": Incident(
        "aws",
        "ledger",
        "The ledger cannot be opened",
        "Access denied, although its role may decrypt everything.",
    ),
    "exports": Incident(
        "aws", "exports", "Exports time out", "Since a network change every call hangs until it is cut off."
    ),
    "newsletter": Incident(
        "aws", "newsletter", "Is the newsletter all right?", "Somebody asked. There is no alarm."
    ),
    **misleading.INCIDENTS,
}


class DemoAws(EmbeddedAws):
    """The embedded account with the demo's incidents."""

    def build(self, incident: str) -> None:
        _BUILDERS[incident](self)


def start(now: datetime | None = None) -> DemoAws:
    """Start an embedded account; UsageError where the extra `demo` is not installed."""
    return DemoAws(now)
