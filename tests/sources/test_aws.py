"""The live source through real boto3: pages merged, errors as values, and nothing but reads."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from diagnostics.sources.aws import AwsSource
from diagnostics.sources.base import Failed, Found, NotFound, Query, Refused, Reply

Answer = tuple[int, str, dict[str, str]]
Serve = Callable[[Callable[[dict[str, object]], Answer]], None]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """A server on localhost that stands in for every AWS endpoint."""
    servers = []

    def start(answer: Callable[[dict[str, object]], Answer]) -> None:
        class Handler(BaseHTTPRequestHandler):
            def _any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, text, headers = answer({"path": self.path, "body": body})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            do_GET = do_POST = _any

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


CONFIG = Query(
    "lambda:GetFunctionConfiguration",
    "us-east-1",
    {"FunctionName": "orders"},
    {},
    "lambda:GetFunctionConfiguration",
)


def error(status: int, code: str, message: str = "no") -> Answer:
    return status, json.dumps({"message": message}), {"x-amzn-ErrorType": code}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            error(403, "AccessDeniedException", "User: x is not authorized"),
            Refused("lambda:GetFunctionConfiguration", "User: x is not authorized"),
        ),
        (error(404, "ResourceNotFoundException", "Function not found"), NotFound("Function not found")),
        (error(403, "ExpiredTokenException", "expired"), Failed("expired", "credentials")),
        (error(403, "UnrecognizedClientException", "bad"), Failed("bad", "credentials")),
        (
            error(400, "TooManyRequestsException"),
            Failed("lambda:GetFunctionConfiguration was throttled", "throttled"),
        ),
        ((200, '{"FunctionName": "orders"}', {}), Found({"FunctionName": "orders"})),
    ],
)
def test_every_answer_becomes_its_reply(serve: Serve, answer: Answer, expected: Reply) -> None:
    """Refused, absent, without credentials, throttled out and found are told apart."""
    serve(lambda _: answer)
    assert AwsSource().answer(CONFIG) == expected


@pytest.mark.parametrize("body", ["", "{", "<html>proxy says no</html>", "[1, 2"])
def test_a_broken_answer_is_a_value(serve: Serve, body: str) -> None:
    """An answer that is cut off or of another kind ends in a value, not in an exception."""
    serve(lambda _: (200, body, {}))
    assert isinstance(AwsSource().answer(CONFIG), Failed | Found)


def test_pages_are_merged(serve: Serve) -> None:
    """All pages of a list come as one answer that is complete."""
    pages = iter(
        [{"Functions": [{"FunctionName": "a"}], "NextMarker": "m"}, {"Functions": [{"FunctionName": "b"}]}]
    )
    serve(lambda _: (200, json.dumps(next(pages)), {}))
    reply = AwsSource().answer(Query("lambda:ListFunctions", "us-east-1"))
    assert reply == Found({"Functions": [{"FunctionName": "a"}, {"FunctionName": "b"}]})


def test_a_list_cut_by_a_limit_is_not_complete(serve: Serve) -> None:
    """A limit that is reached is told: absence from the answer is then unknown."""
    page = {"events": [{"message": "x", "timestamp": 1}] * 3, "nextToken": "t"}
    serve(lambda _: (200, json.dumps(page), {}))
    reply = AwsSource().answer(
        Query("logs:FilterLogEvents", "us-east-1", {"logGroupName": "g", "what": "w"}, {"limit": 3})
    )
    assert isinstance(reply, Found)
    assert not reply.complete
    assert len(reply.value["events"]) == 3


@pytest.mark.parametrize(
    "op",
    [
        "lambda:UpdateFunctionConfiguration",
        "iam:PutRolePolicy",
        "lambda:InvokeFunction",
        "sqs:ReceiveMessage",
        "s3:DeleteBucket",
    ],
)
def test_nothing_but_reads_is_sent(serve: Serve, op: str) -> None:
    """An operation that could change anything is not sent, whoever asks for it."""
    seen = []
    serve(lambda request: seen.append(request) or (200, "{}", {}))
    reply = AwsSource().answer(Query(op, "us-east-1", {}))
    assert isinstance(reply, Failed)
    assert seen == []


def test_no_network_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """An endpoint that cannot be reached is a failure of the network, told as such."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    reply = AwsSource().answer(CONFIG)
    assert isinstance(reply, Failed)
    assert reply.kind == "network"


def test_no_credentials_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """Without credentials the reply says so, for the next step that the user is told."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", f"{tmp_path}/none")
    monkeypatch.setenv("AWS_CONFIG_FILE", f"{tmp_path}/none")
    reply = AwsSource().answer(CONFIG)
    assert isinstance(reply, Failed)
    assert reply.kind == "credentials"
