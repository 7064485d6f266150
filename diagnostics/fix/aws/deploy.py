"""Fixes for refused deployments: the one right that the deployer lacks, the role's rights to poll a source."""

from __future__ import annotations

from typing import Any

from diagnostics.case import Finding
from diagnostics.fix import shell
from diagnostics.fix.aws import escalation, forms
from diagnostics.fix.aws.documents import sid_of
from diagnostics.fix.aws.owner import drift_warning, owner_of
from diagnostics.fix.aws.role import grant
from diagnostics.fix.values import checked, json_argument, quoted
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.deploys import Refused
from diagnostics.hops.aws.world import AwsWorld
from diagnostics.report import Document as Shown
from diagnostics.report import Fix, Grant, Owner, Proof

_QUEUE = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")


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
        commands, undo = inline_policy(kind, name, policy, document, arn.global_region(who.partition))
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


def inline_policy(
    kind: str, name: str, policy: str, document: Any, region: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the commands that give a `role` or `user` the *policy*, and the undo."""
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


FIXES = {
    "aws.deployer.passrole-missing": deployer,
    "aws.deployer.action-denied": deployer,
    "aws.role.poller-permissions-missing": poller,
}
