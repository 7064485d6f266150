"""A bare name on a machine that is set up for more than one cloud."""

from __future__ import annotations

import json

from diagnostics.sources.demo.aws.cloud import EmbeddedAws
from diagnostics.sources.demo.gcp.build import Stack
from diagnostics.sources.demo.gcp.cloud import EmbeddedGcp
from tests.gcp.harness import cli


def test_a_name_that_only_the_second_cloud_knows_is_found_there(gcp: EmbeddedGcp, cloud: EmbeddedAws) -> None:
    """AWS is asked first and has no such function; Google Cloud has, and the case is the one there."""
    Stack(gcp, "vouchers").with_function().public().with_traffic(range(1, 100))
    done = cli(gcp, "diagnose", "vouchers", "--format", "json", **cloud.env())
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["target"]["provider"] == "gcp"
    assert report["verdict"]["class"] == "none"


def test_a_name_that_no_cloud_knows_is_said_of_each(gcp: EmbeddedGcp, cloud: EmbeddedAws) -> None:
    """Both clouds are named, with the way to choose one; nothing is claimed."""
    done = cli(gcp, "diagnose", "nowhere", **cloud.env())
    assert done.returncode == 4
    assert "nowhere" in done.stderr
    assert "--provider" in done.stderr
    assert "Traceback" not in done.stderr
