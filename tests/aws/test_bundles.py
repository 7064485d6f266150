"""A case in a file: the same report as the live case, no secret in it, and a failure verified as gone."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from diagnostics.sources.demo.aws.build import LOGS, Stack
from diagnostics.sources.demo.aws.cloud import EmbeddedAws
from tests.aws.harness import cli, paste
from tests.aws.stacks import STACKS, build
from tests.aws.stacks.model import TABLE, failing

SECRETS = (
    "AKIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMIK7MDENG",
    "hunter2hunter2",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0",
)


@pytest.mark.parametrize("name", ["the_change_that_explains_among_nearer_ones", "no_route", "mapping_disabled",
                                  "stack_that_may_not_pass_the_role"])  # fmt: skip
def test_a_bundle_gives_the_report_of_the_live_case(cloud: EmbeddedAws, name: str, tmp_path: Path) -> None:
    """The report over a saved bundle is the live one, byte for byte, on a machine without an account."""
    build(cloud, name)
    kept = tmp_path / "case.zip"
    live = cli(cloud, "diagnose", STACKS[name].target, "--format", "json", "--save-evidence", str(kept))
    alone = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ACCESS_KEY_ID": "", "HOME": str(tmp_path)}
    again = cli(cloud, "diagnose", str(kept), "--format", "json", **alone)
    assert live.returncode == again.returncode == 1
    assert again.stdout == live.stdout
    given = cli(cloud, "diagnose", "--evidence", str(kept), "--format", "json", **alone)
    assert given.stdout == live.stdout


def test_capture_writes_no_secret(cloud: EmbeddedAws, tmp_path: Path) -> None:
    """Environment values, keys and tokens in configuration and log stand neither in the bundle nor in a report of it."""
    s = Stack(cloud, "orders").with_role(LOGS)
    s.with_function(Environment={"Variables": {"DB_PASSWORD": "hunter2hunter2", "PLAIN": "hunter2hunter2"}})
    leak = f"AWS_ACCESS_KEY_ID={SECRETS[0]} aws_secret_access_key={SECRETS[1]} Authorization: Bearer {SECRETS[3]}"
    failing(
        s, (s.python_denial("GetItem", "dynamodb:GetItem", TABLE), f"[ERROR] ValueError: bad request {leak}")
    )
    kept = tmp_path / "case.zip"
    assert cli(cloud, "capture", "orders", "-o", str(kept)).returncode == 0
    with zipfile.ZipFile(kept) as archive:
        text = "".join(archive.read(entry).decode() for entry in archive.namelist())
    shown = cli(cloud, "diagnose", str(kept), "--format", "json").stdout
    assert "dynamodb:GetItem" in text
    assert [secret for secret in SECRETS if secret in text or secret in shown] == []


def _reported(cloud: EmbeddedAws, path: Path) -> None:
    """Write the report of a window that ended 20 minutes ago."""
    done = cli(cloud, "diagnose", "orders", "--to", "20m ago", "--since", "90m", "--format", "json")
    assert done.returncode == 1, done.stderr
    path.write_text(done.stdout)


def test_verify_tells_what_still_fails(cloud: EmbeddedAws, tmp_path: Path) -> None:
    """Calls that are refused after the report was written are the same failure."""
    build(cloud, "action_missing")
    report = tmp_path / "report.json"
    _reported(cloud, report)
    done = cli(cloud, "verify", str(report))
    assert done.returncode == 1, done.stderr
    assert "Still failing" in done.stdout


def test_verify_waits_for_traffic_and_then_tells_that_it_is_gone(cloud: EmbeddedAws, tmp_path: Path) -> None:
    """Without an invocation since it is too early to tell; with good ones after the fix the failure is gone."""
    s = Stack(cloud, "orders").with_role(LOGS).with_function().with_traffic(range(40, 110), range(21, 40))
    s.with_log((minute, s.python_denial("GetItem", "dynamodb:GetItem", TABLE)) for minute in range(21, 40))
    report = tmp_path / "report.json"
    _reported(cloud, report)
    early = cli(cloud, "verify", str(report))
    assert early.returncode == 3, early.stdout
    assert "too early" in early.stdout

    paste(cloud, json.loads(report.read_text())["fixes"][0]["commands"]["aws-cli"], tmp_path)
    s.with_traffic(range(1, 20))
    mended = cli(cloud, "verify", str(report))
    assert mended.returncode == 0, mended.stdout + mended.stderr
    assert "The failure is gone" in mended.stdout


@pytest.mark.parametrize("text", ["", "{}", '{"schema": "troubleshooter.report/1"}', "[1]", "\x00"])
def test_verify_says_what_is_wrong_with_a_report(cloud: EmbeddedAws, tmp_path: Path, text: str) -> None:
    """A file that is no report is named as such."""
    path = tmp_path / "report.json"
    path.write_text(text)
    done = cli(cloud, "verify", str(path))
    assert done.returncode == 2
    assert "report.json" in done.stderr
    assert "Traceback" not in done.stderr
