"""An AuditLog entry of Cloud Logging that states a refusal: who, which permission, on what.

A real denial has `status.code` 7 and leaves `granted` out (false is the default, so it is not written); the one
permission that was not granted is the one refused. VPC Service Controls and organization policies write entries of
their own shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from diagnostics.causes import lookup
from diagnostics.messages.gcp import perimeter, refusals
from diagnostics.messages.gcp.methods import permission_of
from diagnostics.messages.gcp.names import full_name, member
from diagnostics.messages.model import NAMED_LAYER, NAMED_REQUEST, Saying

PERMISSION_DENIED, FAILED_PRECONDITION = 7, 9
_NAMES = ("PERMISSION_DENIED", "FORBIDDEN")
# Accounts that act for the one who called: the message names them, and their rights count, not the caller's.
_OTHERS = (
    "gcp.functions-agent.", "gcp.run-agent.", "gcp.eventarc-agent.", "gcp.storage-agent.", "gcp.pubsub-agent.",
    "gcp.build-account.", "gcp.host-project.",
)  # fmt: skip
_CONSTRAINT = re.compile(r"(?:constraints|customConstraints)/[\w.]{3,120}")
_VIOLATION = "VPC_SERVICE_CONTROLS"


def read_gcp_audit(entry: dict[str, Any]) -> Saying | None:
    """Return the refusal that *entry* states, or None where the call was answered or failed for another reason."""
    payload = _dict(entry.get("protoPayload"))
    status = _dict(payload.get("status"))
    metadata = _dict(payload.get("metadata"))
    if metadata.get("dryRun") is True:
        return None
    code, message = status.get("code"), _text(status.get("message"))
    refused = code == PERMISSION_DENIED or str(code) in (str(PERMISSION_DENIED), *_NAMES)
    constraint = _constraint(payload, message or "")
    violated = _violation(status, metadata)
    if violated is not None:
        return _perimeter(payload, metadata, violated)
    if constraint is not None and (refused or code == FAILED_PRECONDITION):
        return _organization(payload, constraint)
    known = _by_message(message)
    if known is not None and known.class_ in ("none", "network"):
        return None if known.class_ == "none" else known
    if not refused and (code or not _nothing_granted(payload)):
        return None
    return _refusal(payload, status, known, sure=refused)


def _refusal(payload: dict[str, Any], status: dict[str, Any], said: Saying | None, *, sure: bool) -> Saying:
    row = _denied_row(payload) or {}
    details = _error_info(status)
    service = _text(payload.get("serviceName"))
    permission = (
        _text(row.get("permission")) or _text(details.get("permission")) or (said.action if said else None)
        or permission_of(service, _text(payload.get("methodName")))
    )  # fmt: skip
    attributes = _dict(row.get("resourceAttributes"))
    resource = full_name(
        _text(row.get("resource")) or _text(details.get("resource")) or (said.resource if said else None)
        or _text(payload.get("resourceName")) or _text(attributes.get("name"))
    )  # fmt: skip
    of_another = bool(said and said.cause and said.cause.startswith(_OTHERS))
    principal = said.principal if said and of_another else caller(payload)
    saying = said or Saying(pattern="gcp.audit", provider="gcp", class_="iam", cause=None, confidence=0.95)
    named = said is not None and said.action is None and said.rank >= NAMED_LAYER
    cause = said.cause if said and (named or of_another) else None
    cause = cause or refusals.cause_of(permission, principal, _text(status.get("message")) or "")
    known = lookup(cause)
    assert known is not None, cause  # noqa: S101 - a cause of the tables
    return replace(
        saying, class_=known.class_, cause=cause, deny_origin=known.deny_origin, principal=principal, action=permission,
        resource=None if resource == "*" else resource, confidence=0.95 if sure else 0.65, rank=NAMED_REQUEST, span=(0, 0),
        code="PERMISSION_DENIED" if sure else None, provenance="platform",
        summary=refusals.sentence(principal, permission, resource),
    )  # fmt: skip


def _perimeter(payload: dict[str, Any], metadata: dict[str, Any], number: str | None) -> Saying:
    """The entry names the project as its resource; what was asked for stands in the metadata."""
    names = metadata.get("resourceNames")
    asked = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    method = _text(payload.get("methodName"))
    told = perimeter.violation(f"{metadata} {method} vpcServiceControlsUniqueId: {number or ''}")
    return Saying(
        pattern="gcp.audit", provider="gcp", class_="network", deny_origin="perimeter", confidence=0.97, rank=NAMED_LAYER,
        principal=caller(payload), action=permission_of(_text(payload.get("serviceName")), method) or method,
        resource=full_name(asked[0]) if len(asked) == 1 else full_name(_text(payload.get("resourceName"))),
        next_read="the organization's policy log, by the violation's id", cause=told["cause"], code=number or told["code"],
        summary=told["summary"],
    )  # fmt: skip


def _organization(payload: dict[str, Any], constraint: str) -> Saying:
    members = "allowedPolicyMember" in constraint or "permitted customer" in constraint
    return Saying(
        pattern="gcp.audit", provider="gcp", class_="resource-policy", deny_origin="org-policy", confidence=0.96, rank=NAMED_LAYER,
        cause=f"gcp.organization.{'member' if members else 'setting'}-forbidden", principal=caller(payload),
        action=permission_of(_text(payload.get("serviceName")), _text(payload.get("methodName"))),
        resource=full_name(_text(payload.get("resourceName"))), code=constraint.partition("/")[2] or None,
        summary=f"An organization policy forbids it ({constraint}).",
    )  # fmt: skip


def caller(payload: dict[str, Any]) -> str | None:
    """Return the account whose rights counted, as a binding writes it; a service agent that only passes a call on is not it."""
    identity = _dict(payload.get("authenticationInfo"))
    subject, address = _text(identity.get("principalSubject")), _text(identity.get("principalEmail"))
    if (
        subject
        and subject.startswith(("serviceAccount:", "user:", "group:"))
        and (not address or subject.endswith(address))
    ):
        return subject
    return member(address) or (subject if subject and subject.startswith("principal") else None)


def _nothing_granted(payload: dict[str, Any]) -> bool:
    """Whether an entry without a status says outright that nothing was granted, and shows no answer.

    A listing over many places leaves out what it may not see and succeeds; a row without `granted` is no statement then.
    """
    rows = [row for row in _list(payload.get("authorizationInfo")) if isinstance(row, dict)]
    return (
        bool(rows) and "numResponseItems" not in payload and all(row.get("granted") is False for row in rows)
    )


def _denied_row(payload: dict[str, Any]) -> dict[str, Any] | None:
    """Return the first authorization that was not granted."""
    rows = [row for row in _list(payload.get("authorizationInfo")) if isinstance(row, dict)]
    denied = [row for row in rows if not row.get("granted") and _text(row.get("permission"))]
    return next((row for row in denied if row.get("resource")), denied[0] if denied else None)


def _error_info(status: dict[str, Any]) -> dict[str, Any]:
    return next((_dict(d.get("metadata")) for d in _details(status) if _text(d.get("reason"))), {})


def _violation(status: dict[str, Any], metadata: dict[str, Any]) -> str | None:
    """Return the id of a perimeter's violation ('' where it is not told), None where no perimeter refused."""
    number = _text(metadata.get("vpcServiceControlsUniqueId"))
    for detail in _details(status):
        for row in _list(detail.get("violations")):
            if _dict(row).get("type") == _VIOLATION:
                return number or _text(_dict(row).get("description")) or ""
        if detail.get("reason") == "SECURITY_POLICY_VIOLATED":
            return number or _text(_dict(detail.get("metadata")).get("uid")) or ""
    return number


def _constraint(payload: dict[str, Any], message: str) -> str | None:
    info = _dict(_dict(payload.get("policyViolationInfo")).get("orgPolicyViolationInfo"))
    for row in _list(info.get("violationInfo")):
        name = _text(_dict(row).get("constraint"))
        if name:
            return name
    found = _CONSTRAINT.search(message)
    return found[0] if found else "a permitted customer" if "permitted customer" in message else None


def _by_message(message: str | None) -> Saying | None:
    from diagnostics.messages.reading import read

    return next((s for s in read(message, "gcp") if s.rank > 11), None) if message else None


def _details(status: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (detail for detail in _list(status.get("details")) if isinstance(detail, dict))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
