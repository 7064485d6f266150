"""How a stack is written: a builder with the one line that breaks it, and what must be said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from diagnostics.sources.demo.aws.build import Stack
from diagnostics.sources.demo.aws.cloud import ACCOUNT, EmbeddedAws

FN = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:orders"
OTHER = FN.replace("orders", "other")
ROLE = f"arn:aws:iam::{ACCOUNT}:role/orders-role"
TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/Orders"
BROKEN, BEFORE, ALWAYS = range(1, 40), range(40, 110), range(1, 110)
Builder = Callable[[Stack, bool], None]


@dataclass(frozen=True)
class Expected:
    """What the report must say.

    *change* is the event that caused it, *owner* the tool that owns it, *fixed* whether its fix is
    tried (one of several stacks with the same fix is), *others* the causes that stand beside it. *mendable* whether there is a fix to propose at all, *twin* is the class of the negative twin's verdict, or `nothing`
    where there is nothing left to diagnose.
    """

    build: Builder
    class_: str
    cause: str
    origin: str | None = None
    change: str | None = None
    failing: bool = True
    fixed: bool = True
    explicit: bool = False
    others: tuple[str, ...] = ()
    owner: str | None = None
    mendable: bool = True
    twin: str = "inconclusive"
    target: str = "orders"


STACKS: dict[str, Expected] = {}


def stack(class_: str, cause: str, **more: Any) -> Callable[[Builder], Builder]:
    """Register a builder `f(stack, broken)`: with broken False it leaves out the one line that breaks it."""

    def keep(build: Builder) -> Builder:
        STACKS[build.__name__] = Expected(build, class_, cause, **more)
        return build

    return keep


def build(cloud: EmbeddedAws, name: str, *, broken: bool = True) -> Stack:
    made = Stack(cloud, "orders")
    STACKS[name].build(made, broken)
    return made


def silent(s: Stack) -> None:
    """Let the function run until 40 minutes ago."""
    s.with_traffic(BEFORE).with_log()


def failing(s: Stack, lines: Iterable[str] | str) -> None:
    """Let every invocation of the last 40 minutes fail, each with *lines* in the log."""
    said = [lines] if isinstance(lines, str) else list(lines)
    s.with_traffic(BEFORE, BROKEN).with_log((minute, line) for minute in BROKEN for line in said)


def well(s: Stack) -> None:
    """Let every invocation end well."""
    s.with_traffic(ALWAYS).with_log()


def event(s: Stack, name: str, minutes: float, service: str, /, *about: str, **parameters: Any) -> None:
    """Record a write event on the resources *about*."""
    s.cloud.history.record(name, s.ago(minutes), service=service, resources=about, parameters=parameters)


def metric(s: Stack, namespace: str, name: str, of: dict[str, str], points: dict[int, float]) -> None:
    """Put a metric by minutes ago."""
    dimensions = [{"Name": key, "Value": value} for key, value in of.items()]

    def at(minute: int) -> datetime:
        return s.ago(minute).replace(second=0)

    s.cloud.client("cloudwatch").put_metric_data(
        Namespace=namespace,
        MetricData=[
            {"MetricName": name, "Dimensions": dimensions, "Timestamp": at(minute), "Value": value}
            for minute, value in points.items()
        ],
    )
