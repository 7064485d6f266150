"""Records of Azure's logs that state a refusal: activity log, resource logs and sign-ins, as exports, tables or CLI print them."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec.structs import replace

from diagnostics.causes import lookup
from diagnostics.messages.azure.around import bare
from diagnostics.messages.azure.tokens import of_number
from diagnostics.messages.model import LOOK_ALIKE, REFUSAL, Saying

_CLAIMS = ("iam", "resource-policy", "network", "trigger")
_SUFFIX = re.compile(r"_(?:s|d|g|b|t|value)\Z", re.IGNORECASE)
_MESSAGES = ("statusmessage", "errormessage", "exceptionmessage", "exceptiondetails", "message", "resultdescription", "description", "error")  # fmt: skip
_FAILED = re.compile(r"fail|error|denied|forbidden|unauthorized|\b4\d\d\b", re.IGNORECASE)
_REFUSED = re.compile(r"forbidden|unauthorized|authorizationfailed|\b40[13]\b", re.IGNORECASE)
_OBJECT_ID = "http://schemas.microsoft.com/identity/claims/objectidentifier"
_STORAGE = re.compile(
    r"/providers/microsoft\.storage/storageaccounts/[^/]+/(?:blob|queue|table|file)services", re.IGNORECASE
)

Fields = dict[str, Any]


def read_azure_activity(record: dict[str, Any]) -> Saying | None:
    """Return the refusal that *record* states, or None where it states none; what it does not say stays null."""
    fields = _fields(record)
    kind = f"{_text(fields, 'type')} {_text(fields, 'category')} {_text(fields, 'operationname')}".lower()
    where = _where(fields) or ""
    if "signinlogs" in kind or "sign-in activity" in kind:
        return _sign_in(fields)
    if re.search(
        r"storage(?:blob|queue|table|file)logs|\bstorage(?:read|write|delete)\b", kind
    ) or _STORAGE.search(where):
        return _storage(fields)
    if "azkvauditlogs" in kind or ("auditevent" in kind and "microsoft.keyvault" in where.lower()):
        return _vault(fields)
    if "appserviceipsec" in kind:
        return _restriction(fields)
    if "appserviceauthentication" in kind:
        return _authentication(fields)
    return _operation(fields)


def _operation(fields: Fields) -> Saying | None:
    """An operation of Resource Manager that failed; an application's log row is read by its message alone."""
    status = f"{_text(fields, 'status', 'activitystatus', 'resulttype', 'level')} {_code(fields)}"
    said = _said(fields)
    if re.search(
        r"sites/(?:functions|slots/functions)/log|functionapplogs|apptraces|appexceptions|appservice",
        _text(fields, "operationname", "category", "type"),
        re.IGNORECASE,
    ):
        return said
    if not _FAILED.search(status):
        return None
    action = _action(fields)
    if said is None and "policies/deny/action" in action.lower():
        said = _saying("azure.policy.denied", 0.9, "Azure Policy forbids the request.")
    if said is None and _REFUSED.search(status):
        said = _saying(
            "azure.deployer.role-missing",
            0.8,
            f"{action or 'An operation'} was refused; the record does not say by which rule.",
        )
        said = replace(said, deny_origin=None, next_read="the status message of the same correlation id")
    if said is None:
        return None
    full = said.resource if said.resource and said.resource.startswith("/") else None
    return replace(
        said, principal=said.principal or _who(fields), action=said.action or action or None, code=said.code or _code(fields) or None,
        resource=full or _where(fields) or said.resource,
    )  # fmt: skip


def _storage(fields: Fields) -> Saying | None:
    """Status text, or the code that the response type repeats; the address it was asked at is the resource."""
    status, way = _code(fields), _text(fields, "authenticationtype")
    code = _text(fields, "statustext") or _text(fields, "metricresponsetype")
    if status and not re.match(r"4", status):
        return None
    said = _read(f"StatusText: {code} AuthenticationType: {way} azure-storage")
    if said is None and re.search(r"ipauthorization", code, re.IGNORECASE):
        said = _saying(
            "azure.storage-firewall.blocked", 0.93, "The storage account's network rules refuse the address."
        )
    if said is None and status in ("401", "403"):
        said = replace(_saying("azure.role-assignment.missing", 0.5, "The storage account refused; the row does not say why."), class_="inconclusive", cause=None, deny_origin=None)  # fmt: skip
    if said is None or (said.class_ == "inconclusive" and status not in ("401", "403")):
        return None
    url = _text(fields, "uri")
    return replace(
        said, principal=_who(fields), action=_text(fields, "operationname") or None, code=code or None,
        resource=bare(url) if url else _text(fields, "objectkey") or _where(fields),
    )  # fmt: skip


def _vault(fields: Fields) -> Saying | None:
    """The audit's own columns tell address, role and access policy apart; a first call without a token is no refusal."""
    if _code(fields) not in ("403", "Forbidden"):
        return None
    said = _said(fields)
    if _is(fields, "isaddressauthorized", wanted=False):
        said = _saying("azure.key-vault-firewall.blocked", 0.95, "The vault's firewall refuses the address.")
    elif said is None and _is(fields, "isrbacauthorized", wanted=False):
        said = _saying(
            "azure.role-assignment.missing",
            0.93,
            "The vault uses roles, and the caller has none that allows this.",
        )
    elif said is None and _is(fields, "isaccesspolicymatch", wanted=False):
        said = _saying(
            "azure.key-vault.access-policy-missing",
            0.93,
            "None of the vault's access policies gives the caller this.",
        )
    if said is None:
        said = replace(
            _saying("azure.role-assignment.missing", 0.5, "The vault refused; the row does not say by role, access policy or firewall."),
            class_="inconclusive", cause=None, deny_origin=None, next_read="the vault's permission model and its network rules",
        )  # fmt: skip
    url = _text(fields, "requesturi", "id")
    return replace(
        said, principal=_who(fields), action=said.action or _text(fields, "operationname") or None,
        resource=said.resource or (bare(url) if url.startswith("http") else _where(fields)),
    )  # fmt: skip


def _sign_in(fields: Fields) -> Saying | None:
    """A person's sign-in is no function's; an application's or identity's tells by its number."""
    status = fields.get("status")
    number = str(status.get("errorCode", "")) if isinstance(status, dict) else ""
    number = number if number.isdigit() else _text(fields, "resulttype", "errorcode")
    if not number.isdigit() or int(number) == 0:
        return None
    said = of_number(number, _saying("azure.app-registration.token-refused", 0.8, "Entra refuses the token."))
    if _text(fields, "userprincipalname", "userid"):
        return replace(
            said, class_="none", cause="azure.credentials.expired", deny_origin=None, confidence=0.88, rank=LOOK_ALIKE + 9,
            next_read=None, summary="A person's sign-in was refused; no function is involved.",
        )  # fmt: skip
    return replace(
        said,
        principal=_text(fields, "serviceprincipalid", "appid") or None,
        resource=_text(fields, "resourcedisplayname") or None,
    )


def _restriction(fields: Fields) -> Saying | None:
    if _text(fields, "result").lower() != "denied":
        return None
    said = _saying(
        "azure.access-restriction.caller-blocked",
        0.96,
        "An access restriction of the app refuses the caller's address.",
    )
    return replace(
        said, principal=_text(fields, "cip") or None, resource=_text(fields, "cshost") or _where(fields)
    )


def _authentication(fields: Fields) -> Saying | None:
    if _code(fields) not in ("401", "403"):
        return None
    said = _said(fields) or _saying(
        "azure.easy-auth.caller-refused", 0.9, "The app's sign-in refuses the caller."
    )
    return replace(said, resource=_text(fields, "hostname", "sitename") or _where(fields))


def _saying(cause: str, confidence: float, summary: str) -> Saying:
    known = lookup(cause)
    assert known is not None, cause  # noqa: S101 - a cause of this file
    return Saying(
        pattern="azure.record", provider="azure", class_=known.class_, cause=cause, deny_origin=known.deny_origin,
        confidence=confidence, rank=REFUSAL, summary=summary,
    )  # fmt: skip


def _said(fields: Fields) -> Saying | None:
    """Return the first claim that the record's messages make."""
    parts = [_plain(fields[key]) for key in _MESSAGES if fields.get(key)]
    return _read("\n".join(parts)) if parts else None


def _read(text: str) -> Saying | None:
    from diagnostics.messages.reading import read

    return next(
        (replace(s, span=(0, 0), provenance="platform") for s in read(text, "azure") if s.class_ in _CLAIMS),
        None,
    )


def _fields(record: dict[str, Any]) -> Fields:
    """Return the record's own values and those of its properties by lower-case name, the type's suffix taken off."""
    fields: Fields = {}
    for source in (
        record,
        _decoded(record.get("properties")),
        _decoded(record.get("Properties_d") or record.get("Properties")),
    ):
        if isinstance(source, dict):
            for key, value in source.items():
                name = str(key).lower()
                fields.setdefault(
                    "resourceid"
                    if name == "_resourceid"
                    else _SUFFIX.sub("", name).removesuffix("value") or name,
                    value,
                )
    return fields


def _decoded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return value


def _plain(value: Any) -> str:
    """Return *value* as text: `{"value": …}` as its value, other objects as JSON."""
    if isinstance(value, dict):
        inner = value.get("value")
        return inner if isinstance(inner, str) else msgspec.json.encode(value).decode()
    return value if isinstance(value, str) else "" if value is None else str(value)


def _text(fields: Fields, *names: str) -> str:
    """Return the first of *names* that is filled, as text."""
    return next((text for name in names if (text := _plain(fields.get(name)).strip())), "")


def _code(fields: Fields) -> str:
    return _text(
        fields,
        "httpstatuscode",
        "statuscode",
        "scstatus",
        "substatus",
        "activitysubstatus",
        "resultsignature",
    )


def _is(fields: Fields, name: str, *, wanted: bool) -> bool:
    return _text(fields, name).lower() == str(wanted).lower()


def _authorization(fields: Fields) -> dict[str, Any]:
    found = _decoded(fields.get("authorization"))
    if not isinstance(found, dict):
        identity = _decoded(fields.get("identity"))
        found = identity.get("authorization") if isinstance(identity, dict) else None
    return found if isinstance(found, dict) else {}


def _action(fields: Fields) -> str:
    return _plain(_authorization(fields).get("action")) or _text(fields, "operationname")


def _where(fields: Fields) -> str | None:
    return _plain(_authorization(fields).get("scope")) or _text(fields, "resourceid", "resourceuri") or None


def _who(fields: Fields) -> str | None:
    """Return the caller's object id, else what the record calls the caller."""
    identity = _decoded(fields.get("identity"))
    nested = identity if isinstance(identity, dict) else {}
    for claims in (
        _decoded(fields.get("claims")),
        nested.get("claims"),
        nested.get("claim"),
        nested.get("requester"),
    ):
        if isinstance(claims, dict):
            for key, prefix in (
                (_OBJECT_ID, ""),
                ("oid", ""),
                ("objectId", ""),
                ("appid", "appid="),
                ("appId", "appid="),
            ):
                value = claims.get(key)
                if isinstance(value, str) and value:
                    return f"{prefix}{value}"
    return (
        _text(fields, "requesterobjectid", "identity_claim_oid", "aadprincipalid", "principaloid", "caller")
        or None
    )
