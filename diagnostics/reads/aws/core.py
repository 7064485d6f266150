"""Reads of the function itself, its role and its log: operation, answer, permission."""

from __future__ import annotations

from typing import Any

import msgspec

from diagnostics.reader import Row

Document = dict[str, Any]


class CallerIdentity(msgspec.Struct, frozen=True):
    Account: str
    Arn: str


class VpcConfig(msgspec.Struct, frozen=True):
    SubnetIds: tuple[str, ...] = ()
    SecurityGroupIds: tuple[str, ...] = ()
    VpcId: str = ""
    Ipv6AllowedForDualStack: bool = False


class LoggingConfig(msgspec.Struct, frozen=True):
    LogFormat: str = "Text"
    LogGroup: str | None = None


class DeadLetterConfig(msgspec.Struct, frozen=True):
    TargetArn: str | None = None


class FunctionConfiguration(msgspec.Struct, frozen=True):
    FunctionName: str
    FunctionArn: str
    Role: str = ""
    Runtime: str | None = None
    Timeout: int = 3
    MemorySize: int = 128
    State: str | None = None
    StateReason: str | None = None
    StateReasonCode: str | None = None
    LastUpdateStatus: str | None = None
    LastUpdateStatusReason: str | None = None
    LastUpdateStatusReasonCode: str | None = None
    LastModified: str | None = None
    VpcConfig: VpcConfig | None = None
    KMSKeyArn: str | None = None
    DeadLetterConfig: DeadLetterConfig | None = None
    LoggingConfig: LoggingConfig | None = None
    Version: str = "$LATEST"


class FunctionConcurrency(msgspec.Struct, frozen=True):
    ReservedConcurrentExecutions: int | None = None


class FunctionPolicy(msgspec.Struct, frozen=True):
    Policy: str = ""


class FunctionSummary(msgspec.Struct, frozen=True):
    FunctionName: str
    FunctionArn: str
    LastModified: str | None = None
    Runtime: str | None = None


class Functions(msgspec.Struct, frozen=True):
    Functions: tuple[FunctionSummary, ...] = ()


class Alias(msgspec.Struct, frozen=True):
    Name: str = ""


class Aliases(msgspec.Struct, frozen=True):
    Aliases: tuple[Alias, ...] = ()


class Tags(msgspec.Struct, frozen=True):
    Tags: dict[str, str] = {}


class DestinationConfig(msgspec.Struct, frozen=True):
    OnSuccess: dict[str, str] | None = None
    OnFailure: dict[str, str] | None = None


class EventInvokeConfig(msgspec.Struct, frozen=True):
    MaximumRetryAttempts: int | None = None
    MaximumEventAgeInSeconds: int | None = None
    DestinationConfig: DestinationConfig | None = None


class RoleBody(msgspec.Struct, frozen=True):
    RoleName: str
    Arn: str
    RoleId: str = ""
    AssumeRolePolicyDocument: Any = None
    PermissionsBoundary: dict[str, str] | None = None
    Tags: tuple[dict[str, str], ...] = ()
    Description: str | None = None


class Role(msgspec.Struct, frozen=True):
    Role: RoleBody


class AttachedPolicy(msgspec.Struct, frozen=True):
    PolicyName: str
    PolicyArn: str


class AttachedPolicies(msgspec.Struct, frozen=True):
    AttachedPolicies: tuple[AttachedPolicy, ...] = ()


class PolicyNames(msgspec.Struct, frozen=True):
    PolicyNames: tuple[str, ...] = ()


class RolePolicy(msgspec.Struct, frozen=True):
    PolicyName: str
    PolicyDocument: Any = None


class ManagedPolicyBody(msgspec.Struct, frozen=True):
    Arn: str
    DefaultVersionId: str
    PolicyName: str = ""


class ManagedPolicy(msgspec.Struct, frozen=True):
    Policy: ManagedPolicyBody


class PolicyVersionBody(msgspec.Struct, frozen=True):
    Document: Any = None
    VersionId: str = ""


class PolicyVersion(msgspec.Struct, frozen=True):
    PolicyVersion: PolicyVersionBody


class LogEvent(msgspec.Struct, frozen=True):
    timestamp: int = 0
    message: str = ""
    logStreamName: str = ""


class LogEvents(msgspec.Struct, frozen=True):
    events: tuple[LogEvent, ...] = ()


class MetricResult(msgspec.Struct, frozen=True):
    Id: str
    Timestamps: tuple[str, ...] = ()
    Values: tuple[float, ...] = ()
    StatusCode: str = "Complete"


class MetricData(msgspec.Struct, frozen=True):
    MetricDataResults: tuple[MetricResult, ...] = ()


class EventRecord(msgspec.Struct, frozen=True):
    EventId: str = ""
    EventName: str = ""
    EventTime: str | float = ""
    Username: str | None = None
    CloudTrailEvent: str = "{}"


class Events(msgspec.Struct, frozen=True):
    Events: tuple[EventRecord, ...] = ()


caller_identity = Row("sts:GetCallerIdentity", CallerIdentity, "", "who is looking")
function_configuration = Row(
    "lambda:GetFunctionConfiguration",
    FunctionConfiguration,
    "lambda:GetFunctionConfiguration",
    "the function's role, network, state and timeout",
    "arn:aws:lambda:*:*:function:*",
)
function_concurrency = Row(
    "lambda:GetFunctionConcurrency",
    FunctionConcurrency,
    "lambda:GetFunctionConcurrency",
    "whether the function was switched off by reserved concurrency",
    "arn:aws:lambda:*:*:function:*",
)
function_policy = Row(
    "lambda:GetPolicy",
    FunctionPolicy,
    "lambda:GetPolicy",
    "who may invoke the function, and which sources its policy names",
    "arn:aws:lambda:*:*:function:*",
)
function_aliases = Row(
    "lambda:ListAliases",
    Aliases,
    "lambda:ListAliases",
    "which aliases sources may invoke: each has its own policy",
    "arn:aws:lambda:*:*:function:*",
)
function_tags = Row(
    "lambda:ListTags",
    Tags,
    "lambda:ListTags",
    "whether CloudFormation owns the function",
    "arn:aws:lambda:*:*:function:*",
)
event_invoke_config = Row(
    "lambda:GetFunctionEventInvokeConfig",
    EventInvokeConfig,
    "lambda:GetFunctionEventInvokeConfig",
    "retries and destinations of asynchronous events",
    "arn:aws:lambda:*:*:function:*",
)
functions = Row("lambda:ListFunctions", Functions, "lambda:ListFunctions", "the picker and nearest names")
role = Row(
    "iam:GetRole", Role, "iam:GetRole", "trust and boundary of the execution role", "arn:aws:iam::*:role/*"
)
attached_policies = Row(
    "iam:ListAttachedRolePolicies",
    AttachedPolicies,
    "iam:ListAttachedRolePolicies",
    "which managed policies the role carries",
    "arn:aws:iam::*:role/*",
)
inline_policies = Row(
    "iam:ListRolePolicies",
    PolicyNames,
    "iam:ListRolePolicies",
    "which inline policies the role carries",
    "arn:aws:iam::*:role/*",
)
inline_policy = Row(
    "iam:GetRolePolicy",
    RolePolicy,
    "iam:GetRolePolicy",
    "what an inline policy allows",
    "arn:aws:iam::*:role/*",
)
managed_policy = Row(
    "iam:GetPolicy",
    ManagedPolicy,
    "iam:GetPolicy",
    "the default version of a managed policy",
    "arn:aws:iam::*:policy/*",
)
managed_policy_version = Row(
    "iam:GetPolicyVersion",
    PolicyVersion,
    "iam:GetPolicyVersion",
    "what a managed policy or boundary allows",
    "arn:aws:iam::*:policy/*",
)
log_events = Row(
    "logs:FilterLogEvents",
    LogEvents,
    "logs:FilterLogEvents",
    "what the function logged",
    "arn:aws:logs:*:*:log-group:*",
)
metric_data = Row(
    "cloudwatch:GetMetricData", MetricData, "cloudwatch:GetMetricData", "invocations, errors, backlogs"
)
event_history = Row(
    "cloudtrail:LookupEvents",
    Events,
    "cloudtrail:LookupEvents",
    "refused calls, refused deployments and the change that caused the failure",
)
