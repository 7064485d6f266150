"""What changed: only the event that explains is named; and who has to change it back so that it lasts."""

from __future__ import annotations

import json

from diagnostics.sources.demo.aws.build import LOGS, Stack, allow
from tests.aws.stacks.calls import READ
from tests.aws.stacks.model import TABLE, event, failing, stack

MISSING = {"origin": "implicit-identity", "fixed": False}


def _document(*statements: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def _refused(s: Stack, broken: bool) -> None:
    s.with_role(*([LOGS] if broken else [LOGS, READ])).with_function()
    failing(s, s.python_denial("GetItem", "dynamodb:GetItem", TABLE))


@stack("iam", "aws.role.action-missing", **MISSING)
def only_changes_that_explain_nothing(s: Stack, broken: bool) -> None:
    """A tag, a refused change, a similarly named role, another policy, a change after the onset."""
    _refused(s, broken)
    event(s, "TagRole", 39.8, "iam", "orders-role", roleName="orders-role")
    s.cloud.history.record(
        "DeleteRolePolicy", s.ago(40), resources=("orders-role",), error=("AccessDenied", "no"),
        parameters={"roleName": "orders-role", "policyName": "tables"},
    )  # fmt: skip
    event(s, "DeleteRolePolicy", 39.9, "iam", "orders-role-2", roleName="orders-role-2", policyName="tables")
    event(s, "DeleteRolePolicy", 20, "iam", "orders-role", roleName="orders-role", policyName="tables")
    written = {"roleName": "orders-role", "policyName": "mail"}
    about = ("orders-role", "mail")
    mail = _document(allow("ses:SendEmail"))
    event(s, "PutRolePolicy", 3000, "iam", *about, **written, policyDocument=mail)
    event(s, "DeleteRolePolicy", 39.7, "iam", *about, **written)


@stack("iam", "aws.role.action-missing", change="DeleteRolePolicy", **MISSING)
def the_change_that_explains_among_nearer_ones(s: Stack, broken: bool) -> None:
    _refused(s, broken)
    written = {"roleName": "orders-role", "policyName": "tables"}
    event(s, "PutRolePolicy", 3000, "iam", "orders-role", **written, policyDocument=_document(READ))
    event(s, "DeleteRolePolicy", 44, "iam", "orders-role", **written)
    event(s, "TagRole", 40.2, "iam", "orders-role", roleName="orders-role")
    event(
        s, "PutRolePolicy", 40.1, "iam", "orders-role",
        roleName="orders-role", policyName="logs", policyDocument=_document(LOGS),
    )  # fmt: skip


@stack("iam", "aws.role.action-missing", change="PutRolePolicy", **MISSING | {"fixed": True})
def a_policy_that_was_narrowed(s: Stack, broken: bool) -> None:
    _refused(s, broken)
    written = {"roleName": "orders-role", "policyName": "tables"}
    event(s, "PutRolePolicy", 3000, "iam", "orders-role", **written, policyDocument=_document(READ))
    narrow = _document(allow("dynamodb:PutItem", resource=TABLE))
    event(s, "PutRolePolicy", 41, "iam", "orders-role", **written, policyDocument=narrow)


@stack("iam", "aws.role.action-missing", change="DetachRolePolicy", **MISSING)
def a_managed_policy_that_was_detached(s: Stack, broken: bool) -> None:
    made = s.cloud.client("iam").create_policy(PolicyName="tables", PolicyDocument=_document(READ))["Policy"][
        "Arn"
    ]
    _refused(s, broken)
    event(s, "DetachRolePolicy", 41, "iam", "orders-role", made, roleName="orders-role", policyArn=made)


@stack("iam", "aws.role.action-missing", change="DeleteRolePolicy", **MISSING)
def a_change_behind_many_reads(s: Stack, broken: bool) -> None:
    """Event history holds sixty other events of the role, made since."""
    _refused(s, broken)
    written = {"roleName": "orders-role", "policyName": "tables"}
    event(s, "PutRolePolicy", 3000, "iam", "orders-role", **written, policyDocument=_document(READ))
    event(s, "DeleteRolePolicy", 44, "iam", "orders-role", **written)
    for second in range(120):
        s.cloud.history.record(
            "GetRolePolicy",
            s.ago(43.9 - second / 60),
            resources=("orders-role",),
            read_only=True,
            parameters=written,
        )


@stack("iam", "aws.role.action-missing", owner="cloudformation", **MISSING)
def a_role_of_cloudformation(s: Stack, broken: bool) -> None:
    _refused(s, broken)
    s.cloud.client("lambda").tag_resource(Resource=s.arn, Tags={"aws:cloudformation:stack-name": "shop"})


@stack("iam", "aws.role.action-missing", owner="terraform", **MISSING)
def a_role_of_terraform(s: Stack, broken: bool) -> None:
    s.with_role(
        *([LOGS] if broken else [LOGS, READ]), Tags=[{"Key": "ManagedBy", "Value": "Terraform"}]
    ).with_function()
    failing(s, s.python_denial("GetItem", "dynamodb:GetItem", TABLE))
