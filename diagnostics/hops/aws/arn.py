"""Amazon Resource Names, taken apart and named as the services name them."""

from __future__ import annotations

import re

import msgspec

from diagnostics.case import Node

ARN = re.compile(
    r"arn:(?P<partition>aws[\w-]*):(?P<service>[\w-]*):(?P<region>[\w-]*):(?P<account>[\w-]*):(?P<resource>.+)",
    re.DOTALL,
)


class Arn(msgspec.Struct, frozen=True):
    """The six parts; *resource* keeps its type prefix (`table/Orders`, `function:orders`)."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @property
    def name(self) -> str:
        """The resource's own name, without its type: `Orders`, `orders-q`, `bucket/key`."""
        if self.service in {"s3", "sqs", "sns"}:
            return self.resource
        kind, separator, rest = self.resource.partition("/")
        if separator and ":" not in kind:
            return rest
        parts = self.resource.split(":")
        return parts[1] if len(parts) > 1 else self.resource


def parse(text: str | None) -> Arn | None:
    """Return the parts of *text*, or None where it is no ARN."""
    match = ARN.fullmatch(text or "")
    return Arn(**match.groupdict()) if match else None


def global_region(partition: str) -> str:
    """Return the region that keeps IAM, STS-global and Organizations events of *partition*."""
    return {"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}.get(partition, "us-east-1")


def role_name(arn: str) -> str:
    """Return the role's name, without its path."""
    return arn.rpartition("/")[2]


def role_account(arn: str) -> str:
    """Return the account that the role is in."""
    return arn.split(":")[4] if arn.count(":") >= 5 else ""


def role_of_session(arn: str | None) -> str | None:
    """Return `role/NAME` of a session ARN or role ARN as (account, name) text, for comparing who called."""
    parsed = parse(arn)
    if parsed is None:
        return None
    parts = parsed.resource.split("/")
    if parts[0] == "assumed-role" and len(parts) >= 2:
        return f"{parsed.account}:{parts[1]}"
    if parts[0] == "role":
        return f"{parsed.account}:{parts[-1]}"
    return None


_KINDS = {
    "lambda": "function",
    "sqs": "SQS queue",
    "sns": "SNS topic",
    "s3": "S3 bucket",
    "dynamodb": "DynamoDB table",
    "kinesis": "Kinesis stream",
    "events": "EventBridge rule",
    "scheduler": "Scheduler schedule",
    "secretsmanager": "secret",
    "ssm": "parameter",
    "kms": "KMS key",
    "states": "state machine",
    "execute-api": "API Gateway",
    "iam": "role",
    "logs": "log group",
    "rds": "database",
}


def node(arn: str) -> Node:
    """Return the path's node for *arn*; what is no ARN is shown as it is."""
    parsed = parse(arn)
    if parsed is None:
        return Node(arn, "host" if "." in arn else "resource", arn)
    name = parsed.name
    if parsed.service in {"events", "secretsmanager", "kinesis"}:
        name = name.rpartition("/")[2] if parsed.service == "events" else name
    return Node(arn, _KINDS.get(parsed.service, parsed.service), name)
