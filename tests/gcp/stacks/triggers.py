"""What starts the function, and does not any more."""

from __future__ import annotations

from diagnostics.sources.demo.gcp.build import Stack
from diagnostics.sources.demo.gcp.cloud import LOCATION, PROJECT
from tests.gcp.stacks.model import SENDER, TOPIC, job, silent, stack, storage, trigger


@stack("trigger", "gcp.topic.deleted", change="google.pubsub.v1.Publisher.DeleteTopic")
def topic_deleted_and_made_again(s: Stack) -> None:
    subscription = trigger(s)
    s.cloud.things[subscription]["topic"] = "_deleted-topic_"
    silent(s)
    s.audit(39.5, "google.pubsub.v1.Publisher.DeleteTopic", TOPIC, "pubsub")


@stack("trigger", "gcp.subscription.missing")
def subscription_gone(s: Stack) -> None:
    del s.cloud.things[trigger(s)]
    silent(s)


@stack("trigger", "gcp.subscription.missing")
def subscription_detached(s: Stack) -> None:
    s.cloud.things[trigger(s)]["detached"] = True
    silent(s)


@stack("trigger", "gcp.subscription.wrong-endpoint")
def subscription_pushes_elsewhere(s: Stack) -> None:
    s.cloud.things[trigger(s)]["pushConfig"]["pushEndpoint"] = (
        "https://orders-old-415104041262.us-central1.run.app"
    )
    silent(s)


@stack("trigger", "gcp.eventarc-trigger.missing")
def trigger_gone(s: Stack) -> None:
    trigger(s)
    del s.cloud.things[f"projects/{PROJECT}/locations/{LOCATION}/triggers/orders-1"]
    silent(s)


@stack("trigger", "gcp.bucket-notification.missing")
def bucket_notifies_nobody(s: Stack) -> None:
    storage(s, notify=None)
    silent(s)


@stack("trigger", "gcp.eventarc-trigger.wrong-location")
def bucket_in_another_location(s: Stack) -> None:
    storage(s, where="US")
    silent(s)


@stack("trigger", "gcp.eventarc-trigger.filter-mismatch")
def bucket_notifies_of_deletions_only(s: Stack) -> None:
    storage(s, notify=("OBJECT_DELETE",))
    silent(s)


@stack("trigger", "gcp.scheduler-job.paused", change="google.cloud.scheduler.v1.CloudScheduler.PauseJob")
def job_paused(s: Stack) -> None:
    s.with_function().bind(
        f"projects/{PROJECT}/locations/{LOCATION}/services/orders",
        "roles/run.invoker",
        f"serviceAccount:{SENDER}",
    )
    made = job(s, "PAUSED")
    silent(s)
    s.audit(39.5, "google.cloud.scheduler.v1.CloudScheduler.PauseJob", made, "cloudscheduler")


@stack("trigger", "gcp.audit-log.data-access-off")
def audit_log_that_is_off(s: Stack) -> None:
    trigger(
        s,
        "google.cloud.audit.log.v1.written",
        serviceName="storage.googleapis.com",
        methodName="storage.objects.get",
    )
    silent(s)


@stack("trigger", "gcp.eventarc-trigger.wrong-location")
def database_in_another_location(s: Stack) -> None:
    trigger(s, "google.cloud.firestore.document.v1.written", database="(default)", document="orders/{id}")
    database = f"projects/{PROJECT}/databases/(default)"
    s.cloud.things[database] = {"name": database, "locationId": "eur3", "type": "FIRESTORE_NATIVE"}
    silent(s)


@stack("trigger", "gcp.topic.deleted", first=True)
def topic_of_the_first_generation_deleted(s: Stack) -> None:
    topic = f"projects/{PROJECT}/topics/orders"
    s.with_function(
        eventTrigger={
            "eventType": "google.pubsub.topic.publish",
            "pubsubTopic": topic,
            "triggerRegion": LOCATION,
        }
    )
    name = f"projects/{PROJECT}/subscriptions/gcf-orders-{LOCATION}-orders"
    s.cloud.things[name] = {"name": name, "topic": "_deleted-topic_"}
    silent(s)
