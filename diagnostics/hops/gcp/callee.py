"""Another function that this one calls over HTTP and is turned away by: who it is stands in the address.

Three kinds of address lead to a function: one with the project's number, an older one with a hash that is the same for
everything in a project and location, and cloudfunctions.net, which tells the project but not the generation.
"""

from __future__ import annotations

import re

import msgspec

from diagnostics.hops.gcp.inbound import hosts
from diagnostics.hops.gcp.world import Episode, Function, Log
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.gcp import core

_INVOKE = "run.routes.invoke"
_INVOKE_FIRST = "cloudfunctions.functions.invoke"
_FORBIDDEN = re.compile(r"\b403\b|\bForbidden\b", re.IGNORECASE)
_LOCATION = r"[a-z]+-[a-z]+\d{1,2}"
_ADDRESSES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"https://(?P<host>(?P<name>[a-z][a-z0-9-]{{0,62}}?)-(?P<project>\d{{6,20}})\.(?P<location>{_LOCATION})\.run\.app)\b",
        r"https://(?P<host>(?P<name>[a-z][a-z0-9-]{0,62}?)-(?P<hash>[a-z0-9]{10}-[a-z]{2}\.a\.run\.app))\b",
        rf"https://(?P<host>(?P<location>{_LOCATION})-(?P<project>[a-z][a-z0-9-]{{4,28}}[a-z0-9])\.cloudfunctions\.net)/(?P<name>[A-Za-z][\w-]{{0,62}})",
    )
)
_Refused = tuple[str, str]  # permission, resource


def callees(ask: Ask, function: Function, log: Log | Unknown) -> list[tuple[Episode, ...]]:
    """Return what other functions answered with 403, grouped by function, as refusals of the permission to invoke it."""
    groups: dict[_Refused, list[Episode]] = {}
    for episode in log.episodes if isinstance(log, Log) else ():
        found = _address(episode)
        refused = _refused(ask, function, found) if found else None
        if refused is None or episode.saying is None:
            continue
        action, resource = refused
        saying = msgspec.structs.replace(episode.saying, class_="iam", action=action, resource=resource)
        groups.setdefault(refused, []).append(msgspec.structs.replace(episode, saying=saying))
    return [tuple(rows) for _, rows in sorted(groups.items())]


def _address(episode: Episode) -> re.Match[str] | None:
    """Return the address that a line of the function's log says was forbidden, where nothing else is said of it."""
    unnamed = episode.saying is not None and not episode.saying.action and episode.source == "function-log"
    if not unnamed or not _FORBIDDEN.search(episode.text):
        return None
    return next((found for pattern in _ADDRESSES if (found := pattern.search(episode.text))), None)


def _refused(ask: Ask, function: Function, found: re.Match[str]) -> _Refused | None:
    """Return what the caller lacks on whom, None where the address does not tell or is the function's own."""
    own, told = hosts(function), found.groupdict()
    name, project, location = told["name"], told.get("project"), told.get("location")
    if told.get("hash"):
        if found["host"] in own or not any(host.endswith(f"-{told['hash']}") for host in own):
            return None
        project, location = function.project, function.location
    elif found["host"].endswith(".cloudfunctions.net"):
        return _by_generation(ask, function, f"projects/{project}/locations/{location}/functions/{name}")
    elif found["host"] in own:
        return None
    return _INVOKE, f"projects/{project}/locations/{location}/services/{name}"


def _by_generation(ask: Ask, function: Function, name: str) -> _Refused | None:
    """Return who is asked behind cloudfunctions.net: the function itself in the 1st generation, else its Run service."""
    if name == function.id:
        return None
    known = ask(core.function(function.project, name=name))
    if not isinstance(known, core.Function):
        return None
    service = known.serviceConfig.service
    return (_INVOKE, service) if service else (_INVOKE_FIRST, name)
