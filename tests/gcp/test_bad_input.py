"""What goes wrong before a diagnosis: one clear sentence, the next step, the right exit status, never a traceback."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from diagnostics.sources.demo.gcp.cloud import EmbeddedGcp
from tests.gcp.harness import TARGET, cli, process
from tests.gcp.stacks import build


def _says(done: subprocess.CompletedProcess[str], status: int, *words: str) -> None:
    assert done.returncode == status, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 4
    assert [word for word in words if word not in done.stderr] == []


def test_the_command_line_diagnoses_through_gclouds_own_overrides(gcp: EmbeddedGcp) -> None:
    """With gcloud's endpoint overrides set, the report comes from there, and the status says that a failure was found."""
    build(gcp, "secret")
    done = process(gcp, "diagnose", TARGET, "--provider", "gcp", "--format", "json")
    report = json.loads(done.stdout)
    assert report["verdict"]["cause"] == "gcp.service-account.permission-missing"
    assert report["target"] == {
        "provider": "gcp",
        "id": TARGET,
        "name": "orders",
        "region": "europe-west1",
        "account": "demo-shop",
    }
    assert set(report["fixes"][0]["commands"]) == {"gcloud", "terraform"}
    assert done.returncode == 1


def test_a_bare_name_is_found_in_every_location(gcp: EmbeddedGcp) -> None:
    """A function's name alone is enough; a mistyped one is understood, and said to be."""
    build(gcp, "healthy")
    done = cli(gcp, "diagnose", "ordres", "--provider", "gcp", "--format", "json")
    report = json.loads(done.stdout)
    assert report["target"]["id"] == TARGET
    assert "ordres" in report["notes"][0]
    assert done.returncode == 0


def test_no_credentials(gcp: EmbeddedGcp, tmp_path: Path) -> None:
    """Without credentials the next step is to sign in."""
    gone = {
        "CLOUDSDK_AUTH_DISABLE_CREDENTIALS": "",
        "GOOGLE_APPLICATION_CREDENTIALS": f"{tmp_path}/none.json",
    }
    _says(
        cli(gcp, "diagnose", TARGET, "--provider", "gcp", **gone),
        4,
        "credentials",
        "gcloud auth application-default login",
    )


def test_a_project_that_does_not_exist(gcp: EmbeddedGcp) -> None:
    """Google answers for a project that is not there as for one that may not be read; both are said."""
    other = TARGET.replace("demo-shop", "no-such-shop")
    _says(cli(gcp, "diagnose", other, "--provider", "gcp"), 4, "no-such-shop", "--project")


def test_a_project_that_may_not_be_read(gcp: EmbeddedGcp) -> None:
    """Where every read is refused, the role to ask for is named."""
    build(gcp, "healthy")
    cli(gcp, "diagnose", TARGET, "--provider", "gcp")
    gcp.refuse |= set(gcp.calls)
    _says(cli(gcp, "diagnose", TARGET, "--provider", "gcp"), 4, "demo-shop", "permissions gcp")


def test_an_api_that_is_not_enabled(gcp: EmbeddedGcp) -> None:
    """An API that is off is named as that, and the rest is diagnosed all the same."""
    build(gcp, "secret")
    gcp.disabled.add("monitoring")
    report = json.loads(cli(gcp, "diagnose", TARGET, "--provider", "gcp", "--format", "json").stdout)
    assert report["verdict"]["class"] == "iam"
    assert any("monitoring.googleapis.com is not enabled" in row["text"] for row in report["limits"])


def test_no_such_function(gcp: EmbeddedGcp) -> None:
    """A full name that leads nowhere is an error that names what is near."""
    build(gcp, "healthy")
    _says(
        cli(gcp, "diagnose", TARGET.replace("orders", "orderz"), "--provider", "gcp"),
        4,
        "no function orderz",
        TARGET,
    )


def test_no_project_at_all(gcp: EmbeddedGcp) -> None:
    """Without a project the next step is to name one."""
    _says(
        cli(gcp, "diagnose", "orders", "--provider", "gcp", CLOUDSDK_CORE_PROJECT=""),
        4,
        "No Google Cloud project",
        "--project",
    )


def test_nothing_answers(gcp: EmbeddedGcp) -> None:
    """An endpoint that is not there is a failure of the network, told as such."""
    dead = {key: "http://127.0.0.1:9/" for key in gcp.env() if key.startswith("CLOUDSDK_API")}
    _says(cli(gcp, "diagnose", TARGET, "--provider", "gcp", **dead), 4, "could not be reached")
