"""The start: one line to type in, and under it everything that can be opened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from diagnostics.clock import iso, parse_iso
from diagnostics.clouds import Activity, Listed, Options
from troubleshooter.config import Config
from troubleshooter.present.clean import line
from troubleshooter.tui import listing, paint, places, recent
from troubleshooter.tui.keys import bindings
from troubleshooter.tui.messages import ActivityRead, CloudSilent, FunctionsListed, PlacesFound, Where
from troubleshooter.tui.paint import Line
from troubleshooter.tui.places import Index, Place
from troubleshooter.tui.widgets.fields import Seeker
from troubleshooter.tui.widgets.places import Places
from troubleshooter.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from diagnostics.report import Report
    from troubleshooter.session import Request
    from troubleshooter.tui.opening import Opening

_ORDER = ("recent", "bundle", "function", "demo", "lesson")  # functions that fail stand before all of them


class StartScreen(Screen[None]):
    """Lists fill from threads of their own while the first rows are already usable."""

    BINDINGS = bindings("start")

    def __init__(self, options: Options, provider: str | None, config: Config, *, demo_only: bool) -> None:
        super().__init__()
        self._options = options
        self._provider = provider or config.provider
        self._window = config.span
        self._demo_only = demo_only
        self._config = config
        self._where: tuple[Where, ...] = ()
        self._asked = provider
        self._found: dict[str, list[Place]] = {}
        self._activity: dict[str, Activity] = {}
        self._told: dict[Where, Line] = {}
        self._silent_for: dict[str, list[str]] = {}  # why a place did not answer, and which ones say the same
        self._index = Index(())

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
        yield Seeker(
            placeholder="a function, ARN, queue, stack, bundle … or part of a name; or paste an error",
            id="start-line",
        )
        yield Places(id="start-rows")
        yield Static(id="start-clouds")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self._clouds()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """List what there is, once the empty list is painted: what this imports costs as much as painting it."""
        if not self._demo_only:
            self._where = listing.places_of(self._options, self._asked, self._config)
            self._found["recent"] = listing.cases()
            self._refresh()
        self._clouds()
        listing.begin(
            self._where, self.post_message, local=not self._demo_only, asked=self._asked is not None
        )

    def on_screen_resume(self) -> None:
        if self._where:
            self._found["recent"] = listing.cases()
        self._refresh()

    @property
    def places(self) -> list[Place]:
        """Everything that can be opened, in the order of the list."""
        return self._index.places

    # What the threads say

    @on(PlacesFound)
    def _places_found(self, message: PlacesFound) -> None:
        self._found[message.kind] = list(message.places)
        self._refresh()

    @on(FunctionsListed)
    def _listed(self, message: FunctionsListed) -> None:
        now = datetime.now(UTC)
        _, options = message.where
        rows = []
        for item in sorted(message.functions, key=_latest_first):
            changed = parse_iso(item.changed)
            since = f"changed {listing.ago(changed, now)}" if changed else ""
            where = (item.provider, item.region, since, item.account, options.profile)
            rows.append(places.function(item, " · ".join(part for part in where if part), options))
        self._found.setdefault("function", []).extend(rows)
        self._told[message.where] = (
            ("✓ ", "good"), (f"{_name(message.where)}: {paint.count(len(rows), 'function')}", "muted"),
        )  # fmt: skip
        self._clouds()
        self._refresh()

    @on(ActivityRead)
    def _activity_read(self, message: ActivityRead) -> None:
        self._activity |= message.activity
        self._found["function"] = [
            places.with_activity(place, self._activity.get(place.listed.id)) if place.listed else place
            for place in self._found.get("function", [])
        ]
        self._refresh()

    @on(CloudSilent)
    def _silent(self, message: CloudSilent) -> None:
        self._silent_for.setdefault(line(f"{message.why} {message.remedy}"), []).append(_name(message.where))
        self._told[message.where] = ()
        self._clouds()

    def _clouds(self) -> None:
        if self._demo_only:
            rows: list[Line] = [(("the demo's own clouds, on this machine; no account is asked", "muted"),)]
        else:
            waiting: dict[Where, Line] = {
                w: (("▸ ", "accent"), (f"{_name(w)}: listing functions", "muted")) for w in self._where
            }
            rows = [row for row in (waiting | self._told).values() if row]
            rows += [
                (("– ", "muted"), (f"{line(', '.join(names))}: {said}", "muted"))
                for said, names in self._silent_for.items()
            ]
        self.query_one("#start-clouds", Static).update(paint.content(*rows))

    def _refresh(self) -> None:
        """Take up what has been found; failing functions stand first."""
        functions = self._found.get("function", [])
        failing = sorted((p for p in functions if p.failing), key=_most_errors_first)
        rest = {**self._found, "function": [p for p in functions if not p.failing]}
        self._index = Index([*failing, *(place for kind in _ORDER for place in rest.get(kind, []))])
        self._fill(keep=True)

    def _fill(self, *, keep: bool) -> None:
        typed = self.query_one(Input).value.strip()
        found = self._index.ranked(typed)
        if typed and not self._demo_only:
            from troubleshooter.tui.opening import of_request

            about = "diagnose exactly this"
            own = Place("typed", typed, about, of_request(self._request(typed)))
            found = [own, *found] if "/" in typed or ":" in typed else [*found, own]
        rows = self.query_one(Places)
        rows.show(found, typed, keep=keep)
        rows.border_subtitle = Content(f" {len(found):,} of {len(self._index.places):,} ")

    def _request(self, typed: str) -> Request:
        from troubleshooter.session import Request

        now = datetime.now(UTC).replace(microsecond=0)
        start = now - self._window if self._window else None
        return Request(typed, self._provider, self._options, start=start, now=now)

    @on(Seeker.MessagePasted)
    def _pasted(self, message: Seeker.MessagePasted) -> None:
        from troubleshooter.tui.screens.paste import PasteScreen

        self.app.push_screen(PasteScreen(message.text))

    # Keys

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
            self.open(place)

    def open(self, place: Place) -> None:
        """Open *place* on top of the list."""
        if place.makes is not None:
            self.app.push_screen(place.makes())
        elif place.opening is not None:
            from troubleshooter.tui.screens.case import CaseScreen

            self.app.push_screen(CaseScreen(place.opening, done=self.keep))

    def keep(self, case: Opening, report: Report) -> None:
        """Keep a live case among the recent ones; bundles and incidents are listed anyway."""
        if case.request is None or case.request.evidence is not None or report.target is None:
            return
        options, target = case.request.options, report.target
        now = iso(datetime.now(UTC))
        recent.keep(
            recent.Recent(
                target.provider,
                target.id,
                target.name,
                report.verdict.class_,
                now,
                target.region,
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


def _most_errors_first(place: Place) -> tuple[float, str]:
    return -sum(place.activity.errors) if place.activity else 0.0, place.name


def _latest_first(listed: Listed) -> tuple[float, str]:
    changed = parse_iso(listed.changed)
    return -changed.timestamp() if changed else 0.0, listed.name


def _name(where: Where) -> str:
    """Return what tells a place of a cloud from others: the provider, and what was given to look there."""
    provider, options = where
    given = (options.profile, options.project, options.subscription, options.region)
    return " ".join((provider, *(part for part in given if part)))
