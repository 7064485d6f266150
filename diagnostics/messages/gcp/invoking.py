"""A call that did not get into the function: 401, 403 and 404 of Google's front door, and IAP.

403 is a caller without the invoker role or without a token; 401 a token that is not accepted; a 404 of Google's own
page, without an entry in the request log, is the ingress setting (or an address that was never one).
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.model import CONSEQUENCE, NAMED_LAYER, REFUSAL, Pattern, Saying
from diagnostics.messages.row import row

_SENDERS = (
    (
        re.compile(r"Google-Cloud-Scheduler|cloud_scheduler|cloudscheduler", re.IGNORECASE),
        "gcp.run-service.scheduler-account-not-admitted",
    ),
    (
        re.compile(r"Google-Cloud-Tasks|cloudtasks", re.IGNORECASE),
        "gcp.run-service.scheduler-account-not-admitted",
    ),
    (
        re.compile(r"__GCP_CloudEventsMode|\beventarc", re.IGNORECASE),
        "gcp.run-service.trigger-account-not-admitted",
    ),
    (
        re.compile(r"CloudPubSub-Google|APIs-Google|pubsub", re.IGNORECASE),
        "gcp.run-service.push-account-not-admitted",
    ),
)
_LABELS = {
    "service": re.compile(r"\"?service_name\"?\s?[:=]\s?\"?([\w-]{1,63})"),
    "location": re.compile(r"\"?location\"?\s?[:=]\s?\"?([a-z]+-[a-z]+\d+)"),
    "project": re.compile(r"\"?project_id\"?\s?[:=]\s?\"?([\w:.-]{3,63})"),
}


_API = re.compile(r"https://[\w.-]{3,100}\.googleapis\.com/", re.IGNORECASE)


def read_invocation(match: re.Match[str], saying: Saying) -> Saying | None:
    """The request log's entry names the service in its labels and the sender by its user agent."""
    around = match.string[max(0, match.start() - 2500) : match.end() + 2500]
    if _API.search(around) and not re.search(r"\.run\.app|cloudfunctions", around, re.IGNORECASE):
        return replace(
            saying, class_="inconclusive", cause=None, deny_origin=None, confidence=0.5,
            summary="The page stands before every address of Google, and the call went to an API: its path, its token or the caller.",
            next_read="the same call with a token of the account (gcloud auth print-access-token): the API itself then says what is missing",
        )  # fmt: skip
    sender = next((cause for sign, cause in _SENDERS if sign.search(around)), None)
    cause = sender or saying.cause or ""
    if cause == "gcp.function.invoker-missing" and "run.app" in around:
        cause = "gcp.run-service.invoker-missing"
    by_function = cause == "gcp.function.invoker-missing"
    return replace(
        saying, cause=cause, resource=service_of(around),
        action="cloudfunctions.functions.invoke" if by_function else "run.routes.invoke",
    )  # fmt: skip


def service_of(around: str) -> str | None:
    """Return the Cloud Run service whose labels stand in *around*, all three of them."""
    found = {key: pattern.search(around) for key, pattern in _LABELS.items()}
    if any(match is None for match in found.values()):
        return None
    values = {key: match[1] for key, match in found.items() if match}
    return f"projects/{values['project']}/locations/{values['location']}/services/{values['service']}"


def read_token(match: re.Match[str], saying: Saying) -> Saying | None:
    """401: an access token or a foreign JWT is of the wrong type, an ID token has the wrong audience."""
    kind = "access token could not be verified" in " ".join(
        match.string[match.start() : match.end() + 120].split()
    )
    return replace(
        saying, cause="gcp.token.wrong-type" if kind else saying.cause,
        resource=service_of(match.string[max(0, match.start() - 2500) : match.end() + 2500]),
    )  # fmt: skip


def read_page(match: re.Match[str], saying: Saying) -> Saying | None:
    """Google's own 404 page, not Apache's: the ingress where words on it stand near, the app where its log does, else open."""
    around = match.string[max(0, match.start() - 1500) : match.end() + 1500]
    if re.search(r"run\.googleapis\.com(?:%2F|/)requests|\"latency\"", around):
        return replace(
            saying, class_="none", cause="gcp.client.wrong-path", deny_origin=None, confidence=0.85, summary="The service answered 404 itself."
        )  # fmt: skip
    own = "page not found" in match[0].lower() or "!!1" in match[0] or _FRONT_DOOR.search(around) is not None
    if not own or re.search(r"apache|nginx", around, re.IGNORECASE):
        return None
    if _INTERNAL.search(around):
        return saying
    return replace(
        saying, class_="inconclusive", cause=None, deny_origin=None, confidence=0.5, rank=CONSEQUENCE,
        summary="Google's own 404: the ingress setting keeps this caller out, or there is no such address; the page is the same.",
    )  # fmt: skip


def read_ingress(match: re.Match[str], saying: Saying) -> Saying | None:
    """Other servers forbid in the same words: the address has to be a function's."""
    near = match.string[max(0, match.start() - 600) : match.end() + 600]
    return saying if "ingress" in match[0].lower() or _FRONT_DOOR.search(near) else None


# Words on who may come in, or on a log that shows nothing, beside the page.
_INTERNAL = re.compile(
    r"\bingress\b|\binternal(?:[- ]only|-and-| traffic| and )|ALLOW_INTERNAL|INTERNAL_LOAD_BALANCER|\bdefault (?:run\.app )?URL (?:is )?disabled"
    r"|\bno (?:entry|entries|request log|logs?)\b|\bnothing (?:is )?(?:in the|logged)|\bnot logged\b",
    re.IGNORECASE,
)
_FRONT_DOOR = re.compile(
    r"\.run\.app|cloudfunctions|That['’]s all we know|That['’]s an error|\bgoogle", re.IGNORECASE
)


PATTERNS: tuple[Pattern, ...] = (
    row(
        "gcp.invoke.not-authenticated",
        "gcp.run-service.invoker-missing",
        0.96,
        ("was not authenticated",),
        r"\bThe request was not authenticated(?=[.\"'\n]|\Z)",
        "The function is not public, and the call brought no token, or one of an account without the invoker role.",
        read_invocation,
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.invoke.not-authorized",
        "gcp.token.wrong-audience",
        0.95,
        ("not authorized to invoke this service", "access token could not be verified"),
        r"\bThe request was not authorized to invoke this service\b|\bThe access token could not be verified\b",
        "The token was not accepted (401): an ID token made by Google, with the service's address as audience, is needed.",
        read_token,
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.invoke.get-url",
        "gcp.function.invoker-missing",
        0.94,
        ("does not have permission to get", "permission to the requested url"),
        r"\bYour client does not have permission to get (?:the )?(?:URL|page)\b",
        "The caller may not invoke the function: no invoker role, or no token at all.",
        read_invocation,
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.invoke.requested-url",
        "gcp.token.wrong-audience",
        0.9,
        ("permission to the requested url",),
        r"\bYour client does not have permission to the requested URL\b",
        "The token was not accepted (401): its audience, signature or type.",
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.iap",
        "gcp.iap.caller-refused",
        0.95,
        ("iap credentials", "x-goog-iap", "identity-aware proxy"),
        r"\bInvalid IAP credentials\b|\bx-goog-iap-generated-response\b|\bIdentity-Aware Proxy\b[^\n]{0,80}\b(?:denied|refused|not authorized|do(?:es)? not have access)\b",
        "Identity-Aware Proxy refused the caller.",
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.ingress.page",
        "gcp.function.ingress-blocked",
        0.75,
        ("page not found", "was not found on this server", "(not found)!!1"),
        r"<h1>Error: Page not found</h1>|<title>Error 404 \(Not Found\)!!1|\bError: Page not found\s{1,4}The requested URL\b|\bThe requested URL\b[^\n]{0,200}\bwas not found on this server\b",
        "Google's own 404, where calls come from outside: the ingress setting keeps this caller out.",
        read_page,
        rank=REFUSAL,
        next_read="run.services.get: ingress and default URL; the request log at that time",
    ),
    row(
        "gcp.ingress.forbidden",
        "gcp.function.ingress-blocked",
        0.8,
        ("access is forbidden", "access forbidden", "ingress"),
        r"\b403\b[^\n]{0,40}\bAccess (?:is )?forbidden\b|\bAccess is forbidden\.|\b(?:blocked|rejected|denied|refused) by (?:the )?ingress (?:settings?|restrictions?)\b|\bIngress (?:settings?|restrictions?) (?:does|do) not allow\b",
        "The function's ingress setting keeps this caller out.",
        read_ingress,
        rank=REFUSAL,
    ),
    row(
        "gcp.called-function",
        "gcp.function.invoker-missing",
        0.5,
        ("run.app", "cloudfunctions.net"),
        r"\b40[134]\b[^\0]{0,300}?https://[\w.-]{3,200}\.(?:run\.app|cloudfunctions\.net)\b|https://[\w.-]{3,200}\.(?:run\.app|cloudfunctions\.net)\b[^\n]{0,120}\b40[134]\b",
        "The function that is called answered 401, 403 or 404: its front door, its ingress setting or its own code.",
        class_="inconclusive",
        deny_origin=None,
        rank=12,
        next_read="the body of the answer and the request log of the called function: without an entry it is the ingress setting",
    ),
    row(
        "gcp.unauthenticated",
        "gcp.run-service.invoker-missing",
        0.5,
        ("unauthenticated",),
        r"(?<![\w-])(?:16 )?UNAUTHENTICATED\b(?![\s-](?:invocation|access|request|user))",
        "UNAUTHENTICATED alone: a token is missing, or not accepted; by the function's front door or by what it calls.",
        class_="inconclusive",
        rank=11,
        deny_origin=None,
        next_read="the request log of the function: an entry with 401 or 403 is its front door",
    ),
)
