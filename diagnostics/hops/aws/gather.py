"""Reads an AWS case, section by section, each published the moment it is known."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from diagnostics.case import Hop
from diagnostics.clock import parse_iso
from diagnostics.clouds import TargetName
from diagnostics.errors import NothingReadError
from diagnostics.evidence.symptoms import last_good_hour
from diagnostics.hops.aws.deploys import Deploys, read_deploys, read_stack
from diagnostics.hops.aws.function import read_function, read_grants, read_traffic
from diagnostics.hops.aws.history import read_history
from diagnostics.hops.aws.inbound import read_inbound
from diagnostics.hops.aws.log import read_log
from diagnostics.hops.aws.network import read_network
from diagnostics.hops.aws.resolve import behind, nearest, only_function
from diagnostics.hops.aws.role import read_role
from diagnostics.hops.aws.symptoms import symptoms
from diagnostics.hops.aws.target import read_target
from diagnostics.hops.aws.world import AwsWorld, Episode, Function, History, Log, Traffic
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.aws import core

Publish = Callable[[AwsWorld], None]
_REFUSALS = {"iam", "resource-policy", "inconclusive"}  # the last: refused, and the text does not say by whom
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
    ask.pair(lambda: _caller(ask, case, region), lambda: _case(ask, case, name, region))
    return case.world


def _caller(ask: Ask, case: Gathering, region: str) -> None:
    caller = ask(core.caller_identity(region))
    if isinstance(caller, core.CallerIdentity):
        case.put(caller=caller.Arn)


def _case(ask: Ask, case: Gathering, name: TargetName, region: str) -> None:
    """Find the function and read it; a stack, or a function that is not there, is left to its deployment."""
    world = case.world
    if name.kind == "stack":
        if _stack(ask, case, name, region):
            return
        name = only_function(ask, name, region)
    found = behind(ask, name, region)
    function = read_function(ask, found.name, region, found.qualifier)
    if function is None and name.kind == "function":
        deploys = read_deploys(ask, region, found.name, None, world.start, world.end)
        if deploys.refused:
            _roles_of(ask, case, deploys)
            case.put(function=None, deploys=deploys)
            return
        stack = _stack(ask, case, name, region)
        if stack:
            return
        if stack is False:
            found = only_function(ask, name, region)
        else:
            found, note = nearest(ask, found, region)
            case.put(notes=(note,))
        function = read_function(ask, found.name, region, found.qualifier)
    if function is None:
        raise NothingReadError(
            f"The function {found.name}, which {name.text or name.name} leads to, does not exist in {region}.",
            "Name the function that fails.",
        )
    if isinstance(function, Unknown):
        case.put(function=function)
        return
    target = msgspec.structs.replace(
        world.target, id=function.arn, name=function.name, region=function.region, account=function.account
    )
    case.put(function=function, target=target)
    _sections(ask, case, function, name)


def _roles_of(ask: Ask, case: Gathering, deploys: Deploys) -> None:
    """Read the execution role that a refused deployment names: there is no function to name it."""
    roles = [row.role for row in deploys.refused if row.role]
    case.put(role=read_role(ask, roles[-1]) if roles else None)


def _stack(ask: Ask, case: Gathering, name: TargetName, region: str) -> bool | None:
    """Whether the stack *name* was refused something in the window, put into the World; None where none is known."""
    deploys = read_stack(ask, region, name.name, case.world.start, case.world.end)
    if deploys is None or deploys.unknown is not None:
        return None
    if not deploys.refused:
        return False
    target = msgspec.structs.replace(case.world.target, name=name.name)
    _roles_of(ask, case, deploys)
    case.put(function=None, deploys=deploys, target=target)
    return True


def _sections(ask: Ask, case: Gathering, function: Function, name: TargetName) -> None:
    start, end = case.world.start, case.world.end
    ask.together(
        lambda: _failures(ask, case, function, start, end),
        lambda: case.put(role=read_role(ask, function.config.Role)),
        lambda: _sources(ask, case, function, name),
        lambda: case.put(network=read_network(ask, function)),
    )


def _sources(ask: Ask, case: Gathering, function: Function, name: TargetName) -> None:
    """Read who may invoke the function, and the sources that this and the sources themselves name."""
    grants = read_grants(ask, function)
    case.put(grants=grants)
    hints = () if name.kind in {"function", "stack"} else (name.text,)
    case.put(inbound=read_inbound(ask, function, grants, (case.world.start, case.world.end), hints))


def _failures(ask: Ask, case: Gathering, function: Function, start: datetime, end: datetime) -> None:
    """Read metrics, log and Event history, then what the refusals in them lead to."""
    log, history, traffic = ask.together(
        lambda: read_log(ask, function, start, end),
        lambda: _published(case, "history", read_history(ask, function, start, end)),
        lambda: _published(case, "traffic", read_traffic(ask, function, start, end)),
    )
    log = _widened(ask, case, function, log, traffic)
    case.put(log=log)
    groups = refused_requests(log, history)
    case.put(outbound=ask.together(*[partial(_target, ask, function, group) for group in groups[:_TARGETS]]))


def _widened(ask: Ask, case: Gathering, function: Function, log: Any, traffic: Any) -> Any:
    """Return the log back to the last good hour where failures fill the window; the window grows with it."""
    if not isinstance(traffic, Traffic) or not isinstance(log, Log) or not log.exists:
        return log
    start = case.world.start
    seen = symptoms(case.world)
    onset = parse_iso(seen.onset)
    if onset is None or onset >= start:
        return log
    good = parse_iso(last_good_hour(traffic.earlier, traffic.earlier_errors)) or onset
    case.put(start=good)
    before = read_log(ask, function, good, start, "failures-before")
    if isinstance(before, Unknown) or not before.exists:
        return log
    return msgspec.structs.replace(
        log, episodes=before.episodes + log.episodes, lines=log.lines + before.lines
    )


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
        if saying is None or saying.class_ not in _REFUSALS or not saying.action:
            continue
        groups.setdefault((saying.action.lower(), saying.resource or ""), []).append(episode)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [tuple(rows) for _, rows in ordered]
