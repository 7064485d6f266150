"""The fix that a message of Azure alone can justify: one role assignment on the exact resource, or an exception in words."""

from __future__ import annotations

import re

from diagnostics.messages.model import Saying
from diagnostics.report import Fix, Grant, Setting

_OBJECT_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_RESOURCE = re.compile(
    r"/subscriptions/[0-9a-f-]{36}/resourceGroups/[\w.()-]{1,90}/providers/[\w.]{3,60}(?:/[^/\s*<>\[\]{}]{1,260}){2,12}",
    re.IGNORECASE,
)
_ACTION = re.compile(r"Microsoft\.\w{2,40}(?:/[\w.-]{1,80}){1,10}", re.IGNORECASE)
_MASK = re.compile(r"[xX]{3,}|\*|#{3,}|\.\.\.|…|redacted|masked|REMOVED", re.IGNORECASE)
# What asks for something that exists already, so that a role can be assigned on it.
_ON_EXISTING = re.compile(r"/(?:read|delete|action)\Z", re.IGNORECASE)
_ESCALATES = re.compile(
    r"Microsoft\.Authorization/|/(?:list\w*(?:keys|secrets?|credentials|sas)\w*|regenerate\w*|publishxml|assign|elevateAccess|runCommand)(?:/\w+)?/action\Z"
    r"|/config/list/action\Z",
    re.IGNORECASE,
)
_ABSENT = "The text cannot tell a missing role from a wrong subscription or name: make sure first that the resource is the one that is meant."
_DELAY = "The assignment takes up to ten minutes to be in force."
_CUSTOM = "No built-in role is as narrow: a custom role with exactly this action is meant."
_LOUD = "{} hands out keys or rights that reach further than this call: assign it on this one resource only, and let its owner decide."
_EXCEPTIONS = {
    "deny-assignment": ("Except {who} in the deny assignment, for {what} only", "No role overrides a deny assignment: whoever made it (a deployment stack, a managed application) has to change it."),
    "lock": ("Have the lock's owner lift it for {what}, and put it back", "The lock was set on purpose, and it binds owners too."),
    "azure-policy": ("Ask for {what} in the form that the policy admits, or have this one resource exempted", "The policy was assigned on purpose: an exemption is its owner's to give."),
}  # fmt: skip


def azure_fixes(saying: Saying) -> tuple[Fix, ...]:
    """Return what *saying* alone justifies, without commands; empty where a name is masked, missing, or not there yet."""
    if saying.deny_origin in _EXCEPTIONS:
        return _exception(saying, *_EXCEPTIONS[saying.deny_origin])
    who, action, where = saying.principal, saying.action, saying.resource
    if (
        saying.class_ != "iam"
        or saying.deny_origin != "implicit-identity"
        or not who
        or not action
        or not where
    ):
        return ()
    if not (_OBJECT_ID.fullmatch(who) and _ACTION.fullmatch(action) and _RESOURCE.fullmatch(where)):
        return ()
    if _MASK.search(where) or not _ON_EXISTING.search(action):
        return ()
    role = _role(action)
    warnings = [_ABSENT, _DELAY] if role else [_CUSTOM, _ABSENT, _DELAY]
    if _ESCALATES.search(action) and role is None:
        warnings.insert(0, _LOUD.format(action))
    grant = Grant(where="role-assignment", principal=who, actions=(action,), resources=(where,), role=role)
    return (Fix(title=f"Let {who} use {action} on {where}", grants=(grant,), warnings=tuple(warnings)),)


def _role(action: str) -> str | None:
    """Return the one built-in role that is known to give no more than *action* needs."""
    from diagnostics.policy.azure.operations import PURPOSES  # here, because the tables cost milliseconds

    for purpose in PURPOSES.values():
        if len(purpose.roles) == 1 and len(purpose.needs) == 1 and purpose.needs[0].any_of == (action,):
            return purpose.roles[0]
    return None


def _exception(saying: Saying, title: str, warning: str) -> tuple[Fix, ...]:
    what = f"{saying.action or 'this request'}" + (f" on {saying.resource}" if saying.resource else "")
    words = title.format(who=saying.principal or "the caller", what=what)
    target = (
        saying.policy_arn
        or f"the {(saying.deny_origin or '').replace('azure-policy', 'policy assignment').replace('-', ' ')}"
    )
    return (Fix(title=words, changes=(Setting(target=target, setting=words),), warnings=(warning,)),)
