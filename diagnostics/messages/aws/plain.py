"""Refusals without the standard sentence: codes, the services' own words, what remains in a log when the rest is cut."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.aws.envelope import around
from diagnostics.messages.aws.operations import action_of
from diagnostics.messages.model import BARE, NAMED_REQUEST, REFUSAL, Pattern, Saying
from diagnostics.messages.row import row
from diagnostics.messages.values import VALUE, named

# Services whose resources carry no policy of their own: what they refuse, an identity's side has refused.
_NO_RESOURCE_POLICY = frozenset(
    (
        "ec2", "iam", "organizations", "guardduty", "cloudformation", "rds", "rds-data", "cognito-idp", "ecs", "eks", "ssm",
        "states", "athena", "xray", "cloudwatch", "elasticloadbalancing", "autoscaling", "route53", "bedrock", "textract",
        "rekognition", "translate", "comprehend", "polly", "cloudtrail", "config", "scheduler", "pipes", "appsync",
        "servicequotas", "wafv2", "ce", "cloudfront", "elasticache", "redshift", "application-autoscaling", "firehose",
        "transcribe", "ds", "support", "health", "tag", "batch", "sagemaker", "amplify", "codedeploy", "securityhub",
        "inspector2", "detective", "access-analyzer", "account", "billing", "sso",
    )
)  # fmt: skip
# Services whose resources may carry a policy, and seldom do.
_MOSTLY_IDENTITY = frozenset(
    ("sts", "lambda", "dynamodb", "kinesis", "logs", "events", "sqs", "sns", "ecr", "ses", "apigateway")
)
_UNSCOPED = frozenset(
    (
        "s3:ListAllMyBuckets",
        "sqs:ListQueues",
        "sns:ListTopics",
        "lambda:ListFunctions",
        "kms:ListKeys",
        "kms:ListAliases",
        "secretsmanager:ListSecrets",
    )
)
_WHO = re.compile(
    r"arn:aws[\w-]{0,10}:(?:sts|iam)::[\w*-]{0,14}:(?:assumed-role|user|role|federated-user)/[^\s\"',|<>]{1,300}"
)
_CODES = (
    r"\b(?P<code>AccessDenied(?:Exception)?|UnauthorizedOperation|AuthorizationError(?:Exception)?|UnauthorizedException"
    r"|NotAuthorized(?:Exception)?|KMS\.?AccessDenied(?:Exception)?|UnauthorizedAccess|AccessDeniedForDependencyException)\b"
)
_POLICIES = "the policies of the caller and of the resource (iam:GetRolePolicy; for S3 s3:GetBucketPolicy and the key's policy)"


def read_unauthorized(match: re.Match[str], saying: Saying) -> Saying | None:
    """EC2 and its kin: the call is named around the sentence, the layer only in the encoded message."""
    text = match.string
    if re.match(r"\s{0,3}User:", text[match.end() : match.end() + 20]):
        return None  # the standard form follows and says more
    envelope = around(text, *match.span())
    line = text.rfind("\n", 0, match.start()) + 1
    who = _WHO.search(text, max(line, match.start() - 600), match.start())
    action = envelope.action or _named_call(match)
    encoded = "encoded" in text[match.end() : match.end() + 60].lower()
    return replace(
        saying,
        action=action,
        principal=who[0] if who else None,
        code=envelope.code or "UnauthorizedOperation",
        rank=NAMED_REQUEST if action else REFUSAL,
        next_read="sts:DecodeAuthorizationMessage" if encoded else None,
        summary=f"{action or 'A call to EC2'} was refused; the text does not say by which policy.",
    )


def _named_call(match: re.Match[str]) -> str | None:
    """EC2's refusal inside Lambda's: `permission to *CreateNetworkInterface*`."""
    before = match.string[max(0, match.start() - 300) : match.start()]
    call = re.search(r"permissions?\s+to\s+(?:call\s+)?\W{0,3}(\w{4,50})", before)
    return action_of("ec2", call[1]) if call and "EC2" in before else None


def read_denied_by(match: re.Match[str], saying: Saying) -> Saying | None:
    """Lambda reports what another service refused it, on behalf of the function's role or of the deployer."""
    action = action_of(match["service"], match["operation"])
    deployer = "credentials" in match["who"].lower()
    eni = (action or "").lower().startswith("ec2:")
    cause = (
        "aws.deployer.action-denied"
        if deployer
        else ("aws.role.eni-permissions-missing" if eni else "aws.role.action-missing")
    )
    resource = named(match["resource"])
    return replace(saying, action=action, resource=resource, cause=cause, rank=NAMED_REQUEST)


def read_bare(match: re.Match[str], saying: Saying) -> Saying | None:
    """A code without the sentence: what is printed around it names the call."""
    return of_code(saying, around(match.string, *match.span()).action, match["code"])


def read_s3(match: re.Match[str], saying: Saying) -> Saying | None:
    action = around(match.string, *match.span()).action
    if action in _UNSCOPED or (action and not action.startswith("s3:")):
        return of_code(saying, action, "AccessDenied")
    return replace(saying, action=action, code="AccessDenied")


def of_code(saying: Saying, action: str | None, code: str) -> Saying:
    """Return the refusal of *action* that only a code states: the service decides whose side can have refused."""
    service = (action or "").partition(":")[0]
    summary = f"{action or 'A call'} was refused; the text does not say by which policy."
    saying = replace(saying, action=action, code=code, summary=summary)
    if service in _NO_RESOURCE_POLICY or code.lower() == "unauthorizedoperation" or action in _UNSCOPED:
        return replace(
            saying, class_="iam", cause="aws.role.action-missing", confidence=0.85, rank=REFUSAL - 5
        )
    if service in _MOSTLY_IDENTITY:
        return replace(
            saying,
            class_="iam",
            cause="aws.role.action-missing",
            confidence=0.65,
            rank=REFUSAL - 10,
            next_read=_POLICIES,
        )
    return replace(saying, next_read=_POLICIES)


def read_queue(match: re.Match[str], saying: Saying) -> Saying | None:
    """SQS's own words; in a delivery log the caller was the topic, and only the queue's policy can admit it."""
    resource = named(match["resource"])
    if "providerresponse" in match.string[max(0, match.start() - 400) : match.start()].lower():
        return replace(
            saying,
            class_="resource-policy",
            cause="aws.queue-policy.sender-not-admitted",
            deny_origin="resource-policy",
            confidence=0.9,
            principal="sns.amazonaws.com",
            action="sqs:SendMessage",
            resource=resource,
            next_read=None,
            summary="The queue's policy does not let the topic send to it.",
        )
    return replace(saying, resource=resource, action=around(match.string, *match.span()).action)


def read_execute(match: re.Match[str], saying: Saying) -> Saying | None:
    return replace(saying, principal=named(match["who"]), action=match["action"])


PATTERNS: tuple[Pattern, ...] = (
    row(
        "aws.not-authorized-operation",
        "aws.role.action-missing",
        0.92,
        ("not authorized to perform this operation",),
        r"\byou are not authorized to perform this operation\b\.?",
        "",
        read_unauthorized,
        rank=REFUSAL,
        deny_origin=None,
    ),
    row(
        "aws.denied-by-service",
        "aws.role.action-missing",
        0.9,
        ("access has been denied by",),
        r"your access has been denied by (?P<service>\w{2,20}), please make sure your (?P<who>function execution role|request credentials?)"
        rf" ha(?:ve|s) (?:the )?permissions? to \W{{0,3}}(?P<operation>\w{{3,60}})(?: for (?P<resource>{VALUE}))?",
        "Lambda was refused by another service.",
        read_denied_by,
        deny_origin=None,
    ),
    row(
        "aws.principal-not-allowed",
        "aws.role.action-missing",
        0.8,
        ("is not allowed to execute",),
        r"\bprincipal \[(?P<who>[^\]\n]{3,300})\] is not allowed to execute \[(?P<action>[a-z0-9-]{2,40}:\w{2,80})\]",
        "The call was refused; the text does not say by which policy.",
        read_execute,
        rank=NAMED_REQUEST,
        deny_origin=None,
    ),
    row(
        "aws.s3-list-refused",
        "aws.role.action-missing",
        0.5,
        ("forbidden",),
        r"\(403\) when calling the (?P<operation>Head(?:Object|Bucket)) operation: Forbidden|\bapi error Forbidden: Forbidden|\bS3 Service Error: Forbidden|\bForbidden: (?:null|UnknownError)\b",
        "S3 answered 403 without a text: the caller may not read, may not list (then a missing key looks the same), or the bucket or key refuses.",
        lambda m, s: replace(
            s, action=action_of("s3", m["operation"]) or around(m.string, *m.span()).action, code="403"
        ),
        class_="inconclusive",
        rank=REFUSAL - 20,
        deny_origin=None,
        next_read=_POLICIES,
    ),
    row(
        "aws.access-to-resource-denied",
        "aws.role.action-missing",
        0.6,
        ("access to the resource",),
        rf"\baccess to the resource (?P<resource>https?://{VALUE}) is denied",
        "SQS refused the call; the text does not say by which policy.",
        read_queue,
        rank=REFUSAL,
        deny_origin=None,
        next_read="the policies of the caller and of the queue (sqs:GetQueueAttributes)",
    ),
    row(
        "aws.not-authorized-resource",
        "aws.role.action-missing",
        0.7,
        ("not authorized to access",),
        r"\bnot authorized to access (?:this resource|resource:? (?P<resource>arn:[^\s\"',]{5,300}))(?! with an explicit deny)",
        "The call was refused; the text does not say by which policy.",
        lambda m, s: (
            replace(s, resource=named(m["resource"]))
            if "arn:" in m.string[max(0, m.start() - 300) : m.end()]
            else None
        ),
        rank=REFUSAL,
        deny_origin=None,
    ),
    row(
        "aws.stack-call-denied",
        "aws.role.action-missing",
        0.5,
        ("access denied", "accessdenied"),
        r"\bAPI: (?P<action>[a-z0-9-]{2,40}:\w{2,80}) Access ?Denied",
        "",
        lambda m, s: of_code(s, m["action"], "AccessDenied"),
        class_="inconclusive",
        rank=REFUSAL - 20,
        deny_origin=None,
        next_read=_POLICIES,
    ),
    row(
        "aws.kafka-denied",
        "aws.role.action-missing",
        0.7,
        ("authorizationexception",),
        r"\b(?:Topic|Group|Cluster|TransactionalId)AuthorizationException\b",
        "The cluster refused the client: its role lacks the kafka-cluster action, or, without IAM authentication, an ACL is missing.",
        rank=REFUSAL,
        deny_origin=None,
        next_read="how the client signs in to the cluster",
    ),
    row(
        "aws.waiter-denied",
        "aws.deployer.action-denied",
        0.8,
        ("is not in the state", "waiter"),
        r"AccessDenied(?:Exception)?[^\n]{0,40}Resource is not in the state \w+|Waiter \w+ failed: [^\n]{0,200}AccessDenied",
        "The caller may not make the read that a deployment waits with (for a function: lambda:GetFunctionConfiguration or GetFunction).",
        rank=REFUSAL,
        deny_origin=None,
    ),
    row(
        "aws.bare-denied",
        "aws.role.action-missing",
        0.5,
        (
            "accessdenied",
            "unauthorizedoperation",
            "authorizationerror",
            "unauthorizedexception",
            "notauthorized",
            "unauthorizedaccess",
        ),
        _CODES,
        "",
        read_bare,
        class_="inconclusive",
        rank=BARE,
        deny_origin=None,
        next_read=_POLICIES,
    ),
    row(
        "aws.s3-plain",
        "aws.role.action-missing",
        0.5,
        ("access denied",),
        r"(?:<Code>AccessDenied</Code>|\(AccessDenied\)|\bAccessDenied:|AmazonS3Exception:|S3Exception:)[^\n]{0,120}Access Denied\b",
        "S3 refused the call without saying which policy did: the identity's, the bucket's, the key's, the endpoint's or a block of public access.",
        read_s3,
        class_="inconclusive",
        rank=REFUSAL - 20,
        deny_origin=None,
        next_read=_POLICIES,
    ),
)
