"""Was a deployment of the function refused in the window, and not made good since?"""

from __future__ import annotations

from diagnostics.case import Finding, Hop, Touch, blocked, need, passed, skipped
from diagnostics.causes import lookup
from diagnostics.checks.aws.denied_call import ROLE_EVENTS
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.deploys import Deploys, Refused
from diagnostics.hops.aws.symptoms import symptoms
from diagnostics.hops.aws.world import AwsWorld, Function
from diagnostics.report import Denied

NAME = "deploy-refused"


def deploy_refused(world: AwsWorld) -> tuple[Finding, ...]:
    """A refused deployment is a failure of the function while nothing fails at run time."""
    deploys = need(world.deploys)
    if not isinstance(deploys, Deploys):
        return (skipped(NAME, "deployments were not looked at: the function fails at run time"),)
    rows = list(_distinct(deploys.refused))
    if not rows:
        if deploys.unknown is not None:
            absent = not isinstance(world.function, Function)
            return (
                blocked(
                    NAME,
                    deploys.unknown,
                    class_="iam",
                    corroborated=absent,
                    confidence=0.5 if absent else 0.1,
                ),
            )
        return (passed(NAME, "no deployment was refused in the window"),)
    return tuple(_ask(world, row) for row in rows)


def _distinct(refused: tuple[Refused, ...]) -> list[Refused]:
    """Return the first of each kind of refusal, in time order."""
    kinds: dict[tuple[object, ...], Refused] = {}
    for row in refused:
        saying = row.saying
        kinds.setdefault((saying.cause, saying.action, saying.resource) if saying else (row.text,), row)
    return list(kinds.values())


def _ask(world: AwsWorld, row: Refused) -> Finding:
    saying = row.saying
    cause = (saying.cause if saying else None) or "aws.deployer.request-invalid"
    known = lookup(cause)
    class_ = known.class_ if known else "none"
    running = isinstance(world.function, Function)
    failing_now = running and symptoms(world).failing is True
    by_role = cause.startswith("aws.role.")
    principal = _principal(world, row, by_role=by_role)
    who = principal or "the deployer"
    action = saying.action if saying else None
    resource = saying.resource if saying else None
    hop = Hop("deploy", arn.node(who), arn.node(resource or world.target.id))
    return Finding(
        NAME,
        "failed",
        question="permitted" if class_ == "iam" else None,
        hop=hop,
        cause=cause,
        class_=class_,
        deny_origin=(saying.deny_origin if saying and saying.deny_origin else None)
        or (known.deny_origin if known else None),
        explicit=saying.explicit if saying else None,
        detail=f"{row.operation} was refused at {row.time}",
        summary=_summary(world, row, who, action, resource),
        facts=(row.fact,),
        denied=Denied(principal=principal, action=action, resource=resource)
        if class_ in {"iam", "resource-policy"}
        else None,
        corroborated=not failing_now,
        failing=True,
        confidence=(0.95 if row.sure else 0.7) if saying else 0.5,
        upstream=90,
        onset=row.time,
        touches=_touches(who),
        rules_out=(
            ("trigger", "what failed is the deployment, not an event"),
            ("network", "AWS answered the deployer with a refusal"),
            ("resource-policy", "the refusal names the side of the one who acts"),
        ),
        plan=row,
    )


def _principal(world: AwsWorld, row: Refused, *, by_role: bool) -> str | None:
    """Return who was refused: the execution role where Lambda checks its rights, else who deployed."""
    if by_role:
        function = world.function
        return row.role or (function.config.Role if isinstance(function, Function) else None)
    said = row.saying.principal if row.saying else None
    return said or row.actor


def _summary(world: AwsWorld, row: Refused, who: str, action: str | None, resource: str | None) -> str:
    name = (arn.role_of_session(who) or "").partition(":")[2] or arn.node(who).name
    if row.saying is None:
        return f"{row.operation} for {world.target.name} failed: {row.text[:200]}"
    if row.saying.cause == "aws.role.trust":
        return f"{row.operation} of {world.target.name} was refused: its execution role cannot be assumed by Lambda."
    what = f"{action} on {arn.node(resource).name}" if action and resource else (action or "what it needs")
    return f"{row.operation} of {world.target.name} was refused: {name} may not call {what}."


def _touches(who: str) -> tuple[Touch, ...]:
    parsed = arn.parse(who)
    if parsed is None:
        return ()
    scope = arn.global_region(parsed.partition)
    name = (arn.role_of_session(who) or "").partition(":")[2] or arn.role_name(who)
    user_events = ("DeleteUserPolicy", "DetachUserPolicy", "PutUserPolicy", "PutUserPermissionsBoundary")
    return (Touch(name, scope, ROLE_EVENTS + user_events, "role"),)
