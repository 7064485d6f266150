"""Service Bus, Event Hubs and publishing to Event Grid: claims, keys, network rules and entities."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.causes import lookup
from diagnostics.messages.azure.around import BARE_SCOPE, MARK, NAME, listens, near, whole
from diagnostics.messages.families import compiled
from diagnostics.messages.model import LOOK_ALIKE, NAMED_LAYER, REFUSAL, Pattern, Saying
from diagnostics.messages.row import Q, row, spaced

_ENTITY = rf"(?:sb|amqps?|https)://[^\s{MARK},]{{3,400}}"
_RESOURCE = spaced(rf"\b(?:Resource|endpoint):? ?{Q}(?P<value>{_ENTITY})")
_KEY = r"SharedAccess(?:Key|Signature)|\bsr=sb|SasKey|SAS (?:rule|policy|key)|connection string"
_SENDING = r"\bSend(?:Message|Batch|Event)?s?Async\b|\bsend_(?:messages|batch|event)\b|Sender\b|Producer|ICollector|IAsyncCollector|sendMessages|sendBatch"


def read_claim(match: re.Match[str], saying: Saying) -> Saying | None:
    """A claim is missing: a role where an identity calls, a right of the rule where the text shows a key."""
    around = near(match, 800, 800)
    cause = "azure.access-rule.claim-missing" if compiled(_KEY).search(around) else saying.cause or ""
    known = lookup(cause)
    assert known is not None, cause  # noqa: S101 - a cause of this file
    found = compiled(_RESOURCE).search(match.string, match.start(), match.end() + 600)
    verb = match.groupdict().get("claim") or match.groupdict().get("operation")
    return replace(
        saying, cause=cause, class_=known.class_, deny_origin=known.deny_origin, action=verb,
        resource=_entity(found["value"]) if found else None,
        confidence=saying.confidence if cause == saying.cause else 0.8,
    )  # fmt: skip


def read_entity(match: re.Match[str], saying: Saying) -> Saying | None:
    """What a listener asks for and is not there is wiring; what the function sends to is its own call."""
    given = match.groupdict()
    found = compiled(_RESOURCE).search(match.string, match.start(), match.end() + 200)
    where = _entity(given.get("resource") or (found and found["value"]))
    if listens(match):
        return replace(saying, resource=where)
    if compiled(_SENDING).search(near(match)):
        return replace(
            saying, class_="none", cause="azure.function.wrong-name", confidence=0.85, rank=LOOK_ALIKE + 3,
            summary="The function's own call names an entity that is not there.",
        )  # fmt: skip
    return replace(saying, resource=where, confidence=0.8)


def read_place(match: re.Match[str], saying: Saying) -> Saying | None:
    found = compiled(_RESOURCE).search(near(match, 300, 600))
    return replace(saying, resource=_entity(found["value"]) if found else None)


def _entity(value: str | None) -> str | None:
    return whole(value.rstrip(".")) if value else None


_ABSENT = "The queue, topic, subscription, hub or consumer group is not there."
PATTERNS: tuple[Pattern, ...] = (
    row(
        "azure.messaging.claim", "azure.role-assignment.missing", 0.9,
        ("required to perform this operation", "required for this operation"),
        rf"\b{Q}(?P<claim>(?:Listen|Send|Manage|Entity\w{{2,12}})(?:, ?\w{{3,20}}){{0,5}}){Q} claim(?:\(s\)|s)? (?:(?:are|is) )?required (?:to perform|for) this operation",
        "The namespace knows the caller, who may not do this on the entity.", read_claim, rank=NAMED_LAYER,
    ),
    row(
        "azure.messaging.operation", "azure.role-assignment.missing", 0.88,
        ("unauthorized access for", "unauthorized access to"),
        rf"\bUnauthorized access (?:for|to) {Q}(?P<operation>Listen|Send|Manage){Q} operation", "The caller may not do this on the entity.", read_claim, rank=NAMED_LAYER,
    ),
    row(
        "azure.messaging.unauthorized", "azure.role-assignment.missing", 0.8, ("attempted to perform an unauthorized operation",),
        r"\bAttempted to perform an unauthorized operation\b(?=[^\0]{0,600}(?:Azure\.Messaging|eventhubs|servicebus|Microsoft\.Azure\.(?:ServiceBus|EventHubs)))", "The namespace knows the caller, who may not do this on the entity.", read_claim, rank=REFUSAL,
    ),
    row(
        "azure.messaging.address", "azure.messaging-firewall.blocked", 0.97,
        ("ip has been prevented to connect", "prevented from connecting to the endpoint"),
        r"\bIp has been prevented (?:to connect|from connecting) to the endpoint", "The namespace's network rules refuse the address that the call comes from.", read_place, rank=NAMED_LAYER + 2,
    ),
    row(
        "azure.messaging.public-access", "azure.messaging-firewall.blocked", 0.93,
        ("public network access", "publicnetworkaccess", "denypublicnetworkaccess"),
        r"\bpublic ?network ?access\b[^\n]{0,80}\b(?:disabled|denied|not allowed)[^\n]{0,200}(?:namespace|servicebus|event ?hub)|(?:namespace|servicebus|event ?hub)[^\n]{0,200}\bpublic ?network ?access\b[^\n]{0,60}\b(?:is|has been|was) (?:disabled|denied|not allowed)",
        "The namespace takes no calls from public addresses.", read_place, rank=NAMED_LAYER + 1,
    ),
    row(
        "azure.messaging.keys-off", "azure.target.local-auth-disabled", 0.97,
        ("localauthdisabled", "sas authentication has been disabled", "local auth is disabled", "local authentication is disabled", "local authorization is disabled",
         "key based authentication is disabled", "local authentication has been disabled", "key authentication is disabled", "access key authentication is disabled"),
        r"\bLocalAuthDisabled\b|\bSAS authentication has been disabled\b|\bLocal auth(?:entication|orization)? (?:is|has been) disabled\b|\b(?:Access )?key(?:[- ]based)? authentication is disabled\b",
        "The service takes no keys any more, and the caller uses one.", read_place, rank=NAMED_LAYER + 2,
    ),
    row(
        "azure.messaging.signature", "azure.target.key-refused", 0.9,
        ("invalidsignature", "invalid authorization token signature", "the token has an invalid signature", "claim is empty or token is invalid",
         "invalid authorization token audience", "40103", "authorization key is not authorized", "authorization signature: aeg", "aeg-sas"),
        r"\bInvalidSignature\b|\b(?:The token has an invalid|Invalid authorization token) signature\b|\bclaim is empty or token is invalid\b|\bInvalid authorization token audience\b"
        r"|\b40103\b[^\n]{0,40}(?:token|signature)|\brequest authorization key is not authorized\b|\bfollowing authorization signatures?: ?aeg-sas",
        "The service does not accept the key in the connection string: wrong, rotated, or of another entity.", read_place, rank=REFUSAL + 1,
    ),
    row(
        "azure.messaging.expired", "azure.credentials.expired", 0.9, ("expiredtoken", "40105"),
        r"\bExpiredToken\b[^\n]{0,20}token is expired|\b40105\b[^\n]{0,40}(?:token|expired)", "The SAS token has expired.", rank=LOOK_ALIKE + 9,
    ),
    row(
        "azure.messaging.absent", "azure.source.missing", 0.93,
        ("messaging entity",),
        rf"\bmessaging entity {Q}(?P<resource>{NAME}){Q} could not be found", _ABSENT, read_entity, rank=REFUSAL + 1,
    ),
    row(
        "azure.messaging.absent-code", "azure.source.missing", 0.9,
        ("messagingentitynotfound", "40400"),
        r"\bMessagingEntityNotFound\w{0,12}\b|\b40400\b[^\n]{0,40}(?:endpoint|entity)", _ABSENT, read_entity, rank=REFUSAL - 1,
    ),
    row(
        "azure.messaging.disabled", "azure.source.disabled", 0.85,
        ("messagingentitydisabled", "is currently disabled"),
        rf"\bmessaging entity {Q}(?P<resource>{NAME}){Q} is currently disabled|\bMessagingEntityDisabled\b", "The queue, topic or subscription is switched off.", rank=REFUSAL,
    ),
    row(
        "azure.messaging.sessions", "azure.binding.invalid", 0.9,
        ("that requires sessions", "does not require sessions", "non-sessionful"),
        r"\bfor an entity that (?:requires sessions|does not require sessions)\b|\bnon-sessionful message receiver\b", "The binding and the entity disagree about sessions.", rank=REFUSAL,
    ),
    row(
        "azure.events.publish", "azure.role-assignment.missing", 0.97,
        ("does not have permission to send data to",),
        rf"\bdoes not have permissions? to send data to (?P<resource>{BARE_SCOPE})", "The identity may not publish to the topic.", rank=NAMED_LAYER,
    ),
    row(
        "azure.messaging.lock-lost", "azure.function.slow-code", 0.85,
        ("messagelocklost", "sessionlocklost", "the lock supplied is invalid"),
        r"\b(?:Message|Session)LockLost\w{0,12}\b|\bThe lock supplied is invalid\b", "The message's lock ran out before the function was done with it.", rank=LOOK_ALIKE + 2,
    ),
    row(
        "azure.messaging.receiver", "azure.binding.invalid", 0.5, ("receiver with a higher epoch", "receiverdisconnected", "with higher epoch", "non-epoch receiver"),
        r"\breceiver with a higher epoch\b|\bReceiverDisconnected\w{0,12}\b|\bwith higher epoch of\b|\bnon-epoch receiver is not allowed\b", "Another reader of the same consumer group took the partition over: one app or slot too many, or normal balancing between instances.", rank=LOOK_ALIKE - 5, class_="inconclusive",
        next_read="whether another app, slot or machine reads the same consumer group",
    ),
)  # fmt: skip
