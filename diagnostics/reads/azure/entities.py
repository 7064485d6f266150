"""Reads of what stands inside an account or namespace, and of its own network rules."""

from __future__ import annotations

from typing import Any

import msgspec

from diagnostics.reader import Row


class Entity(msgspec.Struct, frozen=True):
    """A queue, container, hub, subscription: that it exists is what matters."""

    id: str = ""
    name: str = ""
    properties: dict[str, Any] = {}


class NetworkRuleProperties(msgspec.Struct, frozen=True):
    defaultAction: str | None = None
    publicNetworkAccess: str | None = None
    ipRules: tuple[dict[str, Any], ...] = ()
    virtualNetworkRules: tuple[dict[str, Any], ...] = ()


class NetworkRules(msgspec.Struct, frozen=True):
    properties: NetworkRuleProperties = NetworkRuleProperties()


class Destination(msgspec.Struct, frozen=True):
    endpointType: str = ""
    properties: dict[str, Any] = {}


class SubscriptionFilter(msgspec.Struct, frozen=True):
    subjectBeginsWith: str | None = None
    subjectEndsWith: str | None = None
    includedEventTypes: tuple[str, ...] | None = None
    advancedFilters: tuple[dict[str, Any], ...] | None = None


class EventSubscriptionProperties(msgspec.Struct, frozen=True):
    provisioningState: str | None = None
    destination: Destination | None = None
    filter: SubscriptionFilter | None = None
    expirationTimeUtc: str | None = None
    deadLetterDestination: dict[str, Any] | None = None


class EventSubscription(msgspec.Struct, frozen=True):
    id: str
    name: str = ""
    properties: EventSubscriptionProperties = EventSubscriptionProperties()


class EventSubscriptions(msgspec.Struct, frozen=True):
    value: tuple[EventSubscription, ...] = ()


def _entity(op: str, permission: str, what: str) -> Row[Entity]:
    return Row(op, Entity, permission, f"whether the {what} exists")


container = _entity(
    "storage:GetContainer", "Microsoft.Storage/storageAccounts/blobServices/containers/read", "container"
)
queue = _entity("storage:GetQueue", "Microsoft.Storage/storageAccounts/queueServices/queues/read", "queue")
bus_queue = _entity("servicebus:GetQueue", "Microsoft.ServiceBus/namespaces/queues/read", "queue")
bus_subscription = _entity(
    "servicebus:GetSubscription",
    "Microsoft.ServiceBus/namespaces/topics/subscriptions/read",
    "topic's subscription",
)
hub = _entity("eventhub:GetEventHub", "Microsoft.EventHub/namespaces/eventhubs/read", "event hub")
consumer_group = _entity(
    "eventhub:GetConsumerGroup",
    "Microsoft.EventHub/namespaces/eventhubs/consumergroups/read",
    "consumer group",
)
cosmos_container = _entity(
    "cosmos:GetContainer",
    "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/read",
    "container",
)
bus_rules = Row(
    "servicebus:GetNetworkRules",
    NetworkRules,
    "Microsoft.ServiceBus/namespaces/networkRuleSets/read",
    "from where the namespace admits connections",
)
hub_rules = Row(
    "eventhub:GetNetworkRules",
    NetworkRules,
    "Microsoft.EventHub/namespaces/networkRuleSets/read",
    "from where the namespace admits connections",
)
event_subscriptions = Row(
    "eventgrid:ListRegionalEventSubscriptions",
    EventSubscriptions,
    "Microsoft.EventGrid/locations/eventSubscriptions/read",
    "which events are delivered to the app",
)
system_subscriptions = Row(
    "eventgrid:ListSystemTopicEventSubscriptions",
    EventSubscriptions,
    "Microsoft.EventGrid/systemTopics/eventSubscriptions/read",
    "which events of Azure's own services are delivered to the app",
)
