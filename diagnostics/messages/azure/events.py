"""Event Grid on its way to a function: the handshake, the delivery, the dead letter."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.causes import lookup
from diagnostics.messages.azure.around import BARE_SCOPE, bare, near, whole
from diagnostics.messages.families import compiled
from diagnostics.messages.model import REFUSAL, Pattern, Saying
from diagnostics.messages.row import Q, row

_GRID = r"deadLetter|AegDelivery|eventSubscriptionName|deliveryAttempts|deliveryResponse|outcome=\w"
_OUTCOMES = {
    "unauthorized": ("azure.event-subscription.delivery-refused", 0.93, "The endpoint does not accept Event Grid's key or token."),
    "forbidden": ("azure.event-subscription.delivery-refused", 0.9, "The endpoint refuses Event Grid's deliveries."),
    "notfound": ("azure.event-subscription.missing", 0.8, "The subscription delivers to an endpoint that is not there."),
    "endpointnotfound": ("azure.event-subscription.missing", 0.85, "The subscription delivers to an endpoint that is not there."),
}  # fmt: skip
_NUMBERS = {"401": "unauthorized", "403": "forbidden", "404": "notfound"}


def read_delivery(match: re.Match[str], saying: Saying) -> Saying | None:
    """A refused delivery is the endpoint's doing; a busy or failing endpoint is its own fault."""
    if not compiled(_GRID).search(near(match, 1200, 1200)):
        return None
    word = next(value for value in match.groups() if value).lower()
    cause, confidence, summary = _OUTCOMES.get(
        _NUMBERS.get(word, word), ("azure.target.failing", 0.75, "The endpoint fails or is too slow; Event Grid tries again, then gives up.")
    )  # fmt: skip
    known = lookup(cause)
    assert known is not None, cause  # noqa: S101 - a cause of this file
    return replace(
        saying,
        cause=cause,
        class_=known.class_,
        deny_origin=known.deny_origin,
        confidence=confidence,
        summary=summary,
        code=word,
    )


def read_endpoint(match: re.Match[str], saying: Saying) -> Saying | None:
    url = match.groupdict().get("url")
    return replace(saying, resource=bare(whole(url) or "") or None if url else None)


PATTERNS: tuple[Pattern, ...] = (
    row(
        "azure.events.handshake", "azure.event-subscription.handshake-failed", 0.96,
        ("attempt to validate the provided", "webhook validation handshake", "url validation", "aka.ms/esvalidation"),
        r"\battempt to validate the provided (?:azure ?function |azure )?endpoint,? ?(?P<url>https?://[^\s'\"<>]{4,600})?|\bWebhook validation handshake failed(?: for (?P<url2>https?://[^\s'\"<>]{4,600}))?|\baka\.ms/esvalidation\b",
        "The endpoint did not answer Event Grid's validation when the subscription was made.", read_endpoint, rank=REFUSAL + 3,
    ),
    row(
        "azure.events.destination", "azure.event-subscription.missing", 0.88,
        ("destination endpoint not found",),
        rf"\bDestination endpoint not found\b(?:[^\n]{{0,40}}resourceId: ?{Q}(?P<resource>{BARE_SCOPE}))?", "The function that the subscription should deliver to is not there (or not deployed yet).", rank=REFUSAL + 2,
    ),
    row(
        "azure.events.delivery", "azure.event-subscription.delivery-refused", 0.9,
        ("httpstatuscode", "lastdeliveryoutcome", "lasthttpstatuscode", "deliveryattemptoutcome", "failingdelivery", "probationcount"),
        r"\b(?:last)?httpStatusCode\W{1,5}([45]\d\d)\b|\b(?:last)?delivery(?:Attempt)?Outcome\W{1,5}(Unauthorized|Forbidden|NotFound|EndpointNotFound|TimedOut|Busy|BadRequest|SocketError|ResolutionError|Aborted|Probation)\b"
        r"|\boutcome=(Unauthorized|Forbidden|NotFound|EndpointNotFound|TimedOut|Busy|BadRequest|SocketError|ResolutionError|Aborted)\b(?=[^\n]{0,300}\b(?:deliveryCount|\w{0,20}FailingDelivery|probationCount)\b)",
        "", read_delivery, rank=REFUSAL,
    ),
)  # fmt: skip
