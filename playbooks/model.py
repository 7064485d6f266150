"""What people write for us in YAML: playbooks and the explanations of causes. Unknown keys are mistakes."""

from __future__ import annotations

import msgspec


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A piece of YAML written by a person."""


class Step(Written, frozen=True, kw_only=True):
    """One question: *ask* it, know *why* it matters and *where* the answer is read; *check* is what answers it."""

    id: str
    ask: str
    why: str
    where: str
    check: str


class Playbook(Written, frozen=True, kw_only=True):
    """The order in which a good engineer asks, without branches; *id* is `provider/name`, *when* says what calls for it."""

    id: str
    title: str
    when: str
    steps: tuple[Step, ...]

    @property
    def provider(self) -> str:
        return self.id.partition("/")[0]


class Explanation(Written, frozen=True, kw_only=True):
    """One cause for a person on call: what is true, where it shows, how to tell it apart, the smallest fix."""

    title: str
    what: str
    evidence: str
    discriminator: str
    fix: str
    looks_like: tuple[str, ...] = ()
    change_events: tuple[str, ...] = ()
    not_fix: str | None = None
    traps: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
