"""None of the four: health, code, load, and what mends itself."""

from __future__ import annotations

from diagnostics.sources.demo.azure.build import MISMATCH, Stack
from tests.azure.stacks import ALWAYS, BEFORE, BROKEN, stack
from tests.azure.stacks.permitted import HTTP, failing

BLOB = "https://ordersdata.blob.core.windows.net/invoices/1.pdf"


@stack("none", "azure.function.healthy", failing=False)
def healthy(s: Stack, broken: bool) -> None:
    s.function("work", HTTP).traffic(ALWAYS)


@stack("none", "azure.function.application-error")
def code_error(s: Stack, broken: bool) -> None:
    s.function("work", HTTP)
    failing(
        s,
        "System.Collections.Generic.KeyNotFoundException: The given key 'total' was not present in the dictionary.",
    )


@stack("none", "azure.function.slow-code")
def time_limit(s: Stack, broken: bool) -> None:
    s.function("work", HTTP)
    failing(
        s,
        "Microsoft.Azure.WebJobs.Host.FunctionTimeoutException: Timeout value of 00:05:00 exceeded by function 'Functions.work' (Id: '7d3f'). Initiating cancellation.",
    )


@stack("none", "azure.role-assignment.propagating")
def assigned_a_moment_ago(s: Stack, broken: bool) -> None:
    account = s.storage("ordersdata", containers=["invoices"])
    s.function("work", HTTP)
    failing(s, MISMATCH, BLOB)
    s.assign("Storage Blob Data Reader", account, minutes=4)


@stack("none", "azure.function.recovered", failing=False)
def over_since(s: Stack, broken: bool) -> None:
    s.storage("ordersdata", containers=["invoices"])
    s.function("work", HTTP).traffic([*range(1, 50), *range(80, 118)], range(50, 80)).log(
        range(50, 80), MISMATCH
    )
    s.called(range(50, 80), "GET", BLOB, "403")


@stack("none", "azure.function.healthy", failing=False)
def refusal_that_the_code_survives(s: Stack, broken: bool) -> None:
    s.storage("ordersdata", containers=["invoices"])
    s.function("work", HTTP).traffic(ALWAYS).log(BROKEN, MISMATCH, source="trace")
    s.called(BROKEN, "GET", BLOB, "403")


@stack("none", "azure.subscription.quota-exceeded")
def quota_used_up(s: Stack, broken: bool) -> None:
    s.site["properties"] |= {"usageState": "Exceeded", "state": "Running"}
    s.function("work", HTTP).traffic(BEFORE)
