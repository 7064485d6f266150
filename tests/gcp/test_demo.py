"""The demo's three incidents on Google Cloud, side by side in one project, each told as what it is."""

from __future__ import annotations

import pytest

from diagnostics.sources.demo import incidents
from diagnostics.sources.demo.gcp.incidents import INCIDENTS, start
from tests.gcp.harness import diagnose

TRUTH = {
    "checkout": ("iam", "gcp.service-account.permission-missing", "alice@example.com"),
    "inventory": ("trigger", "gcp.topic.deleted", "bob@example.com"),
    "storefront": ("resource-policy", "gcp.run-service.public-invoker-missing", "carol@example.com"),
}


@pytest.mark.parametrize("name", TRUTH)
def test_an_incident_is_told_as_what_it_is(name: str) -> None:
    """With all three built, class, cause and who did it are the incident's own."""
    cloud = start()
    try:
        for each in INCIDENTS:
            cloud.build(each)
        verdict = diagnose(cloud, INCIDENTS[name].target).verdict
    finally:
        cloud.stop()
    assert (verdict.class_, verdict.cause, verdict.change.actor if verdict.change else None) == TRUTH[name]


def test_the_demo_lists_them() -> None:
    """The demo knows the incidents of this cloud beside those of the others."""
    assert {name for name, row in incidents().items() if row.provider == "gcp"} >= set(TRUTH)
