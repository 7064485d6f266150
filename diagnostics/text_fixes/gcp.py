"""The fix that a message of Google Cloud alone can justify: one binding of the narrowest role, or an exception in words."""

from __future__ import annotations

import re

from diagnostics.messages.model import Saying
from diagnostics.report import Fix, Grant, Setting

_MEMBER = re.compile(r"(?:serviceAccount|user):[A-Za-z0-9._%+-]{1,128}@[A-Za-z0-9.-]{3,160}")
_PERMISSION = re.compile(r"[a-z][a-zA-Z0-9-]{1,40}(?:\.[a-zA-Z0-9]{1,60}){2,4}")
_MASK = re.compile(
    r"[xX]{3,}|\*|#{3,}|\.\.\.|…|[<>\[\]{}\s]|redacted|masked|REMOVED|(?-i:PROJECT|YOUR)", re.IGNORECASE
)
# The collections whose elements have an allow policy of their own; a version's or an object's is the one above it.
_BOUND = re.compile(
    r"projects/_/buckets/[^/]+|projects/[^/]+/(?:secrets|topics|subscriptions|serviceAccounts)/[^/]+"
    r"|projects/[^/]+/locations/[^/]+/(?:keyRings/[^/]+/cryptoKeys|queues|services|functions|repositories)/[^/]+"
    r"|projects/[^/]+/datasets/[^/]+/tables/[^/]+|projects/[^/]+\Z"
)
_BELOW = re.compile(r"/(?:versions|cryptoKeyVersions|objects)/.+|\Z")
_ABSENT = "The text cannot tell a missing grant from a resource that does not exist: make sure first that {} exists."
_OTHERS = "If the account has such a role already, a deny policy, an access boundary or a condition refuses; this binding is not enough then."
_ESCALATION = "{} lets an account act as another or grant itself more: bind it on this one resource only, and let its owner decide."


def gcp_fixes(saying: Saying) -> tuple[Fix, ...]:
    """Return what *saying* alone justifies, without commands; empty where a name is masked, missing or has no policy."""
    member, permission, bound = saying.principal, saying.action, bound_of(saying.resource)
    if member is None or not _MEMBER.fullmatch(member) or _MASK.search(member):
        return ()
    if permission is None or not _PERMISSION.fullmatch(permission) or saying.class_ != "iam":
        return ()
    if saying.deny_origin == "deny-policy":
        return _exception(member, permission)
    if bound is None or saying.deny_origin not in {None, "implicit-identity"}:
        return ()
    if permission.lower().startswith("iam.serviceaccounts.") and "/serviceAccounts/" not in bound:
        return ()  # on a project it would be every account of it
    from diagnostics.fix.gcp.roles import escalates, narrowest  # here: few texts need them

    role = narrowest(permission)
    warnings = [_ABSENT.format(bound), _OTHERS]
    if role is None:
        warnings.append("No predefined role is as narrow: a custom role of exactly this permission is meant.")
    if escalates(permission):
        warnings.append(_ESCALATION.format(permission))
    return (
        Fix(
            title=f"Let {member.partition(':')[2]} use {permission} on {bound}",
            grants=(
                Grant(
                    where="iam-binding",
                    principal=member,
                    actions=(permission,),
                    resources=(bound,),
                    role=role,
                ),
            ),
            warnings=tuple(warnings),
        ),
    )


def bound_of(resource: str | None) -> str | None:
    """Return the full name of what a binding is written on; None where *resource* is masked or has no policy of its own."""
    if resource is None or _MASK.search(resource):
        return None
    found = _BOUND.match(resource)
    return found[0] if found and _BELOW.fullmatch(resource, found.end()) else None


def _exception(member: str, permission: str) -> tuple[Fix, ...]:
    title = f"Except {member} in the deny policy, for {permission} only"
    return (
        Fix(
            title=title,
            changes=(Setting(target="the deny policy", setting=title),),
            warnings=("No role overrides a deny policy: its rule has to change, and its owner decides.",),
        ),
    )
