"""The report: what people, scripts and CI systems rely on, schema `troubleshooter.report/1`.

Every door (diagnose, explain, verify, demo) ends in one `Report`. Field names and vocabularies are frozen; the JSON
Schema in docs/report.schema.json is generated from these classes.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from diagnostics.encoding import json_bytes

SCHEMA = "troubleshooter.report/1"

Class = Literal["iam", "trigger", "resource-policy", "network", "none", "inconclusive"]
DenyOrigin = Literal[
    "implicit-identity", "explicit-identity", "boundary", "session", "scp", "trust", "condition",
    "deny-policy", "deny-assignment", "disabled-account", "identity-missing",
    "resource-policy", "key-policy", "vpc-endpoint", "rcp", "org-policy", "azure-policy", "lock",
    "key-access", "audience", "authorizer",
    "perimeter", "firewall", "ingress",
]  # fmt: skip
Where = Literal[
    "identity-policy", "permissions-boundary", "resource-policy", "key-policy", "trust-policy",
    "session-policy", "scp", "rcp", "vpc-endpoint-policy",
    "iam-binding", "role-assignment", "key-vault-access-policy", "cosmos-role-assignment",
]  # fmt: skip
Status = Literal["passed", "failed", "blocked", "skipped", "inconclusive"]
Provenance = Literal["platform", "application", "config"]
Decision = Literal["allowed", "implicitly-denied", "explicitly-denied", "unknown"]


class Value(msgspec.Struct, frozen=True):
    """A frozen value that crosses files; every field is written to JSON, null included."""


class Target(Value, frozen=True):
    provider: str
    id: str
    name: str
    region: str | None = None
    account: str | None = None


class Window(Value, frozen=True):
    """The time that was looked at; ISO 8601, UTC."""

    from_: str = msgspec.field(name="from")
    to: str


class Hop(Value, frozen=True):
    """One step of the path; ARNs or full resource names, null where the text does not say."""

    from_: str | None = msgspec.field(name="from", default=None)
    to: str | None = None


class Denied(Value, frozen=True):
    """A refused request, as far as the evidence names it; never the caller as its own resource."""

    principal: str | None = None
    action: str | None = None
    resource: str | None = None


class Denial(Denied, frozen=True):
    """A distinct refusal with how often it was seen."""

    count: int = 1
    first: str | None = None
    last: str | None = None


class Change(Value, frozen=True):
    """The audit log's write event that explains the failure."""

    event: str
    time: str
    actor: str | None = None
    target: str | None = None
    evidence: str | None = None


class Verdict(Value, frozen=True):
    failing: bool | None = None
    class_: Class = msgspec.field(name="class", default="inconclusive")
    cause: str | None = None
    deny_origin: DenyOrigin | None = None
    explicit: bool | None = None
    confidence: float = 0.0
    summary: str = ""
    hop: Hop | None = None
    denied: Denied | None = None
    denials: tuple[Denial, ...] = ()
    onset: str | None = None
    change: Change | None = None
    evidence: tuple[str, ...] = ()


class Owner(Value, frozen=True):
    """Who has to make the change so that it lasts."""

    kind: Literal["cloudformation", "terraform", "organization", "account"]
    name: str | None = None


class Grant(Value, frozen=True):
    """An Allow (statement, binding, role assignment) that the fix adds."""

    where: Where
    principal: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: dict[str, Any] = {}
    role: str | None = None


class Setting(Value, frozen=True):
    """A change that is no grant: enabling, rewiring, narrowing a Deny, detaching."""

    target: str
    setting: str
    from_: str | None = msgspec.field(name="from", default=None)
    to: str | None = None


class Proof(Value, frozen=True):
    """What judging again says: `minimal` is null where it could not be tried."""

    method: str = "local-evaluator"
    before: Decision | None = None
    after: Decision | None = None
    minimal: bool | None = None
    widens: tuple[str, ...] = ()
    decides: tuple[str, ...] = ()
    probes: tuple[str, ...] = ()


class Document(Value, frozen=True):
    """A policy as it stands beside the policy as it would be; JSON text, null where there is none."""

    name: str
    before: str | None = None
    after: str | None = None


class Fix(Value, frozen=True):
    title: str
    owner: Owner | None = None
    grants: tuple[Grant, ...] = ()
    changes: tuple[Setting, ...] = ()
    commands: dict[str, str] = {}
    undo: dict[str, str] = {}
    proof: Proof | None = None
    warnings: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()


class Fault(Verdict, frozen=True):
    """A further independent fault: a verdict with its own fixes."""

    fixes: tuple[Fix, ...] = ()


class Impact(Value, frozen=True):
    """What piled up or was lost; null where unknown."""

    failed: int | None = None
    waiting: int | None = None
    oldest: str | None = None
    where: str | None = None
    lost: int | None = None
    then: str | None = None


class Alternative(Value, frozen=True):
    class_: Class = msgspec.field(name="class")
    cause: str | None = None
    why_not: str = ""


class Step(Value, frozen=True):
    playbook: str
    id: str
    title: str
    status: Status
    evidence: tuple[str, ...] = ()
    detail: str = ""


class Evidence(Value, frozen=True, gc=False):
    """One record; never part of a cycle, so a million of them cost no collection its tenth of a second."""

    id: str
    time: str | None
    source: str
    provenance: Provenance
    summary: str
    raw: Any = None


class Limit(Value, frozen=True):
    """A read that was refused, failed or cut off, and what is not known because of it."""

    read: str
    permission: str | None
    effect: str
    text: str = ""


class Report(Value, frozen=True):
    schema: str = SCHEMA
    target: Target | None = None
    caller: str | None = None
    window: Window | None = None
    verdict: Verdict = Verdict()
    others: tuple[Fault, ...] = ()
    impact: Impact | None = None
    notes: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    fixes: tuple[Fix, ...] = ()
    steps: tuple[Step, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    limits: tuple[Limit, ...] = ()


def to_json(report: Report, *, indent: int = 2) -> str:
    """Return the report as JSON text, keys in the contract's order."""
    return msgspec.json.format(json_bytes(report), indent=indent).decode()
