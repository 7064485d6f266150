"""The table of reads, the source and the permissions say the same, and nothing but reads is ever sent."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from diagnostics import reads
from diagnostics.cloud_azure import CLOUD
from diagnostics.reads.azure import logs
from diagnostics.sources.azure_rest import CALLS
from diagnostics.sources.azure_settings import stripped
from diagnostics.sources.base import Failed, Found, NotFound, Query, Refused
from diagnostics.sources.demo.azure.cloud import EmbeddedAzure
from tests.azure.harness import _source
from tests.azure.stacks import build

LOCAL = {"entra:WhoAmI"}  # answered from the token, no call
LOGS = {"logs:Query"}
POSTS = {  # read-only, as the table of calls says of each
    "graph:Apps",
    "graph:Targets",
    "graph:Network",
    "graph:RoleDefinitions",
    "web:ListAppSettings",
    "logs:Query",
}


def test_the_table_of_reads_is_what_the_source_can_send() -> None:
    """Every row has its call, every call its row, and only the known read-only POSTs are no GETs."""
    assert {row.op for row in reads.rows("azure")} - LOCAL - LOGS == set(CALLS)
    assert {op for op, call in CALLS.items() if call.method != "GET"} == POSTS - LOGS
    assert {call.method for call in CALLS.values()} == {"GET", "POST"}


def test_permissions_are_the_rows_and_nothing_else() -> None:
    """The custom role is in Azure's own format, holds each row's actions once, and no wildcard, write or data action."""
    role = CLOUD.permissions()
    actions = {a.strip() for row in reads.rows("azure") for a in row.permission.split(",") if a.strip()}
    tables = {f"Microsoft.OperationalInsights/workspaces/query/{table}/read" for table in logs.TABLES}
    assert set(role["Actions"]) == actions | tables
    assert (role["IsCustom"], role["NotActions"], role["DataActions"], role["NotDataActions"]) == (
        True,
        [],
        [],
        [],
    )
    assert role["AssignableScopes"] == ["/subscriptions/00000000-0000-0000-0000-000000000000"]
    assert all("*" not in a for a in actions)
    assert {a for a in actions if not a.lower().endswith("/read")} == {
        "Microsoft.Web/sites/config/list/action",
        "Microsoft.Web/sites/slots/config/list/action",
    }


def test_every_table_that_is_asked_for_is_in_the_permissions() -> None:
    """The questions name the tables of the list, and no other."""
    where, now = logs.Workspace("g"), datetime(2026, 11, 25, tzinfo=UTC)
    asked = [
        logs.failures(where, "orders", "/s", now, now), logs.requests(where, "orders", now, now), logs.earlier(where, "orders", now, now),
        logs.target_refusals(where, "orders", ("p",), now, now),
    ]  # fmt: skip
    texts = [str(read.query.narrow["query"]) for read in asked]
    named = {
        m for text in texts for m in re.findall(r"\b(?:App|Storage|AZKV|Aeg|Function)\w*(?= \| where)", text)
    }
    assert named == set(logs.TABLES)


@pytest.mark.parametrize(
    "op", ["web:RestartSite", "storage:ListKeys", "authorization:CreateRoleAssignment", "arm:PUT"]
)
def test_what_is_no_read_is_not_sent(azure: EmbeddedAzure, op: str) -> None:
    """An operation outside of the table never leaves the source."""
    reply = _source(azure.url, azure.authority).answer(Query(op, "", {"id": "/subscriptions/x"}))
    assert reply == Failed(f"{op} is not a read", "refused-by-design")
    assert azure.faults.calls == []


def test_every_answer_becomes_its_reply(azure: EmbeddedAzure) -> None:
    """Found, absent, refused, throttled out and cut off are told apart."""
    stack = build(azure, "healthy")
    source = _source(azure.url, azure.authority)
    query = Query("web:GetSite", "", {"id": stack.id}, {}, "Microsoft.Web/sites/read")
    found = source.answer(query)
    assert isinstance(found, Found)
    assert found.value["name"] == "orders"
    gone = source.answer(Query("web:GetSite", "", {"id": stack.id.replace("orders", "nobody")}))
    assert isinstance(gone, NotFound)
    azure.faults.refuse = {"web:GetSite"}
    refused = source.answer(query)
    assert isinstance(refused, Refused)
    assert refused.permission == "Microsoft.Web/sites/read"
    azure.faults.refuse, azure.faults.throttle = set(), {"web:GetSite"}
    assert source.answer(query) == Failed("web:GetSite was throttled", "throttled")
    azure.faults.throttle, azure.faults.cut = set(), {"web:GetSite"}
    assert source.answer(query) == Failed("the answer of web:GetSite could not be read", "error")


def test_the_command_line_diagnoses_an_app_by_its_resource_id(
    azure: EmbeddedAzure, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """`diagnose ID --provider azure` honours both addresses and the CA of the environment, and signs in as the SDK does."""
    stack = build(azure, "blob_role_missing")
    cli = tmp_path / "az"
    token = {
        "accessToken": "e30.e30.x",
        "expiresOn": "2099-01-01 00:00:00.000000",
        "expires_on": 4070908800,
        "tokenType": "Bearer",
        "tenant": "t",
        "subscription": "s",
    }
    cli.write_text(f"#!/bin/sh\necho '{json.dumps(token)}'\n")
    cli.chmod(0o755)
    env = {
        **{k: v for k, v in os.environ.items() if not k.startswith("AZURE_")},
        "PATH": f"{tmp_path}:{os.environ['PATH']}", "AZURE_TOKEN_CREDENTIALS": "AzureCliCredential", "AZURE_CONFIG_DIR": str(tmp_path),
        "TROUBLESHOOTER_AZURE_ARM_URL": azure.url, "TROUBLESHOOTER_AZURE_LOGS_URL": azure.url, "REQUESTS_CA_BUNDLE": azure.authority,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "troubleshooter.cli", "diagnose", stack.id, "--provider", "azure", "--format", "json"],
        env=env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert report["verdict"]["cause"] == "azure.role-assignment.missing"
    assert (report["target"]["id"], report["target"]["account"]) == (stack.id, stack.id.split("/")[2])


def test_nobody_signed_in_is_one_sentence_and_the_next_step(azure: EmbeddedAzure, tmp_path: Any) -> None:
    """Without credentials the command ends in 4, and what the SDK tried is not printed."""
    stack = build(azure, "healthy")
    env = {
        **{k: v for k, v in os.environ.items() if not k.startswith("AZURE_")},
        "AZURE_TOKEN_CREDENTIALS": "EnvironmentCredential", "AZURE_CONFIG_DIR": str(tmp_path),
        "TROUBLESHOOTER_AZURE_ARM_URL": azure.url, "TROUBLESHOOTER_AZURE_LOGS_URL": azure.url, "REQUESTS_CA_BUNDLE": azure.authority,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "troubleshooter.cli", "diagnose", stack.id, "--provider", "azure"],
        env=env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 4
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 2
    assert "az login" in done.stderr
    assert azure.faults.calls == []


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("DefaultEndpointsProtocol=https;AccountName=a1;AccountKey=S3cret==;EndpointSuffix=core.windows.net",
         {"form": "connection-string", "DefaultEndpointsProtocol": True, "AccountName": "a1", "AccountKey": True, "EndpointSuffix": "core.windows.net"}),
        ("Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=S3cret;EntityPath=q",
         {"form": "connection-string", "Endpoint": "sb://ns.servicebus.windows.net/", "SharedAccessKeyName": "Root", "SharedAccessKey": True, "EntityPath": "q"}),
        ("BlobEndpoint=https://a1.blob.core.windows.net/;SharedAccessSignature=sv=1&sig=S3cret",
         {"form": "connection-string", "BlobEndpoint": "https://a1.blob.core.windows.net/", "SharedAccessSignature": True}),
        ("https://user:S3cret@host.example/c?sig=S3cret#S3cret", {"form": "address", "text": "https://host.example/c"}),
        ("S3cretpassword", {"form": "hidden"}),
        ("key=S3cret", {"form": "hidden"}),
        ("", {"form": "empty"}),
        ("@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/s)",
         {"form": "key-vault-reference", "text": "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/s)"}),
    ],
)  # fmt: skip
def test_a_setting_keeps_what_it_names_and_no_secret(value: str, kept: dict[str, Any]) -> None:
    """Accounts, namespaces and references stay; keys, signatures and unknown values do not."""
    assert stripped({"Any": value})["Any"] == kept
    assert "S3cret" not in json.dumps(stripped({"Any": value}))


def test_a_name_that_a_binding_takes_is_kept() -> None:
    """The text of a plain setting is kept where a binding takes a name from it, and hidden otherwise."""
    assert stripped({"Queue": "incoming", "Other": "incoming"}, ["queue"]) == {
        "Queue": {"form": "text", "text": "incoming"},
        "Other": {"form": "hidden"},
    }


def _legs(kql: str) -> list[dict[str, str]]:
    """Return what each part of a union projects, by column: the expression it is made of."""
    legs = []
    for part in re.findall(r"\| project (.+?)\)(?=, \(|\s\|)", kql):
        pieces = re.split(r", (?=\w+=)", part)
        legs.append(dict(piece.split("=", 1) for piece in pieces))
    return legs


@pytest.mark.parametrize("classic", [False, True])
def test_parts_of_a_union_make_the_same_columns_of_the_same_type(classic: bool) -> None:
    """Log Analytics splits a column of mixed types in two, so all parts name the same columns and make numbers with `toint`."""
    where = logs.Workspace("guid", None, classic)
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    asked = [logs.failures(where, "orders", "/subscriptions/x/sites/orders", start, end)]
    asked += [] if classic else [logs.target_refusals(where, "orders", ("oid",), start, end)]
    for read in asked:
        legs = _legs(str(read.query.narrow["query"]))
        assert len(legs) >= 3
        assert {frozenset(leg) for leg in legs} == {frozenset(legs[0])}
        assert all(re.fullmatch(r"toint\(.+\)", leg["level"]) for leg in legs if "level" in leg)
