"""The vocabulary of a case, the same for every cloud: nodes, hops, facts, findings, and the frozen World they are about."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, TypeVar

import msgspec

from diagnostics.reader import Unknown
from diagnostics.report import Change, Class, Denied, DenyOrigin, Impact, Provenance, Status, Target

Question = Literal["wired", "permitted", "admitted", "reachable"]
Direction = Literal["inbound", "outbound", "deploy"]
T = TypeVar("T")


class Pending(msgspec.Struct, frozen=True):
    """Not read yet; a check that touches it waits."""

    def __bool__(self) -> bool:
        return False


PENDING = Pending()


class Waiting(Exception):  # noqa: N818 - no error: the answer is on its way
    """Raised by `need` where a check touches what has not been read yet."""


def need(part: T | Pending) -> T:
    """Return *part*, or stop the check until it has been read."""
    if isinstance(part, Pending):
        raise Waiting
    return part


class Fact(msgspec.Struct, frozen=True):
    """A piece of evidence before it is numbered. *key* tells it from others of the same time and source.

    *time* is ISO 8601 (UTC) or None for configuration as it stands; *source* is e.g. function-log, event-history,
    metric, configuration, stack-events.
    """

    key: str
    source: str
    summary: str
    time: str | None = None
    provenance: Provenance = "platform"
    raw: Any = None


class Series(msgspec.Struct, frozen=True):
    """One metric: (minute as ISO 8601, value), ascending; minutes without data are absent, not zero."""

    points: tuple[tuple[str, float], ...] = ()

    @property
    def total(self) -> float:
        return sum(value for _, value in self.points)

    @property
    def last(self) -> float | None:
        return self.points[-1][1] if self.points else None


class Node(msgspec.Struct, frozen=True):
    """An end of a hop: its id (ARN, full name), what it is (`SQS queue`), and its short name."""

    id: str
    kind: str
    name: str


class Hop(msgspec.Struct, frozen=True):
    """One step of the path; providers subclass it with what was read about it."""

    direction: Direction
    source: Node
    target: Node

    @property
    def key(self) -> tuple[str, str]:
        return self.source.id, self.target.id


class Touch(msgspec.Struct, frozen=True):
    """A resource whose change may explain a finding: where its events are kept, and which events count."""

    name: str
    scope: str
    events: tuple[str, ...]
    about: str = ""


class Finding(msgspec.Struct, frozen=True):
    """What one check found out about one hop (or the function itself, *hop* None).

    A failed finding is a fault where *corroborated* (silence, errors or a refusal in the window); else a remark.
    *upstream* orders independent faults: smaller is nearer the event source. *request* is the refusal it explains.
    *detail* is the sentence of the step; *summary* the sentence of the verdict. *why_not* maps a class to the reason
    why this finding rules it out. *changed_by* is the
    latest time of a change that may have caused it, where that is not the onset. *remark* is a sentence for the notes whatever the verdict. *plan* is what the provider's fixes need to know beyond the World.
    """

    check: str
    status: Status
    question: Question | None = None
    hop: Hop | None = None
    cause: str | None = None
    class_: Class | None = None
    deny_origin: DenyOrigin | None = None
    explicit: bool | None = None
    detail: str = ""
    summary: str = ""
    facts: tuple[Fact, ...] = ()
    denied: Denied | None = None
    corroborated: bool = False
    failing: bool | None = None
    confidence: float = 0.9
    upstream: int = 50
    onset: str | None = None
    changed_by: str | None = None
    impact: Impact | None = None
    touches: tuple[Touch, ...] = ()
    rules_out: tuple[tuple[Class, str], ...] = ()
    needs: tuple[Unknown, ...] = ()
    remark: str = ""
    plan: Any = None


def passed(check: str, detail: str, **more: Any) -> Finding:
    return Finding(check, "passed", detail=detail, **more)


def skipped(check: str, detail: str = "does not concern this path") -> Finding:
    return Finding(check, "skipped", detail=detail)


def blocked(check: str, unknown: Unknown, **more: Any) -> Finding:
    """The question could not be answered because *unknown* could not be read."""
    return Finding(check, "blocked", detail=unknown.reason, needs=(unknown,), **more)


class Found(msgspec.Struct, frozen=True):
    """The change that explains a finding, with the record that tells of it.

    *before* is what the same call had set earlier, as its record has it, where the log still holds one.
    """

    change: Change
    fact: Fact
    before: Any = None


class World(msgspec.Struct, frozen=True, kw_only=True):
    """Everything read so far about one case; providers subclass it, each section PENDING until it is there."""

    provider: str
    target: Target
    start: datetime
    end: datetime
    now: datetime
    caller: str | None = None
    notes: tuple[str, ...] = ()
    change: Found | None = None
