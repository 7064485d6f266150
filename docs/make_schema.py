"""Write docs/report.schema.json from the classes of the report; a test keeps the two alike."""

from __future__ import annotations

from pathlib import Path

import msgspec

from diagnostics.report import Report


def schema() -> str:
    """Return the JSON Schema of the report as indented text."""
    document = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | msgspec.json.schema(Report)
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


if __name__ == "__main__":
    (Path(__file__).parent / "report.schema.json").write_text(schema(), encoding="utf-8")
