"""Actions near an action: what a grant for one must not allow. From the services' action lists."""

from __future__ import annotations

_SIBLINGS: dict[str, tuple[str, ...]] = {
    "dynamodb": ("GetItem", "PutItem", "DeleteItem", "UpdateItem", "Query", "Scan", "DeleteTable"),
    "s3": ("GetObject", "PutObject", "DeleteObject", "ListBucket", "DeleteBucket", "PutBucketPolicy"),
    "sqs": ("SendMessage", "ReceiveMessage", "DeleteMessage", "PurgeQueue", "DeleteQueue"),
    "sns": ("Publish", "Subscribe", "DeleteTopic", "SetTopicAttributes"),
    "secretsmanager": ("GetSecretValue", "PutSecretValue", "DeleteSecret", "UpdateSecret"),
    "ssm": ("GetParameter", "GetParameters", "PutParameter", "DeleteParameter"),
    "kms": ("Decrypt", "Encrypt", "GenerateDataKey", "ScheduleKeyDeletion", "PutKeyPolicy", "CreateGrant"),
    "lambda": ("InvokeFunction", "UpdateFunctionCode", "DeleteFunction", "AddPermission"),
    "kinesis": ("PutRecord", "PutRecords", "GetRecords", "DeleteStream"),
    "states": ("StartExecution", "StopExecution", "DeleteStateMachine"),
    "events": ("PutEvents", "PutRule", "DeleteRule"),
    "logs": ("CreateLogGroup", "CreateLogStream", "PutLogEvents", "DeleteLogGroup"),
    "sts": ("AssumeRole",),
}
_EVERYWHERE = ("iam:PassRole", "iam:PutRolePolicy", "sts:AssumeRole")


def siblings(action: str) -> tuple[str, ...]:
    """Return actions beside *action*, itself left out."""
    service, _, name = action.partition(":")
    near = tuple(
        f"{service}:{other}" for other in _SIBLINGS.get(service.lower(), ()) if other.lower() != name.lower()
    )
    return near + tuple(a for a in _EVERYWHERE if a.lower() != action.lower())
