"""Values from outside on their way into a command: validated for their kind, quoted, or refused with a reason."""

from __future__ import annotations

import re
import shlex
from typing import Any

import msgspec


class Unwritable(Exception):  # noqa: N818 - no error of the tool: the value is refused
    """A value that no command may carry; the text says which and why."""


# Sources: the services' API references, patterns of the parameters.
_GRAMMAR: dict[str, str] = {
    "arn": r"arn:aws[\w-]*:[\w-]+:[\w-]*:(?:\d{12}|aws)?:[\w+=,.@:/*$?#~%!'()&; -]{1,1600}",
    "account": r"\d{12}",
    "action": r"[A-Za-z0-9-]{2,64}:[A-Za-z0-9]{2,128}",
    "bucket": r"[a-z0-9A-Z._-]{3,255}",
    "function": r"[A-Za-z0-9_:$./-]{1,256}",
    "name": r"[\w+=,.@/-]{1,512}",
    "policy-name": r"[\w+=,.@-]{1,128}",
    "region": r"[a-z]{2,3}(?:-[a-z]+)+-\d{1,2}",
    "resource-id": r"[a-z]{1,12}-[0-9a-f]{6,40}",
    "role": r"[\w+=,.@-]{1,64}",
    "policy-version": r"v[1-9]\d{0,9}",
    "sid": r"[A-Za-z0-9_-]{1,100}",
    "url": r"https?://[A-Za-z0-9.:_-]+/[A-Za-z0-9_./~%-]*",
    "uuid": r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}",
    "cidr": r"[0-9a-fA-F.:]{2,45}/\d{1,3}",
    "number": r"-?\d{1,10}",
    "service-principal": r"[a-z0-9.-]{2,128}\.amazonaws\.com(?:\.cn)?",
    "alias": r"[A-Za-z0-9_$-]{1,128}",
    # Google Cloud: the patterns of the APIs' references; a member is an account, never a class of accounts.
    "gcp-member": r"(?:serviceAccount|user|group):[A-Za-z0-9._%+-]{1,128}@[A-Za-z0-9.-]{3,160}",
    "gcp-public": r"allUsers",
    "gcp-email": r"[A-Za-z0-9._%+-]{1,128}@[A-Za-z0-9.-]{3,160}",
    "gcp-project": r"(?:[a-z][a-z0-9.-]{1,40}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]|\d{6,20}",
    "gcp-location": r"[a-z][a-z0-9-]{1,40}",
    "gcp-role": r"roles/[A-Za-z0-9_.]{3,80}|projects/[a-z0-9.:-]{4,60}/roles/[A-Za-z0-9_.]{3,64}",
    "gcp-role-id": r"[A-Za-z0-9_.]{3,64}",
    "gcp-permission": r"[a-zA-Z][a-zA-Z0-9-]{1,40}(?:\.[a-zA-Z0-9]{1,60}){2,4}",
    "gcp-name": r"[A-Za-z0-9_][A-Za-z0-9._~%+-]{0,254}",
    "gcp-bucket": r"[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]",
    "gcp-database": r"\(default\)|[a-z][a-z0-9-]{2,62}",
    "gcp-dataset": r"[A-Za-z0-9_]{1,1024}",
    "gcp-url": r"https://[A-Za-z0-9.-]{4,250}(?:/[A-Za-z0-9_.~%/-]*)?",
    "gcp-number": r"\d{6,30}",
    # A name of Azure's own may begin with $ ($web, $Default); no segment is a dot or two.
    "azure-id": r"/subscriptions/[0-9a-fA-F-]{36}(?:/(?:\$[A-Za-z]{1,40}|(?!\.{1,2}(?:/|\Z))[\w.()~-]{1,260})){0,30}",
    "azure-name": r"\$[A-Za-z]{1,40}|(?!\.{1,2}\Z)[\w.()-]{1,260}",
    "setting-name": r"[A-Za-z0-9_.:-]{1,260}",
    "setting-value": r"[A-Za-z0-9_.:/-]{1,260}",
    "path": r"[^\x00-\x1f\x7f\u0080-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,1024}",
}
_COMPILED = {kind: re.compile(pattern) for kind, pattern in _GRAMMAR.items()}
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def checked(value: str | None, kind: str) -> str:
    """Return *value* where it is of *kind*; raise Unwritable otherwise."""
    if value is None or not _COMPILED[kind].fullmatch(value):
        raise Unwritable(f"{value!r} is no valid {kind}, so no command is written with it")
    return value


def quoted(value: str | None, kind: str) -> str:
    """Return *value* checked and quoted for a POSIX shell; the CLIs would read a leading dash as an option."""
    if value is not None and value.startswith("-") and kind != "number":
        raise Unwritable(f"{value!r} begins with a dash, so no command is written with it")
    return shlex.quote(checked(value, kind))


def json_argument(document: Any) -> str:
    """Return *document* as one quoted shell argument of JSON; control and direction characters are refused."""
    try:
        text = msgspec.json.encode(document).decode()
    except UnicodeEncodeError:
        raise Unwritable("the document holds half a character, so no command is written with it") from None
    if _HIDDEN.search(text) or "\\u00" in text:
        raise Unwritable("the document holds control characters, so no command is written with it")
    return shlex.quote(text)
