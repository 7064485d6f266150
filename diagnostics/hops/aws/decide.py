"""What the policies that were read say about a request of the function's role."""

from __future__ import annotations

from typing import Any

from diagnostics.hops.aws import arn
from diagnostics.hops.aws.documents import as_list, statements
from diagnostics.hops.aws.world import Document, Function, Role
from diagnostics.policy.aws import Answer, Policies, Request, Unreadable, authorize
from diagnostics.reader import Unknown

# What the role session of a function certainly does not carry when its code calls a service itself.
_ABSENT = frozenset({
    "aws:username", "aws:federatedprovider", "aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid",
    "aws:sourceorgpaths", "aws:principalservicename", "aws:principalservicenameslist", "aws:multifactorauthage",
    "cognito-identity.amazonaws.com:sub", "saml:sub", "aws:ec2instancesourcevpc",
})  # fmt: skip


def session_arn(function: Function) -> str:
    """Return the session that Lambda gives the function: the role's name and the function's."""
    role = arn.parse(function.config.Role)
    account, partition = (role.account, role.partition) if role else (function.account, function.partition)
    return (
        f"arn:{partition}:sts::{account}:assumed-role/{arn.role_name(function.config.Role)}/{function.name}"
    )


def identity(role: Role) -> tuple[Document | Unreadable, ...]:
    """Return the role's policies as the judge takes them; what could not be read stands in as unreadable."""
    if isinstance(role.policies, Unknown):
        return (Unreadable("identity-policy"),)
    return tuple(
        Unreadable(f"identity-policy {policy.name}")
        if isinstance(policy.document, Unknown)
        else policy.document
        for policy in role.policies
    )


def boundary(role: Role) -> tuple[Document | Unreadable, ...] | None:
    """Return the permissions boundary, or None where the role has none."""
    if role.boundary is None:
        return None
    document = role.boundary.document
    return (Unreadable("permissions-boundary") if isinstance(document, Unknown) else document,)


def policies_for(
    role: Role, resource: Document | Unknown | None = None, grants: tuple[dict[str, Any], ...] = ()
) -> Policies:
    """Return every layer that was read for a call of *role* to a resource with the policy *resource*."""
    own = Unreadable("resource-policy") if isinstance(resource, Unknown) else resource
    return Policies(
        identity=identity(role), resource=own, permission_boundaries=boundary(role), grants=grants
    )


def request_of(
    function: Function, action: str, resource: str, context: dict[str, Any] | None = None
) -> Request:
    """Return the request as AWS would see it from the function's code; a key that is not told is not known."""
    named = arn.parse(resource)
    role = arn.parse(function.config.Role)
    account = (named.account if named else "") or (role.account if role else function.account)
    known: dict[str, Any] = {
        "aws:PrincipalArn": function.config.Role,
        "aws:PrincipalAccount": role.account if role else function.account,
        "aws:PrincipalType": "AssumedRole",
        "aws:PrincipalIsAWSService": "false",
        "aws:MultiFactorAuthPresent": "false",
        "aws:ResourceAccount": (named.account if named else "") or None,
        "aws:RequestedRegion": (named.region if named else "") or function.region,
        "aws:SecureTransport": "true",
        "lambda:SourceFunctionArn": function.arn,
    }
    return Request(
        session_arn(function), action, resource, account, known | (context or {}), open=True, absent=_ABSENT
    )


def allows_somewhere(function: Function, role: Role, action: str) -> bool | None:
    """Whether the role's policies allow *action* on any resource at all; None where not all of them could be read."""
    documents = identity(role)
    for document in documents:
        if isinstance(document, Unreadable):
            return None
        for row in statements(document):
            for pattern in as_list(row.get("Resource")) or ["*"]:
                concrete = (
                    str(pattern).replace("*", "x").replace("?", "x") if pattern != "*" else "arn:aws:any:::x"
                )
                request = request_of(function, action, concrete)
                if authorize(request, Policies(identity=(document,))).allowed is not False:
                    return True
    return False


def decide(request: Request, policies: Policies) -> Answer:
    """Return the judge's answer."""
    return authorize(request, policies)
