"""Accounts and resources as IAM writes them, from the many ways in which messages print them."""

from __future__ import annotations

import re

from diagnostics.messages.values import named

# The name of a permission, as allow policies write it or as deny policies do.
PERMISSION = r"[a-z][a-zA-Z0-9-]{1,40}(?:\.googleapis\.com/[a-zA-Z0-9]{1,60}\.[a-zA-Z0-9]{1,60}|(?:\.[a-zA-Z0-9]{1,60}){2,6})(?![\w.]*@)"
# An account's address, also with a masked part (XXXX, ***, <number>, [PROJECT]).
EMAIL = r"(?:[A-Za-z0-9._%+*\-]|<[^<>\n]{1,60}>|\[[^\[\]\n]{1,60}\]|\{[^{}\n]{1,60}\}){1,100}+@(?:[A-Za-z0-9.*\-]|<[^<>\n]{1,60}>|\[[^\[\]\n]{1,60}\]|\{[^{}\n]{1,60}\}){3,120}+"

_KINDS = ("serviceAccount:", "user:", "group:", "domain:", "principal://", "principalSet://", "deleted:")
_DOMAINS = ("gserviceaccount.com",)
_TABLE = re.compile(
    r"(?P<project>[\w.:<>*\[\]{}-]{1,100}?)[:.](?P<dataset>\w{1,200})\.(?P<table>[\w$*-]{1,300})"
)
_DATASET = re.compile(r"(?P<project>[\w.:<>*\[\]{}-]{1,100}):(?P<dataset>\w{1,200})")
_URL = re.compile(r"https?://(?P<host>[^/?#\s]{1,250})(?P<path>[^?#\s]*)")
_BUCKET_URL = re.compile(
    r"/(?:storage/v1/|download/storage/v1/|upload/storage/v1/)b/([^/?]+)(?:/o/([^/?]+))?"
)
_VERSION = re.compile(
    r"/(?:[a-z]+/)?v\d\w*/(?:namespaces/[^/]+/[^?:]*|projects/.+|folders/.+|organizations/.+)"
)
_PATH = re.compile(r"(?:projects|folders|organizations)/[^\s?]+")


def member(text: str | None) -> str | None:
    """Return the account *text* names as a member of a binding; an address that is no service account's is a user's."""
    value = named(text)
    if value is None or "@" not in value:
        return value if value and value.startswith(_KINDS) else None
    if value.startswith(_KINDS):
        return value
    address = (
        value.rpartition("/")[2].strip("[]")
        if "/" in value
        else value.strip("[]")
        if value[0] == "["
        else value
    )
    return f"{'serviceAccount' if address.rstrip('.').endswith(_DOMAINS) else 'user'}:{address}"


def full_name(text: str | None) -> str | None:
    """Return the resource *text* names without scheme, service and version; what is no full name stays as it is written."""
    value = named(text)
    if value is None or value.lower() in _WORDS:
        return None
    if value.startswith("[") and value.endswith("]"):
        value = value[1:-1]
    if value.startswith("gs://"):
        return bucket_name(*value[5:].partition("/")[::2])
    if value.startswith(("https://", "http://")):
        return of_url(value)[0]
    if value.startswith("//"):
        value = value[2:].partition("/")[2] or value
    service, _, rest = value.partition(".googleapis.com/")
    if rest and re.fullmatch(r"[a-z-]{2,40}", service):
        value = rest
    if value.startswith("projectnumbers/"):
        value = "projects/" + value.partition("/")[2]
    if value.startswith("b/"):
        return bucket_name(*value[2:].partition("/o/")[::2])
    if "@" in value and "/" not in value:
        return f"projects/-/serviceAccounts/{value.removeprefix('serviceAccount:')}"
    return value


_WORDS = frozenset(
    (
        "resource",
        "this",
        "the",
        "it",
        "project",
        "or",
        "and",
        "service",
        "account",
        "secret",
        "key",
        "unknown",
        "for",
    )
)


def bucket_name(bucket: str, key: str = "") -> str | None:
    """Return the full name of *bucket*, or of the object *key* in it."""
    if not bucket:
        return None
    return f"projects/_/buckets/{bucket}" + (f"/objects/{key}" if key else "")


def of_url(url: str) -> tuple[str | None, str | None]:
    """Return (resource, custom verb) of a Google API's *url*: `…/topics/T:publish` is the topic and `publish`."""
    parts = _URL.match(url.rstrip(".,;:)'\""))
    if parts is None:
        return None, None
    host, path = parts["host"], _unquoted(parts["path"])
    if not host.endswith(".googleapis.com"):
        return None, None
    bucket = _BUCKET_URL.search(parts["path"])
    if bucket:
        return bucket_name(_unquoted(bucket[1]), _unquoted(bucket[2] or "")), None
    version = _VERSION.match(path)
    name = _PATH.search(path) if version else None
    if name is None:
        return None, None
    whole, _, verb = name[0].partition(":")
    words = whole.rstrip("/").split("/")
    pairs = len(words) // 2 * 2  # the last word of a collection names no resource
    return "/".join(words[:pairs]) or None, verb or None


def _unquoted(path: str) -> str:
    if "%" not in path:
        return path
    from urllib.parse import unquote  # here: it costs milliseconds, and few texts need it

    return unquote(path)


def bigquery(text: str | None) -> str | None:
    """Return the full name behind `project:dataset.table`, `project.dataset.table` or `project:dataset`."""
    value = named(text)
    if value is None:
        return None
    table = _TABLE.fullmatch(value)
    if table:
        return f"projects/{table['project']}/datasets/{table['dataset']}/tables/{table['table']}"
    dataset = _DATASET.fullmatch(value)
    return f"projects/{dataset['project']}/datasets/{dataset['dataset']}" if dataset else full_name(value)
