"""A bundle gives the report that the live case gave; no secret of the project is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnostics.report import to_json
from diagnostics.sources import bundle
from diagnostics.sources.demo.gcp.cloud import EmbeddedGcp
from tests.gcp.harness import run
from tests.gcp.stacks import build
from troubleshooter.session import Request, Session


@pytest.mark.parametrize(
    "name",
    ["secret", "topic_deleted_and_made_again", "no_longer_public", "all_traffic_without_nat", "perimeter"],
)
def test_a_bundle_gives_the_same_report(gcp: EmbeddedGcp, tmp_path: Path, name: str) -> None:
    """Every field of the report is the same on replay, though no cloud is there any more."""
    build(gcp, name)
    outcome = run(gcp)
    path = tmp_path / "case.zip"
    bundle.write(path, outcome.manifest, outcome.recorder.recorded)
    gcp.reset()
    again = Session(Request("", evidence=path)).run().report
    assert to_json(again) == to_json(outcome.report)


def test_no_value_of_the_environment_is_kept(gcp: EmbeddedGcp, tmp_path: Path) -> None:
    """Environment values of the function stand neither in the bundle nor in the report."""
    stack = build(gcp, "secret")
    gcp.things[stack.id]["serviceConfig"]["environmentVariables"] = {"SHOP": "hunter2-value"}
    gcp.things[stack.service]["template"]["containers"] = [
        {"env": [{"name": "SHOP", "value": "hunter2-value"}]}
    ]
    outcome = run(gcp)
    path = tmp_path / "case.zip"
    bundle.write(path, outcome.manifest, outcome.recorder.recorded)
    replayed = bundle.read(path)
    assert "hunter2-value" not in str([replayed.answer(query) for query, _ in outcome.recorder.recorded])
    assert "hunter2-value" not in to_json(outcome.report)
