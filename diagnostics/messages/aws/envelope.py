"""What an SDK, Terraform or CloudFormation prints around a message: code, service, operation, HTTP status."""

from __future__ import annotations

import re

import msgspec

from diagnostics.messages.aws.operations import action_of
from diagnostics.messages.families import compiled

_BEFORE, _AFTER = 500, 900
_VERBS = "Get|Put|List|Describe|Create|Update|Delete|Send|Receive|Publish|Invoke|Start|Decrypt|Encrypt|Query|Scan|Assume|Batch|Head|Copy|Generate"
_OPERATION = (
    r"when\s+calling\s+the\s+(?P<operation>\w{3,60})\s+operation",  # Python, AWS CLI
    r"operation\s+error\s+(?P<service>[\w\s.-]{2,50}?):\s{0,3}(?P<operation>\w{3,60}),",  # Go v2, Terraform v5
    r"Error\s+executing\s+\"(?P<operation>\w{3,60})\"\s+on",  # PHP
    r"(?-i:\b(?:de_|deserializeAws_(?:restXml|restJson1|json1_[01]|query|ec2))(?P<operation>[A-Z]\w{2,58}?)CommandError)",  # Node v3
    r"\b(?P<service>[a-z0-9-]{2,40})\.amazonaws\.com[\s\",|]{1,20}(?P<operation>[A-Z]\w{2,60})\b",  # a table of events
    r"\"?API:\s{0,3}(?P<service>[a-z0-9-]{2,40}):(?P<operation>\w{3,60})\b",  # CloudFormation
    rf"(?-i:\b(?P<operation>(?:{_VERBS})[A-Za-z]{{0,50}})Error(?:::|\s?\{{|\())",  # Rust
    r"calling\s+the\s+(?P<operation>\w{3,60})\s+API\s+action",  # consoles
)
_SERVICE = (
    r"\(\s?Service:\s{0,3}(?P<service>[\w\s.-]{2,50}?)\s{0,3}[;,]",  # Java, CloudFormation, Step Functions
    r"Aws::(?P<service>\w{2,40})::Errors::",  # Ruby
    r"\bAmazon\.(?P<service>\w{2,40})\.(?:Model\.)?\w{2,60}Exception",  # .NET
    r"@aws-sdk[/+]client-(?P<service>[a-z0-9-]{2,40})",  # Node v3
    r"aws-sdk/lib/services/(?P<service>[a-z0-9]{2,40})\.js",  # Node v2
    r"com\.amazonaws\.services\.(?P<service>\w{2,40})\.",  # Java v1
    r"software\.amazon\.awssdk\.services\.(?P<service>\w{2,40})\.",  # Java v2
    r"https://(?P<service>[a-z0-9-]{2,30})\.[a-z]{2}-[a-z-]{4,14}-\d\.amazonaws\.com",
    r"<Service>(?P<service>\w{2,40})</Service>",
)
_CODE = (
    r"An\s+error\s+occurred\s+\((?P<a>[\w.]{3,80})\)|api\s+error\s+(?P<b>[\w.]{3,80}):|Error\s+Code:\s{0,3}(?P<c>[\w.]{3,80})"
    r"|<Code>(?P<d>[\w.]{3,80})</Code>|\b[Cc]ode:?\s?[=:]?\s{0,3}(?:Some\()?[\"'](?P<e>[\w.]{3,80})[\"']|Errors::(?P<f>\w{3,80})"
)
_STATUS = r"Status\s?Code\"?:\s{0,3}(\d{3})|status\s+code:\s{0,3}(\d{3})|\((\d{3})\)\s+when"


class Envelope(msgspec.Struct, frozen=True):
    """As far as the rendering says; *action* is derived from service and operation, None where they do not decide it."""

    code: str | None = None
    service: str | None = None
    operation: str | None = None
    action: str | None = None
    status: int | None = None


def around(text: str, start: int, end: int) -> Envelope:
    """Return what is printed around *start*..*end*, the nearest rendering first."""
    low, high = _bounds(text, start, end)
    operation = service = None
    for patterns in (_OPERATION, _SERVICE):
        for pattern in patterns:
            found = _nearest(pattern, text, low, high, start)
            if found is not None:
                named = found.groupdict()
                operation = operation or named.get("operation")
                service = service or named.get("service")
                break
    code = _nearest(_CODE, text, low, high, start)
    status = _nearest(_STATUS, text, low, high, start)
    return Envelope(
        code=next((v for v in code.groups() if v), None) if code else None,
        service=service,
        operation=operation,
        action=action_of(service, operation),
        status=int(next(v for v in status.groups() if v)) if status else None,
    )


def _bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch that may belong to the message: its paragraph, within reach."""
    low = max(text.rfind("\n\n", max(0, start - _BEFORE), start), start - _BEFORE, 0)
    stop = text.find("\n\n", end, end + _AFTER)
    return low, stop if stop >= 0 else min(len(text), end + _AFTER)


def _nearest(pattern: str, text: str, low: int, high: int, place: int) -> re.Match[str] | None:
    return min(
        compiled(pattern).finditer(text, low, high), key=lambda m: abs(m.start() - place), default=None
    )
