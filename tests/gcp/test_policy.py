"""The judge of Google Cloud: three-valued, deny before allow, and conditions that are unknown rather than guessed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from diagnostics.fix.gcp.proof import prove
from diagnostics.policy.gcp import DenyLevel, Level, Request, Roles, evaluate
from diagnostics.policy.gcp.conditions import is_met
from diagnostics.policy.gcp.deny import denies
from diagnostics.policy.gcp.members import matches
from diagnostics.reader import Unknown
from diagnostics.reads.gcp.core import Binding, ConditionExpression, Policy
from diagnostics.reads.gcp.targets import DenyPolicy, DenyRule, PolicyRule, Role

ME = "serviceAccount:orders@shop-1.iam.gserviceaccount.com"
ACCESSOR = "roles/secretmanager.secretAccessor"
ASK = Request(
    ME, "secretmanager.versions.access", "projects/7/secrets/db/versions/1", "secretmanager.googleapis.com/SecretVersion",
    "secretmanager.googleapis.com", datetime(2026, 11, 25, 12, tzinfo=UTC),
)  # fmt: skip
EVERYBODY = DenyRule(
    ("principalSet://goog/public:all",), (), ("secretmanager.googleapis.com/versions.access",)
)


def _level(*bindings: Binding, where: str = "projects/shop-1") -> Level:
    return Level(where, Policy(bindings=bindings))


def _bound(member: str = ME, role: str = ACCESSOR, condition: str = "") -> Binding:
    return Binding(role, (member,), ConditionExpression(condition) if condition else None)


def _denied(rule: DenyRule) -> tuple[DenyLevel, ...]:
    return (DenyLevel("organizations/1", (DenyPolicy("no-secrets", rules=(PolicyRule(rule),)),)),)


@pytest.mark.parametrize(
    ("levels", "decision"),
    [
        ((_level(_bound()),), "allowed"),
        ((_level(), _level(_bound(), where="organizations/1")), "allowed"),
        ((_level(),), "implicitly-denied"),
        ((_level(_bound(role="roles/secretmanager.viewer")),), "implicitly-denied"),
        ((_level(_bound(role="roles/editor")),), "implicitly-denied"),
        ((_level(_bound(role="roles/owner")),), "allowed"),
        ((_level(_bound(role="projects/shop-1/roles/mine")),), "unknown"),
        ((_level(_bound("group:ops@example.com")),), "unknown"),
        ((_level(_bound("group:ops@example.com", "roles/secretmanager.viewer")),), "implicitly-denied"),
        ((_level(_bound(f"deleted:{ME}?uid=104839204857692834756")),), "implicitly-denied"),
        ((_level(_bound("allUsers")),), "allowed"),
        ((_level(), Level("folders/2", Unknown("not permitted to read", "p"))), "unknown"),
        ((_level(_bound()), Level("folders/2", Unknown("not permitted to read", "p"))), "allowed"),
        (
            (_level(_bound(condition='request.time < timestamp("2026-01-01T00:00:00Z")')),),
            "implicitly-denied",
        ),
        ((_level(_bound(condition='request.time < timestamp("2027-01-01T00:00:00Z")')),), "allowed"),
        ((_level(_bound(condition='resource.matchTag("7/env", "prod")')),), "unknown"),
    ],
)
def test_allow_policies_are_judged_up_the_hierarchy(levels: tuple[Level, ...], decision: str) -> None:
    """A grant anywhere allows; what is not known is unknown unless something else decides."""
    assert evaluate(ASK, levels, Roles()).decision == decision


def test_a_role_that_was_read_goes_before_the_table() -> None:
    """A custom role grants what it holds, and nothing once it is deleted."""
    mine = Role("projects/shop-1/roles/mine", includedPermissions=(ASK.permission,))
    level = (_level(_bound(role=mine.name)),)
    assert evaluate(ASK, level, Roles((mine,))).decision == "allowed"
    gone = Role(mine.name, includedPermissions=(ASK.permission,), deleted=True)
    assert evaluate(ASK, level, Roles((gone,))).decision == "implicitly-denied"


@pytest.mark.parametrize(
    ("rule", "decision"),
    [
        (EVERYBODY, "explicitly-denied"),
        (DenyRule(EVERYBODY.deniedPrincipals, (f"principal://iam.googleapis.com/projects/-/serviceAccounts/{ME.partition(':')[2]}",), EVERYBODY.deniedPermissions), "allowed"),
        (DenyRule(EVERYBODY.deniedPrincipals, (), ("secretmanager.googleapis.com/versions.destroy",)), "allowed"),
        (DenyRule(EVERYBODY.deniedPrincipals, (), ("secretmanager.googleapis.com/versions.*",)), "explicitly-denied"),
        (DenyRule(EVERYBODY.deniedPrincipals, (), ("secretmanager.googleapis.com/*.*",), ("secretmanager.googleapis.com/versions.access",)), "allowed"),
        (DenyRule(("principalSet://goog/group/ops@example.com",), (), EVERYBODY.deniedPermissions), "unknown"),
        (DenyRule(EVERYBODY.deniedPrincipals, (), EVERYBODY.deniedPermissions, (), ConditionExpression('resource.matchTag("7/env", "prod")')), "unknown"),
    ],
)  # fmt: skip
def test_a_deny_policy_stands_above_every_grant(rule: DenyRule, decision: str) -> None:
    """It denies whom it means and does not except; whether a group or a tag is meant is not known."""
    assert evaluate(ASK, (_level(_bound()),), Roles(), _denied(rule)).decision == decision


def test_a_deny_policy_that_cannot_be_read_leaves_a_grant_undecided() -> None:
    """A grant under an unread deny policy is unknown, and the answer says what was not read."""
    answer = evaluate(ASK, (_level(_bound()),), Roles(), (DenyLevel("folders/2", Unknown("no", "p")),))
    assert (answer.decision, answer.missing) == ("unknown", ("the deny policies of folders/2",))


@pytest.mark.parametrize(
    ("expression", "met"),
    [
        ('resource.name.startsWith("projects/7/secrets/db")', True),
        ('resource.name == "projects/shop-1/secrets/db"', False),
        ('request.time.getHours("Europe/Berlin") == 13', True),
        ('resource.type == "x" || resource.matchTag("a", "b")', None),
        ('resource.service == "secretmanager.googleapis.com" || resource.matchTag("a", "b")', True),
        ('api.getAttribute("iam.googleapis.com/modifiedGrantsByRole", []).hasOnly(["x"])', None),
        ('resource.name.extract("secrets/{n}") == "db"', None),
        ("resource.name", None),
        ("((", None),
        ("", None),
        ("(" * 3000 + "true" + ")" * 3000, None),
    ],
)
def test_a_condition_is_met_or_not_or_not_known(expression: str, met: bool | None) -> None:
    """What cannot be evaluated, for whatever reason, is not known; it never counts as met."""
    assert is_met(expression, ASK) is met


@pytest.mark.parametrize(
    ("member", "account", "basic", "told"),
    [
        (
            "serviceAccount:A@b.iam.gserviceaccount.com",
            "serviceAccount:a@b.iam.gserviceaccount.com",
            frozenset(),
            True,
        ),
        ("projectEditor:shop-1", ME, frozenset({"roles/editor"}), True),
        ("projectEditor:shop-1", ME, frozenset(), False),
        ("projectEditor:shop-1", ME, None, None),
        ("domain:example.com", "user:a@example.com", frozenset(), True),
        ("domain:example.com", "user:a@notexample.com", frozenset(), False),
        ("domain:example.com", ME, frozenset(), False),
        ("principalSet://iam.googleapis.com/locations/global/workforcePools/p/*", ME, frozenset(), None),
    ],
)
def test_a_member_means_an_account_or_not(
    member: str, account: str, basic: frozenset[str] | None, told: bool | None
) -> None:
    """Accounts are compared whole and without case; whom a group or a set holds is not known."""
    assert matches(member, account, basic) is told


def test_a_rule_without_its_principal_denies_nothing() -> None:
    """A rule about another account leaves this one alone, whatever it denies."""
    other = "principal://iam.googleapis.com/projects/-/serviceAccounts/other@shop-1.iam.gserviceaccount.com"
    assert denies(DenyRule((other,), (), EVERYBODY.deniedPermissions), ASK) is False


def test_a_proof_tries_the_policy_itself_and_other_callers() -> None:
    """The narrow role opens neither the secret's policy nor the secret to anybody else; a wide one is told."""
    secret, permission = "projects/shop-1/secrets/db", "secretmanager.versions.access"
    governing = "secretmanager.secrets.setIamPolicy"
    narrow = prove(ASK, (_level(where=secret),), Roles(), secret, ACCESSOR, permission, None, ())
    keeper = Role(name="projects/shop-1/roles/keeper", includedPermissions=(permission, governing))
    wide = prove(ASK, (_level(where=secret),), Roles((keeper,)), secret, keeper.name, permission, None, ())
    assert narrow is not None
    assert wide is not None
    assert (narrow.before, narrow.after, narrow.widens) == ("implicitly-denied", "allowed", ())
    assert f"{governing} on the same resource" in narrow.probes
    assert f"{permission} by everybody" in narrow.probes
    assert f"{governing} on the same resource" in wide.widens
