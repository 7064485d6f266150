"""Runs the diagnosis of an embedded stack as the product does: the real client libraries, over HTTP."""

from __future__ import annotations

import os
import subprocess
import sys

from diagnostics.report import Report
from diagnostics.sources.demo.gcp.cloud import EmbeddedGcp
from troubleshooter.session import Outcome, Request, Session

TARGET = "projects/demo-shop/locations/europe-west1/functions/orders"


def run(cloud: EmbeddedGcp, target: str = TARGET) -> Outcome:
    return Session(Request(target, "gcp", cloud.options), source=cloud.source()).run()


def diagnose(cloud: EmbeddedGcp, target: str = TARGET) -> Report:
    return run(cloud, target).report


def cli(cloud: EmbeddedGcp, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the real command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "troubleshooter.cli", *words],
        env={**os.environ, **cloud.env(), **env}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
