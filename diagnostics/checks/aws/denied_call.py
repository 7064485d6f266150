"""Was a call of the function refused, by which layer, and do the policies bear that out?"""

from __future__ import annotations

import re

import msgspec

from diagnostics.case import Finding, Touch, need, passed, skipped
from diagnostics.checks.aws._hops import function_of
from diagnostics.checks.aws._layer import refusing_layer
from diagnostics.evidence.symptoms import Symptoms, ended
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.decide import allows_somewhere, decide, policies_for, request_of
from diagnostics.hops.aws.symptoms import failures_unmarked, in_failed_minute, symptoms
from diagnostics.hops.aws.target import TargetHop
from diagnostics.hops.aws.world import AwsWorld, Episode, Function, Log, Role, Traffic
from diagnostics.policy.aws import Answer
from diagnostics.reader import Unknown
from diagnostics.report import Class, Denied, DenyOrigin

NAME = "denied-call"
_ANOTHER_REASON = 3
ROLE_EVENTS = (
    "DeleteRolePolicy", "DetachRolePolicy", "PutRolePolicy", "AttachRolePolicy", "CreatePolicyVersion",
    "SetDefaultPolicyVersion", "DeletePolicyVersion", "PutRolePermissionsBoundary", "DeleteRole", "CreateRole",
    "UpdateAssumeRolePolicy",
)  # fmt: skip
_POLICY_EVENTS = (
    "PutBucketPolicy", "DeleteBucketPolicy", "PutKeyPolicy", "RevokeGrant", "RetireGrant", "PutResourcePolicy",
    "DeleteResourcePolicy", "SetQueueAttributes", "SetTopicAttributes", "RemovePermission", "AddPermission",
)  # fmt: skip
# What stands around a refusal that a program got: an SDK's frame, an exception, a level, a stack.
_ERROR = re.compile(
    r"(?i)an error occurred \(|\w(?:Exception|Error)\b|api error|\(Service: |\bAccessDenied|\berror\b|\bfail(?:ed|ure)?\b|\bfatal\b"
    r"|\bcritical\b|\bwarn(?:ing)?\b|Traceback|Caused by|StatusCode|\b403\b|\bcould ?n[o']t\b|\bcannot\b|\bunable\b"
)
# What the judge cannot read here, so that a message which names it is believed although the policies allow.
_UNREAD = {"scp", "rcp", "session", "vpc-endpoint"}


class Denial(msgspec.Struct, frozen=True):
    """What the fix needs to know: the hop, what the judge said, and which layer refuses."""

    hop: TargetHop
    answer: Answer | None
    origin: DenyOrigin | None
    explicit: bool | None


def denied_call(world: AwsWorld) -> tuple[Finding, ...]:
    """Every refused request of the function's role is a fault while calls fail with it, else a remark."""
    function = world.function
    hops = [hop for hop in need(world.outbound) if isinstance(hop, TargetHop)]
    need(world.history)
    if not hops or not isinstance(function, Function):
        return (passed(NAME, "no call of the function was refused in what could be read"),)
    role = need(world.role)
    if role is None:
        return (skipped(NAME, "the role does not exist, so nothing it calls is allowed"),)
    return tuple(_ask(world, function, role, hop) for hop in hops)


def _ask(world: AwsWorld, function: Function, role: Role | Unknown | None, hop: TargetHop) -> Finding:
    saying = hop.episodes[0].saying
    assert saying is not None  # noqa: S101 - target hops are made of episodes that say something
    own = [e for e in hop.episodes if _is_own(function, e)]
    if not own and any(e.fatal for e in hop.episodes):
        return _with_another_role(world, hop, saying.principal)
    if not own:
        return _remark(
            hop,
            f"A record speaks of {hop.action} being refused to {saying.principal}, which is not the role of {function_of(world)}.",
        )
    platform = [e for e in own if e.saying and e.saying.provenance == "platform"]
    if not platform:
        return _remark(
            hop,
            f"{function_of(world)} printed a text that speaks of {hop.action} being refused; that is no refusal by AWS.",
        )
    if all(_is_bare(e) for e in platform):
        return _printed(world, hop, platform)
    answer = _judged(function, role, hop)
    cause, class_, origin, explicit = refusing_layer(function, role, hop, platform, answer)
    nowhere = _nowhere(function, role, hop)
    if cause == "aws.role.action-missing" and _elsewhere(function, role, hop, answer):
        cause = "aws.role.resource-mismatch"
    if class_ == "inconclusive" and nowhere:
        cause, class_, origin, explicit = "aws.role.action-missing", "iam", "implicit-identity", False
    seen = symptoms(world)
    state = _state(world, seen, platform)
    denied = Denied(principal=_principal(function, platform), action=hop.action, resource=hop.resource)
    base = Finding(
        NAME,
        "failed",
        question="permitted" if class_ == "iam" else "admitted",
        hop=hop,
        cause=cause,
        class_=class_,
        deny_origin=origin,
        explicit=explicit,
        detail=f"{hop.action} on {hop.target.name} was refused {len(own)} times",
        summary=_summary(function, hop, class_, origin, explicit),
        facts=tuple(e.fact for e in own[:40]),
        denied=denied,
        corroborated=state == "failing",
        failing=True,
        confidence=0.9 if nowhere and class_ == "iam" else _confidence(answer, origin, platform, hop),
        upstream=50,
        onset=min((e.time for e in own), default=None),
        touches=_touches(function, role, hop, class_),
        rules_out=_rules_out(seen),
        plan=Denial(hop, answer, origin, explicit),
    )
    if class_ == "inconclusive":
        return _unsaid(base, hop, failing=state == "failing")
    if state == "failing" and answer is not None and answer.allowed is True and origin not in _UNREAD:
        return _contradiction(base, hop, max(e.time for e in own))
    if state == "ended":
        return msgspec.structs.replace(
            base,
            status="failed",
            cause="aws.function.recovered",
            class_="none",
            deny_origin=None,
            explicit=None,
            corroborated=True,
            failing=False,
            confidence=0.85,
            summary=f"{function_of(world)} was refused {hop.action} on {hop.target.name} until {own[-1].time}; it has succeeded since.",
        )
    if state == "survived":
        text = f"{function_of(world)} is refused {hop.action} on {hop.target.name} and goes on without it."
        return msgspec.structs.replace(base, summary=text, failing=False)
    return base


def _is_bare(episode: Episode) -> bool:
    """Whether the words of a refusal stand in the log with nothing around them that an error has: somebody printed them."""
    return (
        episode.source == "function-log"
        and episode.fatal is not True
        and not _ERROR.search(episode.text.replace(_quoted_denial(episode), ""))
    )


def _quoted_denial(episode: Episode) -> str:
    """Return the part of the text that the refusal itself takes up: its words are no sign of an error around it."""
    start, end = episode.saying.span if episode.saying else (0, 0)
    return episode.text[start:end]


def _printed(world: AwsWorld, hop: TargetHop, episodes: list[Episode]) -> Finding:
    """Words alone are no refusal: anybody who may send the function something can have it print them."""
    text = f"{function_of(world)} printed that {hop.action} on {hop.target.name} was refused, and no error or record bears it out"
    return Finding(
        NAME, "inconclusive", hop=hop, class_="iam", detail=text, summary=text, facts=tuple(e.fact for e in episodes[:20]),
        corroborated=True, failing=None, confidence=0.5,
    )  # fmt: skip


def _is_own(function: Function, episode: Episode) -> bool:
    """Whether the refused principal is the function's role; a record that names nobody counts as its own log's."""
    said = episode.saying.principal if episode.saying else None
    who = arn.role_of_session(said) or arn.role_of_session(episode.actor)
    if who is None:
        return not said or _is_masked(said)
    own = arn.role_of_session(function.config.Role)
    return who == own if own else _session_name(said or episode.actor) == function.name


def _is_masked(principal: str) -> bool:
    """Whether the account or name was hidden by whoever passed the text on: `XXXX`, `****`, `<account>`."""
    return re.search(r"[Xx]{4}|\*{3}|<[^>]{1,40}>", principal) is not None


def _session_name(principal: str | None) -> str | None:
    parts = (principal or "").split("/")
    return parts[-1] if ":assumed-role/" in (principal or "") and len(parts) == 3 else None


def _principal(function: Function, episodes: list[Episode]) -> str | None:
    said = next((e.saying.principal for e in episodes if e.saying and arn.parse(e.saying.principal)), None)
    if function.config.Role and (said is None or arn.role_of_session(said)):
        return function.config.Role
    account, _, role = (arn.role_of_session(said) or "").partition(":")
    return (
        f"arn:{function.partition}:iam::{account}:role/{role}"
        if role
        else (said or function.config.Role or None)
    )


def _judged(function: Function, role: Role | Unknown | None, hop: TargetHop) -> Answer | None:
    """Return what the policies say, or None where the request or the role is not known well enough to ask."""
    if not isinstance(role, Role) or not hop.action or not arn.parse(hop.resource):
        return None
    return decide(
        request_of(function, hop.action, hop.resource or ""), policies_for(role, hop.policy, hop.grants)
    )


def _nowhere(function: Function, role: Role | Unknown | None, hop: TargetHop) -> bool:
    """Whether the text names no resource, and the role's policies allow the action on none."""
    if hop.resource or not hop.action or not isinstance(role, Role):
        return False
    return allows_somewhere(function, role, hop.action) is False


def _elsewhere(
    function: Function, role: Role | Unknown | None, hop: TargetHop, answer: Answer | None
) -> bool:
    """Whether the role has the action on something, and not on what was asked for."""
    if answer is None or answer.allowed is not False or not isinstance(role, Role) or not hop.action:
        return False
    return allows_somewhere(function, role, hop.action) is True


def _state(world: AwsWorld, seen: Symptoms, episodes: list[Episode]) -> str:
    """Return failing, ended or survived, from the invocation the refusal belongs to and from what came after."""
    last = max(e.time for e in episodes)
    if _gave_way(world, episodes, last):
        return "ended"
    fatal = any(e.fatal for e in episodes)
    if not fatal and any(e.fatal is False for e in episodes) and not failures_unmarked(world):
        return "survived"
    traffic = world.traffic
    if not isinstance(traffic, Traffic) or not seen.invoked:
        return "failing"
    struck = fatal or any(e.broken or in_failed_minute(traffic, e.time) for e in episodes)
    if not seen.failed or not struck:
        return "survived"
    minute = f"{last[:16]}:00Z"
    over = ended(dict(traffic.invocations.points), dict(traffic.errors.points), minute)
    return "ended" if over and seen.last_success is not None and seen.last_success > minute else "failing"


def _gave_way(world: AwsWorld, episodes: list[Episode], last: str) -> bool:
    """Whether the function has gone on failing for another reason, without this refusal, several times."""
    log = world.log
    later = [e for e in log.episodes if e.fatal and e.time > last] if isinstance(log, Log) else []
    return len(later) >= _ANOTHER_REASON and any(e.source == "function-log" for e in episodes)


def _confidence(
    answer: Answer | None, origin: DenyOrigin | None, episodes: list[Episode], hop: TargetHop
) -> float:
    """Text and judge agreeing is nearly certain; a text that names its layer is strong; a bare one is not."""
    told = any(e.saying and e.saying.deny_origin for e in episodes)
    agrees = answer is not None and answer.allowed is False
    if agrees:
        return 0.97 if told else 0.94
    if told:
        return 0.93 if answer is None or answer.allowed is None or origin in _UNREAD else 0.7
    return 0.6 if hop.resource else 0.5


def _contradiction(base: Finding, hop: TargetHop, last: str) -> Finding:
    """The refusal was seen, and every policy that was read allows it now: just mended, or refused by what was not read."""
    return msgspec.structs.replace(
        base,
        status="inconclusive",
        cause=None,
        corroborated=True,
        failing=None,
        confidence=0.75,
        detail=f"{hop.action} on {hop.target.name} was refused until {last}, and every policy that could be read allows it now",
        summary=f"{hop.action} on {hop.target.name} was refused until {last}, and every policy that could be read allows it "
        "now: either it was mended since (the next invocation will show), or a service control policy, a session policy "
        "or an endpoint policy refuses it",
    )


def _with_another_role(world: AwsWorld, hop: TargetHop, principal: str | None) -> Finding:
    """The code fails with a refusal of a role that it took on: what that role may do is not known here."""
    text = f"{function_of(world)} fails where it calls {hop.action} as {arn.node(principal or '').name}, which is not its own role; what that role may do was not read"
    return Finding(
        NAME, "inconclusive", hop=hop, detail=text, summary=text, facts=tuple(e.fact for e in hop.episodes[:20]),
        corroborated=True, failing=True, confidence=0.7,
    )  # fmt: skip


def _unsaid(base: Finding, hop: TargetHop, *, failing: bool) -> Finding:
    """A refusal whose text names neither the resource nor the side that refuses, of an action that the role has somewhere."""
    text = f"{hop.action} was refused, and the text says neither on what nor by whom; the log of the call's own parameters would tell"
    return msgspec.structs.replace(
        base,
        status="inconclusive",
        cause=None,
        class_=None,
        corroborated=failing,
        failing=True if failing else None,
        confidence=0.7,
        detail=text,
        summary=text,
    )


def _remark(hop: TargetHop, text: str) -> Finding:
    return passed(NAME, text, hop=hop, remark=text, facts=tuple(e.fact for e in hop.episodes[:5]))


_SIDES: dict[DenyOrigin | None, str] = {
    "boundary": "its permissions boundary does not allow it",
    "session": "its session policy does not allow it",
    "scp": "a service control policy of the organization forbids it",
    "rcp": "a resource control policy of the organization forbids it",
    "vpc-endpoint": "the VPC endpoint's policy does not let it through",
    "key-policy": "the key's own policy does not admit it",
    "resource-policy": "the resource's own policy does not admit it",
    "explicit-identity": "a statement of its own policies denies it",
    "implicit-identity": "no policy of the role allows it",
    "trust": "the role's trust policy does not admit it",
}


def _summary(
    function: Function, hop: TargetHop, class_: Class, origin: DenyOrigin | None, explicit: bool | None
) -> str:
    role = arn.role_name(function.config.Role)
    side = _SIDES.get(origin, "the call was refused" if class_ == "iam" else "the receiving side refuses it")
    if (
        explicit
        and origin is not None
        and origin in {"key-policy", "resource-policy", "boundary", "vpc-endpoint"}
    ):
        side = {
            "key-policy": "the key's own policy",
            "boundary": "its permissions boundary",
            "vpc-endpoint": "the VPC endpoint's policy",
        }.get(origin, "the resource's own policy") + " denies it"
    on = f" on {hop.target.kind} {hop.target.name}" if hop.resource else ""
    return f"{role} may not call {hop.action}{on}: {side}."


def _touches(
    function: Function, role: Role | Unknown | None, hop: TargetHop, class_: Class
) -> tuple[Touch, ...]:
    """Return what may have changed, the side that refuses first."""
    scope = arn.global_region(function.partition)
    name = arn.role_name(function.config.Role)
    rows = [Touch(name, scope, ROLE_EVENTS, "role")]
    if isinstance(role, Role) and not isinstance(role.policies, Unknown):
        rows += [
            Touch(p.arn, scope, ROLE_EVENTS, "policy")
            for p in role.policies
            if p.arn and ":aws:policy" not in p.arn
        ]
        if role.boundary and role.boundary.arn:
            rows.append(Touch(role.boundary.arn, scope, ROLE_EVENTS, "boundary"))
    rows.append(Touch(function.name, function.region, ("UpdateFunctionConfiguration",), "function"))
    named = arn.parse(hop.resource)
    if named is not None and named.service == "iam" and ":role/" in (hop.resource or ""):
        rows.insert(0, Touch(named.name, scope, ROLE_EVENTS, "target role"))
    if class_ == "iam" or named is None:
        return tuple(rows)
    scope = named.region or function.region
    own = [Touch(t, scope, _POLICY_EVENTS, "resource") for t in _names(named, hop.resource or "")]
    return (*own, *rows)


def _names(named: arn.Arn, full: str) -> tuple[str, ...]:
    """Return how Event history may name the resource: by ARN, or by its own name."""
    if named.service == "s3":
        return (named.resource.partition("/")[0],)
    return full, named.resource.rpartition("/")[2].rpartition(":")[2]


def _rules_out(seen: Symptoms) -> tuple[tuple[Class, str], ...]:
    ran = f"the function was invoked {seen.invoked} times" if seen.invoked else "the function runs"
    return (
        ("trigger", ran),
        ("network", "the call was answered with a refusal, so packets go there and back"),
        ("resource-policy", "the refusal names the caller's side"),
        ("iam", "the refusal names the receiving side"),
    )
