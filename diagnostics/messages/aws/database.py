"""Databases: IAM authentication, which is a permission, and the passwords and grants that are not."""

from __future__ import annotations

from diagnostics.messages.model import LOOK_ALIKE, REFUSAL, Pattern
from diagnostics.messages.row import row

PATTERNS: tuple[Pattern, ...] = (
    row(
        "aws.database.pam",
        "aws.role.database-connect-missing",
        0.88,
        ("pam authentication failed", "iam authentication failed"),
        r"\bPAM authentication failed for user|\bIAM authentication failed for (?:the )?(?:role|user)",
        "The database refused the IAM token: the role lacks rds-db:connect for this user, or the user lacks rds_iam.",
        rank=REFUSAL,
        deny_origin=None,
        action="rds-db:connect",
    ),
    row(
        "aws.database.saturated",
        "aws.database.saturated",
        0.9,
        ("too many connections", "connection slots", "waiting to acquire", "remaining connection"),
        r"\btoo many connections\b|\bremaining connection slots are reserved|\btimed-?out waiting to acquire database connection",
        "The database has no connection left: load, not reachability.",
        rank=LOOK_ALIKE,
    ),
    row(
        "aws.database.proxy-credentials",
        "aws.deployer.request-invalid",
        0.7,
        ("has no credentials for the role",),
        r"\bThis RDS Proxy has no credentials for the role\b",
        "The proxy has no secret for this database user.",
        rank=LOOK_ALIKE,
    ),
)
