"""What Microsoft Entra says when it gives no token: the AADSTS number decides, never the sentence."""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec.structs import replace

from diagnostics.causes import lookup
from diagnostics.messages.azure.around import MARK, near, whole
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
     "700016 700011 70001 500011 50001 650052 650054 650056 50194 500207"),
    (_Meaning(_TOKEN, 0.9, "Consent, or an app role, is missing for what the application asks for."),
     "65001 650051 650057 65002 65004 65005 90008 90093 90094 90095 90099 50105 501051 7000113 7000114"),
    (_Meaning(_TOKEN, 0.85, "Conditional Access, or a restriction between tenants, forbids the token."),
     "53000 53001 53002 53003 53004 53009 53010 53011 530003 530004 530032 530034 530035 135011 50002 50005 50097 50131 500021 500022 500212 500213"),
    (_Meaning(_TOKEN, 0.65, "The sign-in needs a second factor, which an unattended call cannot give."),
     "50072 50074 50076 50079 50158"),
    (_Meaning(_TRUST, 0.92, "The application trusts no such workload: issuer, subject or audience of the federated credential differs."),
     "70021 70025 700211 700212 700213 700229"),
    (_Meaning(_DISABLED, 0.92, "The application or account is disabled."), "7000112 500014 50057"),
    (_Meaning(_EXPIRED, 0.95, "The client secret or certificate is wrong or has expired."),
     "7000215 7000222 700024 700025 700027 7000216 7000218 700023 700030 70002 500133 50006 50012 50013 50017 50027"),
    (_Meaning(_EXPIRED, 0.93, "The sign-in is not valid any more, or never was: password, session or refresh token."),
     "16000 16003 160021 50014 50020 50034 50053 50055 50056 50058 50064 50078 50085 50089 50126 50129 50132 50133 50135 50139 50140 50144 50155 50168"
     " 50173 50177 50178 50187 500208 51004 51006 700003 700005 70000 70008 700081 700082 700084 70016 70018 70019 700020 70043 80001 80002 80005 80007"
     " 80010 80012 80013 80014 90072 90084"),
    (_Meaning(_EXPIRED, 0.85, "The tenant does not exist, is of another cloud, or the request does not name one."),
     "90002 900021 900023 90019 90038 90051 50049 50059 50128 900382 900432"),
    (_Meaning(_INVALID, 0.88, "The request for the token is malformed: scope, redirect or parameter."),
     "70011 70003 70004 70005 70007 1002012 50011 50147 501481 501491 50196 54005 700022 700054 28002 28003 75001 75003 75005 75008 75011 75016 750054 90004"
     " 90009 90013 90014 90015 90023 90100 90102 90117 90121 90124 90130 900144 900561 900971 901002 9001023 9002313 9002325 9002326 9002332 500113"),
    (_Meaning(_PLATFORM, 0.85, "Entra has a fault of its own."),
     "50000 50033 50087 70012 90006 90007 90012 90016 90024 90033 90036 90043 90055 90056 90090 90091"),
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


def read_audience(match: re.Match[str], saying: Saying) -> Saying | None:
    """The sentence is of a token only where one is spoken of."""
    return saying if compiled(r"token|bearer|\bjwt\b").search(near(match, 300, 300)) else None


PATTERNS: tuple[Pattern, ...] = (
    row(
        "azure.token.code", _TOKEN, 0.8, ("aadsts",), r"\bAADSTS(?P<number>\d{4,8})\b", "Entra refuses the token.", read_code, rank=REFUSAL + 4,
    ),
    row(
        "azure.token.federation", _TRUST, 0.92, ("no matching federated identity record", "no configured federated identity"),
        r"\bNo matching federated identity record found\b|\bhas no configured federated identity credentials\b", "The application trusts no such workload: issuer, subject or audience of the federated credential differs.", rank=REFUSAL + 3,
    ),
    row(
        "azure.token.expired", _EXPIRED, 0.95,
        ("invalid client secret provided", "client secret keys", "expiredauthenticationtoken", "invalidauthenticationtoken", "authentication token is expired", "access token expiry", "access token has expired",
         "access token is from the wrong issuer", "tokenexpired", "refresh token has expired", "could not fetch access token for azure", "tokencreatedwithoutdatedpolicies", "interactionrequired"),
        r"\bInvalid client secret provided\b|\bclient secret keys (?:for app [^\n]{1,80} )?are expired\b|\b(?:Expired|Invalid)AuthenticationToken(?:Tenant)?\b|\b(?:authentication|access|refresh) token (?:is|has) expired|\baccess token expiry\b|\baccess token is from the wrong issuer"
        r"|\bTokenCreatedWithOutdatedPolicies\b|\bInteractionRequired\b|\bCould not fetch access token for Azure\b",
        "The caller's token is expired, or of another tenant.", rank=LOOK_ALIKE + 9,
    ),
    row(
        "azure.token.bearer", "azure.easy-auth.wrong-audience", 0.8, ("idx10214", "idx10205", "idx10208", "idx10231"),
        r"\bIDX102(?:14|05|08|31)\b", "The token's audience or issuer is not one that the receiver accepts.", rank=REFUSAL,
    ),
    row(
        "azure.token.audience", "azure.easy-auth.wrong-audience", 0.85, ("audience '", "issuer '"),
        r"\bThe (?:audience|issuer) '[^'\n]{0,200}' is invalid", "The token's audience or issuer is not one that the receiver accepts.", read_audience, rank=REFUSAL,
    ),
    row(
        "azure.token.over", _EXPIRED, 0.88, ("the token expired at", "the token is expired", "token has expired"),
        r"\bThe token expired at\b|\binvalid_token\b[^\n]{0,80}\btoken (?:is|has) expired", "The caller's token has expired.", rank=REFUSAL + 1,
    ),
    row(
        "azure.token.bearer-invalid", _EXPIRED, 0.88, ("idx10223", "idx10222", "idx10501", "idx10503", "idx10511", "idx10500", "idx12741", "idx14100", "idx14102"),
        r"\bIDX1(?:0(?:22[23]|50[013]|511)|2741|410[02])\b", "The token is expired, malformed or signed by somebody else.", rank=LOOK_ALIKE + 8,
    ),
)  # fmt: skip
