"""Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, and the escapes `${*}` `${?}` `${$}`.

Only documents of version 2012-10-17 have them. A variable that resolves to nothing makes its value match nothing.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

_VARIABLE = re.compile(r"\$\{(\$|[^}$]{0,512})\}")
_DEFAULT = re.compile(r"\s*([^,]+?)\s*(?:,\s*'([^']*)'\s*)?", re.DOTALL)
_ESCAPES = {"*": "\ue000", "?": "\ue001", "$": "$"}  # kept apart from wildcards until the text is compiled


class Unresolved(msgspec.Struct, frozen=True):
    """A variable whose key is not known (*key*), or that the request does not have (*key* empty)."""

    key: str


def has_variables(text: str) -> bool:
    return "${" in text


def keys_in(text: str) -> list[str]:
    """Return the keys, in lower case, that the variables of *text* name."""
    inner = [match[1] for match in _VARIABLE.finditer(text) if match[1] not in _ESCAPES]
    return [named[1].lower() for i in inner if (named := _DEFAULT.fullmatch(i))]


def resolve(text: str, context: dict[str, Any], *, literal: bool = False) -> str | Unresolved:
    """Return *text* with its variables replaced; a value from the context is never read as a wildcard.

    *literal* is for operators without wildcards: the escapes become the characters themselves.
    """
    pieces = []
    at = 0
    for match in _VARIABLE.finditer(text):
        pieces.append(text[at : match.start()])
        value = _value(match[1], context)
        if isinstance(value, Unresolved):
            return value
        pieces.append(_plain(value) if not literal else value)
        at = match.end()
    pieces.append(text[at:])
    joined = "".join(pieces)
    return joined.translate(_UNESCAPED) if literal else joined


_UNESCAPED = {0xE000: "*", 0xE001: "?"}


def widest(text: str) -> str:
    """Return the pattern that covers whatever *text* may become: every variable a star."""
    return _VARIABLE.sub("*", text)


def _value(inner: str, context: dict[str, Any]) -> str | Unresolved:
    if not inner.strip():
        return f"${{{inner}}}"
    if inner in _ESCAPES:
        return _ESCAPES[inner]
    match = _DEFAULT.fullmatch(inner)
    if match is None:
        return Unresolved("")
    key, default = match[1], match[2]
    low = key.lower()
    if low in context:
        value = context[low]
        if value is None:
            return Unresolved(key)
        if isinstance(value, list):
            return Unresolved("") if len(value) != 1 else str(value[0])
        return ("true" if value else "false") if isinstance(value, bool) else str(value)
    return default if default is not None else Unresolved("")


def _plain(value: str) -> str:
    """Return *value* with its own wildcards marked as plain characters."""
    return value.replace("*", "\ue000").replace("?", "\ue001")
