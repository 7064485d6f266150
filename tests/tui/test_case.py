"""A case, as an engineer on call meets it."""

from __future__ import annotations

import threading

import msgspec

from diagnostics.case import Node
from diagnostics.errors import NothingReadError
from diagnostics.report import Alternative, Step, Verdict
from tests.tui import cases
from tests.tui.cases import app, held, opening, outcome, report, screen_text, told
from troubleshooter.tui import paint
from troubleshooter.tui.opening import Opening
from troubleshooter.tui.picture import Leg, Picture
from troubleshooter.tui.screens.case import CaseScreen
from troubleshooter.tui.screens.fix import FixScreen
from troubleshooter.tui.screens.reader import ReaderScreen
from troubleshooter.tui.widgets import path, playbook, verdict
from troubleshooter.tui.widgets.path import Path
from troubleshooter.tui.widgets.timeline import Timeline
from troubleshooter.tui.widgets.verdict import VerdictBox


async def test_class_cause_onset_and_fix_are_seen_at_once() -> None:
    """Without a key being pressed the screen shows class, confidence, what broke, since when, by whom, and the fix."""
    async with app(opening()).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        text = screen_text(pilot)
    for words in (
        "✗ IAM · 97%",
        "may not call dynamodb:PutItem",
        "since   04:20:07",
        "by erin",
        "f  fix: 1 grant",
        "answer    failed: dynamodb:PutItem was",
    ):
        assert words in text


async def test_every_hop_shows_its_four_questions() -> None:
    """Under the arrows stand the answers: ✓ wired, ? admitted (not readable) on the way in, ✗ permitted on the way out."""
    async with app(opening()).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        text = screen_text(pilot)
    assert "wired     ✓" in text
    assert "admitted  ?" in text
    assert "permitted ✗" in text
    assert "reachable ✓" in text


async def test_what_the_verdict_is_not_is_told_and_what_stays_open_too() -> None:
    """The other classes are named with the reason; the one that could not be read is not called ruled out."""
    async with app(opening()).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        text = screen_text(pilot)
    assert "not     network: the call was answered in 38 ms" in text
    assert "open    resource-policy: could not be read" in text


def test_on_a_low_terminal_the_reasons_leave_room_for_the_rest() -> None:
    """However long they are, why it is nothing else takes two lines there, and the box keeps what broke and since when."""
    reasons = tuple(
        Alternative(class_, None, "because of this and that " * 9) for class_ in ("trigger", "network")
    )
    rows = [
        "".join(text for text, _ in row)
        for row in verdict.told(report(alternatives=reasons), 74, settled=True, compact=True)
    ]
    said = [n for n, row in enumerate(rows) if row.startswith("not")]
    assert rows[said[0] + 1].endswith("…")
    assert len(rows) == said[0] + 2
    assert max(map(len, rows)) <= 74


def test_the_name_of_a_google_method_is_its_end() -> None:
    """The service and the version before it take the whole row and tell nothing; other names stay as they are."""
    assert (
        paint.event_name("google.cloud.secretmanager.v1.SecretManagerService.SetIamPolicy") == "SetIamPolicy"
    )
    assert paint.event_name("storage.setIamPermissions") == "storage.setIamPermissions"
    assert paint.event_name("403 at storage.googleapis.com") == "403 at storage.googleapis.com"
    assert (
        paint.event_name("google.pubsub.v1.Publisher.DeleteTopic on projects/p/t")
        == "DeleteTopic on projects/p/t"
    )


def test_a_step_that_passed_is_its_question_alone() -> None:
    """What came back stands under the question where it failed or could not be told; a passed one leaves the room."""
    for status, told_ in (("passed", False), ("failed", True), ("blocked", True)):
        row = playbook.row("Does it run?", Step("p", "s", "t", status, (), "what came back"), 40).plain
        assert ("what came back" in row) is told_


async def test_a_blocked_step_names_the_permission_and_how_to_ask_for_it() -> None:
    """Opening the step that could not be read shows the permission and the command that prints the policy."""
    async with app(opening()).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, CaseScreen)
        screen.go_to_step(3)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ReaderScreen)
        text = screen_text(pilot)
    assert "could not be read" in text
    assert "logs:DescribeLogGroups" in text
    assert "troubleshooter permissions aws" in text


async def test_while_it_is_read_nothing_is_claimed() -> None:
    """Before the first answer the screen says that it is looking, and offers no fix and no export."""
    gate = threading.Event()
    async with app(held(gate)).run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        text = screen_text(pilot)
        assert "looking for the function" in text
        assert "waiting for the first answer" in text
        await pilot.press("f", "x", "t", "o", "slash")
        assert isinstance(pilot.app.screen, CaseScreen)
        gate.set()


async def test_a_case_that_was_abandoned_shows_nothing_in_the_next() -> None:
    """A case is opened, left and another opened; when the first one answers at last, nothing of it is seen."""
    gate = threading.Event()
    first = outcome(
        cases.judged(report(verdict=Verdict(failing=True, class_="network", summary="FIRST CASE")))
    )
    started = app(held(gate, first, "first"))
    async with started.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.press("escape")
        started.push_screen(CaseScreen(opening(name="second")))
        await told(pilot)
        gate.set()
        for _ in range(20):
            await pilot.pause()
        assert "FIRST CASE" not in screen_text(pilot)
        assert "✗ IAM" in screen_text(pilot)


async def test_reading_again_drops_what_the_former_run_still_says() -> None:
    """After `g` the messages of the run before it are dropped by their number."""
    gate = threading.Event()
    runs: list[int] = []
    quick = opening()

    def work(listen, hear):
        runs.append(len(runs))
        if len(runs) == 1:
            gate.wait(20)
            listen(
                cases.judged(report(verdict=Verdict(failing=True, class_="network", summary="FORMER RUN")))
            )
            raise NothingReadError("The former run broke.", "")
        return quick.work(listen, hear)

    async with app(Opening("mailer", work)).run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.press("g")
        await told(pilot)
        gate.set()
        for _ in range(20):
            await pilot.pause()
        text = screen_text(pilot)
    assert "FORMER RUN" not in text
    assert "former run broke" not in text


async def test_quitting_does_not_wait_for_a_call_that_hangs() -> None:
    """ctrl+q ends the app while the case's call still hangs in a thread that keeps no process alive."""
    gate = threading.Event()
    async with app(held(gate)).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("ctrl+q")
    hanging = [thread for thread in threading.enumerate() if thread.name.startswith("case-")]
    assert [thread.daemon for thread in hanging] == [True] * len(hanging)
    assert hanging
    gate.set()


async def test_an_error_is_one_sentence_with_the_next_step() -> None:
    """Where nothing could be read the screen says why and what to do, and no empty boxes stand around it."""

    def work(listen, hear):
        raise NothingReadError("Nothing could be read: no credentials.", "Sign in and try again.")

    async with app(Opening("mailer", work)).run_test(size=(120, 36)) as pilot:
        for _ in range(10):
            await pilot.pause()
        text = screen_text(pilot)
    assert "✗ Nothing could be read: no credentials." in text
    assert "Sign in and try again." in text
    assert "Playbook" not in text


async def test_a_fault_of_the_tool_does_not_end_the_app() -> None:
    """An exception of the tool itself is told with the way to report it, and the app lives on."""

    def work(listen, hear):
        raise ZeroDivisionError("boom")

    async with app(Opening("mailer", work)).run_test(size=(120, 36)) as pilot:
        for _ in range(10):
            await pilot.pause()
        assert "The tool itself failed (ZeroDivisionError: boom)" in screen_text(pilot)
        await pilot.press("escape")
        assert pilot.app.is_running


async def test_walking_hides_the_verdict_until_the_last_step() -> None:
    """`n` goes on step by step: later answers and the verdict are hidden, `b` goes back, past the last all is shown."""
    async with app(opening()).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("n")
        await pilot.pause()
        text = screen_text(pilot)
        assert "You are walking" in text
        assert "✗ IAM" not in text
        assert "permitted ✗" not in text
        assert "was refused 40 times" not in text
        await pilot.press("n", "n")
        await pilot.pause()
        assert "was refused 40 times" in screen_text(pilot)
        await pilot.press("b", "b")
        await pilot.pause()
        assert "was refused 40 times" not in screen_text(pilot)
        await pilot.press("n", "n", "n", "n", "n")
        await pilot.pause()
        assert "✗ IAM · 97%" in screen_text(pilot)


async def test_the_fix_stays_closed_while_walking_and_w_shows_everything() -> None:
    """A learner does not stumble over the fix; `w` ends the walk."""
    async with app(opening()).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("n", "f")
        assert isinstance(pilot.app.screen, CaseScreen)
        await pilot.press("w")
        await pilot.pause()
        assert "✗ IAM · 97%" in screen_text(pilot)
        await pilot.press("f")
        assert isinstance(pilot.app.screen, FixScreen)


async def test_the_timeline_tells_what_is_alike_once_and_marks_change_and_onset() -> None:
    """Forty refusals are one row with their number; the change and the first failure are marked; the gap is shown."""
    async with app(opening()).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        text = screen_text(pilot)
        assert "×40 to 04:59 ◂ onset" in text
        assert "◂ change" in text
        assert "░ not read" in text
        await pilot.press("equals_sign")
        await pilot.pause()
        assert pilot.app.screen.query_one(Timeline).total == 45


async def test_filtering_as_one_types_and_jumping_to_the_onset() -> None:
    """`/` filters at every key, the count says how much is left, escape shows all again, `o` marks the first failure."""
    async with app(opening()).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        timeline = pilot.app.screen.query_one(Timeline)
        await pilot.press("slash", *"letter 7")
        for _ in range(5):
            await pilot.pause()
        assert timeline.total == 1
        assert "1 of 6" in screen_text(pilot)
        await pilot.press("escape", "o")
        for _ in range(3):
            await pilot.pause()
        assert timeline.moment_at(timeline.cursor).mark == "onset"


async def test_an_event_is_opened_in_full_and_searched() -> None:
    """Enter shows the whole record as JSON; a search inside it counts its hits and goes from one to the next."""
    async with app(opening()).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ReaderScreen)
        await pilot.press("slash", *"04:20")
        await pilot.pause()
        assert '"2026-03-01T04:20:00Z"' in screen_text(pilot)
        assert "2 hits" in screen_text(pilot)
        await pilot.press("enter", "n", "escape", "escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CaseScreen)


async def test_none_and_inconclusive_look_deliberate() -> None:
    """A healthy function and an open question each have a heading of their own and no fix on offer."""
    healthy = report(
        verdict=Verdict(failing=False, class_="none", confidence=0.9, summary="All is well."), fixes=()
    )
    open_ = report(
        verdict=Verdict(failing=None, class_="inconclusive", summary="It cannot be told."), fixes=()
    )
    for of, heading in ((healthy, "✓ NONE OF THE FOUR · 90% · not failing now"), (open_, "? INCONCLUSIVE")):
        judged = msgspec.structs.replace(cases.judged(of), report=of)
        async with app(opening(outcome(judged))).run_test(size=(120, 36)) as pilot:
            await told(pilot)
            text = screen_text(pilot)
        assert heading in text
        assert "no fix to propose" in text
    assert "unread" in text  # the read that would settle it


async def test_eighty_by_twenty_four_is_enough() -> None:
    """On a small terminal the path takes two lines, walk and timeline are tabs, and nothing needs more than 80 cells."""
    async with app(opening()).run_test(size=(80, 24)) as pilot:
        await told(pilot)
        assert pilot.app.screen.query_one(Path).size.height == 2
        text = screen_text(pilot)
        assert "✗ IAM · 97%" in text
        assert "Timeline" in text
        await pilot.press("slash")
        await pilot.pause()
        assert pilot.app.screen.query_one(Timeline).size.height > 1
        assert pilot.app.screen.query_one("#walk").size.height == 0


async def test_a_large_terminal_shows_the_marked_event_beside_the_timeline() -> None:
    """At 250 columns the record under the mark stands beside the list, and follows it."""
    async with app(opening()).run_test(size=(250, 70)) as pilot:
        await told(pilot)
        assert "PutRolePolicy on mailer-role by erin" in screen_text(pilot)
        await pilot.press("down")
        await pilot.pause()
        assert '"Invocations": {' in screen_text(pilot)


async def test_a_click_on_the_verdict_opens_the_fix() -> None:
    """The mouse reaches what the keyboard reaches."""
    async with app(opening()).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.click(VerdictBox)
        await pilot.pause()
        assert isinstance(pilot.app.screen, FixScreen)


def test_the_question_that_failed_is_never_cut_from_the_path() -> None:
    """Four answers on one hop are four lines, in the order of the questions; the failed one is among them."""
    function, caller = Node("f", "function", "shop"), Node("c", "caller", "browser")
    answers = {
        "wired": ("passed", ""),
        "permitted": ("silent", ""),
        "admitted": ("failed", ""),
        "reachable": ("passed", ""),
    }
    leg = Leg(caller, function, "failed", answers, "run.routes.invoke")
    rows = [
        "".join(text for text, _ in row)
        for row in path.drawn(Picture(function, (leg,), (), {}, "passed"), 110)
    ]
    told_ = [row.split() for row in rows[2:6]]
    assert [row[-2:] for row in told_[1:]] == [["permitted", "·"], ["admitted", "✗"], ["reachable", "✓"]]
    assert all(len(row) <= 110 for row in rows)
