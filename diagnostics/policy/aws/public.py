"""Whether a bucket's policy is public, for S3 Block Public Access (RestrictPublicBuckets).

Source: the S3 user guide, "Blocking public access to your Amazon S3 storage", the meaning of "public".
"""

from __future__ import annotations

from diagnostics.policy.aws.conditions import Condition
from diagnostics.policy.aws.documents import Statement

_FIXING_KEYS = frozenset({
    "aws:principalorgid", "aws:principalorgpaths", "aws:principalarn", "aws:principalaccount", "aws:sourceip",
    "aws:sourcearn", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceowner", "aws:sourceaccount", "aws:userid",
    "s3:dataaccesspointarn", "s3:dataaccesspointaccount", "s3:x-amz-server-side-encryption-aws-kms-key-id",
})  # fmt: skip
_FIXING_OPERATORS = frozenset({
    "stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress",
    "foranyvalue:stringequals", "foranyvalue:stringlike",
})  # fmt: skip
_WIDEST = {False: 8, True: 32}  # IPv4, IPv6: wider ranges of addresses are public


def is_public(statements: tuple[Statement, ...]) -> bool:
    """Return whether any Allow admits everybody, or a set that is not fixed."""
    return any(
        s.allows
        and s.principals is not None
        and (s.principals.anyone or s.principals.negated)
        and not any(_fixes(condition) for condition in s.conditions)
        for s in statements
    )


def _fixes(condition: Condition) -> bool:
    if condition.low not in _FIXING_KEYS or condition.operator.lower() not in _FIXING_OPERATORS:
        return False
    return bool(condition.values) and all(_is_fixed(condition.low, value) for value in condition.values)


def _is_fixed(key: str, value: str) -> bool:
    if "${" in value:
        return False
    if key == "aws:sourceip":
        _, separator, length = value.partition("/")
        return not separator or (length.isdigit() and int(length) >= _WIDEST[":" in value])
    if key == "s3:dataaccesspointarn" and value.count(":") >= 5:
        value = value.split(":", 5)[4] or "*"  # any access point of one account is a fixed set
    return "*" not in value.removesuffix(":*" if key == "aws:userid" else "") and "?" not in value
