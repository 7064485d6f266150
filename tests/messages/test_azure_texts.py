"""Every row of the Azure tables, on texts of its own."""

from __future__ import annotations

import pytest

from diagnostics.causes import lookup
from diagnostics.explain import explain
from diagnostics.messages import families, read
from diagnostics.messages.azure.tokens import MEANINGS
from tests.messages import texts_azure
from tests.messages.texts_aws import Text


@pytest.mark.parametrize("text", texts_azure.ALL, ids=[t.name for t in texts_azure.ALL])
def test_a_text_says_its_class_cause_and_request(text: Text) -> None:
    """Class, cause, action and resource are what the text says, and nothing more than it says."""
    verdict = explain(text.text).verdict
    assert verdict.class_ == text.class_, verdict.summary
    if text.cause is not None:
        assert verdict.cause == text.cause
    if text.class_ not in ("none", "inconclusive"):
        assert (verdict.denied.action if verdict.denied else None) == text.action
        assert (verdict.denied.resource if verdict.denied else None) == text.resource


def test_every_row_is_reached_by_a_text() -> None:
    """No row of the tables is without a text that it, and not a stronger row, answers."""
    spoken = {saying.pattern for text in texts_azure.ALL for saying in read(text.text)}
    assert [row.id for row in families.rows("azure") if row.id not in spoken] == []


def test_a_hint_stands_in_every_text_its_row_reads() -> None:
    """A row is never kept from a text that it could read because its hints are not all that its regex begins with."""
    for text in texts_azure.ALL:
        flat = " ".join(text.text.lower().split())
        for row in families.rows("azure"):
            if families.compiled(row.regex).search(text.text):
                assert any(hint in flat for hint in row.hints), (row.id, text.name)


@pytest.mark.parametrize("number", sorted(MEANINGS))
def test_every_number_of_entra_has_a_cause(number: str) -> None:
    """A known number names a cause of the catalogue, and its class is the cause's."""
    (said, *_) = read(f"AADSTS{number}: any sentence")
    known = lookup(said.cause or "")
    assert known is not None
    assert (said.class_, said.deny_origin, said.code) == (known.class_, known.deny_origin, f"AADSTS{number}")


def test_several_faults_in_one_paste_are_told_apart() -> None:
    """The refusal is the verdict, the listener that did not start because of it is no fault of its own, and another target's network stands beside it."""
    report = explain(
        f"{texts_azure.LISTENER}{texts_azure.MISMATCH}\n\nHost is in error state.\n"
        "2026-11-22T05:01:00Z Client address is not authorized and caller is not a trusted service.\nVault: orders-kv;location=westeurope"
    )
    assert {report.verdict.class_, *(other.class_ for other in report.others)} >= {"iam", "network"}
    assert report.verdict.class_ in {"iam", "network"}


@pytest.mark.parametrize(
    "text",
    [
        "This request is not authorized to perform this operation using this new kind of limit. azure storage",
        'FATAL: no pg_hba.conf entry for host "203.0.113.9", user "app", database "orders" (db.internal)',
        "MongoServerError: client IP 203.0.113.9 is not allowed",
        "partner said httpStatusCode=403 for an order, azure",
        "GET https://orders-fn.azurewebsites.net/api/Orders/401 200 OK",
        "Deployed in 403 ms: https://orders-fn.scm.azurewebsites.net/api/zipdeploy",
        '{"publicNetworkAccess": "Disabled", "disableLocalAuth": true, "allowSharedKeyAccess": false} Microsoft.Storage',
        "ManagedIdentityCredential will use App Service managed identity",
        "Response [x] 404 The specified blob does not exist. azure-webjobs-hosts",
        "Storage: the counter AuthorizationFailed rose to 3 azure",
        "INFO user 17 does not have access to the premium menu azure functions app",
        "MongoServerError: the client does not have permission to read orders azure cosmos",
        "If the identity does not have the role, assign Storage Blob Data Reader. azure docs",
        "The audience 'public' is invalid for this blog post azure cms",
        "Unauthorized (CODE: 401) from https://api.partner.example azure functions",
        "Application setting 'Theme' is missing in the user's profile azure functions",
        "The function app is disabled for guests on weekends azure",
        "The leases container must be backed up weekly azure cosmos",
        "Azure.RequestFailedException: Connection refused (localhost:10001)",
        "redis.exceptions.ConnectionError: invalid username-password pair 10.0.0.9",
        "All 24 tests passed, 0 failed. azure functions",
        "user said: AADSTS700016: Application with identifier 'x' was not found",
        f"INFO request body: {texts_azure.refused()}",
    ],
)
def test_what_only_looks_alike_is_no_claim(text: str) -> None:
    """Settings, counts, other systems' words, normal lines of a log and quoted input are none of the four."""
    assert explain(text).verdict.class_ in {"none", "inconclusive"}
