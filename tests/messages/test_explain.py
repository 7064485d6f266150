"""From pasted text to a report: what is claimed, what is only named, and the fix that words alone justify."""

from __future__ import annotations

import json

import pytest

from diagnostics.explain import explain
from tests.messages.texts_aws import ACCOUNT, FUNCTION, GET, KEY, ROLE, TABLE, USER, no, standard

ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/orders-role"


def test_a_named_denial_gives_one_exact_grant_on_the_role() -> None:
    """The session becomes its role; action and resource are the message's own, nothing wider."""
    (fix,) = explain(GET).fixes
    (grant,) = fix.grants
    assert (grant.where, grant.principal, grant.actions, grant.resources) == (
        "identity-policy",
        ROLE_ARN,
        ("dynamodb:GetItem",),
        (TABLE,),
    )
    assert fix.warnings == ()


def test_a_layer_that_is_not_named_is_said_beside_the_grant() -> None:
    """Without a layer the grant may not be enough, and the fix says so."""
    (fix,) = explain(standard(ROLE, "dynamodb:GetItem", TABLE)).fixes
    assert any("which policy refused" in warning for warning in fix.warnings)


@pytest.mark.parametrize(
    "text",
    [
        standard(ROLE, "dynamodb:GetItem", "*", no("identity-based policy", "dynamodb:GetItem")),
        standard(ROLE, "dynamodb:GetItem", None, no("identity-based policy", "dynamodb:GetItem")),
        standard(ROLE, "ec2:StopInstances", f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/*", no("identity-based policy", "ec2:StopInstances")),
        standard(ROLE, "dynamodb:GetItem", TABLE.replace(ACCOUNT, "************"), no("identity-based policy", "dynamodb:GetItem")),
        standard(ROLE.replace(ACCOUNT, "<account>"), "dynamodb:GetItem", TABLE, no("identity-based policy", "dynamodb:GetItem")),
        standard(ROLE, "iam:GetRole", "role orders-role", no("identity-based policy", "iam:GetRole")),
        standard(USER, "iam:ListAccessKeys", USER, no("identity-based policy", "iam:ListAccessKeys")),
        standard(ROLE, "kms:Decrypt", KEY, no("resource-based policy", "kms:Decrypt")),
        standard("apigateway.amazonaws.com", "lambda:InvokeFunction", FUNCTION),
    ],
)  # fmt: skip
def test_nothing_is_granted_where_a_name_is_open(text: str) -> None:
    """A star, a mask, a short name, a missing resource, the caller itself and the receiving side get no grant from text."""
    report = explain(text)
    assert [grant for fix in report.fixes for grant in fix.grants] == []
    assert report.verdict.class_ in {"iam", "resource-policy"}


def test_a_star_stays_a_question() -> None:
    """The notes ask for the resource that the message leaves open."""
    notes = explain(
        standard(ROLE, "dynamodb:GetItem", "*", no("identity-based policy", "dynamodb:GetItem"))
    ).notes
    assert any("*" in note and "resource" in note for note in notes)


@pytest.mark.parametrize(
    "reason",
    [
        " with an explicit deny in a service control policy",
        " with an explicit deny in an identity-based policy",
        no("permissions boundary", "s3:PutObject"),
    ],
)
def test_a_deny_or_a_limit_is_changed_and_never_allowed_away(reason: str) -> None:
    """The fix is a change of the layer that refuses, for this one caller, with a warning; never a grant."""
    (fix,) = explain(standard(ROLE, "s3:PutObject", '"arn:aws:s3:::b/k"', reason)).fixes
    assert fix.grants == ()
    assert len(fix.changes) == 1
    assert ROLE_ARN in fix.title
    assert fix.warnings


def test_an_escalating_action_is_warned_about() -> None:
    """Passing a role can hand over everything the role may do: the grant carries a warning and the one role only."""
    role = f"arn:aws:iam::{ACCOUNT}:role/admin"
    (fix,) = explain(standard(ROLE, "iam:PassRole", role, no("identity-based policy", "iam:PassRole"))).fixes
    assert fix.grants[0].resources == (role,)
    assert any("further rights" in warning for warning in fix.warnings)


@pytest.mark.parametrize(
    "text",
    [
        f'INFO body={{"message":"AccessDeniedException: {GET}"}}',
        f"2026-11-22T05:00:00Z INFO user said: {GET}",
        f'DEBUG request headers: {{"x-note": "{GET}"}}',
        f'INFO Received event: {{"comment": "{GET}"}}',
        "INFO user message: connect ETIMEDOUT 10.0.0.1:443",
    ],
)
def test_quoted_input_is_no_denial(text: str) -> None:
    """What somebody sent is the application's text: no class of the four, no fix, and the report says why."""
    report = explain(text)
    assert report.verdict.class_ in {"none", "inconclusive"}
    assert report.fixes == ()
    assert report.verdict.denied is None
    assert {item.provenance for item in report.evidence} == {"application"}


def test_a_real_denial_beside_quoted_input_counts() -> None:
    """Quoting on one line does not hide the platform's words on another."""
    report = explain(
        f"INFO user said: {standard(USER, 's3:GetObject', None)}\n[ERROR] AccessDeniedException: {GET}"
    )
    assert report.verdict.denied is not None
    assert report.verdict.denied.resource == TABLE


def test_an_answer_of_a_peer_is_no_quotation() -> None:
    """The body of an answer with its status is the peer's word."""
    text = json.dumps({"statusCode": 403, "body": json.dumps({"Message": GET})})
    assert explain(text).verdict.class_ == "iam"


def test_the_root_cause_wins_and_the_rest_is_named() -> None:
    """A denial beats the time-out and the rolled-back stack that follow; an independent fault stands in others."""
    report = explain(
        f"Task timed out after 3.00 seconds\n[ERROR] ClientError: {GET}\nCREATE_FAILED X Resource creation cancelled\n"
        "Error: connect ETIMEDOUT 10.0.3.17:5432\n"
    )
    assert report.verdict.class_ == "iam"
    assert [other.class_ for other in report.others] == ["network"]
    assert any("ran out of time" in note for note in report.notes)


def test_the_same_denial_many_times_is_one() -> None:
    """A log that repeats itself has one verdict and one denial."""
    report = explain("\n".join(f"2026-11-22T05:00:{n:02}Z {GET}" for n in range(50)))
    assert report.others == ()
    assert len(report.verdict.denials) == 1


def test_two_refused_requests_are_two() -> None:
    """Another action on another resource is another fault."""
    report = explain(
        f"{GET}\n{standard(ROLE, 'kms:Decrypt', KEY, no('resource-based policy', 'kms:Decrypt'))}"
    )
    assert {report.verdict.class_, *(o.class_ for o in report.others)} == {"iam", "resource-policy"}
    assert len(report.verdict.denials) == 2


def test_plain_access_denied_names_what_to_read() -> None:
    """Where the text cannot decide, the report is inconclusive and says which reads would settle it."""
    report = explain("An error occurred (AccessDenied) when calling the GetObject operation: Access Denied")
    assert report.verdict.class_ == "inconclusive"
    assert report.limits
    assert any("s3:GetBucketPolicy" in note for note in report.notes)


def test_nothing_known_is_inconclusive() -> None:
    """Absence of a known error is not a verdict."""
    verdict = explain("all is quiet").verdict
    assert (verdict.class_, verdict.failing, verdict.cause) == ("inconclusive", None, None)


def test_evidence_shows_where_in_the_paste() -> None:
    """The parsed parts are marked by their places in the text as it was pasted."""
    text = "\x1b[31mERROR\x1b[0m " + json.dumps({"errorMessage": GET})
    (item,) = explain(text).evidence[:1]
    for name, (start, end) in item.raw["parts"].items():
        assert text[start:end] == {"principal": ROLE, "action": "dynamodb:GetItem", "resource": TABLE}[name]
    assert set(item.raw["parts"]) == {"principal", "action", "resource"}
