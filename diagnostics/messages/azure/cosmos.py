"""Cosmos DB: its own data roles, its firewall, its keys, and containers that are not there."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.azure.around import ACTION, listens, near, principal
from diagnostics.messages.families import compiled
from diagnostics.messages.model import LOOK_ALIKE, NAMED_LAYER, REFUSAL, Pattern, Saying
from diagnostics.messages.row import Q, row

_PATH = re.compile(r"(?<![\w/])/dbs/[^\s,;'\"\])]{1,300}")
_LEASE = r"\blease"


def read_create(match: re.Match[str], saying: Saying) -> Saying | None:
    """An identity can never create a container; a trigger tries it for its leases, other code by its own choice."""
    if listens(match) or compiled(_LEASE).search(near(match)):
        return saying
    return replace(
        saying, class_="none", cause="azure.function.application-error", confidence=0.6, rank=LOOK_ALIKE + 4, resource=None,
        summary="The code creates a database or container with an identity, which Cosmos DB never allows: make it beforehand.",
    )  # fmt: skip


def read_absent(match: re.Match[str], saying: Saying) -> Saying | None:
    found = set(_PATH.findall(near(match, 1200, 1200)))
    if listens(match):
        return replace(
            saying, class_="trigger", cause="azure.source.missing", confidence=0.9, rank=REFUSAL,
            summary="The container that the trigger watches, or its lease container, is not there.",
            resource=found.pop() if len(found) == 1 else None,
        )  # fmt: skip
    return saying


def read_forbidden(match: re.Match[str], saying: Saying) -> Saying | None:
    return replace(saying, principal=principal(near(match, 200, 600)))


PATTERNS: tuple[Pattern, ...] = (
    row(
        "azure.cosmos.role", "azure.cosmos-role.assignment-missing", 0.97,
        ("required rbac permissions",),
        rf"\bprincipal \[?{Q}(?P<principal>[\w<>*.-]{{1,80}}){Q}\]? does not have (?:the )?required RBAC permissions? to perform actions? \[?{Q}(?P<action>{ACTION}){Q}\]?"
        r"(?: on (?:any )?(?:resource|scope)s? \[(?P<resource>[^\]\n]{1,400})\])?",
        "Cosmos DB has no data role assignment that lets the identity do this.", rank=NAMED_LAYER,
    ),
    row(
        "azure.cosmos.role-code", "azure.cosmos-role.assignment-missing", 0.88, ("substatus",),
        r"\bsub ?status(?: ?code)?\W{1,4}530[12]\b", "Cosmos DB has no data role assignment that lets the identity do this.", read_forbidden, rank=REFUSAL - 2,
    ),
    row(
        "azure.cosmos.create", "azure.cosmos-lease.container-missing", 0.88,
        ("cannot be authorized by aad token in data plane", "substatus", "aad token in data plane"),
        r"\bcannot be authorized by AAD token in data plane\b|\bsub ?status(?: ?code)?\W{1,4}5300\b", "The lease container is not there, and an identity may not create it.", read_create, rank=REFUSAL + 1,
    ),
    row(
        "azure.cosmos.firewall", "azure.cosmos-firewall.blocked", 0.97,
        ("blocked by your cosmos db account firewall", "cosmos db account firewall settings", "cosmosdb account firewall", "originated from ip", "originated from client"),
        r"\bblocked by your Cosmos ?DB account firewall\b|\bCosmos ?DB account firewall settings\b|\bRequest originated from (?:client )?(?:IP|VNET)\b", "Cosmos DB's firewall refuses the way that the call came.",
        rank=NAMED_LAYER,
    ),
    row(
        "azure.cosmos.key", "azure.target.key-refused", 0.9,
        ("insufficient permissions provided in the authorization", "wrong key is being used", "authorization token can't serve the request", "authorization token can’t serve the request"),
        r"\bInsufficient permissions provided in the authorization header\b|\bwrong key is being used\b|\bauthorization token can['’]t serve the request\b", "Cosmos DB does not accept the key or token for this call: rotated, wrong, or read-only.", rank=REFUSAL,
    ),
    row(
        "azure.cosmos.token-time", "azure.credentials.expired", 0.88, ("is not valid at the current time",),
        r"\bauthorization token is not valid at the current time\b", "The token is over, or the clock of the machine that signed it is wrong.", rank=REFUSAL,
    ),
    row(
        "azure.cosmos.header", "azure.deployer.request-invalid", 0.8, ("required header authorization is missing", "authorization header doesn't confirm", "authorization header doesn't conform"),
        r"\bRequired Header authorization is missing\b|\b[Aa]uthorization header doesn['’]t con(?:firm|form) to the required format\b", "The request carries no authorization that Cosmos DB can read: its address or its key is malformed.", rank=REFUSAL,
    ),
    row(
        "azure.cosmos.absent", "azure.function.wrong-name", 0.88,
        ("notfound (404)", "owner resource does not exist", "resource with specified id or name does not exist", "entity with the specified id does not exist", "resource not found"),
        r"\bstatus code does not indicate success: NotFound \(404\)|\bOwner resource does not exist\b|\b(?:Resource with specified id or name|Entity with the specified id) does not exist\b",
        "Cosmos DB knows no such item, container or database.", read_absent, rank=LOOK_ALIKE + 3,
    ),
    row(
        "azure.cosmos.rate", "azure.target.throttled", 0.95,
        ("request rate is large", "requestratetoolarge", "toomanyrequests (429)", "substatus"),
        r"\bRequest rate is large\b|\bRequestRateTooLarge\b|\bTooManyRequests \(429\)|\b429\W{1,4}sub ?status\W{1,4}3200\b", "Cosmos DB throttles: the request units are used up.", rank=LOOK_ALIKE + 4,
    ),
    row(
        "azure.cosmos.unavailable", "azure.target.failing", 0.5, ("serviceunavailable (503)", "requesttimeout (408)"),
        r"\bstatus code does not indicate success: (?:ServiceUnavailable \(503\)|RequestTimeout \(408\))", "No replica of Cosmos DB answered: the way to its ports, the client's connections, or the service.",
        rank=LOOK_ALIKE + 1, class_="inconclusive", next_read="whether other calls of the same time succeed, and the client's own diagnostics",
    ),
    row(
        "azure.cosmos.item", "azure.function.application-error", 0.88,
        ("conflict (409)", "preconditionfailed (412)", "badrequest (400)", "partition key reached maximum size"),
        r"\bstatus code does not indicate success: (?:Conflict \(409\)|PreconditionFailed \(412\)|BadRequest \(400\))|\bPartition key reached maximum size\b", "Cosmos DB rejects the item or the query itself.", rank=LOOK_ALIKE + 1,
    ),
)  # fmt: skip
