"""Reads of event sources and of what stands between them and the function."""

from __future__ import annotations

from typing import Any

import msgspec

from diagnostics.reader import Row


class EventSourceMapping(msgspec.Struct, frozen=True):
    UUID: str
    EventSourceArn: str | None = None
    FunctionArn: str = ""
    State: str = ""
    StateTransitionReason: str | None = None
    LastProcessingResult: str | None = None
    LastModified: str | float | None = None
    BatchSize: int | None = None
    FilterCriteria: dict[str, Any] | None = None
    SourceAccessConfigurations: tuple[dict[str, str], ...] = ()


class EventSourceMappings(msgspec.Struct, frozen=True):
    EventSourceMappings: tuple[EventSourceMapping, ...] = ()


class QueueUrl(msgspec.Struct, frozen=True):
    QueueUrl: str


class QueueAttributes(msgspec.Struct, frozen=True):
    Attributes: dict[str, str] = {}


event_source_mappings = Row(
    "lambda:ListEventSourceMappings",
    EventSourceMappings,
    "lambda:ListEventSourceMappings",
    "which queues and streams are polled for the function",
)
queue_url = Row(
    "sqs:GetQueueUrl", QueueUrl, "sqs:GetQueueUrl", "whether the queue exists", "arn:aws:sqs:*:*:*"
)
queue_attributes = Row(
    "sqs:GetQueueAttributes",
    QueueAttributes,
    "sqs:GetQueueAttributes",
    "backlog, key, policy and dead-letter queue",
    "arn:aws:sqs:*:*:*",
)


class StreamSummary(msgspec.Struct, frozen=True):
    StreamDescriptionSummary: dict[str, Any] = {}


class TableBody(msgspec.Struct, frozen=True):
    LatestStreamArn: str | None = None


class Table(msgspec.Struct, frozen=True):
    Table: TableBody


stream_summary = Row(
    "kinesis:DescribeStreamSummary",
    StreamSummary,
    "kinesis:DescribeStreamSummary",
    "whether the stream exists",
    "arn:aws:kinesis:*:*:stream/*",
)
table = Row(
    "dynamodb:DescribeTable",
    Table,
    "dynamodb:DescribeTable",
    "whether the table still has the stream that is polled",
    "arn:aws:dynamodb:*:*:table/*",
)


class LambdaNotification(msgspec.Struct, frozen=True):
    LambdaFunctionArn: str = ""
    Events: tuple[str, ...] = ()
    Id: str | None = None
    Filter: dict[str, Any] | None = None


class BucketNotification(msgspec.Struct, frozen=True):
    LambdaFunctionConfigurations: tuple[LambdaNotification, ...] = ()


class Bucket(msgspec.Struct, frozen=True):
    Name: str = ""


class Buckets(msgspec.Struct, frozen=True):
    Buckets: tuple[Bucket, ...] = ()


class EventBus(msgspec.Struct, frozen=True):
    Name: str = "default"


class EventBuses(msgspec.Struct, frozen=True):
    EventBuses: tuple[EventBus, ...] = ()


class RuleNames(msgspec.Struct, frozen=True):
    RuleNames: tuple[str, ...] = ()


class Rule(msgspec.Struct, frozen=True):
    Name: str = ""
    Arn: str = ""
    State: str = ""
    EventPattern: str | None = None
    ScheduleExpression: str | None = None
    ManagedBy: str | None = None


class RuleTarget(msgspec.Struct, frozen=True):
    Id: str = ""
    Arn: str = ""


class RuleTargets(msgspec.Struct, frozen=True):
    Targets: tuple[RuleTarget, ...] = ()


class Subscription(msgspec.Struct, frozen=True):
    SubscriptionArn: str = ""
    TopicArn: str = ""
    Protocol: str = ""
    Endpoint: str | None = None


class Subscriptions(msgspec.Struct, frozen=True):
    Subscriptions: tuple[Subscription, ...] = ()


class RestApi(msgspec.Struct, frozen=True):
    id: str = ""
    name: str = ""


class RestApis(msgspec.Struct, frozen=True):
    items: tuple[RestApi, ...] = ()


class RestResource(msgspec.Struct, frozen=True):
    path: str = "/"
    resourceMethods: dict[str, dict[str, Any]] = {}


class RestResources(msgspec.Struct, frozen=True):
    items: tuple[RestResource, ...] = ()


class Stage(msgspec.Struct, frozen=True):
    stageName: str = ""


class Stages(msgspec.Struct, frozen=True):
    item: tuple[Stage, ...] = ()


bucket_notification = Row(
    "s3:GetBucketNotificationConfiguration",
    BucketNotification,
    "s3:GetBucketNotification",
    "whether the bucket tells the function of its events",
    "arn:aws:s3:::*",
)
buckets = Row(
    "s3:ListBuckets", Buckets, "s3:ListAllMyBuckets", "which bucket may be the source, where nothing names it"
)
event_buses = Row(
    "events:ListEventBuses",
    EventBuses,
    "events:ListEventBuses",
    "on which buses rules may lead to the function",
)
rules_by_target = Row(
    "events:ListRuleNamesByTarget",
    RuleNames,
    "events:ListRuleNamesByTarget",
    "which rules lead to the function",
)
rule = Row(
    "events:DescribeRule",
    Rule,
    "events:DescribeRule",
    "whether the rule is enabled",
    "arn:aws:events:*:*:rule/*",
)
rule_targets = Row(
    "events:ListTargetsByRule",
    RuleTargets,
    "events:ListTargetsByRule",
    "whether the rule still has the function as its target",
    "arn:aws:events:*:*:rule/*",
)
subscriptions = Row(
    "sns:ListSubscriptions", Subscriptions, "sns:ListSubscriptions", "which topics lead to the function"
)
topic_subscriptions = Row(
    "sns:ListSubscriptionsByTopic",
    Subscriptions,
    "sns:ListSubscriptionsByTopic",
    "whether the topic still has the function as a subscriber",
    "arn:aws:sns:*:*:*",
)
rest_apis = Row(
    "apigateway:GetRestApis",
    RestApis,
    "apigateway:GET",
    "which API may be the source, where nothing names it",
    "arn:aws:apigateway:*::/*",
)
rest_api = Row(
    "apigateway:GetRestApi",
    RestApi,
    "apigateway:GET",
    "the API's name, for its metrics",
    "arn:aws:apigateway:*::/*",
)
rest_resources = Row(
    "apigateway:GetResources",
    RestResources,
    "apigateway:GET",
    "which methods and paths lead to the function",
    "arn:aws:apigateway:*::/*",
)
rest_stages = Row(
    "apigateway:GetStages",
    Stages,
    "apigateway:GET",
    "on which stages the API is deployed",
    "arn:aws:apigateway:*::/*",
)
