"""Reads of what a function calls: the policy of the one who is asked."""

from __future__ import annotations

from typing import Any

import msgspec

from diagnostics.reader import Row


class BucketPolicy(msgspec.Struct, frozen=True):
    Policy: str = ""


class ResourcePolicy(msgspec.Struct, frozen=True):
    """DynamoDB and Secrets Manager name it differently; both carry JSON text."""

    Policy: str = ""
    ResourcePolicy: str = ""


class TopicAttributes(msgspec.Struct, frozen=True):
    Attributes: dict[str, str] = {}


class KeyPolicy(msgspec.Struct, frozen=True):
    Policy: str = ""


class KeyMetadata(msgspec.Struct, frozen=True):
    KeyId: str = ""
    Arn: str = ""
    KeyState: str = ""
    Enabled: bool = True
    KeyManager: str = "CUSTOMER"


class Key(msgspec.Struct, frozen=True):
    KeyMetadata: KeyMetadata


class Grants(msgspec.Struct, frozen=True):
    Grants: tuple[dict[str, Any], ...] = ()


bucket_policy = Row(
    "s3:GetBucketPolicy",
    BucketPolicy,
    "s3:GetBucketPolicy",
    "whether the bucket admits the function's role",
    "arn:aws:s3:::*",
)
table_policy = Row(
    "dynamodb:GetResourcePolicy",
    ResourcePolicy,
    "dynamodb:GetResourcePolicy",
    "whether the table's own policy refuses the role",
    "arn:aws:dynamodb:*:*:table/*",
)
secret_policy = Row(
    "secretsmanager:GetResourcePolicy",
    ResourcePolicy,
    "secretsmanager:GetResourcePolicy",
    "whether the secret's own policy refuses the role",
    "arn:aws:secretsmanager:*:*:secret:*",
)
topic_attributes = Row(
    "sns:GetTopicAttributes",
    TopicAttributes,
    "sns:GetTopicAttributes",
    "whether the topic's policy admits the role",
    "arn:aws:sns:*:*:*",
)
key_policy = Row(
    "kms:GetKeyPolicy",
    KeyPolicy,
    "kms:GetKeyPolicy",
    "whether the key's policy admits the role",
    "arn:aws:kms:*:*:key/*",
)
key = Row("kms:DescribeKey", Key, "kms:DescribeKey", "whether the key is enabled", "arn:aws:kms:*:*:key/*")
grants = Row(
    "kms:ListGrants", Grants, "kms:ListGrants", "whether a grant admits the role", "arn:aws:kms:*:*:key/*"
)
