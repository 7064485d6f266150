"""What is asked and what is answered: a member, a permission, a resource; granted, refused or not known, and by what."""

from __future__ import annotations

from datetime import datetime

import msgspec

from diagnostics.reader import Unknown
from diagnostics.reads.gcp.core import Binding, Policy
from diagnostics.reads.gcp.targets import DenyPolicy
from diagnostics.report import Decision


class Request(msgspec.Struct, frozen=True):
    """May *member* (`serviceAccount:…`) use *permission* (`secretmanager.versions.access`) on *resource*?

    *resource*, *kind* and *service* are what conditions see as resource.name, resource.type and resource.service; an
    empty one is not known, nor is the *time* where it is None.
    """

    member: str
    permission: str
    resource: str = ""
    kind: str = ""
    service: str = ""
    time: datetime | None = None


class Level(msgspec.Struct, frozen=True):
    """An allow policy and where it stands: the resource itself, its project, a folder, the organization."""

    where: str
    policy: Policy | Unknown


class DenyLevel(msgspec.Struct, frozen=True):
    """The deny policies attached to a project, folder or organization."""

    where: str
    policies: tuple[DenyPolicy, ...] | Unknown


class Ground(msgspec.Struct, frozen=True):
    """A binding that speaks of the request: the level it stands on, and what keeps it from deciding."""

    where: str
    binding: Binding
    why: str = ""


class Answer(msgspec.Struct, frozen=True):
    """*granted* decide; *held_back* are bindings whose condition is not met; *denied* names deny policies.

    *missing* says what could not be decided: a level that was not read, a group, a role, a condition.
    """

    decision: Decision
    granted: tuple[Ground, ...] = ()
    held_back: tuple[Ground, ...] = ()
    denied: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool | None:
        """True, False, or None where it cannot be told."""
        return {"allowed": True, "unknown": None}.get(self.decision, False)
