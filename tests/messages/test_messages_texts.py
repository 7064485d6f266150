"""Every row of the AWS and the shared tables, on texts of its own."""

from __future__ import annotations

import re

import pytest

from diagnostics.causes import lookup
from diagnostics.explain import explain
from diagnostics.messages import families, read
from tests.messages import (
    texts_aws,
    texts_aws_calls,
    texts_aws_deploy,
    texts_aws_more,
    texts_aws_triggers,
    texts_common,
    texts_languages,
    texts_network,
    texts_none,
)
from tests.messages.texts_aws import Text

TEXTS = (
    *texts_aws.ALL,
    *texts_aws_calls.ALL,
    *texts_aws_deploy.ALL,
    *texts_aws_more.ALL,
    *texts_aws_triggers.ALL,
    *texts_common.ALL,
    *texts_languages.ALL,
    *texts_network.ALL,
    *texts_none.ALL,
)


@pytest.mark.parametrize("text", TEXTS, ids=[t.name for t in TEXTS])
def test_a_text_says_its_class_cause_and_request(text: Text) -> None:
    """Class, cause, action and resource are what the text says, and nothing more than it says."""
    verdict = explain(text.text).verdict
    assert verdict.class_ == text.class_, verdict.summary
    if text.cause is not None:
        assert verdict.cause == text.cause
    if text.class_ not in ("none", "inconclusive"):
        assert (verdict.denied.action if verdict.denied else None) == text.action
        assert (verdict.denied.resource if verdict.denied else None) == text.resource
    if text.principal is not None:
        assert verdict.denied is not None
        assert verdict.denied.principal == text.principal


@pytest.mark.parametrize("package", ["aws", "common"])
def test_every_row_is_reached_by_a_text(package: str) -> None:
    """No row of the tables is without a text that it, and not a stronger row, answers."""
    spoken = {saying.pattern for text in TEXTS for saying in read(text.text)}
    assert [row.id for row in families.rows(package) if row.id not in spoken] == []


@pytest.mark.parametrize("package", families.PACKAGES)
def test_the_tables_are_sound(package: str) -> None:
    """Ids are unique, hints are lower case and at least three letters, causes are the catalogue's, confidence is a chance."""
    rows = families.rows(package)
    assert len({row.id for row in rows}) == len(rows)
    for row in rows:
        assert row.hints, row.id
        assert all(
            len(hint) >= 3 and hint == hint.lower() and not re.search(r"\s\s|[^\S ]", hint)
            for hint in row.hints
        ), row.id
        assert 0 < row.saying.confidence < 1, row.id
        if row.saying.provider is not None and row.saying.cause is not None:
            assert lookup(row.saying.cause) is not None, row.id


def test_a_hint_stands_in_every_text_its_row_reads() -> None:
    """A row is never kept from a text that it could read because its hints are not all that its regex begins with."""
    for text in TEXTS:
        for package in ("aws", "common"):
            for row in families.rows(package):
                if families.compiled(row.regex).search(text.text):
                    assert any(hint in " ".join(text.text.lower().split()) for hint in row.hints), (
                        row.id,
                        text.name,
                    )
