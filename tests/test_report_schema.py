"""The published schema is the schema of the classes, and reports obey it."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import jsonschema

from diagnostics.report import Report, Verdict, to_json

DOCS = Path(__file__).parents[1] / "docs"


def _schema() -> str:
    spec = importlib.util.spec_from_file_location("make_schema", DOCS / "make_schema.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.schema()


def test_the_published_schema_is_current() -> None:
    """docs/report.schema.json is what the classes say; `make schema` writes it."""
    assert (DOCS / "report.schema.json").read_text(encoding="utf-8") == _schema()


def test_a_report_obeys_the_schema() -> None:
    """An empty report and one with a verdict are valid, and a wrong class is not."""
    schema = json.loads(_schema())
    jsonschema.validate(json.loads(to_json(Report())), schema)
    report = json.loads(to_json(Report(verdict=Verdict(failing=True, class_="iam", confidence=0.9))))
    jsonschema.validate(report, schema)
    report["verdict"]["class"] = "weather"
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(report))
