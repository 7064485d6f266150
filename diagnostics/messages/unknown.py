"""A failure that no row knows: none of the four, unless its words speak of a refusal, a connection, time or wiring."""

from __future__ import annotations

from diagnostics.messages.model import BARE, Saying
from diagnostics.messages.prepare import Prepared
from diagnostics.messages.regex import regex

_REACH = 60_000
_FAILED = (
    "error", "exception", "fail", "fatal", "panic", "cannot ", "can't ", "could not", "couldn't", "unable to", "invalid",
    "not found", "not supported", "unsupported", "missing", "is required", "must be", "not valid", "abort", "crash",
)  # fmt: skip
# What an unknown error must not speak of to be called the program's own.
_MORE = (
    r"(?i)denied|authori[sz](?!er)|forbidden|permission|privilege|not allowed to|\b40[13]\b|time(?:d ?)?out|(?<![/@])\bconnect(?:ion|ing|ed|s|ivity)?\b|connect\w{0,20}(?:error|exception|refused|reset|timeout)|unreachable|refused"
    r"|\bdns\b|name resolution|resolve (?:the )?(?:host|name|address|endpoint)|certificate|\bsockets?\b|\bnetwork\b|\bhost\b|(?<![a-z])(?:ssl|tls)(?![a-z])|policy|policies"
)
_EMPTY = frozenset({"error", "errors", "exception", "message", "errormessage", "errortype", "failed", "failure", "aws", "lambda", "the", "undefined", "null", "unknown", "internal", "something", "went", "wrong"})  # fmt: skip
_WIRING = r"(?i)trigger|event ?source|subscri|schedul|notification|\b(?:event|eventbridge|iot|receipt|config)s? rules?\b|\brule \S+ (?:is|was|has|does)\b|\bcron\b|(?:not|never) invoked"
_FINE = r"(?i)\b(?:0|no|without(?: any)?|zero|any) (?:error|exception|fail)|\b(?:error|exception|fail)\w{0,6}\"?\s?[:=]\s?(?:0|none|null|false|\[\])|\bno longer fail"


def speaks_of_more(words: str) -> bool:
    """Whether *words* tell of a refusal, a login, a name, a connection or time: then the failure may be one of the four."""
    return regex(_MORE).search(words) is not None


def may_tell_of_failure(text: str) -> bool:
    """Whether a word of failure stands in *text*."""
    lower = text[:_REACH].lower()
    return any(word in lower for word in _FAILED)


def unknown_failure(prepared: Prepared) -> Saying | None:
    """Return the failure that *prepared* tells of in words of its own, None where it tells of none or may be any class."""
    text = regex(_FINE).sub("", prepared.text[:_REACH])
    if not may_tell_of_failure(text) or speaks_of_more(text) or regex(_WIRING).search(text):
        return None
    if len({*regex(r"[a-z]{3,}").findall(text.lower())} - _EMPTY) < 2:
        return None  # an error, and not a word of what it is
    first = min(at for word in _FAILED if (at := prepared.lower.find(word)) >= 0)
    start = prepared.text.rfind("\n", 0, first) + 1
    end = prepared.text.find("\n", first)
    return Saying(
        pattern="unknown",
        provider=None,
        class_="none",
        cause=None,
        confidence=0.6,
        rank=BARE - 9,
        span=(start, end if end >= 0 else len(prepared.text)),
        summary="Something failed that is not known here, and nothing in its words speaks of a refusal or a broken connection.",
    )
