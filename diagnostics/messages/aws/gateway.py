"""What API Gateway and its authorizers answer: bodies, execution logs and the header that beats the body."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.model import BARE, CONSEQUENCE, LOOK_ALIKE, REFUSAL, Pattern, Saying
from diagnostics.messages.row import row

_BODY = r"\{\W{0,6}message\W{1,8}"


def read_body(match: re.Match[str], saying: Saying) -> Saying | None:
    """A body that is only `Forbidden` is API Gateway's own answer where its headers or host stand near."""
    near = match.string[max(0, match.start() - 1500) : match.end() + 600].lower()
    if "token has expired" in near:
        return None  # the login, not the authorizer's judgement
    if any(sign in near for sign in ("execute-api", "x-amzn", "x-amz-apigw", "api gateway", "apigateway")):
        return saying
    return replace(saying, confidence=saying.confidence - 0.1)


def read_status(match: re.Match[str], saying: Saying) -> Saying | None:
    """API Gateway's log gives only the status with which Lambda answered."""
    if match["status"] == "403":
        return replace(
            saying,
            cause="aws.function-policy.statement-missing",
            class_="resource-policy",
            deny_origin="resource-policy",
            principal="apigateway.amazonaws.com",
            action="lambda:InvokeFunction",
            summary="API Gateway may not invoke the function.",
        )
    if match["status"] == "429":
        return replace(
            saying,
            cause="aws.function.throttled-by-load",
            class_="none",
            summary="The function was throttled: too many at once.",
        )
    return saying if match["status"] == "404" else None


PATTERNS: tuple[Pattern, ...] = (
    row(
        "aws.gateway.authorizer-denied",
        "aws.authorizer.request-denied",
        0.93,
        ("not authorized to access this resource",),
        r"\bUser is not authorized to access this resource(?: with an explicit deny)?",
        "The API's authorizer, or its policy, refused this request.",
        lambda m, s: replace(s, explicit=True if "explicit" in m[0] else None),
        rank=REFUSAL,
        action="execute-api:Invoke",
    ),
    row(
        "aws.gateway.graph-denied",
        "aws.api.caller-refused",
        0.85,
        ("not authorized to access", "not authorized to make this call"),
        r"\bNot Authorized to access \w{1,80} on type \w{1,80}|\bYou are not authorized to make this call\b",
        "AppSync refused the request: the way in which it was signed does not admit this field.",
        rank=REFUSAL + 1,
    ),
    row(
        "aws.gateway.forbidden",
        "aws.api.caller-refused",
        0.82,
        ("forbidden", "x-amzn-errortype"),
        rf"{_BODY}Forbidden\W{{1,6}}\}}|\bx-amzn-errortype\W{{1,5}}(?:ForbiddenException|AccessDeniedException)",
        "API Gateway refused the request: a missing API key, a usage plan, WAF, the API's policy, or a custom domain without this mapping.",
        read_body,
        rank=REFUSAL - 5,
    ),
    row(
        "aws.gateway.unauthorized",
        "aws.authorizer.request-denied",
        0.75,
        ("unauthorized", "valid audience", "x-amzn-errortype"),
        rf"\berror_description=\W{{1,4}}(?:the )?token does not have a valid (?:audience|issuer)|{_BODY}Unauthorized\W{{1,6}}\}}|\bx-amzn-errortype\W{{1,5}}UnauthorizedException",
        "The API's authorizer did not accept the request: no token, or one it does not know.",
        read_body,
        rank=REFUSAL - 5,
    ),
    row(
        "aws.gateway.no-route",
        "aws.client.wrong-path",
        0.45,
        ("missing authentication token",),
        r"\bMissing Authentication Token\b",
        "No method of the API answers this path and verb, or the call needs a signature: a wrong path, or a route that is not deployed.",
        rank=REFUSAL - 5,
        class_="inconclusive",
        next_read="apigateway:GET on the API's resources and its deployed stage",
    ),
    row(
        "aws.gateway.not-found",
        "aws.client.wrong-path",
        0.45,
        ("not found",),
        rf"{_BODY}Not Found\W{{1,6}}\}}",
        "No route of the API answers this path and verb, or the program behind it knows none.",
        rank=BARE + 1,
        class_="inconclusive",
        next_read="apigateway:GET on the API's routes",
    ),
    row(
        "aws.gateway.no-operation",
        "aws.client.wrong-path",
        0.85,
        ("operation name to be authorized", "unknownoperation", "no method found matching"),
        r"\bUnable to determine service/operation name to be authorized|\bUnknownOperationException\b|\bNo method found matching route\b",
        "The request names no operation of the service: its path or verb is wrong.",
        rank=LOOK_ALIKE,
    ),
    row(
        "aws.gateway.explicit-config",
        "aws.authorizer.broken",
        0.85,
        ("authorizerconfiguration", "authorizer_configuration", "authorizer error"),
        r"\bAuthorizerConfigurationException\b|\bAUTHORIZER_(?:CONFIGURATION_ERROR|FAILURE)\b|\bExecution failed due to an authorizer error",
        "The authorizer itself failed: its function, its answer or its configuration.",
        rank=LOOK_ALIKE,
    ),
    row(
        "aws.gateway.malformed",
        "aws.function.malformed-response",
        0.95,
        (
            "malformed lambda proxy",
            "lambdainvalidresponse",
            "unrecognizable lambda output",
            "lambdaresponsetoolarge",
            "lambdarequesttoolarge",
        ),
        r"\bUnrecognizable lambda output|\bLambda(?:Request|Response)TooLarge\b|\bMalformed Lambda proxy response|\bLambdaInvalidResponse\b",
        "The function ran and answered in a form that the caller cannot use.",
        rank=LOOK_ALIKE,
    ),
    row(
        "aws.gateway.backend-status",
        "aws.api.integration-wrong",
        0.85,
        ("lambda invocation failed with status",),
        r"\bLambda invocation failed with status: (?P<status>\d{3})",
        "The API's integration names a function that is not there.",
        read_status,
        rank=REFUSAL,
    ),
    row(
        "aws.gateway.integration",
        "aws.api.integration-wrong",
        0.75,
        (
            "invalid endpoint address",
            "unable to transform request",
            "invalid method response",
            "no match for output mapping",
            "no integration defined",
        ),
        r"\bconfiguration error: (?:Invalid endpoint address|Unable to transform request|No match for output mapping|Output mapping refers to an invalid method response)|\bNo integration defined for method",
        "The API's integration does not fit: its address, or the templates that shape request and answer.",
        rank=REFUSAL,
    ),
    row(
        "aws.gateway.timeout",
        "aws.api.timeout",
        0.85,
        ("endpoint request timed out", "integration_timeout"),
        r"\bEndpoint request timed out\b|\bINTEGRATION_TIMEOUT\b",
        "The function took longer than the API waits; what kept it stands in the function's own log.",
        rank=CONSEQUENCE + 5,
    ),
    row(
        "aws.gateway.throttled",
        "aws.api.throttled",
        0.9,
        ("limit exceeded", "too many requests"),
        rf"{_BODY}(?:Limit Exceeded|Too Many Requests)\W{{1,6}}\}}",
        "The API's throttle or quota answered, before the function.",
        rank=LOOK_ALIKE,
    ),
    row(
        "aws.gateway.server-error",
        "aws.function.application-error",
        0.35,
        ("internal server error",),
        rf"{_BODY}Internal server error\W{{1,6}}\}}",
        "API Gateway hides the reason from the client: the execution log, or the function's, has it.",
        rank=BARE + 3,
        class_="inconclusive",
        next_read="logs:FilterLogEvents on the API's execution log",
    ),
)
