"""An explicit deny is answered by an exception for one role and one request, never by an Allow."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from diagnostics.policy.aws import Policies, Request, authorize
from diagnostics.reads.aws.network import VpcEndpoint
from diagnostics.report import Fix
from tests.fix.judges import bash
from tests.fix.worlds import (
    ACCOUNT,
    KEY,
    REGION,
    ROLE,
    TABLE,
    allow,
    deny,
    document,
    fixed,
    inline,
    managed,
    refused,
    world,
)

EXPLICIT = "aws.role.explicit-deny"
ALL = allow("*")
DENIES: list[Any] = [
    deny("dynamodb:GetItem", TABLE),
    deny("dynamodb:GetItem"),
    deny(["dynamodb:GetItem", "dynamodb:Query"], TABLE),
    deny(["dynamodb:GetItem", "dynamodb:Query"], [TABLE, f"{TABLE}2"]),
    deny("dynamodb:*"),
    deny("dynamodb:*", TABLE),
    deny("dynamodb:Get*", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/*"),
    deny("*"),
    deny("*", Condition={"StringEquals": {"aws:RequestedRegion": REGION}}),
    {"Effect": "Deny", "NotAction": ["iam:*", "sts:*"], "Resource": "*"},
    {"Effect": "Deny", "Action": "dynamodb:*", "NotResource": f"{TABLE}2"},
    {"Effect": "Deny", "NotAction": "s3:*", "NotResource": f"{TABLE}2"},
    deny(["dynamodb:GetItem", "dynamodb:G*", "s3:*"], Sid="No"),
]
PROBES = [
    *(
        (action, table)
        for action in ("dynamodb:PutItem", "dynamodb:Query", "dynamodb:DeleteTable")
        for table in (TABLE, f"{TABLE}2")
    ),
    ("s3:GetObject", "arn:aws:s3:::b/k"),
    ("iam:PassRole", ROLE),
]


def _decision(role: str, action: str, resource: str, held: dict[str, Any]) -> str:
    context = {"aws:PrincipalArn": role, "aws:RequestedRegion": REGION}
    return authorize(
        Request(role, action, resource, ACCOUNT, context), Policies(identity=(document(ALL), held))
    ).decision


def _after(fix: Fix) -> dict[str, Any]:
    found = json.loads(fix.documents[0].after or "{}")
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("row", DENIES, ids=lambda row: json.dumps(row)[:110])
@pytest.mark.parametrize("shared", [False, True], ids=["inline", "managed"])
def test_the_one_request_passes_and_nothing_else(row: dict[str, Any], shared: bool) -> None:
    """After the exception the role's request is allowed; everything else stays as it was, for the role and for others."""
    held = managed("guard", row) if shared else inline("guard", row)
    case = world(inline("app", ALL), held)
    (fix,) = fixed(
        case, refused("dynamodb:GetItem", TABLE, EXPLICIT, origin="explicit-identity", explicit=True)
    )
    assert fix.grants == ()
    assert fix.proof is not None
    assert (fix.proof.before, fix.proof.after) == ("explicitly-denied", "allowed")
    assert fix.proof.minimal is True
    new = _after(fix)
    assert all(statement["Effect"] == "Deny" for statement in new["Statement"])
    old = document(row)
    assert _decision(ROLE, "dynamodb:GetItem", TABLE, new) == "allowed"
    for action, resource in PROBES:
        assert _decision(ROLE, action, resource, new) == _decision(ROLE, action, resource, old), (
            action,
            resource,
        )
    if shared:
        other = f"arn:aws:iam::{ACCOUNT}:role/other"
        for action, resource in [*PROBES, ("dynamodb:GetItem", TABLE)]:
            assert _decision(other, action, resource, new) == _decision(other, action, resource, old)
    if "table/*" not in json.dumps(row):
        table = f"{TABLE}2"
        assert _decision(ROLE, "dynamodb:GetItem", table, new) == _decision(
            ROLE, "dynamodb:GetItem", table, old
        )
    sids = [s["Sid"] for s in new["Statement"] if "Sid" in s]
    assert len(sids) == len(set(sids))


def test_all_that_deny_change_together() -> None:
    """Two policies that deny are one fix: both documents, one script that stops at the first error, each part needed."""
    case = world(inline("app", ALL, deny("dynamodb:GetItem")), managed("guard", deny("dynamodb:*", Sid="No")))
    (fix,) = fixed(
        case, refused("dynamodb:GetItem", TABLE, EXPLICIT, origin="explicit-identity", explicit=True)
    )
    assert fix.proof is not None
    assert (fix.proof.before, fix.proof.after, fix.proof.minimal) == ("explicitly-denied", "allowed", True)
    assert len(fix.documents) == len(fix.changes) == 2
    assert ") && (" in fix.commands["aws-cli"]
    assert bash(fix.commands["aws-cli"]) == ""
    assert len(json.loads(fix.commands["cloudformation"])["Resources"]) == 2


def test_what_only_may_deny_is_left_where_something_does() -> None:
    """A deny under a condition that is not known is touched only where no other statement denies for certain."""
    unsure = deny("*", Condition={"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}})
    finding = refused("dynamodb:GetItem", TABLE, EXPLICIT, origin="explicit-identity", explicit=True)
    (fix,) = fixed(world(inline("app", ALL, unsure), inline("no", deny("dynamodb:*"))), finding)
    assert [document.name for document in fix.documents] == ["no"]
    (fix,) = fixed(world(inline("app", ALL, unsure)), finding)
    assert [document.name for document in fix.documents] == ["app"]


def test_a_boundary_that_denies_gets_the_exception_with_its_owner() -> None:
    """The boundary's deny is narrowed in the boundary, as a new version of it, for its owner to make."""
    edge = managed("edge", ALL, deny("dynamodb:*", "*", Sid="NoTables"))
    case = world(inline("app", ALL), boundary=edge)
    (fix,) = fixed(
        case, refused("dynamodb:GetItem", TABLE, "aws.role.boundary", origin="boundary", explicit=True)
    )
    assert fix.owner is not None
    assert fix.owner.kind == "account"
    assert "create-policy-version" in fix.commands["aws-cli"]
    assert fix.proof is not None
    assert (fix.proof.before, fix.proof.after) == ("explicitly-denied", "allowed")


def test_a_silent_boundary_gains_the_pair() -> None:
    """A boundary that does not reach far enough allows exactly the refused request as well."""
    edge = managed("edge", allow("sqs:*", "*"))
    case = world(inline("app", ALL), boundary=edge)
    (fix,) = fixed(case, refused("dynamodb:GetItem", TABLE, "aws.role.boundary", origin="boundary"))
    assert fix.grants[0].where == "permissions-boundary"
    assert fix.proof is not None
    assert (fix.proof.before, fix.proof.after, fix.proof.widens) == ("implicitly-denied", "allowed", ())


def test_the_way_back_takes_up_the_version_that_was() -> None:
    """A policy keeps five versions, so the undo makes none where the old one's number is known; it says so."""
    edge = msgspec.structs.replace(managed("edge", allow("sqs:*", "*")), version="v3")
    finding = refused("dynamodb:GetItem", TABLE, "aws.role.boundary", origin="boundary")
    (fix,) = fixed(world(inline("app", ALL), boundary=edge), finding)
    assert "set-default-policy-version" in fix.undo["aws-cli"]
    assert "--version-id v3" in fix.undo["aws-cli"]
    assert any("five versions" in text for text in fix.warnings)


def test_an_exception_for_a_right_that_gives_more_is_loud() -> None:
    """A deny that is narrowed for iam:PassRole, and a key's policy that admits for kms:CreateGrant, are warned of."""
    target = f"arn:aws:iam::{ACCOUNT}:role/target"
    case = world(inline("app", ALL, deny("iam:PassRole")))
    (narrow,) = fixed(
        case, refused("iam:PassRole", target, EXPLICIT, origin="explicit-identity", explicit=True)
    )
    own = document(allow("kms:*", Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:role/admin"}))
    (admitted,) = fixed(
        world(inline("app", ALL)),
        refused("kms:CreateGrant", KEY, "aws.key-policy.role-not-admitted", policy=own),
    )
    assert "further rights" in narrow.warnings[0]
    assert "further rights" in admitted.warnings[0]


def test_aws_own_policy_cannot_be_edited() -> None:
    """A deny in a policy of AWS itself gives no command."""
    held = managed("AWSDenyAll", deny("*"), account="aws")
    (fix,) = fixed(
        world(inline("app", ALL), held),
        refused("dynamodb:GetItem", TABLE, EXPLICIT, origin="explicit-identity", explicit=True),
    )
    assert fix.commands == {}


@pytest.mark.parametrize(
    ("cause", "origin", "owner"),
    [
        ("aws.organization.scp", "scp", "organization"),
        ("aws.organization.rcp", "rcp", "organization"),
        ("aws.role.session-policy", "session", "account"),
    ],
)
@pytest.mark.parametrize("explicit", [True, False])
def test_a_layer_that_cannot_be_read_is_handed_over(
    cause: str, origin: Any, owner: str, explicit: bool
) -> None:
    """The exact change goes to the layer's owner: an exception for the one role, or a grant; never a command."""
    (fix,) = fixed(world(), refused("dynamodb:GetItem", TABLE, cause, origin=origin, explicit=explicit))
    assert fix.owner is not None
    assert fix.owner.kind == owner
    assert fix.commands == {}
    assert fix.warnings
    if explicit:
        assert ROLE in (fix.changes[0].to or "")
        assert fix.grants == ()
    else:
        assert fix.grants[0].principal == ROLE
        assert fix.grants[0].resources == (TABLE,)


def test_a_resource_policy_excepts_the_role_for_the_action() -> None:
    """In a key's or bucket's deny the role passes with the one action; its other actions and other roles do not."""
    policy = document(
        allow("kms:*", Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"}),
        deny("kms:*", Principal="*", Sid="Shut"),
    )
    case = world(inline("app", ALL))
    (fix,) = fixed(
        case,
        refused(
            "kms:Decrypt",
            KEY,
            "aws.key-policy.explicit-deny",
            origin="key-policy",
            explicit=True,
            policy=policy,
        ),
    )
    assert fix.grants == ()
    assert fix.proof is not None
    assert (fix.proof.before, fix.proof.after, fix.proof.widens) == ("explicitly-denied", "allowed", ())
    assert len(fix.proof.probes) > 8
    first = _after(fix)["Statement"][1]
    assert first["Sid"] == "Shut"
    assert first["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": [ROLE]}}


def test_the_key_of_aws_itself_is_not_edited() -> None:
    """A refusal by aws/lambda's own key, after the role was made anew, is answered by setting the role again."""
    condition = {
        "StringEquals": {"kms:ViaService": f"lambda.{REGION}.amazonaws.com", "kms:CallerAccount": ACCOUNT}
    }
    policy = document(allow("kms:Decrypt", Principal={"AWS": "*"}, Condition=condition)) | {
        "Id": "auto-awslambda"
    }
    stale = {"GranteePrincipal": "AROADELETEDROLE", "Operations": ["Decrypt"]}
    finding = refused(
        "kms:Decrypt",
        KEY,
        "aws.key-policy.role-not-admitted",
        origin="key-policy",
        policy=policy,
        grants=(stale,),
    )
    (fix,) = fixed(world(inline("app", ALL)), finding)
    assert fix.grants == ()
    assert fix.commands == {}
    assert "Lambda makes a new grant" in fix.title
    assert "AROADELETEDROLE" in fix.warnings[0]


@pytest.mark.parametrize(
    ("rows", "changed"),
    [
        ((allow("dynamodb:Query", "*", Principal="*"),), False),
        ((allow("*", "*", Principal="*"), deny("dynamodb:*", "*", Principal="*")), True),
    ],
)
def test_an_endpoint_lets_the_one_role_through(rows: tuple[dict[str, Any], ...], changed: bool) -> None:
    """A silent endpoint policy gains a statement for the role, a denying one an exception; nothing else passes."""
    endpoint = VpcEndpoint(
        "vpce-0a1b2c3d4e5f6a7b8",
        ServiceName=f"com.amazonaws.{REGION}.dynamodb",
        PolicyDocument=json.dumps(document(*rows)),
    )
    (fix,) = fixed(
        world(inline("app", ALL), endpoint=endpoint),
        refused("dynamodb:GetItem", TABLE, "aws.endpoint-policy.call-not-admitted", origin="vpc-endpoint"),
    )
    assert bool(fix.changes) is changed
    assert "modify-vpc-endpoint" in fix.commands["aws-cli"]
    assert fix.proof is not None
    assert (fix.proof.after, fix.proof.minimal, fix.proof.widens) == ("allowed", True, ())
    assert any("another role" in probe for probe in fix.proof.probes)
