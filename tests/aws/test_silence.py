"""A function that is silent: which of its sources the silence is laid on."""

from __future__ import annotations

from datetime import timedelta

from diagnostics.sources.demo.aws.build import LOGS, Stack
from diagnostics.sources.demo.aws.cloud import EmbeddedAws
from tests.aws.harness import diagnose
from tests.aws.stacks.model import silent


def test_a_mapping_that_was_off_while_the_function_ran_is_no_fault(cloud: EmbeddedAws) -> None:
    """Silence is not laid on a mapping switched off weeks before the last invocation; the mapping is a note."""
    s = Stack(cloud, "orders").with_role(LOGS).with_function()
    client, mapping = cloud.client("lambda"), s.with_queue()
    client.update_event_source_mapping(UUID=mapping, Enabled=False)
    silent(s)
    rows = client.list_event_source_mappings(FunctionName="orders")["EventSourceMappings"]
    off = rows[0] | {"LastModified": (cloud.now() - timedelta(days=20)).timestamp()}
    cloud.layer.amend["lambda:GET /2015-03-31/event-source-mappings"] = {"EventSourceMappings": [off]}
    report = diagnose(cloud)
    assert report.verdict.class_ == "inconclusive"
    assert any(mapping in note for note in report.notes)
    assert not report.fixes
