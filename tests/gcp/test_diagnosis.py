"""Every stack gets the verdict that is true of it: class, cause, origin, change, and the grant that would mend it."""

from __future__ import annotations

import pytest

from diagnostics.sources.demo.gcp.build import Stack
from diagnostics.sources.demo.gcp.cloud import EmbeddedGcp
from tests.gcp.harness import diagnose
from tests.gcp.stacks import STACKS, build


@pytest.mark.parametrize("name", STACKS)
def test_a_stack_gets_the_verdict_that_is_true_of_it(gcp: EmbeddedGcp, name: str) -> None:
    """Class, cause, origin and change are the stack's own, and the first fix grants what it lacks and no more."""
    build(gcp, name)
    expected = STACKS[name]
    report = diagnose(gcp)
    verdict = report.verdict
    said = (verdict.class_, verdict.cause, verdict.deny_origin, verdict.failing)
    assert said == (expected.class_, expected.cause, expected.origin, expected.failing), verdict.summary
    assert (verdict.change.event if verdict.change else None) == expected.change
    if expected.grants:
        grant = report.fixes[0].grants[0]
        assert (grant.role, grant.resources) == (expected.grants[0], (expected.grants[1],))
        assert report.fixes[0].proof is None or report.fixes[0].proof.after == "allowed"


def test_what_piled_up_is_counted(gcp: EmbeddedGcp) -> None:
    """The messages that wait in the subscription, and the requests turned away, stand in the impact."""
    build(gcp, "trigger_account_not_admitted")
    impact = diagnose(gcp).impact
    assert impact is not None
    assert (impact.failed, impact.waiting, impact.where) == (39, 42, "eventarc-europe-west1-orders-1-sub-7")


def test_a_deployment_that_failed_by_itself_is_told(gcp: EmbeddedGcp) -> None:
    """A build that broke refuses nobody: the function is healthy as it was, and the failed update is a note."""
    stack = Stack(gcp, "orders").with_function().public().with_traffic(range(1, 100))
    said = "Build failed with status: FAILURE and message: npm ERR! code ERESOLVE."
    method = "google.cloud.functions.v2.FunctionService.UpdateFunction"
    stack.audit(9, method, stack.id, "cloudfunctions", status={"code": 3, "message": said})
    report = diagnose(gcp)
    assert (report.verdict.class_, report.verdict.failing) == ("none", False)
    assert any("UpdateFunction" in note and said in note for note in report.notes)


def test_a_private_address_within_a_drivers_words_is_found(gcp: EmbeddedGcp) -> None:
    """The driver's own sentence comes first and names no host; the one address in the text is where it went."""
    stack = Stack(gcp, "orders").with_function().public().with_traffic(range(40, 100), range(1, 40))
    said = "failed to connect to `user=app database=shop`: dial tcp 10.12.0.3:5432: i/o timeout"
    stack.lines(range(1, 40), said)
    verdict = diagnose(gcp).verdict
    assert (verdict.cause, "10.12.0.3" in verdict.summary) == ("gcp.function.no-vpc-path", True)


def test_a_second_service_that_refuses_without_naming_the_permission_is_another_fault(
    gcp: EmbeddedGcp,
) -> None:
    """Secret Manager names what it refuses and decides; Firestore beside it, in other requests, stands in the others."""
    stack = build(gcp, "secret")
    for minute in range(2, 40, 4):
        stack.request(minute + 0.5, 500)
        stack.line(minute + 0.5, "Error: 7 PERMISSION_DENIED: Missing or insufficient permissions.")
    report = diagnose(gcp)
    assert report.verdict.denied is not None
    assert report.verdict.denied.action == "secretmanager.versions.access"
    assert [(other.cause, "Firestore" in other.summary) for other in report.others] == [
        ("gcp.service-account.permission-missing", True)
    ]
