"""Every stack is diagnosed as what was built; its twin, one line apart, is not."""

from __future__ import annotations

import pytest

from diagnostics import reads
from diagnostics.sources.demo.azure.cloud import EmbeddedAzure
from tests.azure.harness import diagnose
from tests.azure.stacks import STACKS, build
from tests.azure.test_reads import POSTS

TWINS = [name for name, expected in STACKS.items() if expected.twin]


@pytest.mark.parametrize("name", STACKS)
def test_the_report_says_what_was_built(azure: EmbeddedAzure, name: str) -> None:
    """Class, cause, deny origin, change and whether there is a fix are the stack's own, and only reads were made."""
    expected = STACKS[name]
    build(azure, name)
    report = diagnose(azure, expected.target)
    verdict = report.verdict
    assert (verdict.class_, verdict.cause, verdict.deny_origin, verdict.failing) == (
        expected.class_, expected.cause, expected.origin, expected.failing,
    ), verdict.summary  # fmt: skip
    assert (verdict.change.event if verdict.change else None) == expected.change
    assert bool(report.fixes) is (expected.class_ != "none")
    assert not report.others
    assert not [limit for limit in report.limits if limit.read != "insights:ListEvents"]

    sent = azure.faults.methods
    assert {op for _, op in sent} <= {row.op for row in reads.rows("azure")}
    assert {op for method, op in sent if method != "GET"} <= POSTS


@pytest.mark.parametrize("name", TWINS)
def test_the_twin_is_not_claimed(azure: EmbeddedAzure, name: str) -> None:
    """The same symptoms over a stack without the one broken line never get the stack's cause."""
    expected = STACKS[name]
    build(azure, name, broken=False)
    report = diagnose(azure, expected.target)
    assert report.verdict.class_ == expected.twin, report.verdict.summary
    assert expected.cause not in {report.verdict.cause, *(other.cause for other in report.others)}
