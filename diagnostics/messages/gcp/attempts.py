"""Attempts and requests as the logs record them: Cloud Scheduler, Cloud Tasks and the request log, told by their status."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.model import CONSEQUENCE, LOOK_ALIKE, NAMED_LAYER, NAMED_REQUEST, Pattern, Saying
from diagnostics.messages.row import row

# A job may call an API of Google itself: then its account acts, and no function's policy is asked.
_API = re.compile(
    r"https://[\w.-]+\.googleapis\.com/(?!apis/run\.googleapis\.com/v1/namespaces/[^/\s]+/services/)"
)
_FUNCTION = re.compile(r"\.run\.app|cloudfunctions\.net")
_ACCOUNT = {
    "class_": "iam",
    "cause": "gcp.service-account.permission-missing",
    "deny_origin": "implicit-identity",
    "summary": "The job's account lacks the permission of the API that the job calls (403).",
}


def read_attempt(match: re.Match[str], saying: Saying) -> Saying | None:
    """An attempt of Cloud Scheduler or Cloud Tasks, told by the HTTP code of the answer."""
    text = match.string
    around = text[max(0, match.start() - 1500) : match.end() + 1500]
    code = match["code"]
    if code == "403" and _API.search(around) and not _FUNCTION.search(around):
        return replace(saying, **_ACCOUNT)
    if code == "403":
        return replace(saying, action="run.routes.invoke" if "run.app" in around else None)
    if code == "401":
        api = _API.search(around) is not None
        return replace(
            saying, cause="gcp.token.wrong-type" if api else "gcp.token.wrong-audience", deny_origin="audience",
            summary="The token that the job sends is not accepted: " + ("a Google API wants an OAuth token." if api else "its audience, or none is configured."),
        )  # fmt: skip
    if code == "404":
        return replace(
            saying, class_="inconclusive", cause=None, deny_origin=None, confidence=0.5, rank=CONSEQUENCE + 5,
            summary="The job's address answered 404: an old address, a path the app does not know, or the ingress setting.",
            next_read="the function's request log at that time: an entry is the app's own 404, none is the ingress or a wrong address",
        )  # fmt: skip
    if code == "429":
        return replace(
            saying,
            class_="none",
            cause="gcp.function.throttled-by-load",
            deny_origin=None,
            rank=CONSEQUENCE + 5,
            summary="The function had no instance free.",
        )
    if code.startswith("5"):
        return replace(
            saying, class_="none", cause="gcp.function.application-error", deny_origin=None, confidence=0.75, rank=CONSEQUENCE,
            summary="The job reached the function, and the function failed.",
        )  # fmt: skip
    return None


def read_status(match: re.Match[str], saying: Saying) -> Saying | None:
    """A status is an attempt's only within the record of one."""
    around = match.string[max(0, match.start() - 1200) : match.end() + 1200]
    if _ATTEMPT.search(around) is None:
        return None
    return replace(saying, **_ACCOUNT) if _API.search(around) and not _FUNCTION.search(around) else saying


_ATTEMPT = re.compile(r"AttemptFinished|attemptResponseLog|TaskActivityLog", re.IGNORECASE)


_STATUS = re.compile(r"\"?\bstatus\"?\s?[:=]\s?\"?(?P<code>[45]\d\d)\b")


def read_entry(match: re.Match[str], saying: Saying) -> Saying | None:
    """What stands in the request log came through the ingress; without a word on the caller, the app itself answered."""
    status = _STATUS.search(match.string, max(0, match.start() - 1500), match.end() + 1500)
    if status is None:
        return None
    code = status["code"]
    if code == "404":
        return saying
    if code == "429":
        return replace(
            saying, cause="gcp.function.throttled-by-load", rank=LOOK_ALIKE, summary="The function had no instance free."
        )  # fmt: skip
    if code in ("401", "403"):
        return replace(
            saying, class_="inconclusive", cause=None, confidence=0.5,
            summary=f"The service answered {code}; the entry does not say whether its front door or its own code did.",
            next_read="the entry's textPayload, and whether a container logged anything for this request",
        )  # fmt: skip
    return replace(
        saying,
        cause="gcp.function.application-error",
        confidence=0.75,
        summary=f"The function answered {code}.",
    )


PATTERNS: tuple[Pattern, ...] = (
    row(
        "gcp.attempt",
        "gcp.run-service.scheduler-account-not-admitted",
        0.93,
        ("original http response code number",),
        r"\bOriginal HTTP response code number = (?P<code>[45]\d\d)\b",
        "The job's account may not invoke the function (403).",
        read_attempt,
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.attempt.status",
        "gcp.run-service.scheduler-account-not-admitted",
        0.9,
        ("permission_denied",),
        r"\bstatus\"?\s?[:=]\s?\"?PERMISSION_DENIED\b",
        "The attempt was refused (403): its account may not invoke the function, or it sends no token.",
        read_status,
        rank=NAMED_REQUEST,
    ),
    row(
        "gcp.request-log",
        "gcp.client.wrong-path",
        0.85,
        ("run.googleapis.com",),
        r"\brun\.googleapis\.com(?:%2F|/)requests\b",
        "The request reached the service, which answered 404 itself: a path it does not know.",
        read_entry,
        rank=CONSEQUENCE,
    ),
)
