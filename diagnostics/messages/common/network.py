"""No connection: what clients of every language print when packets do not get there, and what only looks like it."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.common.causes import shared
from diagnostics.messages.model import LOOK_ALIKE, UNREACHABLE, Pattern, Saying
from diagnostics.messages.provenance import told_as_harmless
from diagnostics.messages.values import named

_HOST = r"[A-Za-z0-9_.-]{1,253}|\[?[0-9a-fA-F:]{3,45}\]?|<[^<>\n]{1,60}>"
_PRIVATE = re.compile(
    r"(?:10|127)\.\d|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|.*(?:\.rds\.|\.cache\.|\.internal\b|\.local\b|\.docdb\.)",
    re.IGNORECASE,
)
_HERE = re.compile(r"(?:127\.0\.0\.1|localhost|::1|0\.0\.0\.0)\Z", re.IGNORECASE)
_METADATA = re.compile(r"169\.254\.(?:169\.254|170\.2)\Z")
_NO_HOST = re.compile(r"(?:[-_.]+|undefined|null|none|nan|true|false|https?|\w{1,10}:)\Z", re.IGNORECASE)
_DATABASE_PORTS = frozenset(
    {1433, 1521, 3306, 5432, 6379, 11211, 27017, 9042, 9092, 9094, 9096, 9098, 2049, 5671, 61617}
)
_ENDPOINT = re.compile(
    r"(?:https?://|\bhost(?:name)?(?:=|:\s?)['\"]|\bon host ['\"]|\baddress: ['\"]|//|server at ['\"]?)(?P<host>[A-Za-z0-9.-]{4,253})"
    r"(?:(?:['\"],\s?port(?:=|:\s?)|:|['\"]?(?:\s\([^()\n]{1,60}\))?(?:,| and accepting\s{1,30}TCP/IP connections on) port )(?P<port>\d{2,5}))?"
)
_AWS_REGION = re.compile(r"\.([a-z0-9_-]+)\.(?:api\.aws|amazonaws\.com(?:\.cn)?)\Z", re.IGNORECASE)
_REAL_REGION = re.compile(
    r"(?:us|eu|ap|sa|ca|me|af|il|mx|cn)-(?:gov-|iso\w?-)?(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d",
    re.IGNORECASE,
)


def read_endpoint(match: re.Match[str], saying: Saying) -> Saying | None:
    """Add host and port from the match or the URL beside it; a private or database address points at its own rules.

    None where the line says that the error was survived, or only writes about it.
    """
    if told_as_harmless(match.string, *match.span()):
        return None
    host, port = (_first(match, name) for name in ("host", "port"))
    host = named(host)
    if host is None:
        near = _ENDPOINT.search(match.string, max(0, match.start() - 300), match.end() + 600)
        host, port = (near["host"], near["port"]) if near else (None, None)
    number = int(port) if port and port.isdigit() and int(port) < 65536 else None
    if host and (_HERE.match(host) or _NO_HOST.match(host)):
        return replace(
            saying, class_="none", cause="wrong-name", confidence=0.85, host=host, port=number, rank=LOOK_ALIKE,
            summary=f"The call goes to {host}: an address of the function itself, or a setting that is not there.",
        )  # fmt: skip
    if host and _METADATA.match(host):
        return replace(
            saying, class_="none", cause="credentials", confidence=0.85, host=host, port=number, rank=LOOK_ALIKE + 8,
            summary="The program asks the machine's metadata service for credentials, so it has none of its own.",
        )  # fmt: skip
    private = (host is not None and bool(_PRIVATE.match(host))) or number in _DATABASE_PORTS
    cause = "unreachable-private" if private and saying.cause == "unreachable" else saying.cause
    if saying.cause == "unreachable" and host and host.count(":") > 1:
        cause = "unreachable-v6"
    return replace(saying, host=host, port=number, cause=cause)


def _first(match: re.Match[str], name: str) -> str | None:
    """Return the group *name*, or one of its alternatives (`host2`), that took part in the match."""
    return next(
        (value for key, value in match.groupdict().items() if value and key.rstrip("1234") == name), None
    )


def read_name(match: re.Match[str], saying: Saying) -> Saying | None:
    """A name that cannot exist (an unknown region, an empty setting) is the call's own fault."""
    told = read_endpoint(match, saying)
    if told is None:
        return None
    saying = told
    region = _AWS_REGION.search(saying.host or "")
    label = region[1] if region else ""
    if (
        region
        and re.fullmatch(r"[a-z]{2}[-_][a-z_-]+[-_]?\d*[a-z]?|[a-z]+-\d[a-z]?|undefined|null|none", label)
        and not _REAL_REGION.fullmatch(label)
    ):
        return replace(
            saying, class_="none", cause="wrong-name", confidence=0.85, rank=LOOK_ALIKE,
            summary=f"The call names a region that does not exist: {label}.",
        )  # fmt: skip
    return saying


def _connect(
    name: str, confidence: float, hints: tuple[str, ...], regex: str, summary: str, cause: str = "unreachable"
) -> Pattern:
    return shared(
        f"network.{name}", cause, "network", confidence, hints, regex, summary,
        read_name if cause == "name-unresolved" else read_endpoint, rank=UNREACHABLE,
    )  # fmt: skip


_SILENT = "No connection came about in time: packets are dropped on the way there or back."
_UNKNOWN = "The name was not resolved: the resolver, its rules or a private zone; or no such name."
_REFUSED = (
    "The host answered that nothing listens there: a wrong port, a stopped server, or a rule that rejects."
)
_RESET = "The connection broke: the peer, an idle limit or a middlebox closed it."

PATTERNS: tuple[Pattern, ...] = (
    _connect(
        "connect-timeout",
        0.93,
        (
            "connect timeout",
            "connecttimeout",
            "connect timed out",
            "connection timed out",
            "connect_timeout",
            "timed out. (connect",
            "without establishing a connection",
        ),
        r"\bConnect timeout on endpoint URL\b|\bConnectTimeout(?:Error|Exception)?\b|\bconnect timed out\b|\bUND_ERR_CONNECT_TIMEOUT\b"
        rf"|\bConnection to (?P<host>{_HOST})(?::(?P<port>\d{{2,5}}))? timed out\. \(connect timeout|\bwithout establishing a connection\b",
        _SILENT,
    ),
    _connect(
        "etimedout",
        0.92,
        ("etimedout", "wsaetimedout"),
        rf"\b(?:connect )?(?<!ESOCK)(?:WSA)?ETIMEDOUT(?: (?P<host>{_HOST})(?::(?P<port>\d{{2,5}}))?)?",
        _SILENT,
    ),
    _connect(
        "connection-timed-out",
        0.9,
        (
            "connection timed out",
            "errno 110",
            "(110)",
            "winerror 10060",
            "connected party did not properly respond",
            "timed out (os error 110",
            "error 110 connecting",
            "connection timeout to host",
            "execution expired",
            "connect call failed",
            "cannot connect to host",
        ),
        rf"\b(?:Errno|Error) 110\b(?: connecting to (?P<host>{_HOST}):(?P<port>\d{{2,5}}))?|\bConnection timeout to host \S|\bFailed to open TCP connection to (?P<host2>{_HOST}):(?P<port2>\d{{2,5}}) \(execution expired\)"
        rf"|\bCannot connect to host (?P<host3>{_HOST}):(?P<port3>\d{{2,5}}) [^\n\[]{{1,40}}\[(?:Connect call failed|None|Connection timed out)|\(110\)[^\n]{0, 20}timed out|\bconnection timed out\b(?! after \d+ ?ms)|\bWinError 10060\b|\bconnected party did not properly respond|\bos error 110\b",
        _SILENT,
    ),
    _connect(
        "database-connect-timeout",
        0.88,
        (
            "can't connect to",
            "can’t connect to",
            "connection to server at",
            "could not connect to server",
            "timeout expired",
            "communications link failure",
            "connection attempt failed",
            "network-related or instance-specific",
            "serverselection",
            "npgsqlconnector.connect",
            "unable to connect to database",
            "adapter could not establish",
            "no reachable servers",
            "nobrokersavailable",
            "kafkajs",
            "connectionerror",
            "connectionexception",
            "possible to connect to the redis",
            "connect to any host resolved",
            "failed to update metadata",
            "connection timeout expired",
            "npgsqltimeout",
            "timeout connecting to server",
            "could not connect to redis",
            "could not connect to any servers",
            "creating a database connection",
            "connectionerror(timeout",
            "reach database server",
            "cannot connect to mysql server",
            "server selection timed out",
        ),
        r"\bCan['’]t connect to (?:MySQL|MariaDB|local MySQL) server on '?(?P<host>[^'\n: ]{1,253})(?::(?P<port>\d{2,5}))?'?(?=[^\n]{0,20}(?:timed out|110|timeout|\(0\)|4\)))"
        r"|\bconnection to server at [^\n]{1,200} failed: (?:Connection timed out|timeout expired)|\bcould not connect to server: (?:Connection timed out|Operation timed out)|\bOperationalError\)?:? timeout expired"
        r"|\bError creating a database connection\. \(?Operation timed out|\bConnectionError\(Timeout\b|\bCan['’]t reach database server at\b|\bCannot connect to MySQL server on\b|\bServer selection timed out after\b|\bCommunications link failure\b|\bThe connection attempt failed\.|\bA network-related or instance-specific error|\bServerSelectionTimeout(?:Error)?\b|\bMongo(?:ose)?ServerSelectionError\b"
        r"|\bNetwork Adapter could not establish the connection|\bno reachable servers\b|\bConnection Timeout Expired\b|\bTimeoutException\b[^\0]{0,200}\bNpgsqlConnector\.(?:Connect|RawOpen)|\bTimeout connecting to server\b"
        r"|\b(?:AMQP|Redis|Jedis|Kafka|Broker)\w{0,20}Connection(?:Error|Exception)\b(?!: Connection refused)|\bnot possible to connect to the redis server|\bFailed to connect to any host resolved"
        r"|\bNoBrokersAvailable\b|\bKafkaJSConnectionError: Connection timeout|\bKafkaTimeoutError: (?:KafkaTimeoutError: )?Failed to update metadata",
        "No connection to the database or broker came about in time.",
        "unreachable-private",
    ),
    _connect(
        "could-not-connect",
        0.85,
        (
            "connect to ",
            "timed out connecting",
            "timeout connecting",
            "timeout while connecting",
            "connection attempt timed out",
        ),
        r"\b(?:could not|couldn['’]t|unable to|failed to|cannot|can['’]t|did not) connect to (?:(?P<host>[A-Za-z0-9_.-]{1,253}):(?P<port>\d{2,5})|(?P<host2>[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,10}))?"
        r"(?![^\n]{0,160}\bread)[^\n]{0,160}?\b(?:timed? ?out|timeout)\b|\b(?:timed out|timeout) (?:(?:while|when) )?connecting to\b|\bconnection attempt timed out\b",
        _SILENT,
    ),
    _connect(
        "go-dial",
        0.93,
        ("dial tcp", "dial udp", "i/o timeout"),
        r"\bdial (?:tcp|udp)[46]? (?P<host>\[[0-9a-f:]{2,45}\]|[A-Za-z0-9_.-]{1,253}|<[^<>\n]{1,60}>):(?P<port>\d{1,5}): (?:i/o timeout|connect: (?:connection|operation) timed out|context deadline exceeded)",
        _SILENT,
    ),
    _connect(
        "open-timeout",
        0.9,
        (
            "opentimeout",
            "failed to open tcp connection",
            "curl: (28)",
            "failed to connect to",
            "hyperconnecttimeout",
            "dispatchfailure",
        ),
        rf"\bNet::OpenTimeout\b|\bcurl: \(28\) (?:Failed to connect|Connection timed out)|\bFailed to connect to (?P<host>{_HOST}) port (?P<port>\d{{2,5}})[^\n]{{0,60}}(?:timed out|timeout)"
        r"|\bDispatchFailure\b[^\n]{0,200}[Tt]ime(?:d ?)?out",
        _SILENT,
    ),
    _connect(
        "unreachable",
        0.93,
        (
            "enetunreach",
            "ehostunreach",
            "network is unreachable",
            "no route to host",
            "errno 101",
            "errno 113",
            "unreachable host",
            "errno 97",
            "eafnosupport",
        ),
        rf"\b(?:connect )?E(?:NET|HOST)UNREACH(?: (?P<host>{_HOST}?)(?::(?P<port>\d{{2,5}}))?(?=\s|$|['\",)]))?|\bnetwork is unreachable\b|\bno route to host\b|\bErrno 1(?:01|13)\b|\bErrno 97\b|\bEAFNOSUPPORT\b",
        "There is no route to the address.",
    ),
    _connect(
        "name",
        0.88,
        (
            "enotfound",
            "eai_again",
            "eai_fail",
            "name resolution",
            "name or service not known",
            "nodename nor servname",
            "could not resolve host",
            "unknownhost",
            "no such host",
            "nameresolution",
            "failed to resolve",
            "gaierror",
            "getaddrinfo",
            "host is known",
            "resolve hostname",
            "name not known",
            "dial tcp: lookup",
            "unknown mysql server host",
            "dns error",
            "inaccessible host",
            "lookup address information",
            "during dns resolution",
            "dns resolution fail",
            "ares_success",
        ),
        rf"\bgetaddrinfo (?:ENOTFOUND|EAI_AGAIN|EAI_FAIL)(?: (?P<host>{_HOST}))?|\b(?:ENOTFOUND|EAI_AGAIN)\b|\b(?:temporary failure in )?name resolution\b|\bName or service not known|\bnodename nor servname"
        r"|\berror occurred during DNS resolution\b|\bDNS resolution fail(?:ed|ure)\b|\bstatus is not ARES_SUCCESS\b|\bCould not resolve (?:host(?:name)?:?|proxy:?)|\bUnknownHostException\b|\bno such host\b(?! in )|\bNameResolutionError\b|\bFailed to resolve '|\bgaierror\b|\bgetaddrinfo failed|\bno such host is known|\bEAI_NONAME\b"
        r"|\bdial tcp: lookup (?P<host2>[A-Za-z0-9_.-]{1,253})[^\n]{0,200}: (?:i/o timeout|server misbehaving|no such host)|\bfailed to resolve (?:server |host(?:name)? )?['\"]?(?P<host4>[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){2,10})|\bInaccessible host: [`'\"](?P<host1>[A-Za-z0-9_.-]{1,253})|\bUnknown MySQL server host '(?P<host3>[^'\n]{1,253})'|\bdns error\b|\bfailed to lookup address information",
        _UNKNOWN,
        "name-unresolved",
    ),
    _connect(
        "endpoint-unreachable",
        0.8,
        ("could not connect to the endpoint url", "endpointconnectionerror"),
        r"\bCould not connect to the endpoint URL:? \"?https?://(?P<host>[A-Za-z0-9.-]{3,253})(?::(?P<port>\d{2,5}))?|\bEndpointConnectionError\b",
        "The endpoint could not be reached: its name was not resolved, or nothing listens there.",
        "name-unresolved",
    ),
    _connect(
        "refused",
        0.87,
        (
            "econnrefused",
            "connection refused",
            "errno 111",
            "(111)",
            "actively refused",
            "winerror 10061",
            "refused. check that the hostname",
        ),
        rf"\b(?:connect )?ECONNREFUSED(?: (?P<host>{_HOST}?)(?::(?P<port>\d{{2,5}}))?(?=\s|$|['\",)]))?|\bConnection to (?P<host2>{_HOST}):(?P<port2>\d{{2,5}}) refused\. Check that\b|\bconnection refused\b|\bErrno 111\b|\bactively refused it\b|\bWinError 10061\b",
        _REFUSED,
        "connection-refused",
    ),
    _connect(
        "reset",
        0.72,
        (
            "econnreset",
            "socket hang up",
            "connection reset",
            "broken pipe",
            "epipe",
            "errno 104",
            "server has gone away",
            "lost connection to",
            "server closed the connection",
            "eof detected",
            "remote end closed",
            "connection was closed",
            "connection aborted",
            "forcibly closed",
            "disconnected before secure",
            "connection unexpectedly closed",
            "other side closed",
            "terminated unexpectedly",
            "connection_lost",
            "prematurely closed",
            "premature close",
            "failed to respond",
            "connectionclosed",
            "connection closed by",
            "server sent goaway",
            ": eof",
            "unexpected eof",
            "mongo",
        ),
        r"\bECONNRESET\b|\bsocket hang up\b|\bconnection reset by peer\b|\bErrno 104\b|\bSocketException: Connection reset\b|\bserver has gone away\b|\bLost connection to (?:MySQL|MariaDB|server)|\bserver closed the connection unexpectedly|\bSSL SYSCALL error: EOF detected"
        r"|\bRemote end closed connection without response|\bConnection was closed before we received a valid response|\bforcibly closed by the remote host|\bdisconnected before secure TLS|\bEPIPE\b|\bBroken pipe\b|\bConnection unexpectedly closed|\bSocketError: other side closed|\bConnection terminated unexpectedly|\bPROTOCOL_CONNECTION_LOST\b|\bConnection prematurely closed|\bPremature close\b|\bNoHttpResponseException: \S{1,253} failed to respond"
        rf"|\bConnectionClosed(?:Error|Exception)\b|\bconnection closed by (?:the )?(?:remote|peer|server|foreign)|\b(?:Get|Post|Put|Head|Patch|Delete) \"?https?://\S{{3,300}}: (?:unexpected )?EOF\b|\bserver sent GOAWAY|\bconnection (?:\d{{1,6}}|<monitor>) to (?P<host>{_HOST}):(?P<port>\d{{2,5}}) closed\b",
        _RESET,
        "connection-reset",
    ),
    _connect(
        "tls",
        0.72,
        (
            "certificate",
            "ssl:",
            "tls:",
            "x509",
            "unable_to_verify",
            "pkix",
            "ssleoferror",
            "sslerror",
            "self signed",
            "self-signed",
            "handshake",
        ),
        r"\bCERTIFICATE_VERIFY_FAILED\b|\bUNABLE_TO_VERIFY_LEAF_SIGNATURE\b|\bunable to get local issuer certificate|\bPKIX path building failed|\bSSLEOFError\b|\bx509: certificate (?:signed by unknown|has expired|is (?:valid|not))|\bself(?:-| )signed certificate\b"
        r"|\bSELF_SIGNED_CERT_IN_CHAIN\b|\bDEPTH_ZERO_SELF_SIGNED_CERT\b|\bSSL: WRONG_VERSION_NUMBER|\bremote certificate is invalid|\bremote error: tls:|\bSSLHandshakeException\b|\b(?:tls|ssl)\W{1,3}handshake fail",
        "The peer's certificate was not accepted: a middlebox, a private authority, or an old bundle.",
        "tls-rejected",
    ),
    _connect(
        "proxy",
        0.75,
        ("proxy",),
        r"\bProxyConnectionError\b|\bProxyError\b|\b407 Proxy Authentication Required\b|\bCannot connect to proxy\b|\bTunnel connection failed: \d{3}",
        "The proxy on the way refuses or is not reachable.",
    ),
)
