"""Limits: throttling, quotas, sizes. More permission changes nothing."""

from __future__ import annotations

from diagnostics.messages.model import LOOK_ALIKE, Pattern
from diagnostics.messages.row import row


def _limit(
    name: str, cause: str, hints: tuple[str, ...], regex: str, summary: str, confidence: float = 0.93
) -> Pattern:
    return row(f"aws.limit.{name}", cause, confidence, hints, regex, summary, rank=LOOK_ALIKE + 6)


PATTERNS: tuple[Pattern, ...] = (
    _limit(
        "function-throttled",
        "aws.function.throttled-by-load",
        (
            "toomanyrequests",
            "rate exceeded",
            "reservedfunctionconcurrent",
            "lambdathrottling",
            "concurrentinvocationlimit",
        ),
        r"\bTooManyRequestsException\b|\b(?:Reserved)?FunctionConcurrentInvocationLimitExceeded\b|\bLambdaThrottling\b|\bConcurrentInvocationLimitExceeded\b|\bRate Exceeded\b",
        "The call was throttled: too many at once.",
    ),
    _limit(
        "account-concurrency",
        "aws.account.concurrency-exhausted",
        ("unreservedconcurrentexecution",),
        r"\bUnreservedConcurrentExecutions?\b[^\n]{0,80}(?:below|minimum)",
        "The account's concurrency leaves no room for this reserve.",
    ),
    _limit(
        "target-throttled",
        "aws.target.throttled",
        (
            "throttl",
            "provisionedthroughput",
            "slowdown",
            "reduce your request rate",
            "requestlimitexceeded",
            "limit exceeded",
        ),
        r"\bThrottling(?:Exception|Error)?\b|\bThrottledException\b|\bProvisionedThroughputExceeded(?:Exception)?\b|\bSlowDown\b|\breduce your request rate"
        r"|\bRequestLimitExceeded\b|\bRequestThrottled(?:Exception)?\b|\bPriorRequestNotComplete\b|\bBandwidthLimitExceeded\b",
        "The called service throttles.",
    ),
    _limit(
        "quota",
        "aws.account.quota-exceeded",
        ("limitexceeded", "quotaexceeded", "codestorage", "enilimit", "limit exceeded", "quota"),
        r"\b(?:Service|Resource)?(?:Limit|Quota)Exceeded(?:Exception|Fault)?\b|\bCodeStorageExceededException\b|\bENILimitReachedException\b|\bNetworkInterfaceLimitExceeded\b"
        r"|\bTooManyBuckets\b|\bexceeds? (?:the )?(?:maximum|account|service) (?:limit|quota)",
        "A quota of the account or service is used up.",
    ),
    _limit(
        "payload",
        "aws.function.malformed-response",
        (
            "requestentitytoolarge",
            "requesttoolarge",
            "must be smaller than",
            "response payload size",
            "payload size exceeded",
            "request too long",
            "too large",
            "content_length_exceeded",
        ),
        r"\bRequest Too Long\b|\b413 (?:Request Entity|Payload|Content) Too Large|\bRequestEntityTooLargeException\b|\bRequestTooLarge(?:Exception)?\b|\b(?:Request|size) must be smaller than \d+|\bResponse payload size(?: \(\d+ bytes\))? exceeded|\bpayload size exceeded"
        r"|\bREQUEST_BODY_TOO_LARGE\b|\bResponseSizeTooLarge\b",
        "A request, response or archive is larger than allowed.",
    ),
    _limit(
        "email",
        "aws.email-identity.not-verified",
        ("not verified", "sending paused"),
        r"\bSending (?:is )?paused for this account|\bEmail address is not verified|\bidentities failed the check in region",
        "SES sends only from, and in the sandbox only to, verified addresses.",
        0.95,
    ),
    _limit(
        "model",
        "aws.model.access-not-enabled",
        ("access to the model",),
        r"\bdon['’]t have access to the model with the specified model ID",
        "The account has not enabled this model.",
        0.9,
    ),
)
