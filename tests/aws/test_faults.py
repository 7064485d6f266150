"""Whatever call is refused, throttled, unanswered or cut off: the verdict is the right one or says that it cannot tell."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from diagnostics.errors import NothingReadError
from diagnostics.report import Report
from diagnostics.sources.demo.aws.cloud import EmbeddedAws, Layer
from tests.aws.harness import HASTY, run
from tests.aws.stacks import STACKS, build

FAULTS: dict[str, Callable[[Layer], set[str]]] = {
    "refused": lambda layer: layer.refuse,
    "throttled": lambda layer: layer.throttle,
    "unanswered": lambda layer: layer.hang,
    "cut off": lambda layer: layer.cut,
}
# Every fault for a refused call; for the rest the two that are handled least alike.
OTHERS = ("bucket_without_statement", "mapping_disabled", "no_route", "healthy")
CASES = [(fault, "action_missing") for fault in FAULTS]
CASES += [(fault, name) for name in OTHERS for fault in ("refused", "cut off")]


def _diagnose(cloud: EmbeddedAws) -> Report | None:
    """Return the report, or None where the tool says that nothing could be read and what to do."""
    try:
        return run(cloud, patience=HASTY).report
    except NothingReadError as nothing:
        return None if nothing.next_step else pytest.fail(nothing.sentence)


@pytest.mark.parametrize(("fault", "name"), CASES)
def test_no_call_that_fails_leads_to_a_wrong_verdict(cloud: EmbeddedAws, fault: str, name: str) -> None:
    """With any one call failing, the class is the stack's own or inconclusive, and the limits name the call."""
    expected = STACKS[name]
    build(cloud, name)
    cloud.layer.calls.clear()
    _diagnose(cloud)
    for operation in sorted(set(cloud.layer.calls)):
        cloud.layer.heal()
        FAULTS[fault](cloud.layer).add(operation)
        report = _diagnose(cloud)
        if report is None:
            continue
        assert report.verdict.class_ in {expected.class_, "inconclusive"}, (operation, report.verdict)
        if report.verdict.class_ == expected.class_ != "none":
            assert report.verdict.cause == expected.cause, operation
        assert report.limits, operation
