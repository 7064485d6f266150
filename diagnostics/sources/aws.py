"""The live AWS account, read through boto3: any botocore operation that reads, pages merged, errors as replies."""

from __future__ import annotations

import base64
import threading
import time
from datetime import date, datetime
from typing import Any

import msgspec

from diagnostics.clock import iso
from diagnostics.errors import NothingReadError
from diagnostics.sources.base import Failed, Found, NotFound, Query, Refused, Reply

# An operation whose name starts otherwise is not sent, whatever asks for it: read-only by construction.
READS = ("Describe", "Get", "List", "Lookup", "Filter", "Head", "Search", "Simulate")

_REFUSED = {
    "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Client.UnauthorizedOperation",
    "AuthorizationError", "AuthorizationErrorException", "UnauthorizedException", "NotAuthorized",
    "NotAuthorizedException", "Forbidden", "ForbiddenException", "403", "AllAccessDisabled",
    "KMSAccessDeniedException", "KMS.AccessDeniedException", "UnauthorizedAccess", "OptInRequired",
}  # fmt: skip
_CREDENTIALS = {
    "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException",
    "SignatureDoesNotMatch", "InvalidSignatureException", "RequestExpired", "InvalidAccessKeyId",
    "AuthFailure", "IncompleteSignature", "MissingAuthenticationToken", "InvalidToken",
}  # fmt: skip
_THROTTLED = {
    "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestLimitExceeded",
    "TooManyRequestsException", "SlowDown", "RequestThrottledException", "BandwidthLimitExceeded",
    "PriorRequestNotComplete", "LimitExceededException", "ProvisionedThroughputExceededException",
}  # fmt: skip
_ABSENT_ENDINGS = (
    "NotFound",
    "NotFoundException",
    "NotFoundFault",
    "NonExistentQueue",
    "DoesNotExist",
    ".Missing",
)
_ABSENT = {"NoSuchEntity", "404", "NotFound", "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"}

_OK = 200
_LABELS = {"what", "about"}  # name a question among others about one thing; AWS does not know them
_TURNS = {"cloudtrail:LookupEvents": 4}  # how often what was throttled is asked again, one at a time


class Patience(msgspec.Struct, frozen=True):
    """How long an answer is waited for, in seconds, how often it is asked for, and the pause once it was throttled.

    Event history answers two look-ups a second per account and region, whoever asks: nobody knows how many are left.
    """

    connect: float = 3
    read: float = 8
    attempts: int = 3
    pause: float = 0.5


_PATIENCE = Patience()


class AwsSource:
    """Answers from a live account; one boto3 Session, clients made when first needed.

    *endpoint* is an embedded account's address, which takes any key; None leaves address and keys to the SDK.
    """

    def __init__(
        self,
        profile: str | None = None,
        region: str | None = None,
        endpoint: str | None = None,
        patience: Patience = _PATIENCE,
    ) -> None:
        self._patience = patience
        self._profile = profile
        self._region = region
        self._endpoint = endpoint
        self._lock = threading.Lock()
        self._session: Any = None
        self._clients: dict[tuple[str, str], Any] = {}
        self._due: dict[tuple[str, str], float] = {}

    def answer(self, query: Query) -> Reply:
        service, _, operation = query.op.partition(":")
        if not operation.startswith(READS):
            return Failed(f"{query.op} is not a read", "refused-by-design")
        reply = self._once(service, operation, query)
        for _ in range(_TURNS.get(query.op, 0)):
            if not isinstance(reply, Failed) or reply.kind != "throttled":
                break
            self._wait_for_turn(query)
            reply = self._once(service, operation, query)
        return reply

    def _once(self, service: str, operation: str, query: Query) -> Reply:
        try:
            client = self._client(service, query.scope)
            named = {key: value for key, value in query.args.items() if key not in _LABELS}
            return _call(client, operation, {**named, **query.narrow})
        except Exception as error:  # noqa: BLE001 - every way an SDK fails is an answer
            return _reply_of(error, query)

    def default_region(self) -> str | None:
        """Return the region that the profile or environment names; NothingReadError where there is no such profile."""
        from botocore.exceptions import ProfileNotFound

        try:
            region: str | None = self._boto_session().region_name
        except ProfileNotFound as error:
            raise NothingReadError(f"{error}.", "Name another with --profile; see ~/.aws/config.") from None
        return self._region or region or None

    def _boto_session(self) -> Any:
        import boto3

        with self._lock:
            if self._session is None:
                keys = ("demo", "demo") if self._endpoint else (None, None)
                self._session = boto3.Session(*keys, profile_name=self._profile, region_name=self._region)
            return self._session

    def _client(self, service: str, region: str) -> Any:
        from botocore.config import Config

        session = self._boto_session()
        with self._lock:
            client = self._clients.get((service, region))
            if client is None:
                client = session.client(
                    service,
                    region_name=region or None,
                    endpoint_url=self._endpoint,
                    config=Config(
                        connect_timeout=self._patience.connect,
                        read_timeout=self._patience.read,
                        retries={"mode": "standard", "total_max_attempts": self._patience.attempts},
                        max_pool_connections=24,
                        user_agent_extra="serverless-troubleshooter",
                    ),
                )
                client.meta.events.register("before-parse", _check_whole)
                self._clients[service, region] = client
            return client

    def _wait_for_turn(self, query: Query) -> None:
        with self._lock:
            now = time.monotonic()
            due = max(now, self._due.get((query.op, query.scope), 0.0)) + self._patience.pause
            self._due[query.op, query.scope] = due
        time.sleep(due - now)


class _CutOffError(Exception):
    """An answer of status 200 that ends in the middle."""


def _check_whole(operation_model: Any, response_dict: dict[str, Any], **_: Any) -> None:
    """Raise where a JSON answer is cut off: botocore reads such a body as one without any field."""
    body = response_dict.get("body")
    protocol = str(operation_model.service_model.resolved_protocol)
    if (
        "json" not in protocol
        or response_dict.get("status_code") != _OK
        or not isinstance(body, bytes)
        or not body
    ):
        return
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
    except msgspec.DecodeError:
        raise _CutOffError from None


def _call(client: Any, operation: str, parameters: dict[str, Any]) -> Reply:
    from botocore import xform_name

    method = xform_name(operation)
    limit = parameters.pop("limit", None)
    if client.can_paginate(method):
        pages = client.get_paginator(method).paginate(
            **parameters, PaginationConfig={"MaxItems": limit} if limit else {}
        )
        answer = pages.build_full_result()
        complete = "NextToken" not in answer
        answer.pop("NextToken", None)
        return Found(_plain(answer), complete)
    answer = getattr(client, method)(**parameters)
    answer.pop("ResponseMetadata", None)
    return Found(
        _plain(answer), not any(answer.get(key) for key in ("NextToken", "nextToken", "IsTruncated"))
    )


def _plain(value: Any) -> Any:
    """Return *value* as plain JSON, as `aws --output json` shows it."""
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items() if k != "ResponseMetadata"}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode()
    if hasattr(value, "read"):
        return value.read().decode("utf-8", "replace")
    return value


def _reply_of(error: Exception, query: Query) -> Reply:
    from botocore import exceptions as sdk
    from botocore.parsers import ResponseParserError

    if isinstance(error, sdk.ClientError):
        details = error.response.get("Error", {})
        return _of_code(str(details.get("Code", "")), str(details.get("Message") or error), query)
    if isinstance(error, _CutOffError | ResponseParserError | sdk.IncompleteReadError):
        return Failed(f"the answer of {query.op} was cut off", "cut")
    if isinstance(error, sdk.NoCredentialsError | sdk.PartialCredentialsError | sdk.TokenRetrievalError):
        return Failed("no AWS credentials were found", "credentials")
    if isinstance(error, sdk.ProfileNotFound | sdk.UnauthorizedSSOTokenError | sdk.SSOTokenLoadError):
        return Failed(str(error), "credentials")
    if isinstance(error, sdk.CredentialRetrievalError | sdk.RefreshWithMFAUnsupportedError):
        return Failed(str(error), "credentials")
    if isinstance(error, sdk.NoRegionError | sdk.InvalidRegionError):
        return Failed("no AWS region is set", "region")
    if isinstance(error, sdk.ConnectTimeoutError | sdk.ReadTimeoutError):
        return Failed(f"{query.op} did not answer in time", "timeout")
    if isinstance(error, sdk.EndpointConnectionError | sdk.ConnectionError | sdk.HTTPClientError):
        return Failed(f"the endpoint of {query.op} could not be reached", "network")
    return Failed(f"{type(error).__name__}: {error}", "error")


def _of_code(code: str, message: str, query: Query) -> Reply:
    if code in _REFUSED or (code.endswith("AccessDenied") and code not in _CREDENTIALS):
        return Refused(query.permission or query.op, message)
    if code in _CREDENTIALS:
        return Failed(message, "credentials")
    if code in _THROTTLED:
        return Failed(f"{query.op} was throttled", "throttled")
    if (
        code in _ABSENT
        or code.startswith("NoSuch")
        or code.endswith(_ABSENT_ENDINGS)
        or "NotFound" in code
        or (code in {"ValidationError", "InvalidParameter"} and "does not exist" in message)
    ):
        return NotFound(message)
    if code.isdigit():
        return Failed(f"{query.op} failed with HTTP status {code}", "error")
    return Failed(f"{code}: {message}" if code else message, "error")
