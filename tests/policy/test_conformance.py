"""The judge against the cases of other engines; where it differs, AWS's documentation decides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from diagnostics.policy.aws import Level, Policies, PolicyError, Request, compile_policies, validate

CASES = Path(__file__).parents[2].parent / "shared" / "conformance" / "policy-cases.jsonl"

# Case name -> why the documentation is against it.
DIFFERS = {
    "can_i 10: allow-with-conditions.json": "a condition key that the request does not have is not met "
    "(IAM user guide, condition operators); the other engine asks whether any context could meet it",
    "test_sts_assume_role_with_external_id_unsupported_operation_should_supress_error #32": "there is no such "
    "operator, and AWS saves no policy with it (IAM JSON policy elements: condition operators)",
    "invalid policy 1": "Version may be left out and is 2008-10-17 then (IAM JSON policy elements: Version)",
    "invalid policy 2": "2008-10-17 is a valid version (IAM JSON policy elements: Version)",
}
WORDS = {
    "Allowed": {"allowed"},
    "Denied": {"implicitly-denied", "explicitly-denied"},
    "ImplicitlyDenied": {"implicitly-denied"},
    "ExplicitlyDenied": {"explicitly-denied"},
}


def _cases(kind: str) -> list[Any]:
    if not CASES.is_file():
        return [pytest.param(None, marks=pytest.mark.skip(reason=f"{CASES.name} is not there"))]
    rows = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    return [pytest.param(row, id=row["name"][:80]) for row in rows if row["kind"].startswith(kind)]


@pytest.mark.parametrize("case", _cases("authorize"))
def test_the_same_decision(case: dict[str, Any]) -> None:
    """Request and policies of another engine's test give the decision that it expects, or a listed other one."""
    given, asked = case["policies"], case["request"]
    bounds = given["permission_boundaries"]
    try:
        policies = Policies(
            identity=tuple(given["identity"]),
            resource=given["resource"],
            permission_boundaries=None if bounds is None else tuple(bounds),
            session=given["session"],
            scps=tuple(Level(level["org"], tuple(level["policies"])) for level in given["scps"]),
            rcps=tuple(Level(level["org"], tuple(level["policies"])) for level in given["rcps"]),
            vpc_endpoints=tuple(given["vpc_endpoints"]),
        )
        request = Request(
            asked["principal"],
            asked["action"],
            asked["resource"],
            asked.get("resource_account"),
            asked["context"],
        )
        decision = str(compile_policies(policies).decide(request).decision)
    except PolicyError:
        decision = "error"
    agrees = decision in WORDS[case["expected"]["decision"]]
    assert agrees is (case["name"] not in DIFFERS), decision


@pytest.mark.parametrize("case", _cases("policy-valid"))
def test_the_same_documents_are_refused(case: dict[str, Any]) -> None:
    """A document that AWS saves is accepted, one that it refuses is refused, or the difference is listed."""
    try:
        validate(case["policies"]["document"])
        valid = True
    except PolicyError:
        valid = False
    assert (valid == case["expected"]["valid"]) is (case["name"] not in DIFFERS)


# What a linter finds that AWS does not save either; its other findings are advice on policies that are valid.
REFUSED = {"MALFORMED", "MALFORMED_JSON", "INVALID_SID", "DUPLICATE_SID", "UNKNOWN_OPERATOR", "INVALID_ARN"}


@pytest.mark.parametrize("case", _cases("policy-findings"))
def test_what_a_linter_calls_malformed_is_refused(case: dict[str, Any]) -> None:
    """A document with a finding about its form is refused, one without is accepted."""
    issues = set(case["expected"]["issues"])
    try:
        document = json.loads(case["policies"]["document"])
        validate(document, resource_based='Principal"' in json.dumps(document))
        refused = False
    except (PolicyError, json.JSONDecodeError):
        refused = True
    # A value of another type than its operator's may be saved, or not where it has to be a date.
    assert refused is bool(issues & REFUSED) or "MISMATCHED_TYPE" in issues
