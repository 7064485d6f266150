"""What Lambda says of a function's role, network, image, file system and key: at deployment, on start and when invoked."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.causes import lookup
from diagnostics.messages.aws.operations import action_of
from diagnostics.messages.model import LOOK_ALIKE, NAMED_REQUEST, REFUSAL, UNREACHABLE, Pattern, Saying
from diagnostics.messages.row import row
from diagnostics.messages.values import VALUE, named

_ROLE_CALLS = {
    "sqs": "aws.role.poller-permissions-missing",
    "kinesis": "aws.role.poller-permissions-missing",
    "dynamodb": "aws.role.poller-permissions-missing",
    "ec2": "aws.role.eni-permissions-missing",
    "xray": "aws.role.traces-permission-missing",
    "kms": "aws.role.key-permission-missing",
    "elasticfilesystem": "aws.role.file-system-mount-missing",
}
# StateReasonCode and LastUpdateStatusReasonCode -> cause; a failed function takes the class of its reason.
_STATE_REASONS = {
    "insufficientrolepermissions": "aws.role.eni-permissions-missing",
    "kmskeyaccessdenied": "aws.role.environment-key-missing",
    "imageaccessdenied": "aws.repository-policy.lambda-not-admitted",
    "efsmountfailure": "aws.role.file-system-mount-missing",
    "efsmountconnectivityerror": "aws.file-system.unreachable",
    "efsmounttimeout": "aws.file-system.unreachable",
    "subnetoutofipaddresses": "aws.subnet.eni-not-created",
    "enilimitexceeded": "aws.account.quota-exceeded",
    "kmskeynotfound": "aws.key.disabled",
    "disabledkmskey": "aws.key.disabled",
    "invalidstatekmskey": "aws.key.disabled",
    "invalidsubnet": "aws.subnet.eni-not-created",
    "invalidsecuritygroup": "aws.subnet.eni-not-created",
    "imagedeleted": "aws.function.state-failed",
    "invalidimage": "aws.function.state-failed",
    "invalidconfiguration": "aws.function.state-failed",
    "invalidruntime": "aws.function.state-failed",
    "invalidzipfileexception": "aws.function.state-failed",
    "functionerror": "aws.function.application-error",
    "efsioerror": "aws.function.state-failed",
    "internalerror": "aws.function.state-failed",
}


def read_role_call(match: re.Match[str], saying: Saying) -> Saying | None:
    action = action_of(match["service"], match["operation"])
    service = (action or "").partition(":")[0]
    cause = _ROLE_CALLS.get(service, "aws.role.action-missing")
    if match["operation"].lower() in {"sendmessage", "publish", "putevents", "invoke", "putobject"}:
        cause = "aws.role.destination-permission-missing"
    return replace(saying, action=action, cause=cause, summary=f"The execution role may not call {action}.")


def read_state(match: re.Match[str], saying: Saying) -> Saying | None:
    cause = _STATE_REASONS[match["reason"].lower()]
    known = lookup(cause)
    assert known is not None, cause  # noqa: S101 - a test walks the table
    return replace(
        saying,
        cause=cause,
        class_=known.class_,
        deny_origin=known.deny_origin,
        code=match["reason"],
        summary=f"Lambda reports {match['reason']} as the reason of the function's state.",
    )


def read_mount(match: re.Match[str], saying: Saying) -> Saying | None:
    arn = re.search(
        r"access\s+point\s+(arn:[^\s\"',]{10,200})", match.string[match.start() : match.end() + 400]
    )
    return replace(saying, resource=named(arn[1]) if arn else None)


PATTERNS: tuple[Pattern, ...] = (
    row(
        "aws.lambda.role-may-not-call",
        "aws.role.action-missing",
        0.97,
        ("role does not have permission",),
        r"\brole does not have permissions? to call (?P<operation>\w{3,60}) on (?P<service>[\w-]{2,30})",
        "",
        read_role_call,
        rank=NAMED_REQUEST,
    ),
    row(
        "aws.lambda.stream-not-accessible",
        "aws.role.poller-permissions-missing",
        0.95,
        ("cannot access stream",),
        rf"\bcannot access stream (?P<resource>arn:{VALUE})?",
        "The execution role may not read the stream.",
        rank=NAMED_REQUEST,
    ),
    row(
        "aws.lambda.poller-not-admitted",
        "aws.role.poller-permissions-missing",
        0.75,
        ("failed to authorize", "sasl authentication failed", "event_source_auth", "failed to authenticate"),
        r"PROBLEM: (?:Cluster failed to authorize Lambda|SASL authentication failed)|\bEVENT_SOURCE_AUTH[ZN]_ERROR\b"
        r"|\bserver failed to authenticate Lambda|\bLambda failed to authenticate",
        "The broker refuses the event source mapping: its credentials, or what they may read.",
        rank=REFUSAL,
        deny_origin=None,
    ),
    row(
        "aws.lambda.poller-unreachable",
        "aws.event-source-mapping.poller-unreachable",
        0.93,
        ("connection error", "must be able to connect"),
        r"PROBLEM: Connection error|event source VPC must be able to connect to",
        "The event source mapping cannot reach its broker, Lambda, STS or the destination from the VPC.",
        rank=UNREACHABLE,
    ),
    row(
        "aws.lambda.role-not-assumable",
        "aws.role.trust",
        0.9,
        (
            "cannot be assumed by lambda",
            "unable to assume the role",
            "unable to assume the execution role",
            "failed to assume your function",
            "assumable with edgelambda",
        ),
        r"\brole defined for the function cannot be assumed by Lambda|\bLambda (?:(?:was|is) )?unable to assume the (?:execution )?role|\bLambda failed to assume your function"
        r"|\bexecution role must be assumable with (?P<principal>edgelambda\.amazonaws\.com)",
        "Lambda cannot assume the execution role: its trust policy does not name lambda.amazonaws.com, it is gone, or it is seconds old.",
        lambda m, s: replace(s, principal=m["principal"] or "lambda.amazonaws.com"),
        rank=REFUSAL,
        action="sts:AssumeRole",
        next_read="iam:GetRole",
    ),
    row(
        "aws.lambda.environment-key",
        "aws.role.environment-key-missing",
        0.75,
        ("decrypt the environment variables",),
        r"\bunable to decrypt the environment variables because (?:the )?(?:AWS )?KMS access was denied",
        "Lambda may not decrypt the environment variables with the function's role.",
        rank=REFUSAL,
        action="kms:Decrypt",
        deny_origin=None,
        next_read="kms:GetKeyPolicy",
    ),
    row(
        "aws.lambda.environment-key-state",
        "aws.key.disabled",
        0.92,
        (
            "decrypt the environment variables",
            "kmsdisabled",
            "kmsinvalidstate",
            "kmsnotfound",
            "kms.disabled",
            "kms.invalidstate",
            "kms.notfound",
        ),
        r"\bunable to decrypt the environment variables because the (?:AWS )?KMS key (?:used )?(?:is disabled|was not found|state is not valid|is in an invalid state)"
        r"|\bKMS(?:Disabled|InvalidState|NotFound)Exception\b|\bKMS\.(?:Disabled|InvalidState|NotFound)Exception\b",
        "The key is disabled, gone or pending deletion: no policy is at fault.",
        rank=REFUSAL + 2,
    ),
    row(
        "aws.lambda.image-not-accessible",
        "aws.repository-policy.lambda-not-admitted",
        0.92,
        ("access the ecr image", "access the specified image"),
        r"\b(?:Lambda|function) does not have permission to access the (?:ECR|specified) image",
        "The repository's policy does not let Lambda pull the image.",
        rank=REFUSAL,
        principal="lambda.amazonaws.com",
        action="ecr:BatchGetImage",
    ),
    row(
        "aws.lambda.image-unusable",
        "aws.deployer.request-invalid",
        0.9,
        ("source image", "image manifest"),
        r"\bSource image \S{3,300} (?:does not exist|is not valid)|\bimage manifest, config or layer media type[^\n]{0,120}is not supported",
        "The image is not there, or of a form that Lambda does not run.",
        rank=LOOK_ALIKE,
    ),
    row(
        "aws.lambda.key-grant",
        "aws.role.propagating",
        0.7,
        ("invalid for creategrant", "refer to a valid principal"),
        r"\bKMS key is invalid for CreateGrant|\bARN does not refer to a valid principal",
        "The function's role is not known to KMS: it is seconds old, or it was deleted.",
        rank=LOOK_ALIKE,
    ),
    row(
        "aws.lambda.mount-refused",
        "aws.role.file-system-mount-missing",
        0.8,
        ("mountfailure",),
        r"\b(?:EFS|S3Files)MountFailureException\b",
        "The function may not mount its file system.",
        read_mount,
        rank=REFUSAL,
        deny_origin=None,
        next_read="elasticfilesystem:DescribeFileSystemPolicy",
    ),
    row(
        "aws.lambda.mount-unreachable",
        "aws.file-system.unreachable",
        0.93,
        ("mountconnectivity", "mounttimeout"),
        r"\b(?:EFS|S3Files)Mount(?:Connectivity|Timeout)Exception\b",
        "The function's subnets do not reach the file system's mount target.",
        read_mount,
        rank=UNREACHABLE,
    ),
    row(
        "aws.lambda.ec2-refused",
        "aws.role.eni-permissions-missing",
        0.9,
        ("ec2accessdenied",),
        r"\bEC2AccessDeniedException\b",
        "EC2 refused Lambda a network interface for the function, asked with the function's role.",
        rank=REFUSAL,
    ),
    row(
        "aws.lambda.subnet-full",
        "aws.subnet.eni-not-created",
        0.85,
        ("subnetipaddresslimitreached", "insufficientfreeaddresses", "eninotready"),
        r"\b(?:SubnetIPAddressLimitReachedException|InsufficientFreeAddressesInSubnet|ENINotReadyException)\b",
        "No network interface could be made in the subnet.",
        rank=UNREACHABLE,
    ),
    row(
        "aws.lambda.state-reason",
        "aws.function.state-failed",
        0.88,
        ("reasoncode", "reason code", "state", "waiting for lambda function"),
        rf"\b(?:(?:State|LastUpdateStatus)?Reason ?Code\b\W{{1,6}}|waiting for Lambda Function [^\n]{{0,200}}?: )(?P<reason>{'|'.join(_STATE_REASONS)})\b",
        "",
        read_state,
        rank=REFUSAL,
    ),
    row(
        "aws.lambda.policy-too-large",
        "aws.function-policy.too-large",
        0.93,
        ("final policy size", "policylengthexceeded"),
        r"\bfinal policy size \(\d+\) is bigger than the limit|\bPolicyLengthExceededException\b",
        "The function's policy has reached its largest size.",
        rank=LOOK_ALIKE,
    ),
    row(
        "aws.lambda.not-ready",
        "aws.function.not-ready",
        0.9,
        (
            "cannot be performed at this time",
            "function is in",
            "update is in progress",
            "resourcenotready",
            "codeartifactuserpending",
        ),
        r"\boperation cannot be performed at this time\. The function is currently in the following state: \w+"
        r"|\ban update is in progress for resource|\bResourceNotReadyException\b|\bCodeArtifactUserPendingException\b|function is in an? (?:Pending|Inactive) state",
        "The function is being made or changed: wait until it is Active, then try again.",
        rank=LOOK_ALIKE,
    ),
    row(
        "aws.lambda.reserve-zero",
        "aws.function.reserved-concurrency-zero",
        0.9,
        ("reservedconcurrentexecutions", "reserved concurrency", "reserved concurrent"),
        r"\breserved ?concurrent ?executions\b\W{1,6}0\b(?!\.)|\breserved concurrency (?:is |of |set to |= ?)*0\b",
        "The function's reserved concurrency is 0: nothing may run.",
        rank=REFUSAL,
    ),
    row(
        "aws.lambda.recursion",
        "aws.function.recursion-stopped",
        0.93,
        ("recursiveinvocation", "recursive loop"),
        r"\bRecursiveInvocationException\b|\bLambda (?:has )?(?:detected|stopped) [^\n]{0,60}recursive loop",
        "Lambda stopped a loop: the function writes to its own source.",
        rank=REFUSAL,
    ),
)
