"""A name, region or key that is not there, in the function's own call or in a command somebody typed."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.aws.envelope import around
from diagnostics.messages.model import LOOK_ALIKE, REFUSAL, Pattern, Saying
from diagnostics.messages.row import row

_INVOKED = re.compile(r"(?:state machine|trigger|schedule|rule|target|integration)\b", re.IGNORECASE)


def read_absent(match: re.Match[str], saying: Saying) -> Saying | None:
    envelope = around(match.string, *match.span())
    return replace(saying, code=envelope.code)


def read_key(match: re.Match[str], saying: Saying) -> Saying | None:
    """A key with %20 or + was taken from the event without decoding it."""
    near = match.string[max(0, match.start() - 400) : match.end() + 400]
    encoded = re.search(r"[Kk]ey\W{1,5}[^\s\"']{0,200}(?:%[0-9A-F]{2}|\w\+\w)", near)
    return replace(saying, cause="aws.function.key-not-decoded" if encoded else saying.cause)


def _absent(
    name: str,
    hints: tuple[str, ...],
    regex: str,
    summary: str,
    confidence: float = 0.88,
    rank: int = LOOK_ALIKE + 2,
) -> Pattern:
    return row(
        f"aws.name.{name}",
        "aws.function.wrong-name",
        confidence,
        hints,
        regex,
        summary,
        read_absent,
        rank=rank,
    )


PATTERNS: tuple[Pattern, ...] = (
    row(
        "aws.name.s3-key",
        "aws.function.wrong-name",
        0.9,
        ("nosuchkey", "specified key does not exist", "(404) when calling"),
        r"\(404\) when calling the Head(?:Object|Bucket) operation|\bNoSuchKey\b|\bThe specified key does not exist",
        "The object is not there (or its key was not decoded).",
        read_key,
        rank=LOOK_ALIKE + 2,
    ),
    _absent(
        "s3-bucket",
        ("nosuchbucket", "specified bucket does not"),
        r"\bNoSuchBucket\b|\bThe specified bucket does not exist",
        "There is no bucket of that name.",
    ),
    _absent(
        "s3-region",
        (
            "permanentredirect",
            "addressed using the specified endpoint",
            "authorizationheadermalformed",
            "region redirect",
            "is wrong; expecting",
        ),
        r"\bPermanentRedirect\b|\bmust be addressed using the specified endpoint|\bAuthorizationHeaderMalformed\b|\bregion '[\w-]{2,30}' is wrong; expecting",
        "The bucket is in another region than the call.",
        0.93,
    ),
    _absent(
        "queue",
        ("nonexistentqueue", "queuedoesnotexist", "specified queue does not exist"),
        r"\bNonExistentQueue\b|\bQueueDoesNotExist\b|\bThe specified queue does not exist",
        "There is no such queue in this region and account (or the caller may not see it).",
        0.82,
    ),
    _absent("topic", ("topic does not exist",), r"\bTopic does not exist\b", "There is no such topic.", 0.82),
    _absent(
        "secret",
        ("can't find the specified secret", "can’t find the specified secret"),
        r"\bSecrets Manager can['’]t find the specified secret",
        "There is no secret of that name in this region and account.",
        0.93,
    ),
    _absent(
        "parameter",
        ("parameternotfound",),
        r"\bParameterNotFound\b",
        "There is no parameter of that name in this region and account.",
        0.93,
    ),
    _absent(
        "table",
        ("requested resource not found", "table not found", "non-existent resource"),
        r"\bRequested resource not found|\bCannot do operations on a non-existent table|\btable: \S{1,200} not found",
        "There is no table of that name in this region and account.",
        0.93,
    ),
    _absent(
        "function",
        ("function not found",),
        r"\bFunction not found: ",
        "There is no function (or qualifier) of that name.",
        0.75,
    ),
    row(
        "aws.name.function-of-trigger",
        "aws.function.missing",
        0.85,
        ("function not found", "lambda.resourcenotfound"),
        r"\bLambda\.ResourceNotFoundException\b[^\n]{0,200}|\b(?:ERROR_MESSAGE|error_message|integrationErrorMessage)\W{1,30}Function not found: [^\s\"']{1,200}",
        "The trigger names a function, version or alias that is not there.",
        rank=REFUSAL,
    ),
    _absent(
        "log-group",
        ("log group does not exist", "log stream does not exist"),
        r"\bspecified log (?:group|stream) does not exist",
        "There is no such log group or stream.",
        0.85,
    ),
    _absent(
        "region",
        (
            "invalid endpoint",
            "unknown endpoint",
            "could not resolve endpoint",
            "must specify a region",
            "no region",
            "noregionerror",
            "region is missing",
            "missing region",
            "inaccessible host",
        ),
        r"\bCould not resolve endpoint\b|\bYou must specify a region|\bNoRegionError\b|\bInvalid endpoint: |\bMissing region in config|\bRegion is missing\b|\bMissingRegion\b",
        "The call names no region, or one that does not exist.",
        0.93,
    ),
    _absent(
        "anything",
        ("resourcenotfound", "notfoundexception", "nosuchentity", "does not exist", ".notfound"),
        r"\bInvalid\w{2,40}\.NotFound\b|\b(?:Resource)?NotFoundException\b|\bNoSuchEntity(?:Exception)?\b|\bStack with id \S{1,200} does not exist|\bNoSuch(?:Upload|Version|HostedZone|Distribution)\b",
        "The call names something that is not there.",
        0.78,
        LOOK_ALIKE + 1,
    ),
)
