"""Packets that do not get there, as .NET and the platform say it; the shared rows know the other languages."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.azure.around import near
from diagnostics.messages.families import compiled
from diagnostics.messages.model import CONSEQUENCE, LOOK_ALIKE, UNREACHABLE, Pattern, Saying
from diagnostics.messages.row import row

_BINDING = r"bind|listen on|Kestrel|already in use|0\.0\.0\.0|127\.0\.0\.1|localhost"
_HERE = r"127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|::1|0\.0\.0\.0"
_SERVICE = r"[\w<>*-]{1,80}(?:\.privatelink)?\.(?:blob|queue|table|file|dfs|vault|servicebus|documents|azconfig|redis|database)\.(?:[\w-]{1,30}\.){1,3}(?:net|com|io|us|cn)"


def read_socket(match: re.Match[str], saying: Saying) -> Saying | None:
    """The same words for a port that a program on one's own machine cannot open."""
    if compiled(_BINDING).search(near(match, 250, 250)):
        return replace(
            saying, class_="none", cause="azure.function.application-error", confidence=0.8, rank=LOOK_ALIKE + 2,
            summary="A local port is taken or reserved; no permission and no network on the way is meant.",
        )  # fmt: skip
    return saying


def read_refused(match: re.Match[str], saying: Saying) -> Saying | None:
    """An address of the machine itself: the storage emulator, or a program of one's own that does not run."""
    host, port = match["host"].strip("[]"), int(match["port"])
    saying = replace(saying, host=host, port=port if port < 65536 else None)
    if not compiled(_HERE).fullmatch(host):
        return saying
    return replace(
        saying, class_="none", cause="azure.function.wrong-name", confidence=0.88,
        summary="The call goes to the machine itself, where nothing listens: an emulator that does not run, or a setting that is not there.",
    )  # fmt: skip


def read_service(match: re.Match[str], saying: Saying) -> Saying | None:
    """The name of a service of Azure is not known: a private zone, or a resource that is not there any more."""
    host = match["host"] or match["host2"]
    return replace(
        saying, host=host, port=int(match["port"]) if match["port"] and int(match["port"]) < 65536 else None
    )


PATTERNS: tuple[Pattern, ...] = (
    row(
        "azure.network.socket", "azure.app.snat-exhausted", 0.85,
        ("access a socket in a way forbidden", "only one usage of each socket address", "wsaeacces", "lacked sufficient buffer space", "queue was full"),
        r"\baccess a socket in a way forbidden by its access permissions\b|\bOnly one usage of each socket address\b|\bsystem lacked sufficient buffer space or because a queue was full\b",
        "The instance has no outbound ports left; no permission is meant.", read_socket, rank=UNREACHABLE + 3,
    ),
    row(
        "azure.network.service-name", "azure.dns-zone.not-linked", 0.78,
        ("host is known", "name or service not known", "temporarily unavailable", "enotfound", "eai_again", "no such host", "failed to resolve", "name resolution", "unknownhost", "not be resolved"),
        rf"\b(?:No such host is known|Name or service not known|Resource temporarily unavailable|nodename nor servname provided, or not known|Temporary failure in name resolution)\.? ?\((?P<host>{_SERVICE})(?::(?P<port>\d{{2,5}}))?\)"
        rf"|\b(?:ENOTFOUND|EAI_AGAIN|UnknownHostException:|Failed to resolve '?|lookup) ?(?P<host2>{_SERVICE})\b",
        "The service's name is not known in the app's network: a private zone without it, or a resource that is gone.", read_service, rank=UNREACHABLE + 1, next_read="whether the resource still exists",
    ),
    row(
        "azure.network.refused", "azure.target.connection-refused", 0.87,
        ("actively refused", "connection refused", "econnrefused"),
        r"\b(?:actively refused it|Connection refused|ECONNREFUSED)\.? \(?(?P<host>\[[0-9a-f:]{2,45}\]|[A-Za-z0-9_.-]{1,253}):(?P<port>\d{2,5})\)?", "Nothing listens at the address, or something on the way refuses.", read_refused, rank=UNREACHABLE + 2,
    ),
    row(
        "azure.network.upstream", "azure.target.connection-refused", 0.75,
        ("upstream connect error",),
        r"\bupstream connect error or disconnect/reset before headers\b", "The ingress found nobody at the app's port: another port is meant, or the app does not run.", rank=UNREACHABLE - 1,
    ),
    row(
        "azure.network.framework", "azure.subnet.egress-blocked", 0.78,
        ("unable to connect to the remote server", "servicecommunicationproblem", "unabletoconnect on", "npgsqlexception", "unable to connect to any of the specified", "selecting a server using"),
        r"\bUnable to connect to the remote server\b|\(ServiceCommunicationProblem\)|\bNpgsqlException\b[^\n]{0,40}: Failed to connect to\b|\bUnable to connect to any of the specified \w{2,12} hosts\b|\btimeout occurred after \d{1,9}ms selecting a server using|\bUnableToConnect on (?P<host>[\w.-]{3,200}):(?P<port>\d{2,5})", "No connection came about.", rank=UNREACHABLE - 2,
    ),
    row(
        "azure.network.aborted", "azure.target.failing", 0.5, ("i/o operation has been aborted",),
        r"\bI/O operation has been aborted because of either a thread exit or an application request\b", "The program gave the call up; the text does not say whether a connection came about.", rank=CONSEQUENCE + 7, class_="inconclusive",
        next_read="how long the call took, and whether others to the same address succeed",
    ),
    row(
        "azure.network.name", "azure.dns-zone.not-linked", 0.8,
        ("remote name could not be resolved",),
        r"\bremote name could not be resolved(?:: '?(?P<host>[\w.-]{3,200}))?", "The name is not known in the app's network, or there is no such name.", rank=UNREACHABLE, next_read="whether the name exists",
    ),
    row(
        "azure.network.tls-cut", "azure.subnet.egress-blocked", 0.5,
        ("closed the transport stream", "ssl connection could not be established", "unexpected eof or 0 bytes"),
        r"\bremote party has closed the transport stream\b|\bSSL connection could not be established\b|\bunexpected EOF or 0 bytes from the transport stream\b", "The peer, or something on the way, cut the TLS handshake.",
        rank=CONSEQUENCE + 9, class_="inconclusive", next_read="whether the address is reached through a firewall, and which TLS versions the peer takes",
    ),
    row(
        "azure.network.bundle", "azure.subnet.egress-blocked", 0.8,
        ("functionscdn", "cdn.functions.azure.com"),
        r"(?:functionscdn\.azureedge\.net|cdn\.functions\.azure\.com)[^\n]{0,300}(?:timed? ?out|did not properly respond|canceled|actively refused|unreachable)|(?:timed? ?out|did not properly respond|canceled|unreachable)[^\n]{0,300}(?:functionscdn\.azureedge\.net|cdn\.functions\.azure\.com)",
        "The extension bundle's host cannot be reached from the app.", rank=UNREACHABLE + 2,
    ),
)  # fmt: skip
