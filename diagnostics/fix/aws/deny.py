"""Fixes for an explicit deny: an exception in the statement that denies, never an Allow."""

from __future__ import annotations

import msgspec

from diagnostics.case import Finding
from diagnostics.fix import shell
from diagnostics.fix.aws import escalation, forms
from diagnostics.fix.aws.exceptions import CERTAIN, POSSIBLE, excepted, narrowed
from diagnostics.fix.aws.owner import drift_warning, owner_of
from diagnostics.fix.aws.siblings import siblings
from diagnostics.fix.prove import neighbours_of, prove
from diagnostics.fix.values import checked, json_argument, quoted
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.decide import policies_for, request_of
from diagnostics.hops.aws.documents import statements
from diagnostics.hops.aws.target import TargetHop
from diagnostics.hops.aws.world import AwsWorld, Document, Function, PolicyDocument, Role
from diagnostics.policy.aws import Policies, Request
from diagnostics.reader import Unknown
from diagnostics.report import Document as Shown
from diagnostics.report import Fix, Owner, Proof, Setting

FIVE_VERSIONS = "A policy keeps five versions; where it has five, one has to be deleted first."


def explicit_deny(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the narrowed statement, in each inline or managed policy, or boundary, that denies."""
    function, role, denied = world.function, world.role, finding.denied
    if not isinstance(function, Function) or not isinstance(role, Role) or isinstance(role.policies, Unknown):
        return ()
    if denied is None or not denied.action or not denied.resource:
        return ()
    request = request_of(function, checked(denied.action, "action"), checked(denied.resource, "arn"))
    found = _narrowed(role, request, CERTAIN) or _narrowed(role, request, POSSIBLE)
    if not found:
        return ()
    parts = [_fix(world, role, request, each) for each in found]
    proof = _proof(role, request, found, finding)
    if len(parts) == 1:
        return (msgspec.structs.replace(parts[0], proof=proof),)
    return (_together(parts, request, proof),)


class Narrowed(msgspec.Struct, frozen=True):
    """A policy that denies, the document it would be, and the statements that change."""

    policy: PolicyDocument
    after: Document
    touched: list[str]


def _narrowed(role: Role, request: Request, how: str) -> list[Narrowed]:
    """Return every policy of the role, and its boundary, whose statements deny the request for certain, or may."""
    policies = () if isinstance(role.policies, Unknown) else role.policies
    found = []
    for policy in (*policies, *((role.boundary,) if role.boundary else ())):
        if isinstance(policy.document, Unknown):
            continue
        after, touched = (excepted if policy.arn else narrowed)(policy.document, request, how=how)
        if touched:
            found.append(Narrowed(policy, after, touched))
    return found


def _together(parts: list[Fix], request: Request, proof: Proof) -> Fix:
    """Return one fix of several: each policy denies by itself, so only all of them together are enough."""
    return Fix(
        title=f"Let {len(parts)} policies that deny {request.action} pass it on {_short(request.resource)}",
        owner=next((part.owner for part in parts if part.owner), None),
        changes=tuple(change for part in parts for change in part.changes),
        commands=forms.together([part.commands for part in parts]),
        undo=forms.together([part.undo for part in parts]),
        proof=proof,
        warnings=tuple(dict.fromkeys(warning for part in parts for warning in part.warnings)),
        documents=tuple(document for part in parts for document in part.documents),
    )


def _fix(world: AwsWorld, role: Role, request: Request, narrow: Narrowed) -> Fix:
    policy, after, touched = narrow.policy, narrow.after, narrow.touched
    owner = owner_of(world)
    commands: dict[str, str] = {}
    undo: dict[str, str] = {}
    warnings = [
        *escalation.warning(request.action),
        f"The deny in {policy.name} was probably meant; have its owner agree before it is narrowed.",
    ]
    if policy.arn and ":aws:policy/" in policy.arn:
        warnings.append(
            f"{policy.name} is AWS's own and cannot be edited: detach it, or use another role for this function."
        )
    elif policy.arn:
        commands, undo = managed_version(policy, after, arn.global_region(policy.arn.split(":")[1]))
        warnings.append(
            f"{policy.name} may be attached to other roles: for them the deny stays as it was. {FIVE_VERSIONS}"
        )
    else:
        commands, undo = _inline(role, policy, after)
    if policy is role.boundary:
        owner = owner or Owner("account", role.arn.split(":")[4])
        warnings.append(
            f"{policy.name} is the role's permissions boundary, set by whoever is responsible for it."
        )
    return Fix(
        title=f"Let the deny in {policy.name} pass {request.action} on {_short(request.resource)}",
        owner=owner,
        changes=(
            Setting(
                target=policy.arn or f"inline policy {policy.name} of {role.name}",
                setting=f"Statement {', '.join(touched)}",
                from_=f"denies {request.action} on {request.resource}",
                to=f"denies what it denied, this one request of {role.arn} excepted",
            ),
        ),
        commands=commands,
        undo=undo,
        warnings=(*warnings, *drift_warning(owner)),
        documents=(Shown(policy.name, forms.pretty(policy.document), forms.pretty(after)),),
    )


def _short(resource: str) -> str:
    named = arn.parse(resource)
    return named.name if named else resource


def _inline(role: Role, policy: PolicyDocument, after: Document) -> tuple[dict[str, str], dict[str, str]]:
    region = arn.global_region(role.arn.split(":")[1])
    which = (
        f"--role-name {quoted(role.name, 'role')}",
        f"--policy-name {quoted(policy.name, 'policy-name')}",
    )

    def put(document: object) -> str:
        body = f"--policy-document {json_argument(document)}"
        return shell.script(shell.aws("iam", "put-role-policy", region, *which, body))

    undo = {"aws-cli": put(policy.document)}
    if not statements(after):
        return {"aws-cli": shell.script(shell.aws("iam", "delete-role-policy", region, *which))}, undo
    return {
        "aws-cli": put(after),
        "terraform": forms.terraform_role_policy(policy.name, role.name, after),
        "cloudformation": forms.cloudformation_role_policy(policy.name, role.name, after),
    }, undo


def managed_version(
    policy: PolicyDocument, after: Document, region: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the script that makes *after* the default version of a managed policy, and the one that goes back.

    A policy keeps five versions, so the way back takes up the version that was, and makes a new one only where its
    number is not known. Where it has five, one has to be deleted first, which the script does not do by itself.
    """
    named = f"--policy-arn {quoted(policy.arn, 'arn')}"

    def version(document: object) -> str:
        body = f"--policy-document {json_argument(document)}"
        return shell.script(
            shell.aws("iam", "create-policy-version", region, named, body, "--set-as-default")
        )

    def back() -> str:
        if policy.version is None:
            return version(policy.document)
        which = f"--version-id {quoted(policy.version, 'policy-version')}"
        return shell.script(shell.aws("iam", "set-default-policy-version", region, named, which))

    commands = {
        "aws-cli": version(after),
        "terraform": forms.terraform_managed_policy(policy.name, after),
        "cloudformation": forms.cloudformation_managed_policy(policy.name, after),
    }
    return commands, {"aws-cli": back()}


def _proof(role: Role, request: Request, found: list[Narrowed], finding: Finding) -> Proof:
    """Judge again with every narrowed document in its place, and with each of them left as it was."""
    hop = finding.hop
    target = (hop.policy, hop.grants) if isinstance(hop, TargetHop) else (None, ())

    def judged(chosen: list[Narrowed]) -> Policies:
        def now(policy: PolicyDocument) -> PolicyDocument:
            after = next((n.after for n in chosen if n.policy is policy), policy.document)
            return msgspec.structs.replace(policy, document=after)

        held = () if isinstance(role.policies, Unknown) else role.policies
        edge = now(role.boundary) if role.boundary else None
        changed = msgspec.structs.replace(role, policies=tuple(now(p) for p in held), boundary=edge)
        return policies_for(changed, *target)

    lacking = [judged([other for other in found if other is not each]) for each in found]
    near = neighbours_of(request, siblings(request.action))
    return prove(request, judged([]), judged(found), lacking, near)


FIXES = {"aws.role.explicit-deny": explicit_deny}
