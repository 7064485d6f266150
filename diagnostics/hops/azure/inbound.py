"""What triggers the functions: the connection each trigger names, and whether the queue, hub or subscription is there."""

from __future__ import annotations

from functools import partial

from diagnostics.case import Node
from diagnostics.hops.azure import connections, ids
from diagnostics.hops.azure.endpoints import TITLES, Endpoint
from diagnostics.hops.azure.raw import mapping
from diagnostics.hops.azure.targets import account_for
from diagnostics.hops.azure.world import App, AzureWorld, Function, Settings, SourceHop, Trigger
from diagnostics.reader import Ask, Row, Unknown
from diagnostics.reads.azure import entities, graph
from diagnostics.reads.azure.graph import Resource
from diagnostics.report import Impact

_SOURCES = 8  # triggers that are followed
_TOPICS = 4  # system topics that are looked through


def read_inbound(
    ask: Ask,
    app: App,
    functions: tuple[Function, ...],
    settings: Settings | Unknown,
    known: dict[str, tuple[Resource, ...] | Unknown],
) -> tuple[SourceHop, ...]:
    """Return a hop for each trigger, in the order of the functions."""
    pairs = [(f, f.trigger) for f in functions if f.trigger is not None]
    tasks = [partial(_source, ask, app, f, t, settings, known) for f, t in pairs[:_SOURCES] if t is not None]
    return tuple(ask.together(*tasks))


def _source(
    ask: Ask,
    app: App,
    function: Function,
    trigger: Trigger,
    settings: Settings | Unknown,
    known: dict[str, tuple[Resource, ...] | Unknown],
) -> SourceHop:
    endpoint = connections.endpoint_of(trigger, settings)
    pushed = read_subscriptions(ask, app) if is_pushed(trigger) else None
    place = Node(f"{app.id}/functions/{function.name}", "function", function.name)
    if endpoint is None:
        kind = trigger.type.removesuffix("trigger") or trigger.type
        return SourceHop(
            "inbound",
            Node(f"{trigger.type}:{function.name}", kind, kind),
            place,
            function,
            trigger,
            subscriptions=pushed,
        )
    endpoint, account = account_for(endpoint, known)
    source = Node(
        endpoint.within(account.resource.id) if isinstance(account.resource, Resource) else endpoint.title,
        TITLES[endpoint.service],
        endpoint.title,
    )
    exists, missing, entity = _exists(ask, endpoint, account.resource)
    return SourceHop(
        "inbound", source, place, function, trigger, endpoint, account, exists, entity, missing, pushed
    )


def is_pushed(trigger: Trigger) -> bool:
    """Whether Event Grid delivers the events of this trigger."""
    return trigger.type == "eventgridtrigger" or (
        trigger.type == "blobtrigger" and str(trigger.raw.get("source") or "").lower() == "eventgrid"
    )


def read_subscriptions(ask: Ask, app: App) -> tuple[entities.EventSubscription, ...] | Unknown:
    """Return the event subscriptions of the app's region and of every system topic of its subscription."""
    seen = ask(graph.apps(app.subscription))
    if not isinstance(seen, graph.Resources):
        return seen or Unknown("Resource Graph did not answer", None, graph.apps_row.op)
    topics = seen.of("microsoft.eventgrid/systemtopics")
    if len(topics) > _TOPICS:
        return Unknown(f"there are {len(topics)} system topics, more than are looked through")
    location = (app.site.location or "").replace(" ", "").lower()
    answers = ask.all(
        entities.event_subscriptions(app.subscription, subscription=app.subscription, location=location),
        *[entities.system_subscriptions(app.subscription, id=topic.id) for topic in topics],
    )
    found: list[entities.EventSubscription] = []
    for answer in answers:
        if isinstance(answer, Unknown):
            return answer
        found += answer.value if answer else ()
    return tuple({s.id.lower(): s for s in found}.values())


def _exists(
    ask: Ask, endpoint: Endpoint, resource: Resource | Unknown | None
) -> tuple[bool | Unknown, str | None, entities.Entity | None]:
    """Return whether the entity is there, what is missing, and the entity; an account that cannot be seen leaves it unknown."""
    if resource is None:
        return Unknown(f"{endpoint.account} is not in any subscription that can be seen"), None, None
    if isinstance(resource, Unknown):
        return resource, None, None
    parsed = ids.parse(resource.id)
    found = None
    for row, id_, what in _rows(endpoint, resource.id):
        answer = ask(row(parsed.subscription if parsed else "", id=id_))
        if answer is None:
            return False, what, None
        if isinstance(answer, Unknown):
            return answer, None, None
        found = answer
    return True, None, found


def waiting(world: AzureWorld) -> Impact | None:
    """Return what waits in the first source that counts its messages: a Service Bus entity or a storage queue."""
    for hop in world.inbound if isinstance(world.inbound, tuple) else ():
        told = hop.entity.properties if hop.entity else {}
        details = mapping(told.get("countDetails"))
        count = details.get("activeMessageCount", told.get("approximateMessageCount"))
        if isinstance(count, int) and count > 0:
            dead = details.get("deadLetterMessageCount")
            return Impact(
                waiting=count, where=hop.source.name, lost=dead if isinstance(dead, int) and dead else None
            )
    return None


def _rows(endpoint: Endpoint, account: str) -> list[tuple[Row[entities.Entity], str, str]]:
    """Return the reads that tell, outermost first: (row, resource id, what it is called)."""
    path, whole = endpoint.path, endpoint.within(account)
    if not path:
        return []
    match endpoint.service:
        case "blob":
            return [(entities.container, whole, f"the container {path[0]}")]
        case "queue":
            return [(entities.queue, whole, f"the queue {path[0]}")]
        case "servicebus" if len(path) == 1:
            return [(entities.bus_queue, whole, f"the queue {path[0]}")]
        case "servicebus" if path[1]:
            return [(entities.bus_subscription, whole, f"the subscription {path[1]} of the topic {path[0]}")]
        case "eventhub":
            group = path[1] if len(path) > 1 else "$Default"
            return [
                (entities.hub, whole, f"the event hub {path[0]}"),
                (entities.consumer_group, f"{whole}/consumergroups/{group}", f"the consumer group {group}"),
            ]
        case "cosmos" if len(path) > 1:
            inside = f"{account}/sqlDatabases/{path[0]}/containers/{path[1]}"
            return [(entities.cosmos_container, inside, f"the container {path[1]} of the database {path[0]}")]
    return []
