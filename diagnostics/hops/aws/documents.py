"""Policy documents as providers hand them out: an object, JSON text, or URL-encoded JSON text."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import msgspec

from diagnostics.hops.aws.world import Document
from diagnostics.reader import Unknown


def as_document(value: Any) -> Document | Unknown | None:
    """Return the document, None where there is none, or Unknown where it is no JSON object."""
    if value is None or value == "":
        return None
    if isinstance(value, dict):
        return value
    if isinstance(value, str):
        text = unquote(value) if value.lstrip().startswith("%7B") else value
        try:
            parsed = msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError):
            return Unknown("the policy is not readable JSON")
        if isinstance(parsed, dict):
            return parsed
    return Unknown("the policy is no JSON object")


def statements(document: Document | None) -> list[dict[str, Any]]:
    """Return the document's statements; what is no statement is left out."""
    found = (document or {}).get("Statement", [])
    rows = found if isinstance(found, list) else [found]
    return [row for row in rows if isinstance(row, dict)]


def as_list(value: Any) -> list[Any]:
    """Return a policy element that may be one value or several as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
