"""What a refused request justifies: the exact pair, the pattern that the evidence shows, the condition that is known.

Sources: the Service Authorization Reference (which actions know no resources), the developer guides of the services on
the resource their actions are checked against.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile
from typing import Any

import msgspec

from diagnostics.fix.values import Unwritable, checked
from diagnostics.hops.aws import arn

ANYTHING = "*"

# Actions without resource-level permissions, from the Service Authorization Reference: only these may have Resource *.
_UNSCOPED = frozenset(
    action.lower()
    for action in (
        "acm:ListCertificates", "athena:ListDataCatalogs", "athena:ListWorkGroups",
        "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingInstances",
        "bedrock:ListFoundationModels", "ce:GetReservationUtilization", "cloudformation:ListStacks",
        "cloudfront:ListDistributions", "cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics",
        "cloudwatch:ListMetrics", "cloudwatch:PutMetricData", "cognito-idp:ListUserPools",
        "comprehend:BatchDetectEntities", "comprehend:BatchDetectKeyPhrases",
        "comprehend:BatchDetectSentiment", "comprehend:ContainsPiiEntities",
        "comprehend:DetectDominantLanguage", "comprehend:DetectKeyPhrases", "comprehend:DetectPiiEntities",
        "comprehend:DetectSentiment", "comprehend:DetectSyntax", "comprehend:DetectToxicContent",
        "dynamodb:DescribeLimits", "dynamodb:ListStreams", "dynamodb:ListTables", "ec2:DescribeAddresses",
        "ec2:DescribeAvailabilityZones", "ec2:DescribeImages", "ec2:DescribeInstances",
        "ec2:DescribeInstanceStatus", "ec2:DescribeInstanceTypes", "ec2:DescribeNatGateways",
        "ec2:DescribeNetworkInterfaces", "ec2:DescribeRegions", "ec2:DescribeRouteTables",
        "ec2:DescribeSecurityGroups", "ec2:DescribeSnapshots", "ec2:DescribeSubnets", "ec2:DescribeTags",
        "ec2:DescribeVolumes", "ec2:DescribeVpcEndpoints", "ec2:DescribeVpcs", "ecr:GetAuthorizationToken",
        "ecs:DescribeTaskDefinition", "ecs:ListClusters", "ecs:ListTaskDefinitions",
        "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth", "events:ListEventBuses", "events:ListRuleNamesByTarget",
        "events:ListRules", "iam:ListPolicies", "iam:ListRoles", "iot:DescribeEndpoint", "kafka:ListClusters",
        "kinesis:ListStreams", "kms:GenerateRandom", "kms:ListAliases", "kms:ListKeys",
        "lambda:GetAccountSettings", "lambda:ListEventSourceMappings", "lambda:ListFunctions",
        "lambda:ListLayers", "organizations:DescribeOrganization", "organizations:ListAccounts",
        "polly:DescribeVoices", "pricing:GetProducts", "rekognition:CompareFaces", "rekognition:DetectFaces",
        "rekognition:DetectLabels", "rekognition:DetectProtectiveEquipment", "rekognition:DetectText",
        "rekognition:RecognizeCelebrities", "route53:ListHostedZones", "route53:ListHostedZonesByName",
        "s3:ListAllMyBuckets", "secretsmanager:BatchGetSecretValue", "secretsmanager:GetRandomPassword",
        "secretsmanager:ListSecrets", "servicediscovery:ListNamespaces", "servicediscovery:ListServices",
        "ses:GetSendQuota", "ses:GetSendStatistics", "ses:ListIdentities", "sns:CheckIfPhoneNumberIsOptedOut",
        "sns:ListSubscriptions", "sns:ListTopics", "sqs:ListQueues", "ssm:DescribeInstanceInformation",
        "ssm:DescribeParameters", "states:ListStateMachines", "sts:DecodeAuthorizationMessage",
        "tag:GetResources", "textract:AnalyzeDocument", "textract:AnalyzeExpense", "textract:AnalyzeID",
        "textract:DetectDocumentText", "textract:GetDocumentAnalysis", "textract:GetDocumentTextDetection",
        "textract:GetExpenseAnalysis", "textract:StartDocumentAnalysis",
        "textract:StartDocumentTextDetection", "textract:StartExpenseAnalysis",
        "transcribe:ListTranscriptionJobs", "transcribe:StartTranscriptionJob", "translate:TranslateText",
        "xray:BatchGetTraces", "xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:GetServiceGraph",
        "xray:GetTraceSummaries", "xray:PutTelemetryRecords", "xray:PutTraceSegments",
    )
)  # fmt: skip


class Wanted(msgspec.Struct, frozen=True):
    """One statement to be: an action, the *resource* pattern to grant, and under which *conditions*.

    *seen* is the resource that was refused, where the pattern is wider than it; *context* what the request carries that
    the conditions ask for.
    """

    action: str
    resource: str
    conditions: dict[str, Any] = {}
    seen: str = ""
    context: dict[str, Any] = {}

    @property
    def concrete(self) -> str:
        return self.seen or self.resource


def unscoped(action: str) -> bool:
    """Whether *action* knows no resources, so that it can only be granted on *."""
    return action.lower() in _UNSCOPED


def validated(wanted: Wanted) -> Wanted:
    """Return *wanted*; raise Unwritable where the action is a pattern, or the resource wider than evidence justifies."""
    checked(wanted.action, "action")
    if unscoped(wanted.action):
        return msgspec.structs.replace(wanted, resource=ANYTHING, seen="")
    if wanted.resource == ANYTHING or "*" in wanted.resource.partition(":")[2].split(":")[0]:
        raise Unwritable(
            f"the refused resource is {wanted.resource!r}: which one is meant has to be asked, not granted"
        )
    checked(wanted.resource, "arn")
    return wanted


def justified(action: str, resource: str, others: Iterable[str] = (), via: str | None = None) -> Wanted:
    """Return what the refusal of *action* on *resource* justifies.

    *others* are further resources that the same action was refused on; *via* is the service through which a key was
    used (`s3.us-east-1.amazonaws.com`).
    """
    if action.lower().startswith("kms:") and via:
        return Wanted(
            action, resource, {"StringEquals": {"kms:ViaService": via}}, context={"kms:ViaService": via}
        )
    if action.lower().startswith("secretsmanager:"):
        return Wanted(action, _secret(resource), seen=resource)
    if action.lower().startswith("s3:"):
        return Wanted(action, _prefix(resource, tuple(others)) or resource, seen=resource)
    return Wanted(action, resource)


def _secret(resource: str) -> str:
    """Return the secret's ARN; one that was asked for by its bare name ends in six characters that only AWS knows."""
    named = arn.parse(resource)
    if named is None or not named.resource.startswith("secret:"):
        return resource
    return resource if re.search(r"-[A-Za-z0-9]{6}$", resource) else f"{resource}-??????"


def _prefix(resource: str, others: tuple[str, ...]) -> str:
    """Return the folder that several refused keys of one bucket share, or nothing where they share none."""
    bucket, _, key = resource.partition("/")
    keys = {key, *(other.partition("/")[2] for other in others if other.partition("/")[0] == bucket)}
    folders = [each.split("/")[:-1] for each in sorted(keys)]
    shared = [
        parts[0] for parts in takewhile(lambda parts: len(set(parts)) == 1, zip(*folders, strict=False))
    ]
    return "/".join([bucket, *shared, "*"]) if len(keys) > 1 and shared else ""
