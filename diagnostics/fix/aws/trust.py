"""A role that Lambda may not assume: its trust policy admits Lambda, everybody else as before."""

from __future__ import annotations

import copy
from typing import Any

import msgspec

from diagnostics.case import Finding
from diagnostics.fix import shell
from diagnostics.fix.aws import forms
from diagnostics.fix.aws.documents import unused_sid
from diagnostics.fix.aws.owner import drift_warning, owner_of
from diagnostics.fix.hcl import hcl_string, label
from diagnostics.fix.prove import other_principals, prove
from diagnostics.fix.values import json_argument, quoted
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.documents import as_list, statements
from diagnostics.hops.aws.world import AwsWorld, Document, Role
from diagnostics.policy.aws import Policies, Request, authorize
from diagnostics.report import Document as Shown
from diagnostics.report import Fix, Grant, Proof

_LAMBDA = "lambda.amazonaws.com"


def trust(world: AwsWorld, _finding: Finding) -> tuple[Fix, ...]:
    """Return the trust policy that admits Lambda, everybody else as before."""
    role = world.role
    if not isinstance(role, Role) or role.trust is None:
        return ()
    if authorize(_asked(role), Policies(resource=role.trust)).allowed is True:
        return (_again(role),)
    after = copy.deepcopy(role.trust)
    rows = statements(after)
    plain = next((r for r in rows if _extends(r)), None)
    if plain is not None:
        services = as_list(plain["Principal"]["Service"])
        plain["Principal"] = plain["Principal"] | {"Service": [*services, _LAMBDA]}
    else:
        rows.append(
            {
                "Sid": unused_sid(rows, "LambdaAssumes"),
                "Effect": "Allow",
                "Principal": {"Service": _LAMBDA},
                "Action": "sts:AssumeRole",
            }
        )
    after["Statement"] = rows
    name, region = quoted(role.name, "role"), arn.global_region(role.arn.split(":")[1])

    def put(document: Any) -> str:
        return shell.script(
            shell.aws(
                "iam",
                "update-assume-role-policy",
                region,
                f"--role-name {name}",
                f"--policy-document {json_argument(document)}",
            )
        )

    return (
        Fix(
            title=f"Let Lambda assume {role.name}",
            owner=owner_of(world),
            grants=(Grant("trust-policy", _LAMBDA, ("sts:AssumeRole",), (role.arn,)),),
            commands={
                "aws-cli": put(after),
                "terraform": (
                    f'resource "aws_iam_role" "{label(role.name)}" {{\n'
                    f"  name               = {hcl_string(role.name)}\n"
                    f"  assume_role_policy = {forms.heredoc(after)}\n}}\n"
                ),
                "cloudformation": forms.template(
                    {
                        forms.logical(role.name): {
                            "Type": "AWS::IAM::Role",
                            "Properties": {"RoleName": role.name, "AssumeRolePolicyDocument": after},
                        }
                    }
                ),
            },
            undo={"aws-cli": put(role.trust)},
            proof=_proof(role, role.trust, after),
            warnings=drift_warning(owner_of(world)),
            documents=(Shown(f"trust policy of {role.name}", forms.pretty(role.trust), forms.pretty(after)),),
        ),
    )


def _again(role: Role) -> Fix:
    """Return the answer without an edit, for a trust policy that admits Lambda as it stands."""
    return Fix(
        title=f"Deploy again: {role.name} lets Lambda assume it now",
        warnings=(
            "Its trust policy admits Lambda as it stands, so there is nothing to edit: it takes some seconds until a role "
            "that was just made or changed is known everywhere.",
        ),
    )


def _asked(role: Role) -> Request:
    return Request(_LAMBDA, "sts:AssumeRole", role.arn, role.arn.split(":")[4], open=True)


def _extends(row: dict[str, Any]) -> bool:
    """Whether Lambda can be added to the statement: services may assume the role, without conditions."""
    principal = row.get("Principal")
    return (
        row.get("Effect") == "Allow"
        and not row.get("Condition")
        and as_list(row.get("Action")) == ["sts:AssumeRole"]
        and isinstance(principal, dict)
        and set(principal) == {"Service"}
    )


def _proof(role: Role, before: Document, after: Document) -> Proof:
    """Judge Lambda's call with both documents; other services, other principals and other actions stay as they were."""
    request, replace = _asked(role), msgspec.structs.replace
    near = [
        ("sts:AssumeRole by another service", replace(request, principal="ec2.amazonaws.com")),
        ("sts:TagSession by Lambda", replace(request, action="sts:TagSession")),
        *other_principals(replace(request, principal=role.arn)),
    ]
    stands = Policies(resource=before)
    return prove(request, stands, Policies(resource=after), [stands], near)


FIXES = {"aws.role.trust": trust}
