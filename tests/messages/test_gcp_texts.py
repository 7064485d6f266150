"""Every row of the Google Cloud tables, on texts of its own."""

from __future__ import annotations

import pytest

from diagnostics.explain import explain
from diagnostics.messages import families, read
from tests.messages import texts_gcp
from tests.messages.texts_aws import Text


@pytest.mark.parametrize("text", texts_gcp.ALL, ids=[t.name for t in texts_gcp.ALL])
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
    spoken = {saying.pattern for text in texts_gcp.ALL for saying in read(text.text)}
    assert [row.id for row in families.rows("gcp") if row.id not in spoken] == []


def test_a_hint_stands_in_every_text_its_row_reads() -> None:
    """A row is never kept from a text that it could read because its hints are not all that its regex begins with."""
    for text in texts_gcp.ALL:
        flat = " ".join(text.text.lower().split())
        for row in families.rows("gcp"):
            if families.compiled(row.regex).search(text.text):
                assert any(hint in flat for hint in row.hints), (row.id, text.name)
