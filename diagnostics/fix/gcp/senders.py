"""Fixes for those who invoke, deliver or deploy: one binding each, for the account that was turned away."""

from __future__ import annotations

import re

import msgspec

from diagnostics.case import Finding
from diagnostics.fix.gcp.grants import Wanted, allow, grant
from diagnostics.fix.gcp.owner import owner_of
from diagnostics.fix.gcp.roles import choose
from diagnostics.hops.gcp import entries
from diagnostics.hops.gcp.names import account_name, part, with_id
from diagnostics.hops.gcp.refusal import PUBLIC, Refusal
from diagnostics.hops.gcp.world import Function, GcpWorld
from diagnostics.report import Fix, Setting

_OPEN = "This lets everybody on the internet invoke the function; it is proposed only because it was so before the change."
_SHARED = "Every function that runs as the default account gets this as well; an account of its own for building is better."
_BROAD = re.compile(r"roles/(owner|editor|viewer)$|[aA]dmin$|serviceAgent$")
_AGENTS = {
    "gcp.functions-agent.role-missing": ("gcf-admin-robot", "roles/cloudfunctions.serviceAgent"),
    "gcp.eventarc-agent.role-missing": ("gcp-sa-eventarc", "roles/eventarc.serviceAgent"),
}


def admit(world: GcpWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the invoker role for the sender; for callers that are not known, the question who they are."""
    refusal = finding.plan
    if not isinstance(refusal, Refusal):
        return ()
    if refusal.member is None:
        return (_ask_who(world, refusal),)
    public = refusal.member == PUBLIC
    role = (
        "roles/run.invoker" if public and refusal.permission.startswith("run.") else None
    )  # as gcloud itself does it
    wanted = Wanted(refusal.member, refusal.permission, refusal.bound, role=role)
    fix = grant(world, wanted, refusal.request, refusal.levels)
    if public:
        fix = msgspec.structs.replace(fix, warnings=(_OPEN, *fix.warnings))
    return (fix,)


def _ask_who(world: GcpWorld, refusal: Refusal) -> Fix:
    """Return the role without its member: who calls has to be said by those who know."""
    role = choose(refusal.permission).role or refusal.permission
    return Fix(
        title=f"Find out as whom {world.target.name} is called, and give that account {role} on it",
        owner=owner_of(world),
        changes=(Setting(refusal.bound, role, None, "the caller's own account"),),
        warnings=("Not everybody: a function is opened to the public only where that is meant.",),
    )


def deliver(world: GcpWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the role for an agent or a trigger's account, on the transport topic where there is one."""
    denied = finding.denied
    if denied is None or not denied.principal or not denied.action or not denied.resource:
        return ()
    bound = denied.resource
    transport = getattr(finding.hop, "transport", "")
    if denied.action == "pubsub.topics.publish" and part(transport, "topics"):
        bound = transport
    return (grant(world, Wanted(denied.principal, denied.action, bound)),)


def deploy(world: GcpWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return what the deployer lacks: the use of one account, or exactly the permission on the project."""
    denied = finding.denied
    if denied is None or not denied.principal or not denied.action:
        return ()
    account = part(denied.resource or "", "serviceAccounts")
    acts = denied.action.lower() == "iam.serviceaccounts.actas"
    if acts and (account is None or "@" not in account):
        return ()
    bound = (
        account_name(account or "", world.target.account or "")
        if acts
        else f"projects/{world.target.account}"
    )
    permission = "iam.serviceAccounts.actAs" if acts else denied.action
    return (grant(world, Wanted(denied.principal, permission, bound)),)


def restore_agent(world: GcpWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return an agent's own role given back to it: the one case in which such a role is granted."""
    domain, role = _AGENTS[finding.cause or ""]
    if world.number is None or not re.fullmatch(r"\d+", world.number):
        return ()
    member = f"serviceAccount:service-{world.number}@{domain}.iam.gserviceaccount.com"
    return (grant(world, Wanted(member, "", f"projects/{world.target.account}", role=role)),)


def build(world: GcpWorld, _finding: Finding) -> tuple[Fix, ...]:
    """Return the builder's role for the account that builds."""
    function = world.function
    if not isinstance(function, Function) or function.config is None:
        return ()
    email = function.config.buildConfig.serviceAccount.rpartition("/")[2]
    if not email and world.number:
        email = f"{world.number}-compute@developer.gserviceaccount.com"
    if not email:
        return ()
    fix = grant(
        world,
        Wanted(f"serviceAccount:{email}", "", f"projects/{world.target.account}", role="roles/run.builder"),
    )
    if email.endswith("-compute@developer.gserviceaccount.com"):
        fix = msgspec.structs.replace(fix, warnings=(_SHARED, *fix.warnings))
    return (fix,)


def give_back(world: GcpWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the role that the change took from the account, where the refusal itself names no permission."""
    if finding.plan is not None:
        return allow(world, finding)
    member = finding.denied.principal if finding.denied else None
    resource = (
        with_id(world.change.change.target or "", world.target.account or "", world.number)
        if world.change
        else ""
    )
    if not member or world.change is None or not isinstance(world.change.fact.raw, dict):
        return ()
    if resource == world.target.account:
        resource = f"projects/{resource}"
    roles = [
        str(row.get("role"))
        for row in entries.deltas(world.change.fact.raw)
        if row.get("action") == "REMOVE" and row.get("member") == member
    ]
    if len(roles) != 1 or _BROAD.search(roles[0]):
        return ()
    return (grant(world, Wanted(member, "", resource, role=roles[0])),)


FIXES = {
    "gcp.run-service.invoker-missing": admit,
    "gcp.run-service.public-invoker-missing": admit,
    "gcp.run-service.wrong-invoker-role": admit,
    "gcp.run-service.trigger-account-not-admitted": admit,
    "gcp.run-service.push-account-not-admitted": admit,
    "gcp.run-service.scheduler-account-not-admitted": admit,
    "gcp.function.invoker-missing": admit,
    "gcp.storage-agent.publisher-missing": deliver,
    "gcp.trigger-account.event-receiver-missing": deliver,
    "gcp.deployer.act-as-missing": deploy,
    "gcp.deployer.permission-missing": deploy,
    "gcp.build-account.permission-missing": build,
    "gcp.service-account.permission-missing": give_back,
    **dict.fromkeys(_AGENTS, restore_agent),
}
