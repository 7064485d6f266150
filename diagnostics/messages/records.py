"""Audit records as the clouds write them, handed to the reader of their cloud, alone or found in pasted JSON."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import msgspec

from diagnostics.messages.model import Saying
from diagnostics.messages.prepare import Prepared

_DEEPEST = 6
_MOST = 5000
_SIGNS = ("eventSource", "protoPayload", "audit.AuditLog", "operationName", "OperationName", "CsHost")
_AZURE_NAMES = frozenset({"operationName", "OperationName", "OperationNameValue", "CsHost"})
_AZURE_PLACES = frozenset(
    {"resourceId", "_ResourceId", "ResourceId", "resourceGroupName", "authorization", "uri", "Uri"}
)
_PLACES = ("errorMessage", "eventID", "insertId", "correlationId")


def read_cloudtrail(record: dict[str, Any]) -> Saying | None:
    """Return the refusal that a CloudTrail record states, or None where it is none."""
    from diagnostics.messages.aws.cloudtrail import read_record

    return read_record(record)


def read_gcp_audit(entry: dict[str, Any]) -> Saying | None:
    """Return the refusal that a Google Cloud LogEntry with an AuditLog states, or None where it is none."""
    return _dispatch("gcp.audit", "read_gcp_audit", entry)


def read_azure_activity(record: dict[str, Any]) -> Saying | None:
    """Return the refusal that an Azure activity or resource log record states, or None where it is none."""
    return _dispatch("azure.audit", "read_azure_activity", record)


def _dispatch(module: str, name: str, record: dict[str, Any]) -> Saying | None:
    try:
        reader = import_module(f"diagnostics.messages.{module}")
    except ModuleNotFoundError:
        return None
    saying: Saying | None = getattr(reader, name)(record)
    return saying


def sayings_of(prepared: Prepared, provider: str | None = None) -> list[Saying] | None:
    """Return what the audit records in a pasted JSON text say; None where the text holds no audit record."""
    if not any(sign in prepared.original for sign in _SIGNS):
        return None
    found = [
        row
        for value in _values(prepared.original)
        for row in _records(value, 0)
        if provider in (None, row[0])
    ]
    if not found:
        return None
    said = [(record, _READERS[cloud](record)) for cloud, record in found]
    return [msgspec.structs.replace(s, span=_place(prepared, record)) for record, s in said if s is not None]


def _place(prepared: Prepared, record: dict[str, Any]) -> tuple[int, int]:
    """Return where the record's error message, or its id, stands in the text; all of it where neither is found."""
    for key in _PLACES:
        value = record.get(key)
        at = prepared.text.find(value) if isinstance(value, str) and value else -1
        if at >= 0:
            return at, at + len(str(value))
    return 0, len(prepared.text)


def _values(text: str) -> Iterator[Any]:
    """Yield the JSON values of *text*: one document, or one on each line, whatever stands before it."""
    whole = _decoded(text)
    if whole is not None:
        yield whole
        return
    for line in text.splitlines()[:_MOST]:
        start = line.find("{")
        value = _decoded(line[start:]) if start >= 0 else None
        if value is not None:
            yield value


def _decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None


def _records(value: Any, depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (provider, record) for every audit record in *value*, however the query wrapped it."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value[:_MOST]:
            yield from _records(item, depth + 1)
    elif isinstance(value, dict):
        if str(value.get("@type")).endswith("audit.AuditLog"):  # the payload without its entry
            value = {"protoPayload": value}
        cloud = _cloud(value)
        if cloud:
            yield cloud, value
            return
        for item in value.values():
            if isinstance(item, dict | list):
                yield from _records(item, depth + 1)
            elif (
                isinstance(item, str) and item[:1] == "{" and '"event' in item[:2000]
            ):  # lookup-events nests a string
                yield from _records(_decoded(item), depth + 1)


def _cloud(value: dict[str, Any]) -> str | None:
    if "eventSource" in value and "eventName" in value:
        return "aws"
    if isinstance(value.get("protoPayload"), dict):
        return "gcp"
    if value.keys() & _AZURE_NAMES and value.keys() & _AZURE_PLACES:
        return "azure"
    return None


_READERS = {"aws": read_cloudtrail, "gcp": read_gcp_audit, "azure": read_azure_activity}
