"""Databases that refuse a login: usually their own password or grant, sometimes the cloud's token."""

from __future__ import annotations

from diagnostics.messages.common.causes import shared
from diagnostics.messages.model import LOOK_ALIKE, Pattern

PATTERNS: tuple[Pattern, ...] = (
    shared(
        "database.password",
        "application-error",
        "none",
        0.75,
        (
            "pg_hba.conf",
            "password authentication failed",
            "login failed for user",
            "bad auth",
            "authentication failed.",
        ),
        r"\bno pg_hba\.conf entry for host|(?<!PAM\s)(?<!IAM\s)\bpassword authentication failed for user|\bLogin failed for user '(?!<token)|\bMongoServerError: (?:bad auth|Authentication failed)",
        "The database does not accept the login: its user or password, not a cloud policy.",
        rank=LOOK_ALIKE,
    ),
    shared(
        "database.access-denied",
        "application-error",
        "inconclusive",
        0.5,
        ("access denied for user",),
        r"\bAccess denied for user '[^'\n]{0,100}'@'[^'\n]{0,200}'",
        "MySQL refused the login: a wrong password or grant, or, with IAM authentication, a missing right to connect.",
        rank=LOOK_ALIKE,
        next_read="whether the user signs in with a token of the cloud or with a password",
    ),
)
