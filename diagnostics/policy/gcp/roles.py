"""Which permissions a role holds: from a small table, refined by what was read from the project itself.

The table (roles.json) holds predefined roles that functions are given, without the permissions to see the project; it
follows iann0036/iam-dataset (MIT). A role that stands neither there nor among those that were read is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import msgspec

from diagnostics.reads.gcp.targets import Role

BASIC = ("roles/owner", "roles/editor", "roles/viewer")

# The few permissions of which it is known whether the basic roles, too large for the table, hold them.
_OWNER_ONLY = frozenset(
    (
        "secretmanager.versions.access",
        "cloudkms.cryptoKeyVersions.useToDecrypt",
        "cloudkms.cryptoKeyVersions.useToEncrypt",
    )
)


class Known(msgspec.Struct, frozen=True):
    """A predefined role of the table."""

    stage: str
    permissions: tuple[str, ...]


@cache
def table() -> Mapping[str, Known]:
    """Return the embedded roles by name."""
    text = Path(__file__).with_name("roles.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, Known])


class Roles:
    """The roles that are known in one case."""

    def __init__(self, read: Iterable[Role] = ()) -> None:
        self._read = {role.name: role for role in read}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Roles) and self._read == other._read

    __hash__ = None  # type: ignore[assignment]

    def with_role(self, role: Role) -> Roles:
        """Return these roles and *role*."""
        return Roles((*self._read.values(), role))

    def joined(self, others: Roles) -> Roles:
        """Return these roles and *others*."""
        return Roles((*self._read.values(), *others._read.values()))

    def holds(self, role: str, permission: str) -> bool | None:
        """Return whether *role* includes *permission*; None where the role is not known."""
        read = self._read.get(role)
        if read is not None:
            return not read.deleted and permission in read.includedPermissions
        if role in table():
            return permission in table()[role].permissions
        if permission in _OWNER_ONLY and role in BASIC:
            return role == "roles/owner"
        return None
