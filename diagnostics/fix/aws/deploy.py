"""Fixes for refused deployments: the deployer's one right, the role's trust, the network interface rights."""

from __future__ import annotations

import copy
import re
from typing import Any

from diagnostics.case import Finding
from diagnostics.fix import shell
from diagnostics.fix.aws import escalation, forms
from diagnostics.fix.aws.documents import sid_of, unused_sid
from diagnostics.fix.aws.owner import drift_warning, owner_of
from diagnostics.fix.aws.role import grant
from diagnostics.fix.values import checked, json_argument, quoted
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.deploys import Refused
from diagnostics.hops.aws.documents import as_list, statements
from diagnostics.hops.aws.world import AwsWorld, Role
from diagnostics.report import Document as Shown
from diagnostics.report import Fix, Grant, Owner, Proof

_QUEUE = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
# Lambda's documentation of VPC functions: these two are only allowed on all resources.
_ENI_ANYWHERE = ("ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets")
_ENI_SCOPED = (
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
)


def deployer(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the one action on the one resource for the identity that deploys; PassRole only to Lambda."""
    denied = finding.denied
    if denied is None or not denied.principal or not denied.action or not denied.resource:
        return ()
    action, resource = checked(denied.action, "action"), checked(denied.resource, "arn")
    who = arn.parse(denied.principal)
    if who is None:
        return ()
    kind, name = _identity(who)
    statement: dict[str, Any] = {
        "Sid": sid_of(action),
        "Effect": "Allow",
        "Action": action,
        "Resource": resource,
    }
    passes = action.lower() == "iam:passrole"
    conditions = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}} if passes else {}
    if conditions:
        statement["Condition"] = conditions
    document = {"Version": "2012-10-17", "Statement": [statement]}
    principal = f"arn:{who.partition}:iam::{who.account}:{kind}/{name}"
    policy = f"allow-{action.replace(':', '-').lower()}"
    warnings = [*escalation.warning(action), *drift_warning(owner_of(world))]
    commands: dict[str, str] = {}
    undo: dict[str, str] = {}
    if name.startswith("AWSReservedSSO_"):
        owner = Owner("organization", name)
        warnings.append(
            "The role belongs to IAM Identity Center: the permission set has to change, not the role."
        )
    else:
        owner = Owner("account", who.account)
        commands, undo = _inline(kind, name, policy, document, arn.global_region(who.partition))
        warnings.append(
            f"The policies of {name} were not read: the script stops where it has one named {policy}."
        )
    return (
        Fix(
            title=f"Let {name} call {action} on {arn.node(resource).name}",
            owner=owner,
            grants=(Grant("identity-policy", principal, (action,), (resource,), conditions),),
            commands=commands,
            undo=undo,
            proof=Proof(
                before="implicitly-denied",
                after="unknown",
                minimal=None,
                decides=("the deployer's other policies",),
            ),
            warnings=tuple(warnings),
            documents=(Shown(f"inline policy {policy} of {name}", None, forms.pretty(document)),),
        ),
    )


def _identity(who: arn.Arn) -> tuple[str, str]:
    """Return `role` or `user` and the name behind a caller's ARN."""
    parts = who.resource.split("/")
    if parts[0] == "assumed-role" and len(parts) > 1:
        return "role", parts[1]
    return ("user" if parts[0] == "user" else "role"), parts[-1]


def _inline(
    kind: str, name: str, policy: str, document: Any, region: str
) -> tuple[dict[str, str], dict[str, str]]:
    whose = f"--{kind}-name {quoted(name, 'role')}"
    named = f"--policy-name {quoted(policy, 'policy-name')}"
    put = shell.aws(
        "iam", f"put-{kind}-policy", region, whose, named, f"--policy-document {json_argument(document)}"
    )
    drop = shell.aws("iam", f"delete-{kind}-policy", region, whose, named)
    # The policies of that identity were not read: one of this name would be replaced, so the script stops at it.
    get = shell.aws("iam", f"get-{kind}-policy", region, whose, named).replace(
        " >/dev/null", " >/dev/null 2>&1"
    )
    guard = f"if {get}; then echo {quoted(policy, 'policy-name')} exists already >&2; exit 1; fi"
    commands = {"aws-cli": shell.script(guard, put)}
    if kind == "role":
        commands["terraform"] = forms.terraform_role_policy(policy, name, document)
        commands["cloudformation"] = forms.cloudformation_role_policy(policy, name, document)
    return commands, {"aws-cli": shell.script(drop)}


def trust(world: AwsWorld, _finding: Finding) -> tuple[Fix, ...]:
    """Return the trust policy that admits Lambda, everybody else as before."""
    role = world.role
    if not isinstance(role, Role) or role.trust is None:
        return ()
    after = copy.deepcopy(role.trust)
    rows = statements(after)
    plain = next((r for r in rows if _extends(r)), None)
    if plain is not None:
        services = as_list(plain["Principal"]["Service"])
        plain["Principal"] = plain["Principal"] | {"Service": [*services, "lambda.amazonaws.com"]}
    else:
        rows.append(
            {
                "Sid": unused_sid(rows, "LambdaAssumes"),
                "Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        )
    after["Statement"] = rows
    name, region = (
        quoted(role.name, "role"),
        arn.global_region((arn.parse(role.arn) or arn.Arn("aws", "", "", "", "")).partition),
    )

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

    body = forms.indented(forms.pretty(after), 2)
    return (
        Fix(
            title=f"Let Lambda assume {role.name}",
            owner=owner_of(world),
            grants=(Grant("trust-policy", "lambda.amazonaws.com", ("sts:AssumeRole",), (role.arn,)),),
            commands={
                "aws-cli": put(after),
                "terraform": (
                    f'resource "aws_iam_role" "{forms.label(role.name)}" {{\n'
                    f"  name               = {forms.hcl_string(role.name)}\n"
                    f"  assume_role_policy = <<-POLICY\n  {body}\n  POLICY\n}}\n"
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
            proof=Proof(before="implicitly-denied", after="allowed", minimal=True),
            warnings=drift_warning(owner_of(world)),
            documents=(Shown(f"trust policy of {role.name}", forms.pretty(role.trust), forms.pretty(after)),),
        ),
    )


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


def poller(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the three queue actions on the queue that the refused mapping names."""
    row = finding.plan
    if not isinstance(row, Refused):
        from diagnostics.fix.aws.role import poller as at_run_time

        return at_run_time(world, finding)
    parameters = row.fact.raw.get("requestParameters") if isinstance(row.fact.raw, dict) else None
    source = str((parameters or {}).get("eventSourceArn") or "")
    if ":sqs:" not in source:
        return ()
    return grant(
        world,
        tuple((action, source) for action in _QUEUE),
        f"Let {{role}} poll {arn.node(source).name}",
        role_arn=row.role,
    )


def interfaces(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return what Lambda needs to give the function its network interfaces, in its own subnets where they are known."""
    principal = finding.denied.principal if finding.denied else None
    role = arn.parse(principal)
    if role is None or principal is None:
        return ()
    region = checked(world.target.region, "region")
    base = f"arn:{role.partition}:ec2:{region}:{role.account}"
    raw = finding.plan.fact.raw if isinstance(finding.plan, Refused) else {}
    text = str(raw)
    subnets = sorted(set(re.findall(r"subnet-[0-9a-f]{6,40}", text)))
    groups = sorted(set(re.findall(r"\bsg-[0-9a-f]{6,40}", text)))
    resources = [f"{base}:network-interface/*", *(f"{base}:subnet/{s}" for s in subnets or ["*"])]
    resources += [f"{base}:security-group/{g}" for g in groups or ["*"]]
    document = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "NetworkInterfaces",
                "Effect": "Allow",
                "Action": list(_ENI_SCOPED),
                "Resource": resources,
            },
            {
                "Sid": "NetworkInterfacesSeen",
                "Effect": "Allow",
                "Action": list(_ENI_ANYWHERE),
                "Resource": "*",
            },
        ],
    }
    name = arn.role_name(principal)
    commands, undo = _inline(
        "role", name, "lambda-network-interfaces", document, arn.global_region(role.partition)
    )
    return (
        Fix(
            title=f"Let {name} give the function its network interfaces",
            owner=owner_of(world),
            grants=(
                Grant("identity-policy", principal, _ENI_SCOPED, tuple(resources)),
                Grant("identity-policy", principal, _ENI_ANYWHERE, ("*",)),
            ),
            commands=commands,
            undo=undo,
            proof=Proof(before="implicitly-denied", after="allowed", minimal=None),
            warnings=(
                "ec2:DescribeNetworkInterfaces and ec2:DescribeSubnets have no resource-level permissions, hence the one *. "
                "AWS's own policy AWSLambdaVPCAccessExecutionRole grants the same on every resource.",
                *drift_warning(owner_of(world)),
            ),
            documents=(
                Shown(f"inline policy lambda-network-interfaces of {name}", None, forms.pretty(document)),
            ),
        ),
    )


FIXES = {
    "aws.deployer.passrole-missing": deployer,
    "aws.deployer.action-denied": deployer,
    "aws.role.trust": trust,
    "aws.role.eni-permissions-missing": interfaces,
    "aws.role.poller-permissions-missing": poller,
}
