"""Causes that every cloud has under an id of its own, and how a row of this package is written."""

from __future__ import annotations

from typing import Any

from diagnostics.messages.model import Pattern, Saying
from diagnostics.messages.row import Read, spaced
from diagnostics.report import Class

# What a shared row calls a cause -> the id in each cloud's table.
BY_PROVIDER: dict[str, dict[str, str]] = {
    "unreachable": {
        "aws": "aws.subnet.no-route",
        "gcp": "gcp.function.no-vpc-path",
        "azure": "azure.subnet.egress-blocked",
    },
    "unreachable-private": {
        "aws": "aws.target-security-group.ingress-missing",
        "gcp": "gcp.firewall.egress-blocked",
        "azure": "azure.subnet.egress-blocked",
    },
    "unreachable-v6": {
        "aws": "aws.subnet.ipv6-egress-missing",
        "gcp": "gcp.function.no-vpc-path",
        "azure": "azure.subnet.egress-blocked",
    },
    "old-endpoint-name": {"aws": "aws.endpoint.private-dns-off"},
    "name-unresolved": {
        "aws": "aws.resolver.name-unresolved",
        "gcp": "gcp.dns-zone.wrong-answer",
        "azure": "azure.dns-zone.not-linked",
    },
    "connection-refused": {
        "aws": "aws.target.connection-refused",
        "gcp": "gcp.target.connection-refused",
        "azure": "azure.target.connection-refused",
    },
    "connection-reset": {
        "aws": "aws.function.idle-connection-reset",
        "gcp": "gcp.nat.ports-exhausted",
        "azure": "azure.app.snat-exhausted",
    },
    "tls-rejected": {
        "aws": "aws.target.tls-rejected",
        "gcp": "gcp.target.failing",
        "azure": "azure.target.failing",
    },
    "target-failing": {
        "aws": "aws.target.failing",
        "gcp": "gcp.target.failing",
        "azure": "azure.target.failing",
    },
    "application-error": {cloud: f"{cloud}.function.application-error" for cloud in ("aws", "gcp", "azure")},
    "module-missing": {cloud: f"{cloud}.function.module-missing" for cloud in ("aws", "gcp", "azure")},
    "out-of-memory": {cloud: f"{cloud}.function.out-of-memory" for cloud in ("aws", "gcp", "azure")},
    "slow-code": {cloud: f"{cloud}.function.slow-code" for cloud in ("aws", "gcp", "azure")},
    "wrong-name": {cloud: f"{cloud}.function.wrong-name" for cloud in ("aws", "gcp", "azure")},
    "throttled": {
        "aws": "aws.target.throttled",
        "gcp": "gcp.project.quota-exceeded",
        "azure": "azure.target.throttled",
    },
    "cors": {"aws": "aws.api.cors", "gcp": "gcp.function.cors", "azure": "azure.function.cors"},
    "credentials": {
        "aws": "aws.credentials.expired",
        "gcp": "gcp.credentials.invalid",
        "azure": "azure.credentials.expired",
    },
    "request-invalid": {
        "aws": "aws.deployer.request-invalid",
        "gcp": "gcp.build.failed",
        "azure": "azure.deployer.request-invalid",
    },
}


def shared(
    name: str,
    cause: str,
    class_: Class,
    confidence: float,
    hints: tuple[str, ...],
    regex: str,
    summary: str,
    read: Read | None = None,
    **fields: Any,
) -> Pattern:
    """Return a row for every cloud; *cause* is a key of `BY_PROVIDER`, a space in *regex* is any white space."""
    if cause not in BY_PROVIDER:
        raise LookupError(f"{name}: no shared cause {cause}")
    saying = Saying(
        pattern=name,
        provider=None,
        class_=class_,
        cause=cause,
        confidence=confidence,
        summary=summary,
        **fields,
    )
    return Pattern(name, hints, spaced(regex), saying, read)
