"""The live source through the real client libraries: credentials, addresses, pages, errors as values."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from diagnostics.sources.base import Failed, Found, NotFound, Query, Refused
from diagnostics.sources.demo.gcp.cloud import EmbeddedGcp, operation_of
from diagnostics.sources.gcp import CALLER, LOGS, GcpSource
from diagnostics.sources.gcp_calls import CALLS, base, url
from diagnostics.sources.gcp_errors import Problem, problem_of

GET = Query(
    "run:services.get",
    "demo-shop",
    {"name": "projects/demo-shop/locations/x/services/s"},
    permission="run.services.get",
)
EMAIL = "oncall@demo-shop.iam.gserviceaccount.com"


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A metadata server, as every machine of Google Cloud has one, and an API that keeps the tokens it was shown."""
    shown: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers = {"/token": {"access_token": "t-1", "expires_in": 3600, "token_type": "Bearer"},
                       "/default/": {"email": EMAIL, "scopes": [], "aliases": ["default"]}}  # fmt: skip
            path = self.path.partition("?")[0]
            body: object = next((value for end, value in answers.items() if path.endswith(end)), None)
            if path.startswith("/v2/"):
                shown.append(self.headers.get("Authorization", ""))
                body = {"name": "s"}
            text = json.dumps(body).encode() if body is not None else b"demo-shop"
            self.send_response(200)
            self.send_header("Metadata-Flavor", "Google")
            self.send_header("Content-Type", "application/json" if body is not None else "application/text")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    place = f"127.0.0.1:{server.server_port}"
    for name in ("GCE_METADATA_HOST", "GCE_METADATA_IP", "GCE_METADATA_ROOT"):
        monkeypatch.setenv(name, place)
    monkeypatch.setenv("CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN", f"http://{place}/")
    monkeypatch.setenv("CLOUDSDK_CONFIG", "/nonexistent")
    for name in (
        "GOOGLE_APPLICATION_CREDENTIALS",
        "CLOUDSDK_AUTH_DISABLE_CREDENTIALS",
        "GOOGLE_CLOUD_PROJECT",
    ):
        monkeypatch.delenv(name, raising=False)
    yield shown
    server.shutdown()
    server.server_close()


def test_application_default_credentials_sign_every_call(machine: list[str]) -> None:
    """The account of the machine is found, named as the one who looks, and its token goes with the call."""
    source = GcpSource("demo-shop")
    assert source.answer(Query(CALLER, "")) == Found({"email": EMAIL, "project": "demo-shop"})
    assert source.answer(GET) == Found({"name": "s"})
    assert machine == ["Bearer t-1"]


@pytest.mark.parametrize(
    ("api", "given", "address"),
    [
        ("run", "", "https://run.googleapis.com/"),
        ("compute", "", "https://compute.googleapis.com/compute/v1/"),
        ("run", "http://127.0.0.1:1", "http://127.0.0.1:1/"),
        ("storage", "http://127.0.0.1:1/", "http://127.0.0.1:1/storage/v1/"),
        ("storage", "https://vip.example/storage/v2/", "https://vip.example/storage/v2/"),
    ],
)
def test_an_override_is_read_as_gcloud_reads_it(
    monkeypatch: pytest.MonkeyPatch, api: str, given: str, address: str
) -> None:
    """An override without a path keeps the API's own path; one with a path replaces it."""
    monkeypatch.setenv(f"CLOUDSDK_API_ENDPOINT_OVERRIDES_{api.upper()}", given)
    assert base(api) == address


def test_a_name_does_not_climb_out_of_its_place() -> None:
    """What an answer names is quoted in an address, and `..` is refused."""
    call = CALLS["pubsub:topics.get"]
    assert url(call, {"name": "projects/p/topics/a?b#c d"}).endswith("/v1/projects/p/topics/a%3Fb%23c%20d")
    with pytest.raises(ValueError, match="no name"):
        url(call, {"name": "projects/p/topics/../../x"})


def test_log_entries_are_read_page_by_page_up_to_the_limit(gcp: EmbeddedGcp) -> None:
    """All pages are merged; where the limit cuts, the answer is not complete."""
    gcp.entries += [
        {"logName": "projects/p/logs/x", "timestamp": f"2026-11-25T12:00:{n % 60:02d}Z", "insertId": str(n)}
        for n in range(2500)
    ]
    narrow = {"filter": 'timestamp>="2026-11-25T00:00:00Z"', "limit": 3000}
    whole = gcp.source().answer(Query(LOGS, "demo-shop", {"what": "w"}, narrow))
    assert isinstance(whole, Found)
    assert (len(whole.value["entries"]), whole.complete) == (2500, True)
    cut = gcp.source().answer(Query(LOGS, "demo-shop", {"what": "w"}, narrow | {"limit": 1200}))
    assert isinstance(cut, Found)
    assert (len(cut.value["entries"]), cut.complete) == (1200, False)


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        (Problem(403, "Permission 'run.services.get' denied", "IAM_PERMISSION_DENIED"), Refused),
        (
            Problem(
                403,
                "X API has not been used in project 7 before or it is disabled",
                "SERVICE_DISABLED",
                {"service": "run.googleapis.com"},
            ),
            "api-disabled",
        ),
        (
            Problem(
                403,
                "Your application is authenticating by using local Application Default Credentials. The run.googleapis.com API "
                "requires a quota project, which is not set by default.",
                "SERVICE_DISABLED",
                {"service": "run.googleapis.com", "consumer": "projects/764086051850"},
            ),
            "credentials",
        ),
        (Problem(403, "This API method requires billing", "BILLING_DISABLED"), "billing"),
        (Problem(403, "Request is prohibited", "SECURITY_POLICY_VIOLATED"), "perimeter"),
        (Problem(403, "Rate", "rateLimitExceeded"), "throttled"),
        (Problem(429, "Quota exceeded"), "throttled"),
        (Problem(404, "not found"), NotFound),
        (Problem(400, "Project 'x' not found or deleted.", "CONSUMER_INVALID"), NotFound),
        (Problem(401, "Request had invalid authentication credentials"), "credentials"),
        (Problem(500, "internal"), "error"),
    ],
)
def test_an_error_is_told_by_its_reason(problem: Problem, kind: type | str) -> None:
    """One status stands for several things; the reason of the error tells them apart."""
    reply = problem_of(problem, GET)
    if isinstance(kind, str):
        assert isinstance(reply, Failed)
        assert reply.kind == kind
    else:
        assert isinstance(reply, kind)


_SPELLED = {
    "parent": "projects/p/locations/-", "project": "p", "bucket": "b-1", "dataset": "d", "table": "t", "region": "r", "subnetwork": "s",
    "network": "n", "attachment": "cloudresourcemanager.googleapis.com/projects/p",
}  # fmt: skip


@pytest.mark.parametrize("op", CALLS)
def test_the_embedded_cloud_tells_every_read_by_its_address(op: str) -> None:
    """No read passes for another: each can be refused, throttled and counted by itself."""
    call, collection = CALLS[op], op.partition(":")[2].split(".")[-2]
    own = {"iam:policies.get": "policies/x/denypolicies/y", "monitoring:timeSeries.list": "projects/p"}
    named = own.get(op, f"projects/p/{collection}/x" if collection != "projects" else "projects/p")
    project = "projects/p" if op == "pubsub:subscriptions.list" else "p"
    args = {**_SPELLED, "name": named, "resource": named, "project": project}
    path = url(call, args, "http://127.0.0.1").partition("127.0.0.1")[2]
    assert operation_of(call.method, path) == op
