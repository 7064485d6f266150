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
