"""Records of Azure's logs that state a refusal: activity log, resource logs and sign-ins, as exports, tables or CLI print them."""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from diagnostics.causes import lookup
from diagnostics.messages.azure.around import bare
from diagnostics.messages.azure.fields import (
    Fields,
    action_of,
    caller_of,
    fields_of,
    is_set,
    place_of,
    plain,
    status_of,
    word,
)
from diagnostics.messages.azure.tokens import of_number
from diagnostics.messages.families import compiled
from diagnostics.messages.model import LOOK_ALIKE, REFUSAL, Saying

_CLAIMS = ("iam", "resource-policy", "network", "trigger")
_MESSAGES = ("statusmessage", "errormessage", "exceptionmessage", "exceptiondetails", "message", "resultdescription", "description", "error")  # fmt: skip
_FAILED = r"fail|error|denied|forbidden|unauthorized|\b4\d\d\b"
_REFUSED = r"forbidden|unauthorized|authorizationfailed|\b40[13]\b"
_STORAGE = r"/providers/microsoft\.storage/storageaccounts/[^/]+/(?:blob|queue|table|file)services"


def read_azure_activity(record: dict[str, Any]) -> Saying | None:
    """Return the refusal that *record* states, or None where it states none; what it does not say stays null."""
    fields = fields_of(record)
    kind = f"{word(fields, 'type')} {word(fields, 'category')} {word(fields, 'operationname')}".lower()
    where = place_of(fields) or ""
    if "signinlogs" in kind or "sign-in activity" in kind:
        return _sign_in(fields)
    if re.search(r"storage(?:blob|queue|table|file)logs|\bstorage(?:read|write|delete)\b", kind) or compiled(
        _STORAGE
    ).search(where):
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
    status = f"{word(fields, 'status', 'activitystatus', 'resulttype', 'level')} {status_of(fields)}"
    said = _said(fields)
    if re.search(
        r"sites/(?:functions|slots/functions)/log|functionapplogs|apptraces|appexceptions|appservice",
        word(fields, "operationname", "category", "type"),
        re.IGNORECASE,
    ):
        return said
    if not compiled(_FAILED).search(status):
        return None
    action = action_of(fields)
    if said is None and "policies/deny/action" in action.lower():
        said = _saying("azure.policy.denied", 0.9, "Azure Policy forbids the request.")
    if said is None and compiled(_REFUSED).search(status):
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
        said, principal=said.principal or caller_of(fields), action=said.action or action or None, code=said.code or status_of(fields) or None,
        resource=full or place_of(fields) or said.resource,
    )  # fmt: skip


def _storage(fields: Fields) -> Saying | None:
    """Status text, or the code that the response type repeats; the address it was asked at is the resource."""
    status, way = status_of(fields), word(fields, "authenticationtype")
    code = word(fields, "statustext") or word(fields, "metricresponsetype")
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
    url = word(fields, "uri")
    return replace(
        said, principal=caller_of(fields), action=word(fields, "operationname") or None, code=code or None,
        resource=bare(url) if url else word(fields, "objectkey") or place_of(fields),
    )  # fmt: skip


def _vault(fields: Fields) -> Saying | None:
    """The audit's own columns tell address, role and access policy apart; a first call without a token is no refusal."""
    if status_of(fields) not in ("403", "Forbidden"):
        return None
    said = _said(fields)
    if is_set(fields, "isaddressauthorized", wanted=False):
        said = _saying("azure.key-vault-firewall.blocked", 0.95, "The vault's firewall refuses the address.")
    elif said is None and is_set(fields, "isrbacauthorized", wanted=False):
        said = _saying(
            "azure.role-assignment.missing",
            0.93,
            "The vault uses roles, and the caller has none that allows this.",
        )
    elif said is None and is_set(fields, "isaccesspolicymatch", wanted=False):
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
    url = word(fields, "requesturi", "id")
    return replace(
        said, principal=caller_of(fields), action=said.action or word(fields, "operationname") or None,
        resource=said.resource or (bare(url) if url.startswith("http") else place_of(fields)),
    )  # fmt: skip


def _sign_in(fields: Fields) -> Saying | None:
    """A person's sign-in is no function's; an application's or identity's tells by its number."""
    status = fields.get("status")
    number = str(status.get("errorCode", "")) if isinstance(status, dict) else ""
    number = number if number.isdigit() else word(fields, "resulttype", "errorcode")
    if not number.isdigit() or int(number) == 0:
        return None
    said = of_number(number, _saying("azure.app-registration.token-refused", 0.8, "Entra refuses the token."))
    if word(fields, "userprincipalname", "userid"):
        return replace(
            said, class_="none", cause="azure.credentials.expired", deny_origin=None, confidence=0.88, rank=LOOK_ALIKE + 9,
            next_read=None, summary="A person's sign-in was refused; no function is involved.",
        )  # fmt: skip
    return replace(
        said,
        principal=word(fields, "serviceprincipalid", "appid") or None,
        resource=word(fields, "resourcedisplayname") or None,
    )


def _restriction(fields: Fields) -> Saying | None:
    if word(fields, "result").lower() != "denied":
        return None
    said = _saying(
        "azure.access-restriction.caller-blocked",
        0.96,
        "An access restriction of the app refuses the caller's address.",
    )
    return replace(
        said, principal=word(fields, "cip") or None, resource=word(fields, "cshost") or place_of(fields)
    )


def _authentication(fields: Fields) -> Saying | None:
    if status_of(fields) not in ("401", "403"):
        return None
    said = _said(fields) or _saying(
        "azure.easy-auth.caller-refused", 0.9, "The app's sign-in refuses the caller."
    )
    return replace(said, resource=word(fields, "hostname", "sitename") or place_of(fields))


def _saying(cause: str, confidence: float, summary: str) -> Saying:
    known = lookup(cause)
    assert known is not None, cause  # noqa: S101 - a cause of this file
    return Saying(
        pattern="azure.record", provider="azure", class_=known.class_, cause=cause, deny_origin=known.deny_origin,
        confidence=confidence, rank=REFUSAL, summary=summary,
    )  # fmt: skip


def _said(fields: Fields) -> Saying | None:
    """Return the first claim that the record's messages make."""
    parts = [plain(fields[key]) for key in _MESSAGES if fields.get(key)]
    return _read("\n".join(parts)) if parts else None


def _read(text: str) -> Saying | None:
    from diagnostics.messages.reading import read

    return next(
        (replace(s, span=(0, 0), provenance="platform") for s in read(text, "azure") if s.class_ in _CLAIMS),
        None,
    )
