"""Key Vault's older access model: a list of policies on the vault itself, by object id, nothing inherited."""

from __future__ import annotations

from typing import Any

from diagnostics.report import Decision

_KINDS = ("secrets", "keys", "certificates")


def decide(properties: dict[str, Any], principal: str, kind: str, operation: str) -> Decision:
    """Return whether a policy lets *principal* do *operation* (get, list, …) with *kind* of the vault.

    An object id of a policy may be a group's, whose members are not known here; a vault whose list was not answered is
    unknown.
    """
    policies = properties.get("accessPolicies")
    if not isinstance(policies, list) or kind not in _KINDS:
        return "unknown"
    for policy in policies:
        if not isinstance(policy, dict) or str(policy.get("objectId", "")).lower() != principal.lower():
            continue
        permissions = policy.get("permissions")
        given = permissions.get(kind) if isinstance(permissions, dict) else None
        if {str(p).lower() for p in given or () if isinstance(given, list)} & {operation.lower(), "all"}:
            return "allowed"
    return "implicitly-denied"
