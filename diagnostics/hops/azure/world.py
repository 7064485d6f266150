"""The World of an Azure case: the app, its functions and settings, what it logged, what it may do, and where it goes."""

from __future__ import annotations

from typing import Any

import msgspec

from diagnostics.case import PENDING, Fact, Hop, Pending, Series, World
from diagnostics.hops.azure.endpoints import Endpoint
from diagnostics.messages.model import Saying
from diagnostics.policy.azure import Assigned, Deny, Role
from diagnostics.reader import Unknown
from diagnostics.reads.azure.access import CosmosAssignments, CosmosDefinitions
from diagnostics.reads.azure.app import Configuration, ManagedIdentity, Reference, Site
from diagnostics.reads.azure.entities import Entity, EventSubscription, NetworkRules
from diagnostics.reads.azure.graph import Resource

Json = dict[str, Any]


class App(msgspec.Struct, frozen=True):
    """The function app (or a slot of it); *plan* is its plan as Resource Graph shows it."""

    id: str
    name: str
    subscription: str
    group: str
    site: Site
    slot: str | None = None
    plan: Resource | None = None
    component: Resource | None = None
    classic: bool = False

    @property
    def role(self) -> str:
        """The app's name in its telemetry."""
        return (f"{self.name}-{self.slot}" if self.slot else self.name).lower()

    @property
    def identity(self) -> ManagedIdentity:
        return self.site.identity or ManagedIdentity()

    @property
    def principals(self) -> tuple[str, ...]:
        """The object ids under which the app acts, the system-assigned one first."""
        own = self.identity
        user = [u.principalId for u in (own.userAssignedIdentities or {}).values() if u]
        return tuple(p for p in (own.principalId, *user) if p)

    @property
    def sku(self) -> str | None:
        """Y1 (Consumption), FC1 (Flex), EP1 (Premium), …; None where the plan could not be seen."""
        return str((self.plan.sku or {}).get("name") or "") or None if self.plan else None


class Trigger(msgspec.Struct, frozen=True):
    """A binding of a function: *type* in lower case, *setting* the connection it names, *entity* what it listens to or writes."""

    function: str
    type: str
    direction: str
    setting: str | None
    raw: Json

    @property
    def is_trigger(self) -> bool:
        return self.type.endswith("trigger")


class Function(msgspec.Struct, frozen=True):
    name: str
    disabled: bool
    bindings: tuple[Trigger, ...]

    @property
    def trigger(self) -> Trigger | None:
        return next((b for b in self.bindings if b.is_trigger), None)


class Setting(msgspec.Struct, frozen=True):
    """An app setting without its secrets; *form* is connection-string, address, text, key-vault-reference, empty or hidden."""

    name: str
    form: str
    parts: Json = {}

    @property
    def text(self) -> str | None:
        found = self.parts.get("text")
        return str(found) if found else None

    @property
    def holds_key(self) -> bool:
        """Whether an account key or a shared access key stands in it."""
        return any(
            k.lower() in {"accountkey", "sharedaccesskey", "sharedaccesssignature"} for k in self.parts
        )


class Settings(msgspec.Struct, frozen=True):
    """Every setting by its name in lower case."""

    by_name: dict[str, Setting]

    def get(self, name: str | None) -> Setting | None:
        return self.by_name.get((name or "").lower().replace(":", "__"))

    def below(self, prefix: str) -> dict[str, Setting]:
        """Return the settings `PREFIX__suffix` by their suffix in lower case."""
        start = prefix.lower() + "__"
        return {name[len(start) :]: s for name, s in self.by_name.items() if name.startswith(start)}


class Episode(msgspec.Struct, frozen=True):
    """Something that went wrong, as one row of a log tells it; *operation* joins the rows of one invocation."""

    time: str
    source: str
    text: str
    fact: Fact
    saying: Saying | None = None
    function: str | None = None
    operation: str | None = None
    level: int = 0
    principal: str | None = None
    endpoint: Endpoint | None = None
    verb: str | None = None
    address: str | None = None
    uri: str | None = None


class Log(msgspec.Struct, frozen=True):
    """What the app's telemetry holds of the window; *kept* is False where it has no place to be kept."""

    kept: bool
    complete: bool = True
    episodes: tuple[Episode, ...] = ()
    rows: int = 0


class Traffic(msgspec.Struct, frozen=True):
    """Invocations and failures: by the minute in the window, by the hour in the two weeks before its end.

    *functions* holds the same for each function by its name in lower case; one that never ran is not in it.
    """

    invocations: Series = Series()
    errors: Series = Series()
    earlier: Series = Series()
    earlier_errors: Series = Series()
    functions: dict[str, Traffic] = {}

    def of(self, function: str | None) -> Traffic:
        """Return what is known of *function*; of the whole app where none is named."""
        return self.functions.get(function.lower(), Traffic()) if function else self


class Grants(msgspec.Struct, frozen=True):
    """What the app's identities were given: by object id; None where it could not be read."""

    by_principal: dict[str, tuple[Assigned, ...] | Unknown]
    roles: dict[str, Role]


class Account(msgspec.Struct, frozen=True):
    """An account, namespace or vault that the app uses. *resource* is None where it cannot be seen although the app can."""

    service: str
    name: str
    resource: Resource | Unknown | None


class TargetHop(Hop, frozen=True):
    """A call of the app to one entity: what failed there, and what was read about the place it went to.

    *grants* are those of a subscription other than the app's own; None where the app's count.
    """

    endpoint: Endpoint
    account: Account
    verb: str | None = None
    episodes: tuple[Episode, ...] = ()
    setting: str | None = None
    principal: str | None = None
    grants: Grants | None = None
    cosmos: CosmosAssignments | Unknown | None = None
    cosmos_roles: CosmosDefinitions | Unknown | None = None
    denies: tuple[Deny, ...] | Unknown = ()
    rules: NetworkRules | Unknown | None = None

    @property
    def resource_id(self) -> str | None:
        """The entity's resource id, where its account is known."""
        found = self.account.resource
        return self.endpoint.within(found.id) if isinstance(found, Resource) else None


class SourceHop(Hop, frozen=True):
    """What triggers a function: its connection, and whether the queue, hub or subscription it names exists.

    *exists*: True, False (the provider says that it is not there), or Unknown.
    """

    function: Function
    trigger: Trigger
    endpoint: Endpoint | None = None
    account: Account | None = None
    exists: bool | Unknown = True
    entity: Entity | None = None
    missing: str | None = None
    subscriptions: tuple[EventSubscription, ...] | Unknown | None = None


class Network(msgspec.Struct, frozen=True):
    """Around the app's subnet: what Resource Graph shows; *seen* is False where even the virtual network is not visible."""

    subnet: Json | None
    endpoints: tuple[Resource, ...] = ()
    links: tuple[Resource, ...] = ()
    groups: tuple[Resource, ...] = ()
    tables: tuple[Resource, ...] = ()
    vnet: Resource | None = None


class AzureWorld(World, frozen=True, kw_only=True):
    app: App | Unknown | Pending | None = PENDING
    configuration: Configuration | Unknown | Pending | None = PENDING
    functions: tuple[Function, ...] | Unknown | Pending = PENDING
    settings: Settings | Unknown | Pending = PENDING
    references: tuple[Reference, ...] | Unknown | Pending = PENDING
    auth: Json | Unknown | Pending | None = PENDING
    log: Log | Unknown | Pending = PENDING
    traffic: Traffic | Unknown | Pending = PENDING
    refusals: tuple[Episode, ...] | Unknown | Pending = PENDING
    grants: Grants | Pending = PENDING
    outbound: tuple[TargetHop, ...] | Pending = PENDING
    inbound: tuple[SourceHop, ...] | Pending = PENDING
    network: Network | Unknown | Pending | None = PENDING
    deploys: Any = PENDING
