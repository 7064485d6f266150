"""The embedded AWS: moto's server on a free port of localhost, with Event history, a call log and faults to inject."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from diagnostics.clouds import Options
from diagnostics.errors import UsageError
from diagnostics.sources.aws import AwsSource
from diagnostics.sources.demo.aws.history import History

ACCOUNT = "123456789012"
REGION = "us-east-1"
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Layer:
    """What stands before moto: answers LookupEvents, counts every call, and fails the calls it is told to fail.

    *refuse*, *throttle*, *hang* and *cut* hold operations (`iam:GetRole`) that end in AccessDenied, in Throttling, in
    no answer, or in half of one; *expired* fails every call; *delay* is added to every call, in seconds. *amend* holds fields that moto forgets, by
    the operation whose JSON answer has them.
    """

    def __init__(self, inner: Wsgi, history: History, now: Callable[[], datetime]) -> None:
        self._inner = inner
        self._history = history
        self._now = now
        self.calls: list[str] = []
        self.refuse: set[str] = set()
        self.throttle: set[str] = set()
        self.hang: set[str] = set()
        self.cut: set[str] = set()
        self.amend: dict[str, dict[str, Any]] = {}
        self.expired = False
        self.released = threading.Event()
        self.delay = 0.0

    def heal(self) -> None:
        """Fail and delay no call any more; what hangs goes on."""
        self.released.set()
        self.released = threading.Event()
        for faults in (self.refuse, self.throttle, self.hang, self.cut, self.amend):
            faults.clear()
        self.delay = 0.0
        self.expired = False

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        operation = _operation(environ)
        if not environ.get("PATH_INFO", "").startswith("/moto-api"):
            self.calls.append(operation)
            if self.delay:
                time.sleep(self.delay)
            if self.expired:
                said = "The security token included in the request is expired"
                return _error(start, environ, 403, "ExpiredToken", said)
        if operation in self.hang:
            self.released.wait(30)
        if operation in self.refuse:
            return _error(
                start,
                environ,
                403,
                "AccessDeniedException",
                f"User: arn:aws:iam::{ACCOUNT}:user/reader is not authorized to perform: {operation}",
            )
        if operation in self.throttle:
            return _error(start, environ, 400, "ThrottlingException", "Rate exceeded")
        if operation in self.cut:
            return _reply(start, "200 OK", b'{"cut": ', "application/json")
        if operation == "cloudtrail:LookupEvents":
            body = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) or b"{}")
            answer = json.dumps(self._history.lookup(_scope(environ)[0], body, self._now())).encode()
            return _reply(start, "200 OK", answer, "application/x-amz-json-1.1")
        if operation in self.amend:
            return _reworked(self._inner, environ, start, lambda answer: answer | self.amend[operation])
        if operation.endswith("/policy") and operation.startswith("lambda:GET "):
            wanted = parse_qs(environ.get("QUERY_STRING", "")).get("Qualifier", [""])[0]
            return _reworked(self._inner, environ, start, lambda answer: _of_qualifier(answer, wanted))
        return self._inner(environ, start)


def _reworked(
    inner: Wsgi,
    environ: dict[str, Any],
    start: Callable[..., Any],
    rework: Callable[[dict[str, Any]], dict[str, Any] | None],
) -> Iterable[bytes]:
    """Return moto's JSON answer after *rework*, which gives None for what is not there; errors pass as they are."""
    told: list[Any] = []
    body = b"".join(inner(environ, lambda *given: told.extend(given)))
    if not told[0].startswith("200"):
        return _reply(start, told[0], body, "application/json", *_kept(told[1]))
    answer = rework(json.loads(body))
    if answer is None:
        missing = "The resource you requested does not exist."
        return _error(start, environ, 404, "ResourceNotFoundException", missing)
    return _reply(start, told[0], json.dumps(answer).encode(), "application/json")


def _kept(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [row for row in headers if row[0].lower() == "x-amzn-errortype"]


def _of_qualifier(answer: dict[str, Any], qualifier: str) -> dict[str, Any] | None:
    """Return the function policy of one qualifier, as AWS keeps them: each version and alias has its own."""
    document = json.loads(answer["Policy"])
    rows = [
        row
        for row in document["Statement"]
        if str(row.get("Resource", "")).partition(":function:")[2].partition(":")[2] == qualifier
    ]
    return {**answer, "Policy": json.dumps({**document, "Statement": rows})} if rows else None


def _scope(environ: dict[str, Any]) -> tuple[str, str]:
    """Return region and service as the call is signed for."""
    parts = environ.get("HTTP_AUTHORIZATION", "").partition("Credential=")[2].split("/")
    return (parts[2], parts[3]) if len(parts) > 3 else ("", "")


def _operation(environ: dict[str, Any]) -> str:
    """Return the call as `service:Operation`; REST services by method and path, which is enough to tell reads."""
    _, service = _scope(environ)
    service = {"monitoring": "cloudwatch"}.get(service, service)
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    if target:
        return f"{service}:{target.rpartition('.')[2]}"
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length)
        import io

        environ["wsgi.input"] = io.BytesIO(body)
        action = next((p[7:] for p in body.decode("latin-1").split("&") if p.startswith("Action=")), "?")
        return f"{service}:{action}"
    return f"{service}:{environ.get('REQUEST_METHOD')} {environ.get('PATH_INFO')}"


def _error(
    start: Callable[..., Any], environ: dict[str, Any], status: int, code: str, message: str
) -> Iterable[bytes]:
    """Return an error in the shape of the call's own protocol."""
    if (
        environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded")
        or _scope(environ)[1] == "s3"
    ):
        body = (
            f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
        )
        refused = code == "AccessDeniedException"
        if _scope(environ)[1] == "s3":
            code = "AccessDenied" if refused else code
            body = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
        if _scope(environ)[1] == "ec2":
            code = "UnauthorizedOperation" if refused else code
            body = f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors></Response>"
        return _reply(start, f"{status} Error", body.encode(), "text/xml")
    answer = json.dumps({"__type": code, "message": message}).encode()
    return _reply(start, f"{status} Error", answer, "application/json", ("x-amzn-ErrorType", code))


def _reply(
    start: Callable[..., Any], status: str, body: bytes, kind: str, *headers: tuple[str, str]
) -> Iterable[bytes]:
    start(status, [("Content-Type", kind), ("Content-Length", str(len(body))), *headers])
    return [body]


class EmbeddedAws:
    """A running embedded account; one at a time in a process, since moto keeps its state in one place."""

    def __init__(self, now: datetime | None = None) -> None:
        try:
            from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
            from werkzeug.serving import make_server
        except ImportError:
            raise UsageError(
                "The demo cloud needs moto.", "Install it with: pip install 'serverless-troubleshooter[demo]'"
            ) from None
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self.region = REGION
        self.options = Options(region=REGION)
        self.account = ACCOUNT
        self._now = now
        self._clients: dict[tuple[str, str], Any] = {}
        self.history = History(ACCOUNT)
        self.layer = Layer(DomainDispatcherApplication(create_backend_app), self.history, self.now)
        self._server = make_server("127.0.0.1", 0, self.layer, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def now(self) -> datetime:
        """Return the demo's clock: pinned where it was given, else the time."""
        return self._now or datetime.now(UTC).replace(microsecond=0)

    def env(self) -> dict[str, str]:
        """Return the environment in which any AWS client talks to this account."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "demo",
            "AWS_SECRET_ACCESS_KEY": "demo",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_PAGER": "",
        }

    def client(self, service: str, region: str = REGION) -> Any:
        """Return a boto3 client of this account; for building, never used to diagnose."""
        import boto3

        if (service, region) not in self._clients:
            self._clients[service, region] = boto3.client(
                service,
                region_name=region,
                endpoint_url=self.url,
                aws_access_key_id="demo",
                aws_secret_access_key="demo",  # noqa: S106 - the embedded account takes any
            )
        return self._clients[service, region]

    def source(self) -> AwsSource:
        """Return the live source, pointed at this account."""
        return AwsSource(region=REGION, endpoint=self.url)

    def reset(self) -> None:
        """Forget everything."""
        import urllib.request

        request = urllib.request.Request(f"{self.url}/moto-api/reset", method="POST")  # noqa: S310 - its own address
        with urllib.request.urlopen(request, timeout=10):  # noqa: S310
            self.history.clear()
        self.layer.calls.clear()
        self.layer.heal()

    def stop(self) -> None:
        self._server.shutdown()
