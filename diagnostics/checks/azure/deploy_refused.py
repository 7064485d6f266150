"""Was a change of the app refused in the window, and has it gone through since?"""

from __future__ import annotations

from diagnostics.case import Finding, Hop, Node, Touch, blocked, need, passed
from diagnostics.causes import lookup
from diagnostics.checks.azure.denied_call import ROLE_EVENTS
from diagnostics.hops.azure.deploys import Deploys, Refused
from diagnostics.hops.azure.world import App, AzureWorld
from diagnostics.reader import Unknown
from diagnostics.report import Denied

NAME = "deploy-refused"
_OTHER_EVENTS = (
    "Microsoft.Authorization/policyAssignments/write",
    "Microsoft.Authorization/policyDefinitions/write",
    "Microsoft.Authorization/locks/write",
    "Microsoft.Authorization/denyAssignments/write",
)


def deploy_refused(world: AzureWorld) -> tuple[Finding, ...]:
    """A refused change is a fault unless the same operation has gone through since."""
    app = need(world.app)
    deploys = need(world.deploys)
    if isinstance(deploys, Unknown):
        return (blocked(NAME, deploys),)
    if not isinstance(deploys, Deploys) or not deploys.refused:
        return (passed(NAME, "no change of the app was refused"),)
    rows = [r for r in deploys.refused if deploys.later.get(f"{r.operation} {r.about}".lower(), "") <= r.time]
    if not rows:
        return (
            passed(
                NAME,
                "what was refused has gone through since",
                remark="A change of the app was refused and has gone through since.",
            ),
        )
    return tuple(_ask(world, app if isinstance(app, App) else None, row) for row in rows)


def _ask(world: AzureWorld, app: App | None, row: Refused) -> Finding:
    saying = row.saying
    cause = saying.cause or "azure.deployer.role-missing"
    known = lookup(cause)
    name = app.name if app else world.target.name
    who = row.actor or saying.principal or "somebody"
    where = saying.resource or row.about
    text = {
        "azure.policy.denied": f"Azure Policy forbids {row.operation} of {name}.",
        "azure.lock.blocked": f"A lock keeps {name} from being changed ({row.operation}).",
        "azure.deny-assignment.denied": f"A deny assignment keeps {who} from {row.operation} of {name}.",
        "azure.deployer.linked-role-missing": f"{who} may change {name}, and lacks {saying.action} on what it is linked to.",
    }.get(cause, f"{who} may not do {saying.action or row.operation} on {where.rpartition('/')[2]}.")
    scope = where if where.startswith("/") else row.about
    events = (
        ROLE_EVENTS
        if (known and known.class_ == "iam" and known.deny_origin != "deny-assignment")
        else _OTHER_EVENTS
    )
    return Finding(
        NAME, "failed", question="permitted" if known and known.class_ == "iam" else "admitted",
        hop=Hop("deploy", Node(who, "deployer", who), Node(row.about, "resource", row.about.rpartition("/")[2])), cause=cause,
        class_=known.class_ if known else saying.class_, deny_origin=known.deny_origin if known else saying.deny_origin, explicit=saying.explicit,
        detail=f"{row.operation} was refused at {row.time}", summary=text, facts=(row.fact,),
        denied=Denied(saying.principal or row.actor, saying.action or row.operation, scope), corroborated=True, failing=True,
        confidence=min(0.95, saying.confidence), upstream=90, onset=row.time,
        touches=(Touch(scope, row.about.split("/")[2] if row.about.startswith("/subscriptions/") else "", events, "role"),),
        rules_out=(("network", "Resource Manager answered"), ("trigger", "the change never reached the app")), plan=row,
    )  # fmt: skip
