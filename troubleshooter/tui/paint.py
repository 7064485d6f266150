"""How values look: lines of (text, role), cleaned here, given a colour only by the theme.

A `Line` becomes `Content` for ordinary widgets and a `Strip` in the long lists; neither is ever parsed as markup.
"""

from __future__ import annotations

import re
import textwrap
from datetime import datetime
from typing import Any, Literal

import msgspec
from rich.cells import cell_len
from textual.content import Content

from diagnostics.clock import parse_iso
from diagnostics.report import Class
from troubleshooter.present.clean import clean, line, shorten

Role = Literal[
    "plain", "muted", "strong", "accent", "good", "bad", "warn", "added", "removed", "key", "string", "number", "match"
]  # fmt: skip
Span = tuple[str, Role]
Line = tuple[Span, ...]

STYLES: dict[Role, str] = {
    "plain": "",
    "muted": "$foreground-muted",
    "strong": "bold",
    "accent": "$text-accent",
    "good": "$text-success",
    "bad": "bold $text-error",
    "warn": "$text-warning",
    "added": "bold $text-success",
    "removed": "bold $text-error",
    "key": "$text-primary",
    "string": "$text-success",
    "number": "$text-warning",
    "match": "bold underline $text-accent",
}
SIGNS = {
    "passed": "✓", "failed": "✗", "blocked": "?", "inconclusive": "?", "skipped": "–", "waiting": "▸", "remark": "!",
    "silent": "·",
}  # fmt: skip
ROLE_OF: dict[str, Role] = {
    "passed": "good", "failed": "bad", "blocked": "warn", "inconclusive": "warn", "skipped": "muted",
    "waiting": "accent", "remark": "warn", "silent": "muted",
}  # fmt: skip
CLASS_ROLE: dict[Class, Role] = {
    "iam": "bad", "trigger": "bad", "resource-policy": "bad", "network": "bad", "none": "good", "inconclusive": "warn",
}  # fmt: skip


def content(*lines: Line) -> Content:
    """Return *lines* for any Textual widget; the text of a span is data, never markup."""
    return Content("\n").join(
        Content.assemble(*[(text, STYLES[role]) for text, role in row if text]) for row in lines
    )


def plain(text: str, role: Role = "plain") -> Content:
    """Return text from outside on one line."""
    return content(((line(text), role),))


def sign(status: str) -> Span:
    return SIGNS[status], ROLE_OF[status]


def moment(iso: str | None, form: str = "%H:%M:%S") -> str:
    """Return a time as the reader's clock shows it; what is no time is empty."""
    found = parse_iso(iso)
    return found.astimezone().strftime(form) if found else ""


_INSTANT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z")


def on_clock(text: str, today: str | None) -> str:
    """Return *text* with the instants in it as the reader's clock shows them; *today* is what needs no date."""
    day = moment(today, "%Y-%m-%d")

    def shown(match: re.Match[str]) -> str:
        same = moment(match[0], "%Y-%m-%d") == day
        return moment(match[0], "%H:%M:%S" if same else "%Y-%m-%d %H:%M:%S") or match[0]

    return _INSTANT.sub(shown, text)


def zone(at: datetime) -> str:
    """Return the name of the reader's time zone, said once on a screen."""
    return at.astimezone().strftime("%Z")


def name_of(identifier: str | None, limit: int = 40) -> str:
    """Return the meaningful end of an ARN or full resource name."""
    if not identifier:
        return "not named"
    flat = line(identifier)
    tail = re.split(r"[:/]", flat.rstrip(":/*"))[-1] or flat
    return shorten(tail, limit)


_METHOD = re.compile(r"\bgoogle(?:\.\w+)+\.(\w+)")


def event_name(event: str) -> str:
    """Return an event's name, or a text with such names, without the service and version that Google puts before it."""
    return _METHOD.sub(r"\1", line(event))


def fitted(text: str, width: int, *, cut_end: bool = False) -> str:
    """Return *text* exactly *width* cells wide and one space more; what is too long loses its middle, or its end."""
    short = text
    while cell_len(short) > width and len(short) > 1:
        over = cell_len(short) - width
        room = max(1, len(short) - max(1, over // 2))
        short = short[: room - 1] + "…" if cut_end else shorten(short, room)
    return short + " " * (1 + width - cell_len(short))


def wrapped(text: str, width: int) -> list[str]:
    """Return *text* in lines no longer than *width*; a name is never broken at its hyphens, an empty text is one line."""
    return textwrap.wrap(text, max(16, width), break_on_hyphens=False) or [""]


def count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


_JSON = re.compile(r'("(?:[^"\\]|\\.)*+")(\s*:)?|(-?\d[\d.eE+-]*+|\btrue\b|\bfalse\b|\bnull\b)')


def json_lines(value: Any) -> list[Line]:
    """Return *value* as indented JSON with keys, strings and numbers told apart."""
    text = value if isinstance(value, str) else pretty(value)
    return [json_line(row) for row in clean(text).splitlines()]


def json_line(row: str) -> Line:
    spans: list[Span] = []
    position = 0
    for match in _JSON.finditer(row):
        spans.append((row[position : match.start()], "muted"))
        role: Role = "number" if match[3] else ("key" if match[2] else "string")
        spans.append((match[1] or match[3], role))
        position = match.end(1) if match[1] else match.end()
    spans.append((row[position:], "muted"))
    return tuple(span for span in spans if span[0])


def pretty(value: Any) -> str:
    """Return *value* as indented JSON, whatever it holds."""
    try:
        return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    except (TypeError, ValueError, RecursionError, UnicodeEncodeError):
        return repr(value)


def text_lines(text: str, role: Role = "plain") -> list[Line]:
    """Return any text from outside, cleaned, line by line."""
    return [((row, role),) for row in clean(text).splitlines()] or [(("", role),)]


_COMMENT = re.compile(r"\s*(#|//)")


def script_lines(text: str) -> list[Line]:
    """Return a script, its comments muted."""
    return [((row, "muted" if _COMMENT.match(row) else "plain"),) for row in clean(text).splitlines()]
