"""An Allow in a role's own inline policy: the statement, the scripts that write it, and the proof."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from diagnostics.fix import shell
from diagnostics.fix.aws import escalation, forms
from diagnostics.fix.aws.documents import extendable, sid_of, with_allow
from diagnostics.fix.aws.owner import drift_warning, owner_of
from diagnostics.fix.aws.siblings import siblings
from diagnostics.fix.aws.wanted import ANYTHING, Wanted, unscoped, validated
from diagnostics.fix.prove import neighbours_of, prove, sibling_resources
from diagnostics.fix.values import checked, json_argument, quoted
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.decide import identity, policies_for, request_of
from diagnostics.hops.aws.documents import statements
from diagnostics.hops.aws.world import AwsWorld, Document, Function, PolicyDocument, Role
from diagnostics.policy.aws import Policies, Request, Unreadable
from diagnostics.policy.aws.wildcards import compiled
from diagnostics.reader import Unknown
from diagnostics.report import Document as Shown
from diagnostics.report import Fix, Grant, Proof

_INLINE_LIMIT = 10_240  # characters of all inline policies of a role together, white space aside; IAM quotas


class Target(msgspec.Struct, frozen=True):
    """The other side of the call: its own policy as it was read, and a key's grants."""

    policy: Document | Unknown | None = None
    grants: tuple[dict[str, Any], ...] = ()


def grant(
    world: AwsWorld,
    wanted: Iterable[Wanted | tuple[str, str]],
    title: str,
    target: Target = Target(),  # noqa: B008 - frozen
    role_arn: str | None = None,
    warnings: tuple[str, ...] = (),
) -> tuple[Fix, ...]:
    """Return the fix that allows everything *wanted* in one inline policy of the role."""
    function, role = world.function, world.role
    role_arn = role_arn or (function.config.Role if isinstance(function, Function) else None)
    if role_arn is None or role is None:
        return ()
    rows = tuple(validated(w if isinstance(w, Wanted) else Wanted(*w)) for w in wanted)
    known = role if isinstance(role, Role) and role.arn == role_arn else None
    name = arn.role_name(checked(role_arn, "arn"))
    held = _fitting(known, rows)
    policy_name = held.name if held else _policy_name(known, rows[0].action)
    before = held.document if held and isinstance(held.document, dict) else None
    after = _with(before, rows)
    owner = owner_of(world)
    return (
        Fix(
            title=title.format(role=name),
            owner=owner,
            grants=_grants(role_arn, rows),
            commands={
                "aws-cli": _put(role_arn, name, policy_name, after),
                "terraform": forms.terraform_role_policy(policy_name, name, after),
                "cloudformation": forms.cloudformation_role_policy(policy_name, name, after),
            },
            undo={"aws-cli": _put(role_arn, name, policy_name, before)},
            proof=_proof(function, known, held, rows, target)
            if known and isinstance(function, Function)
            else None,
            warnings=(*warnings, *_warnings(rows, known, held, after), *drift_warning(owner)),
            documents=(
                Shown(
                    f"inline policy {policy_name} of {name}",
                    forms.pretty(before) if before else None,
                    forms.pretty(after),
                ),
            ),
        ),
    )


def _with(document: Document | None, rows: Iterable[Wanted]) -> Document:
    for row in rows:
        document = with_allow(document, sid_of(row.action), row.action, row.resource, row.conditions)
    return document or {}


def _grants(role_arn: str, rows: tuple[Wanted, ...]) -> tuple[Grant, ...]:
    """Return one grant for what shares its conditions and resources."""
    together: dict[str, list[Wanted]] = {}
    for row in rows:
        together.setdefault(f"{row.resource} {row.conditions}", []).append(row)
    return tuple(
        Grant(
            where="identity-policy",
            principal=role_arn,
            actions=tuple(dict.fromkeys(row.action for row in group)),
            resources=(group[0].resource,),
            conditions=group[0].conditions,
        )
        for group in together.values()
    )


def _put(role_arn: str, name: str, policy: str, document: Document | None) -> str:
    """Return the script that makes *document* the inline policy, or that deletes the policy where there is none."""
    region = arn.global_region(role_arn.split(":")[1])
    which = (f"--role-name {quoted(name, 'role')}", f"--policy-name {quoted(policy, 'policy-name')}")
    if document is None:
        return shell.script(shell.aws("iam", "delete-role-policy", region, *which))
    body = f"--policy-document {json_argument(document)}"
    return shell.script(shell.aws("iam", "put-role-policy", region, *which, body))


def _warnings(
    rows: tuple[Wanted, ...], role: Role | None, held: PolicyDocument | None, after: Document
) -> tuple[str, ...]:
    found = [w for row in rows for w in escalation.warning(row.action)]
    loose = [row.action for row in rows if unscoped(row.action)]
    if loose:
        found.append(f"{', '.join(loose)} has no resource-level permissions, hence the Resource *.")
    if role is None:
        found.append(
            "The role's policies could not be read, so a new inline policy is proposed and its name may be taken."
        )
    elif not isinstance(role.policies, Unknown):
        kept = [p.document for p in role.policies if p.arn is None and p is not held]
        size = sum(len(msgspec.json.encode(d)) for d in (*kept, after) if isinstance(d, dict))
        if size > _INLINE_LIMIT:
            found.append(
                f"With it the role's inline policies hold {size} characters, more than the {_INLINE_LIMIT} that IAM "
                "allows: put the statement into a customer managed policy instead."
            )
    return tuple(found)


def _fitting(role: Role | None, rows: tuple[Wanted, ...]) -> PolicyDocument | None:
    """Return the inline policy to extend: one with a statement that grows by a word, or that speaks of the resource."""
    if role is None or isinstance(role.policies, Unknown):
        return None
    inline = [p for p in role.policies if p.arn is None and isinstance(p.document, dict)]
    for policy in inline:
        held = statements(policy.document if isinstance(policy.document, dict) else None)
        if any(extendable(held, row.action, row.resource, row.conditions) for row in rows):
            return policy
    named = {f'"{row.resource}"' for row in rows if row.resource != ANYTHING}
    for policy in inline:
        text = msgspec.json.encode(policy.document).decode()
        if any(resource in text for resource in named):
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
    rows: tuple[Wanted, ...],
    target: Target,
) -> Proof:
    """Judge again with the new document in place of the old one, and with each of its new elements left out."""
    kept: list[Any] = list(identity(role))
    if held is not None and not isinstance(role.policies, Unknown):
        kept = [d for p, d in zip(role.policies, kept, strict=True) if p is not held]
    base = held.document if held and isinstance(held.document, dict) else None

    def side(row: Wanted) -> Policies:
        """Return the policies as they stand for *row*; the target's own policy only speaks of the target."""
        policies = policies_for(role, None, target.grants)
        return msgspec.structs.replace(policies, resource=_resource_side(role, row, rows[0], target))

    def judged(row: Wanted, chosen: Iterable[Wanted]) -> Policies:
        document = _with(base, chosen)
        return msgspec.structs.replace(side(row), identity=(*kept, *((document,) if document else ())))

    first, *others = rows
    asked = [request_of(function, row.action, row.concrete, row.context) for row in rows]

    def without(row: Wanted) -> Policies:
        return judged(row, (other for other in rows if other is not row))

    return prove(
        asked[0],
        side(first),
        judged(first, rows),
        [without(first)],
        _neighbours(asked, rows),
        [(request, judged(row, rows), without(row)) for request, row in zip(asked[1:], others, strict=True)],
    )


def _resource_side(role: Role, row: Wanted, first: Wanted, target: Target) -> Document | Unreadable | None:
    """Return the other side's policy; one that decides and was not read stands in as unreadable."""
    if row.action.startswith("kms:") and row.concrete != first.concrete:
        return Unreadable("key-policy")
    if isinstance(target.policy, dict):
        return target.policy
    if isinstance(target.policy, Unknown):
        return Unreadable("resource-policy")
    named, own = arn.parse(row.concrete), arn.parse(role.arn)
    foreign = named is not None and own is not None and named.account not in {"", own.account}
    trusts = row.action.lower().startswith("sts:assumerole")
    return Unreadable("trust-policy" if trusts else "resource-policy") if foreign or trusts else None


def _neighbours(asked: list[Request], rows: tuple[Wanted, ...]) -> list[tuple[str, Request]]:
    """Return what must stay refused: sibling actions, resources beside and elsewhere, the same without the condition."""

    def covered(near: Request) -> bool:
        return any(
            row.action.lower() == near.action.lower() and compiled(row.resource)(near.resource)
            for row in rows
        )

    tried: list[tuple[str, Request]] = []
    for number, (request, row) in enumerate(zip(asked, rows, strict=True)):
        actions = siblings(request.action) if number == 0 else ()
        near = sibling_resources(request.resource.removesuffix(":*")) if row.resource != ANYTHING else ()
        tried += [(n, r) for n, r in neighbours_of(request, actions, near) if not covered(r)]
        if row.conditions:
            bare = {k: v for k, v in request.context.items() if k not in row.context}
            name = f"{row.action} without the condition's {', '.join(row.context)}"
            absent = request.absent | {key.lower() for key in row.context}
            tried.append((name, msgspec.structs.replace(request, context=bare, absent=absent)))
    return list(dict(tried).items())
