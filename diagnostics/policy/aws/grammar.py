"""What IAM refuses when a policy is saved: actions, resources and dates that are none. Returns the reason, or ''.

Source: the IAM grammar of the policy language, and the errors of the IAM API.
"""

from __future__ import annotations

import re

_VENDOR = re.compile(r"[A-Za-z0-9.-]+")
_PARTITIONS = re.compile(r"\*|aws(?:-[a-z*?-]+)?|aws\*|[a*?][ws*?-]*")
_IAM_PATHS = (
    "user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/", "server-certificate/", "policy/",
    "sms-mfa/", "saml-provider/", "oidc-provider/", "report/", "access-report/",
)  # fmt: skip
_DATE = re.compile(
    r"\d{1,9}(?:-(?:0?[1-9]|1[0-2])(?:-(?:0?[1-9]|[12]\d|3[01]))?)?"
    r"(?:[Tt](?:\d{1,2}(?::\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?)?(?:[Zz]|[+-]\d{2}(?::?\d{2})?)?)?[Zz]?"
)
_EPOCH = re.compile(r"-?\d{1,19}(?:\.\d{1,9})?")
_LARGEST_EPOCH = 9_223_372_036_854_775_807


def action_fault(action: str) -> str:
    """Return why *action* is no action."""
    if set(action) == {"*"}:
        return ""
    vendor, separator, name = action.partition(":")
    if not separator:
        return "an action names its service first, as in s3:GetObject"
    if ":" in name:
        return "an action has one colon"
    if "*" in vendor or "?" in vendor:
        return "the service of an action is no pattern"
    if not _VENDOR.fullmatch(vendor):
        return f"{vendor!r} is no service prefix"
    return "" if name else "the action's name is missing"


def resource_fault(resource: str) -> str:
    """Return why *resource* is no resource; a pattern with policy variables is taken as it is."""
    if set(resource) == {"*"}:
        return ""
    if not resource.startswith("arn:"):
        return "" if resource.startswith(("*", "arn*", "a*", "${")) else "must be an ARN or *"
    parts = resource.split(":", 5)
    if len(parts) < 6:
        whole = (len(parts) == 3 and parts[2]) or "*" in parts[-1]
        return "" if whole and len(parts) > 2 else "an ARN has six parts"
    _, partition, service, region, account, rest = parts
    if not _PARTITIONS.fullmatch(partition) and "${" not in partition:
        return f"{partition!r} is no partition"
    if not service:
        return "the ARN names no service"
    if "*" in service or "?" in service:
        return "the service of an ARN is no pattern"
    placed = region not in {"", "*"} and "${" not in region
    if placed and (service == "iam" or (service == "s3" and not account)):
        return f"an ARN of {service} names no region"
    if (
        service == "iam"
        and not rest.startswith(("*", "${", "root", "a*", "?", *_IAM_PATHS))
        and "*" not in rest.split("/")[0]
    ):
        return "an IAM resource starts with its kind, as in role/"
    return ""


def date_fault(text: str) -> str:
    """Return why *text* is no date: ISO 8601 or seconds since 1970."""
    if "${" in text or _DATE.fullmatch(text):
        return ""
    if _EPOCH.fullmatch(text) and abs(float(text)) < _LARGEST_EPOCH:
        return ""
    return f"{text!r} is no date"
