"""What an Azure text alone justifies: one assignment on the exact resource, an exception in words, or nothing."""

from __future__ import annotations

import pytest

from diagnostics.explain import explain
from tests.messages.texts_azure import APP, GET_SECRET, GROUP, OID, RBAC, SECRET, SUB, VAULTS, refused

KEYS = "Microsoft.Storage/storageAccounts/listKeys/action"


def test_a_vaults_refusal_gives_the_narrowest_role_on_the_secret() -> None:
    """The object id, the action and the secret are the message's own; the role is the built-in one that gives no more."""
    (fix,) = explain(VAULTS[0].text).fixes
    (grant,) = fix.grants
    assert (grant.where, grant.principal, grant.actions, grant.resources, grant.role) == (
        "role-assignment", OID, (GET_SECRET,), (SECRET,), "Key Vault Secrets User",
    )  # fmt: skip


def test_an_action_without_a_narrow_role_means_a_custom_one() -> None:
    """No broad built-in role is named; an action that hands out keys carries a warning first."""
    (fix,) = explain(refused(KEYS)).fixes
    assert fix.grants[0].role is None
    assert (fix.grants[0].actions, fix.grants[0].resources) == ((KEYS,), (APP,))
    assert "keys" in fix.warnings[0]
    assert any("custom role" in warning for warning in fix.warnings)


@pytest.mark.parametrize(
    "text",
    [
        refused(),
        refused("Microsoft.Web/sites/read", SUB),
        refused("Microsoft.Web/sites/read", GROUP),
        refused("Microsoft.Web/sites/read", APP.replace("orders-fn", "xxx")),
        refused("Microsoft.Web/sites/read", APP.replace("orders-fn", "<app>")),
        refused("Microsoft.Web/sites/read").replace(OID, "pat@example.com"),
        RBAC.replace(OID, "<object id>") + "DecisionReason: null",
        f"Request is blocked because principal [{OID}] does not have required RBAC permissions to perform action [Microsoft.DocumentDB/databaseAccounts/readMetadata] on resource [/]. Cosmos",
        "This request is not authorized to perform this operation using this permission. azure",
    ],
)  # fmt: skip
def test_nothing_is_granted_where_a_name_is_open(text: str) -> None:
    """What does not exist yet, a whole subscription or group, a mask, a name instead of an id, and a relative path get no grant."""
    report = explain(text)
    assert report.verdict.class_ == "iam"
    assert report.fixes == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"The client '{OID}' with object id '{OID}' has permission to perform action 'Microsoft.Web/sites/delete' on scope '{APP}'; however, the access is denied because of the deny assignment with name 'd' and Id '1' at scope '{GROUP}'.", "deny assignment"),
        (f"The scope '{APP}' cannot perform delete operation because following scope(s) are locked: '{GROUP}'.", "lock"),
        ("Resource 'ordersst' was disallowed by policy.", "policy"),
    ],
)  # fmt: skip
def test_what_no_role_overrides_is_an_exception_in_words(text: str, words: str) -> None:
    """A deny assignment, a lock and a policy are changed by their owner, for this one thing, with a warning; nothing is granted."""
    (fix,) = explain(text).fixes
    assert fix.grants == ()
    assert words in fix.changes[0].setting
    assert fix.warnings
