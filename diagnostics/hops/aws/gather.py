"""Reads an AWS case, section by section, each published the moment it is known."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from diagnostics.case import Hop
from diagnostics.clouds import TargetName
from diagnostics.hops.aws.function import read_function, read_grants, read_traffic
from diagnostics.hops.aws.history import read_history
from diagnostics.hops.aws.inbound import read_inbound
from diagnostics.hops.aws.log import read_log
from diagnostics.hops.aws.role import read_role
from diagnostics.hops.aws.target import read_target
from diagnostics.hops.aws.world import AwsWorld, Episode, Function, History, Log
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.aws import core

Publish = Callable[[AwsWorld], None]
_TARGETS = 6  # distinct refused requests that are followed; more are named, not read


class Gathering:
    """The World as it grows: `put` replaces sections and hands the new World on, one at a time."""

    def __init__(self, world: AwsWorld, publish: Publish) -> None:
        self.world = world
        self._publish = publish
        self._lock = threading.Lock()

    def put(self, **sections: Any) -> None:
        with self._lock:
            self.world = msgspec.structs.replace(self.world, **sections)
            self._publish(self.world)


def gather(ask: Ask, world: AwsWorld, name: TargetName, publish: Publish) -> AwsWorld:
    """Read everything about the function that *name* means and return the finished World."""
    case = Gathering(world, publish)
    region = world.target.region or ""
    caller, function = ask.pair(
        lambda: ask(core.caller_identity(region)),
        lambda: read_function(ask, name.name, region, name.qualifier),
    )
    if isinstance(caller, core.CallerIdentity):
        case.put(caller=caller.Arn)
    if not isinstance(function, Function):
        case.put(function=function)
        return case.world
    target = msgspec.structs.replace(
        world.target, id=function.arn, name=function.name, region=function.region, account=function.account
    )
    case.put(function=function, target=target)
    start, end = world.start, world.end
    ask.together(
        lambda: case.put(traffic=read_traffic(ask, function, start, end)),
        lambda: case.put(role=read_role(ask, function.config.Role)),
        lambda: case.put(grants=read_grants(ask, function)),
        lambda: case.put(inbound=read_inbound(ask, function, start, end)),
        lambda: _refusals(ask, case, function, start, end),
    )
    return case.world


def _refusals(ask: Ask, case: Gathering, function: Function, start: datetime, end: datetime) -> None:
    """Read log and Event history, then what the refusals in them lead to."""
    log, history = ask.pair(
        lambda: _published(case, "log", read_log(ask, function, start, end)),
        lambda: _published(case, "history", read_history(ask, function, start, end)),
    )
    groups = refused_requests(log, history)
    case.put(outbound=ask.together(*[partial(_target, ask, function, group) for group in groups[:_TARGETS]]))


def _target(ask: Ask, function: Function, group: tuple[Episode, ...]) -> Hop:
    return read_target(ask, function, group)


def _published(case: Gathering, section: str, value: Any) -> Any:
    case.put(**{section: value})
    return value


def refused_requests(log: Log | Unknown, history: History | Unknown) -> list[tuple[Episode, ...]]:
    """Return the refusals grouped by what was asked of whom, most frequent first."""
    episodes: list[Episode] = []
    for part in (log, history):
        if not isinstance(part, Unknown):
            episodes += part.episodes
    groups: dict[tuple[str, str], list[Episode]] = {}
    for episode in episodes:
        saying = episode.saying
        if saying is None or saying.class_ not in {"iam", "resource-policy"} or not saying.action:
            continue
        groups.setdefault((saying.action.lower(), saying.resource or ""), []).append(episode)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [tuple(rows) for _, rows in ordered]
