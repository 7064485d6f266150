"""What a failure did, what to do after the fix, and which function stands behind what a pager names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from diagnostics.report import Impact
from diagnostics.sources.demo.aws.build import LOGS, Stack
from diagnostics.sources.demo.aws.cloud import ACCOUNT, EmbeddedAws
from tests.aws.harness import diagnose
from tests.aws.stacks import build
from tests.aws.stacks.model import TABLE, failing, metric


def test_what_waits_and_what_is_lost(cloud: EmbeddedAws) -> None:
    """Waiting messages, the age of the oldest and the dead letters are counted, and the redrive is named."""
    build(cloud, "mapping_disabled_with_backlog_and_dead_letters")
    expected = Impact(
        failed=None, waiting=12, oldest="39m", where="orders-q", lost=1, then="redrive orders-dlq"
    )
    assert diagnose(cloud).impact == expected


def test_failed_calls_and_dropped_events(cloud: EmbeddedAws) -> None:
    """Failed invocations are counted, and so are asynchronous events that Lambda gave up."""
    s = Stack(cloud, "orders").with_role(LOGS).with_function()
    failing(s, s.python_denial("GetItem", "dynamodb:GetItem", TABLE))
    metric(
        s, "AWS/Lambda", "AsyncEventsDropped", {"FunctionName": "orders"}, dict.fromkeys(range(1, 11), 2.0)
    )
    impact = diagnose(cloud).impact
    assert impact is not None
    assert (impact.failed, impact.lost) == (39, 20)
    assert impact.then is not None
    assert "20" in impact.then


def test_a_healthy_function_did_no_harm(cloud: EmbeddedAws) -> None:
    """Nothing is counted where nothing failed."""
    build(cloud, "healthy")
    assert diagnose(cloud).impact is None


def _api(cloud: EmbeddedAws) -> str:
    made = cloud.client("apigateway").get_rest_apis()["items"][0]["id"]
    return f"arn:aws:execute-api:us-east-1:{ACCOUNT}:{made}/prod/POST/orders"


BEHIND: dict[str, tuple[str, Callable[[EmbeddedAws], str]]] = {
    "queue": ("mapping_disabled", lambda _: f"arn:aws:sqs:us-east-1:{ACCOUNT}:orders-q"),
    "topic": ("topic_without_statement", lambda _: f"arn:aws:sns:us-east-1:{ACCOUNT}:orders-t"),
    "topic before a queue": ("queue_that_does_not_admit_its_topic", lambda _: f"arn:aws:sns:us-east-1:{ACCOUNT}:orders-t"),
    "rule": ("rule_disabled", lambda _: f"arn:aws:events:us-east-1:{ACCOUNT}:rule/nightly"),
    "api": ("api_without_statement", _api),
    "log group": ("action_missing", lambda _: "/aws/lambda/orders"),
    "alias": ("mapping_of_an_alias_disabled", lambda _: f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:orders:live"),
    "console": ("action_missing", lambda _: "https://us-east-1.console.aws.amazon.com/lambda/home?region=us-east-1#/functions/orders?tab=code"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BEHIND)
def test_what_a_pager_names_leads_to_the_function(cloud: EmbeddedAws, kind: str) -> None:
    """The ARN of a source, a log group or a console URL gives the function behind it, with the same verdict."""
    name, target = BEHIND[kind]
    build(cloud, name)
    by_name = diagnose(cloud)
    report = diagnose(cloud, target(cloud))
    assert report.target is not None
    assert report.target.name == "orders"
    assert report.verdict.cause == by_name.verdict.cause
    assert report.others == by_name.others
