"""Text from outside is data on every screen: never markup, never a command, never a control of the terminal."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from diagnostics.case import Hop, Node
from diagnostics.clouds import Activity, Listed, Options
from diagnostics.errors import NothingReadError
from diagnostics.reader import Call
from diagnostics.report import Document, Evidence, Owner, Proof, Report, Setting, Step, Target, Verdict
from diagnostics.sources.base import Failed, Found, Query, Refused
from diagnostics.trace import Layer, Policy, Statement, Trace
from tests.tui import cases
from tests.tui.cases import app, opening, outcome, screen_text, told
from troubleshooter.session import Outcome
from troubleshooter.tui import places
from troubleshooter.tui.app import TroubleshooterApp
from troubleshooter.tui.messages import CloudSilent, PlacesFound
from troubleshooter.tui.opening import Opening
from troubleshooter.tui.screens.trace import TraceScreen
from troubleshooter.tui.widgets.places import Places

EVIL = (
    "\x1b[/aws/x] [@click=app.quit]x[/] [$LATEST] [red]r[/red] [arn:aws:s3:::b/*, 'x'] \x1b]52;c;ZXZpbA==\x07 \x1b[31m "
    "\x9b31m \u202egnp.exe \u2066 $(reboot) `id` \ud800 \x00 \r <script> | --rm"
)
# What a terminal would act on; the app's own colours are styles and never stand in a segment's text.
ACTIVE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def evil(name: str = "") -> str:
    return f"{name}{EVIL}"


def everywhere(value: Any) -> Any:
    """Return *value* with every free text in it replaced; words of the vocabulary stay."""
    if isinstance(value, tuple):
        return tuple(everywhere(item) for item in value)
    if isinstance(value, msgspec.Struct):
        keep = _KEPT.get(type(value).__name__, frozenset())
        changes = {
            field.name: everywhere(getattr(value, field.name))
            for field in msgspec.structs.fields(value)
            if field.name not in keep
        }
        return msgspec.structs.replace(value, **changes)
    if isinstance(value, dict):
        return {key: everywhere(item) for key, item in value.items()}
    return evil(value[:6]) if isinstance(value, str) else value


_KEPT = {
    "Report": {"schema"},
    "Target": {"provider"},
    "Window": {"from_", "to"},
    "Verdict": {"class_", "deny_origin", "onset", "evidence"},
    "Change": {"time", "evidence"},
    "Alternative": {"class_"},
    "Grant": {"where"},
    "Owner": {"kind"},
    "Proof": {"before", "after"},
    "Step": {"playbook", "id", "status", "evidence"},
    "Evidence": {"id", "time", "provenance"},
}


def hostile_report() -> Report:
    """The report of the ordinary case, every text in it hostile."""
    fix = cases.fix(
        owner=Owner("cloudformation", EVIL),
        changes=(Setting(EVIL, EVIL, EVIL, EVIL),),
        proof=Proof(EVIL, "implicitly-denied", "allowed", True, (EVIL,), (EVIL,), (EVIL,)),
        warnings=(EVIL, EVIL),
        documents=(Document(EVIL, EVIL, f"{EVIL}\n{EVIL}"),),
        commands={"aws-cli": f"(\n  set -eu\n  echo '{EVIL}'\n)\n", "terraform": EVIL},
        undo={"aws-cli": EVIL},
    )
    base = cases.report(fixes=(fix,), notes=(EVIL, EVIL))
    told_ = everywhere(base)
    extra = Evidence(
        "e99", "not a time", EVIL, "application", f"{EVIL}\n{EVIL}", {EVIL: [EVIL, {EVIL: EVIL}]}
    )
    return msgspec.structs.replace(told_, fixes=(fix,), evidence=(*told_.evidence, extra))


def hostile_outcome() -> Outcome:
    """A finished case whose path, findings and calls are hostile too."""
    judged = cases.judged(hostile_report())
    node = Node(EVIL, EVIL, EVIL)
    hop = Hop("outbound", node, Node(f"{EVIL}2", EVIL, EVIL))
    world = msgspec.structs.replace(
        judged.world,
        inbound=(Hop("inbound", Node(f"{EVIL}0", EVIL, EVIL), node),),
        outbound=(hop,),
        target=Target("aws", EVIL, EVIL, EVIL, EVIL),
    )
    verdict = msgspec.structs.replace(judged.verdict, hop=hop, detail=EVIL, summary=EVIL)
    judged = msgspec.structs.replace(
        judged, world=world, verdict=verdict, answers={"denied-call": (verdict,)}
    )
    calls = tuple(
        Call(Query(EVIL, EVIL, {"name": EVIL}), reply, 0.1, 0.1)
        for reply in (Found({EVIL: EVIL}), Refused(EVIL, EVIL), Failed(EVIL, EVIL))
    )
    return msgspec.structs.replace(outcome(judged), calls=calls)


def unharmed(pilot: Pilot[Any]) -> str:
    """Return the screen's text; it holds nothing that a terminal would act on, and the app runs."""
    text = screen_text(pilot)
    assert not ACTIVE.search(text.replace("\n", "")), "a control character reached the terminal"
    assert pilot.app.is_running
    return text


@pytest.mark.parametrize("size", [(80, 24), (250, 70)])
async def test_a_case_full_of_hostile_text_is_shown_as_it_is(size: tuple[int, int]) -> None:
    """Path, verdict, walk, timeline and preview show the brackets and write the controls out."""
    async with app(opening(hostile_outcome())).run_test(size=size) as pilot:
        await told(pilot)
        text = unharmed(pilot)
        assert "[/aws/x]" in text
        assert "[@click=app.quit]" in text
        await pilot.press("slash")
        pilot.app.screen.query_one("#event-filter", Input).value = "click"
        await pilot.pause()
        unharmed(pilot)


async def test_every_place_behind_a_case_is_unharmed() -> None:
    """Fix with its warning, undo and verify; reads and one answer; export of each kind; step; event: all plain."""
    async with app(opening(hostile_outcome(), since=lambda _moment: opening())).run_test(
        size=(120, 36)
    ) as pilot:
        await told(pilot)
        for keys in (
            ["f"], ["u"], ["c"], ["enter"], ["v"], ["escape"], ["escape"],  # fix
            ["r"], ["enter"], ["slash", "x", "escape"], ["escape"], ["down", "enter"], ["escape"], ["escape"],  # reads
            ["x"], ["down"], ["down"], ["down"], ["escape"],  # export
            ["enter"], ["escape"], ["end", "enter"], ["escape"], ["end", "up", "enter"], ["escape"],  # events
            ["n"], ["n"], ["n"], ["w"],  # walk
            ["question_mark"], ["escape"],
        ):  # fmt: skip
            await pilot.press(*keys)
            await pilot.pause()
            unharmed(pilot)


async def test_what_is_typed_to_the_palette_finds_hostile_rows_unharmed() -> None:
    """The command palette parses its hits as markup; ours are not."""
    async with app(opening(hostile_outcome())).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("ctrl+p")
        pilot.app.screen.query_one(Input).value = "evidence"
        for _ in range(30):
            await pilot.pause()
        assert "[/aws/x]" in unharmed(pilot)


async def test_a_trace_of_hostile_policies_is_unharmed() -> None:
    """Tree labels are another markup parser; names, reasons and bodies pass it as they are."""
    statement = Statement(EVIL, EVIL, {EVIL: EVIL}, "decides", EVIL)
    layers = (Layer(EVIL, (Policy(EVIL, (statement,)), Policy(EVIL, unread=EVIL)), blocks=True, note=EVIL),)
    asked = msgspec.structs.replace(cases.report().verdict.denied, principal=EVIL, action=EVIL, resource=EVIL)
    running = app()
    async with running.run_test(size=(120, 36)) as pilot:
        running.push_screen(TraceScreen(Trace(asked, "unknown", layers, (EVIL,))))
        await pilot.pause()
        for _ in range(4):
            await pilot.press("down")
            assert "[/aws/x]" in unharmed(pilot)


async def test_a_start_list_of_hostile_names_is_unharmed() -> None:
    """Functions, bundles and clouds that do not answer may be called anything; typing over them marks no markup."""
    running = TroubleshooterApp()
    async with running.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        listed = Listed("aws", EVIL, EVIL, EVIL, EVIL, EVIL)
        rows = places.with_activity(places.function(listed, EVIL, Options()), Activity((1.0,), (1.0,)))
        running.start.post_message(PlacesFound("recent", (rows,)))
        running.start.post_message(CloudSilent(("aws", Options(profile=EVIL)), EVIL, EVIL))
        await pilot.pause()
        assert "[/aws/x]" in unharmed(pilot)
        running.start.query_one(Input).value = "click="
        await pilot.pause()
        assert "aws" in unharmed(pilot)
        assert running.start.query_one(Places).total == 2  # the function, and what was typed itself


async def test_a_hostile_error_and_a_hostile_paste_are_unharmed() -> None:
    """What a cloud says when it refuses everything, and what is pasted, is shown and not obeyed."""

    def work(listen, hear):
        raise NothingReadError(EVIL, EVIL)

    running = app(Opening(EVIL, work))
    async with running.run_test(size=(120, 36)) as pilot:
        for _ in range(8):
            await pilot.pause()
        assert "[/aws/x]" in unharmed(pilot)
        await pilot.press("p")
        await pilot.pause()
        said = "User: arn:aws:iam::1:role/r is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k"
        running.screen.query_one("#paste-text").text = f"{said} {EVIL}"
        await pilot.press("ctrl+r")
        await pilot.pause()
        unharmed(pilot)


async def test_a_click_on_a_link_in_a_log_line_does_nothing() -> None:
    """`[@click=app.quit]` in a verdict is text: clicking anywhere on it leaves the app running."""
    async with app(opening(hostile_outcome())).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        for x in range(4, 100, 12):
            await pilot.click("#headline", offset=(x, 0))
            await pilot.click("#path", offset=(x, 2))
        assert pilot.app.is_running


async def test_files_are_named_safely_and_hold_the_report(tmp_path: Path) -> None:
    """The name of a saved report is made of letters, digits, - and _ alone, whatever the function is called."""
    async with app(opening(hostile_outcome())).run_test(size=(120, 36)) as pilot:
        await told(pilot)
        await pilot.press("x", "s")
        await pilot.pause()
    saved = [name for name in os.listdir(tmp_path) if name.endswith(".md")]  # noqa: PTH208
    assert len(saved) == 1
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,60}\.md", saved[0])


def test_the_hostile_text_holds_what_it_should() -> None:
    """The walk proves something only while its text holds each of the dangers."""
    assert ACTIVE.search(EVIL)
    assert "\u202e" in EVIL
    assert isinstance(hostile_report().verdict, Verdict)
    assert all(EVIL in step.title for step in hostile_report().steps if isinstance(step, Step))
