"""Who wrote a text: the platform and its SDKs, or an application that quotes what somebody sent it."""

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


def quoted_by_application(text: str, start: int) -> bool:
    """Whether what begins at *start* is quoted from input on the same line."""
    line = text.rfind("\n", max(0, start - _REACH), start) + 1
    before = text[max(line, start - _REACH) : start]
    return regex(_QUOTING).search(before) is not None and regex(_ANSWER).search(before) is None
