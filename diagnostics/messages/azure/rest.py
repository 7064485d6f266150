"""What nothing else here knows: a request that was rejected as such, and failures whose words speak of no refusal. None of the four, with little confidence."""

from __future__ import annotations

import re

from diagnostics.messages.azure.around import near
from diagnostics.messages.families import compiled
from diagnostics.messages.model import BARE, Pattern, Saying
from diagnostics.messages.row import row

_OURS = r"azure|microsoft|functions?\b|windows\.net|bicep|serverless|app ?service|zip package|\bfunc\b"
_WRAPS = r"ResourceDeploymentFailure|terminal provisioning state"
_OTHER = r"mongo|postgres|mysql|\bfile|\bpath\b|directory|\btable|relation|schema|\bobject '|docker|github|sudo|may not have|might not have|make sure|ensure|\bif (?:you|the)"
# Words of a refusal, of a connection that did not come about, and of wiring: with one of them near, nothing is claimed.
_REFUSES = r"denied|deny\b|forbid|authori[sz]|permission|privilege|\bpolic(?:y|ies)\b|\block(?:s|ed)?\b|credential|\b40[13]\b|firewall|managed ?identity"
_WIRES = (
    r"not allowed|time(?:d ?)?-?out|connect|unreachable|refused|resolve[^\n]{0,40}\b(?:host|address|name)|certificate|socket|network|\bssl|\btls|\btrigger|binding|listener"
    r"|AzureWebJobs|key ?vault|queue|\bhub\b|unhealthy|is disabled|no response"
)


def read_rejected(match: re.Match[str], saying: Saying) -> Saying | None:
    """A request that is not valid is answered with 400 or 409; refusals and the wrappers around them say more or nothing."""
    return None if compiled(rf"{_REFUSES}|{_WRAPS}").search(near(match, 200, 500)) else saying


def read_lack(match: re.Match[str], saying: Saying) -> Saying | None:
    """Somebody lacks a right, in words of a service that no row knows; a file's mode and a database's grants are other matters."""
    around = near(match, 400, 400)
    return saying if compiled(_OURS).search(around) and not compiled(_OTHER).search(around) else None


def read_failure(match: re.Match[str], saying: Saying) -> Saying | None:
    """Only where nothing near speaks of anything but a program or a build that failed."""
    around = near(match, 600, 1200)
    if not compiled(_OURS).search(around) or compiled(rf"{_REFUSES}|{_WIRES}").search(around):
        return None
    return saying


PATTERNS: tuple[Pattern, ...] = (
    row(
        "azure.rest.rejected", "azure.deployer.request-invalid", 0.84,
        ("badrequest", "bad request", "conflict", "unexpected status 4", "error type: 4", "conflicts with the pending", "statuscode=4", "invalid status 4"),
        r"\bcode\W{1,6}(?:BadRequest|Conflict)\b|\((?:BadRequest|Conflict|Bad Request)\)|\bunexpected status 4(?:00|09)\b|\bStatus(?:Code)?=4(?:00|09)\b|\binvalid status(?: code)? ['\"]?(?:Bad Request|Conflict)\b|\bBadRequest(?::| -)|\bError type: 4(?:00|09)\b|\bconflicts with the pending\b|\b400 Bad Request\b|\b409 Conflict\b",
        "The request itself was rejected: a value that is not valid, or something that stands in its way.", read_rejected, rank=BARE + 5,
    ),
    row(
        "azure.rest.lack", "azure.role-assignment.missing", 0.72,
        ("does not have", "doesn't have", "do not have", "lacks "),
        r"\b(?:principal|identity|client|caller|user ['\"][^'\"\n]{1,80}@|application ['\"][0-9a-f]{8}-)[^\n]{0,160}?\b(?:do(?:es)? not have|doesn['’]t have|lacks)\b[^\n]{0,60}\b(?:permissions?|privileges?|access|roles?|authori[sz]ation)\b", "The caller lacks a right; the text names neither scope nor role.", read_lack, rank=BARE + 7,
    ),
    row(
        "azure.rest.failure", "azure.function.application-error", 0.72,
        ("error", "failed", "failure", "exception", "could not", "cannot ", "can't ", "unable to", "not found", "not valid", "is invalid", "not available", "n't available", "not supported"),
        r"\b\w{0,60}(?:Error|Exception)\b|(?<!\b0\x20)(?<!\bno\x20)\bfail(?:ed|ure)\b|\b(?:could not|cannot|can['’]t|unable to) \w|(?:\bnot|n['’]t) (?:found|available|supported|valid)\b|\bis invalid\b",
        "Something failed that is not known here, and nothing near it speaks of a refusal, a broken connection or wiring.", read_failure, rank=BARE - 9,
    ),
)  # fmt: skip
