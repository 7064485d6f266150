"""Was a call of the function refused, by which layer, and do the policies bear that out?"""

from __future__ import annotations

from collections import Counter
from urllib.parse import unquote

import msgspec

from diagnostics.case import Finding, Touch, need, passed
from diagnostics.causes import lookup
from diagnostics.checks.gcp._state import state
from diagnostics.evidence.symptoms import Symptoms
from diagnostics.hops.gcp.names import address, with_id
from diagnostics.hops.gcp.readiness import STATE
from diagnostics.hops.gcp.symptoms import symptoms
from diagnostics.hops.gcp.target import TargetHop
from diagnostics.hops.gcp.world import Episode, Function, GcpWorld
from diagnostics.reads.gcp import core
from diagnostics.report import Class, Denied

NAME = "denied-call"
GENERIC = "gcp.service-account.permission-missing"
CHANGES = ("SetIamPolicy", "setIamPermissions", "UpdateFunction", "ReplaceService", "UpdateService")
_BY_ACTION = {
    "run.routes.invoke": "gcp.service-account.invoker-missing",
    "cloudfunctions.functions.invoke": "gcp.service-account.invoker-missing",
    "iam.serviceaccounts.signblob": "gcp.service-account.sign-as-missing",
    "iam.serviceaccounts.signjwt": "gcp.service-account.sign-as-missing",
    "iam.serviceaccounts.getaccesstoken": "gcp.service-account.sign-as-missing",
    "iam.serviceaccounts.getopenidtoken": "gcp.service-account.sign-as-missing",
    "iam.serviceaccounts.actas": "gcp.service-account.act-as-missing",
}
_AGENTS = ("gcf-admin-robot", "serverless-robot-prod", "gs-project-accounts", "@gcp-sa-")


def denied_call(world: GcpWorld) -> tuple[Finding, ...]:
    """Every refused request of the function is a fault while requests fail with it, else a remark."""
    function = world.function
    hops = [
        hop for hop in need(world.outbound) if isinstance(hop, TargetHop) and hop.episodes[0].source != STATE
    ]
    if not hops or not isinstance(function, Function):
        return (passed(NAME, "no call of the function was refused in what could be read"),)
    services = len({hop.action.partition(".")[0] for hop in hops})
    return tuple(_ask(world, function, hop, services) for hop in hops)


def _ask(world: GcpWorld, function: Function, hop: TargetHop, services: int) -> Finding:
    platform = [e for e in hop.episodes if e.saying and e.saying.provenance == "platform"]
    if not platform:
        text = f"{function.name} printed a text that speaks of {hop.action} being refused; that is no refusal by Google."
        return passed(NAME, text, hop=hop, remark=text, facts=tuple(e.fact for e in hop.episodes[:5]))
    seen = symptoms(world)
    where = state(world, seen, platform)
    cause = _cause(function, hop, platform, services)
    known = lookup(cause)
    assert known is not None, cause  # noqa: S101 - a cause of the tables
    base = Finding(
        NAME,
        "failed",
        question="permitted",
        hop=hop,
        cause=cause,
        class_=known.class_,
        deny_origin=known.deny_origin,
        explicit=known.deny_origin == "deny-policy",
        detail=f"{hop.action} on {hop.target.name} was refused {_times(platform)} times",
        summary=_summary(function, hop, cause),
        facts=tuple(e.fact for e in platform[:40]),
        denied=Denied(principal=_principal(function, hop), action=hop.action, resource=hop.resource),
        corroborated=where == "failing",
        failing=True,
        confidence=_confidence(hop, platform),
        upstream=50,
        onset=min(e.time for e in platform),
        touches=_touches(world, function, hop),
        rules_out=_rules_out(seen),
        plan=hop,
    )
    if hop.exists is False:
        return _absent(base, hop, where)
    if where == "failing" and hop.answer is not None and hop.answer.allowed is True:
        return _contradiction(base, hop, max(e.time for e in platform))
    if where == "ended":
        text = f"{function.name} was refused {hop.action} on {hop.target.name} until {platform[-1].time}; it has succeeded since."
        return msgspec.structs.replace(
            base, cause="gcp.function.recovered", class_="none", deny_origin=None, explicit=None, corroborated=True,
            failing=False, confidence=0.85, summary=text,
        )  # fmt: skip
    if where == "survived":
        text = f"{function.name} is refused {hop.action} on {hop.target.name} and goes on without it."
        return msgspec.structs.replace(base, summary=text, failing=False)
    return base


def _principal(function: Function, hop: TargetHop) -> str | None:
    return hop.request.member if hop.request else (function.member or None)


def _never_granted(function: Function, hop: TargetHop, services: int) -> bool:
    """Whether a default account is refused by several services and stands in no policy that was read: it never had a role."""
    default = function.email.endswith(
        ("-compute@developer.gserviceaccount.com", "@appspot.gserviceaccount.com")
    )
    policies = [level.policy for level in hop.levels if isinstance(level.policy, core.Policy)]
    held = any(function.member in b.members for policy in policies for b in policy.bindings)
    return default and services > 1 and bool(policies) and not held


def _cause(function: Function, hop: TargetHop, episodes: list[Episode], services: int) -> str:
    """Return the cause: what the policies say where they decide, else the message's, else the plain missing grant."""
    answer = hop.answer
    if answer is not None and answer.decision == "explicitly-denied":
        return "gcp.deny-policy.permission-denied"
    if answer is not None and answer.held_back and answer.allowed is not True:
        return "gcp.binding.condition-not-met"
    principal = address(_principal(function, hop))
    said = next((e.saying.cause for e in episodes if e.saying and e.saying.cause), GENERIC)
    if principal and function.email and principal != function.email.lower():
        return said if any(agent in principal for agent in _AGENTS) else "gcp.service-account.other-identity"
    if (by_action := _BY_ACTION.get(hop.action.lower())) is not None:
        return by_action
    if _never_granted(function, hop, services):
        return "gcp.service-account.no-grants"
    known = lookup(said)
    return (
        said
        if known and known.class_ == "iam" and "deployer" not in said and "build" not in said
        else GENERIC
    )


def _confidence(hop: TargetHop, episodes: list[Episode]) -> float:
    """Text and policies agreeing is nearly certain; a text without a resource is not."""
    decided = hop.answer is not None and hop.answer.allowed is False
    two = len({e.source for e in episodes}) > 1
    if decided:
        return 0.97 if two or hop.bound else 0.93
    return 0.85 if hop.resource else 0.75


_SIDES = {
    "gcp.deny-policy.permission-denied": "a deny policy forbids it, whatever is granted",
    "gcp.binding.condition-not-met": "a binding would allow it, but the binding's condition is not met",
}


def _summary(function: Function, hop: TargetHop, cause: str) -> str:
    who = address(_principal(function, hop)) or function.name
    where = f" on {hop.target.kind} {hop.target.name}" if hop.resource else ""
    side = _SIDES.get(cause, "no binding on it or above gives this account a role that holds the permission")
    if hop.answer is not None and hop.answer.missing and cause not in _SIDES:
        side = f"nothing that could be read gives it that; not known is {hop.answer.missing[0]}"
    other = ""
    if cause == "gcp.service-account.other-identity":
        other = f" The call was not made as the function's own account, {function.email}."
    return f"{who} may not use {hop.action}{where}: {side}.{other}"


def _touches(world: GcpWorld, function: Function, hop: TargetHop) -> tuple[Touch, ...]:
    own = (Touch(hop.bound, function.project, CHANGES, "resource"),) if hop.bound else ()
    above = tuple(
        Touch(level.where, function.project, CHANGES, "project")
        for level in hop.levels
        if level.where != hop.bound
    )
    denials = tuple(
        Touch(name, _log_of(world, name), ("CreatePolicy", "UpdatePolicy"), "deny-policy")
        for name in (hop.answer.denied if hop.answer else ())
    )
    return (*denials, *own, *above, Touch(function.id, function.project, CHANGES, "function"))


def _log_of(world: GcpWorld, deny_policy: str) -> str:
    """Return whose log tells of a deny policy's changes: its name says what it hangs on; the own project by its id."""
    project = world.target.account or ""
    attached = unquote(deny_policy.split("/")[1] if deny_policy.count("/") else "").partition("/")[2]
    return with_id(attached, project, world.number).removeprefix("projects/") or project


def _times(platform: list[Episode]) -> int:
    """Return how often it was refused: log and audit log tell of the same calls, so the one that saw more counts."""
    return max(Counter(episode.source for episode in platform).values())


def _rules_out(seen: Symptoms) -> tuple[tuple[Class, str], ...]:
    ran = f"the function was invoked {seen.invoked} times" if seen.invoked else "the function runs"
    return (
        ("trigger", ran),
        ("network", "the call was answered with a refusal, so packets go there and back"),
        (
            "resource-policy",
            "what an acting account may do is IAM on Google Cloud, wherever its binding sits",
        ),
    )


def _absent(base: Finding, hop: TargetHop, where: str) -> Finding:
    """Google answers a call to what is not there with the same refusal: no grant helps."""
    text = f"{hop.target.kind} {hop.target.name} does not exist, and Google answers that with a refusal of {hop.action}."
    return msgspec.structs.replace(
        base, cause="gcp.function.wrong-name", class_="none", deny_origin=None, explicit=None, summary=text, detail=text,
        corroborated=where == "failing", confidence=0.85, upstream=60,
    )  # fmt: skip


def _contradiction(base: Finding, hop: TargetHop, last: str) -> Finding:
    """The refusal was seen, and every policy that was read allows it now: not yet in effect, mended, or refused elsewhere."""
    text = (
        f"{hop.action} on {hop.target.name} was refused until {last}, and every policy that could be read allows it now: "
        "a grant takes minutes to have an effect, it may have been mended since (the next invocation will show), or a "
        "principal access boundary refuses it"
    )
    return msgspec.structs.replace(
        base,
        status="inconclusive",
        cause=None,
        corroborated=True,
        failing=None,
        confidence=0.75,
        detail=text,
        summary=text,
    )
