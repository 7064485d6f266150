"""Refused invocations: what each service that sends events says when the function does not admit it."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.model import CONSEQUENCE, REFUSAL, Pattern, Saying
from diagnostics.messages.row import Read, row
from diagnostics.messages.values import VALUE, named

_INVOKE = "lambda:InvokeFunction"
_FUNCTION = re.compile(r"arn:aws[\w-]{0,10}:lambda:[^\s\"'`,<>()|\\/]{10,200}")


def invoked_by(service: str | None) -> Read:
    """Return a reader that names *service* as the refused sender, and the function where the text names one nearby."""

    def read(match: re.Match[str], saying: Saying) -> Saying | None:
        near = _FUNCTION.search(match.string, max(0, match.start() - 300), match.end() + 300)
        return replace(
            saying,
            principal=service,
            action=_INVOKE,
            resource=named(near[0]) if near else None,
        )

    return read


def read_cognito(match: re.Match[str], saying: Saying) -> Saying | None:
    near = _FUNCTION.search(match.string, max(0, match.start() - 250), match.end())
    return replace(
        saying,
        principal="cognito-idp.amazonaws.com",
        action=_INVOKE,
        resource=named(near[0]) if near else None,
    )


def read_target_group(match: re.Match[str], saying: Saying) -> Saying | None:
    return replace(
        saying,
        principal="elasticloadbalancing.amazonaws.com",
        action=_INVOKE,
        resource=named(match["function"]),
    )


def _sender(
    name: str, service: str | None, confidence: float, hints: tuple[str, ...], regex: str, summary: str
) -> Pattern:
    reader = invoked_by(service)
    return row(
        f"aws.trigger.{name}",
        "aws.function-policy.statement-missing",
        confidence,
        hints,
        regex,
        summary,
        reader,
        rank=REFUSAL,
    )


PATTERNS: tuple[Pattern, ...] = (
    _sender(
        "api-gateway",
        "apigateway.amazonaws.com",
        0.95,
        ("invalid permissions on lambda",),
        r"\binvalid permissions on Lambda function",
        "API Gateway may not invoke the function: its policy has no statement for this API, stage, method or alias.",
    ),
    _sender(
        "http-api",
        "apigateway.amazonaws.com",
        0.85,
        ("permissions to call the integration",),
        r"\bIAM role configured on the integration or API Gateway doesn['’]?t have permissions to call the integration",
        "API Gateway may not invoke the function: neither the function's policy nor a role of the integration admits it.",
    ),
    row(
        "aws.trigger.s3-destination",
        "aws.function-policy.statement-missing",
        0.8,
        ("unable to validate the following",),
        r"\bunable to validate the following destinat",
        "S3 tried the destination and was refused: the function, queue or topic does not admit s3.amazonaws.com for this bucket.",
        rank=REFUSAL,
        principal="s3.amazonaws.com",
        next_read="lambda:GetPolicy",
    ),
    row(
        "aws.trigger.topic-refuses-s3",
        "aws.topic-policy.sender-not-admitted",
        0.93,
        ("permissions on the destination",),
        r"\bpermissions on the destination (?P<what>topic|queue) do not allow S3 to publish",
        "The destination does not admit S3.",
        lambda m, s: replace(
            s,
            principal="s3.amazonaws.com",
            cause=f"aws.{m['what'].lower()}-policy.sender-not-admitted",
            action="sns:Publish" if m["what"].lower() == "topic" else "sqs:SendMessage",
        ),
        rank=REFUSAL + 5,
    ),
    _sender(
        "logs-subscription",
        "logs.amazonaws.com",
        0.93,
        ("could not execute the lambda function",),
        r"\bcould not execute the lambda function\. Make sure you have given CloudWatch Logs permission",
        "CloudWatch Logs may not invoke the function.",
    ),
    row(
        "aws.trigger.cognito",
        "aws.function-policy.statement-missing",
        0.93,
        ("invocation failed due to error",),
        r"\b\w{4,60} invocation failed due to error \"?AccessDenied(?:Exception)?\b",
        "Cognito may not invoke the function behind this trigger.",
        read_cognito,
        rank=REFUSAL,
    ),
    row(
        "aws.trigger.cognito-function-failed",
        "aws.function.application-error",
        0.85,
        ("failed with error", "invocation failed due to error"),
        r"\b\w{4,60} invocation failed due to error \W?(?:Unhandled|Socket timeout|TooManyRequests|Timeout)\w*|\b(?:Pre|Post|Custom|Define|Create|Verify|User)\w{4,40} failed with error (?!User: )[^\n]{1,200}",
        "The function behind the Cognito trigger ran and failed: its own log has the error.",
        rank=CONSEQUENCE,
    ),
    row(
        "aws.trigger.load-balancer",
        "aws.function-policy.statement-missing",
        0.97,
        ("elasticloadbalancing principal",),
        rf"\belasticloadbalancing principal does not have permission to invoke (?P<function>{VALUE})",
        "The load balancer may not invoke the function.",
        read_target_group,
        rank=REFUSAL,
    ),
    _sender(
        "load-balancer-log",
        "elasticloadbalancing.amazonaws.com",
        0.93,
        ("lambdaaccessdenied",),
        r"\bLambdaAccessDenied\b",
        "The load balancer may not invoke the function.",
    ),
    row(
        "aws.trigger.load-balancer-no-target",
        "aws.load-balancer.target-missing",
        0.9,
        ("lambdaresourcenotfound",),
        r"\bLambdaResourceNotFound\b",
        "The load balancer's target is a function that is not there.",
        rank=REFUSAL,
    ),
    row(
        "aws.trigger.load-balancer-function-failed",
        "aws.function.application-error",
        0.88,
        ("lambdaunhandled",),
        r"\bLambdaUnhandled\b",
        "The function behind the load balancer ran and failed: its own log has the error.",
        rank=CONSEQUENCE,
    ),
    _sender(
        "config-rule",
        "config.amazonaws.com",
        0.8,
        ("cannot be invoked",),
        r"\bAWS Lambda function \S{5,200} cannot be invoked\. Check the specified function ARN",
        "AWS Config may not invoke the rule's function, or there is no such function.",
    ),
    _sender(
        "secret-rotation",
        "secretsmanager.amazonaws.com",
        0.95,
        ("secrets manager cannot invoke",),
        r"\bSecrets Manager cannot invoke the specified Lambda function",
        "Secrets Manager may not invoke the rotation function.",
    ),
    _sender(
        "bedrock-agent",
        "bedrock.amazonaws.com",
        0.93,
        ("access denied while invoking lambda",),
        r"\baccess denied while invoking Lambda function",
        "Bedrock may not invoke the function.",
    ),
    _sender(
        "receipt-rule",
        "ses.amazonaws.com",
        0.9,
        ("could not invoke lambda function",),
        r"\bcould not invoke Lambda function\b",
        "SES may not invoke the function.",
    ),
    _sender(
        "alexa",
        "alexa-appkit.amazon.com",
        0.8,
        ("trigger setting for the lambda", "alexa skills kit"),
        r"\btrigger setting for the Lambda \S{5,200} is invalid|\bAlexa Skills Kit\W{1,4}is selected for the event source",
        "Alexa may not invoke the function: its policy does not name the skill.",
    ),
    _sender(
        "any-service",
        None,
        0.85,
        ("permission to invoke", "permissions to invoke", "not authorized to invoke", "allowed to invoke"),
        r"\b(?:does not|doesn['’]t|do not) have (?:the )?(?:required )?permissions? to invoke (?:the |this |your )?(?:\w+ )?Lambda",
        "The service that sends events may not invoke the function.",
    ),
    row(
        "aws.trigger.delivery-refused",
        "aws.function-policy.statement-missing",
        0.85,
        ("no_permissions",),
        r"\bNO_PERMISSIONS\b",
        "EventBridge was refused by the rule's target.",
        rank=REFUSAL,
        principal="events.amazonaws.com",
        next_read="lambda:GetPolicy",
    ),
    row(
        "aws.trigger.delivery-no-target",
        "aws.rule.target-missing",
        0.8,
        ("no_resource",),
        r"\bNO_RESOURCE\b",
        "The rule's target does not exist.",
        rank=REFUSAL,
    ),
    row(
        "aws.trigger.function-url",
        "aws.function-url.caller-not-admitted",
        0.93,
        ("function url authorization",),
        r"\bForbidden\. For troubleshooting Function URL authorization issues",
        "The function's URL refuses the caller: the function's policy lacks lambda:InvokeFunctionUrl or lambda:InvokeFunction, or the request is not signed.",
        rank=REFUSAL,
        action="lambda:InvokeFunctionUrl",
    ),
    row(
        "aws.trigger.role-not-assumable",
        "aws.service-role.trust",
        0.92,
        (
            "assume the role",
            "cannot be assumed by",
            "assume the provided role",
            "to assume role",
            "be assumed",
            "could not be used to assume",
            "could not assume role",
        ),
        r"\bexecution role you provide must allow AWS EventBridge (?:Scheduler|Pipes) to assume the role"
        rf"|\bprovided role ['\"]?(?P<role>{VALUE})['\"]? cannot be assumed by (?:principal )?['\"]?(?P<service>[a-z0-9.-]+\.amazonaws\.com)"
        r"|\bauthorized to assume the provided role|\bAPI Gateway (?:does not|doesn['’]t) have permission to assume the provided role"
        rf"|\b(?:role )?(?P<role2>arn:{VALUE}) (?:is invalid or )?can ?not be assumed\b(?! by Lambda)|\brole (?:is invalid or )?can ?not be assumed\b(?! by Lambda)"
        rf"|\bcould not assume role ['\"]?(?P<role4>arn:{VALUE}) with (?P<service2>[a-z0-9.-]+\.amazonaws\.com)"
        rf"|\b(?:unable|failed|not able) to assume (?:(?:the|your|this|provided|IAM|service|execution|task) )*role:? ['\"`]?(?P<role3>arn:{VALUE})",
        "The service cannot assume the role: the role's trust policy does not name it.",
        lambda m, s: replace(
            s,
            principal=m["service"] or m["service2"],
            resource=named(m["role"] or m["role2"] or m["role3"] or m["role4"]),
            action="sts:AssumeRole",
        ),
        rank=REFUSAL,
        next_read="iam:GetRole",
    ),
    row(
        "aws.trigger.role-not-authorized",
        "aws.service-role.invoke-missing",
        0.88,
        ("role is not authorized", "is not authorized to create", "role does not have permission"),
        r"\b(?:state machine|execution|pipe|schedule|service|IAM) IAM? ?role is not authorized to"
        r"|'(?P<role>arn:aws[\w-]{0,10}:iam::[^'\n]{10,200})' is not authorized to (?!perform)(?:create|access|use)",
        "The role with which the service acts lacks a permission.",
        lambda m, s: replace(s, principal=m["role"]),
        rank=REFUSAL,
    ),
)
