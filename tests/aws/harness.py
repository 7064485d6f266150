"""Runs the diagnosis of an embedded stack as the product does, and a fix as its reader would: in bash, with the AWS CLI."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from diagnostics.clouds import Options
from diagnostics.report import Report
from diagnostics.sources.aws import AwsSource
from diagnostics.sources.demo.aws.cloud import EmbeddedAws
from troubleshooter.session import Outcome, Request, Session

_AWSCLI = os.environ.get("TROUBLESHOOTER_TEST_AWSCLI", "")


def run(cloud: EmbeddedAws, target: str = "orders") -> Outcome:
    source = AwsSource(region=cloud.region, endpoint=cloud.url)
    return Session(Request(target, "aws", Options(region=cloud.region)), source=source).run()


def diagnose(cloud: EmbeddedAws, target: str = "orders") -> Report:
    return run(cloud, target).report


def cli(cloud: EmbeddedAws, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the real command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "troubleshooter.cli", *words],
        env={**os.environ, **cloud.env()}, capture_output=True, text=True, timeout=120, check=False,
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
