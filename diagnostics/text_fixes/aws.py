"""The fix that a message of AWS alone can justify: one grant of exactly what was refused, or a change in words."""

from __future__ import annotations

import re

from diagnostics.messages.model import Saying
from diagnostics.report import Fix, Grant, Setting

_SESSION = re.compile(r"arn:(aws[\w-]*):sts::(\d{12}):assumed-role/([\w+=,.@-]{1,64})/[^\s/]{1,64}")
_IDENTITY = re.compile(r"arn:aws[\w-]*:iam::\d{12}:(?:role|user)/[\w+=,.@/-]{1,512}")
_ARN = re.compile(r"arn:aws[\w-]*:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12}|aws)?:[^\s*?<>\[\]{}]{1,1200}")
_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9]+")
MASK = re.compile(r"[xX]{3,}|\*|#{3,}|\.\.\.|…|redacted|masked|REMOVED", re.IGNORECASE)
_UNSURE = "The text does not say which policy refused; if it was a boundary, an SCP or the resource's own policy, this grant is not enough."
_ELSEWHERE = "{} is in another account than the resource: its owner has to admit the role as well."
_DENIERS = {
    "explicit-identity": "identity policy with the explicit Deny",
    "boundary": "permissions boundary",
    "session": "session policy",
    "scp": "service control policy",
    "rcp": "resource control policy",
    "resource-policy": "resource's policy with the explicit Deny",
    "key-policy": "key policy with the explicit Deny",
    "vpc-endpoint": "VPC endpoint's policy",
    "trust": "role's trust policy",
}


def aws_fixes(saying: Saying) -> tuple[Fix, ...]:
    """Return what *saying* alone justifies, without commands; empty where a name is masked, missing or the caller's own.

    An implicit refusal of a role or user gives one grant on the exact resource; an explicit Deny, and every layer that
    no identity policy can overrule, gives the change in words.
    """
    if saying.explicit or saying.deny_origin in {"boundary", "session", "scp", "rcp", "vpc-endpoint"}:
        return _exception(saying)
    if saying.class_ != "iam" or saying.deny_origin not in {None, "implicit-identity"}:
        return ()
    role, action, resource = role_arn(saying.principal), saying.action, saying.resource
    if (
        role is None
        or action is None
        or not _ACTION.fullmatch(action)
        or not is_whole(resource)
        or resource == saying.principal
    ):
        return ()
    assert resource is not None  # noqa: S101 - for the type checker: is_whole
    warnings = [*_warning(action)]
    if saying.deny_origin is None:
        warnings.append(_UNSURE)
    if resource.split(":")[4] not in ("", "aws", role.split(":")[4]):
        warnings.append(_ELSEWHERE.format(role.rpartition("/")[2]))
    return (
        Fix(
            title=f"Let {role.rpartition('/')[2]} call {action} on {resource}",
            grants=(
                Grant(where="identity-policy", principal=role, actions=(action,), resources=(resource,)),
            ),
            warnings=tuple(warnings),
        ),
    )


def _warning(action: str) -> tuple[str, ...]:
    from diagnostics.fix.aws.escalation import warning  # here, because the package costs ten milliseconds

    return warning(action)


def role_arn(principal: str | None) -> str | None:
    """Return the ARN of the identity whose policy can be changed: the role behind a session, or the user; None if masked.

    A session's ARN has lost the role's path; the role is then written without one.
    """
    if principal is None or MASK.search(principal):
        return None
    session = _SESSION.fullmatch(principal)
    if session:
        return f"arn:{session[1]}:iam::{session[2]}:role/{session[3]}"
    return principal if _IDENTITY.fullmatch(principal) else None


def is_whole(resource: str | None) -> bool:
    """Whether *resource* is an ARN with every part in it: not masked, no pattern, not a short name."""
    return bool(resource and _ARN.fullmatch(resource) and not MASK.search(resource))


def _exception(saying: Saying) -> tuple[Fix, ...]:
    """Return the change that lifts a Deny, or a limit, for this one caller and request only."""
    layer = _DENIERS.get(saying.deny_origin or "", "policy with the explicit Deny")
    who = role_arn(saying.principal) or saying.principal or "the caller"
    what = f"{saying.action or 'the action'}" + (f" on {saying.resource}" if saying.resource else "")
    kind = "Except" if saying.explicit else "Let"
    title = f"{kind} {who} in the {layer}, for {what} only"
    change = Setting(target=saying.policy_arn or f"the {layer}", setting=title)
    warnings = (
        ["No Allow overrides an explicit Deny: the policy that denies has to change, and its owner decides."]
        if saying.explicit
        else ["This layer limits every identity policy: adding an Allow to the role changes nothing."]
    )
    return (
        Fix(
            title=title,
            changes=(change,),
            warnings=(*warnings, *(_warning(saying.action) if saying.action else ())),
        ),
    )
