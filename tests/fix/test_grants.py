"""The least that a refusal justifies, on the side it names, proven element by element."""

from __future__ import annotations

import json
from typing import Any

import pytest

from diagnostics.report import Fix
from tests.fix.worlds import (
    ACCOUNT,
    KEY,
    OTHER,
    REGION,
    ROLE,
    TABLE,
    allow,
    document,
    fixed,
    inline,
    managed,
    refused,
    world,
)

MISSING = "aws.role.action-missing"
QUEUE = f"arn:aws:sqs:{REGION}:{OTHER}:q"


def only(*args: Any, **kwargs: Any) -> Fix:
    (fix,) = fixed(*args, **kwargs)
    return fix


def after(fix: Fix, number: int = 0) -> list[dict[str, Any]]:
    text = fix.documents[number].after
    assert text is not None
    rows = json.loads(text)["Statement"]
    assert isinstance(rows, list)
    return rows


def granted(fix: Fix) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(g.actions, g.resources) for g in fix.grants]


def proven(fix: Fix) -> None:
    """The fix is enough, every element of it is needed, and no neighbour of many gets more."""
    assert fix.proof is not None
    assert (fix.proof.before, fix.proof.after) == ("implicitly-denied", "allowed")
    assert fix.proof.minimal is True
    assert fix.proof.widens == ()
    assert len(fix.proof.probes) >= 8


def test_the_exact_action_on_the_exact_resource() -> None:
    """What was refused is granted, and nothing besides."""
    fix = only(world(), refused("dynamodb:GetItem", TABLE, MISSING))
    assert granted(fix) == [(("dynamodb:GetItem",), (TABLE,))]
    assert after(fix) == [
        {"Sid": "AllowDynamodbGetItem", "Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": TABLE}
    ]
    proven(fix)


@pytest.mark.parametrize(
    ("held", "grown"),
    [
        (allow("dynamodb:Query", TABLE), allow(["dynamodb:Query", "dynamodb:GetItem"], TABLE)),
        (allow(["dynamodb:GetItem"], f"{TABLE}2"), allow(["dynamodb:GetItem"], [f"{TABLE}2", TABLE])),
    ],
)
def test_a_statement_is_extended_where_one_word_does(held: dict[str, Any], grown: dict[str, Any]) -> None:
    """A statement for the same resource gains the action, one for the same action gains the resource; others stay."""
    other = allow("sqs:SendMessage", QUEUE)
    fix = only(world(inline("app", other, held)), refused("dynamodb:GetItem", TABLE, MISSING))
    assert after(fix) == [other, grown]
    assert fix.documents[0].name == "inline policy app of orders-role"
    assert json.loads(fix.documents[0].before or "")["Statement"] == [other, held]
    proven(fix)


@pytest.mark.parametrize(
    "held",
    [
        allow("dynamodb:Query", TABLE, Condition={"Bool": {"aws:SecureTransport": "true"}}),
        allow("dynamodb:Describe*", TABLE),
        allow("dynamodb:ListTables", "*"),
        {"Effect": "Allow", "NotAction": "dynamodb:*", "Resource": TABLE},
        {"Effect": "Deny", "Action": "dynamodb:PutItem", "Resource": TABLE},
    ],
)
def test_no_other_statement_is_touched(held: dict[str, Any]) -> None:
    """Conditions, wildcards, negations and Denies are left as they are: a statement is added."""
    fix = only(world(inline("app", held)), refused("dynamodb:GetItem", TABLE, MISSING))
    assert held in after(fix) or fix.documents[0].before is None
    assert {"dynamodb:GetItem"} == {a for row in after(fix) if row != held for a in [row["Action"]]}
    proven(fix)


def test_an_inline_policy_of_the_name_is_not_replaced() -> None:
    """A new inline policy never takes a name that the role has."""
    fix = only(
        world(inline("allow-dynamodb-getitem", allow("sqs:*", QUEUE))),
        refused("dynamodb:GetItem", TABLE, MISSING),
    )
    assert "allow-dynamodb-getitem-2" in fix.commands["aws-cli"]


def test_a_folder_is_granted_where_several_of_its_keys_were_refused() -> None:
    """Two refused keys of one folder justify the folder; one key justifies itself; two folders justify none."""
    one = refused("s3:GetObject", "arn:aws:s3:::b/in/2026/a.json", MISSING)
    two = refused("s3:GetObject", "arn:aws:s3:::b/in/2026/x/b.json", MISSING)
    far = refused("s3:GetObject", "arn:aws:s3:::b/out/c.json", MISSING)
    other = refused("s3:PutObject", "arn:aws:s3:::b/in/d.json", MISSING)
    folder = only(world(beside=(one, two, other)), one)
    assert granted(folder) == [(("s3:GetObject",), ("arn:aws:s3:::b/in/2026/*",))]
    proven(folder)
    assert granted(only(world(beside=(one, other)), one)) == [
        (("s3:GetObject",), ("arn:aws:s3:::b/in/2026/a.json",))
    ]
    assert granted(only(world(beside=(one, far)), one)) == [
        (("s3:GetObject",), ("arn:aws:s3:::b/in/2026/a.json",))
    ]


@pytest.mark.parametrize(
    ("refused_arn", "given"), [("secret:db", "secret:db-??????"), ("secret:db-AbC123", "secret:db-AbC123")]
)
def test_a_secret_asked_for_by_name_gets_its_random_suffix(refused_arn: str, given: str) -> None:
    """Six unknown characters are added to a secret's bare name only."""
    base = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:"
    fix = only(world(), refused("secretsmanager:GetSecretValue", base + refused_arn, MISSING))
    assert granted(fix) == [(("secretsmanager:GetSecretValue",), (base + given,))]


def test_an_index_is_granted_alone() -> None:
    """A refused query of an index grants that index."""
    fix = only(world(), refused("dynamodb:Query", f"{TABLE}/index/by-day", MISSING))
    assert granted(fix) == [(("dynamodb:Query",), (f"{TABLE}/index/by-day",))]
    proven(fix)


@pytest.mark.parametrize(
    ("record", "cause", "via"),
    [
        ({"userIdentity": {"invokedBy": "s3.amazonaws.com"}}, "aws.role.key-permission-missing", "s3"),
        ({"sourceIPAddress": "secretsmanager.amazonaws.com"}, MISSING, "secretsmanager"),
        ({}, "aws.role.environment-key-missing", "lambda"),
    ],
)
def test_a_key_is_granted_through_the_service_that_used_it(
    record: dict[str, Any], cause: str, via: str
) -> None:
    """Where the record tells which service used the key, the grant is for that way alone."""
    policy = document(allow("kms:*", Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"}))
    fix = only(world(), refused("kms:Decrypt", KEY, cause, policy=policy, record=record))
    condition = {"StringEquals": {"kms:ViaService": f"{via}.{REGION}.amazonaws.com"}}
    assert fix.grants[0].conditions == condition
    assert after(fix)[0]["Condition"] == condition
    proven(fix)
    assert any("without the condition" in probe for probe in fix.proof.probes if fix.proof)


def test_a_key_used_directly_has_no_condition() -> None:
    """A call of the function's own code is granted without kms:ViaService, which it would not carry."""
    record = {"sourceIPAddress": "203.0.113.9", "userIdentity": {"type": "AssumedRole"}}
    fix = only(world(), refused("kms:Decrypt", KEY, "aws.role.key-permission-missing", record=record))
    assert fix.grants[0].conditions == {}


def test_a_star_only_for_actions_without_resources() -> None:
    """X-Ray's actions get Resource *, with the reason; any other action refused on * gets no command."""
    fix = only(world(), refused("xray:PutTraceSegments", None, MISSING))
    assert granted(fix) == [(("xray:PutTraceSegments",), ("*",))]
    assert any("no resource-level" in warning for warning in fix.warnings)
    (refusal,) = fixed(world(), refused("dynamodb:GetItem", "*", MISSING))
    assert refusal.commands == {}
    assert "asked, not granted" in refusal.warnings[0]
    assert fixed(world(), refused("dynamodb:GetItem", None, MISSING)) == ()


@pytest.mark.parametrize("action", ["dynamodb:*", "*", "dynamodb:Get*"])
def test_never_a_wildcard_action(action: str) -> None:
    """An action that is a pattern is refused, whatever the evidence says."""
    (fix,) = fixed(world(), refused(action, TABLE, MISSING))
    assert fix.commands == {}
    assert fix.grants == ()


def test_rights_that_give_further_rights_are_loud() -> None:
    """PassRole is granted on the exact role, with a warning."""
    fix = only(world(), refused("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/target", MISSING))
    assert granted(fix) == [(("iam:PassRole",), (f"arn:aws:iam::{ACCOUNT}:role/target",))]
    assert any("further rights" in warning for warning in fix.warnings)


def test_what_was_not_read_decides() -> None:
    """An unreadable boundary, an unread trust policy and unread identity policies are named as what still decides."""
    edge = managed("edge", allow("*"))
    from diagnostics.hops.aws.world import PolicyDocument
    from diagnostics.reader import Unknown

    unread = PolicyDocument("edge", Unknown("refused"), edge.arn)
    fix = only(world(boundary=unread), refused("dynamodb:GetItem", TABLE, MISSING))
    assert fix.proof is not None
    assert (fix.proof.after, fix.proof.decides) == ("unknown", ("permissions-boundary",))
    assumed = only(
        world(), refused("sts:AssumeRole", f"arn:aws:iam::{OTHER}:role/x", "aws.role.assume-role-missing")
    )
    assert assumed.proof is not None
    assert assumed.proof.decides == ("trust-policy",)


def test_both_accounts_where_both_must_change() -> None:
    """A queue of another account gets its statement and the role its own, proven together, each half named."""
    finding = refused("sqs:SendMessage", QUEUE, MISSING, policy=None)
    own, theirs = fixed(world(), finding)
    assert (
        {g.where for g in own.grants}
        == {g.where for g in theirs.grants}
        == {"identity-policy", "resource-policy"}
    )
    assert "put-role-policy" in own.commands["aws-cli"]
    assert "set-queue-attributes" in theirs.commands["aws-cli"]
    assert own.warnings[0].startswith(f"Both accounts have to change: this is the half in account {ACCOUNT}")
    proven(own)
    admitted = document(allow("sqs:SendMessage", QUEUE, Principal={"AWS": ROLE}))
    fix = only(world(), refused("sqs:SendMessage", QUEUE, MISSING, policy=admitted))
    assert {g.where for g in fix.grants} == {"identity-policy"}
    proven(fix)


def test_a_missing_key_is_said_before_the_grant() -> None:
    """ListBucket is granted on the bucket with the advice to look for the key first."""
    fix = only(world(), refused("s3:ListBucket", "arn:aws:s3:::b", "aws.role.list-bucket-missing"))
    assert "check that the key is there" in fix.warnings[0]


def test_more_than_a_role_can_hold_is_said() -> None:
    """A role whose inline policies would pass IAM's limit is told so."""
    full = inline("full", *(allow("sqs:SendMessage", f"{QUEUE}{i}" * 4) for i in range(60)))
    fix = only(world(full), refused("dynamodb:GetItem", TABLE, MISSING))
    assert any("10240" in warning for warning in fix.warnings)
