"""Fixes on the receiving side: a statement for the one role, or an exception in the statement that denies it."""

from __future__ import annotations

import copy

import msgspec

from diagnostics.case import Finding
from diagnostics.fix.aws import escalation, forms
from diagnostics.fix.aws.documents import sid_of, unused_sid
from diagnostics.fix.aws.exceptions import excepted_in
from diagnostics.fix.aws.identity_grant import grant
from diagnostics.fix.aws.key_grant import is_aws_managed, new_grant
from diagnostics.fix.aws.owner import drift_warning, owner_of
from diagnostics.fix.aws.siblings import siblings
from diagnostics.fix.aws.target_writers import WRITERS
from diagnostics.fix.aws.wanted import Wanted
from diagnostics.fix.prove import neighbours_of, other_principals, prove
from diagnostics.fix.values import checked
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.arn import Arn
from diagnostics.hops.aws.decide import decide, policies_for, request_of
from diagnostics.hops.aws.documents import statements
from diagnostics.hops.aws.target import TargetHop
from diagnostics.hops.aws.world import AwsWorld, Document, Function, Role
from diagnostics.policy.aws import Policies
from diagnostics.reader import Unknown
from diagnostics.report import Document as Shown
from diagnostics.report import Fix, Grant, Owner, Proof, Setting, Where

_ALWAYS = frozenset({"iam", "kms", "sns"})  # roles, keys and topics carry a policy from their first day


class _Call(msgspec.Struct, frozen=True):
    """The refused call, every part of it known."""

    function: Function
    hop: TargetHop
    action: str
    resource: str
    named: Arn

    @property
    def foreign(self) -> bool:
        return self.named.account not in {"", self.function.account}

    @property
    def where(self) -> Where:
        return "key-policy" if self.named.service == "kms" else "resource-policy"


def _call(world: AwsWorld, finding: Finding) -> _Call | None:
    function = world.function
    # a poller's refused call is planned beside the hop that it breaks
    known = (finding.hop, getattr(finding.plan, "hop", None))
    hop = next((h for h in known if isinstance(h, TargetHop)), None)
    if hop is None or not isinstance(function, Function):
        return None
    named = arn.parse(hop.resource)
    if named is None or not hop.action or not hop.resource:
        return None
    return _Call(function, hop, checked(hop.action, "action"), checked(hop.resource, "arn"), named)


def _actions(call: _Call, finding: Finding) -> tuple[str, ...]:
    """Return the refused action, and the others that are refused with it and needed too."""
    return (call.action, *(checked(action, "action") for action in getattr(finding.plan, "also", ())))


def admit(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the resource's own policy with one statement more: the role, the action, this resource.

    A call into another account needs the role's own Allow as well: where that is missing it is the second half.
    """
    call = _call(world, finding)
    if call is None:
        return ()
    role_arn = checked(call.function.config.Role, "arn")
    actions = _actions(call, finding)
    given = Grant(call.where, role_arn, actions, (call.resource,))
    if isinstance(call.hop.policy, Unknown):
        return (_unread(call, grants=(given,)),)
    if call.named.service == "kms" and is_aws_managed(call.hop.policy):
        return (new_grant(call.function, call.hop.grants),)
    after = admitting(call.hop.policy, call.named, role_arn, call.action, call.resource)
    for action in actions[1:]:
        after = admitting(after, call.named, role_arn, action, call.resource)
    title = f"Let the policy of {call.hop.target.name} admit {arn.role_name(role_arn)} for {call.action}"
    fix = _fix(world, call, title, after, grants=(given,), actions=actions)
    return _with_identity(world, call, fix, after) if call.foreign else (fix,)


def admitting(policy: Document | None, named: Arn, role_arn: str, action: str, resource: str) -> Document:
    """Return *policy* with one Allow more, for the role."""
    after: Document = copy.deepcopy(policy) if policy else {"Version": "2012-10-17", "Statement": []}
    rows = statements(after)
    row = {
        "Sid": unused_sid(rows, sid_of(action)),
        "Effect": "Allow",
        "Principal": {"AWS": role_arn},
        "Action": action,
        "Resource": "*" if named.service == "kms" else resource,
    }
    if named.service == "iam":  # a trust policy speaks of its own role, and may name no resource
        del row["Resource"]
    rows.append(row)
    after["Statement"] = rows
    return after


def _with_identity(world: AwsWorld, call: _Call, fix: Fix, after: Document) -> tuple[Fix, ...]:
    """Return *fix*, and the Allow in the role's own account where it is missing; proven together."""
    role = world.role
    if not isinstance(role, Role):
        return (fix,)
    request = request_of(call.function, call.action, call.resource)
    then = policies_for(role, after, call.hop.grants)
    answer = decide(request, then)
    if answer.allowed is not False or "identity" not in answer.blocked_by:
        return (fix,)
    own = grant(world, (Wanted(call.action, call.resource),), f"Let {{role}} call {call.action} there")[0]
    statement = {"Effect": "Allow", "Action": call.action, "Resource": call.resource}
    allowed: Document = {"Version": "2012-10-17", "Statement": [statement]}
    both = msgspec.structs.replace(then, identity=(*then.identity, allowed))
    only_own = msgspec.structs.replace(both, resource=call.hop.policy)
    proof = _proof(call, role, both, without=(then, only_own))
    half = f"Both accounts have to change: this is the half in account {{}}; the call needs {call.action} on both sides."
    shared = {"grants": (*fix.grants, *own.grants), "proof": proof}
    first = msgspec.structs.replace(fix, warnings=(half.format(call.named.account), *fix.warnings), **shared)
    second = msgspec.structs.replace(
        own, warnings=(half.format(call.function.account), *own.warnings), **shared
    )
    return first, second


def both_sides(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the half in the role's account and the half in the resource's, or nothing where not both are missing."""
    call, role = _call(world, finding), world.role
    if call is None or not call.foreign or not isinstance(role, Role) or isinstance(call.hop.policy, Unknown):
        return ()
    if call.hop.policy is None and (call.named.service not in WRITERS or call.named.service in _ALWAYS):
        return ()  # not read, rather than absent
    answer = decide(
        request_of(call.function, call.action, call.resource),
        policies_for(role, call.hop.policy, call.hop.grants),
    )
    if answer.allowed is not False or not {"identity", "resource"} <= set(answer.blocked_by):
        return ()
    return tuple(reversed(admit(world, finding)))


def except_role(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the resource's own policy in which the deny excepts the one role."""
    call = _call(world, finding)
    if call is None or call.hop.policy is None:
        return ()
    role_arn = call.function.config.Role

    def change(statement: str) -> Setting:
        text = f"except {role_arn} for {', '.join(_actions(call, finding))}"
        return Setting(target=call.resource, setting=statement, from_="denies the role", to=text)

    if isinstance(call.hop.policy, Unknown):
        return (_unread(call, changes=(change("the denying statement"),)),)
    actions, touched = _actions(call, finding), list[str]()
    after: Document = call.hop.policy
    stood = {str(row.get("Sid") or number) for number, row in enumerate(statements(after))}
    for action in actions:
        after, names = excepted_in(after, request_of(call.function, action, call.resource), own=True)
        touched += [name for name in names if name in stood and name not in touched]
    if not touched:
        return ()
    title = f"Except {arn.role_name(role_arn)} from the deny in the policy of {call.hop.target.name}"
    given = (change(f"Statement {', '.join(touched)}"),)
    return (_fix(world, call, title, after, changes=given, actions=actions),)


def _unread(call: _Call, *, grants: tuple[Grant, ...] = (), changes: tuple[Setting, ...] = ()) -> Fix:
    """The document cannot be read, so nothing is written over it: who to ask, and for what."""
    return Fix(
        title=f"Have the owner of {call.hop.target.name} admit {call.function.config.Role} for {call.action}",
        owner=Owner("account", call.named.account or None),
        grants=grants,
        changes=changes,
        warnings=(
            "The policy could not be read; writing one blindly would drop what stands in it, so no command is given.",
        ),
    )


def _fix(
    world: AwsWorld,
    call: _Call,
    title: str,
    after: Document,
    *,
    grants: tuple[Grant, ...] = (),
    changes: tuple[Setting, ...] = (),
    actions: tuple[str, ...] = (),
) -> Fix:
    hop = call.hop
    before = hop.policy if isinstance(hop.policy, dict) else None
    owner = Owner("account", call.named.account) if call.foreign else owner_of(world)
    warnings = [*escalation.warning(call.action), *drift_warning(owner)]
    if call.foreign:
        warnings.append(
            f"{hop.target.name} belongs to account {call.named.account}: its owner has to run this."
        )
    if changes:
        warnings.append("The deny was probably meant; have its owner agree before the exception is made.")
    writer = WRITERS.get(call.named.service)
    commands, undo = writer(hop, call.named, call.function.region, before, after) if writer else ({}, {})
    role = world.role if isinstance(world.role, Role) else None
    return Fix(
        title=title,
        owner=owner,
        grants=grants,
        changes=changes,
        commands=commands,
        undo=undo,
        proof=_proof(
            call, role, policies_for(role, after, hop.grants), excepting=bool(changes), actions=actions
        )
        if role
        else None,
        warnings=tuple(warnings),
        documents=(
            Shown(
                f"policy of {hop.target.name}", forms.pretty(before) if before else None, forms.pretty(after)
            ),
        ),
    )


def _proof(
    call: _Call,
    role: Role,
    after: Policies,
    without: tuple[Policies, ...] = (),
    *,
    excepting: bool = False,
    actions: tuple[str, ...] = (),
) -> Proof:
    request = request_of(call.function, call.action, call.resource)
    before = policies_for(role, call.hop.policy, call.hop.grants)
    # a key's policy speaks of the key alone; an exception is for the action on all that the statement covers
    beside = () if call.named.service == "kms" or excepting else None
    others = tuple(action for action in siblings(call.action) if action not in actions)
    near = [*neighbours_of(request, others, beside), *other_principals(request)]
    return prove(request, before, after, without or (before,), near)


def trust(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the trust policy of the role to be assumed with the one role more; who to ask where it was not read."""
    call = _call(world, finding)
    if call is None or not call.action.lower().startswith("sts:"):
        return ()
    role_arn = checked(call.function.config.Role, "arn")
    given = Grant("trust-policy", role_arn, (call.action,), (call.resource,))
    if isinstance(call.hop.policy, dict):
        title = f"Let {arn.role_name(role_arn)} assume {arn.role_name(call.resource)}"
        after = admitting(call.hop.policy, call.named, role_arn, call.action, call.resource)
        return (_fix(world, call, title, after, grants=(given,)),)
    warning = "If the role is shared with a third party, keep its sts:ExternalId condition."
    fix = _unread(call, grants=(given,))
    return (msgspec.structs.replace(fix, warnings=(*fix.warnings, warning)),)


FIXES = {
    "aws.key-policy.role-not-admitted": admit,
    "aws.target-policy.role-not-admitted": admit,
    "aws.bucket-policy.role-not-admitted": admit,
    "aws.queue-policy.role-not-admitted": admit,
    "aws.topic-policy.role-not-admitted": admit,
    "aws.secret-policy.role-not-admitted": admit,
    "aws.file-system-policy.role-not-admitted": admit,
    "aws.function-policy.account-not-admitted": admit,
    "aws.key-grant.stale-role": admit,
    "aws.target-role.trust": trust,
    "aws.key-policy.explicit-deny": except_role,
    "aws.target-policy.explicit-deny": except_role,
    "aws.bucket-policy.explicit-deny": except_role,
    "aws.function-policy.explicit-deny": except_role,
}
