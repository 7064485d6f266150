"""May those who carry an event on its way do so: the bucket's agent, the trigger's account?"""

from __future__ import annotations

from diagnostics.case import Finding, Touch, need, passed, skipped
from diagnostics.checks.gcp._sources import broken, hops_of
from diagnostics.hops.gcp.inbound import SourceHop, carriers
from diagnostics.hops.gcp.names import address
from diagnostics.hops.gcp.world import GcpWorld
from diagnostics.policy.gcp import Level, Request, Roles, evaluate
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
    request = Request(member, permission)
    own = evaluate(request, (Level(where, policy),), Roles())
    whole = evaluate(request, (Level(where, policy), *hop.above), Roles())
    if whole.granted or own.allowed is None:
        told = "may" if whole.granted else "may perhaps"
        return passed(NAME, f"{who} {told} use {permission}", hop=hop, question="permitted")
    unread = any(isinstance(level.policy, Unknown) for level in hop.above)
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
