"""What Google's errors mean: refused, absent, or no usable answer, and of which kind.

The reason of an ErrorInfo decides where there is one; the same status 403 stands for a missing permission, an API that
is not enabled, a closed billing account and a perimeter.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from diagnostics.sources.base import Failed, NotFound, Query, Refused, Reply

_DISABLED = re.compile(r"API has not been used in project|API has not been enabled|SERVICE_DISABLED")
_NO_QUOTA_PROJECT = re.compile(r"requires a quota project|end user credentials from the Google Cloud SDK")
_NO_PROJECT = re.compile(
    r"(?i)project '?[^' ]+'? (?:not found|was not found|has been deleted)|CONSUMER_INVALID|not found or deleted"
)
_PERMISSION = re.compile(r"[Pp]ermission '?([a-z][\w]*(?:\.\w+){2,3})'?")


class Problem(msgspec.Struct, frozen=True):
    """An error as the API states it: HTTP status, message, and the ErrorInfo's reason and metadata.

    Without an error object (not *structured*) it is the endpoint that speaks, not the API.
    """

    status: int
    message: str
    reason: str = ""
    metadata: dict[str, str] = {}
    structured: bool = True

    @classmethod
    def of_response(cls, response: Any) -> Problem:
        """Read the error out of a REST answer; a body that is no JSON leaves its first words."""
        try:
            error = response.json().get("error", {})
        except (ValueError, AttributeError):
            return cls(response.status_code, str(response.text)[:300], structured=False)
        if not isinstance(error, dict):
            return cls(response.status_code, str(error)[:300])
        details = error.get("details") or error.get("errors") or []
        info = next((d for d in details if isinstance(d, dict) and d.get("reason")), {})
        metadata = info.get("metadata")
        return cls(
            response.status_code,
            str(error.get("message", "")),
            str(info.get("reason", "")),
            {str(k): str(v) for k, v in metadata.items()} if isinstance(metadata, dict) else {},
        )


def problem_of(problem: Problem, query: Query) -> Reply:
    """Return the reply that *problem* stands for."""
    said, reason = problem.message, problem.reason
    service = query.op.partition(":")[0]
    if _NO_QUOTA_PROJECT.search(said):
        return Failed("the credentials of a user name no project that pays for the question (gcloud auth application-default set-quota-project ID)", "credentials")  # fmt: skip
    if reason == "SERVICE_DISABLED" or _DISABLED.search(said):
        api = problem.metadata.get("service", f"{service}.googleapis.com")
        return Failed(f"the API {api} is not enabled in the project that is asked", "api-disabled")
    if reason == "BILLING_DISABLED":
        return Failed("billing is off in the project that is asked", "billing")
    if reason == "SECURITY_POLICY_VIOLATED":
        return Failed("a VPC Service Controls perimeter does not let this identity read", "perimeter")
    if problem.status == 404 and not problem.structured:
        return Failed(f"{query.op} is not known to the endpoint that was asked")
    if problem.status == 404 or reason == "CONSUMER_INVALID" or _NO_PROJECT.search(said):
        return NotFound(said)
    if problem.status == 401:
        return Failed(said or "the credentials were not accepted", "credentials")
    if problem.status == 429 or reason in {
        "RATE_LIMIT_EXCEEDED",
        "rateLimitExceeded",
        "userRateLimitExceeded",
    }:
        return Failed(f"{query.op} was throttled", "throttled")
    if problem.status == 403:
        named = _PERMISSION.search(said)
        permission = problem.metadata.get("permission") or query.permission or (named[1] if named else "")
        return Refused(permission or query.op, said)
    return Failed(said or f"{query.op} failed with HTTP status {problem.status}")


def reply_of(error: Exception, query: Query) -> Reply:
    """Return the reply for an exception of the client libraries."""
    from google.api_core.exceptions import GoogleAPICallError
    from google.auth import exceptions as auth
    from requests import exceptions as http

    if isinstance(error, GoogleAPICallError):
        metadata = {str(k): str(v) for k, v in (error.metadata or {}).items()}
        return problem_of(
            Problem(int(error.code or 0), str(error.message), error.reason or "", metadata), query
        )
    if isinstance(error, auth.DefaultCredentialsError):
        return Failed("no Google Cloud credentials were found", "credentials")
    if isinstance(error, auth.RefreshError | auth.InvalidValue | auth.MalformedError):
        return Failed(f"the Google Cloud credentials are not accepted ({_first(error)})", "credentials")
    if isinstance(error, http.Timeout):
        return Failed(f"{query.op} did not answer in time", "timeout")
    if isinstance(error, auth.TransportError | http.ConnectionError):
        return Failed(f"the endpoint of {query.op} could not be reached", "network")
    if isinstance(error, ValueError):
        return Failed(f"{query.op} answered with something that cannot be read", "error")
    return Failed(f"{type(error).__name__}: {_first(error)}")


def _first(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:200]
