"""Reads of what starts a function: triggers, topics, subscriptions, buckets, jobs, queues, databases."""

from __future__ import annotations

import msgspec

from diagnostics.reader import Row
from diagnostics.reads.gcp.core import EventFilter


class PubsubTransport(msgspec.Struct, frozen=True):
    topic: str = ""
    subscription: str = ""


class Transport(msgspec.Struct, frozen=True):
    pubsub: PubsubTransport = PubsubTransport()


class CloudRunDestination(msgspec.Struct, frozen=True):
    service: str = ""
    region: str = ""
    path: str = ""


class Destination(msgspec.Struct, frozen=True):
    cloudRun: CloudRunDestination | None = None
    cloudFunction: str = ""


class StateCondition(msgspec.Struct, frozen=True):
    code: str = ""
    message: str = ""


class Trigger(msgspec.Struct, frozen=True):
    """An Eventarc trigger; *conditions* name what keeps it from working."""

    name: str
    eventFilters: tuple[EventFilter, ...] = ()
    serviceAccount: str = ""
    destination: Destination = Destination()
    transport: Transport = Transport()
    conditions: dict[str, StateCondition] = {}
    updateTime: str | None = None


class OidcToken(msgspec.Struct, frozen=True):
    serviceAccountEmail: str = ""
    audience: str = ""


class PushConfig(msgspec.Struct, frozen=True):
    pushEndpoint: str = ""
    oidcToken: OidcToken | None = None


class DeadLetterPolicy(msgspec.Struct, frozen=True):
    deadLetterTopic: str = ""
    maxDeliveryAttempts: int = 5


class Subscription(msgspec.Struct, frozen=True):
    """A subscription; its topic reads `_deleted-topic_` once the topic is gone, even where a new one has its name."""

    name: str
    topic: str = ""
    pushConfig: PushConfig = PushConfig()
    ackDeadlineSeconds: int = 10
    filter: str = ""
    detached: bool = False
    state: str = ""
    deadLetterPolicy: DeadLetterPolicy | None = None


class Subscriptions(msgspec.Struct, frozen=True):
    subscriptions: tuple[Subscription, ...] = ()


class Topic(msgspec.Struct, frozen=True):
    name: str


class Bucket(msgspec.Struct, frozen=True):
    name: str
    location: str = ""
    locationType: str = ""
    projectNumber: str = ""


class Notification(msgspec.Struct, frozen=True):
    id: str = ""
    topic: str = ""
    event_types: tuple[str, ...] = ()
    object_name_prefix: str = ""


class Notifications(msgspec.Struct, frozen=True):
    items: tuple[Notification, ...] = ()


class OauthToken(msgspec.Struct, frozen=True):
    serviceAccountEmail: str = ""
    scope: str = ""


class HttpTarget(msgspec.Struct, frozen=True):
    uri: str = ""
    httpMethod: str = ""
    oidcToken: OidcToken | None = None
    oauthToken: OauthToken | None = None


class PubsubTarget(msgspec.Struct, frozen=True):
    topicName: str = ""


class Status(msgspec.Struct, frozen=True):
    code: int = 0
    message: str = ""


class Job(msgspec.Struct, frozen=True):
    """A Cloud Scheduler job: state ENABLED, PAUSED, DISABLED or UPDATE_FAILED."""

    name: str
    state: str = "ENABLED"
    schedule: str = ""
    httpTarget: HttpTarget | None = None
    pubsubTarget: PubsubTarget | None = None
    lastAttemptTime: str | None = None
    status: Status | None = None


class Jobs(msgspec.Struct, frozen=True):
    jobs: tuple[Job, ...] = ()


class Database(msgspec.Struct, frozen=True):
    name: str
    locationId: str = ""
    type: str = ""


trigger = Row(
    "eventarc:triggers.get", Trigger, "eventarc.triggers.get", "the Eventarc trigger and its transport"
)
subscription = Row(
    "pubsub:subscriptions.get",
    Subscription,
    "pubsub.subscriptions.get",
    "whether the subscription still hangs on its topic, and where it pushes to",
)
subscriptions = Row(
    "pubsub:subscriptions.list",
    Subscriptions,
    "pubsub.subscriptions.list",
    "which subscription pushes to the function, and as whom",
)
topic = Row("pubsub:topics.get", Topic, "pubsub.topics.get", "whether the topic exists")
bucket = Row("storage:buckets.get", Bucket, "storage.buckets.get", "where the bucket is")
notifications = Row(
    "storage:notifications.list",
    Notifications,
    "storage.buckets.get",
    "whether the bucket tells anybody of its objects",
)
jobs = Row(
    "cloudscheduler:jobs.list", Jobs, "cloudscheduler.jobs.list", "which scheduled jobs call the function"
)
database = Row(
    "firestore:databases.get", Database, "datastore.databases.getMetadata", "where the database is"
)
