"""What a person or a pager types for an AWS function: a name, an ARN, a console URL, a log group, a stack, a source."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlparse

from diagnostics.clouds import TargetName
from diagnostics.hops.aws import arn

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}(?::[A-Za-z0-9$_-]{1,128})?")
_SOURCES = {
    "sqs": "queue",
    "s3": "bucket",
    "sns": "topic",
    "events": "rule",
    "execute-api": "api",
    "apigateway": "api",
}


def parse(text: str) -> TargetName | None:
    """Return what *text* names, or None where it is certainly nothing of AWS."""
    text = text.strip()
    if text.startswith("arn:"):
        return _of_arn(text)
    if text.startswith(("http://", "https://")):
        return _of_url(text)
    if text.startswith("/aws/lambda/"):
        name = text.removeprefix("/aws/lambda/").partition(":")[0]
        return TargetName("function", name, text=text)
    if text.startswith(("projects/", "/subscriptions/")) or "/" in text:
        return None
    if _NAME.fullmatch(text):
        name, _, qualifier = text.partition(":")
        return TargetName("function", name, qualifier=qualifier or None, text=text)
    return None


def _of_arn(text: str) -> TargetName | None:
    parsed = arn.parse(text)
    if parsed is None:
        return None
    parts = parsed.resource.split(":")
    region, account = parsed.region or None, parsed.account or None
    if parsed.service == "lambda" and parts[0] == "function" and len(parts) > 1:
        return TargetName("function", parts[1], region, account, parts[2] if len(parts) > 2 else None, text)
    if parsed.service == "logs" and "/aws/lambda/" in parsed.resource:
        name = parsed.resource.partition("/aws/lambda/")[2].partition(":")[0]
        return TargetName("function", name, region, account, None, text)
    if parsed.service == "cloudformation" and parsed.resource.startswith("stack/"):
        return TargetName("stack", parsed.resource.split("/")[1], region, account, None, text)
    if parsed.service in _SOURCES:
        return TargetName(_SOURCES[parsed.service], parsed.name, region, account, None, text)
    return None


def _of_url(text: str) -> TargetName | None:
    """Read the function, log group or stack out of a console URL; the region stands in host or query."""
    parts = urlparse(text)
    host = parts.hostname or ""
    if not host.endswith((".aws.amazon.com", ".amazonaws.cn", ".amazonaws-us-gov.com")):
        return None
    whole = unquote(unquote(text.replace("$25", "%").replace("$252F", "/")))
    region = re.search(r"region=([a-z0-9-]+)", whole) or re.match(r"([a-z]{2}(?:-[a-z]+)+-\d)\.", host)
    where = region[1] if region else None
    if found := re.search(
        r"/functions/([A-Za-z0-9_-]{1,64})(?:/(?:versions|aliases)/([A-Za-z0-9$_-]+))?", whole
    ):
        return TargetName("function", found[1], where, None, found[2], text)
    if found := re.search(r"/aws/lambda/([A-Za-z0-9_-]{1,64})", whole):
        return TargetName("function", found[1], where, None, None, text)
    if found := re.search(r"stack/([A-Za-z][A-Za-z0-9-]{0,127})/", whole):
        return TargetName("stack", found[1], where, None, None, text)
    return None
