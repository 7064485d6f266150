"""Fixes for a change of the app that was refused: the deployer's one role, or the owner of what forbids it."""

from __future__ import annotations

import shlex

from diagnostics.case import Finding
from diagnostics.fix import shell
from diagnostics.fix.azure import forms
from diagnostics.fix.values import Unwritable, checked, quoted
from diagnostics.hops.azure import ids
from diagnostics.hops.azure.deploys import Refused
from diagnostics.hops.azure.world import AzureWorld
from diagnostics.policy.azure import Needed, authorize
from diagnostics.policy.azure.builtin import BY_ID, BY_NAME
from diagnostics.policy.azure.evaluate import Assigned
from diagnostics.report import Fix, Grant, Owner, Proof, Setting

# Built-in roles that are narrow enough to be given to a deployer, narrowest first.
_NARROW = ("Managed Identity Operator", "Website Contributor")


def grant(_world: AzureWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the narrowest role for the one action at the one place; a role of its own where no built-in one is narrow."""
    denied = finding.denied
    if (
        denied is None
        or denied.action is None
        or denied.resource is None
        or not isinstance(finding.plan, Refused)
    ):
        return ()
    try:
        scope, principal = (
            checked(_existing(denied.resource, denied.action), "azure-id"),
            checked(denied.principal, "uuid"),
        )
    except Unwritable:
        return (
            Fix(
                title=f"Let the deployer do {denied.action}",
                warnings=("The record names no object id, so no command is written.",),
            ),
        )
    role = next(
        (n for n in _NARROW if any(b.grants(denied.action, data=False) for b in BY_NAME[n].blocks)), None
    )
    if role is None or ("/sites" not in scope.lower() and role == "Website Contributor"):
        told = f"No built-in role is narrow enough: make one with the single action {denied.action}, assignable at this place."
        row = Grant("role-assignment", principal, (denied.action,), (scope,), {}, None)
        return (Fix(title=f"Let the deployer do {denied.action} there", grants=(row,), warnings=(told,)),)
    options = (f"--role {BY_NAME[role].id}", f"--scope {shlex.quote(scope)}")
    create = forms.az("role assignment create", f"--assignee-object-id {principal}", *options)
    delete = forms.az("role assignment delete", f"--assignee {quoted(principal, 'uuid')}", *options)
    new = (Assigned("new", BY_NAME[role].id, scope, principal),)
    after = authorize(principal, Needed((denied.action,), data=False), scope, new, BY_ID).decision
    return (
        Fix(
            title=f"Let the deployer change {scope.rpartition('/')[2]}",
            grants=(Grant("role-assignment", principal, (denied.action,), (scope,), {}, role),),
            commands={"az-cli": shell.script(create)},
            undo={"az-cli": shell.script(delete)},
            proof=Proof(before="implicitly-denied", after=after, minimal=after == "allowed"),
            warnings=(
                f"{role} is the narrowest built-in role with this action; a role of its own could hold it alone.",
            ),
        ),
    )


def _existing(scope: str, action: str) -> str:
    """Return the place to assign at: the app for a part of it, the group for a deployment, which is still to be made."""
    if action.lower().endswith("/deployments/write"):
        return scope.partition("/providers/")[0]
    parsed = ids.parse(scope)
    if parsed is None or parsed.provider.lower() != "microsoft.web":
        return scope
    kinds = [kind.lower() for kind, _ in parsed.pairs]
    return parsed.up_to(2 if kinds[1:2] == ["slots"] else 1)


def ask_owner(world: AzureWorld, finding: Finding) -> tuple[Fix, ...]:
    """Policies, locks and deny assignments have an owner: an exception for this one change, or a change that complies."""
    row = finding.plan
    if not isinstance(row, Refused):
        return ()
    what, told = _OWNERS[finding.cause or ""]
    return (
        Fix(
            title=what.format(name=world.target.name),
            owner=Owner("organization"),
            changes=(Setting(target=row.about, setting=row.operation, from_="refused", to=None),),
            warnings=(told,),
        ),
    )


_OWNERS = {
    "azure.policy.denied": (
        "Change {name} so that it complies with the policy",
        "The record names the assignment and the property; an exemption for this one resource, with an end date, is the second way.",
    ),
    "azure.lock.blocked": (
        "Lift the lock on {name} for this change, and put it back",
        "Only whoever set the lock can say whether the change is meant; az lock list --resource shows it.",
    ),
    "azure.deny-assignment.denied": (
        "Have the deny assignment on {name} changed at its owner",
        "It belongs to a deployment stack or a managed application and cannot be edited by itself: add the one principal to its exceptions there.",
    ),
}
FIXES = {
    "azure.deployer.role-missing": grant,
    "azure.deployer.linked-role-missing": grant,
    "azure.policy.denied": ask_owner,
    "azure.lock.blocked": ask_owner,
}
