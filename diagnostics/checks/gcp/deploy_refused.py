"""Was a change of the function refused, and does nothing that came later show that it went through?"""

from __future__ import annotations

from diagnostics.case import Finding, Hop, Node, Touch, need, passed, skipped
from diagnostics.causes import lookup
from diagnostics.classify.rank import FOUR
from diagnostics.clock import parse_iso
from diagnostics.hops.gcp.names import address, node, with_id
from diagnostics.hops.gcp.world import Episode, Function, GcpWorld, Log
from diagnostics.report import Denied

NAME = "deploy-refused"
_EVENTS = ("SetIamPolicy", "CreatePolicy", "UpdatePolicy")


def deploy_refused(world: GcpWorld) -> tuple[Finding, ...]:
    """The last refused deployment of each kind, unless the function was changed after it."""
    log = need(world.log)
    if not isinstance(log, Log):
        return (skipped(NAME, "the audit log could not be read"),)
    rows = [e for e in log.deploys if e.saying and e.saying.class_ in FOUR]
    if not rows:
        return (_not_refused(world, log.deploys),)
    last = rows[-1]
    if _went_through(world, last):
        text = (
            f"{_method(last)} by {last.actor} was refused at {last.time}; the function was changed after it."
        )
        return (passed(NAME, text, remark=text, facts=(last.fact,)),)
    return (
        _finding(
            world,
            [e for e in rows if e.saying and last.saying and e.saying.action == last.saying.action],
            last,
        ),
    )


def _not_refused(world: GcpWorld, deploys: tuple[Episode, ...]) -> Finding:
    """A deployment that failed by itself is a remark while the function runs on as it was."""
    last = next((e for e in reversed(deploys) if not _went_through(world, e)), None)
    if last is None:
        return passed(NAME, "no change of the function was refused in what could be read")
    text = f"{_method(last)} by {last.actor} failed at {last.time}, which nobody refused: {last.text.strip()[:200]}"
    return passed(NAME, text, remark=text, facts=(last.fact,))


def _went_through(world: GcpWorld, refused: Episode) -> bool:
    function = need(world.function)
    changed = (
        parse_iso(function.config.updateTime) if isinstance(function, Function) and function.config else None
    )
    moment = parse_iso(refused.time)
    return changed is not None and moment is not None and changed > moment


def _method(episode: Episode) -> str:
    return (episode.method or "").rpartition(".")[2]


def _finding(world: GcpWorld, rows: list[Episode], last: Episode) -> Finding:
    saying = last.saying
    assert saying is not None  # noqa: S101 - chosen by what it says
    cause = saying.cause or "gcp.deployer.permission-missing"
    known = lookup(cause)
    assert known is not None, cause  # noqa: S101 - a cause of the tables
    project = world.target.account or ""
    resource = with_id(saying.resource, project, world.number) if saying.resource else None
    who = address(saying.principal or last.actor) or "somebody"
    what = (
        f": {saying.action} on {node(resource).name}"
        if saying.action and resource
        else f": {last.text.strip()[:200]}"
    )
    places = [resource, f"projects/{project}"]
    return Finding(
        NAME,
        "failed",
        question="permitted",
        hop=Hop("deploy", Node(saying.principal or last.actor or "", "deployer", who), node(world.target.id)),
        cause=cause,
        class_=saying.class_,
        deny_origin=saying.deny_origin or known.deny_origin,
        explicit=saying.explicit,
        detail=f"{_method(last)} was refused {len(rows)} times",
        summary=f"{_method(last)} of {world.target.name} by {who} was refused{what}.",
        facts=tuple(e.fact for e in rows[:20]),
        denied=Denied(principal=saying.principal, action=saying.action, resource=resource),
        corroborated=True,
        failing=True,
        confidence=0.92 if saying.action else 0.8,
        upstream=85,
        onset=rows[0].time,
        touches=tuple(Touch(place, project, _EVENTS, "project") for place in places if place),
        rules_out=(
            ("network", "the call was answered with a refusal"),
            ("trigger", "the function was not changed"),
        ),
    )
