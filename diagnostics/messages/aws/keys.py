"""Encryption keys: refusals that services wrap in their own words."""

from __future__ import annotations

from diagnostics.messages.model import LOOK_ALIKE, REFUSAL, Pattern
from diagnostics.messages.row import row

PATTERNS: tuple[Pattern, ...] = (
    row(
        "aws.key.ciphertext",
        "aws.role.key-permission-missing",
        0.5,
        ("ciphertext refers to",),
        r"\bciphertext refers to a (?:customer master|KMS) key that does not exist, does not exist in this region, or you are not allowed to access",
        "KMS does not say whether the key is missing, in another region, or closed to the caller.",
        rank=REFUSAL,
        class_="inconclusive",
        deny_origin=None,
        action=None,
        next_read="kms:DescribeKey",
    ),
    row(
        "aws.key.secret",
        "aws.role.key-permission-missing",
        0.8,
        ("access to kms is not allowed",),
        r"\baccess to KMS is not allowed\b",
        "The secret's key does not let the caller decrypt it: the role lacks kms:Decrypt, or the key's policy does not admit it.",
        rank=REFUSAL,
        deny_origin=None,
        next_read="kms:GetKeyPolicy",
    ),
    row(
        "aws.key.service-code",
        "aws.role.key-permission-missing",
        0.65,
        ("kmsaccessdenied", "kms.accessdenied"),
        r"\bKMS\.?AccessDenied(?:Exception)?\b",
        "The key behind the queue, topic or stream refused; the text does not say whether its policy or the caller's.",
        rank=REFUSAL - 5,
        deny_origin=None,
        next_read="kms:GetKeyPolicy",
    ),
    row(
        "aws.key.state",
        "aws.key.disabled",
        0.93,
        ("is disabled", "pending deletion", "pendingdeletion"),
        r"\b(?:arn:aws[\w-]{0,10}:kms:\S{10,200}|KMS key|key) (?:is disabled|is pending (?:deletion|import))\b",
        "The key is disabled or about to be deleted: no policy is at fault.",
        rank=LOOK_ALIKE + 5,
    ),
)
