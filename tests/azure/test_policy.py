"""The judge of Azure: roles, scopes, denies, conditions, and what stays unknown."""

from __future__ import annotations

import pytest

from diagnostics.policy.azure import Assigned, Deny, Needed, Role, authorize, cosmos, covers, vault
from diagnostics.policy.azure.builtin import BY_ID, BY_NAME
from diagnostics.policy.azure.conditions import holds
from diagnostics.policy.azure.evaluate import EVERYONE, Block
from diagnostics.policy.azure.wildcards import matches
from diagnostics.reads.azure.access import CosmosAssignment, CosmosAssignmentProperties

SUB = "/subscriptions/11111111-2222-4333-8444-555555555555"
ACCOUNT = f"{SUB}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/acct"
BOX = f"{ACCOUNT}/blobServices/default/containers/box"
READ = Needed(("Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",))
WRITE = Needed(
    (
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
    )
)


def given(role: str, scope: str = ACCOUNT, **more: str) -> Assigned:
    return Assigned(role, BY_NAME[role].id, scope, "p", **more)


@pytest.mark.parametrize(
    ("pattern", "action", "expected"),
    [
        ("*", "Microsoft.Web/sites/read", True),
        ("*/read", "Microsoft.Web/sites/read", True),
        ("*/read", "Microsoft.Web/sites/write", False),
        ("Microsoft.ServiceBus/*/receive/action", "Microsoft.ServiceBus/namespaces/messages/receive/action", True),
        ("microsoft.web/SITES/*", "Microsoft.Web/sites/config/write", True),
        ("Microsoft.Web/sites", "Microsoft.Web/sites/read", False),
        ("Microsoft.Web/sites/.*", "Microsoft.Web/sites/read", False),
        ("Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action", "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action", True),
    ],
)  # fmt: skip
def test_patterns(pattern: str, action: str, expected: bool) -> None:
    """`*` spans segments and may stand for none between slashes; letters match in either case, dots are dots."""
    assert matches(pattern, action) is expected


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("/", True), (SUB, True), (SUB.upper(), True), (ACCOUNT, True), (BOX, True), (f"{BOX}x", False), (BOX[:-1], False),
        (f"{BOX}/blobs/a", False), ("/providers/Microsoft.Management/managementGroups/all", True),
    ],
)  # fmt: skip
def test_scopes(scope: str, expected: bool) -> None:
    """A scope covers what stands at or below it, by whole segments; a listed management group stands above everything."""
    assert covers(scope, BOX) is expected


@pytest.mark.parametrize(
    ("rows", "needed", "decision"),
    [
        ((given("Storage Blob Data Reader"),), READ, "allowed"),
        ((given("Storage Blob Data Reader"),), WRITE, "implicitly-denied"),
        ((given("Storage Blob Data Contributor"),), WRITE, "allowed"),
        ((given("Owner", "/"),), READ, "implicitly-denied"),
        ((given("Reader"), given("Storage Account Contributor")), READ, "implicitly-denied"),
        ((given("Storage Blob Data Reader", f"{BOX}x"),), READ, "implicitly-denied"),
        ((given("Storage Blob Data Reader", "/providers/Microsoft.Management/managementGroups/all"),), READ, "allowed"),
        ((Assigned("x", "no-such-role", ACCOUNT, "p"),), READ, "unknown"),
        ((Assigned("x", "no-such-role", f"{SUB}/resourceGroups/other", "p"),), READ, "implicitly-denied"),
        ((given("Storage Blob Data Reader", condition="@Request[x] StringEquals 'y'"),), READ, "unknown"),
        ((given("Storage Blob Data Reader", condition="@Request[x] StringEquals 'y'"), given("Storage Blob Data Owner")), READ, "allowed"),
        ((), READ, "implicitly-denied"),
        (None, READ, "unknown"),
    ],
)  # fmt: skip
def test_roles(rows: tuple[Assigned, ...] | None, needed: Needed, decision: str) -> None:
    """One data role at or above is enough; control-plane roles hold no data; what is not known stays so."""
    assert authorize("p", needed, BOX, rows, BY_ID).decision == decision


def test_what_a_role_takes_away_it_takes_from_itself_alone() -> None:
    """NotDataActions subtract within their own block; another role grants all the same."""
    role = Role("r", "r", (Block(data_actions=("*",), not_data_actions=(READ.any_of[0],)),))
    roles = {**BY_ID, "r": role}
    one = Assigned("1", "r", ACCOUNT, "p")
    assert authorize("p", READ, BOX, (one,), roles).decision == "implicitly-denied"
    assert authorize("p", READ, BOX, (one, given("Storage Blob Data Reader")), roles).decision == "allowed"


@pytest.mark.parametrize(
    ("deny", "decision"),
    [
        (Deny("d", "d", ACCOUNT, (Block(data_actions=("*",)),), (EVERYONE,)), "explicitly-denied"),
        (Deny("d", "d", ACCOUNT, (Block(data_actions=("*",)),), (EVERYONE,), ("p",)), "allowed"),
        (Deny("d", "d", ACCOUNT, (Block(data_actions=("*",)),), ("q",)), "allowed"),
        (Deny("d", "d", ACCOUNT, (Block(data_actions=("*",)),), (EVERYONE,), (), children=False), "allowed"),
        (Deny("d", "d", f"{ACCOUNT}/x", (Block(data_actions=("*",)),), (EVERYONE,)), "allowed"),
        (Deny("d", "d", ACCOUNT, (Block(actions=("*",)),), (EVERYONE,)), "allowed"),
    ],
)
def test_denies_win_over_roles(deny: Deny, decision: str) -> None:
    """A deny that reaches principal, place and plane decides; one that does not changes nothing."""
    rows = (given("Storage Blob Data Reader"),)
    assert authorize("p", READ, BOX, rows, BY_ID, (deny,)).decision == decision


def test_unread_denies_leave_an_allow_unknown() -> None:
    """Where deny assignments could not be read, an allow is not certain and a refusal is."""
    assert authorize("p", READ, BOX, (given("Storage Blob Data Reader"),), BY_ID, None).decision == "unknown"
    assert authorize("p", READ, BOX, (), BY_ID, None).decision == "implicitly-denied"


_NAME = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]"
_PLAIN = f"((!(ActionMatches{{'{READ.any_of[0]}'}})) OR ({_NAME} StringEquals '%s'))"


@pytest.mark.parametrize(
    ("condition", "action", "expected"),
    [
        (None, READ.any_of[0], True),
        (_PLAIN % "box", READ.any_of[0], True),
        (_PLAIN % "other", READ.any_of[0], False),
        (_PLAIN % "other", WRITE.any_of[0], True),
        ((_PLAIN % "other") + " AND @Request[x] StringEquals 'y'", READ.any_of[0], None),
        (f"!({_NAME} StringEquals 'box')", READ.any_of[0], None),
        ("anything else", READ.any_of[0], None),
    ],
)
def test_conditions(condition: str | None, action: str, expected: bool | None) -> None:
    """The plain test of a container's name is evaluated for the actions it guards; nothing else is guessed."""
    assert holds(condition, BOX, action) is expected


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ([{"objectId": "P", "permissions": {"secrets": ["Get"]}}], "allowed"),
        ([{"objectId": "p", "permissions": {"secrets": ["all"]}}], "allowed"),
        ([{"objectId": "p", "permissions": {"keys": ["get"]}}], "implicitly-denied"),
        ([{"objectId": "q", "permissions": {"secrets": ["get"]}}], "implicitly-denied"),
        ([], "implicitly-denied"),
        (None, "unknown"),
    ],
)
def test_access_policies(policies: object, expected: str) -> None:
    """A vault's policy counts for its own object id and kind alone; a list that was not answered is unknown."""
    assert vault.decide({"accessPolicies": policies}, "p", "secrets", "get") == expected


@pytest.mark.parametrize(
    ("role", "scope", "action", "path", "expected"),
    [
        (cosmos.READER, "", "items/read", "/dbs/d/colls/c", "allowed"),
        (cosmos.READER, "/dbs/d/colls/c", "items/read", "/dbs/d/colls/c", "allowed"),
        (cosmos.READER, "/dbs/d/colls/c", "items/read", "/dbs/d/colls/cc", "implicitly-denied"),
        (cosmos.READER, "", "items/create", "/dbs/d/colls/c", "implicitly-denied"),
        (cosmos.CONTRIBUTOR, "/dbs/d", "items/create", "/dbs/d/colls/c", "allowed"),
        ("a-role-that-is-not-known", "", "items/read", "/dbs/d/colls/c", "unknown"),
    ],
)
def test_cosmos_roles(role: str, scope: str, action: str, path: str, expected: str) -> None:
    """Cosmos DB's own roles reach from account to container, by whole segments."""
    account = f"{SUB}/resourceGroups/rg/providers/Microsoft.DocumentDB/databaseAccounts/db"
    row = CosmosAssignment(
        "1", CosmosAssignmentProperties(f"{account}/sqlRoleDefinitions/{role}", "p", account + scope)
    )
    full = f"Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/{action}"
    assert cosmos.decide("p", full, path, (row,)) == expected
    assert cosmos.decide("q", full, path, (row,)) == "implicitly-denied"
    assert cosmos.decide("p", full, path, None) == "unknown"
