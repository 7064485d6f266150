"""May those who carry an event on its way do so: the bucket's agent, the trigger's account?"""

from __future__ import annotations

from diagnostics.case import Finding, Touch, need, passed, skipped
from diagnostics.checks.gcp._sources import broken, hops_of, silent
from diagnostics.hops.gcp.inbound import SourceHop, carriers
from diagnostics.hops.gcp.names import address
from diagnostics.hops.gcp.world import GcpWorld
from diagnostics.policy.gcp import Level, Request, evaluate
from diagnostics.reader import Unknown
from diagnostics.reads.gcp import core
from diagnostics.report import Denied

NAME = "senders-permitted"


def senders_permitted(world: GcpWorld) -> tuple[Finding, ...]:
    """Without its role an agent or account drops the event, and the function's log stays empty."""
    rows = [_ask(world, hop, *carrier) for hop in hops_of(world) for carrier in carriers(hop)]
    found = tuple(row for row in rows if row is not None)
    return found or (skipped(NAME, "nobody else carries events here"),)


def _ask(world: GcpWorld, hop: SourceHop, member: str, permission: str, cause: str) -> Finding | None:
    policy = need(world.policy)
    if not isinstance(policy, core.Policy):
        return None
    where, who = f"projects/{world.target.account}", address(member)
    answer = evaluate(Request(member, permission), (Level(where, policy), *hop.above), hop.roles)
    if answer.granted:
        return passed(NAME, f"{who} may use {permission}", hop=hop, question="permitted")
    unread = [level.where for level in hop.above if isinstance(level.policy, Unknown)]
    if undecided := [missing for missing in answer.missing if not any(where in missing for where in unread)]:
        return _undecided(world, hop, f"{who} may use {permission} is not known: {undecided[0]}")
    return broken(
        world,
        NAME,
        hop,
        cause,
        f"{who} may not use {permission} on the project, and so no event gets past it",
        question="permitted",
        confidence=0.7 if unread else 0.85,
        upstream=30,
        denied=Denied(principal=member, action=permission, resource=where),
        touches=(Touch(where, world.target.account or "", ("SetIamPolicy",), "project"),),
    )


def _undecided(world: GcpWorld, hop: SourceHop, what: str) -> Finding:
    """A group may hold the account, or a role the permission: an answer that only its owner has."""
    text = f"whether {what}"
    return Finding(
        NAME, "inconclusive", hop=hop, question="permitted", class_="iam", detail=text,
        summary=f"{world.target.name} is not invoked, and {text}", corroborated=silent(world), confidence=0.6,
    )  # fmt: skip
