"""Pasted text made readable: decoded, escapes undone, wrapped lines rejoined, and every change can be mapped back."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable

import msgspec

from diagnostics.messages.regex import regex
from diagnostics.messages.wraps import CUT, closes_cut

_ANSI = r"\x1b(?:\[[0-9;:?]{0,40}[ -/]{0,4}[@-~]|\][^\x07\x1b\n]{0,400}(?:\x07|\x1b\\)|[()][A-Z0-9]|[@-Z\\^_=>])|\x9b[0-9;]{0,40}[@-~]"
_RETURNS = r"\r+\n?"
_ENTITY = r"&(?:amp;){0,4}(?:lt|gt|quot|apos|nbsp|amp|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});"
_ESCAPE = r"\\{1,64}(?:[\"'/`]|[nrt](?![a-z]{2,}\\)|u00[0-9a-fA-F]{2})"
_FRAME = r"(?m)^(?:[ \t]*[│┃┆|>╷╵][ \t│┃|>]*|,(?=[ \t]{8}))|[ \t]*[│┃]$|[ \t]+\|$"
_STAMP = r"(?m)^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z(?: |$)"  # a build service puts it before every line of a console
_ANY_SIGN = r"[\\&\x1b\x9b\r\n]"
_BLANKS = r"[ \t]{2,}|[ \t]+(?=\n)|(?<=\n)[ \t]+"
_CONTROL = {"n": "\n", "r": "\n", "t": "\t"}


class Edit(msgspec.Struct, frozen=True):
    """*start*..*end* of the new text stands where *old_start*..*old_end* of the old text stood."""

    start: int
    end: int
    old_start: int
    old_end: int


class Prepared(msgspec.Struct, frozen=True):
    """*text* is what the grammar reads; *lower* the same in lower case, of the same length; *flat* has single blanks."""

    original: str
    text: str
    lower: str
    flat: str
    stages: tuple[tuple[Edit, ...], ...] = ()

    def origin(self, span: tuple[int, int]) -> tuple[int, int]:
        """Return where *span* of `text` stands in `original`."""
        start, end = span
        for edits in reversed(self.stages):
            start, end = _back(edits, start, upper=False), _back(edits, end, upper=True)
        return start, end


def prepare(text: str | bytes) -> Prepared:
    """Return *text* as the grammar reads it; bytes are decoded as UTF-8 or UTF-16, what is neither is replaced."""
    original = decode(text) if isinstance(text, bytes) else text
    now, stages = original, []
    for sign, pattern, change in _PASSES:
        if sign(now):
            now, edits = _edit(now, regex(pattern), change)
            if edits:
                stages.append(edits)
    lower = lowered(now)
    return Prepared(original, now, lower, flattened(lower), tuple(stages))


def may_need_preparing(text: str) -> bool:
    """Whether *text* holds a sign of what the passes undo; without one, lower case and single blanks are all there is."""
    return regex(_ANY_SIGN).search(text) is not None


def flattened(text: str) -> str:
    """Return *text* with every run of white space as one blank, so that a phrase is found however it was wrapped."""
    return " ".join(text.split()) if "\n" in text or "  " in text or "\t" in text else text


def decode(data: bytes) -> str:
    """Return *data* as text; UTF-16, as PowerShell writes it, is known by its zeros, with or without a mark."""
    head = data[:400]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if even + odd > len(head) // 4 > 0:
        body = data[2:] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data
        return body.decode("utf-16-be" if even > odd else "utf-16-le", "replace")
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


def lowered(text: str) -> str:
    """Return *text* in lower case, every character in its place (a dotted capital I would become two)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _edit(
    text: str, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str | None]
) -> tuple[str, tuple[Edit, ...]]:
    """Return *text* with every match replaced by what *change* says (None leaves it), and the edits made."""
    parts: list[str] = []
    edits: list[Edit] = []
    at = shift = 0
    for match in pattern.finditer(text):
        new = change(match)
        if new is None:
            continue
        start, end = match.span()
        parts += (text[at:start], new)
        edits.append(Edit(start + shift, start + shift + len(new), start, end))
        shift += len(new) - (end - start)
        at = end
    if not edits:
        return text, ()
    parts.append(text[at:])
    return "".join(parts), tuple(edits)


def _back(edits: tuple[Edit, ...], place: int, *, upper: bool) -> int:
    """Return the place before *edits*; one inside a replacement goes to the edge of what was replaced."""
    at = bisect.bisect_right(edits, place, key=lambda e: e.start) - 1
    if at < 0:
        return place
    edit = edits[at]
    if upper and place == edit.start:  # an end that touches a replacement does not include it
        return edit.old_start
    if place < edit.end:
        return edit.old_end if upper else edit.old_start
    return place - edit.end + edit.old_end


def _nothing(_: re.Match[str]) -> str:
    return ""


def _newline(_: re.Match[str]) -> str:
    return "\n"


def _unescape_html(match: re.Match[str]) -> str:
    import html  # here: its table of names costs a millisecond

    now = match[0]
    for _ in range(5):
        now, before = html.unescape(now), now
        if now == before:
            break
    return now.replace("\xa0", " ")


def _unescape_json(match: re.Match[str]) -> str:
    sign = match[0].lstrip("\\")
    return chr(int(sign[1:], 16)) if len(sign) == 5 else _CONTROL.get(sign, sign)


def _blank(match: re.Match[str]) -> str:
    """Inside a line one blank remains, at its ends none."""
    text, start, end = match.string, match.start(), match.end()
    return "" if text[start - 1 : start] in ("", "\n") or text[end : end + 1] in ("", "\n") else " "


def _rejoin(match: re.Match[str]) -> str | None:
    return "" if closes_cut(match) else None


_PASSES: tuple[tuple[Callable[[str], bool], str, Callable[[re.Match[str]], str | None]], ...] = (
    (lambda t: "\x1b" in t or "\x9b" in t, _ANSI, _nothing),
    (lambda t: "\r" in t, _RETURNS, _newline),
    (lambda t: "&" in t, _ENTITY, _unescape_html),
    (lambda t: "\\" in t, _ESCAPE, _unescape_json),
    (lambda t: "Z " in t, _STAMP, _nothing),
    (lambda t: "\n" in t and any(sign in t for sign in ("│", "┃", "|", ">", ",  ")), _FRAME, _nothing),
    (lambda t: "  " in t or "\n " in t or " \n" in t or "\t" in t, _BLANKS, _blank),
    (lambda t: "\n" in t, CUT, _rejoin),
)
