"""What goes into the judge and what comes out of it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Decision = Literal["allowed", "implicitly-denied", "explicitly-denied", "unknown"]
Document = dict[str, Any]


class PolicyError(ValueError):
    """A policy or request that AWS would reject; *path* says where (`identity[0].Statement[1].Action`)."""

    def __init__(self, path: str, what: str) -> None:
        super().__init__(f"{path}: {what}" if path else what)
        self.path, self.what = path, what


class Unreadable(msgspec.Struct, frozen=True):
    """A policy that exists, or may exist, and could not be read."""

    name: str


class Request(msgspec.Struct, frozen=True):
    """Who wants to do what to which resource.

    *principal* is the ARN of a role, session, user, account root or federated user, a service principal
    (`s3.amazonaws.com`), an identity provider, or `*` for nobody in particular. A *context* key that is not given is
    absent; one given as None is not known. With *open* a key that is not given is not known either, save those of
    *absent* (lower case), which the request certainly does not have.
    """

    principal: str
    action: str
    resource: str
    resource_account: str | None = None
    context: dict[str, Any] = {}
    open: bool = False
    absent: frozenset[str] = frozenset()


class Level(msgspec.Struct, frozen=True):
    """The SCPs or RCPs of one level: root, an organizational unit, or the account."""

    org: str
    policies: tuple[Document | Unreadable, ...]


class Policies(msgspec.Struct, frozen=True):
    """Every layer that applies; None where a layer does not exist, an empty tuple where it exists and holds nothing.

    *grants* are a KMS key's, as kms:ListGrants gives them. *restrict_public_buckets* is that setting of S3 Block Public
    Access, of the bucket or its account; None where it is not known. *complete* says that nothing was left out: a KMS
    key without a policy admits nobody then.
    """

    identity: tuple[Document | Unreadable, ...] = ()
    resource: Document | Unreadable | None = None
    permission_boundaries: tuple[Document | Unreadable, ...] | None = None
    session: Document | Unreadable | None = None
    scps: tuple[Level, ...] = ()
    rcps: tuple[Level, ...] = ()
    vpc_endpoints: tuple[Document | Unreadable, ...] = ()
    grants: tuple[dict[str, Any], ...] = ()
    restrict_public_buckets: bool | None = False
    complete: bool = False


class Deciding(msgspec.Struct, frozen=True):
    """A statement that decided: its layer, the policy's place in it, the statement's Sid or place, and why."""

    layer: str
    policy: int
    statement: str | int
    why: str


class Answer(msgspec.Struct, frozen=True):
    """*allowed* is the bare answer: True, False, or None where it cannot be told.

    *decision* says the same in AWS's words; it is unknown also where a request is certainly denied and only the kind
    of denial is not. *blocked_by* are the layers that stand against it; *missing* the context keys and unreadable
    policies that would decide; *near_misses* the statements that almost applied.
    """

    decision: Decision
    allowed: bool | None
    blocked_by: tuple[str, ...] = ()
    deciding: tuple[Deciding, ...] = ()
    missing: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()
