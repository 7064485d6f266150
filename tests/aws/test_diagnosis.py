"""Every stack gets its class, cause, origin and change; its fix ends it, and the undo brings it back."""

from __future__ import annotations

import pytest

from diagnostics.sources.demo.aws.cloud import EmbeddedAws
from tests.aws.harness import diagnose
from tests.aws.stacks import STACKS, build

FIXED = [name for name, stack in STACKS.items() if stack.fixed and stack.class_ != "none"]


@pytest.mark.parametrize("name", STACKS)
def test_the_verdict_is_the_stack_s_own(cloud: EmbeddedAws, name: str) -> None:
    """Class, cause, deny origin and the change that caused it are what was built."""
    expected = STACKS[name]
    build(cloud, name)
    verdict = diagnose(cloud).verdict
    change = verdict.change.event if verdict.change else None
    assert (verdict.class_, verdict.cause, verdict.deny_origin, verdict.failing, change) == (
        expected.class_, expected.cause, expected.origin, expected.failing, expected.change,
    )  # fmt: skip
    assert bool(verdict.explicit) is expected.explicit


@pytest.mark.parametrize("name", [n for n, s in STACKS.items() if s.class_ == "none"])
def test_nothing_is_proposed_where_none_of_the_four_is_wrong(cloud: EmbeddedAws, name: str) -> None:
    """A healthy function, slow code or a code error gets no grant that would change anybody's rights by default."""
    build(cloud, name)
    report = diagnose(cloud)
    assert all("*" not in fix.grants[0].actions for fix in report.fixes if fix.grants)
    assert not report.others
