"""Triggers that are not wired: a topic that is gone, a place that does not match, a subscription without a function."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.gcp.names import bucket_name, full_name
from diagnostics.messages.model import LOOK_ALIKE, REFUSAL, Pattern, Saying
from diagnostics.messages.row import Q, Read, row
from diagnostics.messages.values import VALUE

_TRIGGER = re.compile(r"projects/[^\s/]{1,80}/locations/[^\s/]{1,40}/triggers/[\w-]{1,80}")


def read_named(match: re.Match[str], saying: Saying) -> Saying | None:
    """The trigger is what is wrong; where the text does not name it, its source."""
    group = match.groupdict()
    if group.get("database"):
        return replace(saying, resource=f"projects/{group['project']}/databases/{group['database']}")
    trigger = _TRIGGER.search(match.string, max(0, match.start() - 400), match.end() + 200)
    name = full_name(group.get("resource") or group.get("topic"))
    bucket = group.get("bucket")
    return replace(
        saying,
        resource=trigger[0]
        if trigger
        else bucket_name(bucket)
        if bucket
        else name
        if name and "/" in name
        else None,
    )


def read_refused(match: re.Match[str], saying: Saying) -> Saying | None:
    """Attributes and destinations are known elsewhere, too: the text has to speak of triggers or events."""
    near = match.string[max(0, match.start() - 400) : match.end() + 400]
    return (
        read_named(match, saying)
        if re.search(r"\btrigger|eventarc|\bchannel|firestore", near, re.IGNORECASE)
        else None
    )


def within(sign: str) -> Read:
    """Return a reader that believes a state only in the record of the thing that *sign* finds."""
    pattern = re.compile(sign, re.IGNORECASE)

    def read(match: re.Match[str], saying: Saying) -> Saying | None:
        return (
            saying if pattern.search(match.string, max(0, match.start() - 800), match.end() + 800) else None
        )

    return read


PATTERNS: tuple[Pattern, ...] = (
    row(
        "gcp.wiring.topic-deleted",
        "gcp.topic.deleted",
        0.96,
        ("_deleted-topic_", "_deleted_topic_", "been deleted", "was deleted"),
        r"_deleted[-_]topic_|\btopics?\b[^\n]{0,120}\b(?:has been|was) deleted\b(?=[^\n]{0,200}\b(?:subscription|trigger))|\b(?:subscription|trigger)[^\n]{0,120}\btopics?\b[^\n]{0,80}\b(?:has been|was) deleted\b",
        "The subscription's topic was deleted; a new topic of the same name is not attached to it.",
        within(r"_deleted|topics/|subscriptions/|pub/?sub"),
        rank=REFUSAL + 8,
    ),
    row(
        "gcp.wiring.location",
        "gcp.eventarc-trigger.wrong-location",
        0.96,
        ("trigger location", "does not exist in region", "same location as the bucket", "triggers must be"),
        rf"\bBucket {Q}(?P<bucket>[\w.-]{{3,222}}){Q} is in location[^\n]{{0,80}}\btrigger location\b|\bDatabase {Q}[^'\"\n]{{1,80}}{Q} does not exist in region\b|\bmust be in the same location as the (?:bucket|database)\b"
        r"|\btrigger (?:location|region)[^\n]{0,80}\b(?:does not match|differs from|must match|is not supported)",
        "The trigger stands in another location than its source.",
        read_named,
        rank=REFUSAL + 8,
    ),
    row(
        "gcp.wiring.source-absent",
        "gcp.eventarc-trigger.missing",
        0.85,
        (
            "database '(default)' does not exist",
            "or database '",
            "databases/(default)",
            "validation failed for trigger",
            "event trigger",
            "event_trigger",
        ),
        rf"\bProject {Q}(?P<project>[^'\"\n]{{1,80}}){Q} or database {Q}(?P<database>[^'\"\n]{{1,80}}){Q} does not exist|\bValidation failed for trigger (?P<resource>{VALUE}):? (?![^\n]{{0,300}}(?:[Pp]ermission|denied))|\bfield\W{{1,5}}event_trigger\b"
        r"|\bevent ?trigger[^\n]{0,120}\b(?:does not exist|not found|must be in the same project|is invalid)|\bTopic must be in the same project as function\b|\bPub/?Sub topic name "
        rf"(?P<topic>{VALUE}) does not match the expected pattern",
        "The trigger names a source that is not there, or not in that form.",
        read_named,
        rank=REFUSAL + 6,
    ),
    row(
        "gcp.wiring.trigger-refused",
        "gcp.eventarc-trigger.filter-mismatch",
        0.8,
        (
            "create trigger",
            "update trigger",
            "trigger is missing",
            "create the trigger",
            "configure trigger",
            "invalid attribute",
            "event type",
            "of channel",
            "of trigger",
            "unsupported destination",
            "firestore region",
        ),
        rf"\b(?:cannot|could not|unable to|failed to) (?:create|update|configure) (?:the )?(?:event )?trigger\b(?: (?P<resource>{VALUE}))?:? ?(?![^\n]{{0,300}}(?:permission|denied|not authorized|propagat))|\bevent trigger is missing [a-z]+"
        r"|\binvalid attribute \"?[\w.-]{2,60}|\bevent type \S{3,120} (?:is )?not supported|\blocation of (?:channel|trigger) \S{3,40} is not supported|\bunsupported (?:destination|event type|Cloud Firestore region)\b",
        "The trigger cannot be made as it is described: its place, event type or a filter is not one that the source knows.",
        read_refused,
        rank=REFUSAL + 6,
    ),
    row(
        "gcp.wiring.subscription",
        "gcp.subscription.missing",
        0.85,
        ("subscription", "detached"),
        r"\bsubscription[^\n]{0,160}\b(?:is|has been) detached\b|\bdetached\"?\s?[:=]\s?true\b|\bSubscription does not exist\b|\bsubscriptions?/(?:gcf-|eventarc-)[\w.~+%-]{1,200} (?:was )?(?:not found|deleted|does not exist)|\bResource not found \(resource=(?:gcf-|eventarc-)[^)\n]{1,160}\)",
        "The subscription that feeds the function is gone or detached.",
        within(r"subscription"),
        rank=REFUSAL,
    ),
    row(
        "gcp.wiring.paused",
        "gcp.scheduler-job.paused",
        0.9,
        ("paused",),
        r"\bstate\"?\s?[:=]\s?\"?PAUSED\b|\bjobs?/[\w-]{1,80}[^\n]{0,80}\bis paused\b",
        "The job is paused.",
        within(r"timeZone|cloudscheduler|httpTarget|locations/[\w-]+/jobs/"),
        rank=REFUSAL,
    ),
    row(
        "gcp.wiring.queue-paused",
        "gcp.task-queue.paused",
        0.88,
        ("paused", "disabled"),
        r"\bstate\"?\s?[:=]\s?\"?(?:PAUSED|DISABLED)\b|\bqueue [^\n]{0,80}\bis (?:paused|disabled)\b",
        "The task queue is paused or disabled.",
        within(r"locations/[\w-]+/queues/|cloudtasks|Cloud Tasks"),
        rank=REFUSAL - 1,
    ),
    row(
        "gcp.wiring.notifications",
        "gcp.bucket-notification.missing",
        0.8,
        ("overlapping notifications", "notification configuration"),
        r"\btoo many overlapping notifications\b",
        "The bucket has as many notifications of this kind as it may have; the new one was not made.",
        rank=LOOK_ALIKE + 2,
    ),
)
