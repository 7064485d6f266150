"""The execution role with its trust, its policies and its boundary."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from diagnostics.hops.aws import arn
from diagnostics.hops.aws.documents import as_document
from diagnostics.hops.aws.world import Document, PolicyDocument, Role
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.aws import core


def read_role(ask: Ask, role_arn: str) -> Role | Unknown | None:
    """Return the role, None where it was deleted, or Unknown; unreadable policies are Unknown one by one."""
    parsed = arn.parse(role_arn)
    if parsed is None:
        return Unknown("the function names no role")
    scope, name = arn.global_region(parsed.partition), arn.role_name(role_arn)
    answers = ask.all(
        core.role(scope, RoleName=name),
        core.attached_policies(scope, RoleName=name),
        core.inline_policies(scope, RoleName=name),
    )
    body, attached, inline = answers
    if body is None:
        return None
    boundary_arn = None
    if not isinstance(body, Unknown) and body.Role.PermissionsBoundary:
        boundary_arn = body.Role.PermissionsBoundary.get("PermissionsBoundaryArn")
    tasks: list[Callable[[], PolicyDocument]] = [
        partial(_inline, ask, scope, name, policy) for policy in (inline.PolicyNames if inline else ())
    ]
    tasks += [
        partial(_managed, ask, scope, policy.PolicyName, policy.PolicyArn)
        for policy in (attached.AttachedPolicies if attached else ())
    ]
    if boundary_arn:
        tasks.append(partial(_managed, ask, scope, boundary_arn.rpartition("/")[2], boundary_arn))
    read = ask.together(*tasks)
    policies: tuple[PolicyDocument, ...] | Unknown = tuple(read[:-1] if boundary_arn else read)
    for listing in (attached, inline):
        if isinstance(listing, Unknown):
            policies = _unlisted(policies, listing)
    if isinstance(body, Unknown):
        if isinstance(attached, Unknown) and isinstance(inline, Unknown):
            return body
        boundary = PolicyDocument("(the permissions boundary, if any)", body)
        return Role(role_arn, name, "", None, policies, boundary)
    trust = as_document(body.Role.AssumeRolePolicyDocument)
    return Role(
        arn=body.Role.Arn or role_arn,
        name=name,
        id=body.Role.RoleId,
        trust=None if isinstance(trust, Unknown) else trust,
        policies=policies,
        boundary=read[-1] if boundary_arn else None,
        tags={tag.get("Key", ""): tag.get("Value", "") for tag in body.Role.Tags},
    )


def managed_document(ask: Ask, role_arn: str, policy_arn: str) -> Document | Unknown:
    """Return the default version of a managed policy of the partition that *role_arn* is in."""
    parsed = arn.parse(role_arn)
    scope = arn.global_region(parsed.partition if parsed else "aws")
    return _managed(ask, scope, policy_arn.rpartition("/")[2], policy_arn).document


def _unlisted(policies: tuple[PolicyDocument, ...] | Unknown, why: Unknown) -> tuple[PolicyDocument, ...]:
    """Return *policies* with a stand-in for those that could not be listed."""
    kind = "attached" if "Attached" in why.read else "inline"
    return (*(policies if isinstance(policies, tuple) else ()), PolicyDocument(f"({kind} policies)", why))


def _inline(ask: Ask, scope: str, role: str, name: str) -> PolicyDocument:
    policy = ask(core.inline_policy(scope, RoleName=role, PolicyName=name))
    if isinstance(policy, Unknown):
        return PolicyDocument(name, policy)
    document = as_document(policy.PolicyDocument) if policy else None
    return PolicyDocument(name, document if document is not None else Unknown("the policy is gone"))


def _managed(ask: Ask, scope: str, name: str, policy_arn: str) -> PolicyDocument:
    policy = ask(core.managed_policy(scope, PolicyArn=policy_arn))
    if isinstance(policy, Unknown):
        return PolicyDocument(name, policy, policy_arn)
    if policy is None:
        return PolicyDocument(name, Unknown("the policy does not exist"), policy_arn)
    number = policy.Policy.DefaultVersionId
    version = ask(core.managed_policy_version(scope, PolicyArn=policy_arn, VersionId=number))
    if isinstance(version, Unknown):
        return PolicyDocument(name, version, policy_arn)
    document = as_document(version.PolicyVersion.Document) if version else None
    known = document if document is not None else Unknown("the policy is gone")
    return PolicyDocument(name, known, policy_arn, number)
