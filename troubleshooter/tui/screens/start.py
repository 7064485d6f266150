"""The start: one line to type in, and under it everything that can be opened."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from diagnostics.clock import iso, parse_iso
from diagnostics.clouds import Options
from diagnostics.errors import TroubleshooterError
from diagnostics.report import Report
from troubleshooter.present.clean import line
from troubleshooter.session import Request, available, functions
from troubleshooter.tui import paint, places, recent
from troubleshooter.tui.keys import bindings
from troubleshooter.tui.messages import CloudSilent, FunctionsListed
from troubleshooter.tui.opening import Opening, of_request
from troubleshooter.tui.paint import Line, Role
from troubleshooter.tui.places import Place
from troubleshooter.tui.screens.case import CaseScreen
from troubleshooter.tui.widgets.reader import marked
from troubleshooter.tui.widgets.rows import Rows
from troubleshooter.tui.widgets.timeline import ago

_KINDS: dict[str, tuple[str, Role]] = {
    "typed": ("▸", "accent"),
    "function": ("λ", "accent"),
    "recent": ("↺", "muted"),
    "bundle": ("▪", "muted"),
    "demo": ("◇", "good"),
}
_ORDER = ("function", "recent", "bundle", "demo")


class Places(Rows, can_focus=False):
    """The rows that fit what was typed; the mark is always shown, since the keys are typed into the line above."""

    always_marked = True

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._places: list[Place] = []
        self._typed = ""

    @property
    def total(self) -> int:
        return len(self._places)

    def show(self, found: list[Place], typed: str, *, keep: bool) -> None:
        self._places, self._typed = found, typed
        self.changed(keep=keep)

    def place(self) -> Place | None:
        return self._places[self.cursor] if self._places else None

    def line_at(self, index: int) -> Line:
        place = self._places[index]
        sign, role = _KINDS[place.kind]
        width = min(44, max(20, self.scrollable_content_region.width // 2))
        name = paint.fitted(line(place.name), width)
        row: Line = (
            (f" {sign} ", role),
            (name, "strong"),
            (f"{place.kind:<9}", "muted"),
            (line(place.about, 160) + ("   spelt alike" if place.close else ""), "muted"),
        )
        return marked(row, self._typed) if self._typed and not place.close else row


class StartScreen(Screen[None]):
    """Lists fill from threads of their own while the first rows are already usable."""

    BINDINGS = bindings("start")

    def __init__(self, options: Options, provider: str | None, *, demo_only: bool) -> None:
        super().__init__()
        self._options = options
        self._providers = () if demo_only else tuple(p for p in available() if provider in {None, p})
        self._demo_only = demo_only
        self._found: dict[str, list[Place]] = {"demo": places.incidents()}
        self._silent: dict[str, Line] = {}

    def compose(self) -> ComposeResult:
        yield Static(
            paint.content(
                (
                    ("serverless-troubleshooter", "strong"),
                    ("   why does a function fail: IAM, trigger, resource policy, network?", "muted"),
                )
            ),
            id="start-title",
        )
        yield Input(placeholder="a function, ARN, queue, stack, bundle … or part of a name", id="start-line")
        yield Places(id="start-rows")
        yield Static(id="start-clouds")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        for provider in self._providers:
            threading.Thread(target=self._list, args=(provider,), daemon=True).start()
        self._clouds()

    def on_screen_resume(self) -> None:
        if not self._demo_only:
            self._found["recent"] = _recent()
            self._found["bundle"] = places.bundles(Path())
        self._fill(keep=True)

    def _list(self, provider: str) -> None:
        try:
            listed = functions(provider, self._options)
            self.post_message(FunctionsListed(provider, listed))
        except TroubleshooterError as error:
            self.post_message(CloudSilent(provider, error.sentence, error.next_step))
        except Exception as error:  # noqa: BLE001 - one cloud that cannot be listed keeps nobody from the others
            self.post_message(CloudSilent(provider, f"{type(error).__name__}: {error}", ""))

    @on(FunctionsListed)
    def _listed(self, message: FunctionsListed) -> None:
        now = datetime.now(UTC)
        rows = []
        for item in sorted(message.functions, key=lambda f: f.changed or "", reverse=True):
            changed = parse_iso(item.changed)
            since = f" · changed {ago(changed, now)}" if changed else ""
            where = " · ".join(part for part in (item.provider, item.region, item.account) if part)
            rows.append(places.function(item, f"{where}{since}"))
        self._found.setdefault("function", []).extend(rows)
        self._silent[message.provider] = (
            ("✓ ", "good"),
            (f"{message.provider}: {paint.count(len(rows), 'function')}", "muted"),
        )
        self._clouds()
        self._fill(keep=True)

    @on(CloudSilent)
    def _silence(self, message: CloudSilent) -> None:
        told = line(f"{message.provider}: {message.why} {message.remedy}")
        self._silent[message.provider] = (("– ", "muted"), (told, "muted"))
        self._clouds()

    def _clouds(self) -> None:
        if self._demo_only:
            rows: list[Line] = [(("the demo's own cloud; no account is asked", "muted"),)]
        else:
            rows = [
                self._silent.get(p, (("▸ ", "accent"), (f"{p}: listing functions", "muted")))
                for p in self._providers
            ]
        self.query_one("#start-clouds", Static).update(paint.content(*rows))

    def _fill(self, *, keep: bool) -> None:
        typed = self.query_one(Input).value.strip()
        everything = [place for kind in _ORDER for place in self._found.get(kind, [])]
        found = places.ranked(everything, typed)
        if typed and not self._demo_only:
            own = Place(
                "typed", typed, "diagnose exactly this", of_request(Request(typed, None, self._options))
            )
            found = [own, *found] if "/" in typed or ":" in typed else [*found, own]
        rows = self.query_one(Places)
        rows.show(found, typed, keep=keep)
        rows.border_subtitle = Content(f" {len(found):,} of {len(everything):,} ")

    @on(Input.Changed, "#start-line")
    def _typed(self) -> None:
        self._fill(keep=False)

    @on(Input.Submitted, "#start-line")
    def _submitted(self) -> None:
        self.action_open()

    @on(Rows.Opened)
    def _opened(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        place = self.query_one(Places).place()
        if place is not None:
            self.app.push_screen(CaseScreen(place.opening, done=self.keep))

    def keep(self, case: Opening, report: Report) -> None:
        """Keep a live case among the recent ones; bundles and incidents are listed anyway."""
        if case.request is None or case.request.evidence is not None or report.target is None:
            return
        options = case.request.options
        recent.keep(
            recent.Recent(
                report.target.provider,
                report.target.id,
                report.target.name,
                report.verdict.class_,
                iso(datetime.now(UTC)),
                report.target.region,
                options.profile,
            )
        )

    def action_move(self, by: int) -> None:
        self.query_one(Places).action_move(by)

    def action_clear(self) -> None:
        field = self.query_one(Input)
        if field.value:
            field.value = ""
        else:
            self.app.exit()


def _recent() -> list[Place]:
    now = datetime.now(UTC)
    rows = []
    for case in recent.read():
        at = parse_iso(case.at)
        options = Options(region=case.region, profile=case.profile)
        request = Request(case.target, case.provider, options)
        about = f"{case.found} · {ago(at, now) if at else case.at}"
        rows.append(Place("recent", case.name, about, of_request(request, case.name)))
    return rows
