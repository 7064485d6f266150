"""What goes wrong before a diagnosis: one clear sentence, the next step, the right exit status, never a traceback."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from diagnostics.sources.demo.aws.build import LOGS, Stack
from diagnostics.sources.demo.aws.cloud import ACCOUNT, EmbeddedAws
from tests.aws.harness import cli
from tests.aws.stacks import build


def expect_error(done: object, status: int, *words: str) -> None:
    """Check status and words; stdout is empty, stderr two short lines without a traceback."""
    code, out, err = (getattr(done, name) for name in ("returncode", "stdout", "stderr"))
    assert code == status, err
    assert out == ""
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) <= 4
    assert [word for word in words if word not in err] == []


def _function(cloud: EmbeddedAws, *names: str) -> None:
    for name in names:
        Stack(cloud, name).with_role(LOGS).with_function()


def test_a_name_that_is_not_there_gets_the_nearest(cloud: EmbeddedAws) -> None:
    """An unlike name is an error that names what there is."""
    _function(cloud, "billing", "catalogue")
    expect_error(cli(cloud, "diagnose", "zzz"), 4, "no function zzz", "billing", "--region")


def test_one_clear_winner_is_taken_and_said(cloud: EmbeddedAws) -> None:
    """A mistyped name that only one function is near is understood, and the report says so."""
    build(cloud, "action_missing")
    done = cli(cloud, "diagnose", "ordres", "--format", "json")
    report = json.loads(done.stdout)
    assert report["target"]["name"] == "orders"
    assert "ordres" in report["notes"][0]
    assert done.returncode == 1


def test_several_that_are_near_are_offered(cloud: EmbeddedAws) -> None:
    """Where two functions are equally near, both are named and none is taken."""
    _function(cloud, "orders-a", "orders-b")
    expect_error(cli(cloud, "diagnose", "orders"), 4, "orders-a", "orders-b")


def test_another_region_without_the_function(cloud: EmbeddedAws) -> None:
    """The region that was looked in is named."""
    build(cloud, "healthy")
    expect_error(cli(cloud, "diagnose", "orders", "--region", "eu-west-1"), 4, "eu-west-1", "--region")


def test_several_functions_behind_one_source(cloud: EmbeddedAws) -> None:
    """A queue that two functions poll is no target by itself."""
    for name in ("orders", "audit"):
        stack = Stack(cloud, name)
        stack.queue, stack.queue_arn = "shared", f"arn:aws:sqs:us-east-1:{ACCOUNT}:shared"
        stack.with_role(LOGS).with_function()
        stack.with_queue()
    expect_error(cli(cloud, "diagnose", f"arn:aws:sqs:us-east-1:{ACCOUNT}:shared"), 4, "audit", "orders")


def test_credentials_that_have_expired(cloud: EmbeddedAws) -> None:
    """An expired token is told as such, with the way to sign in."""
    build(cloud, "healthy")
    cloud.layer.expired = True
    expect_error(cli(cloud, "diagnose", "orders"), 4, "expired", "Sign in")


def test_no_credentials_at_all(cloud: EmbeddedAws, tmp_path: Path) -> None:
    """Without any key the tool says how to get one."""
    empty = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "HOME": str(tmp_path)}
    expect_error(cli(cloud, "diagnose", "orders", "--provider", "aws", **empty), 4, "credentials", "Sign in")


def test_no_network(cloud: EmbeddedAws) -> None:
    """An endpoint that nothing listens on is told as a matter of the network."""
    done = cli(cloud, "diagnose", "orders", AWS_ENDPOINT_URL="http://127.0.0.1:9")
    expect_error(done, 4, "could not be reached", "network")


def test_no_region(cloud: EmbeddedAws, tmp_path: Path) -> None:
    """A missing region is asked for."""
    env = {"AWS_REGION": "", "AWS_DEFAULT_REGION": "", "HOME": str(tmp_path)}
    expect_error(cli(cloud, "diagnose", "orders", "--provider", "aws", **env), 4, "No AWS region", "--region")


def test_a_profile_that_does_not_exist(cloud: EmbeddedAws, tmp_path: Path) -> None:
    """A mistyped profile is named."""
    expect_error(cli(cloud, "diagnose", "orders", "--profile", "nope", HOME=str(tmp_path)), 4, "nope")


BUNDLES: dict[str, bytes | dict[str, str]] = {
    "no zip": b"\x00\x01 not a zip",
    "empty": b"",
    "cut off": b"PK\x03\x04\x14\x00\x00\x00",
    "without calls": {"manifest.json": "{}"},
    "an odd manifest": {"manifest.json": '["a"]', "calls.jsonl": ""},
    "an odd line": {
        "manifest.json": '{"provider":"aws","target":"orders","from":"2026-11-22T03:00:00Z","to":"2026-11-22T05:00:00Z","now":"2026-11-22T05:00:00Z"}',
        "calls.jsonl": '{"op": "sts:GetCallerIdentity", "found": {}}\n{"op": 7}\n',
    },
    "a line that ends": {
        "manifest.json": '{"provider":"aws","target":"orders","from":"2026-11-22T03:00:00Z","to":"2026-11-22T05:00:00Z","now":"2026-11-22T05:00:00Z"}',
        "calls.jsonl": '{"op": "sts:GetCallerIdentity", "fou',
    },
    "an odd time": {
        "manifest.json": '{"provider":"aws","target":"orders","from":"yesterday","to":"now","now":"now"}',
        "calls.jsonl": "",
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", BUNDLES)
def test_a_bundle_that_cannot_be_read(cloud: EmbeddedAws, tmp_path: Path, kind: str) -> None:
    """Whatever is wrong with a bundle, the file is named and how to write another."""
    path, content = tmp_path / "case.zip", BUNDLES[kind]
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in content.items():
                archive.writestr(name, text)
    expect_error(cli(cloud, "diagnose", str(path)), 2, "case.zip")


def test_a_bundle_that_is_not_there(cloud: EmbeddedAws, tmp_path: Path) -> None:
    """A missing file is named."""
    expect_error(cli(cloud, "diagnose", "--evidence", str(tmp_path / "gone.zip")), 2, "gone.zip")


def test_an_audit_log_elsewhere_is_not_read_in_silence(cloud: EmbeddedAws) -> None:
    """An audit source that cannot be read yet is said to be so, instead of another one being read."""
    done = cli(cloud, "diagnose", "orders", "--audit-source", "s3://trail/logs")
    expect_error(done, 2, "s3://trail/logs", "not built yet")
