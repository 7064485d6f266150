"""The resource of a refused call, from what CloudTrail recorded of the request, where that decides it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_ARN = re.compile(r"arn:aws[\w-]*:[\w-]+:[\w-]*:\w*:\S+")
_QUEUE = re.compile(
    r"https://(?:sqs\.([a-z0-9-]+)|([a-z0-9-]+)\.queue)\.amazonaws\.com(?:\.cn)?/(\d{12})/([\w.-]+)"
)
# Calls whose resource is the bucket, not an object of it.
_OF_BUCKET = re.compile(
    r"s3:(?:List(?:Bucket|MultipartUploads)\w*|(?:Get|Put|Delete)(?:Bucket|Encryption|Lifecycle|Replication|Accelerate)\w*|CreateBucket|DeleteBucket)",
    re.IGNORECASE,
)
_UNSCOPED = re.compile(r"s3:ListAllMyBuckets|s3:CreateBucket", re.IGNORECASE)


def resource_of(record: dict[str, Any], action: str | None) -> str | None:
    """Return the ARN of what the call was made on; None where the record leaves it open."""
    if action is None or _UNSCOPED.fullmatch(action):
        return None
    listed = _listed(record, action)
    if listed:
        return listed
    parameters = record.get("requestParameters")
    if not isinstance(parameters, dict):
        return None
    region, account = record.get("awsRegion"), record.get("recipientAccountId")
    service = action.partition(":")[0]
    if service == "s3":
        return _object(parameters, action, _partition(region))
    build = _BUILDERS.get(service)
    if build is None:
        return None
    return build(
        parameters, f"arn:{_partition(region)}:{service}:{region}:{account}:" if region and account else None
    )


def _listed(record: dict[str, Any], action: str) -> str | None:
    """Return the one ARN of `resources` that the action is about."""
    rows = record.get("resources")
    arns = [
        (str(row.get("type", "")), str(row.get("ARN") or row.get("arn")))
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict) and (row.get("ARN") or row.get("arn"))
    ]
    if action.startswith("s3:"):
        kind = "AWS::S3::Bucket" if _OF_BUCKET.fullmatch(action) else "AWS::S3::Object"
        arns = [row for row in arns if row[0] == kind] or [row for row in arns if not row[0]]
    return arns[0][1] if len(arns) == 1 else None


def _partition(region: Any) -> str:
    text = str(region)
    return "aws-cn" if text.startswith("cn-") else "aws-us-gov" if text.startswith("us-gov-") else "aws"


def _object(parameters: dict[str, Any], action: str, partition: str) -> str | None:
    bucket, key = parameters.get("bucketName"), parameters.get("key")
    if not isinstance(bucket, str) or not bucket or bucket.startswith("arn:"):
        return None
    if _OF_BUCKET.fullmatch(action):
        return f"arn:{partition}:s3:::{bucket}"
    return f"arn:{partition}:s3:::{bucket}/{key}" if isinstance(key, str) and key else None


def _named(key: str, form: str) -> Callable[[dict[str, Any], str | None], str | None]:
    """Return a builder: the parameter *key* as it is where it is an ARN, else put into *form* behind the stem."""

    def build(parameters: dict[str, Any], stem: str | None) -> str | None:
        value = parameters.get(key)
        if not isinstance(value, str) or not value:
            return None
        if _ARN.fullmatch(value):
            return value
        return stem + form.format(value.lstrip("/")) if stem and form and ":" not in value else None

    return build


def _queue(parameters: dict[str, Any], stem: str | None) -> str | None:
    match = _QUEUE.fullmatch(str(parameters.get("queueUrl", "")))
    partition = (stem or "arn:aws:").split(":")[1]
    return f"arn:{partition}:sqs:{match[1] or match[2]}:{match[3]}:{match[4]}" if match else None


_BUILDERS: dict[str, Callable[[dict[str, Any], str | None], str | None]] = {
    "dynamodb": _named("tableName", "table/{}"),
    "lambda": _named("functionName", "function:{}"),
    "sqs": _queue,
    "sns": _named("topicArn", ""),
    "kms": _named("keyId", ""),
    "secretsmanager": _named("secretId", ""),
    "ssm": _named("name", "parameter/{}"),
    "sts": _named("roleArn", ""),
    "states": _named("stateMachineArn", ""),
    "kinesis": _named("streamName", "stream/{}"),
    "logs": _named("logGroupName", "log-group:{}"),
    "ecr": _named("repositoryName", "repository/{}"),
}
