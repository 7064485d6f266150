"""Whatever call is refused, throttled, unanswered or cut off: the verdict is the right one or says that it cannot tell."""

from __future__ import annotations

import pytest

from diagnostics.errors import NothingReadError
from diagnostics.report import Report
from diagnostics.sources.demo.gcp.cloud import EmbeddedGcp
from tests.gcp.harness import HASTY, run
from tests.gcp.stacks import STACKS, build

CASES = [(fault, "secret") for fault in ("refuse", "throttle", "hang", "cut", "disabled")]
CASES += [
    (fault, name)
    for name in ("bucket_notifies_nobody", "trigger_account_not_admitted", "all_traffic_without_nat", "healthy", "topic_deleted_and_made_again")
    for fault in ("refuse", "cut")
]  # fmt: skip


def _diagnose(cloud: EmbeddedGcp) -> Report | None:
    """Return the report, or None where the tool says that nothing could be read and what to do."""
    try:
        return run(cloud, patience=HASTY).report
    except NothingReadError as nothing:
        return None if nothing.next_step else pytest.fail(nothing.sentence)


def _faults(cloud: EmbeddedGcp, fault: str, operation: str) -> None:
    chosen: set[str] = getattr(cloud, fault)
    chosen.add(operation.partition(":")[0] if fault == "disabled" else operation)


@pytest.mark.parametrize(("fault", "name"), CASES)
def test_no_call_that_fails_leads_to_a_wrong_verdict(gcp: EmbeddedGcp, fault: str, name: str) -> None:
    """With any one call failing, the class is the stack's own or inconclusive, and the limits name the call."""
    expected = STACKS[name]
    build(gcp, name)
    _diagnose(gcp)
    for operation in sorted(set(gcp.calls)):
        gcp.heal()
        _faults(gcp, fault, operation)
        report = _diagnose(gcp)
        if report is None:
            continue
        assert report.verdict.class_ in {expected.class_, "inconclusive"}, (operation, report.verdict)
        named = operation != "cloudfunctions:functions.get"  # without it, who sends is not known
        if named and report.verdict.class_ == expected.class_ != "none":
            assert report.verdict.cause == expected.cause, operation
        assert report.limits, operation


def test_a_refused_read_names_the_permission_that_it_needs(gcp: EmbeddedGcp) -> None:
    """The limits of the report say which permission would have let the tool look."""
    build(gcp, "secret")
    gcp.refuse.add("secretmanager:secrets.getIamPolicy")
    report = run(gcp).report
    limit = next(row for row in report.limits if row.read == "secretmanager:secrets.getIamPolicy")
    assert limit.permission == "secretmanager.secrets.getIamPolicy"
    assert report.verdict.class_ == "iam"


def test_metrics_that_may_not_be_read_are_counted_from_the_log(gcp: EmbeddedGcp) -> None:
    """Without Cloud Monitoring the log of requests still tells that the function runs and fails."""
    build(gcp, "secret")
    gcp.refuse.add("monitoring:timeSeries.list")
    verdict = run(gcp).report.verdict
    assert (verdict.class_, verdict.failing) == ("iam", True)
