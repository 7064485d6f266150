"""A time limit that passed without saying where the time went: what only looks like a broken network."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.common.causes import shared
from diagnostics.messages.common.network import read_endpoint
from diagnostics.messages.model import CONSEQUENCE, UNREACHABLE, Pattern, Saying

_OLD_QUEUE_HOST = re.compile(r"(?:[a-z0-9-]+\.)?queue\.amazonaws\.com(?:\.cn)?", re.IGNORECASE)


def read_late(match: re.Match[str], saying: Saying) -> Saying | None:
    """A late answer decides nothing, except from SQS's old host names: no private DNS of an endpoint covers them."""
    saying = read_endpoint(match, saying) or saying
    if _OLD_QUEUE_HOST.fullmatch(saying.host or ""):
        return replace(
            saying, class_="network", cause="old-endpoint-name", confidence=0.75, rank=UNREACHABLE,
            summary="The call goes to SQS's old host name, which the private DNS of a VPC endpoint does not cover.",
        )  # fmt: skip
    return saying


PATTERNS: tuple[Pattern, ...] = (
    shared(
        "network.read-timeout",
        "target-failing",
        "inconclusive",
        0.5,
        (
            "read timeout",
            "readtimeout",
            "read timed out",
            "esockettimedout",
            "und_err_headers_timeout",
            "und_err_body_timeout",
            "timed out after",
            "read operation timed out",
            "socket timed out",
            "mongo",
        ),
        r"\bReadTimeout(?:Error|Exception)?\b|\bRead timeout on endpoint URL\b|\bRead timed out\b|\bESOCKETTIMEDOUT\b|\bUND_ERR_(?:HEADERS|BODY)_TIMEOUT\b|\bread operation timed out\b"
        r"|\bConnection timed out after \d+ ?ms|\bTimeoutError: Socket timed out(?! without)|\bconnection (?:\d{1,6}|<monitor>) to \S{3,253} timed out",
        "Connected, or a proxy or endpoint answered for it, and then no answer came: a slow peer, or one that drops what comes later.",
        read_late,
        rank=CONSEQUENCE + 9,
        next_read="whether the peer got the call (its own log or audit log), and how long it took there",
    ),
    shared(
        "network.deadline",
        "target-failing",
        "inconclusive",
        0.5,
        (
            "timed out>",
            "context deadline exceeded",
            "client.timeout",
            "configured httpclient.timeout",
            "ms exceeded",
            "buffering timed out",
            "apicalltimeout",
            "apicallattempttimeout",
            "aborted due to timeout",
            "fetch failed",
            "failed to fetch",
            "execute http request",
            "send request failed",
            "networkingerror",
            "networking error",
        ),
        r"<urlopen error timed out>|\bcontext deadline exceeded\b|\bconfigured HttpClient\.Timeout of|\btimeout of \d+ ?ms exceeded|\bbuffering timed out after|\bApiCall(?:Attempt)?TimeoutException\b"
        r"|\boperation was aborted due to timeout|\bTypeError: (?:fetch failed|Failed to fetch)\b|\bUnable to execute HTTP request\b|\bsend request failed\b|\bNetworking ?Error\b",
        "The call was given up, and the text does not say whether a connection came about.",
        read_late,
        rank=CONSEQUENCE + 7,
        next_read="the error's own cause, or whether a connection came about (a connect timeout of its own tells)",
    ),
    shared(
        "network.pool",
        "application-error",
        "inconclusive",
        0.5,
        (
            "acquiring a connection",
            "connection is not available",
            "queuepool limit",
            "acquireconnectiontimeout",
            "timeouterror: knex",
            "obtaining a connection from the pool",
            "acquire operation took longer",
            "max retries per request limit",
        ),
        r"\bTimeout acquiring a connection\b|\bConnection is not available, request timed out after|\bQueuePool limit of size|\bSequelizeConnectionAcquireTimeoutError\b|\bprior to obtaining a connection from the pool"
        r"|\bAcquire operation took longer than|\bMaxRetriesPerRequestError\b",
        "The program's own pool had no connection to give: the peer cannot be reached, or the pool is used up.",
        rank=CONSEQUENCE + 8,
        next_read="the first error of the pool, before it ran dry",
    ),
)
