"""Refused and rejected deployments: PassRole, tags, layers, stacks, and the noise that follows from them."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.aws.envelope import around
from diagnostics.messages.model import BARE, CONSEQUENCE, LOOK_ALIKE, NAMED_REQUEST, REFUSAL, Pattern, Saying
from diagnostics.messages.row import row
from diagnostics.messages.values import VALUE

_VALIDATION = (
    r"(?:ValidationException|(?<![a-z_]\.)ValidationError|Invalid(?:ParameterValue(?:Exception)?|ParameterException|Parameter|Input|RequestException|Argument)"
    r"|MalformedPolicyDocument(?:Exception)?|ResourceConflictException|EntityAlreadyExists(?:Exception)?|ResourceInUseException"
    r"|ResourceExistsException|ResourceAlreadyExistsException|BadRequestException|SerializationException)"
)


def read_invalid(match: re.Match[str], saying: Saying) -> Saying | None:
    envelope = around(match.string, *match.span())
    return replace(
        saying,
        code=match["code"],
        summary=f"The request itself was not accepted ({match['code']}"
        + (f" by {envelope.operation}" if envelope.operation else "")
        + "); no policy refused it.",
    )


PATTERNS: tuple[Pattern, ...] = (
    row(
        "aws.deploy.process-tags",
        "aws.deployer.action-denied",
        0.93,
        ("process tags on",),
        r"\bdid not have IAM permissions to process tags on (?P<type>[\w:]{3,80}) resource",
        "The deployer may not tag this kind of resource.",
        rank=REFUSAL,
    ),
    row(
        "aws.deploy.pass-role",
        "aws.deployer.passrole-missing",
        0.93,
        ("to pass the role", "pass role", "passrole"),
        rf"\b(?:not|n['’]t) (?:be )?(?:authorized|allowed|(?:have )?permissions?) to pass (?:the )?role:? ?(?P<resource>arn:{VALUE})?",
        "The deployer may not pass this role to the service.",
        rank=NAMED_REQUEST - 2,
        action="iam:PassRole",
        deny_origin=None,
    ),
    row(
        "aws.deploy.service-linked-role",
        "aws.deployer.action-denied",
        0.9,
        ("service linked role", "service-linked role"),
        r"\bnot authorized to create (?:or assume )?(?:a |the )?service(?:-| )linked role",
        "The deployer may not make the service's own role.",
        rank=REFUSAL,
        action="iam:CreateServiceLinkedRole",
        deny_origin=None,
    ),
    row(
        "aws.deploy.assume-deploy-role",
        "aws.deployer.action-denied",
        0.75,
        ("could not be used to assume", "could not assume role", "assume role in target account"),
        rf"\bcredentials could not be used to assume ['\"]?(?P<resource>arn:{VALUE})|\bCould not assume role in target account\b",
        "Whoever deploys may not become the role that deploys.",
        rank=REFUSAL - 15,
        action="sts:AssumeRole",
        deny_origin=None,
    ),
    row(
        "aws.deploy.pass-role-account",
        "aws.deployer.request-invalid",
        0.8,
        ("cross-account pass role",),
        r"\bCross-account pass role is not allowed",
        "The role belongs to another account: no grant can make a service take it, the ARN has to change.",
        rank=REFUSAL + 2,
    ),
    row(
        "aws.deploy.code-object",
        "aws.deployer.request-invalid",
        0.9,
        ("error occurred while getobject",),
        r"\berror occurred while GetObject\. S3 Error Code: (?!AccessDenied)(?P<code>\w{3,60})",
        "Lambda could not read the code's archive: the bucket, key or region is wrong.",
        rank=LOOK_ALIKE + 6,
    ),
    row(
        "aws.deploy.code-object-denied",
        "aws.deployer.action-denied",
        0.85,
        ("error occurred while getobject",),
        r"\berror occurred while GetObject\. S3 Error Code: AccessDenied",
        "Whoever deploys may not read the code's archive.",
        rank=REFUSAL,
        action="s3:GetObject",
        deny_origin=None,
    ),
    row(
        "aws.deploy.acls-off",
        "aws.deployer.request-invalid",
        0.93,
        ("does not allow acls", "accesscontrollistnotsupported"),
        r"\bThe bucket does not allow ACLs|\bAccessControlListNotSupported\b",
        "The bucket has ACLs switched off: leave the ACL out of the request.",
        rank=LOOK_ALIKE,
    ),
    row(
        "aws.deploy.rejected",
        "aws.deployer.request-invalid",
        0.72,
        (
            "validation",
            "invalid",
            "malformedpolicy",
            "alreadyexists",
            "already exists",
            "resourceconflict",
            "resourceinuse",
            "resourceexists",
            "badrequest",
            "serializationexception",
        ),
        rf"\b(?P<code>{_VALIDATION})\b(?=[\)\"':,\]])",
        "",
        read_invalid,
        rank=BARE + 5,
    ),
    row(
        "aws.deploy.handler",
        "aws.deployer.request-invalid",
        0.7,
        ("handlererrorcode",),
        r"\bHandlerErrorCode: (?P<code>InvalidRequest|NotFound|AlreadyExists|GeneralServiceException|NotStabilized|ResourceConflict|NotUpdatable)\b",
        "CloudFormation reports that the request itself was not accepted.",
        rank=BARE + 4,
    ),
    row(
        "aws.deploy.consequence",
        "aws.deployer.request-invalid",
        0.3,
        ("resource creation cancelled", "rollback", "resource update cancelled"),
        r"\bResource (?:creation|update) cancelled\b|\bROLLBACK_(?:IN_PROGRESS|COMPLETE)\b|\bfailed to create: \[",
        "The stack was rolled back; the first failed resource above has the reason.",
        rank=BARE - 5,
        class_="inconclusive",
        next_read="cloudformation:DescribeStackEvents",
    ),
    row(
        "aws.deploy.custom-resource",
        "aws.deployer.request-invalid",
        0.3,
        ("custom resource", "details in cloudwatch log stream"),
        r"\bdid not receive a response from your Custom Resource|\bCustom Resource failed to stabilize|\bSee the details in CloudWatch Log Stream",
        "The function behind the custom resource failed or never answered; its own log has the reason.",
        rank=BARE - 4,
        class_="inconclusive",
        next_read="the log of the custom resource's function",
    ),
    row(
        "aws.deploy.preconditions",
        "aws.deployer.request-invalid",
        0.92,
        (
            "insufficientcapabilities",
            "requires capabilities",
            "environment been bootstrapped",
            "cdk bootstrap",
            "already exists in stack",
            "bucketnotempty",
            "not empty",
            "bucketalready",
            "codeverificationfailed",
            "invalidlambdafunctionassociation",
            "deleteconflict",
            "dependencyviolation",
        ),
        r"\bInsufficientCapabilities(?:Exception)?\b|\bRequires capabilities : \[|\bHas the environment been bootstrapped|\b(?:please run|run) ['\"`]cdk bootstrap|\balready exists in stack\b|\bBucketNotEmpty\b|\bbucket you tried to delete is not empty"
        r"|\bBucketAlready(?:Exists|OwnedByYou)\b|\bCodeVerificationFailedException\b|\bInvalidLambdaFunctionAssociation\b|\bDeleteConflict(?:Exception)?\b|\bDependencyViolation\b",
        "Something that the deployment needs first is not so; no policy refused it.",
        rank=LOOK_ALIKE + 6,
    ),
    row(
        "aws.deploy.stack-state",
        "aws.deployer.request-invalid",
        0.9,
        ("no updates are to be performed", "can not be updated", "cannot be updated"),
        r"\bNo updates are to be performed\b|\bis in \w{5,40} state and can ?not be updated",
        "The stack's state does not allow this update; no policy refused it.",
        rank=LOOK_ALIKE,
    ),
    row(
        "aws.deploy.template",
        "aws.deployer.request-invalid",
        0.85,
        (
            "template format error",
            "template validation error",
            "template error:",
            "serverless application specification",
            "undefined resource",
            "unresolved resource dependencies",
            "properties validation failed",
            "circular dependency",
            "as it is in use by",
            "provider produced inconsistent",
            "failed to load plugin",
            "error: invalid",
            "unsupported argument",
            "missing required argument",
            "invalid template",
        ),
        r"\bProperties validation failed for resource|\bCircular dependency between resources|\bcannot be deleted as it is in use by|\bProvider produced inconsistent|^\W{0,6}Error: Failed to load plugin|^\W{0,6}Error: Invalid (?:\w+ )?(?:argument|value|attribute|block|index|function|expression|provider|template)"
        r"|\bTemplate error: |\bInvalid Serverless Application Specification|\breferences? undefined resource|\bTemplate (?:format|validation) error\b|\bUnresolved resource dependencies\b|^\W{0,6}Error: (?:Unsupported argument|Missing required argument|Invalid reference|Reference to undeclared)",
        "The template itself is wrong.",
        rank=CONSEQUENCE + 5,
    ),
)
