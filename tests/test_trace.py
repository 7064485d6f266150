"""How the policies decide a refused call, layer by layer, on each cloud."""

from __future__ import annotations

import pytest

from diagnostics.clouds import cloud
from diagnostics.policy.gcp import Answer, Level, Request, Roles
from diagnostics.policy.gcp.model import Ground
from diagnostics.reader import Unknown
from diagnostics.reads.gcp.core import Binding, Policy
from diagnostics.trace import Statement, Trace
from troubleshooter import demo

pytestmark = pytest.mark.usefixtures("fresh_demo")


def _trace(incident: str) -> Trace:
    judged = demo.run(incident).judged
    of = cloud(judged.world.provider)
    assert of.trace is not None
    assert judged.verdict is not None
    told = of.trace(judged.world, judged.verdict)
    assert told is not None
    return told


def _statements(trace: Trace) -> dict[str, Statement]:
    return {s.name: s for layer in trace.layers for policy in layer.policies for s in policy.statements}


def test_a_role_that_manages_azure_resources_is_a_near_miss() -> None:
    """The reader of the account stands there as what almost applies, with the reason that it gives no data."""
    told = _trace("receipts")
    assert told.decision == "implicitly-denied"
    assert told.layers[0].name == "Deny assignments"
    near = _statements(told)["Reader"]
    assert (near.mark, "no data action" in near.why) == ("near", True)


def test_every_level_above_a_google_resource_is_a_layer() -> None:
    """Deny policies come first, then the secret's own policy, its project's and its organization's."""
    told = _trace("checkout")
    names = [layer.name for layer in told.layers]
    assert names[0] == "Deny policies"
    assert names[1].endswith("secrets/payment-key")
    assert names[-1].startswith("Allow policy of organizations/")
    assert "no binding gives this account" in told.layers[1].note


def test_a_google_binding_says_why_it_decides_or_almost_does() -> None:
    """Another role of the account, the role for others, an unmet condition, and a policy that could not be read differ."""
    from diagnostics.hops.gcp.trace import bindings

    me, right = "serviceAccount:a@p.iam.gserviceaccount.com", "roles/secretmanager.secretAccessor"
    granting, other = Binding(right, (me,)), Binding("roles/viewer", (me,))
    strangers, held = Binding(right, ("user:b@example.com",)), Binding(right, (me, "user:c@example.com"))
    answer = Answer("allowed", (Ground("p", granting),), (Ground("p", held, "its condition is not met"),))
    request = Request(me, "secretmanager.versions.access")
    layer = bindings(
        Level("p", Policy(bindings=(granting, other, strangers, held))), Roles(), request, answer
    )
    marks = [(s.mark, s.why) for s in layer.policies[0].statements]
    assert [mark for mark, _ in marks] == ["decides", "near", "near", "near"]
    assert "does not hold" in marks[1][1]
    assert "others" in marks[2][1]
    assert marks[3][1] == "its condition is not met"
    unread = bindings(Level("p", Unknown("not permitted", "x.getIamPolicy")), Roles(), request, answer)
    assert "x.getIamPolicy" in unread.policies[0].unread
