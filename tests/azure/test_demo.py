"""The demo's incidents on Azure are diagnosed as what they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from diagnostics.sources.demo import incidents
from diagnostics.sources.demo.azure.incidents import INCIDENTS, DemoAzure, start
from troubleshooter.session import Request, Session

VERDICTS = {
    "statements": (
        "resource-policy",
        "azure.storage-account.shared-key-disabled",
        "Microsoft.Storage/storageAccounts/write",
    ),
    "receipts": ("iam", "azure.role-assignment.missing", "Microsoft.Authorization/roleAssignments/delete"),
    "parcels": ("trigger", "azure.connection.setting-missing", "Microsoft.Web/sites/config/write"),
    "catalog": (
        "network",
        "azure.dns-zone.not-linked",
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks/delete",
    ),
}


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoAzure]:
    cloud = start(None)
    for name in INCIDENTS:
        cloud.build(name)
    yield cloud
    cloud.stop()


@pytest.mark.parametrize("name", INCIDENTS)
def test_an_incident_of_the_demo_is_what_it_says(demo: DemoAzure, name: str) -> None:
    """Beside the other incidents of one subscription, each is told with its class, cause and the change that made it."""
    report = (
        Session(Request(INCIDENTS[name].target, "azure", demo.options), source=demo.source()).run().report
    )
    verdict = report.verdict
    assert (verdict.class_, verdict.cause, verdict.change and verdict.change.event) == VERDICTS[name]
    assert report.fixes
    assert not report.others


def test_the_demo_finds_the_incidents_of_azure() -> None:
    """The incidents are found by the demo, beside those of the other clouds."""
    assert INCIDENTS.items() <= dict(incidents()).items()
