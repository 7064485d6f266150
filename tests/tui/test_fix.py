"""The fix: what changes, why it is safe, and how to take it along."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from diagnostics.report import Fault, Grant, Proof, Verdict
from tests.tui import cases
from tests.tui.cases import app, fix, opening, outcome, report, screen_text, told
from troubleshooter.tui.screens.case import CaseScreen
from troubleshooter.tui.screens.fix import FixScreen
from troubleshooter.tui.screens.verify import VerifyScreen
from troubleshooter.tui.screens.warning import WarningScreen


def case(**more):
    return opening(outcome(cases.judged(report(**more))))


async def test_before_and_after_script_owner_and_proof_stand_on_one_screen() -> None:
    """The diff shows only what changes in colour, beside it the script, above it the owner, below it the proof."""
    async with app(case()).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("f")
        await pilot.pause()
        text = screen_text(pilot)
    for words in (
        '+         "dynamodb:PutItem"', '    "Version": "2012-10-17"', "aws iam put-role-policy", "AWS CLI",
        "cloudformation mailer-stack", "before: denied, no statement allows it", "after: allowed",
        "✓ every part of it is needed", "✓ 1 neighbour tried, none newly allowed",
    ):  # fmt: skip
        assert words in text


async def test_copy_reaches_the_clipboard_and_save_writes_the_form_that_is_shown(tmp_path: Path) -> None:
    """`c` copies the script, `s` writes it; after turning to Terraform both take that form."""
    running = app(case())
    async with running.run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("f", "c")
        await pilot.pause()
        assert running.clipboard == fix().commands["aws-cli"]
        running.screen.query_one("#fix-tabs").active = "form-terraform"
        await pilot.pause()
        await pilot.press("s")
        await pilot.pause()
    assert (tmp_path / "fix-1-terraform.tf").read_text() == fix().commands["terraform"]


async def test_undo_is_one_key_away_and_never_part_of_the_fix() -> None:
    """`u` shows the script that takes the fix back."""
    running = app(case())
    async with running.run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("f", "u")
        await pilot.pause()
        assert "aws iam delete-role-policy" in screen_text(pilot)
        await pilot.press("c")
        assert running.clipboard == fix().undo["aws-cli"]


async def test_a_warning_cannot_be_missed(tmp_path: Path) -> None:
    """A fix with a warning is copied or saved only after the warning was read; then it is not asked for again."""
    running = app(case(fixes=(fix(warnings=("This opens the bucket to another account.",)),)))
    async with running.run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("f")
        await pilot.pause()
        assert "! read this first" in screen_text(pilot)
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(running.screen, WarningScreen)
        assert "This opens the bucket to another account." in screen_text(pilot)
        await pilot.press("escape")
        assert running.clipboard == ""
        await pilot.press("s")
        await pilot.pause()
        assert not os.listdir(tmp_path) or not (tmp_path / "fix-1-aws-cli.sh").exists()  # noqa: PTH208
        await pilot.press("enter")
        for _ in range(3):
            await pilot.pause()
        assert (tmp_path / "fix-1-aws-cli.sh").read_text().startswith("(\n  set -eu")
        await pilot.press("c")
        assert running.clipboard.startswith("(\n  set -eu")


async def test_a_fix_that_is_not_proven_says_so() -> None:
    """Without a proof, or where it widens, the proof box says that and not less."""
    widens = fix(
        title="Wider", proof=Proof(before="implicitly-denied", after="allowed", widens=("dynamodb:*",))
    )
    async with app(case(fixes=(fix(proof=None), widens))).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("f")
        await pilot.pause()
        assert "? not proven" in screen_text(pilot)
        await pilot.press("n")
        await pilot.pause()
        text = screen_text(pilot)
    assert "2 of 2 · Wider" in text
    assert "! newly allowed as well: dynamodb:*" in text


async def test_the_fixes_of_a_further_fault_come_after_those_of_the_verdict() -> None:
    """Every fix of the report can be reached with `n`."""
    other = Fault(class_="trigger", summary="The rule is off.", fixes=(fix(title="Switch the rule on"),))
    async with app(case(others=(other,))).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("f", "n")
        await pilot.pause()
        assert "2 of 2 · Switch the rule on" in screen_text(pilot)


async def test_at_eighty_columns_the_difference_is_a_tab() -> None:
    """Nothing is squeezed: what changes is the first tab, the script the second."""
    running = app(case())
    async with running.run_test(size=(80, 24)) as pilot:
        await told(pilot)
        await pilot.press("f")
        await pilot.pause()
        assert "What changes" in screen_text(pilot)
        assert '"dynamodb:PutItem"' in screen_text(pilot)
        running.screen.query_one("#fix-tabs").active = "form-aws-cli"
        await pilot.pause()
        assert "aws iam put-role-policy" in screen_text(pilot)


async def test_verify_asks_when_it_was_applied_and_reads_from_then_on() -> None:
    """The new run starts at the moment of the fix; a healthy answer is told as gone, with the old verdict beside it."""
    asked: list[datetime] = []
    healthy = report(
        verdict=Verdict(failing=False, class_="none", confidence=0.9, summary="120 of 120 went well.")
    )

    def since(moment: datetime):
        asked.append(moment)
        return opening(outcome(msgspec.structs.replace(cases.judged(healthy), report=healthy)))

    running = app(opening(since=since))
    async with running.run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("f", "v")
        await pilot.pause()
        assert isinstance(running.screen, VerifyScreen)
        await pilot.press(*"1h", "enter")
        for _ in range(30):
            await pilot.pause()
        assert "✓ The failure is gone since" in screen_text(pilot)
    assert len(asked) == 1
    assert 3590 < (datetime.now(UTC) - asked[0]).total_seconds() < 3700


async def test_verify_waits_until_the_change_can_act() -> None:
    """Applied just now, nothing is read yet; the screen says how long it waits, and `r` reads at once."""
    asked: list[datetime] = []

    def since(moment: datetime):
        asked.append(moment)
        return opening()

    running = app(opening(since=since))
    async with running.run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("f", "v", "enter")
        await pilot.pause()
        assert "until the change can have acted" in screen_text(pilot)
        assert not asked
        await pilot.press("r")
        for _ in range(30):
            await pilot.pause()
        assert "✗ Still failing since" in screen_text(pilot)
    assert len(asked) == 1


async def test_a_bundle_cannot_be_verified_and_says_why() -> None:
    """Where nothing can have changed, `v` says so and stays."""
    running = app(case())
    async with running.run_test(size=(120, 36), notifications=True) as pilot:
        await told(pilot)
        await pilot.press("f", "v")
        await pilot.pause()
        assert isinstance(running.screen, FixScreen)
        assert ["verify on the account itself" in note.message for note in running._notifications] == [True]


async def test_a_case_without_a_fix_offers_none() -> None:
    """`f` does nothing where nothing is proposed."""
    async with app(case(fixes=())).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("f")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CaseScreen)


async def test_a_binding_is_shown_as_it_would_be_where_no_document_holds_it() -> None:
    """A grant without a document says who gets which role for what and on what, and never that nothing changes."""
    grant = Grant(
        "iam-binding",
        "serviceAccount:m@p.iam.gserviceaccount.com",
        ("a.b.get",),
        ("projects/p/x",),
        role="roles/x.y",
    )
    async with app(case(fixes=(fix(grants=(grant,), documents=()),))).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("f")
        await pilot.pause()
        text = screen_text(pilot)
    for words in (
        "one more iam binding",
        "+ who   serviceAccount:m@p",
        "+ role  roles/x.y",
        "+ for   a.b.get",
        "+ on    projects/p/x",
    ):
        assert words in text
    assert "nothing changes" not in text
    assert "no document" not in text


async def test_the_arrows_turn_the_forms_of_the_script() -> None:
    """Right goes from the CLI to Terraform and on to the undo, left back, wherever the focus is."""
    async with app(case()).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("f", "right")
        await pilot.pause()
        assert 'resource "x" "y"' in screen_text(pilot)
        await pilot.press("right")
        await pilot.pause()
        assert "delete-role-policy" in screen_text(pilot)
        await pilot.press("right", "left", "left")
        await pilot.pause()
        assert 'resource "x" "y"' in screen_text(pilot)
