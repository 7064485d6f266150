"""Is the queue, hub, topic or container that a trigger names there, and does it give out its messages?"""

from __future__ import annotations

from diagnostics.case import Fact, Finding, Pending, Touch, blocked, need, passed
from diagnostics.checks.azure._state import onset, stopped
from diagnostics.hops.azure.world import App, AzureWorld, Episode, Log, SourceHop
from diagnostics.reader import Unknown
from diagnostics.reads.azure.graph import Resource

NAME = "source-exists"
_OFF = {"disabled", "receivedisabled"}  # states of a Service Bus entity in which nobody receives from it
_EVENTS = {
    "queue": ("Microsoft.Storage/storageAccounts/queueServices/queues/delete",),
    "blob": ("Microsoft.Storage/storageAccounts/blobServices/containers/delete",),
    "servicebus": (
        "Microsoft.ServiceBus/namespaces/queues/delete",
        "Microsoft.ServiceBus/namespaces/topics/delete",
        "Microsoft.ServiceBus/namespaces/topics/subscriptions/delete",
    ),
    "eventhub": (
        "Microsoft.EventHub/namespaces/eventhubs/delete",
        "Microsoft.EventHub/namespaces/eventhubs/consumergroups/delete",
    ),
    "cosmos": (
        "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/delete",
        "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/delete",
    ),
}
_WRITES = (
    "Microsoft.ServiceBus/namespaces/queues/write",
    "Microsoft.ServiceBus/namespaces/topics/subscriptions/write",
)


def source_exists(world: AzureWorld) -> tuple[Finding, ...]:
    """What is certainly not there is a fault where the function fell silent or its listener failed; else a remark."""
    app = need(world.app)
    hops = need(world.inbound)
    need(world.log)
    log = world.log
    if not isinstance(app, App):
        return ()
    found = []
    for hop in hops:
        if isinstance(hop.exists, Unknown):
            # An unread source weighs only where its function is silent.
            silent = stopped(world, hop.function.name) is not None
            found.append(
                blocked(NAME, hop.exists, hop=hop, class_="trigger", corroborated=silent, confidence=0.5)
            )
        elif hop.exists is False:
            found.append(_ask(world, app, hop, log))
        elif hop.entity and str(hop.entity.properties.get("status") or "").lower() in _OFF:
            found.append(_off(world, app, hop, log))
    return tuple(found) or (passed(NAME, "every source that a trigger names is there and switched on"),)


def _ask(world: AzureWorld, app: App, hop: SourceHop, log: Log | Unknown | Pending) -> Finding:
    told = [e for e in (log.episodes if isinstance(log, Log) else ()) if _about(e, hop)]
    seen = stopped(world, hop.function.name)
    service = hop.endpoint.service if hop.endpoint else ""
    resource = hop.account.resource if hop.account else None
    text = f"The function {hop.function.name} listens to {hop.missing} in {hop.endpoint.account if hop.endpoint else ''}, which does not exist."
    fact = Fact(f"config:{hop.source.id}", "configuration", f"{hop.missing}: not found", provenance="config")
    touch = (
        Touch(resource.id, resource.id.split("/")[2], _EVENTS.get(service, ()), "target")
        if isinstance(resource, Resource)
        else None
    )
    own = Touch(app.id, app.subscription, ("Microsoft.Web/sites/config/write",), "app")
    return Finding(
        NAME, "failed", question="wired", hop=hop, cause="azure.source.missing", class_="trigger", detail=text, summary=text,
        facts=(fact, *(e.fact for e in told[:20])), corroborated=bool(told) or seen is not None, failing=True, confidence=0.97 if told else 0.93,
        upstream=10, onset=onset(told) or (seen.silent_since if seen else None), changed_by=None if told else (seen.missed_by if seen else None),
        touches=(touch, own) if touch else (own,),
        rules_out=(("iam", "Resource Manager itself does not find it"), ("network", "the service answered that it is not there")),
        plan=hop,
    )  # fmt: skip


def _off(world: AzureWorld, app: App, hop: SourceHop, log: Log | Unknown | Pending) -> Finding:
    """Somebody switched it off, perhaps on purpose: a remark unless the function fell silent or its listener failed."""
    told = [e for e in (log.episodes if isinstance(log, Log) else ()) if _about(e, hop)]
    seen = stopped(world, hop.function.name)
    status = hop.entity.properties.get("status") if hop.entity else ""
    text = f"The function {hop.function.name} listens to {hop.source.name}, which is switched off (status {status})."
    fact = Fact(f"config:{hop.source.id}", "configuration", f"status: {status}", provenance="config")
    namespace = hop.account.resource if hop.account else None
    subscription = namespace.id.split("/")[2] if isinstance(namespace, Resource) else app.subscription
    return Finding(
        NAME, "failed", question="wired", hop=hop, cause="azure.source.disabled", class_="trigger", detail=text, summary=text,
        facts=(fact, *(e.fact for e in told[:20])), corroborated=bool(told) or seen is not None, failing=True, confidence=0.95, upstream=10,
        onset=onset(told) or (seen.silent_since if seen else None), changed_by=None if told else (seen.missed_by if seen else None),
        touches=(Touch(hop.source.id, subscription, _WRITES, "target"),),
        rules_out=(("iam", "Resource Manager tells of its state"), ("network", "Resource Manager tells of its state")),
        plan=hop,
    )  # fmt: skip


def _about(episode: Episode, hop: SourceHop) -> bool:
    """Whether a failure is of this trigger: of its function, or about the entity it names, and no other place."""
    if episode.saying is None or episode.saying.class_ not in {"trigger", "iam"}:
        return False
    if episode.endpoint and hop.endpoint and episode.endpoint.account != hop.endpoint.account:
        return False
    named = hop.endpoint.path if hop.endpoint else ()
    return (episode.function or "").lower() == hop.function.name.lower() or any(
        p and p.lower() in episode.text.lower() for p in named
    )
