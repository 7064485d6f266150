"""The embedded Azure: an HTTPS server on a free port of localhost, with a call log and faults to inject."""

from __future__ import annotations

import base64
import json
import re
import tempfile
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from diagnostics.clouds import Options
from diagnostics.sources.azure import AzureSource
from diagnostics.sources.demo.azure import authority
from diagnostics.sources.demo.azure.estate import Estate, Json

SUBSCRIPTION = "11111111-2222-4333-8444-555555555555"
READER = "oncall@contoso.example"
# Path -> the operation of the table of reads; tried in order.
_OPERATIONS = tuple(
    (re.compile(pattern, re.IGNORECASE), operation)
    for pattern, operation in (
        (r"/providers/Microsoft\.Authorization/roleAssignments$", "authorization:ListRoleAssignments"),
        (r"/providers/Microsoft\.Authorization/denyAssignments$", "authorization:ListDenyAssignments"),
        (r"/eventtypes/management/values$", "insights:ListEvents"),
        (r"/config/appsettings/list$", "web:ListAppSettings"),
        (r"/config/configreferences/appsettings$", "web:ListKeyVaultReferences"),
        (r"/config/authsettingsV2$", "web:GetAuthSettings"),
        (r"/config/web$", "web:GetConfiguration"),
        (r"/sites/[^/]+(?:/slots/[^/]+)?/functions$", "web:ListFunctions"),
        (r"/sites/[^/]+(?:/slots/[^/]+)?$", "web:GetSite"),
        (
            r"/Microsoft\.EventGrid/locations/[^/]+/eventSubscriptions$",
            "eventgrid:ListRegionalEventSubscriptions",
        ),
        (r"/systemTopics/[^/]+/eventSubscriptions$", "eventgrid:ListSystemTopicEventSubscriptions"),
        (r"/containers/[^/]+$(?<!sqlDatabases)", "storage:GetContainer"),
        (r"/queueServices/default/queues/[^/]+$", "storage:GetQueue"),
        (r"Microsoft\.ServiceBus/namespaces/[^/]+/queues/[^/]+$", "servicebus:GetQueue"),
        (r"/topics/[^/]+/subscriptions/[^/]+$", "servicebus:GetSubscription"),
        (r"Microsoft\.ServiceBus/namespaces/[^/]+/networkRuleSets/default$", "servicebus:GetNetworkRules"),
        (r"/consumergroups/[^/]+$", "eventhub:GetConsumerGroup"),
        (r"/eventhubs/[^/]+$", "eventhub:GetEventHub"),
        (r"Microsoft\.EventHub/namespaces/[^/]+/networkRuleSets/default$", "eventhub:GetNetworkRules"),
        (r"/sqlRoleAssignments$", "cosmos:ListRoleAssignments"),
        (r"/sqlRoleDefinitions$", "cosmos:ListRoleDefinitions"),
    )
)
_GRAPH = {
    "apps": "graph:Apps",
    "targets": "graph:Targets",
    "network": "graph:Network",
    "roledefinitions": "graph:RoleDefinitions",
}


class Faults:
    """*refuse*, *throttle*, *hang* and *cut* hold operations (`web:GetSite`, `logs:Query`); *delay* is added to every call."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.methods: set[tuple[str, str]] = set()
        self.refuse: set[str] = set()
        self.throttle: set[str] = set()
        self.hang: set[str] = set()
        self.cut: set[str] = set()
        self.delay = 0.0

    def clear(self) -> None:
        self.__init__()  # type: ignore[misc]


def operation(path: str, question: str) -> str:
    """Return the operation that a request is; questions to Resource Graph and Log Analytics carry their name."""
    bare = unquote(urlparse(path).path)
    if bare.endswith("/providers/Microsoft.ResourceGraph/resources"):
        return _GRAPH.get(question, "graph:?")
    if bare.startswith("/v1") and bare.endswith("/query"):
        return "logs:Query"
    if "/sqlDatabases/" in bare:
        return "cosmos:GetContainer"
    return next((name for pattern, name in _OPERATIONS if pattern.search(bare)), f"? {bare}")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body go out as one packet: two of them wait 40 ms for an acknowledgement in between.
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    server: _Server

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer(json.loads(raw) if raw else {})

    def _answer(self, body: Json) -> None:
        faults, estate = self.server.faults, self.server.estate
        question = str(body.get("query") or "").partition("\n")[0].removeprefix("//").strip()
        name = operation(self.path, question)
        faults.calls.append(name if name != "logs:Query" else f"logs:Query {question}")
        faults.methods.add((self.command, name))
        if faults.delay:
            time.sleep(faults.delay)
        if name in faults.hang:
            time.sleep(30)
        if not str(self.headers.get("Authorization") or "").startswith("Bearer "):
            self._send(401, {"error": {"code": "AuthenticationFailed", "message": "Authentication failed."}})
        elif name in faults.refuse:
            text = f"The client '{READER}' does not have authorization to perform action of {name}."
            self._send(403, {"error": {"code": "AuthorizationFailed", "message": text}})
        elif name in faults.throttle:
            self._send(
                429, {"error": {"code": "TooManyRequests", "message": "Rate limit."}}, {"Retry-After": "0"}
            )
        else:
            status, answer = self._found(estate, name, body)
            self._send(status, answer, cut=name in faults.cut)

    def _found(self, estate: Estate, name: str, body: Json) -> tuple[int, Json]:
        path = unquote(urlparse(self.path).path)
        if name.startswith("graph:"):
            return estate.graph(body)
        if name == "logs:Query":
            where = path.removeprefix("/v1").removesuffix("/query")
            return estate.logged(where.removeprefix("/workspaces/"), body)
        if name == "web:ListAppSettings":
            return estate.app_settings(path)
        return estate.get(self.path)

    def _send(
        self, status: int, answer: Json, headers: dict[str, str] | None = None, *, cut: bool = False
    ) -> None:
        body = b'{"cut": ' if cut else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing: the call log is kept in `Faults`."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    estate: Estate
    faults: Faults

    def handle_error(self, *_: Any) -> None:
        """A client that went away is no error of the cloud."""


class EmbeddedAzure:
    """A running embedded subscription; *options* are what a user would give to look at it."""

    def __init__(self, now: datetime | None = None) -> None:
        self.options = Options(subscription=SUBSCRIPTION)
        self._now = now
        self.estate = Estate(subscriptions={SUBSCRIPTION})
        self.faults = Faults()
        self._folder = tempfile.TemporaryDirectory(prefix="embedded-azure-")
        context, trusted = authority.make(Path(self._folder.name))
        self.authority = str(trusted)
        self._server = _Server(("127.0.0.1", 0), _Handler)
        # The handshake is left to the connection's own thread: a slow client must not hold up the others.
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self._server.estate, self._server.faults = self.estate, self.faults
        self.url = f"https://localhost:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def now(self) -> datetime:
        """Return the cloud's clock: pinned where it was given, else the time."""
        return self._now or datetime.now(UTC).replace(microsecond=0)

    def source(self) -> AzureSource:
        """Return the live source, pointed at this cloud."""
        return AzureSource(Credential(), self.url, self.url, self.authority)

    def reset(self) -> None:
        """Forget everything."""
        self.estate.__init__(subscriptions={SUBSCRIPTION})  # type: ignore[misc]
        self.faults.clear()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._folder.cleanup()


class Credential:
    """A token that speaks for the on-call user; the embedded cloud takes any."""

    def get_token(self, *_scopes: str, **_: Any) -> Any:
        from azure.core.credentials import AccessToken

        claims = base64.urlsafe_b64encode(json.dumps({"upn": READER}).encode()).rstrip(b"=").decode()
        return AccessToken(f"e30.{claims}.demo", int(time.time()) + 3600)
