"""Other services that functions call: what they answer when role, key or network rules do not fit."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.azure.around import ACTION, address, near
from diagnostics.messages.families import compiled
from diagnostics.messages.model import BARE, CONSEQUENCE, LOOK_ALIKE, NAMED_LAYER, REFUSAL, Pattern, Saying
from diagnostics.messages.row import Q, row

_HOST = r"\.(?:azconfig\.io|service\.signalr\.net|webpubsub\.azure\.com|eventgrid\.azure\.net|openai\.azure\.com|cognitiveservices\.azure\.com|search\.windows\.net|servicebus\.windows\.net|documents\.azure\.com|vault\.azure\.net)"
_OURS = r"azure|windows\.net|microsoft"
_STATUS = (
    r"\bStatus(?: ?code)?\W{1,4}(40[13])\b|\b(40[13])\W{1,3}(?:Unauthorized|Forbidden|Client Error)|\((40[13])\)|\bHTTP(?:/\d(?:\.\d)?)? (40[13])\b"
    r"|\b(Forbidden|Unauthorized)\b"
)


def read_host(match: re.Match[str], saying: Saying) -> Saying | None:
    """A 403 is an identity without a role; a 401 a key or token that is not accepted."""
    found = compiled(_STATUS).search(near(match, 500, 500))
    if found is None:
        return None
    status = next(value for value in found.groups() if value)
    where = address(match, _HOST)
    if status.lower() in ("401", "unauthorized"):
        return replace(
            saying, class_="inconclusive", cause=None, deny_origin=None, confidence=0.5, resource=where, rank=BARE + 2,
            summary="The service does not accept the caller's key or token.", next_read="whether the call uses a key or an identity, and the body of the answer",
        )  # fmt: skip
    return replace(saying, resource=where)


def read_address(match: re.Match[str], saying: Saying) -> Saying | None:
    """Other clouds' services say it in the same words."""
    return saying if compiled(_OURS).search(near(match)) else None


def read_redis(match: re.Match[str], saying: Saying) -> Saying | None:
    """Any Redis says this; only at Azure's own names is it the cache's key."""
    return saying if compiled(_OURS).search(near(match)) else None


def read_place(match: re.Match[str], saying: Saying) -> Saying | None:
    return replace(saying, resource=address(match, _HOST))


PATTERNS: tuple[Pattern, ...] = (
    row(
        "azure.service.data-action", "azure.role-assignment.missing", 0.97, ("lacks the required data action",),
        rf"\bprincipal {Q}(?P<principal>[\w<>*.-]{{1,80}}){Q} lacks the required data actions? {Q}(?P<action>{ACTION}){Q}",
        "The identity has no role with this data action.", rank=NAMED_LAYER,
    ),
    row(
        "azure.service.identity-action", "azure.role-assignment.missing", 0.95, ("does not have permissions for", "does not have permission for"),
        rf"\bIdentity ?\(object id:? {Q}(?P<principal>[\w<>*-]{{1,80}}){Q}\) does not have permissions? for {Q}(?P<action>{ACTION}){Q} actions?", "The identity has no role with this data action.", rank=NAMED_LAYER,
    ),
    row(
        "azure.service.key-or-role", "azure.role-assignment.missing", 0.5, ("if you were using accesskey",),
        r"\bAuthorization failed\. If you were using AccessKey\b", "The service refuses the key, or the identity has no role; the text does not say which was used.", rank=REFUSAL - 8, class_="inconclusive", deny_origin=None,
        next_read="whether the connection string holds a key or asks for an identity",
    ),
    row(
        "azure.service.principal", "azure.role-assignment.missing", 0.93, ("principal does not have access to api/operation",),
        r"\bPrincipal does not have access to API/Operation\b", "The identity has no role for this call.", read_place, rank=REFUSAL,
    ),
    row(
        "azure.service.network", "azure.target-firewall.blocked", 0.95,
        ("due to virtual network/firewall rules", "from an approved private endpoint", "public access is disabled", "approved private link", "is not allowed access. refer https://aka.ms/acr/firewall",
         "ip_not_allowed", "by network rules", "network security perimeter", "due to network acl", "public network access"),
        r"\bAccess denied due to Virtual Network/Firewall rules|\bTraffic is not from an approved private endpoint|\bPublic access is disabled\. Please configure private endpoint|\bclient with IP '[^'\n]{2,60}' is not allowed access"
        r"|\bdenied by (?:the )?network security perimeter|\bdue to network ACL|\b(?:disallowed|denied|blocked|refused) by network rules(?! of storage)|\bpublic network access (?:is disabled|on this resource is disabled|has been disabled)",
        "The service's network rules refuse the address that the call comes from.", read_place, rank=REFUSAL + 1,
    ),
    row(
        "azure.service.address", "azure.target-firewall.blocked", 0.85,
        ("not allowed", "not authorized", "not permitted"),
        r"\b(?:client )?IP(?: address)? ['\"]?(?:\d{1,3}\.){3}\d{1,3}['\"]? is not (?:allowed|authorized|permitted)\b", "The service's network rules refuse the address that the call comes from.", read_address, rank=REFUSAL,
    ),
    row(
        "azure.service.image", "azure.role-assignment.missing", 0.72, (".azurecr.io",),
        r"[\w*<>-]{2,60}\.azurecr\.io\b[^\n]{0,300}\b(?:unauthorized: authentication required|denied: requested access|401 Unauthorized)", "The registry does not let the app's identity (or its password) pull the image.", rank=REFUSAL,
    ),
    row(
        "azure.service.key", "azure.target.key-refused", 0.88,
        ("due to invalid subscription key or wrong api endpoint",),
        r"\bAccess denied due to invalid subscription key or wrong API endpoint", "The service does not accept the key (or the key belongs to another endpoint).", read_place, rank=REFUSAL,
    ),
    row(
        "azure.service.password", "azure.target.key-refused", 0.85, ("wrongpass", "invalid username-password", "noauth authentication required"),
        r"\bWRONGPASS\b|\binvalid username-password pair\b|\bNOAUTH Authentication required\b", "Redis does not accept the key or token.", read_redis, rank=REFUSAL,
    ),
    row(
        "azure.service.absent", "azure.function.wrong-name", 0.82, ("notfound",),
        r"\b(?:error ?)?code\W{1,6}(?!Resource|Subscription|Messaging|Principal)\w{0,40}NotFound\b(?!Exception)", "The service knows no such thing.", rank=LOOK_ALIKE,
    ),
    row(
        "azure.service.host", "azure.role-assignment.missing", 0.75,
        (".azconfig.io", "service.signalr.net", "webpubsub.azure.com", "eventgrid.azure.net", "appconfiguration"),
        r"\bAzure\.Data\.AppConfiguration\b|\bazure\.appconfiguration\b|\b[\w<>*-]{1,80}\.(?:azconfig\.io|service\.signalr\.net|webpubsub\.azure\.com|eventgrid\.azure\.net)\b", "The service refused the identity: a data role is missing, or its network rules refuse.", read_host, rank=CONSEQUENCE + 4,
    ),
)  # fmt: skip
