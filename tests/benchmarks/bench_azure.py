"""How long a diagnosis of Azure takes with 100 ms on each call, and how many calls it makes."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from diagnostics.sources.base import Source
from diagnostics.sources.demo.azure.cloud import EmbeddedAzure
from tests.azure.stacks import STACKS, build
from troubleshooter.session import Request, Session

DELAY = 0.1
RUNS = 2  # the better one counts: what else the machine does is no part of it
# Calls of which each needs the answer of the one before: the app, its telemetry, its targets, what stands at the target, the change.
CHAIN = 5


def main() -> None:
    """Print a line for each stack, and the slowest and the widest."""
    cloud = EmbeddedAzure()
    rows = []
    source = cloud.source()
    for name in STACKS:
        cloud.reset()
        stack = build(cloud, name)
        Session(
            Request(stack.id, "azure", cloud.options), source=source
        ).run()  # clients made, connections open
        cloud.faults.delay = DELAY
        seconds = min(_timed(cloud, stack.id, source) for _ in range(RUNS))
        calls = cloud.faults.calls
        chain = CHAIN + (calls.count("web:ListAppSettings") > 1) + ("eventhub:GetConsumerGroup" in calls)
        rows.append((seconds / (chain * DELAY), len(calls), chain, name))
    for ratio, count, chain, name in sorted(rows, reverse=True)[:8]:
        print(
            f"{ratio * chain * DELAY * 1000:5.0f} ms  {count:2d} calls  {ratio:4.2f} x {chain} calls in a row  {name}"
        )
    print(
        f"of {len(rows)} stacks: at most {max(r[1] for r in rows)} calls, {max(r[0] for r in rows):.2f} x the longest chain"
    )
    cloud.stop()


def _timed(cloud: EmbeddedAzure, target: str, source: Source) -> float:
    """Return the seconds of one diagnosis."""
    cloud.faults.calls.clear()
    begun = time.perf_counter()
    Session(Request(target, "azure", cloud.options), source=source).run()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
