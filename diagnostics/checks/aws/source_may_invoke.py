"""Does the function's own policy admit the source that sends?"""

from __future__ import annotations

import msgspec

from diagnostics.case import Fact, Finding, blocked, need, passed, skipped
from diagnostics.checks.aws._hops import function_of, harmless
from diagnostics.checks.aws._push import borne_out, function_touch, hops_of, when
from diagnostics.hops.aws.documents import as_list, statements
from diagnostics.hops.aws.inbound import sources_of
from diagnostics.hops.aws.push import PushHop
from diagnostics.hops.aws.world import AwsWorld, Document, Function, FunctionGrants
from diagnostics.policy.aws import Answer, Policies, Request, authorize
from diagnostics.reader import Unknown
from diagnostics.report import Denied

NAME = "source-may-invoke"
ACTION = "lambda:InvokeFunction"
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


class Refusal(msgspec.Struct, frozen=True):
    """What the fix needs: the request that the function's policy refuses, and the policy as it stands."""

    hop: PushHop
    source_arn: str
    document: Document | None


def source_may_invoke(world: AwsWorld) -> tuple[Finding, ...]:
    """A source that is wired and not admitted is a fault where deliveries fail or nothing invokes the function."""
    function = need(world.function)
    hops = [hop for hop in hops_of(world, "s3", "sns", "events", "apigateway") if hop.wired is True]
    if not hops or not isinstance(function, Function):
        return (skipped(NAME, "nothing that pushes is wired to the function"),)
    grants = need(world.grants)
    if isinstance(grants, Unknown):
        weight = any(borne_out(world, hop) for hop in hops)
        return (
            blocked(
                NAME,
                grants,
                question="admitted",
                class_="resource-policy",
                corroborated=weight,
                confidence=0.7,
            ),
        )
    if not isinstance(grants, FunctionGrants):
        return ()
    return tuple(_ask(world, function, grants, hop) for hop in hops)


def request_from(function: Function, hop: PushHop, source_arn: str) -> Request:
    """Return the request that the source's service makes."""
    account = source_arn.split(":")[4] if source_arn.count(":") >= 5 else ""
    context = {
        "aws:SourceArn": source_arn,
        "aws:SourceAccount": account or function.account,
        "aws:PrincipalIsAWSService": "true",
        "aws:PrincipalServiceName": hop.service,
        "aws:PrincipalOrgID": None,
        "aws:SourceOrgID": None,
    }
    return Request(hop.service, ACTION, hop.wanted, function.account, context)


def _judged(function: Function, hop: PushHop, source: str, policies: Policies) -> Answer:
    """Return whether *source* is admitted; of an API's ANY one method is enough: nobody may call the others."""
    tried = [source.replace("/ANY/", f"/{method}/", 1) for method in ("ANY", *_METHODS)]
    answers = [authorize(request_from(function, hop, s), policies) for s in dict.fromkeys(tried)]
    return next((answer for answer in answers if answer.allowed is not False), answers[0])


def _ask(world: AwsWorld, function: Function, grants: FunctionGrants, hop: PushHop) -> Finding:
    document = grants.of(hop.wanted.removeprefix(function.arn).removeprefix(":") or None)
    if isinstance(document, Unknown):
        return blocked(NAME, document, hop=hop, question="admitted", class_="resource-policy")
    policies = Policies(resource=document)
    answers = [(s, _judged(function, hop, s, policies)) for s in hop.source_arns]
    refused = [(source, answer) for source, answer in answers if answer.allowed is False]
    if not refused:
        if any(answer.allowed is None for _, answer in answers):
            unsure = Unknown("the function's policy depends on what cannot be known from here")
            return blocked(NAME, unsure, hop=hop, question="admitted", class_="resource-policy")
        return passed(NAME, f"the function's policy admits {hop.source.name}", hop=hop, question="admitted")
    source, answer = refused[0]
    cause, why = _why(function, grants, hop, source, explicit=answer.decision == "explicitly-denied")
    corroborated = borne_out(world, hop)
    fact = Fact(
        key=f"grants:{hop.source.id}:{source}",
        source="configuration",
        summary=f"the policy of {function.name} does not admit {hop.service} from {source}: {why}",
        provenance="config",
        raw={"policy": document, "nearMisses": list(answer.near_misses)},
    )
    return Finding(
        NAME,
        "failed",
        question="admitted",
        hop=hop,
        cause=cause,
        class_="resource-policy",
        deny_origin="resource-policy",
        explicit=answer.decision == "explicitly-denied",
        detail=fact.summary,
        summary=f"{hop.source.kind} {hop.source.name} may not invoke {function_of(world)}: {why}.",
        facts=(fact,),
        denied=Denied(principal=hop.service, action=ACTION, resource=hop.wanted),
        corroborated=corroborated,
        failing=True if corroborated else None,
        remark="" if corroborated else harmless(fact.summary),
        confidence=0.95,
        upstream=20,
        touches=function_touch(
            world,
            "RemovePermission",
            "AddPermission",
            "DeleteFunction",
            "CreateFunction",
            "PutResourcePolicy",
        ),
        rules_out=(
            ("trigger", f"{hop.source.name} is wired to the function and switched on"),
            ("iam", f"{hop.service} invokes with no role of yours"),
            ("network", "the service invokes through Lambda's own interface"),
        ),
        plan=Refusal(hop, source, document),
        **when(world, hop),
    )


def _why(
    function: Function, grants: FunctionGrants, hop: PushHop, source: str, *, explicit: bool
) -> tuple[str, str]:
    """Return the cause and its sentence: which statement is there, and what about it does not fit."""
    if explicit:
        return "aws.function-policy.explicit-deny", "a statement of the function's policy denies it"
    rows = [
        row
        for document in grants.all
        for row in statements(document)
        if row.get("Effect") == "Allow" and _is_for(row, hop.service)
    ]
    # A statement of another version or alias counts only where it is about this very source.
    rows = [row for row in rows if _is_about(row, hop.wanted) or _names(row, source)]
    if not rows:
        return "aws.function-policy.statement-missing", "no statement of the function's policy admits it"
    for row in rows:
        resources = [str(r) for r in as_list(row.get("Resource"))]
        if not _is_about(row, hop.wanted) and any(r.startswith(function.arn) for r in resources):
            return (
                "aws.function-policy.wrong-qualifier",
                f"the statement is for {resources[0].rpartition(':')[2]}, the source invokes {hop.wanted}",
            )
    sources = [s for row in rows for s in sources_of(row)]
    near = [s for s in sources if _same_thing(s, source)]
    if not near and sources:
        return "aws.function-policy.source-arn-mismatch", f"the statement admits {sources[0]}"
    accounts = [a for row in rows for a in _accounts(row)]
    if accounts and function.account not in accounts:
        return "aws.function-policy.source-account-mismatch", f"the statement admits account {accounts[0]}"
    return "aws.function-policy.source-arn-mismatch", "its conditions do not fit"


def _is_about(row: Document, wanted: str) -> bool:
    resources = [str(r) for r in as_list(row.get("Resource"))]
    return not resources or any(_same_thing(resource, wanted) for resource in resources)


def _names(row: Document, source: str) -> bool:
    """Whether the statement's conditions would admit *source*, as far as they name one."""
    sources = sources_of(row)
    return not sources or any(_same_thing(pattern, source) for pattern in sources)


def _is_for(row: Document, service: str) -> bool:
    principal = row.get("Principal")
    named = as_list(principal.get("Service")) if isinstance(principal, dict) else as_list(principal)
    return service in named or "*" in named


def _same_thing(pattern: str, source: str) -> bool:
    from diagnostics.policy.aws.wildcards import compiled

    return bool(compiled(pattern)(source))


def _accounts(row: Document) -> list[str]:
    condition = row.get("Condition")
    return [
        str(v)
        for block in (condition.values() if isinstance(condition, dict) else ())
        for key, value in (block.items() if isinstance(block, dict) else ())
        if str(key).lower() == "aws:sourceaccount"
        for v in as_list(value)
    ]
