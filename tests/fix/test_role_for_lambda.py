"""What Lambda needs of a role before the function runs: to assume it, and to make network interfaces with it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from diagnostics.fix.aws.escalation import warning
from diagnostics.hops.aws.world import AwsWorld, Role
from diagnostics.report import Fix
from tests.fix.worlds import ROLE, allow, deny, document, fixed, inline, managed, refused, world

LAMBDA = {"Service": "lambda.amazonaws.com"}
SERVICES = allow("sts:AssumeRole", Principal={"Service": "ec2.amazonaws.com"})
del SERVICES["Resource"]


def trusting(*rows: dict[str, Any]) -> AwsWorld:
    case = world()
    assert isinstance(case.role, Role)
    return msgspec.structs.replace(case, role=msgspec.structs.replace(case.role, trust=document(*rows)))


def trust_fix(*rows: dict[str, Any]) -> Fix:
    (fix,) = fixed(trusting(*rows), refused("sts:AssumeRole", ROLE, "aws.role.trust", origin="trust"))
    return fix


def test_lambda_is_admitted_and_nobody_else() -> None:
    """The service is added to the statement that there is; the judge finds it enough, minimal, and nobody else let in."""
    fix = trust_fix(SERVICES)
    assert fix.proof is not None
    assert (fix.proof.before, fix.proof.after, fix.proof.minimal) == ("implicitly-denied", "allowed", True)
    assert fix.proof.widens == ()
    assert "sts:AssumeRole by another service" in fix.proof.probes
    assert fix.documents[0].after is not None
    assert fix.documents[0].after.count("Effect") == 1


def test_a_deny_that_stays_is_not_called_allowed() -> None:
    """Where the trust policy also denies, the proof says that the statement alone does not do."""
    fix = trust_fix(SERVICES, {"Effect": "Deny", "Principal": LAMBDA, "Action": "sts:AssumeRole"})
    assert fix.proof is not None
    assert fix.proof.after == "explicitly-denied"


def test_a_role_that_admits_lambda_already_is_not_edited() -> None:
    """There is nothing to change: the answer is to deploy again, without a command."""
    fix = trust_fix({"Effect": "Allow", "Principal": LAMBDA, "Action": "sts:AssumeRole"})
    assert (fix.commands, fix.grants) == ({}, ())
    assert "nothing to edit" in fix.warnings[0]


def test_a_variable_of_the_policy_is_none_of_terraforms() -> None:
    """A policy variable that stands in the trust policy is escaped where Terraform would read it as its own."""
    tagged = SERVICES | {"Condition": {"StringEquals": {"aws:SourceAccount": "${aws:PrincipalAccount}"}}}
    assert "$${aws:PrincipalAccount}" in trust_fix(tagged).commands["terraform"]


@pytest.mark.parametrize(
    ("case", "after", "minimal"),
    [
        (world(), "allowed", True),
        (world(boundary=managed("edge", allow("logs:*"))), "implicitly-denied", None),
        (world(inline("no", deny("ec2:DeleteNetworkInterface"))), "explicitly-denied", None),
    ],
)
def test_interface_rights_are_judged(case: AwsWorld, after: str, minimal: bool | None) -> None:
    """Each action and each resource is needed; a boundary or a deny that stands in the way is seen."""
    cause = "aws.role.eni-permissions-missing"
    (fix,) = fixed(case, refused("ec2:CreateNetworkInterface", None, cause))
    assert fix.proof is not None
    assert (fix.proof.after, fix.proof.minimal) == (after, minimal)
    assert "*" not in {action for grant in fix.grants for action in grant.actions}
    assert any("names no subnet" in text for text in fix.warnings)


def test_all_of_iam_is_loud() -> None:
    """Whatever changes identities is warned of, whether its name is on the list or not."""
    assert warning("iam:TagRole")
    assert warning("dynamodb:GetItem") == ()
