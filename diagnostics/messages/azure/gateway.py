"""The front door of an app: function keys, App Service authentication, access restrictions, gateways before it."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.causes import lookup
from diagnostics.messages.azure.around import bare, near
from diagnostics.messages.families import compiled
from diagnostics.messages.model import BARE, CONSEQUENCE, LOOK_ALIKE, REFUSAL, Pattern, Saying
from diagnostics.messages.row import row

_STATUS = (
    r"\((?P<a>40[134])\)|\b(?P<b>40[134]) ?\(?(?:Client Error: )?(?:Unauthorized|Forbidden|Not Found|Ip Forbidden|Site Disabled)"
    r"|\b(?:HTTP(?:/\d(?:\.\d)?)?|status(?: ?code)?|code|error)\W{1,5}(?P<c>40[134])\b|\b(?P<d>Unauthorized|Forbidden)\b"
)
_DEPLOYS = r"kudu|deploy|publish|\.scm\.|ERROR_USER_"
_SIGN_IN = r"WWW-Authenticate: ?Bearer|\.auth/login|login\.microsoftonline\.com|login\.windows\.net|Easy ?Auth|x-ms-middleware-request-id"
_RESTRICTED = r"Ip Forbidden|has blocked your access|IP restriction|access restriction"
_WORDS = {"unauthorized": "401", "forbidden": "403"}
_FORBIDDEN = "the app's access restrictions, public access and authentication settings"
# What an answer means: (kind of address, status) -> cause, confidence, summary.
_ANSWERS = {
    ("app", "401"): ("azure.function-key.refused", 0.82, "The call carries no valid function key."),
    ("signed", "401"): ("azure.easy-auth.caller-refused", 0.88, "The app's sign-in does not accept the caller's token, or got none."),
    ("scm", "401"): ("azure.scm-site.basic-auth-disabled", 0.82, "The deployment site does not take the publishing credentials."),
    ("scm", "403"): ("azure.access-restriction.caller-blocked", 0.8, "The deployment site does not admit the caller's address."),
    ("restricted", "403"): ("azure.access-restriction.caller-blocked", 0.93, "An access restriction refuses the caller's address."),
}  # fmt: skip
_OPEN = {
    "403": ("The app's front door refused: by an access restriction, its sign-in or a private endpoint.", _FORBIDDEN),
    "404": ("The app knows no such path, or the function is disabled or not loaded.", "whether the function is disabled, and its route"),
}  # fmt: skip


def read_deployment(match: re.Match[str], saying: Saying) -> Saying | None:
    """An answer with its code in brackets is the deployment site's where a deployment is spoken of."""
    return saying if compiled(_DEPLOYS).search(near(match, 500, 300)) else None


def read_call(match: re.Match[str], saying: Saying) -> Saying | None:
    """The answer's status and headers decide: 401 is a key or a sign-in, 403 a restriction or a sign-in."""
    begin = max(0, match.start() - 700)
    around = match.string[begin : match.end() + 1200]
    found = min(
        compiled(_STATUS).finditer(around), key=lambda m: abs(m.start() - match.start() + begin), default=None
    )
    if found is None:
        return None
    word = next(value for value in found.groups() if value)
    status = _WORDS.get(word.lower(), word)
    saying = replace(saying, resource=bare(match[0]), code=status)
    if (kind := _kind(match[0], around), status) in _ANSWERS:
        cause, confidence, summary = _ANSWERS[kind, status]
        known = lookup(cause)
        assert known is not None, cause  # noqa: S101 - a cause of this table
        return replace(
            saying, cause=cause, class_=known.class_, deny_origin=known.deny_origin, confidence=confidence, summary=summary,
            rank=REFUSAL + 2 if kind == "restricted" else saying.rank,
        )  # fmt: skip
    summary, next_read = _OPEN.get(status, _OPEN["403"])
    return replace(
        saying, class_="inconclusive", cause=None, deny_origin=None, confidence=0.5, rank=BARE + 3, summary=summary, next_read=next_read,
    )  # fmt: skip


def _kind(url: str, around: str) -> str:
    if compiled(_RESTRICTED).search(around):
        return "restricted"
    if ".scm." in url.lower():
        return "scm"
    return "signed" if compiled(_SIGN_IN).search(around) else "app"


PATTERNS: tuple[Pattern, ...] = (
    row(
        "azure.gateway.call", "azure.function-key.refused", 0.82, (".azurewebsites.net", ".azurewebsites.us", ".azurewebsites.cn"),
        r"https?://(?:[\w-]{1,90}|<[^<>\s]{1,60}>)(?:\.[\w-]{1,60}){0,5}\.azurewebsites\.(?:net|us|cn)(?::\d{2,5})?/(?:api|runtime/webhooks|admin)\b[^\s\"'<>|\\^`{}]{0,600}"
        r"|https?://(?:[\w-]{1,90}|<[^<>\s]{1,60}>)\.scm(?:\.[\w-]{1,60}){0,4}\.azurewebsites\.(?:net|us|cn)[^\s\"'<>|\\^`{}]{0,600}",
        "The call carries no valid function key.", read_call, rank=REFUSAL - 6,
    ),
    row(
        "azure.gateway.key-level", "azure.function-key.refused", 0.88,
        ("webjobsauthlevel was", "authlevelrequirement", "handler assertion should evaluate"),
        r"\bWebJobsAuthLevel was (?:forbidden|challenged)|\bAuthLevelRequirement\b|\bHandler assertion should evaluate to true", "The host asks for a key of a higher level than the call carried.", rank=REFUSAL - 2,
    ),
    row(
        "azure.gateway.restricted", "azure.access-restriction.caller-blocked", 0.93,
        ("ip forbidden", "has blocked your access", "x-ms-forbidden-ip"),
        r"\bIp Forbidden\b|\bx-ms-forbidden-ip\b|\bweb app you have attempted to reach has blocked your access", "An access restriction refuses the caller's address.", rank=REFUSAL,
    ),
    row(
        "azure.gateway.stopped", "azure.app.stopped", 0.95,
        ("web app is stopped", "site disabled", "site unavailable (code: 403)", "app is currently stopped"),
        r"\b(?:This )?web app is stopped\b|\b403 \(?Site Disabled\b|\bSite Disabled \(CODE: 403\)|\bapp is currently stopped\b", "The whole app is stopped.", rank=REFUSAL + 1,
    ),
    row(
        "azure.gateway.sign-in", "azure.easy-auth.caller-refused", 0.85,
        ("do not have permission to view this directory or page",),
        r"\b401\b[^\0]{0,200}\bYou do not have permission to view this directory or page", "The app's sign-in does not accept the caller.", rank=REFUSAL - 3,
    ),
    row(
        "azure.gateway.page", "azure.easy-auth.caller-refused", 0.5,
        ("do not have permission to view this directory or page",),
        r"\bYou do not have permission to view this directory or page", "The app's front door refused; the page does not say by which rule.", rank=BARE + 2, class_="inconclusive",
        deny_origin=None, next_read="the app's access restrictions and authentication settings",
    ),
    row(
        "azure.gateway.subscription-key", "azure.gateway.caller-refused", 0.96,
        ("subscription key", "access token is missing or invalid", "access to this api has been disallowed"),
        r"\bUnauthorized\. Access token is missing or invalid\b|\bAccess to this API has been disallowed\b|\bAccess denied due to (?:missing|invalid) subscription key\b(?! or wrong)", "API Management does not accept the caller: a subscription key, token or policy of the API.", rank=REFUSAL,
    ),
    row(
        "azure.gateway.firewall", "azure.gateway.caller-refused", 0.85,
        ("x-azure-ref", "azure application gateway", "azure web application firewall"),
        r"\bx-azure-ref\b[^\0]{0,800}\bThe request is blocked\b|\bThe request is blocked\b[^\0]{0,800}\bx-azure-ref\b|\b403 Forbidden\b[^\0]{0,200}\b(?:Microsoft-)?Azure[ -]Application[ -]Gateway", "The web application firewall in front blocks the request.", rank=REFUSAL - 1,
    ),
    row(
        "azure.gateway.scm-credentials", "azure.scm-site.basic-auth-disabled", 0.85,
        ("failed to fetch kudu", "unauthorized (code: 401)", "error_user_unauthorized", "error_user_not_authorized", "publishing failed with", "publish profile is invalid", "publishing credentials"),
        r"\bFailed to fetch Kudu [^\0]{0,80}?(?:Unauthorized|401)|\bUnauthorized \(CODE: 401\)|\b[Pp]ublishing failed with (?:status code )?401\b|\bERROR_USER_(?:UNAUTHORIZED|NOT_AUTHORIZED)\w*\b|\bPublish profile is invalid\b|\bbasic auth(?:entication)? is disabled\b", "The deployment site does not take the publishing credentials.", read_deployment, rank=REFUSAL - 1,
    ),
    row(
        "azure.gateway.scm-forbidden", "azure.access-restriction.caller-blocked", 0.5, ("forbidden (code: 403)",),
        r"(?<!Ip\x20)\bForbidden \(CODE: 403\)", "The deployment site refused; the text does not say by which rule.", rank=LOOK_ALIKE + 8, class_="inconclusive", deny_origin=None,
        next_read="the access restrictions of the deployment site, and whether the app is stopped",
    ),
    row(
        "azure.gateway.host-down", "azure.host.not-running", 0.65, ("function host is not running",),
        r"\bFunction host is not running\b", "The app is up and its host is not: no function can run.", rank=CONSEQUENCE + 5,
    ),
)  # fmt: skip
