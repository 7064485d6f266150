"""Names as messages print them: ARNs, masked parts, quotes of every kind and the punctuation that follows them."""

from __future__ import annotations

import re

from diagnostics.messages.regex import regex

# A quote that may open or close a value.
OPEN = r"[\"'`‘’“”]{0,2}"
# A value without blanks, except inside a mask such as <account id>, [account id] or {account id}.
VALUE = (
    r"(?:<[^<>]{1,60}>|\[[^\[\]]{1,60}\]|\{[^{}]{1,60}\}|[^\s\"'`‘’“”<>\[\]{}]"
    r"|(?<=[:/])\s?(?:\.{3}|…)\s(?=[:/\w])){1,900}+"  # arn:aws:sqs:eu-west-1: ... :orders
)
_VALUE_BACKWARDS = (
    r"[\"'`‘’“”:,]{0,3}((?:>[^<>]{1,60}<|\][^\[\]]{1,60}\[|\}[^{}]{1,60}\{|[^\s\"'`‘’“”<>\[\]{}]){1,900}+)"
)
_REACH = 1200
# What a caller looks like wherever it stands; any other word only behind `User` or `Principal`.
_SUBJECT = r"(?i)arn:|[<\[{*]|\banonymous\Z|\.amazonaws\.com"
_LABEL = r"(?i)\b(?:user|principal|role|identity)\s?:?\s{0,3}[\"'`‘’“”]{0,2}\Z"
_NO_NAME = frozenset(
    {
        "user",
        "principal",
        "you",
        "is",
        "are",
        "role",
        "caller",
        "identity",
        "it",
        "or",
        "and",
        "client",
        "account",
        "was",
    }
)


def word_before(text: str, place: int) -> tuple[str | None, int]:
    """Return the value that stands before *place* as the subject of `is not authorized`, and where it begins."""
    piece = text[max(0, place - _REACH) : place].rstrip()
    for verb in (" is", "\nis", " are", "\nare", " was", "\tis"):
        if piece.lower().endswith(verb):
            piece = piece[: -len(verb)].rstrip()
            break
    match = regex(_VALUE_BACKWARDS).match(piece[::-1])
    if match is None:
        return None, place
    value, start = match[1][::-1], len(piece) - match.end()
    if not regex(_SUBJECT).search(value) and not regex(_LABEL).search(piece[max(0, start - 40) : start]):
        return None, place
    return value, max(0, place - _REACH) + start


def named(value: str | None) -> str | None:
    """Return *value* without the punctuation around it; None where it is empty or a word of the sentence."""
    if value is None:
        return None
    bare = re.sub(r"\s+", " ", value).strip("\"'`‘’“”,; ").rstrip(".:")
    for opening, closing in ("()", "[]"):
        if bare.count(closing) > bare.count(opening):
            bare = bare.partition(closing)[0]
        elif bare.startswith(opening) and bare.count(opening) > bare.count(closing):
            bare = bare[1:]
    bare = bare.rstrip(".,;:")
    cut = re.search(r"\w(\.{3}|…)\W{0,3}\Z", value)
    if cut and bare[-1:].isalnum():
        bare += cut[1]  # cut off: not the whole name
    return bare if bare and bare.lower() not in _NO_NAME else None
