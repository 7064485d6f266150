"""Times as people write them and as providers send them; inside, aware UTC datetimes and ISO 8601 text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DURATION = re.compile(r"(\d{1,6})\s*([smhdw])", re.ASCII)


def iso(moment: datetime) -> str:
    """Return *moment* as `2026-11-22T04:31:07Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_duration(text: str) -> timedelta:
    """Read `90m`, `2h`, `1d12h`; ValueError says what was expected."""
    parts = _DURATION.findall(text.strip().lower())
    if not parts or _DURATION.sub("", text.strip().lower()).strip():
        msg = f"'{text}' is not a duration; write it like 90m, 2h or 3d"
        raise ValueError(msg)
    try:
        return timedelta(**{_UNITS[unit]: 0 for _, unit in parts}) + sum(
            (timedelta(**{_UNITS[unit]: int(number)}) for number, unit in parts), timedelta()
        )
    except OverflowError:
        msg = f"'{text}' is longer than any log is kept; write it like 90m, 2h or 3d"
        raise ValueError(msg) from None


def parse_moment(text: str, now: datetime) -> datetime:
    """Read ISO 8601 (`2026-11-22T04:00Z`), `now`, or a time before now (`2h`, `2h ago`)."""
    cleaned = text.strip()
    if cleaned.lower() == "now":
        return now
    moment = parse_iso(cleaned)
    if moment is not None:
        return moment
    try:
        return now - parse_duration(cleaned.lower().removesuffix("ago"))
    except (ValueError, OverflowError):
        msg = f"'{text}' is not a time; write it like 2026-11-22T04:00Z or 2h"
        raise ValueError(msg) from None


def parse_iso(value: Any) -> datetime | None:
    """Return what a provider sent as an aware UTC datetime, or None where it is no time."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        seconds = value / 1000 if abs(value) > 1e11 else value
        try:
            return datetime.fromtimestamp(seconds, UTC)
        except (OverflowError, OSError, ValueError):
            return None
    if not isinstance(value, str) or not value:
        return None
    text = re.sub(r"(\.\d{6})\d+", r"\1", value.strip())
    text = re.sub(r"([+-]\d{2})(\d{2})$", r"\1:\2", text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
