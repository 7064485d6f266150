"""The live Azure account: Resource Graph and Azure Resource Manager over REST, Log Analytics through its query client."""

from __future__ import annotations

import base64
import os
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlparse

import msgspec

from diagnostics.clock import iso, parse_iso
from diagnostics.sources.azure_credential import Shared
from diagnostics.sources.azure_rest import CALLS, Rest
from diagnostics.sources.azure_settings import stripped
from diagnostics.sources.base import Failed, Found, NotFound, Query, Refused, Reply

ARM = "https://management.azure.com"
LOGS = "https://api.loganalytics.io"
# A token is asked for the cloud whose address is read; an address of its own (a private endpoint, a test) is public Azure's.
_ARM_SCOPES = {"management.usgovcloudapi.net", "management.chinacloudapi.cn", "management.azure.com"}
_LOGS_SCOPES = {"api.loganalytics.us", "api.loganalytics.azure.cn", "api.loganalytics.io"}
_PAGES = 20  # of one list; what lies beyond is told to be missing
_GRAPH_ROWS = 1000

_REFUSED = {
    "AuthorizationFailed",
    "InsufficientAccessError",
    "LinkedAuthorizationFailed",
    "AuthorizationPermissionMismatch",
}
_CREDENTIALS = {
    "ExpiredAuthenticationToken", "InvalidAuthenticationToken", "AuthenticationFailed", "InvalidAuthenticationTokenTenant",
    "InvalidTokenError", "AuthenticationFailedMissingToken", "InvalidAuthenticationTokenAudience",
}  # fmt: skip
_THROTTLED = {
    "TooManyRequests",
    "RateLimiting",
    "SubscriptionRequestsThrottled",
    "ThrottledError",
    "OperationNotAllowed429",
}


class AzureSource:
    """Answers from a live account; clients are made when first needed.

    *credential* (by default `DefaultAzureCredential`) and *authority*, a file with the certificate of whoever signs for
    the server, are an embedded account's own. *arm* and *logs* are the addresses, by default the environment's;
    *patience* is how long an answer may take, in seconds (four times that for a log query).
    """

    def __init__(
        self,
        credential: Any = None,
        arm: str | None = None,
        logs: str | None = None,
        authority: str | None = None,
        patience: float = 8.0,
    ) -> None:
        self._given = credential
        self._patience = patience
        self._arm = (arm or os.environ.get("TROUBLESHOOTER_AZURE_ARM_URL") or ARM).rstrip("/")
        self._logs = (logs or os.environ.get("TROUBLESHOOTER_AZURE_LOGS_URL") or LOGS).rstrip("/")
        self._authority = authority
        self._lock = threading.Lock()
        self._made: dict[str, Any] = {}

    def answer(self, query: Query) -> Reply:
        """Return the answer of one of the calls in `CALLS`, of a Log Analytics question, or who is asking."""
        try:
            if query.op == "logs:Query":
                return self._logs_answer(query)
            if query.op == "entra:WhoAmI":
                return Found(_claims(self._one("credential").get_token(self._scope()).token))
            call = CALLS.get(query.op)
            if call is None:
                return Failed(f"{query.op} is not a read", "refused-by-design")
            if query.op.startswith("graph:"):
                return self._graph(call, query)
            return self._listed(call, query)
        except Exception as error:  # noqa: BLE001 - every way an SDK fails is an answer
            return _reply_of(error, query)

    def _listed(self, call: Rest, query: Query) -> Reply:
        """Return one resource, or a list with all its pages; a further page is only fetched from the same server."""
        given = {**query.args, **query.narrow}
        filled = {k: quote(str(v), safe="/$:,'") for k, v in given.items()}
        parameters = f"api-version={call.version}" + (f"&{call.query.format(**filled)}" if call.query else "")
        url = f"{self._arm}{call.path.format(**filled)}?{parameters}"
        body = self._send(call.method, url)
        if query.op == "web:ListAppSettings":
            body["properties"] = stripped(body.get("properties") or {}, query.narrow.get("wanted") or ())
        rows = body.get("value")
        if not isinstance(rows, list):
            return Found(body)
        for _ in range(_PAGES):
            following = body.get("nextLink")
            if not following:
                return Found({"value": rows})
            if urlparse(following).netloc != urlparse(self._arm).netloc:
                break
            body = self._send("GET", following)
            rows += body.get("value") or []
        return Found({"value": rows}, complete=False)

    def _graph(self, call: Rest, query: Query) -> Reply:
        url = f"{self._arm}{call.path}?api-version={call.version}"
        body: dict[str, Any] = {
            "query": query.narrow["query"],
            "options": {"resultFormat": "objectArray", "$top": _GRAPH_ROWS},
        }
        if query.scope:
            body["subscriptions"] = [query.scope]
        rows: list[Any] = []
        for _ in range(_PAGES):
            page = self._send("POST", url, body)
            rows += page.get("data") or []
            following = page.get("$skipToken")
            if not following:
                return Found({"data": rows}, str(page.get("resultTruncated", "false")).lower() != "true")
            body["options"] = {**body["options"], "$skipToken": following}
        return Found({"data": rows}, complete=False)

    def _send(self, method: str, url: str, body: Any = None) -> dict[str, Any]:
        from azure.core.exceptions import HttpResponseError
        from azure.core.rest import HttpRequest

        request = HttpRequest(method, url, json=body)
        response = self._one("arm").send_request(request, **_plain_http(url))
        if response.status_code >= 400:
            raise HttpResponseError(response=response)
        answer = response.json()
        if not isinstance(answer, dict):
            msg = "the answer is no object"
            raise TypeError(msg)
        return answer

    def _logs_answer(self, query: Query) -> Reply:
        """Return the rows of the first table; a partial result is not complete."""
        from azure.monitor.query import LogsQueryPartialResult

        span = (parse_iso(query.narrow["from"]), parse_iso(query.narrow["to"]))
        if "resource" in query.args:
            ask, about = self._one("logs").query_resource, query.args["resource"]
        else:
            ask, about = self._one("logs").query_workspace, query.args["workspace"]
        answer = ask(
            about, query.narrow["query"], timespan=span, server_timeout=25, **_plain_http(self._logs)
        )
        partial = isinstance(answer, LogsQueryPartialResult)
        tables = answer.partial_data if partial else answer.tables
        rows = [dict(zip(t.columns, map(_plain, row), strict=False)) for t in tables[:1] for row in t.rows]
        return Found(
            {"rows": rows}, complete=not partial and len(rows) < int(query.narrow.get("limit") or 1 << 30)
        )

    def _scope(self) -> str:
        host = urlparse(self._arm).hostname or ""
        return f"https://{host if host in _ARM_SCOPES else urlparse(ARM).hostname}/.default"

    def _one(self, name: str) -> Any:
        """Return the client *name*, made once; the credential is shared by both."""
        with self._lock:
            if "credential" not in self._made:
                self._made["credential"] = self._new_credential()
            if name not in self._made:
                make = {"arm": self._new_arm, "logs": self._new_logs}[name]
                self._made[name] = make(self._made["credential"])
            return self._made[name]

    def _new_credential(self) -> Any:
        import logging

        from azure.identity import DefaultAzureCredential

        # The SDK logs every credential that it tries; what is printed is one sentence.
        logging.getLogger("azure").addHandler(logging.NullHandler())
        return Shared(self._given or DefaultAzureCredential(process_timeout=10))

    def _new_arm(self, credential: Any) -> Any:
        from azure.core import PipelineClient
        from azure.core.pipeline import policies

        chain: Sequence[Any] = (
            policies.UserAgentPolicy(base_user_agent="serverless-troubleshooter"),
            policies.RetryPolicy(retry_total=2, retry_backoff_factor=0.2, retry_backoff_max=5),
            policies.BearerTokenCredentialPolicy(credential, self._scope()),
        )
        return PipelineClient(self._arm, policies=chain, **self._transport(self._patience))

    def _new_logs(self, credential: Any) -> Any:
        from azure.monitor.query import LogsQueryClient

        host = urlparse(self._logs).hostname or ""
        audience = f"https://{host}" if host in _LOGS_SCOPES else LOGS
        return LogsQueryClient(
            credential,
            endpoint=self._logs,
            audience=audience,
            retry_total=1,
            **self._transport(4 * self._patience),
        )

    def _transport(self, read: float) -> dict[str, Any]:
        known = {"connection_verify": self._authority} if self._authority else {}
        return {"connection_timeout": 3, "read_timeout": read, **known}


def _plain_http(url: str) -> dict[str, Any]:
    """Return what lets a token travel without TLS: only to this machine itself."""
    parts = urlparse(url)
    local = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    return {"enforce_https": False} if local else {}


def _plain(value: Any) -> Any:
    return iso(value) if isinstance(value, datetime) else value


def _claims(token: str) -> dict[str, Any]:
    """Return who a token speaks for; nothing else of it is kept, and a token that is no JWT names nobody."""
    parts = token.split(".")
    try:
        body = msgspec.json.decode(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (IndexError, ValueError, msgspec.DecodeError):
        return {}
    kept = ("upn", "unique_name", "oid", "appid", "tid")
    return {key: body[key] for key in kept if isinstance(body, dict) and isinstance(body.get(key), str)}


def _reply_of(error: Exception, query: Query) -> Reply:
    from azure.core import exceptions as sdk
    from azure.identity import CredentialUnavailableError

    if isinstance(error, CredentialUnavailableError) or (
        isinstance(error, sdk.ClientAuthenticationError) and error.response is None
    ):
        return Failed("no Azure credentials were found, or they were not accepted", "credentials")
    if isinstance(error, sdk.HttpResponseError) and error.response is not None:
        return _of_response(error, query)
    if isinstance(
        error, sdk.ServiceResponseTimeoutError | sdk.ServiceRequestTimeoutError
    ) or "timed out" in str(error):
        return Failed(f"{query.op} did not answer in time", "timeout")
    if isinstance(error, sdk.ServiceRequestError | sdk.ServiceResponseError):
        return Failed(f"the endpoint of {query.op} could not be reached", "network")
    if isinstance(error, ValueError | sdk.DecodeError):
        return Failed(f"the answer of {query.op} could not be read", "error")
    return Failed(f"{type(error).__name__}: {error}", "error")


def _of_response(error: Any, query: Query) -> Reply:
    """Return the reply that status and error code mean; the innermost code of a refused query says why."""
    status = int(error.response.status_code or 0)
    codes, message = _codes(error)
    code = codes[0] if codes else ""
    if code in _CREDENTIALS or status == 401:
        return Failed(message or "the credentials were not accepted", "credentials")
    if status == 429 or code in _THROTTLED:
        return Failed(f"{query.op} was throttled", "throttled")
    if status == 403 or code in _REFUSED:
        return Refused(query.permission or query.op, message)
    if status == 404 or "SEM0100" in codes or "Failed to resolve table" in message:
        return NotFound(f"{code}: {message}" if code else message)
    return Failed(f"{code}: {message}" if code else f"{query.op} failed with HTTP status {status}", "error")


def _codes(error: Any) -> tuple[list[str], str]:
    """Return the error codes of the answer, outermost first, and its message."""
    try:
        told = msgspec.json.decode(error.response.text() if callable(error.response.text) else "")
    except (msgspec.DecodeError, ValueError, TypeError, AttributeError):
        return [], ""
    told = told.get("error", told) if isinstance(told, dict) else {}
    codes: list[str] = []
    message = ""
    while isinstance(told, dict) and len(codes) < 6:
        codes.append(str(told.get("code") or told.get("Code") or ""))
        message = message or str(told.get("message") or told.get("Message") or "")
        told = told.get("innererror")
    return codes, message
