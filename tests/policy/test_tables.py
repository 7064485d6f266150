"""Truth tables: every row of tests/tables/aws/*.json is a request, its policies, and the decision.

A table's own `request` holds what its rows do not say themselves.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from diagnostics.policy.aws import Level, Policies, Request, Unreadable, authorize

TABLES = sorted((Path(__file__).parents[1] / "tables" / "aws").glob("*.json"))


def _document(value: Any) -> Any:
    """A string stands for a policy that could not be read; a list of statements for a document."""
    if isinstance(value, str):
        return Unreadable(value)
    return {"Version": "2012-10-17", "Statement": value} if isinstance(value, list) else value


def _policies(row: dict[str, Any]) -> Policies:
    bounds = row.get("boundary")
    return Policies(
        identity=tuple(_document(d) for d in row.get("identity", [])),
        resource=_document(row["resource"]) if row.get("resource") is not None else None,
        permission_boundaries=None if bounds is None else tuple(_document(d) for d in bounds),
        session=_document(row["session"]) if row.get("session") is not None else None,
        scps=tuple(
            Level(str(i), tuple(_document(d) for d in level)) for i, level in enumerate(row.get("scps", []))
        ),
        rcps=tuple(
            Level(str(i), tuple(_document(d) for d in level)) for i, level in enumerate(row.get("rcps", []))
        ),
        vpc_endpoints=tuple(_document(d) for d in row.get("endpoints", [])),
        grants=tuple(row.get("grants", [])),
        restrict_public_buckets=row.get("restrict", False),
    )


def _rows() -> list[Any]:
    tables = [(table.stem, json.loads(table.read_text(encoding="utf-8"))) for table in TABLES]
    return [
        pytest.param(
            row | {"request": content.get("request", {}) | row.get("request", {})},
            id=f"{stem}: {row['name']}",
        )
        for stem, content in tables
        for row in content.get("rows", ())
    ]


@pytest.mark.parametrize("row", _rows())
def test_row(row: dict[str, Any]) -> None:
    """The decision of the row, the layers that block where it names them, and the keys that would decide."""
    asked = row["request"]
    request = Request(
        asked["principal"], asked["action"], asked["resource"], asked.get("account"), asked.get("context", {})
    )
    answer = authorize(request, _policies(row))
    assert answer.decision == row["expected"]
    if "blocked_by" in row:
        assert list(answer.blocked_by) == row["blocked_by"]
    if "missing" in row:
        assert list(answer.missing) == row["missing"]
