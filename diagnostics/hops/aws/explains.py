"""Does one write event explain a finding? True: proven by its content. False: refuted by it. None: possible."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec

from diagnostics.case import Finding
from diagnostics.hops.aws.decide import decide, request_of
from diagnostics.hops.aws.documents import as_document
from diagnostics.hops.aws.role import managed_document
from diagnostics.hops.aws.world import AwsWorld, Document, Function, Role
from diagnostics.policy.aws import Policies
from diagnostics.reader import Ask, Unknown


class Context(msgspec.Struct, frozen=True):
    """The finding with the case around it, and every event of the resources it touches."""

    world: AwsWorld
    finding: Finding
    records: tuple[dict[str, Any], ...]


Verdict = bool | None


def explains(operation: str, ask: Ask, record: dict[str, Any], context: Context) -> Verdict:
    """Return what *record* proves about the finding."""
    judge = _JUDGES.get(operation)
    return judge(ask, record, context) if judge else None


def _parameters(record: dict[str, Any]) -> dict[str, Any]:
    found = record.get("requestParameters")
    return found if isinstance(found, dict) else {}


def _decision(context: Context, document: Document | None) -> str | None:
    """Return what *document* alone says of the refused request, or None where there is none to ask about."""
    denied, function = context.finding.denied, context.world.function
    if denied is None or not denied.action or not denied.resource or not isinstance(function, Function):
        return None
    if document is None:
        return "implicitly-denied"
    request = request_of(function, denied.action, denied.resource)
    return decide(request, Policies(identity=(document,))).decision


def _put_role_policy(_ask: Ask, record: dict[str, Any], context: Context) -> Verdict:
    parameters = _parameters(record)
    document = as_document(parameters.get("policyDocument"))
    now = _decision(context, document) if isinstance(document, dict) else None
    if context.finding.explicit:
        return now == "explicitly-denied" if now else None
    if now == "allowed":
        return False
    before = _decision(context, _earlier(record, context, str(parameters.get("policyName"))))
    return True if before == "allowed" and now else None


def _delete_role_policy(_ask: Ask, record: dict[str, Any], context: Context) -> Verdict:
    if context.finding.explicit:
        return False
    earlier = _earlier(record, context, str(_parameters(record).get("policyName")))
    return None if earlier is None else _decision(context, earlier) == "allowed"


def _earlier(record: dict[str, Any], context: Context, policy: str) -> Document | None:
    """Return the document that the last PutRolePolicy of the same name before *record* wrote."""
    time, role = str(record.get("eventTime")), _parameters(record).get("roleName")
    written = [
        r
        for r in context.records
        if r.get("eventName") == "PutRolePolicy"
        and not r.get("errorCode")
        and str(r.get("eventTime")) < time
        and _parameters(r).get("policyName") == policy
        and _parameters(r).get("roleName") == role
    ]
    if not written:
        return None
    document = as_document(
        _parameters(max(written, key=lambda r: str(r.get("eventTime")))).get("policyDocument")
    )
    return document if isinstance(document, dict) else None


def _detach(ask: Ask, record: dict[str, Any], context: Context) -> Verdict:
    if context.finding.explicit:
        return False
    document = _managed(ask, record, context)
    return None if document is None else _decision(context, document) == "allowed"


def _attach(ask: Ask, record: dict[str, Any], context: Context) -> Verdict:
    if not context.finding.explicit:
        return False
    document = _managed(ask, record, context)
    return None if document is None else _decision(context, document) == "explicitly-denied"


def _managed(ask: Ask, record: dict[str, Any], context: Context) -> Document | None:
    role = context.world.role
    policy = str(_parameters(record).get("policyArn") or "")
    if not policy or not isinstance(role, Role):
        return None
    document = managed_document(ask, role.arn, policy)
    return None if isinstance(document, Unknown) else document


def _version(_ask: Ask, record: dict[str, Any], context: Context) -> Verdict:
    document = as_document(_parameters(record).get("policyDocument"))
    if not isinstance(document, dict):
        return None
    now = _decision(context, document)
    if context.finding.explicit:
        return now == "explicitly-denied"
    return False if now == "allowed" else None


def _boundary(_ask: Ask, _record: dict[str, Any], context: Context) -> Verdict:
    return context.finding.deny_origin == "boundary"


def _only_trust(_ask: Ask, _record: dict[str, Any], context: Context) -> Verdict:
    return None if context.finding.deny_origin == "trust" else False


def _deleted_role(_ask: Ask, _record: dict[str, Any], context: Context) -> Verdict:
    return context.finding.cause == "aws.role.deleted"


def _function(_ask: Ask, record: dict[str, Any], context: Context) -> Verdict:
    """An update of the function explains what it set: the role a refusal, the VPC a time-out, the key an unreadable key."""
    parameters = _parameters(record)
    match context.finding.class_:
        case "iam":
            return None if parameters.get("role") else False
        case "network":
            return None if parameters.get("vpcConfig") is not None else False
        case "resource-policy":
            return None if parameters.get("role") or parameters.get("kMSKeyArn") else False
    return None


def _mapping(_ask: Ask, record: dict[str, Any], context: Context) -> Verdict:
    if not (context.finding.cause or "").endswith(".disabled"):
        return None
    parameters = _parameters(record)
    wanted = next((t.name for t in context.finding.touches if t.about == "mapping"), None)
    uuid = parameters.get("uUID") or parameters.get("uuid") or parameters.get("UUID")
    if uuid and wanted and str(uuid).lower() != wanted.lower():
        return False
    enabled = parameters.get("enabled")
    return None if enabled is None else str(enabled).lower() == "false"


def _concurrency(_ask: Ask, record: dict[str, Any], _context: Context) -> Verdict:
    return str(_parameters(record).get("reservedConcurrentExecutions")) == "0"


def _rule(_ask: Ask, record: dict[str, Any], context: Context) -> Verdict:
    if not (context.finding.cause or "").endswith(".disabled"):
        return None
    return str(_parameters(record).get("state")) == "DISABLED"


def _disable_rule(_ask: Ask, _record: dict[str, Any], context: Context) -> Verdict:
    return (context.finding.cause or "").endswith(".disabled") or None


def _notification(_ask: Ask, record: dict[str, Any], context: Context) -> Verdict:
    """A notification configuration that still names the function did not take it out."""
    text = msgspec.json.encode(_parameters(record)).decode(errors="replace")
    names = re.search(rf"{re.escape(context.world.target.id)}(?![\w-])", text)
    return "NotificationConfiguration" in text and names is None


def _resource_policy(_ask: Ask, _record: dict[str, Any], context: Context) -> Verdict:
    """A policy on the resource explains a refusal by that resource, and nothing else."""
    return None if context.finding.class_ == "resource-policy" else False


_JUDGES: dict[str, Callable[[Ask, dict[str, Any], Context], Verdict]] = {
    "PutRolePolicy": _put_role_policy,
    "DeleteRolePolicy": _delete_role_policy,
    "DetachRolePolicy": _detach,
    "AttachRolePolicy": _attach,
    "CreatePolicyVersion": _version,
    "PutRolePermissionsBoundary": _boundary,
    "UpdateAssumeRolePolicy": _only_trust,
    "CreateRole": _only_trust,
    "DeleteRole": _deleted_role,
    "UpdateFunctionConfiguration": _function,
    "UpdateEventSourceMapping": _mapping,
    "PutFunctionConcurrency": _concurrency,
    "PutRule": _rule,
    "DisableRule": _disable_rule,
    "PutBucketNotification": _notification,
    "PutBucketNotificationConfiguration": _notification,
    "PutKeyPolicy": _resource_policy,
    "PutBucketPolicy": _resource_policy,
    "PutResourcePolicy": _resource_policy,
    "SetQueueAttributes": _resource_policy,
    "SetTopicAttributes": _resource_policy,
    "DeleteBucketPolicy": _resource_policy,
    "RevokeGrant": _resource_policy,
    "RetireGrant": _resource_policy,
}
