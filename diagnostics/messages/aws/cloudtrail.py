"""A CloudTrail record that states a refusal: who, what and on what, as far as the record says."""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from diagnostics.messages.aws import refusals
from diagnostics.messages.aws.operations import action_of, prefix
from diagnostics.messages.aws.plain import of_code
from diagnostics.messages.aws.requests import resource_of
from diagnostics.messages.model import REFUSAL, Saying

# The codes with which services refuse; permission faults under other codes say so in their message.
_REFUSED = re.compile(
    r"(?:Client\.)?Unauthorized(?:Operation|Exception|Access)|Access_?Denied(?:Exception|ForDependencyException)?|AuthorizationError(?:Exception)?"
    r"|NotAuthorized(?:Exception)?|Forbidden(?:Exception)?|KMS\.?AccessDenied(?:Exception)?|VpceAccessDenied|InsufficientPermissionsException",
    re.IGNORECASE,
)
_VERBS = {"Get": "GET", "Create": "POST", "Update": "PATCH", "Delete": "DELETE"}
_CLAIMS = ("iam", "resource-policy")


def read_record(record: dict[str, Any]) -> Saying | None:
    """Return the refusal that *record* states, or None where the call was answered or failed for another reason.

    The action is the message's, else that of eventSource and eventName; the resource the message's, else the record's
    or, where the parameters decide it, built from them. The principal is the one who was identified.
    """
    code, message = record.get("errorCode"), record.get("errorMessage")
    if not isinstance(code, str) or not code:
        return None
    refused = _REFUSED.fullmatch(code)
    said = _said(code, message) if isinstance(message, str) and message else None
    if said is None or said.class_ not in _CLAIMS or said.pattern in ("aws.bare-denied", "aws.s3-plain"):
        said = _by_code(record, code) if refused else None
    if said is None:
        return None
    action = said.action or _action(record)
    return replace(
        said,
        principal=said.principal
        if said.principal and said.principal.startswith("arn:")
        else _caller(record) or said.principal,
        action=action,
        resource=said.resource or resource_of(record, action),
        code=code,
        span=(0, 0),
        summary=said.summary
        if said.action
        else f"{action or 'A call'} was refused; the record does not say by which policy.",
    )


def _said(code: str, message: str) -> Saying | None:
    from diagnostics.messages.reading import read

    return next(iter(read(f"{code}: {message}", "aws")), None)


def _by_code(record: dict[str, Any], code: str) -> Saying:
    action = _action(record)
    saying = Saying(
        pattern="aws.cloudtrail",
        provider="aws",
        class_="inconclusive",
        cause=None,
        confidence=0.5,
        rank=REFUSAL,
    )
    if code == "VpceAccessDenied":
        return refusals.of_request(saying, action=action, layer="vpc")
    return of_code(saying, action, code.removeprefix("Client."))


def _action(record: dict[str, Any]) -> str | None:
    source, name = record.get("eventSource"), record.get("eventName")
    if not isinstance(source, str) or not isinstance(name, str):
        return None
    if prefix(source) == "apigateway":
        verb = next((v for start, v in _VERBS.items() if name.startswith(start)), None)
        return f"apigateway:{verb}" if verb else None
    return action_of(source, name)


def _caller(record: dict[str, Any]) -> str | None:
    identity = record.get("userIdentity")
    if not isinstance(identity, dict):
        return None
    for key in ("arn", "invokedBy", "userName", "accountId"):
        value = identity.get(key)
        if isinstance(value, str) and value:
            return value
    return None
