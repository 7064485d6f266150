"""Every stack is diagnosed by the command line as what was built; its twin, one line apart, is not."""

from __future__ import annotations

import json
import re

import pytest

from diagnostics.errors import NothingReadError
from diagnostics.sources.demo.aws.cloud import EmbeddedAws
from tests.aws.harness import cli, diagnose
from tests.aws.stacks import STACKS, build

BROKEN = [name for name, expected in STACKS.items() if expected.class_ != "none"]
READ = re.compile(r":(?:GET /|Describe|Get|List|Lookup|Filter)")
UNIQUE = [name for name in BROKEN if STACKS[name].fixed]
ALIKE = [name for name in BROKEN if not STACKS[name].fixed]
NONE = [name for name, expected in STACKS.items() if expected.class_ == "none"]


@pytest.mark.parametrize("name", [*UNIQUE, *NONE])
def test_the_command_line_tells_what_was_built(cloud: EmbeddedAws, name: str) -> None:
    """Class, cause, deny origin, change, owner, other faults and exit status are the stack's own."""
    expected = STACKS[name]
    build(cloud, name)
    cloud.layer.calls.clear()
    done = cli(cloud, "diagnose", expected.target, "--format", "json")
    assert [call for call in cloud.layer.calls if not READ.search(call)] == []
    assert done.stderr == ""
    report = json.loads(done.stdout)
    verdict = report["verdict"]
    change = (verdict["change"] or {}).get("event")
    assert (verdict["class"], verdict["cause"], verdict["deny_origin"], verdict["failing"], change) == (
        expected.class_, expected.cause, expected.origin, expected.failing, expected.change,
    )  # fmt: skip
    assert bool(verdict["explicit"]) is expected.explicit
    assert tuple(other["cause"] for other in report["others"]) == expected.others
    assert bool(report["fixes"]) is (expected.class_ != "none" and expected.mendable)
    owner = ((report["fixes"] or [{}])[0].get("owner") or {}).get("kind")
    assert owner == (expected.owner or (owner if owner == "account" else None))
    assert done.returncode == (0 if expected.class_ == "none" else 1)


@pytest.mark.parametrize("name", ALIKE)
def test_what_is_built_alike_is_told_alike(cloud: EmbeddedAws, name: str) -> None:
    """Stacks that share their fix with another: the same refusal in other words, other places, other pasts."""
    expected = STACKS[name]
    build(cloud, name)
    report = diagnose(cloud, expected.target)
    verdict = report.verdict
    change = verdict.change.event if verdict.change else None
    assert (verdict.class_, verdict.cause, verdict.deny_origin, verdict.failing, change) == (
        expected.class_, expected.cause, expected.origin, expected.failing, expected.change,
    )  # fmt: skip
    assert tuple(other.cause for other in report.others) == expected.others
    assert report.fixes
    owner = report.fixes[0].owner.kind if report.fixes[0].owner else None
    assert owner == (expected.owner or (owner if owner == "account" else None))


@pytest.mark.parametrize("name", BROKEN)
def test_the_twin_is_not_claimed(cloud: EmbeddedAws, name: str) -> None:
    """The same symptoms over a stack without the one broken line never get the stack's cause, nor a fix for it."""
    expected = STACKS[name]
    build(cloud, name, broken=False)
    if expected.twin == "nothing":
        with pytest.raises(NothingReadError):
            diagnose(cloud, expected.target)
        return
    report = diagnose(cloud, expected.target)
    assert report.verdict.class_ == expected.twin
    assert expected.cause not in {report.verdict.cause, *(other.cause for other in report.others)}


@pytest.mark.parametrize("name", NONE)
def test_nothing_is_proposed_where_none_of_the_four_is_wrong(cloud: EmbeddedAws, name: str) -> None:
    """A healthy function, slow code, load or a code error gets no grant and stands beside no other fault."""
    build(cloud, name)
    report = diagnose(cloud)
    assert not report.fixes
    assert not report.others
