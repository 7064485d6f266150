"""The pictures of the README: each place of the app as SVG and PNG, from demo incidents, with the clock pinned.

Run: python screenshots/make.py   The same version of the tool gives the same bytes.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
WIDE, NARROW, VAST = (120, 36), (80, 24), (250, 70)
PASTED = (
    "[ERROR] ClientError: An error occurred (AccessDeniedException) when calling the PutItem operation: User: "
    "arn:aws:sts::123456789012:assumed-role/orders-role/orders is not authorized to perform: dynamodb:PutItem on resource: "
    "arn:aws:dynamodb:us-east-1:123456789012:table/Orders because no identity-based policy allows the dynamodb:PutItem action"
)

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from troubleshooter.session import Outcome


class Picture(NamedTuple):
    """One picture: the case that is opened (None: the start), the size, and what is pressed before it is taken.

    With *lesson* the case is not shown as such, but to be found.
    """

    name: str
    incident: str | None
    size: tuple[int, int] = WIDE
    keys: tuple[str, ...] = ()
    lesson: str | None = None


PICTURES = (
    Picture("start", None),
    Picture("case", "orders"),
    Picture("case-small", "orders", NARROW),
    Picture("case-large", "orders", VAST),
    Picture("case-trigger", "invoices"),
    Picture("case-network", "exports"),
    Picture("case-healthy", "newsletter"),
    Picture("case-gcp", "storefront"),
    Picture("case-azure", "catalog"),
    Picture("walk", "orders", WIDE, ("n", "n", "n")),
    Picture("fix", "ledger", WIDE, ("f",)),
    Picture("trace", "ledger", WIDE, ("t",)),
    Picture("event", "orders", WIDE, ("o", "enter")),
    Picture("reads", "orders", WIDE, ("r",)),
    Picture("export", "orders", WIDE, ("x", "down", "down")),
    Picture("paste", "orders", WIDE, ("p", "PASTED")),
    Picture("help", "orders", WIDE, ("question_mark",)),
    Picture("lesson", "orders", WIDE, ("h", "a", "enter"), "orders-pile-up"),
    Picture(
        "reveal", "orders", (120, 50), ("a", "enter", "down", "enter", "down", "enter", "r"), "orders-pile-up"
    ),
)


@contextmanager
def same_machine() -> Iterator[None]:
    """UTC, no motion, and folders that hold nothing of whoever runs this."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"TZ": "UTC", "TEXTUAL_ANIMATIONS": "none", "HOME": folder, "XDG_STATE_HOME": folder}
        os.environ.pop("NO_COLOR", None)
        time.tzset()
        before = Path.cwd()
        os.chdir(folder)
        yield
        os.chdir(before)


class Demo:
    """The embedded clouds at the pinned moment; each incident is diagnosed once."""

    def __init__(self) -> None:
        from diagnostics.sources.demo import incidents, start

        self._incidents = incidents()
        wanted = sorted({p.incident for p in PICTURES if p.incident})
        self._clouds: dict[str, Any] = {
            provider: start(provider, NOW)
            for provider in sorted({self._incidents[n].provider for n in wanted})
        }
        self.cloud: Any = self._clouds["aws"]
        request = urllib.request.Request(f"{self.cloud.url}/moto-api/seed?a=7", method="POST")  # noqa: S310
        urllib.request.urlopen(request, timeout=10).close()  # noqa: S310 - its own address
        for name in wanted:
            self._clouds[self._incidents[name].provider].build(name)
        self._told: dict[str, Outcome] = {}

    def outcome(self, name: str) -> Outcome:
        """Return the finished case, its calls in an order and with times that are the same each time."""
        import msgspec

        from troubleshooter.session import Request, Session

        if name not in self._told:
            asked = self._incidents[name]
            cloud = self._clouds[asked.provider]
            request = Request(asked.target, asked.provider, cloud.options, now=NOW)
            outcome = Session(request, source=cloud.source()).run()
            ordered = sorted(outcome.calls, key=lambda call: call.query.key)
            calls = [
                msgspec.structs.replace(call, started=n * 0.04, seconds=0.02 + len(call.query.key) % 17 / 100)
                for n, call in enumerate(ordered)
            ]
            self._told[name] = msgspec.structs.replace(outcome, calls=tuple(calls))
        return self._told[name]

    def functions(self) -> tuple[Any, dict[str, Any]]:
        """Return the account's functions with their last hours."""
        import msgspec

        from diagnostics.clouds import cloud
        from diagnostics.reader import Ask

        of, ask = cloud("aws"), Ask(self.cloud.source())
        listed = of.functions(ask, self.cloud.region, self.cloud.options)
        activity = of.activity(ask, listed, NOW) if of.activity else {}
        return tuple(msgspec.structs.replace(item, changed=None) for item in listed), activity


async def taken(picture: Picture, demo: Demo) -> str:
    """Return the picture as SVG."""
    from troubleshooter.tui.app import TroubleshooterApp
    from troubleshooter.tui.opening import Opening

    opening = None
    if picture.incident is not None:
        outcome = demo.outcome(picture.incident)

        def work(_listen: object, hear: Any) -> Outcome:
            for call in outcome.calls:
                hear(call)
            return outcome

        opening = Opening(picture.incident, work)
    if picture.lesson is not None:
        app = TroubleshooterApp(demo_only=True, first=lesson(picture.lesson, work))
    else:
        app = TroubleshooterApp(opening, demo_only=True)
    async with app.run_test(size=picture.size) as pilot:
        await settled(pilot)
        if opening is None:
            await filled(pilot, demo)
        for key in picture.keys:
            if key == "PASTED":
                app.screen.query_one("#paste-text").text = PASTED  # type: ignore[attr-defined]
                app.screen.action_read()  # type: ignore[attr-defined]
            else:
                await pilot.press(key)
            await settled(pilot)
        return app.export_screenshot()


def lesson(name: str, work: Any) -> Any:
    """Return the screen of a lesson whose evidence *work* has read."""
    import playbooks
    from troubleshooter.learn.stage import Staged
    from troubleshooter.tui.screens.lesson import LessonScreen

    class Read(Staged, frozen=True):
        def run(self, listen: object = None, on_call: Any = None) -> Outcome:
            return work(listen, on_call)  # type: ignore[no-any-return]

    return LessonScreen(Read(playbooks.lesson(name)))


async def filled(pilot: Pilot[Any], demo: Demo) -> None:
    """Let the start list the account's functions, as it would list a live one's."""
    from troubleshooter.tui.messages import ActivityRead, FunctionsListed

    start = pilot.app.start  # type: ignore[attr-defined]
    while len({place.kind for place in start.places}) < 2:
        await settled(pilot)
    where = ("aws", demo.cloud.options)
    listed, activity = demo.functions()
    start.post_message(FunctionsListed(where, listed))
    start.post_message(ActivityRead(where, activity))
    await settled(pilot)


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until the case has ended and everything is drawn, no cursor in the dark half of its blinking."""
    for _ in range(400):
        await pilot.pause()
        if getattr(pilot.app.screen, "outcome", True) is not None:
            break
    for field in pilot.app.screen.query("Input, TextArea"):
        field.cursor_blink = False  # type: ignore[attr-defined]
    for _ in range(4):
        await pilot.pause()


_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_TEXT = re.compile(
    r'<text class="([^"]*)" x="([^"]*)" y="([^"]*)" textLength="([^"]*)"([^>]*)>([^<]*)</text>'
)


def png(svg: str) -> bytes:
    """Return *svg* as PNG, in DejaVu Sans Mono: the font it asks for is not on every machine.

    Each character gets its own place, since the stand-in is a little narrower than the cell.
    """
    import cairosvg

    def spread(match: re.Match[str]) -> str:
        class_, x, y, length, more, body = match.groups()
        cells = len(html.unescape(body))
        places = " ".join(f"{float(x) + n * float(length) / max(1, cells):.1f}" for n in range(cells))
        return f'<text class="{class_}" x="{places}" y="{y}"{more}>{body}</text>'

    plain = _TEXT.sub(spread, _FONT_FACE.sub("", svg)).replace("Fira Code, monospace", "DejaVu Sans Mono")
    return bytes(cairosvg.svg2png(bytestring=plain.encode()))


def main() -> None:
    with same_machine():
        demo = Demo()
        for picture in PICTURES:
            svg = asyncio.run(taken(picture, demo))
            (HERE / f"{picture.name}.svg").write_text(svg, encoding="utf-8")
            (HERE / f"{picture.name}.png").write_bytes(png(svg))
            print(picture.name)


if __name__ == "__main__":
    main()
