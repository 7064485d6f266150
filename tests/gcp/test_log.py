"""Log entries of Google Cloud become what they tell, and nothing that belongs to somebody else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from diagnostics.hops.gcp import entries
from diagnostics.hops.gcp.filters import case_filter, quoted
from diagnostics.hops.gcp.log import parse
from diagnostics.hops.gcp.world import Function
from diagnostics.reads.gcp import core
from diagnostics.sources.demo.gcp.query import matcher

EMAIL = "orders-run@shop-1.iam.gserviceaccount.com"
CONFIG = core.Function(
    "projects/shop-1/locations/europe-west1/functions/orders",
    serviceConfig=core.ServiceConfig(serviceAccountEmail=EMAIL),
)
ORDERS = Function("shop-1", "europe-west1", "orders", CONFIG)


def _denied(who: str, **more: Any) -> dict[str, Any]:
    identity = {"principalEmail": who, **more}
    payload = {"methodName": "google.pubsub.v1.Publisher.Publish", "serviceName": "pubsub.googleapis.com",
               "resourceName": "projects/shop-1/topics/t", "authenticationInfo": identity, "status": {"code": 7, "message": "no"},
               "authorizationInfo": [{"permission": "pubsub.topics.publish", "resource": "projects/shop-1/topics/t"}]}  # fmt: skip
    return {"logName": "projects/shop-1/logs/cloudaudit.googleapis.com%2Fdata_access", "timestamp": "2026-11-25T12:00:00.123456789Z",
            "insertId": "a", "protoPayload": payload}  # fmt: skip


def _line(service: str, text: str, **more: Any) -> dict[str, Any]:
    labels = {"service_name": service, "location": "europe-west1"}
    return {"logName": "projects/shop-1/logs/run.googleapis.com%2Fstderr", "timestamp": "2026-11-25T12:00:00Z", "insertId": text[:9],
            "severity": "ERROR", "resource": {"type": "cloud_run_revision", "labels": labels}, "textPayload": text} | more  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "own"),
    [
        (_denied(EMAIL), True),
        (_denied(EMAIL.upper()), True),
        (_denied("other@shop-1.iam.gserviceaccount.com"), False),
        (
            _denied(
                EMAIL,
                serviceAccountDelegationInfo=[
                    {"firstPartyPrincipal": {"principalEmail": "alice@example.com"}}
                ],
            ),
            False,
        ),
        (
            _denied(
                EMAIL,
                serviceAccountDelegationInfo=[
                    {
                        "firstPartyPrincipal": {
                            "principalEmail": "service-7@gcp-sa-pubsub.iam.gserviceaccount.com"
                        }
                    }
                ],
            ),
            True,
        ),
    ],
)
def test_a_refused_call_is_the_functions_where_its_account_made_it(entry: dict[str, Any], own: bool) -> None:
    """A call of another account, or of a person who impersonates this one, is not the function's."""
    assert bool(parse(ORDERS, [entry], complete=True).episodes) is own


def test_a_dry_run_refuses_nothing() -> None:
    """What a perimeter would have refused is no refusal."""
    entry = _denied(EMAIL)
    entry["protoPayload"]["metadata"] = {"dryRun": True, "vpcServiceControlsUniqueId": "x1"}
    assert parse(ORDERS, [entry], complete=True).episodes == ()


def test_lines_of_another_function_are_left_out() -> None:
    """A source that ignores the filter does not make another function's error this one's."""
    text = "Traceback (most recent call last):\nKeyError: 'x'"
    assert len(parse(ORDERS, [_line("orders", text), _line("other", text)], complete=True).episodes) == 1


def test_a_stack_trace_that_came_line_by_line_is_read_as_one() -> None:
    """Lines of one request and second are put together before they are read."""
    rows = ["Traceback (most recent call last):", '  File "main.py", line 3, in main', "KeyError: 'order_id'"]
    found = [_line("orders", text, trace="t/1", insertId=str(n)) for n, text in enumerate(rows)]
    (episode,) = parse(ORDERS, found, complete=True).episodes
    assert episode.fact.summary == "KeyError: 'order_id'"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('a="1" OR a="2" AND b="3"', False),
        ('a="1" AND b="2" OR b="3"', True),
        ('NOT a="2" AND b="3"', True),
        ('(a="1" AND b="2") OR c.d:"xy"', True),
        ("severity>=WARNING", True),
        ("severity>=CRITICAL", False),
        ('log_id("x/y") AND e=~"(?i)HEL+O"', True),
        ('f.g="2"', True),
    ],
)
def test_the_embedded_query_language_binds_or_closer_than_and(text: str, found: bool) -> None:
    """The stand-in evaluates a filter as Cloud Logging does, so that a filter written wrongly finds nothing here either."""
    entry = {"a": "1", "b": "3", "c": {"d": "wxyz"}, "severity": "ERROR", "logName": "projects/p/logs/x%2Fy", "e": "say hello",
             "f": [{"g": "1"}, {"g": "2"}]}  # fmt: skip
    if text == 'a="1" OR a="2" AND b="3"':
        entry["b"] = "4"
    assert matcher(text)(entry) is found


def test_text_in_a_filter_stays_text() -> None:
    """Quotes and backslashes of a name end no string of the filter."""
    name = 'or"ders\\" OR severity>=DEFAULT OR x="'
    assert matcher(f"a={quoted(name)}")({"a": name, "severity": "ERROR"})
    assert not matcher(f"a={quoted(name)}")({"a": "b", "severity": "ERROR"})


@pytest.mark.parametrize(
    "payload",
    [
        {"level": 50, "msg": "charge failed", "err": {"type": "Error", "message": "7 PERMISSION_DENIED: no", "code": 7}},
        {"event": "charge failed", "exception": "Traceback\n7 PERMISSION_DENIED: no"},
        {"message": "charge failed", "error": {"cause": {"details": "7 PERMISSION_DENIED: no"}}},
    ],
)  # fmt: skip
def test_what_a_logger_says_is_read_wherever_it_puts_it(payload: dict[str, Any]) -> None:
    """An error logged as an object says its own words, line by line, and the filter asks for entries without a severity."""
    entry = _line("orders", "") | {"jsonPayload": payload, "severity": "DEFAULT"}
    del entry["textPayload"]
    assert entries.text(entry).splitlines()[0] == "charge failed"
    assert "7 PERMISSION_DENIED: no" in entries.text(entry).splitlines()
    start, end = datetime(2026, 11, 25, 11, tzinfo=UTC), datetime(2026, 11, 25, 13, tzinfo=UTC)
    if "error" not in payload:
        assert matcher(case_filter(ORDERS, start, end))(entry)
