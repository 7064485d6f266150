"""A key of AWS's own that refuses the function's role: nothing to edit, but a grant to be made anew."""

from __future__ import annotations

from typing import Any

from diagnostics.hops.aws.world import Document, Function
from diagnostics.report import Fix, Owner, Setting


def is_aws_managed(policy: Document | None) -> bool:
    """Whether it is the policy of a key that AWS manages (`aws/lambda`), which nobody can edit."""
    return str((policy or {}).get("Id", "")).startswith("auto-")


def new_grant(function: Function, grants: tuple[dict[str, Any], ...]) -> Fix:
    """Return how Lambda makes a new grant; the one it made is for a role that is gone, though its name is the same."""
    stale = [str(g["GranteePrincipal"]) for g in grants if _is_unique_id(g.get("GranteePrincipal"))]
    found = f" Its grants still name {', '.join(stale)}, a role that is gone." if stale else ""
    then = "another role, and after LastUpdateStatus is Successful this one again"
    return Fix(
        title=f"Set the role of {function.name} again, so that Lambda makes a new grant on its key",
        owner=Owner("account", function.account),
        changes=(Setting(function.arn, "Role", function.config.Role, then),),
        warnings=(
            f"The key is AWS's own: its policy cannot be edited, and no Allow of the role helps.{found}",
            "It happens where a role was deleted and made again under its name. No command is given, because the role to "
            "put in between has to be chosen.",
        ),
    )


def _is_unique_id(principal: object) -> bool:
    return isinstance(principal, str) and principal.startswith("AROA") and ":" not in principal
