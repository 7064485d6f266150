"""Where the app's calls went and failed: each place once, with what was read about it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

import msgspec

from diagnostics.case import Node
from diagnostics.hops.azure import connections, endpoints, ids
from diagnostics.hops.azure.endpoints import TITLES, TYPES, Endpoint
from diagnostics.hops.azure.grants import denies_of, read_grants
from diagnostics.hops.azure.world import Account, App, Episode, Function, Log, Settings, TargetHop
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.azure import access, entities, graph
from diagnostics.reads.azure.graph import Resource

_TARGETS = 5  # places that are followed; more are named, not read
_CLASSES = {"iam", "resource-policy", "network", "trigger"}
_WORDS = (
    ("Storage.Blobs", "blob"), ("Storage.Queues", "queue"), ("Data.Tables", "table"), ("Messaging.ServiceBus", "servicebus"),
    ("Messaging.EventHubs", "eventhub"), ("KeyVault", "keyvault"), ("Cosmos", "cosmos"), ("ConfigurationManager", "appconfig"),
    ("azure-storage-blob", "blob"), ("azure-webjobs-", "blob"), ("BlobClient", "blob"), ("QueueClient", "queue"),
)  # fmt: skip
_CAUSE_SERVICES = {
    "azure.storage-firewall.blocked": ("blob", "queue", "table", "file"),
    "azure.storage-account.shared-key-disabled": ("blob", "queue", "table", "file"),
}
_HOST_CAUSES = {
    "azure.role-assignment.host-storage-missing",
    "azure.role-assignment.blob-service-properties-missing",
}


def accounts(ask: Ask, app: App, names: Iterable[str]) -> dict[str, tuple[Resource, ...] | Unknown]:
    """Return what Resource Graph shows by each name; () where it shows the app and nothing of that name."""
    wanted = tuple(sorted({n.lower() for n in names if n}))
    if not wanted:
        return {}
    read = graph.targets(app.id, wanted)
    answer = ask(read)
    if not isinstance(answer, graph.Resources):
        why = answer or Unknown("Resource Graph did not answer", None, graph.targets_row.op)
        return dict.fromkeys(wanted, why)
    if not any(ids.same(r.id, app.id) for r in answer.data):
        # An answer that does not even hold the app shows only what the caller may see: nothing follows from it.
        blind = Unknown(
            "Resource Graph does not show the app itself, so what it leaves out may exist",
            graph.targets_row.permission,
            graph.targets_row.op,
        )
        seen = {n: tuple(r for r in answer.data if r.name.lower() == n) for n in wanted}
        return {n: rows or blind for n, rows in seen.items()}
    return {
        n: tuple(r for r in answer.data if r.name.lower() == n and not ids.same(r.id, app.id)) for n in wanted
    }


def account_for(
    endpoint: Endpoint, known: dict[str, tuple[Resource, ...] | Unknown]
) -> tuple[Endpoint, Account]:
    """Return the account of *endpoint*, and the endpoint with its service told apart (Service Bus or Event Hubs)."""
    rows = known.get(endpoint.account.lower(), Unknown("it was not looked up"))
    if isinstance(rows, Unknown):
        return endpoint, Account(endpoint.service, endpoint.account, rows)
    fitting = [r for r in rows if r.type.lower() in TYPES.get(endpoint.service, ())]
    resource = fitting[0] if fitting else None
    if endpoint.service == "messaging" and resource is not None:
        service = "eventhub" if resource.type.lower().startswith("microsoft.eventhub") else "servicebus"
        endpoint = msgspec.structs.replace(endpoint, service=service)
    return endpoint, Account(endpoint.service, endpoint.account, resource)


def names_of(log: Log | Unknown, refusals: Any, settings: Settings | Unknown) -> set[str]:
    """Return every account, namespace and vault that a failure or a setting names."""
    found = {e.endpoint.account for part in _parts(log, refusals) for e in part if e.endpoint}
    if isinstance(settings, Settings):
        for setting in settings.by_name.values():
            for service in ("blob", "servicebus", "cosmos", "keyvault"):
                account = connections.account_of(setting, service)
                if account:
                    found.add(account)
            if setting.form == "key-vault-reference":
                found |= {e.account for e in endpoints.in_text(setting.text or "")}
        host = settings.below(connections.HOST).get("accountname")
        if host and host.text:
            found.add(host.text)
    return {name.lower() for name in found}


def _parts(log: Log | Unknown, refusals: Any) -> list[tuple[Episode, ...]]:
    return [
        log.episodes if isinstance(log, Log) else (),
        refusals if isinstance(refusals, tuple) else (),
    ]


def placed(
    episode: Episode, functions: tuple[Function, ...], settings: Settings | Unknown
) -> tuple[Endpoint | None, str | None, str | None]:
    """Return (place, verb, connection) of a failure: as its text has it, else as the one binding that fits it."""
    saying = episode.saying
    own = episode.endpoint
    service = own.service if own else _service_of(episode)
    known = isinstance(settings, Settings)
    if (saying and saying.cause in _HOST_CAUSES) or "azure-webjobs-" in episode.text:
        host = (
            connections.connection(settings, connections.HOST, "blob")
            if isinstance(settings, Settings)
            else None
        )
        account = own.account if own else (host.account if host else None)
        return (Endpoint("blob", account.lower()) if account else None), "host", connections.HOST
    bindings = [
        b
        for f in functions
        if not episode.function or f.name.lower() == episode.function.lower()
        for b in f.bindings
        if known and _fits(b.type, service)
    ]
    if own is None and "unable to start" in episode.text:
        bindings = [b for b in bindings if b.is_trigger]
    candidates = {}
    for b in bindings:
        place = connections.endpoint_of(b, settings)
        if place and (
            own is None or (own.account == place.account and (not own.path or own.path[:1] == place.path[:1]))
        ):
            candidates[place] = (connections.verb_of(b), b.setting)
    if own is not None:
        same = [(p, v) for p, v in candidates.items() if not own.path or p.path]
        if len(same) == 1:
            (place, (verb, setting)) = same[0]
            said = episode.verb if service not in {"queue", "servicebus", "eventhub"} else None
            return (place if not own.path or own.service == "messaging" else own), said or verb, setting
        return own, episode.verb, None
    if len(candidates) == 1:
        (place, (verb, setting)) = next(iter(candidates.items()))
        return place, episode.verb if service == "blob" and episode.verb else verb, setting
    return None, episode.verb, None


def _service_of(episode: Episode) -> str | None:
    return next((service for word, service in _WORDS if word in episode.text), None)


def _fits(type_: str, service: str | None) -> bool:
    own = connections.service_of(type_)
    return own is not None and (
        service is None or own == service or (service == "messaging" and own in {"servicebus", "eventhub"})
    )


def read_targets(
    ask: Ask,
    app: App,
    functions: tuple[Function, ...],
    settings: Settings | Unknown,
    failed: Iterable[Episode],
    known: dict[str, tuple[Resource, ...] | Unknown],
) -> tuple[TargetHop, ...]:
    """Return a hop for each place and cause of refusal or failure, most frequent first."""
    groups: dict[tuple[Any, ...], list[Episode]] = {}
    places: dict[tuple[Any, ...], tuple[Endpoint | None, str | None, str | None]] = {}
    for episode in failed:
        saying = episode.saying
        if saying is None or saying.class_ not in _CLASSES:
            continue
        place = placed(episode, functions, settings)
        key = (place[0], saying.class_, saying.cause)
        groups.setdefault(key, []).append(episode)
        before = places.get(key)
        places[key] = (
            place[0],
            (before[1] if before else None) or place[1],
            (before[2] if before else None) or place[2],
        )
    ordered = sorted(_joined(groups).items(), key=lambda item: (-len(item[1]), str(item[0])))
    tasks = [
        partial(_target, ask, app, settings, places[key], tuple(rows), known)
        for key, rows in ordered[:_TARGETS]
    ]
    return tuple(ask.together(*tasks))


def _joined(groups: dict[tuple[Any, ...], list[Episode]]) -> dict[tuple[Any, ...], list[Episode]]:
    """Give what names no place to the one place that the same cause has, and an account to its one entity."""
    kept = dict(groups)
    for key in list(groups):
        place, *what = key
        if place is not None and place.path:
            continue
        homes = [
            k
            for k in kept
            if list(k[1:]) == what and k[0] is not None and k != key
            and (place is None or (k[0].path and (k[0].service, k[0].account) == (place.service, place.account)))
        ]  # fmt: skip
        if len(homes) == 1:
            kept[homes[0]] = [*kept[homes[0]], *kept.pop(key)]
    return {key: sorted(rows, key=lambda e: (e.time, e.fact.key)) for key, rows in kept.items()}


def _target(
    ask: Ask,
    app: App,
    settings: Settings | Unknown,
    place: tuple[Endpoint | None, str | None, str | None],
    episodes: tuple[Episode, ...],
    known: dict[str, tuple[Resource, ...] | Unknown],
) -> TargetHop:
    endpoint, verb, setting = place
    saying = episodes[0].saying
    account = Account(
        endpoint.service if endpoint else "",
        endpoint.account if endpoint else "",
        Unknown("the text does not name it"),
    )
    if endpoint is not None:
        endpoint, account = account_for(endpoint, known)
    said = next((e.principal for e in episodes if e.principal and e.principal in app.principals), None)
    principal = said or connections.acting_principal(app, settings, setting)
    hop = TargetHop(
        "outbound",
        Node(app.id, "function app", app.name),
        Node(
            _id(endpoint, account),
            TITLES.get(endpoint.service if endpoint else "", "a service"),
            endpoint.title if endpoint else "a service that the text does not name",
        ),
        endpoint or Endpoint("", ""),
        account,
        verb,
        episodes,
        setting,
        principal,
    )
    if endpoint is None or saying is None or not isinstance(account.resource, Resource):
        return hop
    return _read(ask, app, hop, account.resource, saying.class_)


def _id(endpoint: Endpoint | None, account: Account) -> str:
    if endpoint is None:
        return ""
    if isinstance(account.resource, Resource):
        return endpoint.within(account.resource.id)
    return endpoint.title


def _read(ask: Ask, app: App, hop: TargetHop, resource: Resource, class_: str) -> TargetHop:
    """Read what decides a refusal of this kind: deny assignments, Cosmos DB's own roles, a namespace's network rules."""
    parsed = ids.parse(resource.id)
    subscription = parsed.subscription if parsed else ""
    service = hop.endpoint.service
    if class_ == "network":
        row = {"servicebus": entities.bus_rules, "eventhub": entities.hub_rules}.get(service)
        return msgspec.structs.replace(hop, rules=ask(row(subscription, id=resource.id)) if row else None)
    if class_ != "iam":
        return hop
    if service == "cosmos":
        assigned, defined = ask.all(
            access.cosmos_assignments(subscription, id=resource.id),
            access.cosmos_definitions(subscription, id=resource.id),
        )
        return msgspec.structs.replace(hop, cosmos=assigned, cosmos_roles=defined)
    scope = hop.endpoint.within(resource.id)
    far = hop.principal is not None and subscription != app.subscription
    denies, grants = ask.pair(
        lambda: denies_of(ask(access.deny_assignments(subscription, scope=scope))),
        lambda: read_grants(ask, subscription, (hop.principal or "",)) if far else None,
    )
    return msgspec.structs.replace(hop, denies=denies, grants=grants)
