"""Lines that a terminal, a mail or a table has cut in the middle of a word, found by what stands around the cut.

A break between two words needs no repair: the grammar reads any white space as one blank.
"""

from __future__ import annotations

import re

from diagnostics.messages.regex import regex

# A line's last word, the break, the next line's first word and the one after it.
CUT = r"(?<=\S)\n(?=\S)"
_HEAD = r"(\S{1,400})(?:\s{1,4}(\S{1,40}))?"

_WORDS = frozenset((
    "user", "is", "not", "authorized", "to", "perform", "on", "resource", "because", "no", "identity-based",
    "resource-based", "policy", "allows", "the", "action", "permissions", "boundary", "session", "sessions",
    "service", "control", "with", "an", "explicit", "deny", "in", "a", "endpoint", "role", "trust", "transitively",
    "through", "vpc", "principal", "permission", "denied", "exist", "may", "access", "does", "have", "operation",
    "for", "or", "it",
))  # fmt: skip
_FOLLOWERS = frozenset((
    "is", "because", "with", "on", "action", "(service", "(service:", "(or", "not", "does", "denied", "from",
    "access", "using", "service",
))  # fmt: skip
_NAME = r"[\w:/.*+=@$,<>~\[\]-]+[.)\"'`,;]{0,3}"
_LONG = r"arn:|/|(?<![a-z0-9-])[a-z0-9-]{1,40}+:[A-Za-z]{0,80}+\Z|@"
_LOG_START = r"\d{4}[-/]\d|\[|[A-Z]{4,}\b|\d\d:\d\d|at\Z|[A-Z]\w+(?:Error|Exception)\b|\w+:\Z"
_DATE = r"\d{4}[-/]\d\d|\d\d:\d\d:|\w+Error:|\w+Exception:"
_COLONS = 5  # arn:partition:service:region:account:resource
_GOES_ON = r"[a-z:/.-]|\d(?!\d{3}-|\d:)"
_SIGNS = "\"'`.,:;()"
_NARROWEST = 20
_SHORTEST = 8  # a line of fewer letters was not cut by a terminal or a table
_TERMINALS = frozenset((72, 76, 78, 79, 80, 90, 96, 100, 110, 120, 128, 132, 140, 150, 160, 180, 200))


def closes_cut(match: re.Match[str]) -> bool:
    """Whether the line break *match* of `CUT` stands inside a word."""
    text, start, end = match.string, match.start(), match.end()
    line_start = text.rfind("\n", 0, start) + 1
    if start - line_start < _SHORTEST:
        return False
    head_match = regex(_HEAD).match(text, end, end + 500)
    tail = _tail(text, line_start, start)
    if not tail or head_match is None:
        return False
    head, follower = head_match[1], head_match[2]
    if "arn:" in tail[-3:] + head[:3]:
        return True
    whole = _bare(tail + head)
    if whole in _WORDS:
        return _bare(tail) not in _WORDS or _bare(head) not in _WORDS
    if _hard_block(text, line_start, start, end) and not {_bare(tail), _bare(head)} & _WORDS:
        return True
    begun = _begun(text, line_start, start)
    long = regex(_LONG).search(begun) is not None
    taken = _FOLLOWERS if long else _WORDS  # behind a name only these words can follow
    if head.strip(_SIGNS) in taken and head != follower:  # `…Executi|on on resource` says it twice
        return False
    goes_on = (follower or "").lower() in _FOLLOWERS
    if begun[-1] != "-" and any(begun.count(o) > begun.count(c) for o, c in ("[]", "<>", "{}")):
        return False  # a blank inside a mask such as [account id]
    if _in_name(begun, head):
        return True
    if (
        _bare(tail) in _WORDS
        or not regex(_NAME).fullmatch(head)
        or (regex(_LOG_START).match(head) and not goes_on)
    ):
        return False
    if not long:
        return (goes_on or head[0] in ":/") and regex(_LONG).search(begun + head) is not None
    if goes_on:
        return True
    return _full_width(text, line_start, start, end)


def _in_name(begun: str, head: str) -> bool:
    """Whether *begun* is the beginning of a name that cannot end here, and *head* may go on with it."""
    if not regex(_NAME).fullmatch(head) or regex(_DATE).match(head):
        return False
    start = begun.rfind("arn:")
    if start < 0:
        return begun[-1] == "-" and any(sign in begun for sign in "/:<[{")
    return begun[-1] in "-/:" or (begun.count(":", start) < _COLONS and (":" in head or "/" in head))


def _hard_block(text: str, line_start: int, start: int, end: int) -> bool:
    """Whether three lines in a row are of one width, this one among them, and the next goes on in the middle of something."""
    width = start - line_start
    if (
        width < _NARROWEST
        or not regex(_GOES_ON).match(text, end)
        or text[end : end + 8] == text[line_start : line_start + 8]
    ):
        return False
    alike = 1
    before = line_start - 1
    while alike < 3 and before > 0 and before - (text.rfind("\n", 0, before) + 1) == width:
        alike, before = alike + 1, text.rfind("\n", 0, before)
    after = end
    while (
        alike < 3
        and text[after + width : after + width + 1] == "\n"
        and "\n" not in text[after : after + width]
    ):
        alike, after = alike + 1, after + width + 1
    return alike >= 3


def _tail(text: str, line_start: int, end: int) -> str:
    words = text[max(line_start, end - 400) : end].rsplit(None, 1)
    return words[-1] if words else ""


def _begun(text: str, line_start: int, end: int) -> str:
    """Return the word that the line ends with, from where it began: a name may be cut several times."""
    word = last = _tail(text, line_start, end)
    for _ in range(8):
        if last != text[line_start:end] or line_start == 0 or regex(_LONG).search(word):
            break
        end = line_start - 1
        line_start = text.rfind("\n", 0, end) + 1
        last = _tail(text, line_start, end)
        word = last + word
    return word


def _bare(word: str) -> str:
    return word.strip(_SIGNS).lower()


def _full_width(text: str, line_start: int, start: int, end: int) -> bool:
    """Whether the line is as wide as a neighbour or a terminal, and the next one is no wider."""
    width = start - line_start
    next_end = text.find("\n", end)
    following = (next_end if next_end >= 0 else len(text)) - end
    if width < _NARROWEST or following > width:
        return False
    if width in _TERMINALS or following == width:
        return True
    before = text.rfind("\n", 0, max(line_start - 1, 0)) + 1
    return line_start > 0 and line_start - 1 - before == width
