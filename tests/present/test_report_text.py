"""What a terminal, a pipe or a screen reader gets of a report."""

from __future__ import annotations

from diagnostics.explain import explain
from diagnostics.report import Fix, Report, Setting
from troubleshooter.present.report_text import render_text

DENIED = (
    "User: arn:aws:sts::123456789012:assumed-role/mail/mail is not authorized to perform: ses:SendEmail on resource: "
    "arn:aws:ses:eu-west-1:123456789012:identity/example.com because no identity-based policy allows the ses:SendEmail action"
)


def test_a_grant_without_a_script_is_written_out() -> None:
    """Of a pasted text no command is written, so action, resource, principal and place of the grant are."""
    told = render_text(explain(DENIED))
    assert "allow ses:SendEmail on arn:aws:ses:eu-west-1:123456789012:identity/example.com" in told
    assert "to arn:aws:iam::123456789012:role/mail, in the identity-policy" in told


def test_a_change_without_a_script_says_what_becomes_of_what() -> None:
    """Target, setting, and the values before and after stand on one line; what the title says is not said again."""
    setting = Setting("queue orders", "VisibilityTimeout", from_="30", to="90")
    told = render_text(
        Report(fixes=(Fix("Wait longer", changes=(setting, Setting("queue orders", "Wait longer"))),))
    )
    assert "  queue orders: VisibilityTimeout 30 → 90" in told
    assert told.count("Wait longer") == 1
