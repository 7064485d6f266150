"""Does a deny policy stand against the request? It wins over every grant, and writes permissions in its own way."""

from __future__ import annotations

from diagnostics.policy.gcp.conditions import is_met
from diagnostics.policy.gcp.members import matches_principal
from diagnostics.policy.gcp.model import DenyLevel, Request
from diagnostics.reader import Unknown
from diagnostics.reads.gcp.targets import DenyRule

# Services whose permissions begin otherwise than their API's name.
_APIS = {"resourcemanager": "cloudresourcemanager", "cloudsql": "cloudsql"}


def standing(
    request: Request, levels: tuple[DenyLevel, ...]
) -> tuple[bool | None, tuple[str, ...], tuple[str, ...]]:
    """Return whether the request is denied, by which policies, and what could not be decided."""
    by: list[str] = []
    missing: list[str] = []
    for level in levels:
        if isinstance(level.policies, Unknown):
            missing.append(f"the deny policies of {level.where}")
            continue
        for policy in level.policies:
            told = [denies(rule.denyRule, request) for rule in policy.rules if rule.denyRule]
            if True in told:
                by.append(policy.name)
            elif None in told:
                missing.append(
                    f"whether the deny policy {policy.displayName or policy.name} means this account"
                )
    return (True if by else (None if missing else False)), tuple(by), tuple(missing)


def denies(rule: DenyRule, request: Request) -> bool | None:
    """Return whether *rule* denies *request*: principal and permission named, neither excepted, condition met."""
    permission = deny_name(request.permission)
    if not _named(rule.deniedPermissions, permission) or _named(rule.exceptionPermissions, permission):
        return False
    means = _any(matches_principal(p, request.member) for p in rule.deniedPrincipals)
    excepted = _any(matches_principal(p, request.member) for p in rule.exceptionPrincipals)
    if means is False or excepted is True:
        return False
    condition = rule.denialCondition
    met = is_met(condition.expression, request) if condition and condition.expression else True
    if met is False:
        return False
    return True if means and met and excepted is False else None


def deny_name(permission: str) -> str:
    """Return an allow policy's permission as deny policies write it: secretmanager.googleapis.com/versions.access."""
    service, _, rest = permission.partition(".")
    return f"{_APIS.get(service, service)}.googleapis.com/{rest}"


def _named(patterns: tuple[str, ...], permission: str) -> bool:
    """Whether one of *patterns* covers *permission*: by name, or by a group (`RESOURCE.*`, `*.VERB`, `*.*`)."""
    api, _, rest = permission.partition("/")
    resource, _, verb = rest.rpartition(".")
    groups = {permission, f"{api}/{resource}.*", f"{api}/*.{verb}", f"{api}/*.*"}
    return any(pattern in groups for pattern in patterns)


def _any(values: object) -> bool | None:
    told = list(values)  # type: ignore[call-overload]
    return True if True in told else (None if None in told else False)
