"""The places around a case: reads, trace, export, paste, help, palette, keys and themes."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from textual.widgets import Input

from diagnostics.errors import UsageError
from diagnostics.report import Denied
from diagnostics.trace import Layer, Policy, Statement, Trace
from tests.tui.cases import app, opening, screen_text, told
from troubleshooter.config import Config
from troubleshooter.tui import state
from troubleshooter.tui.keys import KEYS
from troubleshooter.tui.screens.case import CaseScreen
from troubleshooter.tui.screens.export import ExportScreen
from troubleshooter.tui.screens.fix import FixScreen
from troubleshooter.tui.screens.help import lines
from troubleshooter.tui.screens.paste import PasteScreen
from troubleshooter.tui.screens.reader import ReaderScreen
from troubleshooter.tui.screens.trace import TraceScreen

DENIED = (
    "botocore.exceptions.ClientError: An error occurred (AccessDeniedException) when calling the GetItem operation: User: "
    "arn:aws:sts::111122223333:assumed-role/mailer-role/mailer is not authorized to perform: dynamodb:GetItem on resource: "
    "arn:aws:dynamodb:eu-west-1:111122223333:table/Letters because no identity-based policy allows the dynamodb:GetItem action"
)


async def test_every_read_is_listed_with_how_it_was_answered() -> None:
    """Found, cut off, refused, not there and failed are told apart in words; a refused one names its permission."""
    running = app(opening())
    async with running.run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("r")
        await pilot.pause()
        text = screen_text(pilot)
        for words in (
            "5 reads · 1 refused · 1 failed",
            "✓ lambda:",
            "? iam:",
            "✗ logs:",
            "– lambda:GetPolicy",
            "not there",
        ):
            assert words in text
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert "needs logs:DescribeLogGroups" in screen_text(pilot)
        await pilot.press("escape", "up", "up", "enter")
        await pilot.pause()
        assert '"Env": "[/aws/x]"' in screen_text(pilot)


async def test_the_trace_shows_the_deciding_statement_and_the_near_miss() -> None:
    """Layers in order, the one that stands against it marked; the statement that decides beside them, with its reason."""
    near = Statement(
        "Letters", "Allow", {"Effect": "Allow", "Action": "dynamodb:GetItem"}, "near", "Action does not match"
    )
    decides = Statement("Stop", "Deny", {"Effect": "Deny", "Action": "*"}, "decides", "it denies everything")
    trace = Trace(
        Denied("arn:role", "dynamodb:PutItem", "arn:table"), "explicitly-denied",
        (
            Layer("Identity policies", (Policy("letters", (near,)), Policy("other", unread="not permitted to read")), note="none"),
            Layer("Permissions boundary", (Policy("limit", (decides,)),), blocks=True),
        ),
        ("aws:SourceVpc",),
    )  # fmt: skip
    running = app()
    async with running.run_test(size=(120, 36)) as pilot:
        running.push_screen(TraceScreen(trace))
        for _ in range(4):
            await pilot.pause()
        text = screen_text(pilot)
        for words in (
            "✗ explicitly denied  dynamodb:PutItem", "not known, and would decide: aws:SourceVpc", "· Identity policies",
            "✗ Permissions boundary   stands against it", "Allow Letters   ~ almost applies", "Deny Stop   ◂ decides",
            "other   ? not read", "◂ decides: it denies everything",
        ):  # fmt: skip
            assert words in text


async def test_each_export_is_shown_before_it_is_written(tmp_path: Path) -> None:
    """Markdown, JSON, bundle and picture: the preview holds what the file then holds; the bundle is said to be redacted."""
    running = app(opening())
    async with running.run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("x")
        await pilot.pause()
        assert "# mailer: iam" in screen_text(pilot)
        await pilot.press("s", "down")
        await pilot.pause()
        assert '"schema": "troubleshooter.report/1"' in screen_text(pilot)
        await pilot.press("s", "down")
        await pilot.pause()
        text = screen_text(pilot)
        assert "redacted, exactly as it is written" in text
        assert '"provider": "aws"' in text
        await pilot.press("s", "down")
        await pilot.pause()
        await pilot.press("s")
        await pilot.pause()
        assert isinstance(running.screen, ExportScreen)
    assert (tmp_path / "mailer.md").read_text().startswith("# mailer: iam")
    assert json.loads((tmp_path / "mailer.json").read_text())["verdict"]["class"] == "iam"
    with zipfile.ZipFile(tmp_path / "mailer.zip") as held:
        assert len(held.read("calls.jsonl").splitlines()) == 5
    assert "IAM" in (tmp_path / "mailer.svg").read_text()


async def test_a_pasted_error_is_read_at_once_and_its_parts_are_marked() -> None:
    """Without a key the answer appears: class, who, what, on what; the empty text says that there is nothing."""
    running = app(opening())
    async with running.run_test(size=(120, 40)) as pilot:
        await told(pilot)
        await pilot.press("p")
        await pilot.pause()
        assert isinstance(running.screen, PasteScreen)
        running.screen.query_one("#paste-text").text = DENIED
        running.screen.action_read()
        await pilot.pause()
        text = screen_text(pilot)
        for words in (
            "✗ IAM",
            "what     dynamodb:GetItem",
            "on what  arn:aws:dynamodb",
            "who      arn:aws:sts",
        ):
            assert words in text
        running.screen.query_one("#paste-text").text = "  "
        running.screen.action_read()
        await pilot.pause()
        assert "nothing to read yet" in screen_text(pilot)


async def test_help_lists_every_key_of_the_one_table_with_the_users_own() -> None:
    """`?` shows each place with its keys, what they do and the ids for the configuration."""
    rows = ["".join(text for text, _ in row) for row in lines({"case.fix": "F"})]
    for key in KEYS:
        assert any(key.id in row and key.tooltip in row for row in rows)
    assert any(row.startswith("  F             fix") for row in rows)
    running = app()
    async with running.run_test(size=(120, 36)) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        assert "Anywhere" in screen_text(pilot)


async def test_keys_from_the_configuration_replace_the_built_in_ones() -> None:
    """With `case.fix = "F"` the capital opens the fix and the small letter does not."""
    running = app(opening(), config=Config(keys={"case.fix": "F"}))
    async with running.run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("f")
        assert isinstance(running.screen, CaseScreen)
        await pilot.press("F")
        assert isinstance(running.screen, FixScreen)


def test_a_key_for_a_binding_that_is_not_there_names_the_nearest() -> None:
    """`case.fixes` is a mistake; `case.fix` was meant: said before the app takes the terminal."""
    with pytest.raises(UsageError) as caught:
        app(config=Config(keys={"case.fixes": "F"}))
    assert caught.value.next_step == "Did you mean case.fix?"


def test_every_binding_has_an_id_a_word_and_a_tooltip_of_its_own() -> None:
    """The palette, the help and the keymap live on them."""
    assert len({key.id for key in KEYS}) == len(KEYS)
    assert all(key.label and key.tooltip and "." in key.id for key in KEYS)


async def test_the_palette_finds_findings_causes_playbooks_and_functions() -> None:
    """Typing in the palette reaches a step of this case, a cause of the catalogue, a playbook and a demo incident."""
    running = app(opening())
    async with running.run_test(size=(120, 36)) as pilot:
        await told(pilot)
        for typed, found in (
            ("denied-call", "playbook: aws/denied-call"), ("cause: aws.role.boundary", "cause: aws.role.boundary"),
            ("finding: does it run", "finding: ✗ Does it run"),
        ):  # fmt: skip
            await pilot.press("ctrl+p")
            running.screen.query_one(Input).value = typed
            for _ in range(60):
                await pilot.pause()
                if found in screen_text(pilot):
                    break
            assert found in screen_text(pilot)
            for _ in range(4):
                if not isinstance(running.screen, CaseScreen):
                    await pilot.press("escape")
            assert isinstance(running.screen, CaseScreen)


async def test_choosing_a_cause_in_the_palette_explains_it() -> None:
    """The chosen cause opens as a text."""
    running = app(opening())
    async with running.run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("ctrl+p")
        running.screen.query_one(Input).value = "cause: aws.role.boundary"
        for _ in range(60):
            await pilot.pause()
            if "cause: aws.role.boundary" in screen_text(pilot):
                break
        await pilot.press("down", "enter")
        for _ in range(10):
            await pilot.pause()
        assert isinstance(running.screen, ReaderScreen)
        assert "tell it apart" in screen_text(pilot)


async def test_the_chosen_theme_is_kept() -> None:
    """A theme chosen in one run is there in the next; one from the configuration goes first."""
    first = app()
    async with first.run_test(size=(80, 24)) as pilot:
        first.theme = "nord"
        await pilot.pause()
    assert state.theme() == "nord"
    second = app()
    async with second.run_test(size=(80, 24)):
        assert second.theme == "nord"
    third = app(config=Config(theme="gruvbox"))
    async with third.run_test(size=(80, 24)):
        assert third.theme == "gruvbox"


async def test_a_theme_that_is_not_there_is_named_with_the_nearest() -> None:
    """A mistyped theme does not end the app; the one that was meant is named."""
    running = app(config=Config(theme="gruvbx"))
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert ["Did you mean gruvbox?" in note.message for note in running._notifications] == [True]
