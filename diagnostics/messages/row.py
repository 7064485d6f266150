"""How a row of the grammar is written: class and origin come from the cause, spaces stand for any white space."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from diagnostics.causes import lookup
from diagnostics.messages.model import Pattern, Saying

Read = Callable[[re.Match[str], Saying], Saying | None]

# What may stand around a value: nothing, a quote of any kind, or one that an encoder escaped.
Q = r"[\\'\"`‘’“”]{0,4}"


def row(
    name: str,
    cause: str,
    confidence: float,
    hints: tuple[str, ...],
    regex: str,
    summary: str,
    read: Read | None = None,
    **fields: Any,
) -> Pattern:
    """Return the row *name* for *cause*, an id of the catalogue.

    A space in *regex* matches any run of white space, because terminals wrap messages (so none in a character class).
    *fields* are further fields
    of `Saying`; `class_` given there overrides the cause's.
    """
    known = lookup(cause)
    if known is None:
        raise LookupError(f"{name}: no cause {cause}")
    told = {
        "class_": known.class_,
        "deny_origin": known.deny_origin,
        "provider": cause.partition(".")[0],
        **fields,
    }
    saying = Saying(pattern=name, cause=cause, confidence=confidence, summary=summary, **told)
    return Pattern(name, hints, spaced(regex), saying, read)


def spaced(regex: str) -> str:
    """Return *regex* with a space as any run of white space, an optional space (` ?`, ` *`) as none or any."""
    return re.sub(r" ([?*])?", lambda m: r"\s*+" if m[1] else r"\s++", regex)
