"""The narrowest built-in data role at the narrowest scope for the one identity that calls."""

from __future__ import annotations

import shlex

import msgspec

from diagnostics.case import Finding
from diagnostics.checks.azure.denied_call import Denial
from diagnostics.fix import shell
from diagnostics.fix.azure import forms
from diagnostics.fix.hcl import label
from diagnostics.fix.values import checked, quoted
from diagnostics.hops.azure.world import AzureWorld, Grants, TargetHop
from diagnostics.policy.azure import Assigned, Needed, Role, authorize
from diagnostics.policy.azure.builtin import BY_ID, BY_NAME
from diagnostics.policy.azure.operations import PURPOSES, Purpose
from diagnostics.reader import Unknown
from diagnostics.reads.azure.graph import Resource
from diagnostics.report import Decision, Fix, Grant, Proof

_DELAY = {
    "servicebus": "The assignment takes up to ten minutes to be in force; Service Bus keeps an answer for about five.",
}
_USUAL_DELAY = "The assignment takes up to ten minutes to be in force; a restart does not speed that up."


def assign_role(world: AzureWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the assignment of what is missing; none where the caller, the place or the need is not known."""
    denial = finding.plan
    if not isinstance(denial, Denial):
        return ()
    hop, purpose = denial.hop, denial.judged.purpose
    if not hop.endpoint.service:
        return _by_action(world, finding, hop)
    if not isinstance(hop.account.resource, Resource) or hop.principal is None:
        return ()
    guessed = purpose is None or not purpose.roles
    purpose = _least(hop) if purpose is None or not purpose.roles else purpose
    if purpose is None:
        return ()
    scope = _scope(hop, hop.account.resource)
    return (_fix(world, hop, _still_needed(world, hop, purpose, scope), scope, guessed=guessed),)


def _by_action(world: AzureWorld, finding: Finding, hop: TargetHop) -> tuple[Fix, ...]:
    """Return the one action that Resource Manager refused, for a role of its own: what manages resources is given by name alone."""
    denied = finding.denied
    if denied is None or denied.action is None or hop.principal is None or "/" not in (denied.resource or ""):
        return ()
    told = f"No built-in role is narrow enough to be proposed: make one with the single action {denied.action}, assigned at this place."
    grant = Grant("role-assignment", hop.principal, (denied.action,), (denied.resource or "",), {}, None)
    return (
        Fix(
            title=f"Let {getattr(world.app, 'name', 'the app')} do {denied.action} there",
            grants=(grant,),
            warnings=(told,),
        ),
    )


def _still_needed(world: AzureWorld, hop: TargetHop, purpose: Purpose, scope: str) -> Purpose:
    """Return *purpose* without the roles that what the caller has already makes needless."""
    names = list(purpose.roles)
    for name in purpose.roles:
        fewer = msgspec.structs.replace(purpose, roles=tuple(n for n in names if n != name))
        if fewer.roles and prove(world, hop, fewer, scope).after == "allowed":
            names.remove(name)
    return msgspec.structs.replace(purpose, roles=tuple(names))


def _least(hop: TargetHop) -> Purpose | None:
    """Return the least that anything at this service needs, for when the text does not tell what was done."""
    verbs = ("read", "process", "write")
    return next((p for v in verbs if (p := PURPOSES.get((hop.endpoint.service, v)))), None)


def _scope(hop: TargetHop, resource: Resource) -> str:
    """Return the entity's id; the host's storage as a whole, since the host creates containers of its own there."""
    return resource.id if hop.verb == "host" else hop.endpoint.within(resource.id)


def _fix(world: AzureWorld, hop: TargetHop, purpose: Purpose, scope: str, *, guessed: bool) -> Fix:
    principal = checked(hop.principal, "uuid")
    scope = checked(scope, "azure-id")
    roles = [BY_NAME[name] for name in purpose.roles]
    app = getattr(world.app, "name", "the app")
    create = [
        forms.az(
            "role assignment create",
            f"--assignee-object-id {quoted(principal, 'uuid')}",
            "--assignee-principal-type ServicePrincipal",
            f"--role {role.id}",
            f"--scope {shlex.quote(scope)}",
        )
        for role in roles
    ]
    delete = [
        forms.az(
            "role assignment delete",
            f"--assignee {quoted(principal, 'uuid')}",
            f"--role {role.id}",
            f"--scope {shlex.quote(scope)}",
        )
        for role in roles
    ]
    warnings = [_DELAY.get(hop.endpoint.service, _USUAL_DELAY)]
    if guessed:
        warnings.insert(
            0,
            "What the app does there is not told by the evidence: this is right if it only does as much as the title says.",
        )
    if not hop.endpoint.path and hop.verb != "host":
        warnings.append(
            "The evidence names no container, queue or secret, so the role is assigned on the whole account."
        )
    return Fix(
        title=f"Let {app} {purpose.verb} in {hop.endpoint.title}"
        if hop.verb != "host"
        else f"Let the host of {app} keep its own blobs in {hop.endpoint.account}",
        grants=tuple(
            Grant("role-assignment", principal, _given(purpose, role), (scope,), {}, role.name)
            for role in roles
        ),
        commands={
            "az-cli": shell.script(*create),
            "bicep": _bicep(scope, principal, [(r.id, r.name) for r in roles]),
            "terraform": "\n".join(_terraform(scope, principal, r.name) for r in roles),
        },
        undo={"az-cli": shell.script(*delete)},
        proof=prove(world, hop, purpose, scope),
        warnings=tuple(warnings),
    )


def _given(purpose: Purpose, role: Role) -> tuple[str, ...]:
    """Return which of the needed actions *role* gives."""
    return tuple(
        action for need in purpose.needs for action in need.any_of[:1] if any(b.grants(action, data=need.data) for b in role.blocks)
    )  # fmt: skip


def _bicep(scope: str, principal: str, roles: list[tuple[str, str]]) -> str:
    declared, symbol = forms.existing(scope)
    blocks = [
        f"// {name}\nresource {label(name)} 'Microsoft.Authorization/roleAssignments@2022-04-01' = {{\n"
        f"  name: guid({symbol}.id, '{principal}', '{id_}')\n  scope: {symbol}\n  properties: {{\n"
        f"    principalId: '{principal}'\n    principalType: 'ServicePrincipal'\n"
        f"    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '{id_}')\n  }}\n}}"
        for id_, name in roles
    ]
    return forms.bicep_place(scope) + "\n".join([declared, *blocks]) + "\n"


def _terraform(scope: str, principal: str, role: str) -> str:
    return (
        f'resource "azurerm_role_assignment" "{label(role)}" {{\n'
        f'  scope                = "{scope}"\n'
        f'  role_definition_name = "{role}"\n'
        f'  principal_id         = "{principal}"\n'
        '  principal_type       = "ServicePrincipal"\n}\n'
    )


def prove(world: AzureWorld, hop: TargetHop, purpose: Purpose, scope: str) -> Proof:
    """Judge again with the assignments added, with each left out, and for calls beside the wanted one."""
    read = hop.grants or world.grants
    grants = read if isinstance(read, Grants) else Grants({}, {})
    principal = hop.principal or ""
    rows = grants.by_principal.get(principal, Unknown("not read"))
    known = None if isinstance(rows, Unknown) else rows
    added = tuple(Assigned("new", BY_NAME[name].id, scope, principal) for name in purpose.roles)
    roles = {**BY_ID, **grants.roles}
    denies = None if isinstance(hop.denies, Unknown) else hop.denies
    wanted = hop.resource_id or scope

    def decide(needs: tuple[Needed, ...], assigned: tuple[Assigned, ...] | None, resource: str) -> Decision:
        answers = [authorize(principal, need, resource, assigned, roles, denies).decision for need in needs]
        return min(answers, key=lambda d: _ORDER[d])

    after = (known or ()) + added
    before = decide(purpose.needs, known, wanted)
    without = [decide(purpose.needs, tuple(a for a in after if a is not one), wanted) for one in added]
    probes = {
        f"{p.verb} there": (p.needs, wanted)
        for (service, _), p in PURPOSES.items()
        if service == hop.endpoint.service and p.verb != purpose.verb
    }
    probes[f"{purpose.verb} beside it"] = (purpose.needs, _beside(wanted))
    widened = [
        name
        for name, (needs, place) in probes.items()
        if decide(needs, known or (), place) != "allowed" and decide(needs, after, place) == "allowed"
    ]
    return Proof(
        before=before,
        after=decide(purpose.needs, after, wanted),
        minimal=all(d != "allowed" for d in without) if known is not None else None,
        widens=tuple(widened),
        decides=("deny assignments",) if denies is None else (),
        probes=tuple(probes),
    )


_ORDER: dict[Decision, int] = {"explicitly-denied": 0, "implicitly-denied": 1, "unknown": 2, "allowed": 3}


def _beside(scope: str) -> str:
    return f"{scope}-other"


FIXES = {
    "azure.role-assignment.missing": assign_role,
    "azure.role-assignment.host-storage-missing": assign_role,
    "azure.role-assignment.wrong-scope": assign_role,
    "azure.role-assignment.wrong-principal": assign_role,
}
