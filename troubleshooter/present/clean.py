"""The one door through which text from outside reaches a person: what a terminal would act on is made visible."""

from __future__ import annotations

import re

# C0 and C1 controls, DEL, lone surrogates, line and paragraph separators, and the marks that reorder or hide text.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_TABS = str.maketrans({"\t": "    "})


def clean(text: str) -> str:
    r"""Return *text* with every control, direction and invisible character written out as `\\x1b` or `\\u202e`."""
    text = text.replace("\r\n", "\n")
    return _UNSEEN.sub(_visible, text).translate(_TABS)


def in_place(text: str) -> str:
    """Return *text* of the same length with a sign in place of each such character, for what is edited on the screen."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


def line(text: str, limit: int = 0) -> str:
    """Return *text* cleaned on one line; cut in its middle where it is longer than *limit* (0: never)."""
    flat = " ".join(clean(text).split())
    return flat if not limit or len(flat) <= limit else shorten(flat, limit)


def shorten(text: str, limit: int) -> str:
    """Cut *text* in the middle, never at its meaningful end."""
    if len(text) <= limit or limit < 5:
        return text[:limit]
    head = (limit - 1) // 3
    return text[:head] + "…" + text[len(text) - (limit - 1 - head) :]


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
