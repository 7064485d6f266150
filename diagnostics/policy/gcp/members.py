"""Does a member of a policy mean this account? True, False, or None where it cannot be told."""

from __future__ import annotations

_BASIC = {"projectOwner": "roles/owner", "projectEditor": "roles/editor", "projectViewer": "roles/viewer"}


def matches(member: str, account: str, basic: frozenset[str] | None = frozenset()) -> bool | None:
    """Return whether *member* of an allow policy includes *account* (`serviceAccount:…`, `user:…`).

    *basic* holds the basic roles that the account has on the project, which Cloud Storage's own members speak of; None
    where they are not known. A group's members are never known here, and a deleted account is nobody.
    """
    if member.lower() == account.lower() or member == "allUsers":
        return True
    kind, _, rest = member.partition(":")
    if member == "allAuthenticatedUsers":
        return True if account.startswith(("serviceAccount:", "user:")) else None
    if kind in _BASIC:
        return None if basic is None else _BASIC[kind] in basic
    if kind == "group" or member.startswith("principalSet://"):
        return None
    if kind == "domain":
        return account.startswith("user:") and account.lower().endswith(f"@{rest.lower()}")
    return False


def matches_principal(principal: str, account: str) -> bool | None:
    """Return whether *principal* of a deny policy (`principal://…`, `principalSet://…`) includes *account*."""
    kind, _, address = account.partition(":")
    if principal == "principalSet://goog/public:all":
        return True
    if principal.startswith("principalSet://"):
        return None
    told = principal.removeprefix("principal://")
    if kind == "serviceAccount":
        return told.startswith("iam.googleapis.com/projects/") and told.endswith(
            f"/serviceAccounts/{address}"
        )
    return told == f"goog/subject/{address}"
