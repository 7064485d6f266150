"""The first fix of every stack, pasted into bash: it ends the failure, loses nothing, and can be undone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from diagnostics.errors import NothingReadError
from diagnostics.hops.aws.deploys import CHANGED, CREATED
from diagnostics.sources.demo.aws.build import Stack
from diagnostics.sources.demo.aws.cloud import EmbeddedAws
from tests.aws.harness import diagnose, paste
from tests.aws.stacks import STACKS, build
from tests.aws.stacks.deploys import stack_event
from tests.aws.state import lost, snapshot

FIXED = [
    name
    for name, expected in STACKS.items()
    if expected.fixed and expected.mendable and expected.class_ != "none"
]
# What a fix has to replace by its nature: a switch, a target, a statement that denies, the way out.
REPLACED = {
    "aws.event-source-mapping.disabled": "/state",
    "aws.function.reserved-concurrency-zero": "/reserved",
    "aws.rule.disabled": "/State",
    "aws.role.explicit-deny": "/Statement",
    "aws.subnet.public-without-nat": "/network/",
}


def _traffic_again(s: Stack) -> None:
    """Half an hour later: the deployment was tried again, every invocation has ended well, the queue is empty."""
    s.with_traffic(range(-34, 1))
    for operation in CREATED + CHANGED:
        s.cloud.history.record(
            operation,
            s.ago(-1),
            service="lambda",
            resources=("orders",),
            parameters={"functionName": "orders"},
        )
    if s.cloud.client("cloudformation").list_stacks()["StackSummaries"]:
        stack_event(s, "Orders", "AWS::Lambda::Function", "CREATE_COMPLETE", "", -1)
    if not s.cloud.client("lambda").list_functions()["Functions"]:
        s.with_function()
    sqs = s.cloud.client("sqs")
    for url in sqs.list_queues().get("QueueUrls", []):
        sqs.purge_queue(QueueUrl=url)


@pytest.mark.parametrize("name", FIXED)
def test_the_fix_ends_it_loses_nothing_and_can_be_undone(
    cloud: EmbeddedAws, name: str, tmp_path: Path
) -> None:
    """A second diagnosis finds no failure, all that stood before still stands, and the undo brings the old state back."""
    expected = STACKS[name]
    made = build(cloud, name)
    fix = diagnose(cloud, expected.target).fixes[0]
    before = snapshot(cloud)

    paste(cloud, fix.commands["aws-cli"], tmp_path)
    after = snapshot(cloud)
    assert after != before
    gone = lost(before, after)
    assert all(REPLACED.get(expected.cause, "nothing") in path for path in gone), gone

    _traffic_again(made)
    later = cloud.now() + timedelta(minutes=35)
    if expected.target == "shop":  # the stack of the test never makes its function
        with pytest.raises(NothingReadError, match="nothing of it was refused"):
            diagnose(cloud, expected.target, later)
    else:
        verdict = diagnose(cloud, expected.target, later).verdict
        assert verdict.cause != expected.cause
        assert verdict.failing is not True

    if not before["functions"]:
        cloud.client("lambda").delete_function(FunctionName="orders")
    paste(cloud, fix.undo["aws-cli"], tmp_path)
    assert snapshot(cloud) == before
