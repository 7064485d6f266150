"""Reads of CloudFormation: what a stack tried, what it was refused, and what it made."""

from __future__ import annotations

import msgspec

from diagnostics.reader import Row


class StackEvent(msgspec.Struct, frozen=True):
    EventId: str = ""
    StackName: str = ""
    StackId: str = ""
    LogicalResourceId: str = ""
    PhysicalResourceId: str = ""
    ResourceType: str = ""
    Timestamp: str | float = ""
    ResourceStatus: str = ""
    ResourceStatusReason: str | None = None
    ResourceProperties: str | None = None


class StackEvents(msgspec.Struct, frozen=True):
    StackEvents: tuple[StackEvent, ...] = ()


class StackResource(msgspec.Struct, frozen=True):
    LogicalResourceId: str = ""
    PhysicalResourceId: str = ""
    ResourceType: str = ""
    ResourceStatus: str = ""


class StackResources(msgspec.Struct, frozen=True):
    StackResourceSummaries: tuple[StackResource, ...] = ()


stack_events = Row(
    "cloudformation:DescribeStackEvents",
    StackEvents,
    "cloudformation:DescribeStackEvents",
    "what a refused deployment says of itself",
    "arn:aws:cloudformation:*:*:stack/*",
)
stack_resources = Row(
    "cloudformation:ListStackResources",
    StackResources,
    "cloudformation:ListStackResources",
    "which functions and sources a stack made",
    "arn:aws:cloudformation:*:*:stack/*",
)
