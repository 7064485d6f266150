"""The table of actions that know no resources, against the copy of the Service Authorization Reference that cfn-lint has."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from diagnostics.fix.aws.wanted import _UNSCOPED

# The reference names a resource for these that a call may do without (a terminology, a data set of its own).
_OPTIONAL = {
    "cloudwatch:getmetricdata",
    "cloudwatch:listmetrics",
    "cloudwatch:putmetricdata",
    "translate:translatetext",
}


def test_every_action_granted_on_all_resources_knows_none() -> None:
    """No action that could be scoped to a resource stands in the table."""
    held = resources.files("cfnlint") / "data" / "AdditionalSpecs" / "Policies.json"
    if not held.is_file():
        pytest.skip("this cfn-lint has no copy of the reference")
    reference = json.loads(held.read_text(encoding="utf-8"))
    scoped = set()
    for action in _UNSCOPED:
        service, _, name = action.partition(":")
        entry = reference[service]["Actions"][name]
        if entry.get("Resources"):
            scoped.add(action)
    assert scoped <= _OPTIONAL
