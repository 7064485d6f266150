"""Runs the diagnosis of an embedded stack as the product does, and a fix as its reader would: in bash, with the AWS CLI."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from diagnostics.clouds import Options
from diagnostics.report import Report
from diagnostics.sources.aws import AwsSource, Patience
from diagnostics.sources.demo.aws.cloud import EmbeddedAws
from troubleshooter.session import Outcome, Request, Session

_AWSCLI = os.environ.get("TROUBLESHOOTER_TEST_AWSCLI", "")
HASTY = Patience(connect=0.5, read=0.25, attempts=1, pause=0.0)


@cache
def _source(url: str, region: str, patience: Patience) -> AwsSource:
    """Return one source for each embedded account: its clients cost more than its answers."""
    return AwsSource(region=region, endpoint=url, patience=patience)


def run(
    cloud: EmbeddedAws,
    target: str = "orders",
    *,
    now: datetime | None = None,
    patience: Patience = Patience(pause=0.0),  # noqa: B008 - frozen
) -> Outcome:
    source = _source(cloud.url, cloud.region, patience)
    return Session(Request(target, "aws", Options(region=cloud.region), now=now), source=source).run()


def diagnose(cloud: EmbeddedAws, target: str = "orders", now: datetime | None = None) -> Report:
    return run(cloud, target, now=now).report


def cli(cloud: EmbeddedAws, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the real command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "troubleshooter.cli", *words],
        env={**os.environ, **cloud.env(), **env}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def paste(cloud: EmbeddedAws, script: str, folder: Path) -> None:
    """Run a fix in bash; version 1 of the CLI reaches an embedded SQS by --endpoint-url only, hence the stand-in."""
    if not _AWSCLI:
        pytest.skip("no AWS CLI: `make test` installs one and names it in TROUBLESHOOTER_TEST_AWSCLI")
    stand_in = folder / "aws"
    stand_in.write_text(f'#!/bin/bash\nexec {shlex.quote(_AWSCLI)} --endpoint-url "$AWS_ENDPOINT_URL" "$@"\n')
    stand_in.chmod(0o755)
    path = f"{folder}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script],
        env={**os.environ, **cloud.env(), "PATH": path}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stderr}\n{script}"
