"""Fixes on the execution role: the one action on the one resource that was refused, or the narrowed deny."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from diagnostics.case import Finding
from diagnostics.fix import shell
from diagnostics.fix.aws import escalation, forms
from diagnostics.fix.aws.documents import sid_of, with_allow
from diagnostics.fix.aws.owner import drift_warning, owner_of
from diagnostics.fix.aws.siblings import siblings
from diagnostics.fix.prove import neighbours_of, prove, sibling_resources
from diagnostics.fix.values import Unwritable, checked, json_argument, quoted
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.decide import boundary, identity, policies_for, request_of
from diagnostics.hops.aws.target import TargetHop
from diagnostics.hops.aws.world import AwsWorld, Document, Function, PolicyDocument, Role
from diagnostics.policy.aws import Policies
from diagnostics.reader import Unknown
from diagnostics.report import Document as Shown
from diagnostics.report import Fix, Grant, Proof

_NO_RESOURCE = "*"


def allow(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the grant of exactly what was refused, in the role's own inline policy where one fits."""
    denied = finding.denied
    if denied is None or not denied.action or not denied.resource or not isinstance(world.function, Function):
        return ()
    return grant(
        world,
        ((denied.action, denied.resource),),
        f"Let {{role}} call {denied.action} on {_short(denied.resource)}",
        _target_policy(finding),
    )


def _target_policy(finding: Finding) -> tuple[Document | Unknown | None, tuple[dict[str, Any], ...]]:
    hop = finding.hop
    return (hop.policy, hop.grants) if isinstance(hop, TargetHop) else (None, ())


def grant(
    world: AwsWorld,
    wanted: tuple[tuple[str, str], ...],
    title: str,
    target: tuple[Document | Unknown | None, tuple[dict[str, Any], ...]] = (None, ()),
    role_arn: str | None = None,
) -> tuple[Fix, ...]:
    """Return the fix that allows each (action, resource) of *wanted* in one inline policy of the role."""
    function, role = world.function, world.role
    role_arn = role_arn or (function.config.Role if isinstance(function, Function) else None)
    if role_arn is None or role is None:
        return ()
    known = role if isinstance(role, Role) and role.arn == role_arn else None
    name = arn.role_name(checked(role_arn, "arn"))
    partition = role_arn.split(":")[1]
    for action, resource in wanted:
        checked(action, "action")
        if resource == _NO_RESOURCE or "*" in resource.partition(":")[2].split(":")[0]:
            raise Unwritable(
                f"the refused resource is {resource!r}: which one is meant has to be asked, not granted"
            )
        checked(resource, "arn")
    held = _fitting(known, wanted)
    policy_name = held.name if held else _policy_name(known, wanted[0][0])
    before = held.document if held and not isinstance(held.document, Unknown) else None
    after = before
    for action, resource in wanted:
        after = with_allow(after, sid_of(action), action, resource)
    owner = owner_of(world)
    region = arn.global_region(partition)
    put = shell.aws(
        "iam",
        "put-role-policy",
        region,
        f"--role-name {quoted(name, 'role')}",
        f"--policy-name {quoted(policy_name, 'policy-name')}",
        f"--policy-document {json_argument(after)}",
    )
    undo = (
        shell.aws(
            "iam",
            "put-role-policy",
            region,
            f"--role-name {quoted(name, 'role')}",
            f"--policy-name {quoted(policy_name, 'policy-name')}",
            f"--policy-document {json_argument(before)}",
        )
        if before is not None
        else shell.aws(
            "iam",
            "delete-role-policy",
            region,
            f"--role-name {quoted(name, 'role')}",
            f"--policy-name {quoted(policy_name, 'policy-name')}",
        )
    )
    warnings = tuple(w for action, _ in wanted for w in escalation.warning(action)) + drift_warning(owner)
    if known is None:
        warnings += (
            "The role's policies could not be read, so a new inline policy is proposed and its name may be taken.",
        )
    return (
        Fix(
            title=title.format(role=name),
            owner=owner,
            grants=(
                Grant(
                    where="identity-policy",
                    principal=role_arn,
                    actions=tuple(dict.fromkeys(action for action, _ in wanted)),
                    resources=tuple(dict.fromkeys(resource for _, resource in wanted)),
                ),
            ),
            commands={
                "aws-cli": shell.script(put),
                "terraform": forms.terraform_role_policy(policy_name, name, after),
                "cloudformation": forms.cloudformation_role_policy(policy_name, name, after),
            },
            undo={"aws-cli": shell.script(undo)},
            proof=_proof(function, known, held, after or {}, wanted, target)
            if known and isinstance(function, Function)
            else None,
            warnings=warnings,
            documents=(
                Shown(
                    f"inline policy {policy_name} of {name}",
                    forms.pretty(before) if before else None,
                    forms.pretty(after),
                ),
            ),
        ),
    )


def _short(resource: str) -> str:
    named = arn.parse(resource)
    return named.name if named else resource


def _fitting(role: Role | None, wanted: Iterable[tuple[str, str]]) -> PolicyDocument | None:
    """Return the inline policy that already speaks of one of the resources: it is extended rather than a new one added."""
    if role is None or isinstance(role.policies, Unknown):
        return None
    inline = [p for p in role.policies if p.arn is None and isinstance(p.document, dict)]
    services = {resource.split(":")[2] for _, resource in wanted if resource.count(":") >= 2}
    resources = {resource for _, resource in wanted}
    for policy in inline:
        text = msgspec.json.encode(policy.document).decode()
        if any(f'"{resource}"' in text for resource in resources) and len(services) == 1:
            return policy
    return None


def _policy_name(role: Role | None, action: str) -> str:
    """Return a name that no inline policy of the role has: put-role-policy would replace it."""
    taken = {p.name for p in role.policies} if role and not isinstance(role.policies, Unknown) else set()
    wanted = f"allow-{action.replace(':', '-').lower()}"[:100]
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


def _proof(
    function: Function,
    role: Role,
    held: PolicyDocument | None,
    after: Document,
    wanted: tuple[tuple[str, str], ...],
    target: tuple[Document | Unknown | None, tuple[dict[str, Any], ...]],
) -> Proof:
    """Judge again, with the new document in place of the old one."""
    before = policies_for(role, *target)
    others = (
        [d for p, d in zip(role.policies, identity(role), strict=True) if p is not held]
        if not isinstance(role.policies, Unknown)
        else []
    )
    changed = Policies(
        identity=(*others, after),
        resource=before.resource,
        permission_boundaries=boundary(role),
        grants=before.grants,
    )
    action, resource = wanted[0]
    request = request_of(function, action, resource)
    alone = [_without(changed, others, held, wanted, drop) for drop in range(len(wanted))]
    granted = {a.lower() for a, _ in wanted}
    near = neighbours_of(
        request,
        [a for a in siblings(action) if a.lower() not in granted],
        [r for r in sibling_resources(resource.removesuffix(":*")) if r != resource],
    )
    return prove(request, before, changed, alone[:1], near)


def _without(
    changed: Policies,
    others: list[Any],
    held: PolicyDocument | None,
    wanted: tuple[tuple[str, str], ...],
    drop: int,
) -> Policies:
    """Return the changed policies without the grant number *drop*."""
    document = held.document if held and isinstance(held.document, dict) else None
    for number, (action, resource) in enumerate(wanted):
        if number != drop:
            document = with_allow(document, sid_of(action), action, resource)
    return msgspec.structs.replace(changed, identity=(*others, *((document,) if document else ())))


def poller(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the queue actions that are missing, on the one queue."""
    if finding.hop is None or not finding.plan:
        return ()
    wanted = tuple((action, finding.hop.source.id) for action in finding.plan)
    return grant(world, wanted, f"Let {{role}} poll {finding.hop.source.name}")


def logs(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the log actions that are missing, on the function's own log group."""
    function = world.function
    if not isinstance(function, Function) or not finding.plan:
        return ()
    group = (
        f"arn:{function.partition}:logs:{function.region}:{function.account}:log-group:{function.log_group}:*"
    )
    return grant(
        world, tuple((action, group) for action in finding.plan), "Let {role} write the function's log"
    )


FIXES = {
    "aws.role.action-missing": allow,
    "aws.role.resource-mismatch": allow,
    "aws.role.list-bucket-missing": allow,
    "aws.role.key-permission-missing": allow,
    "aws.role.assume-role-missing": allow,
    "aws.role.logs-permission-missing": logs,
}
