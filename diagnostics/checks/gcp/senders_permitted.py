"""May those who carry an event on its way do so: the bucket's agent, the trigger's account, Pub/Sub's agent?"""

from __future__ import annotations

from diagnostics.case import Finding, Touch, need, passed, skipped
from diagnostics.checks.gcp._sources import broken, hops_of, silent
from diagnostics.hops.gcp.inbound import SourceHop
from diagnostics.hops.gcp.names import account, address
from diagnostics.hops.gcp.world import GcpWorld
from diagnostics.policy.gcp import Answer, Level, Request, Roles, evaluate
from diagnostics.reader import Unknown
from diagnostics.reads.gcp import core, wiring
from diagnostics.report import Denied

NAME = "senders-permitted"
_RECEIVE = "eventarc.events.receiveEvent"
_PUBLISH = "pubsub.topics.publish"
_EVENTS = ("SetIamPolicy",)


def senders_permitted(world: GcpWorld) -> tuple[Finding, ...]:
    """Without its role an agent or account drops the event, and the function's log stays empty."""
    rows: list[Finding] = []
    for hop in hops_of(world):
        if hop.kind == "storage":
            rows += _publisher(world, hop)
        if hop.kind in {"storage", "firestore", "audit", "event"} and hop.event.trigger and hop.sender:
            rows += _receiver(world, hop)
    return tuple(rows) or (skipped(NAME, "no agent of Google carries events here"),)


def _publisher(world: GcpWorld, hop: SourceHop) -> list[Finding]:
    """The agent of Cloud Storage publishes the bucket's events to the trigger's topic."""
    agent = hop.agent
    if not isinstance(agent, wiring.StorageAgent) or not agent.email_address or not hop.event.trigger:
        return []
    member = account(agent.email_address)
    return _judged(
        world, hop, member, _PUBLISH, "gcp.storage-agent.publisher-missing", "roles/pubsub.publisher"
    )


def _receiver(world: GcpWorld, hop: SourceHop) -> list[Finding]:
    cause = "gcp.trigger-account.event-receiver-missing"
    return _judged(world, hop, hop.sender, _RECEIVE, cause, "roles/eventarc.eventReceiver")


def _judged(
    world: GcpWorld, hop: SourceHop, member: str, permission: str, cause: str, role: str
) -> list[Finding]:
    policy = need(world.policy)
    where = f"projects/{world.target.account}"
    if policy is None or isinstance(policy, Unknown):
        return []
    answer = at_project(member, permission, policy, where)
    who = address(member)
    if answer.allowed is not False:
        told = "may" if answer.allowed else "may perhaps"
        return [passed(NAME, f"{who} {told} use {permission}", hop=hop, question="permitted")]
    text = f"{who} may not use {permission} on the project, and so no event gets past it"
    return [
        broken(
            world,
            NAME,
            hop,
            cause,
            text,
            question="permitted",
            # The role may stand on a topic, a folder or the organization, which were not read.
            confidence=0.75 if silent(world) else 0.5,
            upstream=6,
            denied=Denied(principal=member, action=permission, resource=where),
            touches=(Touch(where, world.target.account or "", _EVENTS, "project"),),
            plan=role,
        )
    ]


def at_project(member: str, permission: str, policy: core.Policy, where: str) -> Answer:
    """Return what the project's policy alone says."""
    return evaluate(Request(member, permission), (Level(where, policy),), Roles())
