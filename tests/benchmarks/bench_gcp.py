"""How many calls a diagnosis on Google Cloud makes, and how long it takes beside its longest chain of calls.

python tests/benchmarks/bench_gcp.py        prints a table; nothing passes or fails by it
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from diagnostics.reader import Call
from diagnostics.sources.demo.gcp.cloud import EmbeddedGcp
from diagnostics.sources.gcp import CALLER
from tests.gcp.harness import TARGET
from tests.gcp.stacks import STACKS, build
from troubleshooter.session import Outcome, Request, Session

DELAY = 0.1


def main() -> None:
    cloud = EmbeddedGcp()
    source = cloud.source()
    build(cloud, "condition_that_has_run_out")
    _once(cloud, source)  # imports (CEL among them), clients and connections are made
    print(f"{'stack':<52} calls  chain  seconds  of the chain")
    worst = 0.0
    for number, name in enumerate(STACKS):
        if number % 20 == 19:  # a source sends at most sixty log reads a minute
            source = cloud.source()
            _once(cloud, source)
        cloud.reset()
        build(cloud, name)
        cloud.delay = DELAY
        begun = time.monotonic()
        outcome = _once(cloud, source)
        took = time.monotonic() - begun
        made = [call for call in outcome.calls if call.query.op != CALLER]
        chain = _chain(made)
        worst = max(worst, took / (chain * DELAY))
        print(f"{name:<52} {len(made):5}  {chain:5}  {took:7.2f}  {took / (chain * DELAY):5.2f}")
    print(f"worst: {worst:.2f} of the longest chain, with {DELAY * 1000:.0f} ms a call")
    cloud.stop()


def _once(cloud: EmbeddedGcp, source: object) -> Outcome:
    return Session(Request(TARGET, "gcp", cloud.options), source=source).run()  # type: ignore[arg-type]


def _chain(calls: list[Call]) -> int:
    """Return the length of the longest row of calls of which each began after the one before had ended."""
    longest: dict[int, int] = {}
    ordered = sorted(range(len(calls)), key=lambda i: calls[i].started)
    for i in ordered:
        before = [longest[j] for j in longest if calls[j].started + calls[j].seconds <= calls[i].started]
        longest[i] = 1 + max(before, default=0)
    return max(longest.values(), default=1)


if __name__ == "__main__":
    main()
