"""How a few places look, kept as SVG; on one Python only, since fonts and escapes differ between versions.

After a change that was meant: pytest tests/tui/test_snapshots.py --snapshot-update
"""

from __future__ import annotations

import sys

import pytest
from textual.pilot import Pilot

from diagnostics.clouds import Activity, Listed, Options
from diagnostics.report import Denied
from diagnostics.trace import Layer, Policy, Statement, Trace
from tests.tui.cases import app, fix, judged, opening, outcome, report, told
from troubleshooter.tui import places
from troubleshooter.tui.messages import PlacesFound
from troubleshooter.tui.screens.trace import TraceScreen

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="snapshots are kept for Python 3.11")
SIZE = (120, 36)


def test_a_case(snap_compare) -> None:
    """Path, verdict, walk and timeline of a refused call, as an engineer on call meets it."""
    assert snap_compare(app(opening()), terminal_size=SIZE, run_before=told)


def test_a_case_on_a_small_terminal(snap_compare) -> None:
    """The same at 80 by 24: the path in two lines, walk and timeline as tabs."""
    assert snap_compare(app(opening()), terminal_size=(80, 24), run_before=told)


def test_a_fix_with_a_warning(snap_compare) -> None:
    """Warning, difference, script and proof."""
    of = report(fixes=(fix(warnings=("The table is shared with another team.",)),))

    async def open_fix(pilot: Pilot[None]) -> None:
        await told(pilot)
        await pilot.press("f")
        for _ in range(4):
            await pilot.pause()

    assert snap_compare(app(opening(outcome(judged(of)))), terminal_size=SIZE, run_before=open_fix)


def test_a_trace(snap_compare) -> None:
    """Layers, the deciding statement and the near miss."""
    near = Statement(
        "Letters", "Allow", {"Effect": "Allow", "Action": "dynamodb:GetItem"}, "near", "Action does not match"
    )
    decides = Statement("Stop", "Deny", {"Effect": "Deny", "Action": "*"}, "decides", "it denies everything")
    layers = (
        Layer("Identity policies", (Policy("letters", (near,)),)),
        Layer("Permissions boundary", (Policy("limit", (decides,)),), blocks=True),
    )
    trace = Trace(Denied("arn:role", "dynamodb:PutItem", "arn:table"), "explicitly-denied", layers)

    async def open_trace(pilot: Pilot[None]) -> None:
        pilot.app.push_screen(TraceScreen(trace))
        for _ in range(4):
            await pilot.pause()

    assert snap_compare(app(), terminal_size=SIZE, run_before=open_trace)


def test_functions_with_their_last_hours(snap_compare) -> None:
    """Bars, signs and words of a function that fails and one that does not."""

    async def fill(pilot: Pilot[None]) -> None:
        start = pilot.app.start
        busy = tuple(float(n % 5) for n in range(24))
        rows = [
            places.function(
                Listed("aws", f"arn:{name}", name, "eu-west-1", "111122223333"), "aws · eu-west-1", Options()
            )
            for name in ("mailer", "printer")
        ]
        failing = Activity(busy, tuple(1.0 if n > 18 and n % 5 else 0.0 for n in range(24)))
        placed = (
            places.with_activity(rows[0], failing),
            places.with_activity(rows[1], Activity(busy, (0.0,) * 24)),
        )
        for _ in range(50):
            await pilot.pause()
            if len({place.kind for place in start.places}) == 2:
                break
        for kind in ("demo", "lesson"):
            start.post_message(PlacesFound(kind, ()))
        start.post_message(PlacesFound("recent", placed))
        start.query_one("#start-line").cursor_blink = False
        for _ in range(4):
            await pilot.pause()

    assert snap_compare(app(), terminal_size=SIZE, run_before=fill)
