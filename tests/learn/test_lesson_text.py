"""A lesson in plain lines, for pipes and screen readers."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnostics.errors import UsageError
from diagnostics.report import Evidence, Report
from troubleshooter.learn.stage import find
from troubleshooter.present import lesson_text


def test_evidence_that_is_alike_is_read_out_once() -> None:
    """Forty refusals that differ in nothing but their request are one line with their number; others stay alone."""
    refused = tuple(
        Evidence(f"e{n}", f"2026-03-01T04:{n:02d}:00Z", "function-log", "platform", f"denied, request 0000000{n % 10}-aaaa-bbbb-cccc-dddddddddddd")
        for n in range(40)
    )  # fmt: skip
    setting = Evidence("e40", None, "configuration", "config", "the mapping is Enabled")
    rows = list(lesson_text.evidence(Report(evidence=(*refused, setting))))
    assert len(rows) == 2
    assert "2026-03-01T04:00:00Z" in rows[0]
    assert "×40 denied" in rows[0]
    assert "(as it stands)" in rows[1]
    assert "×" not in rows[1]


def test_a_lesson_file_that_is_not_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    """The path of a team's own lesson may be mistyped: it is no mistake in the lesson."""
    with pytest.raises(UsageError, match=r"There is no file .*gone\.yaml"):
        find(str(tmp_path / "gone.yaml"))
