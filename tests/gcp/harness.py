"""Runs the diagnosis of an embedded stack as the product does: the real client libraries, over HTTP."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from datetime import datetime
from unittest import mock

from diagnostics.report import Report
from diagnostics.sources.demo.gcp.cloud import EmbeddedGcp
from diagnostics.sources.gcp import GcpSource, Patience
from troubleshooter.cli import main
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


def environment(cloud: EmbeddedGcp, **more: str) -> dict[str, str]:
    """Return an environment that names this cloud and no other."""
    clean = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("CLOUDSDK_", "GOOGLE_", "AWS_"))
    }
    return {**clean, **cloud.env(), **more}


def process(cloud: EmbeddedGcp, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the real command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "troubleshooter.cli", *words],
        env=environment(cloud), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def cli(cloud: EmbeddedGcp, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in this process, which saves a second each time."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with (
        mock.patch.dict(os.environ, environment(cloud, **env), clear=True),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main(list(words))
        except SystemExit as left:
            status = left.code
    said = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]
    return subprocess.CompletedProcess(words, int(status or 0), *said)
