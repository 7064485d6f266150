"""Time of a diagnosis over an account whose every call takes 50 ms; prints figures, passes and fails nothing.

    python -m tests.benchmarks.bench_diagnosis

*chain* is the longest run of calls of which each began after the one before had ended: no diagnosis can be faster.
*crowd* repeats a case in an account with many more functions, rules, roles, topics and buckets.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

from diagnostics.clouds import Options
from diagnostics.engine import Judged
from diagnostics.reader import Call
from diagnostics.sources.aws import AwsSource
from diagnostics.sources.demo.aws.build import LOGS, Stack
from diagnostics.sources.demo.aws.cloud import EmbeddedAws
from tests.aws.stacks import STACKS, build
from troubleshooter.session import Outcome, Request, Session

DELAY = 0.05  # seconds added to every call
STACKS_TIMED = (
    "action_missing",
    "mapping_disabled",
    "bucket_without_statement",
    "no_route",
    "key_policy",
    "healthy",
)
CROWD = 60


def chain(calls: tuple[Call, ...]) -> tuple[int, float]:
    """Return length and seconds of the longest run of calls that came one after another."""
    best: dict[int, tuple[float, int]] = {}
    ordered = sorted(range(len(calls)), key=lambda n: calls[n].started)
    for number in ordered:
        call = calls[number]
        before = [best[n] for n in best if calls[n].started + calls[n].seconds <= call.started]
        seconds, length = max(before, default=(0.0, 0))
        best[number] = (seconds + call.seconds, length + 1)
    seconds, length = max(best.values())
    return length, seconds


def timed(cloud: EmbeddedAws, source: AwsSource) -> tuple[Outcome, float, float]:
    """Return the outcome, the seconds it took, and the seconds until its verdict was first on screen."""
    said: list[tuple[float, str | None]] = []
    begun = time.perf_counter()

    def heard(judged: Judged) -> None:
        said.append((time.perf_counter() - begun, judged.report.verdict.cause))

    outcome = Session(Request("orders", "aws", Options(region=cloud.region)), heard, source=source).run()
    whole = time.perf_counter() - begun
    cause = outcome.report.verdict.cause
    held = [n for n, (_, named) in enumerate(said) if named != cause]
    return outcome, whole, said[max(held, default=-1) + 1][0]


def _cold(cloud: EmbeddedAws) -> float:
    """Return the seconds of a whole process, imports and clients included."""
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "troubleshooter.cli", "diagnose", "orders", "--format", "json"],
        env={**os.environ, **cloud.env()}, capture_output=True, check=False,
    )  # fmt: skip
    return time.perf_counter() - begun


def _crowd(cloud: EmbeddedAws) -> None:
    """Put many other things into the account."""
    events, sns, s3 = (cloud.client(name) for name in ("events", "sns", "s3"))
    for number in range(CROWD):
        name = f"other-{number}"
        Stack(cloud, name).with_role(LOGS).with_function()
        events.put_rule(Name=name, ScheduleExpression="rate(1 hour)")
        events.put_targets(
            Rule=name, Targets=[{"Id": "1", "Arn": f"arn:aws:lambda:us-east-1:123456789012:function:{name}"}]
        )
        sns.create_topic(Name=name)
        s3.create_bucket(Bucket=name)


def main() -> None:
    cloud = EmbeddedAws()
    print(
        f"{'stack':<28}{'calls':>6}{'chain':>7}{'chain s':>9}{'verdict s':>11}{'whole s':>9}{'ratio':>7}{'cold s':>8}"
    )
    for name in (*STACKS_TIMED, "crowd"):
        cloud.reset()
        build(cloud, "action_missing" if name == "crowd" else name)
        if name == "crowd":
            _crowd(cloud)
        source = cloud.source()
        timed(cloud, source)  # the clients are made here
        cloud.layer.delay = DELAY
        cloud.layer.calls.clear()
        outcome, whole, verdict = timed(cloud, source)
        made, (length, seconds) = len(cloud.layer.calls), chain(outcome.calls)
        cold = _cold(cloud)
        assert outcome.report.verdict.cause == STACKS.get(name, STACKS["action_missing"]).cause
        print(
            f"{name:<28}{made:>6}{length:>7}{seconds:>9.3f}{verdict:>11.3f}{whole:>9.3f}{whole / seconds:>7.2f}{cold:>8.2f}"
        )
    print(json.dumps({"delay": DELAY, "crowd": CROWD}))
    cloud.stop()


if __name__ == "__main__":
    main()
