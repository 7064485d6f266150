"""Reads a Google Cloud case, section by section, each published the moment it is known."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from diagnostics.case import Hop
from diagnostics.clouds import TargetName
from diagnostics.errors import NothingReadError
from diagnostics.hops.gcp.callee import callees
from diagnostics.hops.gcp.function import read_function, read_traffic
from diagnostics.hops.gcp.inbound import read_inbound, read_pushers
from diagnostics.hops.gcp.log import read_log
from diagnostics.hops.gcp.names import account_name
from diagnostics.hops.gcp.network import read_network
from diagnostics.hops.gcp.readiness import of_state
from diagnostics.hops.gcp.resolve import not_there, resolve
from diagnostics.hops.gcp.target import read_target
from diagnostics.hops.gcp.world import Episode, Function, GcpWorld, Log
from diagnostics.reader import Ask, Read, Unknown
from diagnostics.reads.gcp import core

Publish = Callable[[GcpWorld], None]
NOT_READ = Unknown("the function logged nothing that speaks of its account")
_TARGETS = 4  # distinct refused requests that are followed; more are named, not read


class Gathering:
    """The World as it grows: `put` replaces sections and hands the new World on, one at a time."""

    def __init__(self, world: GcpWorld, publish: Publish) -> None:
        self.world = world
        self._publish = publish
        self._lock = threading.Lock()

    def put(self, **sections: Any) -> None:
        with self._lock:
            self.world = msgspec.structs.replace(self.world, **sections)
            self._publish(self.world)


def gather(ask: Ask, world: GcpWorld, name: TargetName, project: str | None, publish: Publish) -> GcpWorld:
    """Read everything about the function that *name* means and return the finished World."""
    case = Gathering(world, publish)
    found = resolve(ask, name, project)
    case.put(caller=found.caller, notes=found.notes)
    ask.ahead(*_project_reads(found.project))
    function = read_function(ask, found.project, found.location, found.name)
    missing = function is None
    if not isinstance(function, Function):
        function = Function(found.project, found.location, found.name, None, None, function)
    target = msgspec.structs.replace(
        world.target, id=function.id, name=function.name, region=function.location, account=function.project
    )
    case.put(function=None if missing else function, target=target)
    about, policy = ask.all(*_project_reads(found.project))
    case.put(project=about, policy=policy)
    _reachable(function, about, policy)
    if missing:
        log = read_log(ask, function, world.start, world.end)
        if not isinstance(log, Log) or not log.deploys:
            not_there(ask, function)
        case.put(log=log)
        return case.world
    _sections(ask, case, function, about, policy)
    return case.world


def _project_reads(project: str) -> tuple[Read[Any], Read[Any]]:
    name = f"projects/{project}"
    return core.project(project, name=name), core.project_policy(project, resource=name)


def _reachable(
    function: Function, about: core.Project | Unknown | None, policy: core.Policy | Unknown | None
) -> None:
    """Raise where neither the function nor its project may be seen: Google does not tell a wrong name from a missing right."""
    project = function.project
    if about is None and policy is None:
        raise NothingReadError(
            f"There is no project {project}.", "Check --project; gcloud projects list shows them."
        )
    unread = function.unread
    if unread is None or not isinstance(about, Unknown) or not isinstance(policy, Unknown):
        return
    if unread.needs:
        raise NothingReadError(
            f"Nothing may be read in the project {project}, or it does not exist.",
            "Check --project, or ask its owner for the role that `troubleshooter permissions gcp` prints.",
        )
    raise NothingReadError(
        f"Nothing could be read about {function.name}: {unread.why}.",
        "Check the network, the proxy and CLOUDSDK_API_ENDPOINT_OVERRIDES_*, or work from a bundle with --evidence FILE.",
    )


def _sections(
    ask: Ask,
    case: Gathering,
    function: Function,
    about: core.Project | Unknown | None,
    policy: core.Policy | Unknown | None,
) -> None:
    start, end = case.world.start, case.world.end
    ask.together(
        lambda: _failures(ask, case, function, about, policy),
        lambda: case.put(traffic=read_traffic(ask, function, start, end)),
        lambda: case.put(invokers=_invokers(ask, function)),
        lambda: case.put(inbound=read_inbound(ask, function, about, policy, end)),
    )


def _account(ask: Ask, function: Function) -> core.ServiceAccount | Unknown | None:
    if not function.email:
        return function.unread or Unknown("the function names no account")
    return ask(core.service_account(function.project, name=account_name(function.email, function.project)))


def _invokers(ask: Ask, function: Function) -> core.Policy | Unknown | None:
    """Return the policy that says who may invoke: of the function in the 1st generation, of the Run service in the 2nd."""
    if function.first_generation:
        return ask(core.function_policy(function.project, resource=function.id))
    return ask(core.service_policy(function.project, resource=function.service_name))


def _failures(
    ask: Ask,
    case: Gathering,
    function: Function,
    about: core.Project | Unknown | None,
    policy: core.Policy | Unknown | None,
) -> None:
    """Read the logs, then what the failures in them lead to: refusals to policies, time-outs to the way out."""
    log = read_log(ask, function, case.world.start, case.world.end)
    case.put(log=log)
    groups = [*of_state(function, case.world.end), *refused_requests(log), *callees(ask, function, log)][
        :_TARGETS
    ]
    silent = isinstance(log, Log) and not log.episodes
    ask.together(
        lambda: case.put(account=NOT_READ if silent else _account(ask, function)),
        lambda: case.put(pushers=read_pushers(ask, function, log)),
        lambda: case.put(network=read_network(ask, function, deeply=_unreachable(log))),
        lambda: case.put(
            outbound=ask.together(
                *[partial(_target, ask, function, about, policy, group) for group in groups]
            )
        ),
    )


def _unreachable(log: Log | Unknown) -> bool:
    """Whether anything in the log speaks of packets that did not arrive."""
    return isinstance(log, Log) and any(e.saying and e.saying.class_ == "network" for e in log.episodes)


def _target(
    ask: Ask,
    function: Function,
    about: core.Project | Unknown | None,
    policy: core.Policy | Unknown | None,
    group: tuple[Episode, ...],
) -> Hop:
    return read_target(ask, function, about, policy, group)


def refused_requests(log: Log | Unknown) -> list[tuple[Episode, ...]]:
    """Return the calls refused to the function, grouped by permission and resource, most frequent first.

    A message that names no resource belongs to the one resource that others name for the same permission.
    """
    rows = [
        e
        for e in (() if isinstance(log, Unknown) else log.episodes)
        if e.saying
        and e.saying.class_ in {"iam", "resource-policy"}
        and e.saying.action
        and e.source != "policy-log"
    ]
    named: dict[str, set[str]] = {}
    for e in rows:
        assert e.saying is not None  # noqa: S101 - for the type checker: chosen above
        if e.saying.resource:
            named.setdefault((e.saying.action or "").lower(), set()).add(_short(e.saying.resource))
    groups: dict[tuple[str, str], list[Episode]] = {}
    for e in rows:
        assert e.saying is not None  # noqa: S101 - for the type checker: chosen above
        action = (e.saying.action or "").lower()
        told = _short(e.saying.resource) if e.saying.resource else ""
        only = named.get(action, set())
        groups.setdefault((action, told or (next(iter(only)) if len(only) == 1 else "")), []).append(e)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [tuple(found) for _, found in ordered]


def _short(resource: str) -> str:
    """Return *resource* without its project, which messages write as id or as number."""
    words = resource.split("/")
    return "/".join(words[2:]) if words[0] == "projects" and len(words) > 2 else resource
