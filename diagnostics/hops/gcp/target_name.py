"""What a person or a pager types for a Google function: a full name, a bare name, a URL, a console page, a source."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote

from diagnostics.clouds import TargetName
from diagnostics.hops.gcp.names import host_and_path

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")
_PROJECT = r"(?:[a-z][a-z0-9.:-]{4,40}[a-z0-9]|\d{6,20})"
_FULL = re.compile(
    rf"projects/(?P<project>{_PROJECT})/(?:locations|regions)/(?P<location>[a-z0-9-]{{2,40}})"
    r"/(?P<kind>functions|services|triggers|jobs)/(?P<name>[A-Za-z0-9_-]{1,128})"
)
_SOURCE = re.compile(
    rf"projects/(?P<project>{_PROJECT})/(?P<kind>topics|subscriptions)/(?P<name>[A-Za-z0-9._~+%-]{{3,255}})"
)
_BUCKET = re.compile(r"gs://(?P<name>[a-z0-9._-]{3,222})(?:/.*)?")
_CONSOLE = re.compile(r"/(?:functions/details|run/detail)/(?P<location>[a-z0-9-]+)/(?P<name>[A-Za-z0-9_-]+)")
_RUN_APP = re.compile(
    r"(?P<name>[a-z][a-z0-9-]*?)-(?:\d{6,20}\.(?P<location>[a-z0-9-]+)|[a-z0-9]{10}-[a-z]{2}\.a)\.run\.app"
)
_CLOUDFUNCTIONS = re.compile(rf"(?P<location>[a-z]+-[a-z]+\d+)-(?P<project>{_PROJECT})\.cloudfunctions\.net")
_KINDS = {
    "functions": "function", "services": "function", "triggers": "trigger", "jobs": "job", "topics": "topic",
    "subscriptions": "subscription",
}  # fmt: skip


def parse(text: str) -> TargetName | None:
    """Return what *text* names, or None where it is certainly nothing of Google Cloud."""
    text = text.strip()
    if text.startswith("//"):
        text = text[2:].partition("/")[2]
    if text.startswith(("http://", "https://")):
        return _of_url(text)
    for pattern in (_FULL, _SOURCE):
        if found := pattern.fullmatch(text):
            where = found.groupdict().get("location")
            return TargetName(_KINDS[found["kind"]], found["name"], where, found["project"], None, text)
    if bucket := _BUCKET.fullmatch(text):
        return TargetName("bucket", bucket["name"], text=text)
    return TargetName("function", text, text=text) if _NAME.fullmatch(text) else None


def _of_url(text: str) -> TargetName | None:
    """Read the function out of its own address or of a console page."""
    host, path = host_and_path(text)
    path = unquote(path)
    if host == "console.cloud.google.com":
        found = _CONSOLE.search(path)
        project = parse_qs(text.partition("?")[2].partition("#")[0]).get("project", [None])[0]
        return (
            TargetName("function", found["name"], found["location"], project, None, text) if found else None
        )
    if found := _RUN_APP.fullmatch(host):
        return TargetName("function", found["name"], found["location"], None, None, text)
    if (found := _CLOUDFUNCTIONS.fullmatch(host)) and (name := path.strip("/").partition("/")[0]):
        return TargetName("function", name, found["location"], found["project"], None, text)
    return None
