"""Another function that this one calls over HTTP and is turned away by: who it is stands in the address."""

from __future__ import annotations

import re

import msgspec

from diagnostics.hops.gcp.inbound import hosts
from diagnostics.hops.gcp.world import Episode, Function, Log
from diagnostics.reader import Unknown

_INVOKE = "run.routes.invoke"
_FORBIDDEN = re.compile(r"\b403\b|\bForbidden\b", re.IGNORECASE)
_ADDRESS = re.compile(
    r"https://(?P<host>(?P<service>[a-z][a-z0-9-]{0,62}?)-(?P<number>\d{6,20})\.(?P<location>[a-z]+-[a-z]+\d{1,2})\.run\.app)\b"
)


def callees(function: Function, log: Log | Unknown) -> list[tuple[Episode, ...]]:
    """Return what other Cloud Run services answered with 403, grouped by service, as refusals of run.routes.invoke."""
    groups: dict[str, list[Episode]] = {}
    for episode in log.episodes if isinstance(log, Log) else ():
        found = _ADDRESS.search(episode.text)
        if (
            found is None
            or episode.saying is None
            or episode.saying.action
            or episode.source != "function-log"
        ):
            continue
        if found["host"] in hosts(function) or not _FORBIDDEN.search(episode.text):
            continue
        service = f"projects/{found['number']}/locations/{found['location']}/services/{found['service']}"
        saying = msgspec.structs.replace(episode.saying, class_="iam", action=_INVOKE, resource=service)
        groups.setdefault(service, []).append(msgspec.structs.replace(episode, saying=saying))
    return [tuple(rows) for _, rows in sorted(groups.items())]
