"""The World of an AWS case: what was read about the function, its traffic, log, role and hops."""

from __future__ import annotations

from typing import Any

import msgspec

from diagnostics.case import PENDING, Fact, Hop, Pending, Series, World
from diagnostics.messages.model import Saying
from diagnostics.reader import Unknown
from diagnostics.reads.aws.core import FunctionConfiguration

Document = dict[str, Any]


class Function(msgspec.Struct, frozen=True):
    """The function as configured; *reserved* is its reserved concurrency (None: none set).

    *unread* says why the configuration could not be read: then only name, region and account are known.
    """

    arn: str
    name: str
    region: str
    account: str
    partition: str
    config: FunctionConfiguration
    qualifier: str | None = None
    reserved: int | Unknown | None = None
    stack: str | None = None
    terraform: bool = False
    unread: Unknown | None = None

    @property
    def log_group(self) -> str:
        logging = self.config.LoggingConfig
        return (logging.LogGroup if logging else None) or f"/aws/lambda/{self.name}"


class Traffic(msgspec.Struct, frozen=True):
    """The function's own metrics: per minute in the window, per hour in the two weeks before its end."""

    invocations: Series = Series()
    errors: Series = Series()
    throttles: Series = Series()
    duration: Series = Series()
    dropped: Series = Series()
    earlier: Series = Series()
    earlier_errors: Series = Series()


class Episode(msgspec.Struct, frozen=True):
    """Something that went wrong at one moment, as one record tells it.

    *fatal*: the record itself reports the failed invocation (True), the invocation ended well (False), or the record
    does not say (None). *broken*: another record of the same invocation reports that it failed.
    """

    time: str
    source: str
    text: str
    fact: Fact
    saying: Saying | None = None
    request: str | None = None
    fatal: bool | None = None
    broken: bool = False
    actor: str | None = None


class Log(msgspec.Struct, frozen=True):
    """The function's log in the window; *exists* is False where the log group is not there."""

    group: str
    exists: bool
    complete: bool
    episodes: tuple[Episode, ...] = ()
    lines: int = 0
    progress: bool = False


class History(msgspec.Struct, frozen=True):
    """Calls that the function itself made, as far as Event history shows them (management events only)."""

    episodes: tuple[Episode, ...] = ()
    complete: bool = True


class PolicyDocument(msgspec.Struct, frozen=True):
    """One policy of a role: inline (*arn* None) or managed, whose default *version* (`v3`) the document is."""

    name: str
    document: Document | Unknown
    arn: str | None = None
    version: str | None = None


class Role(msgspec.Struct, frozen=True):
    """The execution role with everything that decides what it may do."""

    arn: str
    name: str
    id: str
    trust: Document | None
    policies: tuple[PolicyDocument, ...] | Unknown
    boundary: PolicyDocument | None
    tags: dict[str, str] = {}


class FunctionGrants(msgspec.Struct, frozen=True):
    """The function's resource policies: its own, and those of its aliases by name; None where there is none."""

    document: Document | None
    qualified: dict[str, Document | Unknown | None] = {}

    def of(self, qualifier: str | None) -> Document | Unknown | None:
        """Return the policy that decides who may invoke *qualifier*: each version and alias has its own."""
        return self.qualified.get(qualifier) if qualifier else self.document

    @property
    def all(self) -> tuple[Document, ...]:
        """Every policy that is there and could be read."""
        return tuple(d for d in (self.document, *self.qualified.values()) if isinstance(d, dict))


class AwsWorld(World, frozen=True, kw_only=True):
    function: Function | Unknown | Pending | None = PENDING
    traffic: Traffic | Unknown | Pending = PENDING
    log: Log | Unknown | Pending = PENDING
    history: History | Unknown | Pending = PENDING
    role: Role | Unknown | Pending | None = PENDING
    grants: FunctionGrants | Unknown | Pending = PENDING
    inbound: tuple[Hop, ...] | Pending = PENDING
    outbound: tuple[Hop, ...] | Pending = PENDING
    network: Any = PENDING
    deploys: Any = PENDING
