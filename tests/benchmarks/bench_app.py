"""How quick the app is: first paint, keys while many events load, a million events, leaving during a hanging call.

Prints figures; nothing passes or fails by them. Run: python tests/benchmarks/bench_app.py
"""

from __future__ import annotations

import asyncio
import os
import pty
import resource
import select
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")

EMPTY = (
    "from textual.app import App\nfrom textual.widgets import Static\n"
    "class Empty(App):\n    def compose(self):\n        yield Static('ready to type')\nEmpty().run()"
)
START = "from troubleshooter.cli import main; main([])"
HANGING = """
import threading, sys
sys.path.insert(0, {root!r})
from troubleshooter.tui.app import TroubleshooterApp
from troubleshooter.tui.opening import Opening
TroubleshooterApp(Opening('hanging', lambda listen, hear: threading.Event().wait()), demo_only=True).run()
"""


class Terminal:
    """A program in a pseudo terminal of 120 by 36."""

    def __init__(self, code: str) -> None:
        self.begun = time.perf_counter()
        home = tempfile.mkdtemp()
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            os.chdir(home)
            kept = {
                k: v
                for k, v in os.environ.items()
                if not k.startswith(("AWS_", "AZURE_", "GOOGLE_", "CLOUDSDK_"))
            }
            kept |= {
                "HOME": home,
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
                "LINES": "36",
                "COLUMNS": "120",
            }
            os.execve(sys.executable, [sys.executable, "-c", code], kept | {"PYTHONPATH": str(ROOT)})

    def until(self, word: bytes, seconds: float = 20) -> float:
        """Return the seconds from the start until *word* is painted."""
        seen = b""
        while word not in seen:
            if not select.select([self._fd], [], [], seconds)[0]:
                raise TimeoutError(f"{word!r} was never painted")
            seen += os.read(self._fd, 65536)
        return time.perf_counter() - self.begun

    def leave(self) -> float:
        """Press ctrl+q and return the seconds until the program has ended."""
        began = time.perf_counter()
        os.write(self._fd, b"\x11")
        while True:
            try:
                if select.select([self._fd], [], [], 0.001)[0]:
                    os.read(self._fd, 65536)
            except OSError:
                pass
            if os.waitpid(self._pid, os.WNOHANG)[0]:
                os.close(self._fd)
                return time.perf_counter() - began


def first_paint(code: str, word: bytes) -> float:
    terminal = Terminal(code)
    seconds = terminal.until(word)
    terminal.leave()
    return seconds


def evidence(count: int, offset: int = 0) -> tuple:
    """*count* dated log lines; every one a value of its own."""
    from diagnostics.report import Evidence

    begin = datetime(2026, 3, 1, 3, tzinfo=UTC)
    rows = []
    for n in range(offset, offset + count):
        at = (begin + timedelta(seconds=n * 7200 / 1_000_000)).strftime("%Y-%m-%dT%H:%M:%SZ")
        text = f"request {n:08d} ended with AccessDeniedException: not authorized to perform dynamodb:PutItem"
        rows.append(Evidence(f"e{n}", at, "function-log", "platform", text))
    return tuple(rows)


def report(rows: tuple):
    import msgspec

    from tests.tui import cases

    base = cases.report()
    verdict = msgspec.structs.replace(base.verdict, evidence=("e10", "e11"))
    return msgspec.structs.replace(base, evidence=rows, verdict=verdict)


Times = list[tuple[float, float]]  # milliseconds by the clock, and of this process's own processor time


async def keys(load: int, steps: int, presses: int) -> tuple[Times, Times]:
    """Return the times from key to paint: for moving and for filtering, while *load* events arrive in *steps*."""
    from textual import events

    from tests.tui import cases
    from troubleshooter.tui.app import TroubleshooterApp
    from troubleshooter.tui.opening import Opening
    from troubleshooter.tui.widgets.timeline import Timeline

    painted = asyncio.Event()

    class Watched(TroubleshooterApp):
        CSS_PATH = str(ROOT / "troubleshooter" / "tui" / "app.tcss")

        def _display(self, screen, renderable) -> None:  # Textual's own: called for every frame
            super()._display(screen, renderable)
            painted.set()

    rows = evidence(load)
    loaded = threading.Event()

    def work(listen, hear):
        for step in range(1, steps + 1):
            listen(cases.judged(report(rows[: load * step // steps])))
        loaded.set()
        threading.Event().wait()

    async def press(key: str, character: str | None) -> tuple[float, float]:
        painted.clear()
        began, busy = time.perf_counter(), time.process_time()
        app.post_message(events.Key(key, character))
        await asyncio.wait_for(painted.wait(), 10)
        return (time.perf_counter() - began) * 1000, (time.process_time() - busy) * 1000

    app = Watched(Opening("many", work), demo_only=True)
    async with app.run_test(size=(120, 36)) as pilot:
        timeline = app.screen.query_one(Timeline)
        while not timeline.everything or (steps == 1 and not loaded.is_set()):
            await pilot.pause()
            await asyncio.sleep(0.01)
        for _ in range(5):
            await pilot.pause()
        moves = []
        for n in range(presses):
            moves.append(await press("down" if n % 20 < 15 else "pagedown", None))
            await asyncio.sleep(0.005)
        typed = []
        if steps == 1:
            await pilot.press("slash")
            for character in "0000123 denied" * 3:
                typed.append(await press("space" if character == " " else character, character))
                await asyncio.sleep(0.03)
    return moves, typed


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def told(name: str, times: Times) -> None:
    """Print the clock's figures, and those of the processor, which other programs on the machine do not swell."""
    for of, values in zip(("clock", "processor"), zip(*times, strict=True), strict=False):
        print(
            f"{f'{name} ({of})':<62} p50 {percentile(list(values), 0.5):6.1f} ms   "
            f"p99 {percentile(list(values), 0.99):6.1f} ms   worst {max(values):6.1f} ms"
        )


def child(load: int, steps: int, presses: int) -> None:
    """Measure in a process of its own, so that the memory is this one's."""
    moves, typed = asyncio.run(keys(load, steps, presses))
    what = "while they load" if steps > 1 else "loaded"
    told(f"key to paint, {load:,} events {what}", moves)
    told(f"key to paint, filter over {load:,} events", typed)
    print(
        f"{'memory at its highest':<62} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB"
    )


def ranking() -> None:
    from troubleshooter.tui.places import Index, Place

    index = Index([Place("function", f"orders-service-{n}-worker", "aws · us-east-1") for n in range(10_000)])
    for typed in ("o", "orders 77", "ordres-servcie-777"):
        began = time.perf_counter()
        index.ranked(typed)
        print(
            f"{f'ranking 10,000 functions for {typed!r}':<62} {(time.perf_counter() - began) * 1000:6.1f} ms"
        )


def main() -> None:
    if len(sys.argv) > 1:
        child(*(int(word) for word in sys.argv[1:]))
        return
    runs = 7
    empty = median(first_paint(EMPTY, b"ready to type") for _ in range(runs))
    start = median(first_paint(START, b"why does a function fail") for _ in range(runs))
    print(f"{'first paint, an empty Textual app':<62} {empty * 1000:6.0f} ms   (median of {runs})")
    print(f"{'first paint, the start':<62} {start * 1000:6.0f} ms   {start / empty:.2f} times the empty app")
    terminals = [Terminal(HANGING.format(root=str(ROOT))) for _ in range(1)]
    for terminal in terminals:
        terminal.until(b"waiting for the first answer")
        print(f"{'leaving during a hanging call':<62} {terminal.leave() * 1000:6.0f} ms")
    ranking()
    for arguments in (("100000", "20", "300"), ("1000000", "1", "300")):
        subprocess.run([sys.executable, __file__, *arguments], check=True)


if __name__ == "__main__":
    main()
