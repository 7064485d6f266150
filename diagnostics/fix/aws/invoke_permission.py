"""The statement that lets a source invoke the function: its service, from exactly this source and account."""

from __future__ import annotations

import copy
from typing import Any

import msgspec

from diagnostics.case import Finding
from diagnostics.checks.aws.source_may_invoke import ACTION, Refusal, request_from
from diagnostics.fix import shell
from diagnostics.fix.aws import forms
from diagnostics.fix.aws.documents import unused_sid
from diagnostics.fix.aws.owner import drift_warning, owner_of
from diagnostics.fix.hcl import hcl_string, label
from diagnostics.fix.prove import prove
from diagnostics.fix.values import checked, quoted
from diagnostics.hops.aws.documents import statements
from diagnostics.hops.aws.world import AwsWorld, Document, Function
from diagnostics.policy.aws import Policies, Request
from diagnostics.report import Document as Shown
from diagnostics.report import Fix, Grant, Proof


def admit_source(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return one statement more in the function's policy; what stands there stays."""
    plan, function = finding.plan, world.function
    if not isinstance(plan, Refusal) or not isinstance(function, Function):
        return ()
    hop = plan.hop
    source = checked(_scope(plan), "arn")
    service = checked(hop.service, "service-principal")
    account = checked(function.account, "account")
    qualifier = hop.wanted.removeprefix(function.arn).removeprefix(":") or None
    sid = unused_sid(statements(plan.document), f"Allow{hop.kind.title()}{_word(hop.source.name)}"[:90])
    conditions: dict[str, Any] = {"ArnLike": {"AWS:SourceArn": source}}
    with_account = hop.kind == "s3"
    if with_account:
        conditions["StringEquals"] = {"AWS:SourceAccount": account}
    statement = {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": ACTION,
        "Resource": hop.wanted,
        "Condition": conditions,
    }
    owner = owner_of(world)
    name = f"--function-name {quoted(function.name, 'function')}"
    which = [f"--qualifier {quoted(qualifier, 'alias')}"] if qualifier else []
    options = [
        name,
        *which,
        f"--statement-id {quoted(sid, 'sid')}",
        f"--action {ACTION}",
        f"--principal {quoted(service, 'service-principal')}",
        f"--source-arn {quoted(source, 'arn')}",
        *([f"--source-account {quoted(account, 'account')}"] if with_account else []),
    ]
    do = shell.aws("lambda", "add-permission", function.region, *options)
    drop = shell.aws(
        "lambda", "remove-permission", function.region, name, *which, f"--statement-id {quoted(sid, 'sid')}"
    )
    after = _with(plan.document, statement)
    return (
        Fix(
            title=f"Let {hop.source.kind} {hop.source.name} invoke {function.name}{f':{qualifier}' if qualifier else ''}",
            owner=owner,
            grants=(Grant("resource-policy", service, (ACTION,), (hop.wanted,), conditions),),
            commands={
                "aws-cli": shell.script(do),
                "terraform": _terraform(
                    function, qualifier, sid, service, source, account if with_account else None
                ),
                "cloudformation": _cloudformation(
                    hop.wanted, service, source, account if with_account else None
                ),
            },
            undo={"aws-cli": shell.script(drop)},
            proof=_proof(function, plan, after, statement),
            warnings=drift_warning(owner),
            documents=(
                Shown(
                    f"policy of {function.name}",
                    forms.pretty(plan.document) if plan.document else None,
                    forms.pretty(after),
                ),
            ),
        ),
    )


def _scope(plan: Refusal) -> str:
    """Return the source ARN to admit: of an API the path's parameters are any value, and so is the method of ANY."""
    if plan.hop.kind != "apigateway":
        return plan.source_arn
    return "/".join("*" if part in {"x", "ANY"} else part for part in plan.source_arn.split("/"))


def _word(name: str) -> str:
    return "".join(c for c in name.title() if c.isascii() and c.isalnum())


def _with(document: Document | None, statement: dict[str, Any]) -> Document:
    after: Document = (
        copy.deepcopy(document) if document else {"Version": "2012-10-17", "Id": "default", "Statement": []}
    )
    after["Statement"] = [*statements(after), statement]
    return after


def _proof(function: Function, plan: Refusal, after: Document, statement: dict[str, Any]) -> Proof:
    before = Policies(resource=plan.document)
    request = request_from(function, plan.hop, plan.source_arn)
    changed = Policies(resource=after)
    return prove(request, before, changed, [before], _neighbours(request, statement))


def _neighbours(request: Request, statement: dict[str, Any]) -> list[tuple[str, Request]]:
    """Return what must stay shut: another source, another account's, no source at all, another action, another service."""

    def other(name: str, **context: Any) -> tuple[str, Request]:
        known = {k: v for k, v in (request.context | context).items() if v != "absent"}
        return name, msgspec.structs.replace(request, context=known)

    source = str(request.context["aws:SourceArn"])
    rows = [
        other("from another source", **{"aws:SourceArn": f"{source}-other"}),
        other("without a source", **{"aws:SourceArn": "absent"}),
        ("update the function's code", msgspec.structs.replace(request, action="lambda:UpdateFunctionCode")),
        ("by another service", msgspec.structs.replace(request, principal="ses.amazonaws.com")),
    ]
    if "StringEquals" in statement["Condition"]:
        rows.append(
            other("from a source of that name in another account", **{"aws:SourceAccount": "000000000000"})
        )
    return rows


def _terraform(
    function: Function, qualifier: str | None, sid: str, service: str, source: str, account: str | None
) -> str:
    lines = [
        f'resource "aws_lambda_permission" "{label(sid)}" {{',
        f"  statement_id  = {hcl_string(sid)}",
        f"  action        = {hcl_string(ACTION)}",
        f"  function_name = {hcl_string(function.name)}",
        f"  principal     = {hcl_string(service)}",
        f"  source_arn    = {hcl_string(source)}",
    ]
    if account:
        lines.append(f"  source_account = {hcl_string(account)}")
    if qualifier:
        lines.append(f"  qualifier     = {hcl_string(qualifier)}")
    return "\n".join(lines) + "\n}\n"


def _cloudformation(wanted: str, service: str, source: str, account: str | None) -> str:
    properties: dict[str, Any] = {
        "FunctionName": wanted,
        "Action": ACTION,
        "Principal": service,
        "SourceArn": source,
    }
    if account:
        properties["SourceAccount"] = account
    return forms.template({"Permission": {"Type": "AWS::Lambda::Permission", "Properties": properties}})


FIXES = {
    "aws.function-policy.statement-missing": admit_source,
    "aws.function-policy.source-arn-mismatch": admit_source,
    "aws.function-policy.source-account-mismatch": admit_source,
    "aws.function-policy.wrong-qualifier": admit_source,
    "aws.function-policy.statement-lost": admit_source,
}
