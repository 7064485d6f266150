"""What the tool may read: each call is a read, and `permissions gcp` lists exactly what the calls need."""

from __future__ import annotations

import json
import re

from click.testing import CliRunner

from diagnostics.reads import rows
from diagnostics.sources.base import Failed, Query
from diagnostics.sources.demo.gcp.cloud import EmbeddedGcp
from diagnostics.sources.gcp import CALLER, LOGS
from diagnostics.sources.gcp_calls import CALLS
from tests.gcp.harness import run
from tests.gcp.stacks import build
from troubleshooter.commands.permissions import command

KINDS = (
    "secret", "secret_of_a_first_generation_function", "object_of_a_bucket", "key_of_kms", "task_queue", "deny_policy",
    "sign_as_itself", "publish_whose_topic_only_the_audit_log_names", "bucket_notifies_nobody", "subscription_gone",
    "database_in_another_location", "scheduler_without_a_token", "all_traffic_without_nat",
)  # fmt: skip
READ_VERB = re.compile(r"(?:^|\.)(?:get|list)\w*$|^cloudresourcemanager:projects\.testIamPermissions$")
READ_PERMISSION = re.compile(r"\.(?:get|list|getIamPolicy|getMetadata|getEffectiveFirewalls)$")
READING_POST = re.compile(r":(?:getIamPolicy|getAncestry|testIamPermissions)$")


def test_every_call_of_the_table_is_a_read() -> None:
    """A call is a GET, or a POST whose method is known to read; nothing else can be sent."""
    wrong = [op for op, call in CALLS.items() if call.method != "GET" and not READING_POST.search(call.path)]
    assert wrong == []
    assert [op for op in CALLS if not READ_VERB.search(op)] == []
    assert {call.method for call in CALLS.values()} == {"GET", "POST"}


def test_what_is_not_in_the_table_is_not_sent(gcp: EmbeddedGcp) -> None:
    """An operation that could change anything is refused before any connection is made."""
    gcp.calls.clear()
    for op in ("cloudfunctions:functions.delete", "run:services.setIamPolicy", "logging:entries.write"):
        reply = gcp.source().answer(
            Query(op, "demo-shop", {"name": "projects/demo-shop", "resource": "projects/demo-shop"})
        )
        assert isinstance(reply, Failed)
    assert gcp.calls == []


def test_the_custom_role_holds_exactly_the_permissions_of_the_table() -> None:
    """`permissions gcp` prints a custom role in gcloud's own format; each of its permissions is one to read."""
    printed = CliRunner().invoke(command, ["gcp"])
    assert printed.exit_code == 0
    role = json.loads(printed.output)
    assert set(role) == {"title", "description", "stage", "includedPermissions"}
    assert set(role["includedPermissions"]) == {row.permission for row in rows("gcp") if row.permission}
    assert [p for p in role["includedPermissions"] if not READ_PERMISSION.search(p)] == []


def test_every_call_that_was_made_is_in_the_table_of_reads(gcp: EmbeddedGcp) -> None:
    """Over stacks of each kind no operation is asked that the table, and so the role, does not hold; most of it is used."""
    known = {row.op for row in rows("gcp")}
    made: set[str] = set()
    methods: set[str] = set()
    for name in KINDS:
        gcp.reset()
        build(gcp, name)
        made |= {call.query.op for call in run(gcp).calls}
        methods |= {call for call in gcp.calls if call not in CALLS and call != LOGS}
    assert methods == set()
    assert made <= known
    assert known == set(CALLS) | {LOGS, CALLER}
    assert len(known - made) <= 12, sorted(known - made)
