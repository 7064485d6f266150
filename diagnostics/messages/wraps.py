"""Lines that a terminal, a mail or a table has cut in the middle of a word, found by what stands around the cut.

A break between two words needs no repair: the grammar reads any white space as one blank.
"""

from __future__ import annotations

import re

# A line's last word, the break, the next line's first word and the one after it.
CUT = re.compile(r"(?<=\S)[ \t]{0,4}\n[ \t]{0,40}(?=\S)")
_TAIL = re.compile(r"\S{1,400}\Z")
_HEAD = re.compile(r"(\S{1,400})(?:\s{1,4}(\S{1,40}))?")

_WORDS = frozenset((
    "user", "is", "not", "authorized", "to", "perform", "on", "resource", "because", "no", "identity-based",
    "resource-based", "policy", "allows", "the", "action", "permissions", "boundary", "session", "sessions",
    "service", "control", "with", "an", "explicit", "deny", "in", "a", "endpoint", "role", "trust", "transitively",
    "through", "vpc", "principal", "permission", "denied", "exist", "may", "access", "does", "have", "operation",
    "for", "or", "it",
))  # fmt: skip
_FOLLOWERS = frozenset((
    "is", "because", "with", "on", "action", "(service", "(service:", "(or", "not", "does", "denied", "from",
    "access", "using",
))  # fmt: skip
_NAME = re.compile(r"[\w:/.*+=@$,<>~\[\]-]+[.)\"'`,;]{0,3}")
_LONG = re.compile(r"arn:|/|[a-z0-9-]+:[A-Z]?[A-Za-z]*\Z|@")
_LOG_START = re.compile(r"\d{4}[-/]\d|\[|[A-Z]{4,}\b|\d\d:\d\d|at\Z|[A-Z]\w+(?:Error|Exception)\b|\w+:\Z")
_NARROWEST = 20


def closes_cut(match: re.Match[str]) -> bool:
    """Whether the line break *match* of `CUT` stands inside a word."""
    text, start, end = match.string, match.start(), match.end()
    line_start = text.rfind("\n", 0, start) + 1
    if start - line_start < _NARROWEST:
        return False
    tail_match = _TAIL.search(text, max(line_start, start - 400), start)
    head_match = _HEAD.match(text, end, end + 500)
    if tail_match is None or head_match is None:
        return False
    tail, head, follower = tail_match[0], head_match[1], head_match[2]
    whole = _bare(tail + head)
    if whole in _WORDS:
        return _bare(tail) not in _WORDS or _bare(head) not in _WORDS
    if _bare(head) in _WORDS or _bare(tail) in _WORDS or not _LONG.search(tail) or not _NAME.fullmatch(head):
        return False
    if follower is not None and follower.lower() in _FOLLOWERS:
        return not _LOG_START.match(head)
    return _full_width(text, line_start, start, end) and not _LOG_START.match(head)


def _bare(word: str) -> str:
    return word.strip("\"'`.,:;()").lower()


def _full_width(text: str, line_start: int, start: int, end: int) -> bool:
    """Whether the line is as long as its neighbours that were cut too, and the next one is no longer."""
    width = start - line_start
    next_end = text.find("\n", end)
    following = (next_end if next_end >= 0 else len(text)) - end
    if following > width:
        return False
    if width in (72, 76, 78, 80, 90, 96, 100, 110, 120, 128, 132, 140, 150, 160, 180, 200):
        return True
    before = text.rfind("\n", 0, max(line_start - 1, 0)) + 1
    return (line_start > 0 and line_start - 1 - before == width) or (next_end >= 0 and following == width)
