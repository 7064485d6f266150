"""Any value as JSON bytes, also where a provider's text holds half a character."""

from __future__ import annotations

import json
from typing import Any, Literal

import msgspec


def json_bytes(value: Any, order: Literal["deterministic", "sorted"] | None = None) -> bytes:
    """Return *value* as JSON; a lone surrogate, which JSON text may hold and UTF-8 cannot, becomes a question mark."""
    try:
        return msgspec.json.encode(value, order=order)
    except UnicodeEncodeError:
        plain = msgspec.to_builtins(value, order=order)
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
