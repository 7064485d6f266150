"""What starts the function: its trigger with topic, subscription, bucket or database behind it, and scheduled jobs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from diagnostics.case import Hop
from diagnostics.hops.gcp import names
from diagnostics.hops.gcp.backlog import read_backlog
from diagnostics.hops.gcp.grants import read_above, read_roles
from diagnostics.hops.gcp.world import Function, Log
from diagnostics.policy.gcp import Level, Request, Roles, evaluate
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.gcp import core, wiring

_PUBSUB = (
    "google.cloud.pubsub.topic.v1.messagePublished",
    "google.pubsub.topic.publish",
    "providers/cloud.pubsub/",
)
_STORAGE = ("google.cloud.storage.", "google.storage.object.", "providers/cloud.storage/")
_FIRESTORE = ("google.cloud.firestore.", "google.cloud.datastore.", "providers/cloud.firestore/")
_AUDIT = ("google.cloud.audit.log.v1.written",)
_DEFAULT_DATABASE = "(default)"


class SourceHop(Hop, frozen=True):
    """Source → function. *kind* is pubsub, storage, firestore, audit, event (another Eventarc event), scheduler or push (a
    subscription that somebody made).

    *waiting* is how many messages its subscription holds.
    *above* are the policies over the project and *roles* what their roles hold, read where the project's own policy does
    not let the event's carriers through.
    A part is None where Google says that it is not there, and UNSET where this kind of source has none. *sender* is the
    account that invokes; empty where the source sends no token.
    """

    kind: str
    event: core.EventTrigger = core.EventTrigger()
    sender: str = ""
    trigger: wiring.Trigger | Unknown | msgspec.UnsetType | None = msgspec.UNSET
    subscription: wiring.Subscription | Unknown | msgspec.UnsetType | None = msgspec.UNSET
    topic: wiring.Topic | Unknown | msgspec.UnsetType | None = msgspec.UNSET
    bucket: wiring.Bucket | Unknown | msgspec.UnsetType | None = msgspec.UNSET
    notifications: wiring.Notifications | Unknown | msgspec.UnsetType | None = msgspec.UNSET
    database: wiring.Database | Unknown | msgspec.UnsetType | None = msgspec.UNSET
    job: wiring.Job | None = None
    above: tuple[Level, ...] = ()
    roles: Roles = Roles()
    waiting: int | None = None

    @property
    def transport(self) -> str:
        """The topic that carries the events, where it is known."""
        if isinstance(self.trigger, wiring.Trigger):
            return self.trigger.transport.pubsub.topic
        return self.event.pubsubTopic

    @property
    def location(self) -> str:
        """Where the trigger is."""
        return names.part(self.event.trigger, "locations") or self.event.triggerRegion


def read_inbound(
    ask: Ask,
    function: Function,
    project: core.Project | Unknown | None,
    policy: core.Policy | Unknown | None,
    end: datetime,
) -> tuple[Hop, ...]:
    """Return the sources of *function*: the one its configuration names, or the jobs that call its address."""
    event = function.config.eventTrigger if function.config else None
    if event is None:
        return _jobs(ask, function)
    kind = kind_of(event.eventType)
    hop = SourceHop(
        "inbound",
        names.node(_source(function, event, kind)),
        names.node(function.id),
        kind=kind,
        event=event,
        sender=_sender(function, event.serviceAccountEmail, project),
    )
    readers: list[Callable[[], dict[str, Any]]] = [lambda: _transport(ask, function, hop, end)]
    if kind == "storage":
        readers.append(lambda: _bucket(ask, function, hop))
    if kind == "firestore":
        readers.append(lambda: _database(ask, function, hop))
    parts: dict[str, Any] = {}
    for found in ask.together(*readers):
        parts |= found
    hop = msgspec.structs.replace(hop, **parts)
    return (_with_grants(ask, function, project, policy, hop),)


def _with_grants(
    ask: Ask,
    function: Function,
    project: core.Project | Unknown | None,
    policy: core.Policy | Unknown | None,
    hop: SourceHop,
) -> SourceHop:
    """Return *hop* with what else may let the event's carriers through, where the project's own policy does not say so."""
    if not isinstance(policy, core.Policy):
        return hop
    own = (Level(f"projects/{function.project}", policy),)
    if not _not_granted(hop, own):
        return hop
    above = read_above(ask, function.project, project)
    roles = Roles()
    for member, permission in _not_granted(hop, (*own, *above)):
        roles = roles.joined(read_roles(ask, function.project, (*own, *above), member, permission))
    return msgspec.structs.replace(hop, above=above, roles=roles)


def _not_granted(hop: SourceHop, levels: tuple[Level, ...]) -> list[tuple[str, str]]:
    """Return the carriers and permissions that no binding of *levels* grants by a role that is known."""
    asked = [(member, permission) for member, permission, _ in carriers(hop)]
    return [row for row in asked if not evaluate(Request(*row), levels, Roles()).granted]


def carriers(hop: SourceHop) -> tuple[tuple[str, str, str], ...]:
    """Return who has to carry an event on its way, with which permission, and the cause where it is missing.

    The agent of Cloud Storage publishes a bucket's events; the trigger's account receives every event but Pub/Sub's own.
    """
    if not hop.event.trigger or hop.kind == "pubsub":
        return ()
    rows = []
    if isinstance(hop.bucket, wiring.Bucket) and hop.bucket.projectNumber:
        # Cloud Storage publishes as the agent of the bucket's own project; its address follows from the number.
        member = names.account(
            f"service-{hop.bucket.projectNumber}@gs-project-accounts.iam.gserviceaccount.com"
        )
        rows.append((member, "pubsub.topics.publish", "gcp.storage-agent.publisher-missing"))
    if hop.sender:
        rows.append(
            (hop.sender, "eventarc.events.receiveEvent", "gcp.trigger-account.event-receiver-missing")
        )
    return tuple(rows)


def kind_of(event_type: str) -> str:
    """Return what kind of source sends events of this type."""
    for kind, signs in (
        ("pubsub", _PUBSUB),
        ("storage", _STORAGE),
        ("firestore", _FIRESTORE),
        ("audit", _AUDIT),
    ):
        if event_type.startswith(signs):
            return kind
    return "event"


def filter_value(event: core.EventTrigger, attribute: str) -> str:
    """Return what the trigger filters *attribute* by, or an empty text."""
    return next((row.value for row in event.eventFilters if row.attribute == attribute), "")


def _source(function: Function, event: core.EventTrigger, kind: str) -> str:
    bucket = filter_value(event, "bucket") or filter_value(event, "resource").rpartition("/")[2]
    if kind == "pubsub" and (topic := event.pubsubTopic or filter_value(event, "resource")):
        return topic
    if kind == "storage" and bucket:
        return f"projects/_/buckets/{bucket}"
    if kind == "firestore":
        return f"projects/{function.project}/databases/{filter_value(event, 'database') or _DEFAULT_DATABASE}"
    return event.trigger or f"projects/{function.project}"


def _sender(function: Function, email: str, project: core.Project | Unknown | None) -> str:
    """Return the account that a 2nd gen trigger invokes with; without one it is the default compute account."""
    if function.first_generation:
        return ""
    number = project.number if isinstance(project, core.Project) else None
    email = email or (f"{number}-compute@developer.gserviceaccount.com" if number else "")
    return names.account(email) if email else ""


def _transport(ask: Ask, function: Function, hop: SourceHop, end: datetime) -> dict[str, Any]:
    """Read trigger and subscription of the 2nd generation; the 1st has a subscription with a name of its own."""
    event, found = hop.event, dict[str, Any]()
    if event.trigger:
        trigger = ask(wiring.trigger(function.project, name=event.trigger))
        found["trigger"] = trigger
        if not isinstance(trigger, wiring.Trigger):
            return found
        subscription, topic = trigger.transport.pubsub.subscription, trigger.transport.pubsub.topic
    elif hop.kind == "pubsub" and event.pubsubTopic:
        topic = event.pubsubTopic
        subscription = (
            f"projects/{function.project}/subscriptions/"
            f"gcf-{function.name}-{function.location}-{topic.rpartition('/')[2]}"
        )
    else:
        return found
    if subscription:
        answer, found["waiting"] = ask.pair(
            lambda: ask(wiring.subscription(function.project, name=subscription)),
            lambda: read_backlog(ask, function.project, subscription, end) if hop.kind == "pubsub" else None,
        )
        found["subscription"] = answer
        if answer is None and topic:
            found["topic"] = ask(wiring.topic(function.project, name=topic))
    return found


def _bucket(ask: Ask, function: Function, hop: SourceHop) -> dict[str, Any]:
    bucket = hop.source.name
    about, notifications = ask.all(
        wiring.bucket(function.project, bucket=bucket), wiring.notifications(function.project, bucket=bucket)
    )
    return {"bucket": about, "notifications": notifications}


def _database(ask: Ask, function: Function, hop: SourceHop) -> dict[str, Any]:
    return {"database": ask(wiring.database(function.project, name=hop.source.id))}


def read_pushers(ask: Ask, function: Function, log: Log | Unknown) -> tuple[Hop, ...]:
    """Return the subscriptions that push to a function without a trigger, looked for where Pub/Sub was turned away from it."""
    event = function.config.eventTrigger if function.config else None
    turned = any("pubsub" in row.agent.lower() for row in log.turned) if isinstance(log, Log) else False
    if event is not None or not turned:
        return ()
    answer = ask(wiring.subscriptions(function.project, project=f"projects/{function.project}"))
    found = () if answer is None or isinstance(answer, Unknown) else answer.subscriptions
    return tuple(_pusher(function, row) for row in found if calls(function, row.pushConfig.pushEndpoint))


def _pusher(function: Function, found: wiring.Subscription) -> SourceHop:
    token = found.pushConfig.oidcToken
    sender = names.account(token.serviceAccountEmail) if token and token.serviceAccountEmail else ""
    event = core.EventTrigger(pubsubTopic=found.topic)
    return SourceHop(
        "inbound", names.node(found.name), names.node(function.id), kind="push", sender=sender, event=event,
        subscription=found,
    )  # fmt: skip


def _jobs(ask: Ask, function: Function) -> tuple[Hop, ...]:
    """Return the scheduled jobs of the function's location that call its address."""
    parent = f"projects/{function.project}/locations/{function.location}"
    answer = ask(wiring.jobs(function.project, parent=parent))
    found = () if answer is None or isinstance(answer, Unknown) else answer.jobs
    return tuple(
        _job(function, job) for job in found if job.httpTarget and calls(function, job.httpTarget.uri)
    )


def _job(function: Function, job: wiring.Job) -> SourceHop:
    token = job.httpTarget.oidcToken if job.httpTarget else None
    sender = names.account(token.serviceAccountEmail) if token and token.serviceAccountEmail else ""
    return SourceHop(
        "inbound", names.node(job.name), names.node(function.id), kind="scheduler", sender=sender, job=job
    )


def calls(function: Function, uri: str) -> bool:
    """Whether *uri* is an address of the function."""
    host, path = names.host_and_path(uri)
    if host == f"{function.location}-{function.project}.cloudfunctions.net":
        return path.strip("/").partition("/")[0] == function.name
    return host in hosts(function)


def hosts(function: Function) -> frozenset[str]:
    """Return the hosts that the function answers under, as far as they are known."""
    addresses = [function.config.serviceConfig.uri, function.config.url] if function.config else []
    if isinstance(function.service, core.Service):
        addresses += [function.service.uri, *function.service.urls]
    return frozenset(names.host_and_path(address)[0] for address in addresses if address) - {""}
