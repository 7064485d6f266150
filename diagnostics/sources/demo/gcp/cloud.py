"""An embedded Google Cloud: a threaded HTTP server over plain data, with a log of its calls and faults to inject."""

from __future__ import annotations

import json
import re
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from diagnostics.clock import iso, parse_iso
from diagnostics.clouds import Options
from diagnostics.sources.demo.gcp import query
from diagnostics.sources.gcp import LOGS, GcpSource
from diagnostics.sources.gcp_calls import CALLS

PROJECT, NUMBER, LOCATION = "demo-shop", "415104041262", "europe-west1"
ORGANIZATION = "organizations/640077001122"
_PREFIX = re.compile(r"^/(?:compute/v1|storage/v1|bigquery/v2|dns/v1|v1|v2|v3)/")
_APIS = ("logging", *sorted({call.api for call in CALLS.values()}))
_Answer = tuple[int, dict[str, Any]]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # a diagnosis opens a dozen connections at once

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing where the other end did not wait for the answer."""


class EmbeddedGcp:
    """A running embedded project.

    *things* maps a resource's name (the path below the API's version) to what a read of it answers; *policies* a
    resource to its allow policy; *entries* are log entries; *runs* the outcomes of each function by minute; *backlog* counts the
    messages that wait in a subscription.
    """

    def __init__(self, now: datetime | None = None) -> None:
        self.project, self.number, self.location = PROJECT, NUMBER, LOCATION
        self.options = Options(project=PROJECT)
        self._now = now
        self.things: dict[str, Any] = {}
        self.policies: dict[str, dict[str, Any]] = {}
        self.entries: list[dict[str, Any]] = []
        self.runs: dict[str, list[tuple[datetime, str]]] = {}
        self.backlog: dict[str, int] = {}
        self.calls: list[str] = []
        self.refuse: set[str] = set()
        self.throttle: set[str] = set()
        self.hang: set[str] = set()
        self.cut: set[str] = set()
        self.disabled: set[str] = set()
        self.delay = 0.0
        self._released = threading.Event()
        self.reset()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def now(self) -> datetime:
        """Return the clock: pinned where it was given, else the time."""
        return self._now or datetime.now(UTC).replace(microsecond=0)

    def env(self) -> dict[str, str]:
        """Return the environment in which gcloud and this tool talk to this cloud."""
        overrides = {f"CLOUDSDK_API_ENDPOINT_OVERRIDES_{api.upper()}": f"{self.url}/" for api in _APIS}
        return overrides | {
            "CLOUDSDK_AUTH_DISABLE_CREDENTIALS": "true",
            "CLOUDSDK_CORE_PROJECT": PROJECT,
            "CLOUDSDK_CORE_DISABLE_PROMPTS": "1",
        }

    def source(self) -> GcpSource:
        """Return the live source, pointed at this cloud."""
        return GcpSource(PROJECT, self.url)

    def reset(self) -> None:
        """Forget everything but the project itself."""
        for part in (self.things, self.policies, self.runs, self.entries, self.calls, self.backlog):
            part.clear()
        self.heal()
        about = {
            "name": f"projects/{NUMBER}",
            "projectId": PROJECT,
            "parent": ORGANIZATION,
            "state": "ACTIVE",
        }
        self.things[f"projects/{PROJECT}"] = about
        self.policies[f"projects/{PROJECT}"] = {"version": 3, "bindings": []}
        self.policies[ORGANIZATION] = {"version": 3, "bindings": []}

    def heal(self) -> None:
        """Fail and delay no call any more."""
        for faults in (self.refuse, self.throttle, self.hang, self.cut, self.disabled):
            faults.clear()
        self._released.set()
        self._released = threading.Event()
        self.delay = 0.0

    def stop(self) -> None:
        self._released.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, target: str, body: dict[str, Any]) -> _Answer | None:
        """Return status and body for one request; None hangs up in the middle of the answer."""
        parts = urlsplit(target)
        operation = operation_of(method, parts.path)
        self.calls.append(operation)
        if self.delay:
            time.sleep(self.delay)
        if operation in self.hang:
            self._released.wait(30)
        if operation in self.refuse:
            return _refusal()
        if operation.partition(":")[0] in self.disabled:
            return _disabled(operation)
        if operation in self.throttle:
            return error(429, "RESOURCE_EXHAUSTED", "Quota exceeded", "RATE_LIMIT_EXCEEDED")
        if operation in self.cut:
            return None
        if operation == LOGS:
            return self._log(body)
        path = _PREFIX.sub("", parts.path)
        if operation == "monitoring:timeSeries.list":
            return self._series({key: value[0] for key, value in parse_qs(parts.query).items()})
        return self._thing(method, path, body)

    def _thing(self, method: str, path: str, body: dict[str, Any]) -> _Answer:
        name, _, verb = path.partition(":") if ":" in path.rpartition("/")[2] else (path, "", "")
        if path.startswith("b/") and path.endswith("/iam"):
            name, verb = path.removesuffix("/iam"), "setIamPolicy" if method == "PUT" else "getIamPolicy"
            body = {"policy": body}
        name = re.sub(rf"^projects/{NUMBER}(?=/|$)", f"projects/{PROJECT}", unquote(name))
        if verb == "getAncestry":
            parents = ((f"project/{PROJECT}"), ORGANIZATION.replace("organizations", "organization"))
            rows = [{"resourceId": dict(zip(("type", "id"), p.split("/"), strict=True))} for p in parents]
            return 200, {"ancestor": rows}
        if verb == "testIamPermissions":
            return 200, {"permissions": body.get("permissions", [])}
        if verb == "setIamPolicy":
            self.policies[name] = body.get("policy", {})
            return 200, self.policies[name]
        if verb == "getIamPolicy":
            if name in self.policies or name in self.things:
                return 200, self.policies.get(name, {"version": 1, "etag": "ACAB"})
            return _absent(name)
        if name in self.things:
            return 200, self.things[name]
        return self._list(name)

    def _list(self, name: str) -> _Answer:
        """Answer a collection with all that is in it; `-` stands for every location."""
        parent, _, collection = name.rpartition("/")
        if collection in {"functions", "jobs", "denypolicies", "subscriptions"} and parent:
            inside = re.compile(re.escape(f"{parent}/{collection}/").replace("/\\-/", "/[^/]+/") + "[^/]+")
            found = [thing for key, thing in sorted(self.things.items()) if inside.fullmatch(key)]
            return 200, {"policies" if collection == "denypolicies" else collection: found}
        return _absent(name)

    def _log(self, body: dict[str, Any]) -> _Answer:
        try:
            test = query.matcher(str(body.get("filter", "")))
        except (ValueError, IndexError) as wrong:
            return error(400, "INVALID_ARGUMENT", f"Unparseable filter: {wrong}")
        found = [entry for entry in self.entries if test(entry)]
        found.sort(key=lambda e: (str(e.get("timestamp")), str(e.get("insertId"))), reverse=True)
        start, size = int(body.get("pageToken") or 0), int(body.get("pageSize") or 50)
        answer: dict[str, Any] = {"entries": found[start : start + size]}
        if start + size < len(found):
            answer["nextPageToken"] = str(start + size)
        return 200, answer

    def _series(self, asked: dict[str, str]) -> _Answer:
        """Answer how often a function ran, by outcome, added up over the alignment period."""
        text = asked.get("filter", "")
        if "num_undelivered_messages" in text:
            return self._backlog(text, asked["interval.endTime"])
        first = "cloud_function" in text
        name = re.search(r'resource\.labels\.\w+_name\s*=\s*"([^"]+)"', text)
        start, end = parse_iso(asked["interval.startTime"]), parse_iso(asked["interval.endTime"])
        period = int(asked["aggregation.alignmentPeriod"].removesuffix("s"))
        sums: dict[str, dict[datetime, int]] = {}
        for moment, outcome in self.runs.get(name[1] if name else "", []):
            if start and end and start <= moment < end:
                at = start + timedelta(seconds=(moment - start).total_seconds() // period * period)
                counts = sums.setdefault(outcome, {})
                counts[at] = counts.get(at, 0) + 1
        label, known = ("status", {"2xx": "ok", "5xx": "error"}) if first else ("response_code_class", {})
        rows = [
            {
                "metric": {"type": "", "labels": {label: known.get(outcome, outcome)}},
                "points": [
                    {
                        "interval": {"startTime": iso(at), "endTime": iso(at + timedelta(seconds=period))},
                        "value": {"int64Value": str(count)},
                    }
                    for at, count in sorted(counts.items(), reverse=True)
                ],
            }
            for outcome, counts in sorted(sums.items())
        ]
        return 200, {"timeSeries": rows} if rows else {}

    def _backlog(self, text: str, end: str) -> _Answer:
        waiting = next((count for name, count in self.backlog.items() if f'"{name}"' in text), None)
        if waiting is None:
            return 200, {}
        point = {"interval": {"startTime": end, "endTime": end}, "value": {"int64Value": str(waiting)}}
        return 200, {"timeSeries": [{"metric": {"type": ""}, "points": [point]}]}


def operation_of(method: str, path: str) -> str:
    """Return the read that a request is, or method and path where the table of calls has none."""
    if path == "/v2/entries:list":
        return LOGS
    return next(
        (op for op, verb, shape in _SHAPES if verb == method and shape.fullmatch(path)), f"{method} {path}"
    )


def _shape(op: str) -> re.Pattern[str]:
    """Return the paths of a call: a name ends in the collection that the operation is about."""
    call, collection = CALLS[op], op.partition(":")[2].split(".")[-2]
    own = {
        "iam:policies.listPolicies": "/v2/policies/[^/]+/denypolicies",
        "iam:policies.get": "/v2/policies/[^/]+/denypolicies/[^/]+",
    }
    if op in own:
        return re.compile(own[op])
    base = {"compute": "compute/v1/", "storage": "storage/v1/", "bigquery": "bigquery/v2/", "dns": "dns/v1/"}
    text = re.escape("/" + base.get(call.api, "") + call.path).replace("\\{", "{").replace("\\}", "}")
    for name, pattern in (
        ("name", f"(?:.+/)?{collection}/[^/:]+"),
        ("resource", f"(?:.+/)?{collection}/[^/:]+"),
        ("bucket", "[^/:]+"),
    ):
        text = text.replace(f"{{{name}}}", pattern)
    if op == "pubsub:subscriptions.list":
        text = "/v1/projects/[^/]+/subscriptions"
    if op == "monitoring:timeSeries.list":
        text = "/v3/projects/[^/]+/timeSeries"
    return re.compile(re.sub(r"\{\w+\}", "(?:[^:]+)", text))


_SHAPES = [(op, call.method, _shape(op)) for op, call in CALLS.items()]


def error(status: int, code: str, message: str, reason: str = "", **metadata: str) -> _Answer:
    """Return an error as Google's APIs write it."""
    details = []
    if reason:
        kind = "type.googleapis.com/google.rpc.ErrorInfo"
        details = [{"@type": kind, "reason": reason, "domain": "googleapis.com", "metadata": metadata}]
    return status, {"error": {"code": status, "message": message, "status": code, "details": details}}


def _refusal() -> _Answer:
    said = "Permission denied on resource (or it may not exist)."
    return error(403, "PERMISSION_DENIED", said, "IAM_PERMISSION_DENIED")


def _disabled(operation: str) -> _Answer:
    service = operation.partition(":")[0]
    said = f"{service} API has not been used in project {NUMBER} before or it is disabled."
    return error(403, "PERMISSION_DENIED", said, "SERVICE_DISABLED", service=f"{service}.googleapis.com")


def _absent(name: str) -> _Answer:
    return error(404, "NOT_FOUND", f"Resource '{name}' was not found")


def _handler(cloud: EmbeddedGcp) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _any(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = cloud.answer(self.command, self.path, json.loads(raw) if raw.strip() else {})
            status, body = answer if answer is not None else (200, {})
            text = json.dumps(body).encode() if answer is not None else b'{"cut": '
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PUT = do_PATCH = _any  # noqa: N815 - the names that the standard library calls

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    return Handler
