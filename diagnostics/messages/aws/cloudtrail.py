"""A CloudTrail record that states a refusal (placeholder until the mapping of event names stands)."""

from __future__ import annotations

from typing import Any

from diagnostics.messages.model import Saying


def read_record(record: dict[str, Any]) -> Saying | None:
    """Return the refusal that *record* states, or None."""
    from diagnostics.messages.reading import read

    message = record.get("errorMessage")
    said = read(f"{record.get('errorCode')}: {message}", "aws") if isinstance(message, str) else ()
    return said[0] if said else None
