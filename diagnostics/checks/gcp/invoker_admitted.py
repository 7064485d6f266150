"""Does the function admit those who call it: everybody, or the account that a trigger, a subscription or a job sends as?"""

from __future__ import annotations

from typing import Any

from diagnostics.case import Finding, Hop, Node, Touch, need, passed, skipped
from diagnostics.causes import lookup
from diagnostics.checks.gcp._sources import config_fact, hops_of, when
from diagnostics.clock import parse_iso
from diagnostics.hops.gcp import entries
from diagnostics.hops.gcp.inbound import SourceHop, calls, hosts
from diagnostics.hops.gcp.names import address, node
from diagnostics.hops.gcp.refusal import PUBLIC, Refusal
from diagnostics.hops.gcp.symptoms import symptoms
from diagnostics.hops.gcp.world import Attempt, Function, GcpWorld, Log, Turned
from diagnostics.policy.gcp import Answer, Level, Request, Roles, evaluate
from diagnostics.reader import Unknown
from diagnostics.reads.gcp import core, wiring
from diagnostics.report import Denied

NAME = "invoker-admitted"
_EVENTS = ("SetIamPolicy", "UpdateService", "ReplaceService", "UpdateFunction")
_SENDERS = (
    ("scheduler", "google-cloud-scheduler"),
    ("tasks", "google-cloud-tasks"),
    ("push", "cloudpubsub-google"),
    ("push", "apis-google"),
)
_CAUSES = {
    "scheduler": "gcp.run-service.scheduler-account-not-admitted",
    "tasks": "gcp.run-service.scheduler-account-not-admitted",
    "push": "gcp.run-service.push-account-not-admitted",
    "": "gcp.run-service.invoker-missing",
}
_TITLES = {"scheduler": "a scheduled job", "tasks": "Cloud Tasks", "push": "a push subscription"}
_VERIFIED = "could not be verified"


def invoker_admitted(world: GcpWorld) -> tuple[Finding, ...]:
    """Requests that were turned away with 401 or 403, and a 1st gen function that nobody may invoke."""
    function, log = need(world.function), need(world.log)
    if not isinstance(function, Function):
        return (skipped(NAME),)
    turned = [row for row in log.turned if row.status in {401, 403}] if isinstance(log, Log) else []
    attempts = [row for row in log.attempts if _ours(function, row)] if isinstance(log, Log) else []
    groups: dict[str, list[Turned]] = {}
    for row in turned:
        groups.setdefault(_kind(row.agent), []).append(row)
    rows = [_turned(world, function, kind, found) for kind, found in sorted(groups.items())]
    if "scheduler" not in groups and (
        refused := [a for a in attempts if a.status in {"PERMISSION_DENIED", "UNAUTHENTICATED"}]
    ):
        rows.append(_attempts(world, function, refused))
    if function.first_generation and not rows:
        rows += _nobody(world, function)
    return tuple(rows) or (
        passed(NAME, "no request was turned away in what could be read", question="admitted"),
    )


def _kind(agent: str) -> str:
    return next((kind for kind, sign in _SENDERS if sign in agent.lower()), "")


def _ours(function: Function, attempt: Attempt) -> bool:
    return calls(function, attempt.url)


def _attempts(world: GcpWorld, function: Function, rows: list[Attempt]) -> Finding:
    """A job's own log tells the refusal too; it names the status, not who was refused."""
    status = {"PERMISSION_DENIED": 403, "UNAUTHENTICATED": 401}
    found = [Turned(r.time, status[r.status], "Google-Cloud-Scheduler", r.text, r.fact) for r in rows]
    return _turned(world, function, "scheduler", found)


def _turned(world: GcpWorld, function: Function, kind: str, rows: list[Turned]) -> Finding:
    hop = _hop(world, kind)
    sender = hop.sender if hop else ""
    refusal, answer = _judged(world, function, sender, hop)
    last = max(rows, key=lambda r: r.time)
    common: dict[str, Any] = {
        "question": "admitted",
        "hop": hop or Hop("inbound", Node("", "caller", last.agent or "a caller"), node(function.id)),
        "facts": tuple(r.fact for r in rows[:40]),
        "denied": Denied(principal=refusal.member, action=refusal.permission, resource=refusal.bound),
        "corroborated": _goes_on(world, rows),
        "failing": True,
        "onset": min(r.time for r in rows),
        "upstream": 20,
        "touches": _touches(world, function, hop),
        "plan": refusal,
        "rules_out": (
            ("network", "the requests reached Google's front door and were answered there"),
            ("trigger", "the sender sends"),
        ),
    }
    if last.status == 401:
        return _unauthorized(function, hop, common, last)
    if answer is not None and answer.allowed is True:
        return _contradiction(common, sender, last)
    return _forbidden(world, function, kind, sender, hop, answer, common)


def _hop(world: GcpWorld, kind: str) -> SourceHop | None:
    """Return the source that a sender's kind stands for; a caller that is nobody's agent has none."""
    rows = hops_of(world)
    if kind == "push":
        return next((h for h in rows if h.kind != "scheduler"), None)
    if kind == "scheduler":
        return next((h for h in rows if h.kind == "scheduler"), None)
    return None


def _judged(
    world: GcpWorld, function: Function, sender: str, hop: SourceHop | None
) -> tuple[Refusal, Answer | None]:
    """Return who is refused what, and what the policies say of it."""
    first = function.first_generation
    permission = "cloudfunctions.functions.invoke" if first else "run.routes.invoke"
    bound = function.id if first else function.service_name
    invokers, policy = need(world.invokers), need(world.policy)
    levels = (
        Level(bound, invokers if invokers is not None else Unknown("the function was not found")),
        Level(
            f"projects/{function.project}",
            policy if policy is not None else Unknown("the project was not found"),
        ),
    )
    member = sender or None
    request = Request(
        sender or PUBLIC, permission, bound, "", f"{permission.partition('.')[0]}.googleapis.com"
    )
    if not sender and not _was_public(world):
        return Refusal(None, permission, bound, None, levels, hop), evaluate(request, levels, Roles())
    refusal = Refusal(member or PUBLIC, permission, bound, request, levels, hop)
    return refusal, evaluate(request, levels, Roles())


def _was_public(world: GcpWorld) -> bool:
    """Whether the change that was found took the function from everybody."""
    if world.change is None or not isinstance(world.change.fact.raw, dict):
        return False
    rows = entries.deltas(world.change.fact.raw)
    return any(row.get("action") == "REMOVE" and row.get("member") == PUBLIC for row in rows)


def _goes_on(world: GcpWorld, rows: list[Turned]) -> bool:
    """Whether requests are still turned away at the end of what was seen: a stray scanner is no failure of the function."""
    seen = symptoms(world)
    last = parse_iso(max(r.time for r in rows))
    good = parse_iso(seen.last_success)
    if good is None or last is None or last > good:
        return True
    turned_since = len({r.time for r in rows}) >= 3
    return turned_since and bool(seen.invoked) and len(rows) >= (seen.invoked or 0) / 4


def _forbidden(
    world: GcpWorld,
    function: Function,
    kind: str,
    sender: str,
    hop: SourceHop | None,
    answer: Answer | None,
    common: dict[str, Any],
) -> Finding:
    """403: the sender has no right to invoke, or sent no token that says who it is."""
    decided = answer is not None and answer.allowed is False
    if hop is not None and not sender and (kind in {"scheduler", "push"}):
        cause = "gcp.scheduler-job.token-missing" if kind == "scheduler" else "gcp.subscription.token-missing"
        text = f"{_named(hop)} sends no token, and {function.name} admits only those it knows"
        return _finding(cause, text, 0.9, common)
    if sender and _wrong_role(world, sender):
        text = (
            f"{address(sender)} holds roles/cloudfunctions.invoker, which a 2nd gen function does not ask for"
        )
        return _finding("gcp.run-service.wrong-invoker-role", text, 0.92, common)
    if sender:
        cause = _CAUSES.get(kind, _CAUSES[""])
        if kind == "push" and hop is not None and hop.event.trigger:
            cause = "gcp.run-service.trigger-account-not-admitted"
        text = f"the account {address(sender)}, as which {_named(hop)} calls, may not invoke {function.name}"
        return _finding(cause, text, 0.95 if decided else 0.8, common)
    if kind and function.config is not None:
        text = f"{_TITLES[kind]} calls {function.name} as an account that may not invoke it"
        return _finding(_CAUSES[kind], text, 0.8, common)
    if _was_public(world):
        text = f"everybody could invoke {function.name}, and that was taken away"
        return _finding("gcp.run-service.public-invoker-missing", text, 0.95, common)
    text = f"callers without a token, or without the right to invoke, are turned away from {function.name}"
    return _finding("gcp.run-service.invoker-missing", text, 0.75 if decided else 0.6, common)


def _named(hop: SourceHop | None) -> str:
    return f"the {hop.source.kind} {hop.source.name}" if hop else "the sender"


def _wrong_role(world: GcpWorld, sender: str) -> bool:
    for policy in (need(world.invokers), need(world.policy)):
        if isinstance(policy, core.Policy) and any(
            b.role == "roles/cloudfunctions.invoker" and sender in b.members for b in policy.bindings
        ):
            return True
    return False


def _unauthorized(function: Function, hop: SourceHop | None, common: dict[str, Any], last: Turned) -> Finding:
    """401: a token was sent and is not accepted: of the wrong kind, or for another audience."""
    common = common | {"denied": None}
    if (
        hop is not None
        and hop.job is not None
        and hop.job.httpTarget is not None
        and hop.job.httpTarget.oauthToken
    ):
        text = f"{_named(hop)} sends an access token, and a function wants an ID token"
        return _finding("gcp.token.wrong-type", text, 0.92, common)
    audience = _audience(hop)
    if hop is not None and audience and not _accepted(function, audience):
        text = f"{_named(hop)} sends a token for {audience}, and {function.name} does not answer to that name"
        return _finding("gcp.token.wrong-audience", text, 0.93, common)
    if _VERIFIED in last.text:
        text = f"callers of {function.name} send a token that Google cannot verify as an ID token for it"
        return _finding("gcp.token.wrong-type", text, 0.8, common)
    text = f"callers of {function.name} send a token for another audience, or one that has expired"
    return _finding("gcp.token.wrong-audience", text, 0.6, common)


def _audience(hop: SourceHop | None) -> str:
    if hop is None:
        return ""
    if hop.job is not None and hop.job.httpTarget is not None and hop.job.httpTarget.oidcToken is not None:
        return hop.job.httpTarget.oidcToken.audience or hop.job.httpTarget.uri
    if (
        isinstance(hop.subscription, wiring.Subscription)
        and hop.subscription.pushConfig.oidcToken is not None
    ):
        return hop.subscription.pushConfig.oidcToken.audience or hop.subscription.pushConfig.pushEndpoint
    return ""


def _accepted(function: Function, audience: str) -> bool:
    """Whether the function takes tokens for *audience*; True also where its addresses are not known."""
    service = function.service
    if isinstance(service, core.Service) and audience in service.customAudiences:
        return True
    return not hosts(function) or calls(function, audience)


def _finding(cause: str, text: str, confidence: float, common: dict[str, Any]) -> Finding:
    known = lookup(cause)
    assert known is not None, cause  # noqa: S101 - a cause of the tables
    return Finding(
        NAME,
        "failed",
        cause=cause,
        class_=known.class_,
        deny_origin=known.deny_origin,
        explicit=False,
        detail=text,
        summary=f"{text[:1].upper()}{text[1:]}.",
        confidence=confidence,
        **common,
    )


def _contradiction(common: dict[str, Any], sender: str, last: Turned) -> Finding:
    text = (
        f"requests as {address(sender) or 'anybody'} were turned away until {last.time}, and the policies that were read admit "
        "them now: a grant takes minutes to have an effect, or the sender's token was not accepted"
    )
    fields = common | {"failing": None, "corroborated": True}
    return Finding(
        NAME, "inconclusive", class_="resource-policy", detail=text, summary=text, confidence=0.75, **fields
    )


def _touches(world: GcpWorld, function: Function, hop: SourceHop | None) -> tuple[Touch, ...]:
    project = world.target.account or ""
    names = [function.service_name, function.id, f"projects/{function.project}"]
    rows = [Touch(name, project, _EVENTS, "function") for name in names]
    if hop is not None:
        rows.append(
            Touch(
                hop.source.id,
                project,
                ("UpdateJob", "UpdateSubscription", "ModifyPushConfig", "UpdateTrigger"),
                "source",
            )
        )
    return tuple(rows)


def _nobody(world: GcpWorld, function: Function) -> list[Finding]:
    """A 1st gen function keeps no log of requests: that nobody may invoke it shows in its policy and its silence."""
    invokers = need(world.invokers)
    event = function.config.eventTrigger if function.config else None
    if event is not None or not isinstance(invokers, core.Policy):
        return []
    policy = invokers
    roles = Roles()
    if any(
        roles.holds(b.role, "cloudfunctions.functions.invoke") is not False and b.members
        for b in policy.bindings
    ):
        return []
    seen = symptoms(world)
    refusal, _ = _judged(world, function, "", None)
    text = f"nobody may invoke {function.name}: its policy grants cloudfunctions.functions.invoke to no one"
    common: dict[str, Any] = {
        "question": "admitted",
        "hop": Hop("inbound", Node("", "caller", "callers"), node(function.id)),
        "facts": (config_fact(f"invokers:{function.id}", text),),
        "denied": Denied(principal=refusal.member, action=refusal.permission, resource=refusal.bound),
        "corroborated": seen.silent is True,
        "failing": True if seen.silent else None,
        "upstream": 20,
        "touches": _touches(world, function, None),
        "plan": refusal,
        **when(seen, world),
    }
    return [_finding("gcp.function.invoker-missing", text, 0.8, common)]
