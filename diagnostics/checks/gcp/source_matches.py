"""Is the source there, where the trigger listens, and does it tell anybody of its events?"""

from __future__ import annotations

from diagnostics.case import Finding, Touch, passed, skipped
from diagnostics.checks.gcp._sources import broken, hops_of, unanswered
from diagnostics.hops.gcp.inbound import SourceHop
from diagnostics.hops.gcp.world import GcpWorld
from diagnostics.reader import Unknown
from diagnostics.reads.gcp import wiring

NAME = "source-matches"
_EVENTS = (
    "storage.buckets.update",
    "storage.buckets.delete",
    "storage.notifications",
    "DeleteTrigger",
    "UpdateTrigger",
)
_TYPES = {
    "finalized": "OBJECT_FINALIZE",
    "finalize": "OBJECT_FINALIZE",
    "deleted": "OBJECT_DELETE",
    "delete": "OBJECT_DELETE",
    "archived": "OBJECT_ARCHIVE",
    "archive": "OBJECT_ARCHIVE",
    "metadataUpdated": "OBJECT_METADATA_UPDATE",
}


def source_matches(world: GcpWorld) -> tuple[Finding, ...]:
    """A bucket or database in another location than the trigger, or a bucket that notifies nobody, starts nothing."""
    rows = [_bucket(world, hop) for hop in hops_of(world, "storage")]
    rows += [_database(world, hop) for hop in hops_of(world, "firestore")]
    return tuple(rows) or (skipped(NAME, "no bucket or database starts this function"),)


def _touches(world: GcpWorld, hop: SourceHop) -> tuple[Touch, ...]:
    names = (hop.source.id, hop.event.trigger)
    return tuple(Touch(name, world.target.account or "", _EVENTS, "source") for name in names if name)


def _bucket(world: GcpWorld, hop: SourceHop) -> Finding:
    bucket, told, name = hop.bucket, hop.notifications, hop.source.name
    touches = _touches(world, hop)
    if isinstance(bucket, Unknown):
        return unanswered(world, NAME, hop, bucket)
    if not isinstance(bucket, wiring.Bucket):
        text = f"the bucket {name} does not exist"
        return broken(world, NAME, hop, "gcp.bucket-notification.missing", text, touches=touches)
    where = bucket.location.lower()
    if hop.event.trigger and hop.location and where and where != hop.location.lower():
        text = f"the bucket {name} is in {where}, and its trigger listens in {hop.location}"
        return broken(
            world, NAME, hop, "gcp.eventarc-trigger.wrong-location", text, confidence=0.95, touches=touches
        )
    if isinstance(told, Unknown):
        return unanswered(world, NAME, hop, told)
    rows = told.items if isinstance(told, wiring.Notifications) else ()
    return _notified(world, hop, _to_the_trigger(hop, rows), touches)


def _to_the_trigger(hop: SourceHop, rows: tuple[wiring.Notification, ...]) -> tuple[wiring.Notification, ...]:
    """Return the notifications that reach the trigger's topic; a 1st gen function's topic is Google's own."""
    if hop.event.trigger and hop.transport:
        return tuple(row for row in rows if row.topic.endswith(hop.transport.rpartition("/")[2]))
    return rows


def _notified(
    world: GcpWorld, hop: SourceHop, rows: tuple[wiring.Notification, ...], touches: tuple[Touch, ...]
) -> Finding:
    name, wanted = hop.source.name, _TYPES.get(hop.event.eventType.rpartition(".")[2])
    if not rows:
        text = f"the bucket {name} has no notification for this function's trigger"
        certain = (
            0.9 if hop.event.trigger else 0.6
        )  # how the 1st generation is told of objects is Google's own affair
        return broken(
            world, NAME, hop, "gcp.bucket-notification.missing", text, confidence=certain, touches=touches
        )
    if wanted and not any(not row.event_types or wanted in row.event_types for row in rows):
        text = f"the bucket {name} notifies of {', '.join(rows[0].event_types)}, not of {wanted}"
        return broken(world, NAME, hop, "gcp.eventarc-trigger.filter-mismatch", text, touches=touches)
    return passed(NAME, f"the bucket {name} notifies the trigger", hop=hop, question="wired")


def _database(world: GcpWorld, hop: SourceHop) -> Finding:
    database, name = hop.database, hop.source.name
    touches = _touches(world, hop)
    if isinstance(database, Unknown):
        return unanswered(world, NAME, hop, database)
    if not isinstance(database, wiring.Database):
        text = f"the Firestore database {name} does not exist"
        return broken(world, NAME, hop, "gcp.eventarc-trigger.filter-mismatch", text, touches=touches)
    where = database.locationId.lower()
    if hop.event.trigger and hop.location and where and where != hop.location.lower():
        text = f"the database {name} is in {where}, and its trigger listens in {hop.location}"
        return broken(
            world, NAME, hop, "gcp.eventarc-trigger.wrong-location", text, confidence=0.95, touches=touches
        )
    native = hop.event.eventType.startswith("google.cloud.firestore.")
    if database.type == "DATASTORE_MODE" and native:
        text = f"the database {name} is in Datastore mode, and its trigger listens to Firestore's own events"
        return broken(world, NAME, hop, "gcp.eventarc-trigger.filter-mismatch", text, touches=touches)
    return passed(NAME, f"the database {name} is where the trigger listens", hop=hop, question="wired")
