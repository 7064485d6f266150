"""The fields of a record of Azure's logs, under whatever names and nesting an export, a table or the CLI gives them."""

from __future__ import annotations

from typing import Any

import msgspec

from diagnostics.messages.families import compiled

_SUFFIX = r"_(?:s|d|g|b|t|value)\Z"
_OBJECT_ID = "http://schemas.microsoft.com/identity/claims/objectidentifier"

Fields = dict[str, Any]


def fields_of(record: dict[str, Any]) -> Fields:
    """Return the record's own values and those of its properties by lower-case name, the type's suffix taken off."""
    fields: Fields = {}
    for source in (
        record,
        decoded(record.get("properties")),
        decoded(record.get("Properties_d") or record.get("Properties")),
    ):
        if isinstance(source, dict):
            for key, value in source.items():
                name = str(key).lower()
                fields.setdefault(
                    "resourceid"
                    if name == "_resourceid"
                    else compiled(_SUFFIX).sub("", name).removesuffix("value") or name,
                    value,
                )
    return fields


def decoded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return value


def plain(value: Any) -> str:
    """Return *value* as text: `{"value": …}` as its value, other objects as JSON."""
    if isinstance(value, dict):
        inner = value.get("value")
        return inner if isinstance(inner, str) else msgspec.json.encode(value).decode()
    return value if isinstance(value, str) else "" if value is None else str(value)


def word(fields: Fields, *names: str) -> str:
    """Return the first of *names* that is filled, as text."""
    return next((text for name in names if (text := plain(fields.get(name)).strip())), "")


def status_of(fields: Fields) -> str:
    return word(
        fields,
        "httpstatuscode",
        "statuscode",
        "scstatus",
        "substatus",
        "activitysubstatus",
        "resultsignature",
    )


def is_set(fields: Fields, name: str, *, wanted: bool) -> bool:
    return word(fields, name).lower() == str(wanted).lower()


def authorization(fields: Fields) -> dict[str, Any]:
    found = decoded(fields.get("authorization"))
    if not isinstance(found, dict):
        identity = decoded(fields.get("identity"))
        found = identity.get("authorization") if isinstance(identity, dict) else None
    return found if isinstance(found, dict) else {}


def action_of(fields: Fields) -> str:
    return plain(authorization(fields).get("action")) or word(fields, "operationname")


def place_of(fields: Fields) -> str | None:
    return plain(authorization(fields).get("scope")) or word(fields, "resourceid", "resourceuri") or None


def caller_of(fields: Fields) -> str | None:
    """Return the caller's object id, else what the record calls the caller."""
    identity = decoded(fields.get("identity"))
    nested = identity if isinstance(identity, dict) else {}
    for claims in (
        decoded(fields.get("claims")),
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
        word(fields, "requesterobjectid", "identity_claim_oid", "aadprincipalid", "principaloid", "caller")
        or None
    )
