"""Does an event subscription deliver to each function that Event Grid feeds, and does its filter let the events through?"""

from __future__ import annotations

from datetime import datetime

from diagnostics.case import Fact, Finding, Touch, blocked, need, passed
from diagnostics.checks.azure._state import stopped
from diagnostics.clock import parse_iso
from diagnostics.hops.azure.inbound import is_pushed
from diagnostics.hops.azure.world import App, AzureWorld, SourceHop
from diagnostics.reader import Unknown
from diagnostics.reads.azure.entities import EventSubscription

NAME = "event-subscription-present"
_EVENTS = (
    "Microsoft.EventGrid/eventSubscriptions/delete", "Microsoft.EventGrid/eventSubscriptions/write",
    "Microsoft.EventGrid/systemTopics/eventSubscriptions/delete", "Microsoft.EventGrid/systemTopics/eventSubscriptions/write",
    "Microsoft.EventGrid/systemTopics/delete", "Microsoft.EventGrid/topics/delete",
)  # fmt: skip
_FAILED = {"failed", "awaitingmanualaction"}


def event_subscription_present(world: AzureWorld) -> tuple[Finding, ...]:
    """A function that fell silent and that no subscription delivers to is a fault; one that never ran is a remark."""
    app = need(world.app)
    hops = [h for h in need(world.inbound) if is_pushed(h.trigger)]
    need(world.traffic)
    if not isinstance(app, App) or not hops:
        return (passed(NAME, "no function is fed by Event Grid"),)
    found = []
    for hop in hops:
        if not isinstance(hop.subscriptions, tuple):
            why = hop.subscriptions or Unknown("the event subscriptions were not read")
            found.append(
                blocked(
                    NAME,
                    why,
                    hop=hop,
                    class_="trigger",
                    corroborated=stopped(world, hop.function.name) is not None,
                    confidence=0.5,
                )
            )
        else:
            found.append(_ask(world, app, hop, hop.subscriptions))
    return tuple(found)


def _ask(world: AzureWorld, app: App, hop: SourceHop, rows: tuple[EventSubscription, ...]) -> Finding:
    own = [s for s in rows if delivers_to(s, app, hop.function.name)]
    live = [s for s in own if not _is_over(s, world.now)]
    name = hop.function.name
    if not live:
        over = f"; {own[0].name} has expired or failed" if own else ""
        text = f"No event subscription delivers to the function {name} of {app.name}{over}."
        return _fault(world, app, hop, "azure.event-subscription.missing", text, 0.85)
    wrong = [why for s in live if (why := _mismatch(s, hop))]
    if len(wrong) == len(live):
        text = f"The event subscription {live[0].name} does not let the events of {name} through: {wrong[0]}."
        return _fault(world, app, hop, "azure.event-subscription.filter-mismatch", text, 0.9)
    return passed(NAME, f"{live[0].name} delivers to {name}", hop=hop)


def delivers_to(subscription: EventSubscription, app: App, function: str) -> bool:
    """Whether the destination is this function: by its resource id, or by the webhook's address."""
    destination = subscription.properties.destination
    if destination is None:
        return False
    told = destination.properties
    wanted = f"{app.id}/functions/{function}".lower()
    if str(told.get("resourceId") or "").lower() == wanted:
        return True
    host = (app.site.properties.defaultHostName or f"{app.name}.azurewebsites.net").lower()
    url = str(told.get("endpointBaseUrl") or told.get("endpointUrl") or "").lower()
    # The query names the function, and Azure answers with the address without it.
    return f"//{host}/runtime/webhooks/" in url


def _is_over(subscription: EventSubscription, now: datetime) -> bool:
    expires = parse_iso(subscription.properties.expirationTimeUtc)
    return (subscription.properties.provisioningState or "").lower() in _FAILED or (
        expires is not None and expires < now
    )


def _mismatch(subscription: EventSubscription, hop: SourceHop) -> str | None:
    """Return why the filter drops what a blob trigger waits for; filters of other triggers are their owner's to judge."""
    filter_ = subscription.properties.filter
    container = (
        hop.endpoint.path[0]
        if hop.trigger.type == "blobtrigger" and hop.endpoint and hop.endpoint.path
        else None
    )
    if filter_ is None or container is None:
        return None
    begins = (filter_.subjectBeginsWith or "").lower()
    subject = f"/blobservices/default/containers/{container}/"
    if begins and not (subject.startswith(begins) or begins.startswith(subject)):
        return (
            f"it takes subjects that begin with {filter_.subjectBeginsWith}, and the container is {container}"
        )
    types = filter_.includedEventTypes
    if types and not any(t.lower() in {"microsoft.storage.blobcreated", "all"} for t in types):
        return f"it takes {', '.join(types[:3])}, and not Microsoft.Storage.BlobCreated"
    return None


def _fault(world: AzureWorld, app: App, hop: SourceHop, cause: str, text: str, confidence: float) -> Finding:
    seen = stopped(world, hop.function.name)
    fact = Fact(f"config:{app.id}:events:{hop.function.name}", "configuration", text, provenance="config")
    group = f"/subscriptions/{app.subscription}/resourceGroups/{app.group}"
    return Finding(
        NAME, "failed", question="wired", hop=hop, cause=cause, class_="trigger", detail=text, summary=text, facts=(fact,),
        corroborated=seen is not None, failing=True, confidence=confidence, upstream=10, onset=seen.silent_since if seen else None,
        changed_by=seen.missed_by if seen else None, touches=(Touch(group, app.subscription, _EVENTS, "events"),),
        rules_out=(("iam", "no event was sent, so none was refused"), ("network", "no event was sent")),
    )  # fmt: skip
