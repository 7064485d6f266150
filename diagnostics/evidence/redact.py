"""Redaction stands between a source and everything else: no secret is stored, printed or put into a bundle."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from diagnostics.sources.base import Failed, Found, Query, Refused, Reply, Source

HIDDEN = "(redacted)"

# Names whose values are secrets wherever they stand in a provider's answer; compared without case and separators.
_SECRET_NAMES = re.compile(
    r"(?i)(?:secret(?!sarn|arn|id|name|version|rotation|manager|s$)|passw(?:or)?d|passphrase|credential(?!s?arn|source|type)"
    r"|api-?_?key(?!id|name|source|required|selection)|access-?_?key(?!s$|state)|private-?_?key(?!id|arn)|session-?_?token|security-?_?token"
    r"|auth(?:orization)?-?_?token|bearer|signature(?!version|status|algorithm)|connection-?_?string|sas-?_?token)"
)
# What the names above match and still is no secret.
_PLAIN_NAMES = {"accesskeymetadata", "secretlist", "nexttoken", "eventsourcetoken", "credentialscope"}
_BODIES = {
    "rawmessage",
    "messagebody",
    "htmlbody",
    "textbody",
    "secretstring",
    "secretbinary",
    "plaintext",
    "userdata",
}

_IN_TEXT: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{12,20}\b"), HIDDEN),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?"), HIDDEN),
    (re.compile(r"\bya29\.[A-Za-z0-9_-]{16,}"), HIDDEN),
    (re.compile(r"\bAIza[A-Za-z0-9_-]{30,}"), HIDDEN),
    (re.compile(r"\bgh[pousr]_[A-Za-z0-9]{20,}"), HIDDEN),
    (re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"), HIDDEN),
    (re.compile(r"(?i)\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{12,}"), rf"\1 {HIDDEN}"),
    (
        re.compile(
            r"(?i)([?&;](?:X-Amz-Signature|X-Amz-Security-Token|X-Amz-Credential|X-Goog-Signature|sig|code|access_token|token|key)=)[^&\s\"'<>]{6,}"
        ),
        rf"\1{HIDDEN}",
    ),
    (
        re.compile(
            r"(?i)\b((?:aws_)?(?:secret(?:_?access)?_?key|session_?token|secret_?access_?key|access_?key_?id)|password|passwd|pwd|api_?key|client_?secret|secret_?key|AccountKey|SharedAccessKey|SharedAccessSignature|private_?key|auth_?token)"
            r"(\\?[\"']?\s{0,4}[=:]\s{0,4}\\?[\"']?)(?!\(redacted\))[^\s\"'\\,;&}\])]{4,}"
        ),
        rf"\1\2{HIDDEN}",
    ),
    (
        re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]{0,20000}"),
        f"-----BEGIN PRIVATE KEY-----{HIDDEN}",
    ),
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]{1,20}://[^\s:/@]{1,100}):[^\s/@]{3,200}@"), rf"\1:{HIDDEN}@"),
)
_MAY_HOLD = re.compile(
    r"(?i)akia|asia|eyj|ya29|aiza|gh[pousr]_|xox|bearer|basic|sig|code=|token|key|secret|pass|pwd|://[^\s/]*@"
)


def text(value: str) -> str:
    """Return *value* without access keys, tokens, signatures and passwords."""
    if not _MAY_HOLD.search(value):
        return value
    for pattern, replacement in _IN_TEXT:
        value = pattern.sub(replacement, value)
    return value


def value(given: Any) -> Any:
    """Return a provider's answer with environment values, secrets and message bodies hidden; names stay."""
    if isinstance(given, str):
        return _json_text(given) if given[:1] in "{[" and len(given) < 1_000_000 else text(given)
    if isinstance(given, list):
        return [value(item) for item in given]
    if not isinstance(given, dict):
        return given
    return {name: _named(str(name), item) for name, item in given.items()}


def _named(name: str, item: Any) -> Any:
    bare = name.lower().replace("-", "").replace("_", "")
    if bare in {"variables", "environmentvariables"} and isinstance(item, dict):
        return dict.fromkeys(item, HIDDEN)
    if bare == "environment" and isinstance(item, dict) and all(isinstance(v, str) for v in item.values()):
        return dict.fromkeys(item, HIDDEN)
    if bare == "env" and isinstance(item, list):  # a container's environment: [{"name": ..., "value": ...}]
        return [
            {**row, "value": HIDDEN} if isinstance(row, dict) and "value" in row else value(row)
            for row in item
        ]
    if isinstance(item, str) and item:
        if bare in _BODIES:
            return HIDDEN
        if _SECRET_NAMES.search(name) and bare not in _PLAIN_NAMES and not item.startswith("arn:"):
            return HIDDEN
    return value(item)


def _json_text(given: str) -> str:
    """Redact inside JSON carried as text (CloudTrailEvent, a JSON log line), or as text where it is no JSON."""
    try:
        parsed = msgspec.json.decode(given)
    except (msgspec.DecodeError, RecursionError):
        return text(given)
    hidden = value(parsed)
    return given if hidden == parsed else msgspec.json.encode(hidden).decode()


class Redacted:
    """Answers as the inner source does, without secrets: a live case and its bundle see the same."""

    def __init__(self, inner: Source) -> None:
        self._inner = inner

    def answer(self, query: Query) -> Reply:
        reply = self._inner.answer(query)
        match reply:
            case Found(found, complete):
                return Found(value(found), complete)
            case Refused(permission, told):
                return Refused(permission, text(told))
            case Failed(told, kind):
                return Failed(text(told), kind)
        return reply
