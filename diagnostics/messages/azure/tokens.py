"""What Microsoft Entra says when it gives no token: the AADSTS number decides, never the sentence."""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec.structs import replace

from diagnostics.causes import lookup
from diagnostics.messages.azure.around import MARK, whole
from diagnostics.messages.families import compiled
from diagnostics.messages.model import LOOK_ALIKE, REFUSAL, Pattern, Saying
from diagnostics.messages.row import Q, row, spaced

_TOKEN, _EXPIRED = "azure.app-registration.token-refused", "azure.credentials.expired"
_DISABLED, _TRUST = "azure.app-registration.disabled", "azure.app-registration.federation-mismatch"
_INVALID, _PLATFORM = "azure.deployer.request-invalid", "azure.platform.fault"


class _Meaning(NamedTuple):
    cause: str
    confidence: float
    summary: str


_TABLE = (
    (_Meaning(_TOKEN, 0.85, "Entra knows no such application or API in this tenant."),
     "700016 70001 500011 50001 650052 650056 50194 500207"),
    (_Meaning(_TOKEN, 0.9, "Consent, or an app role, is missing for what the application asks for."),
     "65001 650057 65005 90093 90094 90095 50105 501051 65004 7000113 7000114"),
    (_Meaning(_TOKEN, 0.85, "Conditional Access forbids the token."),
     "53000 53001 53002 53003 53004 530003 530004 53009 53011 530034 530035 135011"),
    (_Meaning(_TOKEN, 0.65, "The sign-in needs a second factor, which an unattended call cannot give."),
     "50072 50074 50076 50079 50158"),
    (_Meaning(_TRUST, 0.92, "The application trusts no such workload: issuer, subject or audience of the federated credential differs."),
     "70021 700211 700212 700213"),
    (_Meaning(_DISABLED, 0.92, "The application or account is disabled."), "7000112 500014 50057"),
    (_Meaning(_EXPIRED, 0.95, "The client secret or certificate is wrong or has expired."),
     "7000215 7000222 700024 700027 7000216 7000218 700023 700030 500133 50013 50012 50027"),
    (_Meaning(_EXPIRED, 0.93, "The sign-in is not valid any more, or never was: password, session or refresh token."),
     "50126 50055 50034 50053 50056 50064 50078 50089 50132 50133 50173 700081 700082 700084 70008 70043 70000 50020 50058 160021 50140 50097"
     " 50129 50144 50177 90072 700003"),
    (_Meaning(_EXPIRED, 0.85, "The tenant does not exist, or the request does not name one."), "90002 900023 50059 50128 900021"),
    (_Meaning(_INVALID, 0.88, "The request for the token is malformed: scope, redirect or parameter."),
     "70011 1002012 50011 900144 9002313 9002325 9002326 90014 90015 90023 900971 900561 70003 500113 901002 28002 28003 9002332 50196 54005 700054"),
    (_Meaning(_PLATFORM, 0.85, "Entra has a fault of its own."), "90033 90006 90007 90012 90016 90043 90055 90056 50000"),
)  # fmt: skip
MEANINGS = {number: meaning for meaning, numbers in _TABLE for number in numbers.split()}
_APP = spaced(
    rf"\b(?:application|client|app)(?: with identifier| id)?:? {Q}(?P<value>[0-9a-f*x<>-]{{8,60}}){Q}"
)
_API = spaced(rf"\b(?:resource principal named|resource) {Q}(?P<value>[^\s{MARK}]{{3,200}}){Q}")


def of_number(number: str, saying: Saying) -> Saying:
    """Return *saying* with what AADSTS *number* means; an unknown number leaves it open."""
    meaning = MEANINGS.get(number)
    if meaning is None:
        return replace(
            saying, class_="inconclusive", cause=None, deny_origin=None, confidence=0.5, code=f"AADSTS{number}",
            summary="Entra refuses the token.", next_read=f"what AADSTS{number} stands for",
        )  # fmt: skip
    known = lookup(meaning.cause)
    assert known is not None, meaning.cause  # noqa: S101 - a cause of this table; a test walks it
    return replace(
        saying, class_=known.class_, deny_origin=known.deny_origin, cause=meaning.cause, confidence=meaning.confidence,
        code=f"AADSTS{number}", summary=meaning.summary, rank=LOOK_ALIKE + 9 if known.class_ == "none" else REFUSAL + 4,
    )  # fmt: skip


def read_code(match: re.Match[str], saying: Saying) -> Saying | None:
    """The application that asks, and the API it asks for, as far as the sentence behind the number names them."""
    said = of_number(match["number"], saying)
    if said.class_ in ("none", "inconclusive"):
        return said
    below = match.string[match.end() : match.end() + 500]
    app, api = compiled(_APP).search(below), compiled(_API).search(below)
    return replace(
        said,
        principal=app["value"].strip(MARK) if app else None,
        resource=whole(api["value"]) if api else None,
    )


PATTERNS: tuple[Pattern, ...] = (
    row(
        "azure.token.code", _TOKEN, 0.8, ("aadsts",), r"\bAADSTS(?P<number>\d{4,8})\b", "Entra refuses the token.", read_code, rank=REFUSAL + 4,
    ),
    row(
        "azure.token.expired", _EXPIRED, 0.95,
        ("expiredauthenticationtoken", "invalidauthenticationtoken", "authentication token is expired", "access token expiry", "access token has expired",
         "access token is from the wrong issuer", "tokenexpired", "refresh token has expired", "could not fetch access token for azure", "tokencreatedwithoutdatedpolicies", "interactionrequired"),
        r"\b(?:Expired|Invalid)AuthenticationToken(?:Tenant)?\b|\b(?:authentication|access|refresh) token (?:is|has) expired|\baccess token expiry\b|\baccess token is from the wrong issuer"
        r"|\bTokenCreatedWithOutdatedPolicies\b|\bInteractionRequired\b|\bCould not fetch access token for Azure\b",
        "The caller's token is expired, or of another tenant.", rank=LOOK_ALIKE + 9,
    ),
    row(
        "azure.token.bearer", "azure.easy-auth.wrong-audience", 0.8, ("idx10214", "idx10205", "idx10208"),
        r"\bIDX102(?:14|05|08)\b", "The token's audience or issuer is not one that the receiver accepts.", rank=REFUSAL,
    ),
    row(
        "azure.token.bearer-invalid", _EXPIRED, 0.88, ("idx10223", "idx10222", "idx10501", "idx10503", "idx10511", "idx10500", "idx12741", "idx14100", "idx14102"),
        r"\bIDX1(?:0(?:22[23]|50[013]|511)|2741|410[02])\b", "The token is expired, malformed or signed by somebody else.", rank=LOOK_ALIKE + 8,
    ),
)  # fmt: skip
