"""Redaction: no secret passes, and what the diagnosis needs stays."""

from __future__ import annotations

import msgspec
import pytest

from diagnostics.evidence import redact
from diagnostics.evidence.redact import HIDDEN, Redacted
from diagnostics.sources.base import Failed, Found, Query, Refused, Reply

KEY_ID = "AKIA" + "IOSFODNN7EXAMPLE"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"key {KEY_ID} used", KEY_ID),
        ("password=hunter2secret ok", "hunter2secret"),
        ('{"db": {"password": "hunter2secret"}}', "hunter2secret"),
        ('say \\"password\\": \\"hunter2secret\\"', "hunter2secret"),
        ("https://b.s3.amazonaws.com/k?X-Amz-Signature=abcdef0123456789&x=1", "abcdef0123456789"),
        ("Authorization: Bearer abcdefghijklmnop.qrstuv", "abcdefghijklmnop"),
        ("postgres://app:s3cretpw@db.internal:5432/x", "s3cretpw"),
        ("AccountKey=AbCdEfGhIjKlMnOp==;Endpoint", "AbCdEfGhIjKlMnOp"),
        ("aws_secret_access_key = wJalrXUtnFEMIK7MDENG", "wJalrXUtnFEMIK7MDENG"),
        ("token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc", "eyJzdWIiOiIxMjM0NTY3ODkwIn0"),
    ],
)
def test_secrets_in_text_are_hidden(text: str, secret: str) -> None:
    """Access keys, passwords, signatures and tokens do not survive, as text and inside JSON as text."""
    assert secret not in redact.value(text)
    assert secret not in msgspec.json.encode(redact.value({"message": text})).decode()


def test_environment_values_are_hidden_and_names_stay() -> None:
    """The name of an environment variable is evidence; its value is nobody's business."""
    given = {"Environment": {"Variables": {"TABLE": "Orders", "DB_PASSWORD": "x"}}}
    assert redact.value(given) == {"Environment": {"Variables": {"TABLE": HIDDEN, "DB_PASSWORD": HIDDEN}}}


@pytest.mark.parametrize(
    "text",
    [
        "User: arn:aws:sts::123456789012:assumed-role/orders-role/orders is not authorized to perform: "
        "secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf "
        "because no identity-based policy allows the secretsmanager:GetSecretValue action",
        "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",
        "2026-11-22T04:31:07.123Z 5f0c1111-2222-3333-4444-555555555555 Task timed out after 3.00 seconds",
        "Missing Authentication Token",
        "The security token included in the request is expired",
    ],
)
def test_evidence_is_left_alone(text: str) -> None:
    """Denial texts, ARNs, ids and error sentences pass as they are: matching needs them to the letter."""
    assert redact.value(text) == text


def test_policy_documents_are_left_alone() -> None:
    """A policy that speaks of secrets and keys is configuration, not a secret."""
    policy = {
        "Statement": [
            {"Sid": "ReadSecret", "Action": ["secretsmanager:GetSecretValue", "kms:Decrypt"], "Resource": "*"}
        ],
        "SecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf",
        "KMSKeyArn": "arn:aws:kms:us-east-1:123456789012:key/k",
        "NextToken": "abc",
    }
    assert redact.value(policy) == policy


@pytest.mark.parametrize("reply", [Found({"m": KEY_ID}), Refused("p", KEY_ID), Failed(KEY_ID)])
def test_every_reply_is_redacted(reply: Reply) -> None:
    """No kind of reply carries a secret past the redacting source."""

    class One:
        def answer(self, query: Query) -> Reply:
            return reply

    answered = Redacted(One()).answer(Query("a:B", "s"))
    assert KEY_ID not in repr(answered)
    assert type(answered) is type(reply)
