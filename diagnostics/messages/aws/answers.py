"""What a service answers to a call that it let through and did not carry out: the request reached it, no policy refused."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.model import BARE, LOOK_ALIKE, Pattern, Saying
from diagnostics.messages.row import row

# Words of a code that speak of a refusal, a login, a limit or an outage: other rows know those.
_OTHER = re.compile(
    r"denied|authori[sz]|forbidden|permission|credential|token|signature|throttl|toomany|slowdown|limit|quota|timed?out|\A\d+\Z",
    re.IGNORECASE,
)
_OUTAGE = re.compile(
    r"\A(?:Internal\w*|Service(?:Unavailable|Exception|Failure)\w*|Unavailable\w*)\Z", re.IGNORECASE
)


def read_code(match: re.Match[str], saying: Saying) -> Saying | None:
    """A code in an SDK's own frame that speaks of no refusal: an answer of the service to this one request."""
    code = next(group for group in match.groups() if group)
    if _OTHER.search(code):
        return None
    if _OUTAGE.match(code):
        return replace(
            saying, cause="aws.target.failing", code=code, summary=f"The called service failed ({code})."
        )
    return replace(
        saying,
        code=code,
        summary=f"The service answered {code}: the call reached it, and no policy refused it.",
    )


PATTERNS: tuple[Pattern, ...] = (
    row(
        "aws.answer.condition",
        "aws.function.application-error",
        0.9,
        (
            "conditionalcheckfailed",
            "conditional request failed",
            "transactioncancel",
            "transactionconflict",
            "preconditionfailed",
            "baddigest",
            "invalidciphertext",
            "goneexception",
            "invalidobjectstate",
            "executionalreadyexists",
            "invalidexecutioninput",
            "duplicatetransaction",
            "deletedrecently",
        ),
        r"\bConditionalCheckFailed(?:Exception)?\b|\bThe conditional request failed|\bTransaction(?:Canceled|Conflict|InProgress)Exception\b|\bPreconditionFailed\b|\bBadDigest\b"
        r"|\bInvalidCiphertextException\b|\bGoneException\b|\bInvalidObjectState\b|\bExecutionAlreadyExists\b|\bInvalidExecutionInput\b|\bDuplicateTransactionException\b|\bQueueDeletedRecently\b",
        "The service took the call and its condition was not met: the data, not a permission.",
        rank=LOOK_ALIKE + 1,
    ),
    row(
        "aws.answer.login",
        "aws.credentials.expired",
        0.93,
        (
            "incorrect username or password",
            "user is disabled",
            "password attempts exceeded",
            "secret hash",
            "invalid access token",
            "invalid refresh token",
            "refresh token has",
            "token has been revoked",
            "usernotconfirmed",
            "user does not exist",
            "usernotfoundexception",
        ),
        r"\bIncorrect username or password|\bUser is disabled\b|\bPassword attempts exceeded|\bUnable to verify secret hash|\bInvalid (?:Access|Refresh) Token\b|\bRefresh Token has (?:expired|been revoked)"
        r"|\bAccess Token has been revoked|\bUserNotConfirmedException\b|\bUserNotFoundException\b|\bUser does not exist\.",
        "A user of the user pool could not sign in: name, password or token, not a policy.",
        rank=LOOK_ALIKE + 8,
    ),
    row(
        "aws.answer.workflow",
        "aws.function.application-error",
        0.85,
        ("states.", "jsonpath"),
        r"\bStates\.(?:Runtime|DataLimitExceeded|ParameterPathFailure|ResultPathMatchFailure|IntrinsicFailure|NoChoiceMatched|QueryEvaluationError|ExceedToleratedFailureThreshold|ItemReaderFailed)\b"
        r"|\bThe JSONPath '[^'\n]{1,200}' specified for the field",
        "The workflow itself failed: its input does not fit its definition.",
        rank=LOOK_ALIKE,
    ),
    row(
        "aws.answer.any",
        "aws.function.application-error",
        0.7,
        ("an error occurred (", "api error", "error code:", "errors::"),
        r"\bAn error occurred \(([A-Za-z][\w.]{2,80})\) when calling|\bapi error ([A-Za-z][\w.]{2,80}):|; Error Code: ([A-Za-z][\w.]{2,80});|\bAws::\w{2,40}::Errors::([A-Za-z]\w{2,80})",
        "",
        read_code,
        rank=BARE - 3,
    ),
)
