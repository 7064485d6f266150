"""Which event sources lead to the function: found from its mappings, its policy and the sources themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from diagnostics.case import Hop
from diagnostics.hops.aws.sqs import read_queue_hop
from diagnostics.hops.aws.world import Function
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.aws import wiring


def read_mappings(ask: Ask, function: Function) -> tuple[wiring.EventSourceMapping, ...] | Unknown:
    """Return the event source mappings of the function."""
    answer = ask(wiring.event_source_mappings(function.region, FunctionName=function.name))
    if isinstance(answer, Unknown):
        return answer
    return answer.EventSourceMappings if answer else ()


def read_inbound(ask: Ask, function: Function, start: datetime, end: datetime) -> tuple[Hop, ...]:
    """Return every hop that leads to the function, polled sources first."""
    mappings = read_mappings(ask, function)
    tasks: list[Callable[[], Hop]] = [
        partial(read_queue_hop, ask, function, mapping, start, end)
        for mapping in (() if isinstance(mappings, Unknown) else mappings)
        if ":sqs:" in (mapping.EventSourceArn or "")
    ]
    return ask.together(*tasks)
