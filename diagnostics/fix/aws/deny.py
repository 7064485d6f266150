"""Fixes for an explicit deny: an exception in the statement that denies, never an Allow."""

from __future__ import annotations

import copy
from typing import Any

import msgspec

from diagnostics.case import Finding
from diagnostics.fix import shell
from diagnostics.fix.aws import forms
from diagnostics.fix.aws.owner import drift_warning, owner_of
from diagnostics.fix.aws.siblings import siblings
from diagnostics.fix.prove import neighbours_of, prove
from diagnostics.fix.values import checked, json_argument, quoted
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.decide import policies_for, request_of
from diagnostics.hops.aws.documents import as_list, statements
from diagnostics.hops.aws.target import TargetHop
from diagnostics.hops.aws.world import AwsWorld, Document, Function, PolicyDocument, Role
from diagnostics.policy.aws import Policies, Request, authorize
from diagnostics.reader import Unknown
from diagnostics.report import Document as Shown
from diagnostics.report import Fix, Proof, Setting


def narrowed(document: Document, request: Request) -> tuple[Document, list[str]]:
    """Return *document* whose denying statements let *request* pass and nothing else, and their names.

    A statement that names the action and the resource loses just that pair; one with wildcards no longer covers the
    resource. Statements that do not deny the request stay as they are.
    """
    rows: list[dict[str, Any]] = []
    touched = []
    for number, row in enumerate(statements(document)):
        if not _denies(row, request):
            rows.append(row)
            continue
        touched.append(str(row.get("Sid") or number))
        rows += _split(row, request)
    new = copy.deepcopy(document)
    new["Statement"] = rows
    return new, touched


def _denies(row: dict[str, Any], request: Request) -> bool:
    if row.get("Effect") != "Deny":
        return False
    alone = {"Version": "2012-10-17", "Statement": [row]}
    return authorize(request, Policies(identity=(alone,))).decision in {"explicitly-denied", "unknown"}


def _split(row: dict[str, Any], request: Request) -> list[dict[str, Any]]:
    """Return the statements that deny what *row* denied, the one pair left out."""
    actions, resources = as_list(row.get("Action")), as_list(row.get("Resource"))
    exact_action = [a for a in actions if str(a).lower() == request.action.lower()]
    rest: list[dict[str, Any]] = []
    if exact_action and len(actions) > 1:
        rest.append(row | {"Action": [a for a in actions if a not in exact_action]})
        row = row | {"Action": exact_action[0]} | ({"Sid": f"{row['Sid']}Else"} if row.get("Sid") else {})
    if request.resource in resources:
        kept = [r for r in resources if r != request.resource]
        return [*rest, row | {"Resource": kept}] if kept else rest
    if resources:
        narrowed_row = {k: v for k, v in row.items() if k != "Resource"} | {"NotResource": [request.resource]}
        if resources == ["*"]:
            return [*rest, narrowed_row]
        # A pattern cannot be narrowed by NotResource without widening the deny: except the role instead.
        return [*rest, _except(row, request)]
    if "NotResource" in row:
        return [*rest, row | {"NotResource": [*as_list(row["NotResource"]), request.resource]}]
    return [*rest, _except(row, request)]


def _except(row: dict[str, Any], request: Request) -> dict[str, Any]:
    """Return *row* with an exception for the one role that makes the request."""
    role = str(request.context.get("aws:PrincipalArn") or request.principal)
    condition = copy.deepcopy(row.get("Condition") or {})
    block = condition.setdefault("ArnNotEquals", {})
    block["aws:PrincipalArn"] = [*as_list(block.get("aws:PrincipalArn")), role]
    return row | {"Condition": condition}


def with_exception(document: Document, request: Request) -> tuple[Document, list[str]]:
    """Return a resource's *document* whose denying statements except the one role."""
    new = copy.deepcopy(document)
    touched = []
    rows = []
    for number, row in enumerate(statements(new)):
        alone = {"Version": "2012-10-17", "Statement": [row]}
        answer = authorize(request, Policies(resource=alone)) if row.get("Effect") == "Deny" else None
        if answer is not None and answer.decision in {"explicitly-denied", "unknown"}:
            touched.append(str(row.get("Sid") or number))
            rows.append(_except(row, request))
        else:
            rows.append(row)
    new["Statement"] = rows
    return new, touched


def explicit_deny(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the narrowed statement, in the inline or customer managed policy that denies."""
    function, role, denied = world.function, world.role, finding.denied
    if not isinstance(function, Function) or not isinstance(role, Role) or isinstance(role.policies, Unknown):
        return ()
    if denied is None or not denied.action or not denied.resource:
        return ()
    request = request_of(function, checked(denied.action, "action"), checked(denied.resource, "arn"))
    fixes = []
    for policy in (*role.policies, *((role.boundary,) if role.boundary else ())):
        if isinstance(policy.document, Unknown):
            continue
        after, touched = narrowed(policy.document, request)
        if touched:
            fixes.append(_fix(world, function, role, finding, request, policy, after, touched))
    return tuple(fixes)


def _fix(
    world: AwsWorld,
    function: Function,
    role: Role,
    finding: Finding,
    request: Request,
    policy: PolicyDocument,
    after: Document,
    touched: list[str],
) -> Fix:
    region = arn.global_region(function.partition)
    owner = owner_of(world)
    statement = ", ".join(touched)
    commands: dict[str, str] = {}
    undo: dict[str, str] = {}
    aws_owned = bool(policy.arn and ":aws:policy/" in policy.arn)
    warnings = [
        f"The deny in {policy.name} was probably meant; have its owner agree before it is narrowed.",
        *drift_warning(owner),
    ]
    if aws_owned:
        warnings.append(
            f"{policy.name} is AWS's own and cannot be edited: detach it, or use another role for this function."
        )
    else:
        commands, undo = _commands(role, policy, after, region)
        if policy.arn:
            warnings.append(
                f"{policy.name} may be attached to other roles: the narrowed deny holds for them as well."
            )
    return Fix(
        title=f"Let the deny in {policy.name} pass {request.action} on {_short(request.resource)}",
        owner=owner,
        changes=(
            Setting(
                target=policy.arn or f"inline policy {policy.name} of {role.name}",
                setting=f"Statement {statement}",
                from_=f"denies {request.action} on {request.resource}",
                to="denies everything it denied, this one request excepted",
            ),
        ),
        commands=commands,
        undo=undo,
        proof=_proof(role, request, policy, after, finding),
        warnings=tuple(warnings),
        documents=(Shown(policy.name, forms.pretty(policy.document), forms.pretty(after)),),
    )


def _short(resource: str) -> str:
    named = arn.parse(resource)
    return named.name if named else resource


def _commands(
    role: Role, policy: PolicyDocument, after: Document, region: str
) -> tuple[dict[str, str], dict[str, str]]:
    if policy.arn:
        return managed_version(policy, after, region)
    name, inline = quoted(role.name, "role"), quoted(policy.name, "policy-name")
    empty = not statements(after)

    def put(document: Any) -> str:
        return shell.aws(
            "iam",
            "put-role-policy",
            region,
            f"--role-name {name}",
            f"--policy-name {inline}",
            f"--policy-document {json_argument(document)}",
        )

    do = (
        shell.aws("iam", "delete-role-policy", region, f"--role-name {name}", f"--policy-name {inline}")
        if empty
        else put(after)
    )
    commands = {"aws-cli": shell.script(do)}
    if not empty:
        commands["terraform"] = forms.terraform_role_policy(policy.name, role.name, after)
        commands["cloudformation"] = forms.cloudformation_role_policy(policy.name, role.name, after)
    return commands, {"aws-cli": shell.script(put(policy.document))}


def managed_version(
    policy: PolicyDocument, after: Document, region: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the script that makes *after* the default version of a managed policy, and the one that puts it back."""
    named = quoted(policy.arn, "arn")

    def version(document: Any) -> str:
        return shell.aws(
            "iam",
            "create-policy-version",
            region,
            f"--policy-arn {named}",
            f"--policy-document {json_argument(document)}",
            "--set-as-default",
        )

    commands = {
        "aws-cli": shell.script(version(after)),
        "terraform": forms.terraform_managed_policy(policy.name, after),
        "cloudformation": forms.cloudformation_managed_policy(policy.name, after),
    }
    return commands, {"aws-cli": shell.script(version(policy.document))}


def _proof(role: Role, request: Request, policy: PolicyDocument, after: Document, finding: Finding) -> Proof:
    hop = finding.hop
    target = (hop.policy, hop.grants) if isinstance(hop, TargetHop) else (None, ())
    before = policies_for(role, *target)
    policies = () if isinstance(role.policies, Unknown) else role.policies
    swapped = tuple(msgspec.structs.replace(p, document=after) if p is policy else p for p in policies)
    edge = role.boundary
    if edge is policy:
        edge = msgspec.structs.replace(policy, document=after)
    changed = policies_for(msgspec.structs.replace(role, policies=swapped, boundary=edge), *target)
    return prove(
        request,
        before,
        changed,
        [before],
        neighbours_of(request, siblings(request.action)),
    )


FIXES = {"aws.role.explicit-deny": explicit_deny}
