"""The live Google Cloud: logs through google-cloud-logging, configuration through one authorised REST session."""

from __future__ import annotations

import os
import threading
import time
import warnings
from collections import deque
from functools import partial
from typing import Any

import msgspec

from diagnostics.sources import gcp_calls
from diagnostics.sources.base import Failed, Found, Query, Reply
from diagnostics.sources.gcp_errors import Problem, problem_of, reply_of

_SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)
_LABELS = {"what", "about"}  # name a question among others about one thing; Google does not know them
_LOG_CALLS_A_MINUTE = 60  # entries.list, for each project; it cannot be raised
_PAGE = 1000
_PAGES = 20
LOGS = "logging:entries.list"
CALLER = "auth:caller"


class Patience(msgspec.Struct, frozen=True):
    """Seconds to wait for a connection and for an answer, and how often a busy API is asked."""

    connect: float = 3.0
    read: float = 8.0
    attempts: int = 3
    pause: float = 0.2


class GcpSource:
    """Answers from a live project; credentials, session and clients are made when first needed.

    *endpoint* is an embedded cloud's address, which wants no credentials; None leaves address and credentials to
    Application Default Credentials and gcloud's endpoint overrides.
    """

    def __init__(
        self, project: str | None = None, endpoint: str | None = None, patience: Patience | None = None
    ) -> None:
        self._patience = patience or Patience()
        self._project = project
        self._endpoint = endpoint
        self._lock = threading.Lock()
        self._session: Any = None
        self._credentials: Any = None
        self._logging: dict[str, Any] = {}
        self._sent: deque[float] = deque(maxlen=_LOG_CALLS_A_MINUTE)

    def answer(self, query: Query) -> Reply:
        call = gcp_calls.CALLS.get(query.op)
        if call is None and query.op not in {LOGS, CALLER}:
            return Failed(f"{query.op} is not a read", "refused-by-design")
        try:
            session = self._opened()
            if query.op == CALLER:
                return Found({"email": self._email(), "project": self._project})
            if call is None:
                return self._entries(session, query)
            return _rest(session, call, query, self._endpoint)
        except Exception as error:  # noqa: BLE001 - every way an SDK fails is an answer
            return reply_of(error, query)

    def _opened(self) -> Any:
        with self._lock:
            if self._session is None:
                self._credentials, project = _credentials(self._endpoint)
                self._project = self._project or _configured_project() or project
                self._session = _session(self._credentials, self._patience)
            return self._session

    def _email(self) -> str | None:
        """Return who looks, as far as the credentials say: an account's address, or nothing for a user's token.

        The account of a machine is called "default" until its first token is there.
        """
        if getattr(self._credentials, "service_account_email", None) == "default":
            from google.auth.transport.requests import Request

            self._credentials.refresh(partial(Request(), timeout=self._patience.read))
        for name in ("service_account_email", "account"):
            said = getattr(self._credentials, name, None)
            if isinstance(said, str) and "@" in said:
                return said
        return None

    def _entries(self, session: Any, query: Query) -> Reply:
        """Return log entries as the API writes them.

        The library's own entry objects are not made: each asks the metadata server where this program runs, which
        costs seconds outside of Google Cloud, and drops nanoseconds and the time of receipt.
        """
        api = self._log_client(session, query.scope).logging_api
        limit = int(query.narrow.get("limit", _PAGE))
        asked = {
            "resourceNames": query.narrow.get("resourceNames") or [f"projects/{query.scope}"],
            "filter": query.narrow["filter"],
            "orderBy": query.narrow.get("orderBy", "timestamp desc"),
            "pageSize": min(limit + 1, _PAGE),
        }
        found: list[Any] = []
        for _ in range(_PAGES):
            self._wait_for_turn()
            page = api.api_request(method="POST", path="/entries:list", data=asked)
            found += page.get("entries", [])
            if len(found) > limit or not page.get("nextPageToken"):
                return Found({"entries": found[:limit]}, len(found) <= limit)
            asked["pageToken"] = page["nextPageToken"]
        return Found({"entries": found}, complete=False)

    def _log_client(self, session: Any, project: str) -> Any:
        from google.api_core.client_options import ClientOptions
        from google.cloud import logging

        with self._lock:
            if project not in self._logging:
                self._logging[project] = logging.Client(
                    project=project,
                    credentials=self._credentials,
                    _http=session,
                    _use_grpc=False,
                    client_options=ClientOptions(
                        api_endpoint=gcp_calls.base("logging", self._endpoint).rstrip("/")
                    ),
                )
            return self._logging[project]

    def _wait_for_turn(self) -> None:
        """Wait where sixty log reads were sent within the last minute: the next would be refused."""
        with self._lock:
            now = time.monotonic()
            full = len(self._sent) == self._sent.maxlen
            wait = max(0.0, self._sent[0] + 60 - now) if full else 0.0
            self._sent.append(now + wait)
        time.sleep(wait)


def _configured_project() -> str | None:
    """Return the project that the environment names, for gcloud or for the client libraries."""
    names = ("CLOUDSDK_CORE_PROJECT", "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT")
    return next((value for name in names if (value := os.environ.get(name))), None)


def _credentials(endpoint: str | None) -> tuple[Any, str | None]:
    """Return Application Default Credentials and their project; none for an embedded cloud, or where gcloud is told so."""
    if endpoint or os.environ.get("CLOUDSDK_AUTH_DISABLE_CREDENTIALS", "").lower() in {"1", "true", "yes"}:
        from google.auth.credentials import AnonymousCredentials

        return AnonymousCredentials(), None
    import google.auth

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a user's own credentials without a quota project read all the same
        credentials, project = google.auth.default(scopes=_SCOPES)
    return credentials, project


def _session(credentials: Any, patience: Patience) -> Any:
    """Return a session that answers within seconds and asks again where Google is only busy."""
    from google.auth.transport.requests import AuthorizedSession
    from requests.adapters import HTTPAdapter
    from urllib3.util.retry import Retry

    class Session(AuthorizedSession):  # type: ignore[misc]  # the SDK is untyped
        def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
            kwargs["timeout"] = (patience.connect, patience.read)
            return super().request(method, url, *args, **kwargs)

    session = Session(credentials)
    again = Retry(
        total=patience.attempts - 1, read=0, backoff_factor=patience.pause, status_forcelist=(429, 502, 503, 504),
        allowed_methods=None, raise_on_status=False, respect_retry_after_header=False,
    )  # fmt: skip
    adapter = HTTPAdapter(pool_connections=24, pool_maxsize=24, max_retries=again)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _rest(session: Any, call: gcp_calls.Call, query: Query, endpoint: str | None) -> Reply:
    """Return the answer with all pages merged; it is not complete where a page beyond the limit is left."""
    named = {key: value for key, value in query.args.items() if key not in _LABELS}
    address = gcp_calls.url(call, named, endpoint)
    parameters: dict[str, Any] = {**call.query, **query.narrow}
    merged: dict[str, Any] = {}
    for _ in range(_PAGES):
        reply = session.request(call.method, address, params=parameters, json=gcp_calls.body(call, named))
        if reply.status_code >= 400:
            return problem_of(Problem.of_response(reply), query)
        page = reply.json()
        if not isinstance(page, dict):
            return Failed(f"{query.op} answered with something that is no object")
        token = page.pop("nextPageToken", None)
        if call.items and merged:
            merged[call.items] = [*merged.get(call.items, []), *page.get(call.items, [])]
        else:
            merged = page
        if not token or not call.items:
            return Found(merged, not (call.items and page.get("unreachable")))
        parameters["pageToken"] = token
    return Found(merged, complete=False)
