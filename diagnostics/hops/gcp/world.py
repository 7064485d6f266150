"""The World of a Google Cloud case: what was read about the function, its traffic, log, account and hops."""

from __future__ import annotations

from typing import Any

import msgspec

from diagnostics.case import PENDING, Fact, Hop, Pending, Series, World
from diagnostics.hops.gcp.names import account, service_of
from diagnostics.messages.model import Saying
from diagnostics.reader import Unknown
from diagnostics.reads.gcp import core


class Function(msgspec.Struct, frozen=True):
    """The function as configured: *config* of the functions API, *service* of Cloud Run (2nd gen, or no function at all).

    *unread* says why the configuration could not be read: then only project, location and name are known.
    """

    project: str
    location: str
    name: str
    config: core.Function | None
    service: core.Service | Unknown | None = None
    unread: Unknown | None = None

    @property
    def first_generation(self) -> bool:
        return self.config is not None and self.config.environment == "GEN_1"

    @property
    def id(self) -> str:
        kind = "services" if self.config is None and self.unread is None else "functions"
        return f"projects/{self.project}/locations/{self.location}/{kind}/{self.name}"

    @property
    def service_name(self) -> str:
        """The Cloud Run service's full name."""
        said = self.config.serviceConfig.service if self.config else ""
        return said or f"projects/{self.project}/locations/{self.location}/services/{service_of(self.name)}"

    @property
    def email(self) -> str:
        """The account it runs as; empty where that could not be read."""
        of_service = self.service.template.serviceAccount if isinstance(self.service, core.Service) else ""
        return of_service or (self.config.serviceConfig.serviceAccountEmail if self.config else "")

    @property
    def member(self) -> str:
        return account(self.email) if self.email else ""


class Traffic(msgspec.Struct, frozen=True):
    """How often it ran and failed: per minute in the window, per hour in the two weeks before.

    Requests that IAM, the ingress setting or a missing instance turned away are in none of them.
    """

    invocations: Series = Series()
    errors: Series = Series()
    earlier: Series = Series()
    earlier_errors: Series = Series()


class Episode(msgspec.Struct, frozen=True):
    """Something that went wrong at one moment, as one log entry tells it.

    *source* is function-log, audit-log or policy-log. *fatal*: the request it belongs to failed (True), ended well
    (False), or the log does not say (None). *method* and *actor* stand in audit entries.
    """

    time: str
    source: str
    text: str
    fact: Fact
    saying: Saying | None = None
    request: str | None = None
    fatal: bool | None = None
    actor: str | None = None
    method: str | None = None


class Turned(msgspec.Struct, frozen=True):
    """A request that never reached the function's code: status 401, 403, 404 or 429 in the request log."""

    time: str
    status: int
    agent: str
    text: str
    fact: Fact


class Attempt(msgspec.Struct, frozen=True):
    """A failed run of a Cloud Scheduler job: *status* PERMISSION_DENIED, UNAUTHENTICATED, NOT_FOUND, ..."""

    time: str
    job: str
    status: str
    url: str
    text: str
    fact: Fact


class Log(msgspec.Struct, frozen=True):
    """What the logs of the project hold about the function in the window.

    *deploys* are refused or failed changes of it; *private* whether entries of the Data Access logs would have been
    shown: None where that is not known.
    """

    complete: bool
    episodes: tuple[Episode, ...] = ()
    turned: tuple[Turned, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    deploys: tuple[Episode, ...] = ()
    private: bool | None = None
    lines: int = 0


class GcpWorld(World, frozen=True, kw_only=True):
    function: Function | Unknown | Pending | None = PENDING
    project: core.Project | Unknown | Pending | None = PENDING
    policy: core.Policy | Unknown | Pending | None = PENDING
    invokers: core.Policy | Unknown | Pending | None = PENDING
    account: core.ServiceAccount | Unknown | Pending | None = PENDING
    traffic: Traffic | Unknown | Pending = PENDING
    log: Log | Unknown | Pending = PENDING
    inbound: tuple[Hop, ...] | Pending = PENDING
    pushers: tuple[Hop, ...] | Pending = PENDING
    outbound: tuple[Hop, ...] | Pending = PENDING
    network: Any = PENDING

    @property
    def number(self) -> str | None:
        """The project's number, where it is known."""
        return self.project.number if isinstance(self.project, core.Project) else None
