"""The fixes of triggers, networks and deployments, taken from embedded stacks, before the same judges."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from diagnostics.report import Fix
from diagnostics.sources.demo.aws.cloud import EmbeddedAws
from tests.aws.harness import diagnose
from tests.aws.stacks import STACKS, build
from tests.fix.judges import bash, cfn_lint, json_arguments, terraform

KINDS = (
    "pass_role", "role_that_lambda_cannot_assume", "no_interface_rights", "no_route", "public_subnet",
    "security_group", "acl_that_lets_nothing_out", "mapping_disabled", "no_concurrency", "notification_missing",
    "bucket_without_statement", "rule_disabled", "rule_without_the_target", "topic_without_subscription",
    "queue_that_does_not_admit_its_topic", "api_with_the_wrong_qualifier",
)  # fmt: skip


@cache
def _fixes(cloud: EmbeddedAws) -> dict[str, Fix]:
    found: dict[str, Fix] = {}
    for name in KINDS:
        cloud.reset()
        build(cloud, name)
        report = diagnose(cloud, STACKS[name].target)
        found |= {f"{name} {number}": fix for number, fix in enumerate(report.fixes)}
    return found


def test_scripts_are_scripts(embedded: EmbeddedAws) -> None:
    """Bash accepts do and undo of every fix, and what looks like JSON in them is JSON."""
    fixes = _fixes(embedded)
    assert {name.partition(" ")[0] for name in fixes} == set(KINDS)
    for name, fix in fixes.items():
        assert set(fix.undo) == set(fix.commands) & {"aws-cli"}, name
        for script in (*fix.undo.values(), fix.commands.get("aws-cli", "")):
            assert bash(script) == "", name
            json_arguments(script)


def test_cloudformation_is_valid(embedded: EmbeddedAws, tmp_path: Path) -> None:
    """cfn-lint finds no error in any template."""
    forms = {
        n: f.commands["cloudformation"] for n, f in _fixes(embedded).items() if "cloudformation" in f.commands
    }
    assert len(forms) >= 8
    assert cfn_lint(forms, tmp_path) == {}


def test_terraform_is_valid(embedded: EmbeddedAws, tmp_path: Path) -> None:
    """terraform, with the provider's own schema, finds every configuration valid."""
    forms = {n: f.commands["terraform"] for n, f in _fixes(embedded).items() if "terraform" in f.commands}
    assert len(forms) >= 8
    assert terraform(forms, tmp_path) == []
