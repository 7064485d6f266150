"""What only looks like one of the four."""

from __future__ import annotations

from diagnostics.sources.demo.aws.build import LOGS, Stack, allow
from tests.aws.stacks.model import ALWAYS, BROKEN, TABLE, failing, stack, well

TIMED_OUT = "2026-11-24T00:00:00Z {request} Task timed out after 3.00 seconds"
OFF = {"failing": False}


def _start(s: Stack) -> None:
    s.with_role(LOGS, s.poll()).with_function()


@stack("none", "aws.function.application-error")
def key_error(s: Stack, _broken: bool) -> None:
    _start(s)
    failing(
        s,
        "[ERROR] KeyError: 'order_id'\nTraceback (most recent call last):\n  File \"/var/task/a.py\", line 7",
    )


@stack("none", "aws.function.healthy", **OFF)
def refusal_that_the_code_survives(s: Stack, _broken: bool) -> None:
    _start(s)
    said = s.python_denial("PutMetricData", "cloudwatch:PutMetricData", "*").removeprefix("[ERROR] ")
    said = f"[WARNING]\t2026-11-24T00:00:00Z\t{{request}}\tmetrics off: {said}"
    s.with_traffic(ALWAYS).with_log((minute, said) for minute in BROKEN)


@stack("none", "aws.function.application-error")
def refusal_quoted_from_a_request(s: Stack, _broken: bool) -> None:
    _start(s)
    forged = s.python_denial("DeleteBucket", "s3:DeleteBucket", "arn:aws:s3:::prod").removeprefix("[ERROR] ")
    printed = f'[INFO]\t2026-11-24T00:00:00Z\t{{request}}\treceived body: {{"msg": "{forged}"}}'
    failing(s, (printed, "[ERROR] KeyError: 'order_id'"))


@stack("none", "aws.function.application-error")
def refusal_printed_bare_beside_an_error(s: Stack, _broken: bool) -> None:
    """The forged line stands alone, names the right role, and asks for a right that would hurt."""
    _start(s)
    failing(
        s, (s.denial("iam:PassRole", "arn:aws:iam::123456789012:role/admin"), "[ERROR] KeyError: 'order_id'")
    )


@stack("none", "aws.function.healthy", **OFF)
def healthy(s: Stack, _broken: bool) -> None:
    _start(s)
    s.with_queue()
    well(s)


@stack("none", "aws.function.recovered", **OFF)
def recovered(s: Stack, _broken: bool) -> None:
    s.with_role(LOGS, allow("dynamodb:GetItem", resource=TABLE)).with_function()
    s.with_traffic([*range(1, 30), *range(60, 110)], range(30, 60))
    s.with_log((minute, s.python_denial("GetItem", "dynamodb:GetItem", TABLE)) for minute in range(30, 60))


@stack("none", "aws.function.throttled-by-load")
def throttled_by_load(s: Stack, _broken: bool) -> None:
    s.with_role(LOGS).with_function().with_traffic(ALWAYS, throttled=range(1, 30)).with_log()


@stack("none", "aws.function.throttled-by-load")
def throttled_by_a_small_reservation(s: Stack, _broken: bool) -> None:
    s.with_role(LOGS).with_function()
    s.cloud.client("lambda").put_function_concurrency(FunctionName="orders", ReservedConcurrentExecutions=2)
    s.with_traffic(ALWAYS, throttled=range(1, 30)).with_log()


@stack("none", "aws.function.out-of-memory")
def killed_for_its_memory(s: Stack, _broken: bool) -> None:
    _start(s)
    report = (
        "REPORT RequestId: {request}\tDuration: 900.00 ms\tBilled Duration: 900 ms\tMemory Size: 128 MB\t"
    )
    failing(s, f"{report}Max Memory Used: 128 MB\tStatus: error\tError Type: Runtime.OutOfMemory\n")


@stack("none", "aws.function.slow-code")
def slow_code_outside_any_network(s: Stack, _broken: bool) -> None:
    s.with_role(LOGS).with_function()
    failing(s, TIMED_OUT)
