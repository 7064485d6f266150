"""google.rpc codes that refuse nothing, however a language, a tool or an API prints them.

A code alone says little, so every row stands below what the sentences themselves say: `5 NOT_FOUND` behind a missing
topic of a trigger, `9 FAILED_PRECONDITION` of an organization policy.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec.structs import replace

from diagnostics.messages.model import BARE, CONSEQUENCE, LOOK_ALIKE, Pattern, Saying
from diagnostics.messages.row import Read, row


class Code(NamedTuple):
    """A code of google.rpc, its number and the HTTP status that the APIs give it."""

    name: str
    number: int
    http: int | None = None

    @property
    def camel(self) -> str:
        return "".join(word.capitalize() for word in self.name.split("_"))

    @property
    def hints(self) -> tuple[str, ...]:
        statuses = (
            (f"error {self.http}", f"error: {self.http}", f"[{self.http}]", f"httperror {self.http}")
            if self.http
            else ()
        )
        numbers = [
            f"{sign}{self.number}"
            for sign in ("code=", "error code ", "response: [", "code: ", 'code":', 'code": ')
        ]
        return (self.name.lower(), self.camel.lower(), *numbers, *statuses)

    @property
    def regex(self) -> str:
        """Node.js and Ruby; Go; Python; Java and C#; C++; gcloud; JSON; the names of exceptions; the tools' HTTP statuses."""
        name, camel = f"(?-i:{self.name})", f"(?-i:{self.camel})"
        ways = [
            rf"\b{self.number} {name}\b",
            rf"\bcode = {camel}\b",
            rf"\bStatusCode(?:\.{name}|=[\"']?{camel})\b",
            rf"\bStatus(?:Runtime)?Exception: {name}\b|\(gcloud\.[\w.-]{{3,80}}\) {name}\b",
            rf"\[{name}\]|\bstatus\"?\s?[:=]\s?\[?[\"']?{name}\b",
            rf"\b(?:gax\.rpc\.{camel}Exception|GRPC::{camel}|Google::Cloud::{camel}Error)\b",
        ]
        ways.append(
            rf"\b(?:OperationError: code=|Error code |Error Response: \[){self.number}(?=\]|, message)|\"?\bcode\"?\s?:\s?{self.number},\s{{0,3}}\"?(?:message|details)\b"
        )
        if self.http:
            ways += [
                rf"\b{camel}: {self.http}\b",
                rf"\bgoogleapi: (?:got HTTP response code|Error) {self.http}\b",
                rf"\bHTTP Error: {self.http},|\bResponseError: status=\[{self.http}\]",
                rf"\bHTTPError {self.http}:|<HttpError {self.http} when requesting",
            ]
        return "|".join(ways)


def _rows(
    read: Read, cause: str, confidence: float, summary: str, *codes: Code, **fields: object
) -> tuple[Pattern, ...]:
    return tuple(
        row(
            f"gcp.code.{code.name.lower().replace('_', '-')}",
            cause,
            confidence,
            code.hints,
            code.regex,
            summary,
            read,
            **fields,
        )
        for code in codes
    )


# What a sentence must not speak of to be called the request's own fault.
_REFUSES = re.compile(
    r"denied|authori[sz]|forbidden|permission|not allowed|privilege|credential|polic(?:y|ies)|constraint",
    re.IGNORECASE,
)
_UNREACHED = re.compile(r"timed? ?out|unreachable|connect|network|refused", re.IGNORECASE)
# A trigger by its name, or a sentence on one; the word alone stands in paths and labels as well.
_TRIGGER = re.compile(
    r"locations/[\w-]{1,40}/triggers/|\bevent[ _]?trigger\b|\b(?:of|for|creat\w+|updat\w+|validat\w+) (?:the )?trigger\b"
    r"|\btrigger(?:'s)? (?:topic|bucket|source|database|location)\b|\beventarc\b.{0,40}\btrigger|\bsubscription .{0,80}topic",
    re.IGNORECASE,
)
_ATTEMPT = re.compile(r"AttemptFinished|Original HTTP response code|TaskActivityLog", re.IGNORECASE)
_TYPED = re.compile(
    r"gcloud\.(?:[a-z]+\.)?[a-z.-]+\.(?:describe|delete|get-iam-policy|list)\)", re.IGNORECASE
)


def _of_attempt(match: re.Match[str]) -> bool:
    """Whether the code is that of a job's attempt, which the log records with the status of the answer."""
    return _ATTEMPT.search(match.string, max(0, match.start() - 800), match.end() + 800) is not None


def read_absent(match: re.Match[str], saying: Saying) -> Saying | None:
    """A name that is not there; where a trigger names it, the wiring is at fault."""
    if _of_attempt(match):
        return None
    around = match.string[max(0, match.start() - 300) : match.end() + 200]
    if _TRIGGER.search(around) and not _TYPED.search(around):
        return replace(
            saying,
            class_="trigger",
            cause="gcp.eventarc-trigger.missing",
            confidence=0.7,
            summary="A trigger names something that does not exist.",
        )
    return saying


def read_request(match: re.Match[str], saying: Saying) -> Saying | None:
    """What speaks of rights, policies or connections is left to the rows that know them."""
    told = match.string[match.end() : match.end() + 400].split("\n\n", maxsplit=1)[0]
    return None if _REFUSES.search(told) else saying


def read_tool(match: re.Match[str], saying: Saying) -> Saying | None:
    """What a tool reports of a failure that no other row knows; a refusal or a broken connection is never one."""
    told = match.string[match.start() : match.end() + 400].split("\n\n", maxsplit=1)[0]
    if _REFUSES.search(told) or _UNREACHED.search(told) or _of_attempt(match):
        return None
    return saying


def read_code(match: re.Match[str], saying: Saying) -> Saying | None:
    return None if _of_attempt(match) else saying


PATTERNS: tuple[Pattern, ...] = (
    row(
        "gcp.code.tool",
        "gcp.function.application-error",
        0.7,
        ("error: (gcloud.", "http error: ", "googleapi: error ", "api_core.exceptions", "could not create", "could not update", "failed to create", "failed to update", "did not deploy", "error deploying", "deployment error", "please delete your function"),
        r"\bERROR: \(gcloud\.[\w.-]{3,80}\) |\bHTTP Error: (?!40[13])[45]\d\d,|\bgoogleapi: Error (?!40[13])[45]\d\d: |\bgoogle\.api_core\.exceptions\.\w{3,40}: (?!40[13])[45]\d\d "
        r"|\b(?:[Cc]ould not|[Ff]ailed to) (?:create|update|deploy) (?:or update )?(?:the )?(?:Cloud Run service|function)\b|\bFunctions did not deploy properly\b|\berror deploying functions\b|\bDeployment error\.|\bPlease delete your function and create a new one\b",
        "The tool reports a failure, and nothing in its words speaks of a refusal or a broken connection.",
        read_tool,
        rank=BARE - 4,
    ),
    row(
        "gcp.code.tool-silent",
        "gcp.build.failed",
        0.4,
        ("failed to execute gcloud command", "failed to execute command `gcloud"),
        r"\bfailed to execute (?:gcloud command|command) `gcloud [^\n`]{3,2000}`",
        "The deployment's command failed, and its reason is not in this text.",
        class_="inconclusive",
        rank=BARE - 7,
        next_read="the lines of the command itself: its ERROR: (gcloud. …) line, or the build's log",
    ),
    row(
        "gcp.code.key-silent",
        "gcp.service-account.permission-missing",
        0.4,
        ("cryptokeys/",),
        r"\bcryptoKeys/[^\0]{0,300}\b(?:unable|failed|cannot|could not)(?: to)? (?:de|en)crypt\b",
        "A key of Cloud KMS could not be used, and the reason is not in this text.",
        class_="inconclusive",
        deny_origin=None,
        rank=BARE - 5,
        next_read="the call's own answer (its code and sentence), or the key's data access log",
    ),
    *_rows(
        read_absent, "gcp.function.wrong-name", 0.85,
        "What the call names is not there: a wrong name, project, region, or something deleted.",
        Code("NOT_FOUND", 5, 404), rank=LOOK_ALIKE + 3,
    ),
    *_rows(
        read_request, "gcp.function.application-error", 0.75, "The call itself was not in order; nothing was refused by a policy.",
        Code("INVALID_ARGUMENT", 3, 400), Code("FAILED_PRECONDITION", 9), Code("OUT_OF_RANGE", 11), Code("UNIMPLEMENTED", 12, 501),
        Code("ALREADY_EXISTS", 6, 409), Code("ABORTED", 10), Code("CANCELLED", 1, 499), rank=BARE + 5,
    ),
    *_rows(
        read_code, "gcp.target.failing", 0.75, "The called service itself failed.",
        Code("UNAVAILABLE", 14, 503), Code("INTERNAL", 13, 500), Code("DATA_LOSS", 15), Code("UNKNOWN", 2), rank=CONSEQUENCE + 2,
    ),
)  # fmt: skip
