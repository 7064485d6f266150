"""JSON of anything that a provider may have sent."""

from __future__ import annotations

import json

from diagnostics.encoding import json_bytes
from diagnostics.report import Evidence, Report, to_json


def test_half_a_character_does_not_stop_a_report() -> None:
    """A lone surrogate, which JSON may hold as an escape, becomes a question mark; the rest stands as it was."""
    report = Report(
        evidence=(Evidence("e1", None, "log", "platform", "a\ud800b ü", {"k\udfff": ["\ud83d"]}),)
    )
    read = json.loads(to_json(report))["evidence"][0]
    assert read["summary"] == "a?b ü"
    assert read["raw"] == {"k?": ["?"]}


def test_ordinary_values_are_written_as_ever() -> None:
    """Keys are sorted where that is asked for, and the text is not escaped."""
    assert json_bytes({"b": "ü", "a": 1}, "sorted") == '{"a":1,"b":"ü"}'.encode()
