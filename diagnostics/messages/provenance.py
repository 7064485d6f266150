"""Who wrote a text, and in what mood: the platform's own words, an application's quotation, a remark that all is well."""

from __future__ import annotations

from diagnostics.messages.regex import regex

_REACH = 300
# What an application writes before it quotes input: the sender could have typed anything there.
_QUOTING = (
    r"(?i)(?:\b(?:request[ _.]?)?(?:body|headers?|payload|params|query(?:string)?|user[ _]?input|comment|form)\b"
    r"|\b(?:user|customer|visitor|slack|teams|discord|telegram|whatsapp|sms|e?mail|webhook|tweet|chat|support|forum)[ _-]?(?:said|wrote|sent|typed|message|text|entered|question|request)|\breceived (?:event|message|request|body)|\b(?:incoming|inbound)\b"
    r"|\bsqs message|\brecord body|\bticket\b|\bsubject|\bprompt\b|\bchat\b|\bfeedback\b)"
    r"[\"']{0,4}\s{0,3}(?:[:=]|=>|text\b)[^\n]{0,240}\Z"
)
# An answer that the application got: its body is the peer's word, not somebody's input.
_ANSWER = r"(?i)\bstatus_?code\b|\bresponse\b|\brespon(?:ded|ds)\b|\bHTTP/\d"
# Behind an error, on its line: it was survived. Around it: somebody writes about errors of this kind.
_SURVIVED = r"(?i)\b(?:then |attempt \d+ |retry |has )?(?:succeeded|recovered|reconnected)\b|(?<!un)successfully\b|\bis fine\b|\ball good\b|\bcontinuing\b|\bharmless\b|\bignor(?:ed|ing)\b|\bskipp(?:ed|ing)\b|\bnormally\b|\bas expected\b"
_ABOUT = r"(?i)\b(?:docs? says?|listed (?:under|in)|errors? (?:like|such as)|means that|if you (?:see|get)|when you (?:see|get)|unit tests?|README|to parse|is covered by)\b"
_NEAR = 120


def told_as_harmless(text: str, start: int, end: int) -> bool:
    """Whether the line of the error at *start*..*end* says that it was survived, or only writes about such errors."""
    line = text.rfind("\n", max(0, start - _NEAR), start) + 1
    stop = text.find("\n", end, end + _NEAR)
    behind = text[end : stop if stop >= 0 else end + _NEAR]
    if regex(_SURVIVED).search(behind):
        return True
    return regex(_ABOUT).search(text[max(line, start - _NEAR) : start] + " " + behind) is not None


def quoted_by_application(text: str, start: int) -> bool:
    """Whether what begins at *start* is quoted from input on the same line."""
    line = text.rfind("\n", max(0, start - _REACH), start) + 1
    before = text[max(line, start - _REACH) : start]
    return regex(_QUOTING).search(before) is not None and regex(_ANSWER).search(before) is None
