"""Time-outs and connection errors in the log: how many, since when, and on the way to where."""

from __future__ import annotations

import re

import msgspec

from diagnostics.case import Fact, need
from diagnostics.hops.aws.symptoms import symptoms
from diagnostics.hops.aws.world import AwsWorld, Episode, Log
from diagnostics.reachability.destination import UNKNOWN, Destination, destination

_TIMED_OUT = re.compile(r"Task timed out|Status: timeout|status=timeout")
_MOST = 3


class Trouble(msgspec.Struct, frozen=True):
    """*connects* counts connection errors, *timeouts* invocations that ran into the function's limit."""

    connects: int
    timeouts: int
    onset: str
    destinations: tuple[Destination, ...]
    facts: tuple[Fact, ...]


def trouble(world: AwsWorld) -> Trouble | None:
    """Return the log's time-outs and connection errors, or None where there are none, or where they have ended."""
    log = need(world.log)
    if not isinstance(log, Log) or symptoms(world).recovered:
        return None
    connects = [
        e
        for e in log.episodes
        if e.saying and e.saying.class_ == "network" and e.saying.provenance == "platform"
    ]
    timeouts = [e for e in log.episodes if _TIMED_OUT.search(e.text)]
    rows = connects or timeouts
    if not rows:
        return None
    found = dict.fromkeys(_destination(e) for e in connects if e.saying and e.saying.host)
    named = tuple(to for to in found if to.kind not in {"unknown", "local"})[:_MOST]
    shown = [*connects[:20], *timeouts[:20]]
    return Trouble(
        len(connects),
        len(timeouts),
        min(e.time for e in rows),
        named or (UNKNOWN,),
        tuple(e.fact for e in shown),
    )


def _destination(episode: Episode) -> Destination:
    saying = episode.saying
    return destination(saying.host, saying.port) if saying else UNKNOWN
