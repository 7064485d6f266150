"""The table of command forms: one place that says what each is called."""

from __future__ import annotations

from tests.tui.cases import fix, report
from troubleshooter.present.clean import in_place
from troubleshooter.present.forms import FORMS, form
from troubleshooter.present.report_markdown import render_markdown


def test_a_form_that_is_not_known_yet_is_called_by_its_name() -> None:
    """A new writer's form is shown and saved before the table knows it."""
    assert form("pulumi-yaml") == ("Pulumi yaml", "txt", "")
    assert form("bicep") is FORMS["bicep"]


def test_markdown_names_each_form_and_its_language() -> None:
    """Scripts stand in blocks of their language, the undo after them under a heading of its own."""
    text = render_markdown(report(fixes=(fix(),)))
    assert "AWS CLI:\n\n```bash\n(\n  set -eu" in text
    assert "Terraform:\n\n```hcl\n" in text
    assert text.index("Undo (AWS CLI):") > text.index("Terraform:")


def test_what_is_edited_keeps_its_length() -> None:
    """Each character that a terminal would act on is replaced by one sign, so that the cursor stays where it was."""
    assert in_place("a\x1b[31m\u202eb") == "a\ufffd[31m\ufffdb"
