"""One case: the path, the verdict, the walk and the timeline, filling in while it is being read."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Input, Static, Tab, Tabs

from diagnostics.engine import Judged
from diagnostics.reader import Call
from diagnostics.report import Report
from troubleshooter.present.clean import line
from troubleshooter.session import Outcome
from troubleshooter.tui import opening, paint, walk
from troubleshooter.tui.keys import bindings
from troubleshooter.tui.messages import Broken, CallMade, Finished, Judgement
from troubleshooter.tui.moments import Moments
from troubleshooter.tui.opening import Opening
from troubleshooter.tui.picture import Picture
from troubleshooter.tui.screens.event import event_page
from troubleshooter.tui.screens.reads import summary
from troubleshooter.tui.step import step_lines
from troubleshooter.tui.widgets.fields import Field
from troubleshooter.tui.widgets.headline import Headline
from troubleshooter.tui.widgets.path import Path
from troubleshooter.tui.widgets.reader import Reader
from troubleshooter.tui.widgets.rows import Rows
from troubleshooter.tui.widgets.timeline import Strip, Timeline
from troubleshooter.tui.widgets.verdict import VerdictBox
from troubleshooter.tui.widgets.walk_side import WalkSide

_LOW = 30  # rows; with fewer the path is drawn in two lines


class CaseScreen(Screen[None]):
    """Works on one `Opening` at a time; what an abandoned run still says is dropped by its number."""

    BINDINGS = bindings("case")

    def __init__(self, case: Opening, done: Callable[[Opening, Report], None] | None = None) -> None:
        super().__init__()
        self.case = case
        self._done = done
        self._run = 0
        self.calls: list[Call] = []
        self.judged: Judged | None = None
        self.outcome: Outcome | None = None
        self._picture: Picture | None = None
        self._offered: tuple[bool | None, ...] = ()

    def compose(self) -> ComposeResult:
        yield Headline(id="headline")
        yield Static(id="trouble")
        with Vertical(id="case-top"):
            yield Path(id="path")
            yield VerdictBox(id="verdict")
        yield Tabs(Tab("Playbook", id="tab-walk"), Tab("Timeline", id="tab-events"), id="case-tabs")
        with Horizontal(id="case-body"):
            asked = self.case.request.playbook if self.case.request else None
            yield WalkSide(asked, id="walk-side")
            with Vertical(id="events"):
                yield Strip(id="strip")
                yield Field(placeholder="filter: words, a source, a time", id="event-filter")
                yield Timeline(id="timeline")
            yield Reader(id="preview")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Path).border_title = Content(" Path ")
        self.query_one("#events").border_title = Content(" Timeline ")
        self.query_one(Timeline).focus()
        self._start()

    def _start(self) -> None:
        self.calls, self.judged, self.outcome, self._picture = [], None, None, None
        self.remove_class("-broken")
        self.query_one("#trouble", Static).display = False
        headline = self.query_one(Headline)
        headline.name_ = self.case.name
        headline.begin()
        self._run = opening.start(self.case, self.post_message)

    # What the run says

    @on(Judgement)
    def _judged(self, message: Judgement) -> None:
        if message.run == self._run:
            self.judged, self._picture = message.judged, message.picture
            self._show(message.moments)

    @on(CallMade)
    def _called(self, message: CallMade) -> None:
        if message.run == self._run:
            self.calls.append(message.call)
            self.query_one(Headline).reads = summary(self.calls)

    @on(Finished)
    def _finished(self, message: Finished) -> None:
        if message.run != self._run:
            return
        self.outcome = message.outcome
        self.query_one(VerdictBox).settled = True
        ends = [call.started + call.seconds for call in message.outcome.calls]
        self.query_one(Headline).end(max(ends, default=None))
        self.query_one(WalkSide).settle()
        self._offer()
        if self._done is not None:
            self._done(self.case, message.outcome.report)

    @on(Broken)
    def _stopped(self, message: Broken) -> None:
        if message.run != self._run:
            return
        self.query_one(Headline).end()
        trouble = self.query_one("#trouble", Static)
        trouble.update(
            paint.content(
                (("✗ ", "bad"), (line(message.sentence), "strong")),
                ((line(message.next_step), "muted"),),
                (("g reads again   esc goes back", "muted"),),
            )
        )
        trouble.display = True
        self.set_class(self.judged is None, "-broken")

    def _show(self, moments: Moments) -> None:
        report = moments.report
        if report.target is not None:
            self.query_one(Headline).about(report)
        self.query_one(VerdictBox).report = report
        self.query_one(Strip).moments = moments
        self.query_one(Timeline).show(moments)
        self.query_one(WalkSide).show(self.judged)
        self._veil()
        self._count()

    def _veil(self) -> None:
        """Show path and verdict, or only what one who walks may know of them."""
        side = self.query_one(WalkSide)
        self.query_one(Path).picture = side.picture or self._picture
        self.query_one(VerdictBox).veil = walk.VEIL if side.veiled else ""
        self._offer()

    def _count(self) -> None:
        timeline = self.query_one(Timeline)
        shown, all_ = timeline.total, timeline.everything
        said = f"{shown:,} of {all_:,}" if timeline.wanted else paint.count(all_, "row")
        gaps = f" · {paint.count(timeline.gaps, 'gap')}" if timeline.gaps else ""
        self.query_one("#events").border_subtitle = Content(f" {said}{gaps} ")

    # Keys

    def _offer(self) -> None:
        """Draw the footer again where what can be done has changed; each time costs tens of milliseconds."""
        now = tuple(self.check_action(action, ()) for action in ("fix", "trace", "export", "step"))
        if now != self._offered:
            self._offered = now
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        judged = self.judged
        known = {
            "fix": judged is not None
            and bool(walk.fixes(judged.report))
            and not self.query_one(VerdictBox).veil,
            "trace": judged is not None and judged.report.verdict.denied is not None,
            "export": self.outcome is not None,
        }
        if action in known:
            return known[action] or None
        if action in {"onset", "filter", "alike", "walk", "step"}:
            return judged is not None or None
        return True

    def action_back(self) -> None:
        field = self.query_one("#event-filter", Input)
        if field.has_class("-open"):
            field.value = ""
            field.remove_class("-open")
            self.query_one(Timeline).focus()
            return
        self._run = 0
        self.app.pop_screen()

    def action_again(self) -> None:
        """Read everything again; the former run is dropped."""
        self.query_one(VerdictBox).settled = False
        self._start()

    def action_walk(self) -> None:
        """Begin to walk at the first step, or show everything."""
        self._tab("tab-walk")
        self.query_one(WalkSide).toggle()
        self._veil()

    def action_step(self, by: int) -> None:
        """Walk one step on or back; past the last one the verdict is shown."""
        self._tab("tab-walk")
        cited = self.query_one(WalkSide).step(by)
        self._veil()
        self.query_one(Timeline).to_evidence(cited)

    def action_filter(self) -> None:
        self._tab("tab-events")
        field = self.query_one("#event-filter", Input)
        field.add_class("-open")
        field.focus()

    def action_alike(self) -> None:
        grouped = self.query_one(Timeline).regroup()
        self._count()
        self.notify(
            "What is alike is told once." if grouped else "Each record stands by itself.", markup=False
        )

    def action_onset(self) -> None:
        self._tab("tab-events")
        timeline = self.query_one(Timeline)
        timeline.focus()
        if not timeline.to_onset():
            self.notify("No first failure is known in this window.", markup=False)

    def action_fix(self) -> None:
        from troubleshooter.tui.screens.fix import FixScreen

        if self.judged is not None:
            self.app.push_screen(FixScreen(self.judged.report, self.case))

    def action_reads(self) -> None:
        from troubleshooter.tui.screens.reads import ReadsScreen

        self.app.push_screen(ReadsScreen(self.calls))

    def action_export(self) -> None:
        from troubleshooter.tui.screens.export import ExportScreen

        if self.outcome is not None:
            self.app.push_screen(ExportScreen(self.outcome, self.app.export_screenshot()))

    def action_trace(self) -> None:
        from troubleshooter.tui.screens.trace import TraceScreen

        found = walk.trace(self.judged) if self.judged else None
        if found is None:
            self.notify(
                "There is no trace of this refusal: the proof of the fix says how it was judged.",
                markup=False,
            )
        else:
            self.app.push_screen(TraceScreen(found))

    # What is marked, typed and opened

    @on(Input.Changed, "#event-filter")
    def _typed(self, event: Input.Changed) -> None:
        self.query_one(Timeline).wanted = event.value

    @on(Timeline.Filtered)
    def _filtered(self) -> None:
        self._count()

    @on(Input.Submitted, "#event-filter")
    def _filter_kept(self) -> None:
        self.query_one(Timeline).focus()

    @on(Rows.Marked, "#timeline")
    def _event_marked(self, message: Rows.Marked) -> None:
        preview = self.query_one("#preview", Reader)
        if preview.display:
            page = event_page(self.query_one(Timeline).moment_at(message.index))
            preview.border_title = Content(f" {line(page.title, 60)} ")
            preview.show([*page.head, (("", "plain"),), *page.lines])

    @on(Rows.Opened, "#timeline")
    def _event_opened(self, message: Rows.Opened) -> None:
        from troubleshooter.tui.screens.reader import ReaderScreen

        self.app.push_screen(ReaderScreen(*event_page(self.query_one(Timeline).moment_at(message.index))))

    @on(WalkSide.StepOpened)
    def _step_opened(self, message: WalkSide.StepOpened) -> None:
        from troubleshooter.tui.screens.reader import ReaderScreen

        if self.judged is not None:
            page = step_lines(message.step, self.judged.report)
            self.app.push_screen(ReaderScreen(message.step.ask, [], page))

    @on(VerdictBox.Clicked)
    async def _fix_clicked(self) -> None:
        await self.run_action("fix")

    def go_to_step(self, number: int) -> None:
        """Mark the step *number* of the walk."""
        self._tab("tab-walk")
        self.query_one(WalkSide).mark(number)

    def go_to_evidence(self, evidence: str) -> None:
        """Mark the row of the timeline that *evidence* stands in."""
        self._tab("tab-events")
        timeline = self.query_one(Timeline)
        timeline.focus()
        timeline.to_evidence((evidence,))

    # Narrow terminals show the walk and the timeline as tabs

    @on(Tabs.TabActivated, "#case-tabs")
    def _turned(self, event: Tabs.TabActivated) -> None:
        self.set_class(event.tab.id == "tab-events", "-events")

    def _tab(self, name: str) -> None:
        self.query_one("#case-tabs", Tabs).active = name
        self.set_class(name == "tab-events", "-events")

    def on_resize(self) -> None:
        low = self.size.height < _LOW
        self.query_one(Path).compact = low
        self.query_one(VerdictBox).compact = low
