"""Is the execution role there, and may Lambda assume it?"""

from __future__ import annotations

from typing import Any

from diagnostics.case import Fact, Finding, Touch, blocked, need, passed
from diagnostics.causes import lookup
from diagnostics.checks.aws._hops import function_of
from diagnostics.checks.aws.denied_call import ROLE_EVENTS
from diagnostics.clock import iso
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.symptoms import symptoms
from diagnostics.hops.aws.world import AwsWorld, Function, Role
from diagnostics.policy.aws import Policies, Request, authorize
from diagnostics.reader import Unknown
from diagnostics.report import Denied

NAME = "role-assumable"
SERVICE, ACTION = "lambda.amazonaws.com", "sts:AssumeRole"


def role_assumable(world: AwsWorld) -> tuple[Finding, ...]:
    """A role that is gone, or does not trust Lambda, is a fault while invocations fail or nothing runs."""
    function = need(world.function)
    role = need(world.role)
    if not isinstance(function, Function) or function.unread is not None:
        return ()
    if isinstance(role, Unknown):
        return (blocked(NAME, role, question="permitted", class_="iam", confidence=0.2),)
    if role is None:
        return (_fault(world, function, "aws.role.deleted", f"{function.config.Role} does not exist"),)
    if role.trust is None:
        return ()
    if _trusts(function, role) is False:
        text = f"the trust policy of {role.name} does not let Lambda assume it"
        return (_fault(world, function, "aws.role.trust", text, role.trust),)
    return (passed(NAME, f"{role.name} is there, and Lambda may assume it", question="permitted"),)


def _trusts(function: Function, role: Role) -> bool | None:
    context = {"aws:SourceArn": function.arn, "aws:SourceAccount": function.account}
    request = Request(SERVICE, ACTION, role.arn, arn.role_account(role.arn), context)
    return authorize(request, Policies(resource=role.trust)).allowed


def _fault(world: AwsWorld, function: Function, cause: str, text: str, raw: Any = None) -> Finding:
    seen = symptoms(world)
    known = lookup(cause)
    name = arn.role_name(function.config.Role)
    corroborated = seen.failing is True or seen.silent is True
    return Finding(
        NAME,
        "failed",
        question="permitted",
        cause=cause,
        class_="iam",
        deny_origin=known.deny_origin if known else None,
        detail=text,
        summary=f"{function_of(world)} cannot run: {text}.",
        facts=(Fact(f"role:{name}", "configuration", text, None, "config", raw),),
        denied=Denied(principal=SERVICE, action=ACTION, resource=function.config.Role),
        corroborated=corroborated,
        failing=True if corroborated else None,
        confidence=0.9,
        upstream=14,
        onset=seen.onset or seen.silent_since,
        changed_by=seen.onset or seen.missed_by or iso(world.end),
        touches=(Touch(name, arn.global_region(function.partition), ROLE_EVENTS, "role"),),
        rules_out=(
            ("resource-policy", "what fails is the function's own role"),
            ("network", "nothing runs that could send packets"),
        ),
    )
