"""Condition operators and the shapes of documents, row by row from tests/tables/aws."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from diagnostics.policy.aws import Level, Policies, PolicyError, Request, authorize, compile_policies

TABLES = Path(__file__).parents[1] / "tables" / "aws"
CONDITIONS = json.loads((TABLES / "conditions.json").read_text(encoding="utf-8"))["conditions"]
DOCUMENTS = json.loads((TABLES / "documents.json").read_text(encoding="utf-8"))
_ANSWER = {True: "allowed", False: "implicitly-denied", None: "unknown"}


@pytest.mark.parametrize("row", CONDITIONS, ids=lambda row: " ".join(str(cell) for cell in row))
def test_a_condition_is_met_as_documented(row: list[Any]) -> None:
    """An Allow under this one condition applies, does not, or cannot be told; the missing key is named."""
    operator, wants, has, met = row
    statement = {
        "Effect": "Allow",
        "Action": "s3:*",
        "Resource": "*",
        "Condition": {operator: {"x:Key": wants}},
    }
    context = {} if has == "-" else {"X:key": has}
    request = Request("arn:aws:iam::111122223333:role/app", "s3:GetObject", "arn:aws:s3:::b/k", None, context)
    answer = authorize(request, Policies(identity=({"Version": "2012-10-17", "Statement": statement},)))
    assert answer.decision == _ANSWER[met]
    assert answer.missing == (("x:Key",) if met is None else ())


def _layer(name: str, document: Any) -> tuple[Policies, str]:
    """Return *document* as the layer, and the path at which it stands."""
    level = Level("root", (document,))
    return {
        "identity": (Policies(identity=(document,)), "identity[0]"),
        "boundary": (Policies(permission_boundaries=(document,)), "permission_boundaries[0]"),
        "session": (Policies(session=document), "session"),
        "resource": (Policies(resource=document), "resource"),
        "scp": (Policies(scps=(level,)), "scps[0].policies[0]"),
        "rcp": (Policies(rcps=(level,)), "rcps[0].policies[0]"),
        "endpoint": (Policies(vpc_endpoints=(document,)), "vpc_endpoints[0]"),
    }[name]


@pytest.mark.parametrize("row", DOCUMENTS["rejected"], ids=lambda row: f"{row[0]} {json.dumps(row[1])[:90]}")
def test_what_aws_rejects_is_an_error_with_its_place(row: list[Any]) -> None:
    """A document that AWS would not save is refused, and the error says where it is wrong."""
    policies, base = _layer(row[0], row[1])
    with pytest.raises(PolicyError) as error:
        compile_policies(policies)
    assert error.value.path == (f"{base}.{row[2]}" if row[2] else base)


@pytest.mark.parametrize("row", DOCUMENTS["accepted"], ids=lambda row: row[0])
def test_what_aws_tolerates_is_accepted(row: list[Any]) -> None:
    """A shape that AWS tolerates compiles."""
    assert compile_policies(_layer(row[1], row[2])[0])


def test_a_document_read_from_a_cloud_never_stops_the_judge() -> None:
    """What the judge cannot read of a saved policy makes the answer unknown, with the place, and no error."""
    odd = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "NewElement": 1}]}
    request = Request("arn:aws:iam::111122223333:role/app", "s3:GetObject", "arn:aws:s3:::b/k")
    answer = authorize(request, Policies(identity=(odd,)))
    assert answer.decision == "unknown"
    assert "identity[0].Statement[0].NewElement" in answer.missing[0]
