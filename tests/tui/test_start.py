"""The start: everything that can be opened, found as it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from diagnostics.clouds import Activity, Listed, Options
from diagnostics.sources import bundle
from tests.tui.cases import app, opening, outcome, screen_text, told
from troubleshooter.tui import recent
from troubleshooter.tui.app import TroubleshooterApp
from troubleshooter.tui.messages import ActivityRead, CloudSilent, FunctionsListed, PlacesFound
from troubleshooter.tui.places import Index, Place, ranked
from troubleshooter.tui.screens.case import CaseScreen
from troubleshooter.tui.screens.lesson import LessonScreen
from troubleshooter.tui.screens.paste import PasteScreen
from troubleshooter.tui.widgets.places import Places

WHERE = ("aws", Options(region="eu-west-1"))


def listed(name: str) -> Listed:
    arn = f"arn:aws:lambda:eu-west-1:111122223333:function:{name}"
    return Listed("aws", arn, name, "eu-west-1", "111122223333", "2026-03-01T03:00:00Z")


async def test_demo_incidents_and_lessons_are_there_without_an_account() -> None:
    """The demo's list holds its incidents and the lessons; typing `lesson` leaves the lessons."""
    running = app()
    async with running.run_test(size=(120, 36)) as pilot:
        for _ in range(100):
            await pilot.pause()
            if {place.kind for place in running.start.places} == {"demo", "lesson"}:
                break
        assert "Orders pile up" in screen_text(pilot)
        running.start.query_one("#start-line").value = "lesson"
        await pilot.pause()
        rows = running.start.query_one(Places)
        assert {rows._places[n].kind for n in range(rows.total)} == {"lesson"}
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(running.screen, LessonScreen)


async def test_functions_that_fail_stand_first_with_their_last_hours() -> None:
    """As soon as the metrics are in, failing functions move to the top with ✗, bars and the number in words."""
    running = TroubleshooterApp()
    async with running.run_test(size=(140, 36)) as pilot:
        functions = tuple(listed(name) for name in ("alpha", "beta", "gamma"))
        running.start.post_message(FunctionsListed(WHERE, functions))
        await pilot.pause()
        assert [place.name for place in running.start.places][:3] == ["alpha", "beta", "gamma"]
        failing = Activity((4.0,) * 23 + (8.0,), (0.0,) * 23 + (5.0,))
        running.start.post_message(
            ActivityRead(WHERE, {functions[2].id: failing, functions[0].id: Activity((1.0,), (0.0,))})
        )
        await pilot.pause()
        text = screen_text(pilot)
    row = next(row for row in text.splitlines() if "gamma" in row)
    assert running.start.places[0].name == "gamma"
    assert "✗ gamma" in row
    assert "▄▄▄█  5 of 100 failed" in row, row
    assert "changed" in row


async def test_a_cloud_that_does_not_answer_is_one_line_with_reason_and_remedy() -> None:
    """The reason and the next step stand in one line under the list; the other rows are usable."""
    running = TroubleshooterApp()
    async with running.run_test(size=(120, 36)) as pilot:
        running.start.post_message(
            CloudSilent(WHERE, "The session has expired.", "Sign in again: aws sso login.")
        )
        running.start.post_message(PlacesFound("recent", (Place("recent", "orders", "iam", opening()),)))
        for _ in range(3):
            await pilot.pause()
        text = screen_text(pilot)
    assert "– aws eu-west-1: The session has expired. Sign in again: aws sso login." in text


async def test_a_case_is_kept_and_offered_again() -> None:
    """A live case that was looked at stands among the recent ones, with its class; a bundle does not."""
    from troubleshooter.session import Request

    running = TroubleshooterApp(opening(request=Request("mailer", "aws")))
    async with running.run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert "↺ mailer" in screen_text(pilot)
    assert [case.found for case in recent.read()] == ["iam"]


async def test_a_bundle_in_this_folder_is_offered_and_opened(tmp_path: Path) -> None:
    """A zip that holds a manifest is listed; one that holds none is not."""
    finished = outcome()
    bundle.write(tmp_path / "case.zip", finished.manifest, finished.recorder.recorded)
    (tmp_path / "holiday.zip").write_bytes(b"PK\x05\x06" + b"\0" * 18)
    running = TroubleshooterApp()
    async with running.run_test(size=(120, 36)) as pilot:
        for _ in range(100):
            await pilot.pause()
            if any(place.kind == "bundle" for place in running.start.places):
                break
        assert [place.name for place in running.start.places if place.kind == "bundle"] == ["case.zip"]
        await pilot.press(*"case.z", "enter")
        await pilot.pause()
        assert isinstance(running.screen, CaseScreen)


async def test_what_was_typed_can_be_diagnosed_as_it_is() -> None:
    """An ARN that nothing in the list holds is offered as a target of its own, first; escape empties the line."""
    running = TroubleshooterApp()
    async with running.run_test(size=(120, 36)) as pilot:
        running.start.query_one("#start-line").value = "arn:aws:sqs:q"
        await pilot.pause()
        place = running.start.query_one(Places).place()
        assert place is not None
        assert (place.kind, place.name) == ("typed", "arn:aws:sqs:q")
        await pilot.press("escape")
        await pilot.pause()
        assert running.is_running
        assert running.start.query_one("#start-line").value == ""


def names(typed: str, *known: str) -> list[str]:
    return [
        place.name for place in ranked([Place("function", name, "aws", opening()) for name in known], typed)
    ]


def test_equal_goes_before_begins_before_holds_before_alike() -> None:
    """The order of what fits: the name itself, names that begin so, names that hold it, names that are spelt alike."""
    assert names("order", "reorder", "ordre", "order-mailer", "order", "unrelated") == [
        "order", "order-mailer", "reorder", "ordre",
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["invocies", "invoics", "invoives"])
def test_a_typing_error_is_forgiven_and_said(typed: str) -> None:
    """A name that is spelt alike is found, and the row says so."""
    found = ranked(
        [Place("function", "invoices", "", opening()), Place("function", "thumbnails", "", opening())], typed
    )
    assert [place.name for place in found] == ["invoices"]
    assert found[0].how.startswith("spelt alike")


def test_words_are_found_in_any_column() -> None:
    """`eu orders` finds orders in eu-west-1."""
    rows = [Place("function", "orders", where, opening()) for where in ("us-east-1", "eu-west-1")]
    assert ranked(rows, "eu orders")[0].about == "eu-west-1"


def test_among_ten_thousand_functions_the_mistyped_one_is_near_the_top() -> None:
    """Many names that hold nothing of what was typed do not bury the few that are spelt alike."""
    rows = [Place("function", f"orders-{n}", "aws") for n in range(10_000)] + [
        Place("function", "ledger-77", "aws")
    ]
    found = Index(rows).ranked("ledgre-77")
    assert found[0].name == "ledger-77"
    assert len(found) <= 50


async def test_an_error_that_is_pasted_into_the_line_is_explained() -> None:
    """A whole message is no name: it opens as a text that is read at once, and nothing of it is lost; a name stays."""
    running = app()
    async with running.run_test(size=(120, 36)) as pilot:
        line = running.start.query_one("#start-line")
        line.post_message(events.Paste("orders"))
        await pilot.pause()
        assert line.value == "orders"
        line.post_message(events.Paste("first line\nTask timed out after 3.00 seconds\n"))
        await pilot.pause()
        await pilot.pause()
        assert isinstance(running.screen, PasteScreen)
        assert (
            running.screen.query_one("#paste-text").text == "first line\nTask timed out after 3.00 seconds\n"
        )
        assert "ran out of time" in screen_text(pilot)
        assert line.value == "orders"
