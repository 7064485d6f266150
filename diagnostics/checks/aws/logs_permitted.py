"""May the function write its log? Invocations without a log group speak for a role that may not."""

from __future__ import annotations

from diagnostics.case import Fact, Finding, Touch, blocked, need, passed, skipped
from diagnostics.checks.aws._hops import function_of
from diagnostics.checks.aws.denied_call import ROLE_EVENTS
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.decide import decide, policies_for, request_of
from diagnostics.hops.aws.symptoms import symptoms
from diagnostics.hops.aws.world import AwsWorld, Function, Log, Role
from diagnostics.reader import Unknown
from diagnostics.report import Denied

NAME = "logs-permitted"
LOG_ACTIONS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")


def logs_permitted(world: AwsWorld) -> tuple[Finding, ...]:
    """Invocations, no log group, and a role without the rights to make one and write to it."""
    function = need(world.function)
    log = need(world.log)
    if not isinstance(function, Function):
        return ()
    if isinstance(log, Unknown):
        return (blocked(NAME, log, class_="iam", confidence=0.3),)
    seen = symptoms(world)
    if not isinstance(log, Log):
        return ()
    silent_log = not log.exists or (log.lines == 0 and bool(seen.failed))
    if not silent_log or not seen.invoked:
        return (skipped(NAME, "the log holds lines" if not silent_log else "the function was not invoked"),)
    role = need(world.role)
    if not isinstance(role, Role):
        why = role if isinstance(role, Unknown) else Unknown("the role does not exist")
        return (blocked(NAME, why, class_="iam", corroborated=True, confidence=0.6),)
    return (_ask(world, function, role, log),)


def _resource(function: Function, action: str) -> str:
    group = (
        f"arn:{function.partition}:logs:{function.region}:{function.account}:log-group:{function.log_group}"
    )
    return f"{group}:log-stream:latest" if action == "logs:PutLogEvents" else f"{group}:*"


def _ask(world: AwsWorld, function: Function, role: Role, log: Log) -> Finding:
    wanted = LOG_ACTIONS if not log.exists else LOG_ACTIONS[1:]
    answers = {a: decide(request_of(function, a, _resource(function, a)), policies_for(role)) for a in wanted}
    refused = tuple(a for a, answer in answers.items() if answer.allowed is False)
    if not refused:
        if any(answer.allowed is None for answer in answers.values()):
            return blocked(
                NAME,
                Unknown("the role's policies could not be read in full", "iam:GetRolePolicy"),
                class_="iam",
            )
        return passed(NAME, f"{role.name} may write the log; there is none all the same")
    explicit = answers[refused[0]].decision == "explicitly-denied"
    seen = symptoms(world)
    fact = Fact(
        key="log-group",
        source="configuration",
        summary=f"the log group {function.log_group} {'holds no lines' if log.exists else 'does not exist'}, and {role.name} may not call {', '.join(refused)}",
        provenance="config",
        raw={"logGroup": function.log_group, "missing": list(refused)},
    )
    return Finding(
        NAME,
        "failed",
        question="permitted",
        cause="aws.role.logs-permission-missing",
        class_="iam",
        deny_origin="explicit-identity" if explicit else "implicit-identity",
        explicit=explicit,
        detail=fact.summary,
        summary=f"{function_of(world)} runs without a log: {role.name} may not call {refused[0]}.",
        facts=(fact,),
        denied=Denied(principal=role.arn, action=refused[0], resource=_resource(function, refused[0])),
        corroborated=True,
        failing=True,
        confidence=0.93,
        upstream=70,
        onset=seen.onset,
        touches=(Touch(role.name, arn.global_region(function.partition), ROLE_EVENTS, "role"),),
        rules_out=(
            ("trigger", f"the function was invoked {seen.invoked} times"),
            ("network", "Lambda writes the log outside the function's own network"),
        ),
        plan=refused,
    )
