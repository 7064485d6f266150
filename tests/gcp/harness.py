"""Runs the diagnosis of an embedded stack as the product does: the real client libraries, over HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime

from diagnostics.report import Report
from diagnostics.sources.demo.gcp.cloud import EmbeddedGcp
from diagnostics.sources.gcp import GcpSource, Patience
from troubleshooter.session import Outcome, Request, Session

TARGET = "projects/demo-shop/locations/europe-west1/functions/orders"
HASTY = Patience(connect=0.5, read=0.25, attempts=1, pause=0.0)


def run(
    cloud: EmbeddedGcp, target: str = TARGET, *, patience: Patience | None = None, now: datetime | None = None
) -> Outcome:
    source = GcpSource(cloud.project, cloud.url, patience)
    return Session(Request(target, "gcp", cloud.options, now=now), source=source).run()


def diagnose(cloud: EmbeddedGcp, target: str = TARGET) -> Report:
    return run(cloud, target).report


def cli(cloud: EmbeddedGcp, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the real command line in a process of its own, in an environment that names this cloud and nothing else."""
    clean = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("CLOUDSDK_", "GOOGLE_", "AWS_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "troubleshooter.cli", *words],
        env={**clean, **cloud.env(), **env}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
