"""One case: the path, the verdict, the walk and the timeline, filling in while it is being read."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Footer, Input, OptionList, Static, Tab, Tabs

import playbooks
from diagnostics.clouds import cloud
from diagnostics.engine import Judged
from diagnostics.errors import UsageError
from diagnostics.reader import Call
from diagnostics.report import Evidence, Report
from diagnostics.sources.base import Failed, Refused
from troubleshooter.present.clean import line
from troubleshooter.session import Outcome
from troubleshooter.tui import opening, paint
from troubleshooter.tui.keys import bindings
from troubleshooter.tui.messages import Broken, CallMade, Finished, Judgement
from troubleshooter.tui.opening import Opening
from troubleshooter.tui.paint import Line
from troubleshooter.tui.picture import picture
from troubleshooter.tui.widgets.headline import Headline
from troubleshooter.tui.widgets.path import Path
from troubleshooter.tui.widgets.playbook import Walk
from troubleshooter.tui.widgets.rows import Rows
from troubleshooter.tui.widgets.timeline import Strip, Timeline
from troubleshooter.tui.widgets.verdict import VerdictBox


class CaseScreen(Screen[None]):
    """Works on one `Opening` at a time; what an abandoned run still says is dropped by its number."""

    BINDINGS = bindings("case")

    def __init__(self, case: Opening, done: Callable[[Opening, Report], None] | None = None) -> None:
        super().__init__()
        self._case = case
        self._done = done
        self._run = 0
        self.calls: list[Call] = []
        self.judged: Judged | None = None
        self.outcome: Outcome | None = None
        self.broken = False

    def compose(self) -> ComposeResult:
        yield Headline(id="headline")
        yield Static(id="trouble")
        with Vertical(id="case-top"):
            yield Path(id="path")
            yield VerdictBox(id="verdict")
        yield Tabs(Tab("Playbook", id="tab-walk"), Tab("Timeline", id="tab-events"), id="case-tabs")
        with Horizontal(id="case-body"):
            yield Walk(id="walk", markup=False)
            with Vertical(id="events"):
                yield Strip(id="strip")
                yield Input(placeholder="filter: words, a source, a time", id="event-filter")
                yield Timeline(id="timeline")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Path).border_title = Content(" Path ")
        self.query_one("#events").border_title = Content(" Timeline ")
        self.query_one(Walk).border_title = Content(" Playbook ")
        self.query_one(Timeline).focus()
        self._start()

    def _start(self) -> None:
        self.calls, self.judged, self.outcome, self.broken = [], None, None, False
        self.query_one("#trouble", Static).display = False
        headline = self.query_one(Headline)
        headline.name_ = self._case.name
        headline.begin()
        self._run = opening.start(self._case, self.post_message)

    # What the run says

    @on(Judgement)
    def _judged(self, message: Judgement) -> None:
        if message.run == self._run:
            self._show(message.judged)

    @on(CallMade)
    def _called(self, message: CallMade) -> None:
        if message.run == self._run:
            self.calls.append(message.call)
            refused = sum(isinstance(call.reply, Refused) for call in self.calls)
            failed = sum(isinstance(call.reply, Failed) for call in self.calls)
            self.query_one(Headline).counted(len(self.calls), refused, failed)

    @on(Finished)
    def _finished(self, message: Finished) -> None:
        if message.run != self._run:
            return
        self.outcome = message.outcome
        self.query_one(VerdictBox).settled = True
        self._show(message.outcome.judged)
        self.query_one(Headline).end()
        self.refresh_bindings()
        if self._done is not None:
            self._done(self._case, message.outcome.report)

    @on(Broken)
    def _stopped(self, message: Broken) -> None:
        if message.run != self._run:
            return
        self.broken = True
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

    def _show(self, judged: Judged) -> None:
        self.judged = judged
        report = judged.report
        if report.target is not None:
            self.query_one(Headline).about(report)
        self.query_one(Path).picture = picture(judged)
        self.query_one(VerdictBox).report = report
        walk = self._walk(judged)
        if walk is not None:
            self.query_one(Walk).show(walk, report.steps)
        self.query_one(Strip).report = report
        self.query_one(Timeline).show(report)
        self._count()
        self.refresh_bindings()

    def _walk(self, judged: Judged) -> playbooks.model.Playbook | None:
        asked = self._case.request.playbook if self._case.request else None
        name = judged.report.steps[0].playbook if judged.report.steps else None
        try:
            return playbooks.load(
                asked or name or cloud(judged.world.provider).playbook(judged.world, judged.verdict)
            )
        except (UsageError, ModuleNotFoundError):
            return None

    def _count(self) -> None:
        timeline = self.query_one(Timeline)
        shown, all_ = timeline.total, timeline.everything
        said = f"{shown} of {all_}" if timeline.wanted else paint.count(all_, "row")
        self.query_one("#events").border_subtitle = Content(f" {said} ")

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        if action == "fix":
            return True if self.judged is not None and self._fixes() else None
        if action == "trace":
            from troubleshooter.tui.screens.trace import answer_of

            return self.judged is not None and answer_of(self.judged) is not None
        if action in {"onset", "filter"}:
            return True if self.judged is not None else None
        if action == "export":
            return True if self.outcome is not None else None
        return True

    def _fixes(self) -> int:
        report = self.judged.report if self.judged else Report()
        return len(report.fixes) + sum(len(other.fixes) for other in report.others)

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

    def action_filter(self) -> None:
        self._tab("tab-events")
        field = self.query_one("#event-filter", Input)
        field.add_class("-open")
        field.focus()

    def action_onset(self) -> None:
        self._tab("tab-events")
        timeline = self.query_one(Timeline)
        timeline.focus()
        if not timeline.to_onset():
            self.notify("No first failure is known in this window.", markup=False)

    def action_fix(self) -> None:
        from troubleshooter.tui.screens.fix import FixScreen

        if self.judged is not None:
            self.app.push_screen(FixScreen(self.judged.report))

    def action_reads(self) -> None:
        from troubleshooter.tui.screens.reads import ReadsScreen

        self.app.push_screen(ReadsScreen(self.calls))

    def action_export(self) -> None:
        from troubleshooter.tui.screens.export import ExportScreen

        if self.outcome is not None:
            self.app.push_screen(ExportScreen(self.outcome, self.app.export_screenshot()))

    def action_trace(self) -> None:
        from troubleshooter.tui.screens.trace import TraceScreen

        if self.judged is not None:
            self.app.push_screen(TraceScreen(self.judged))

    @on(Input.Changed, "#event-filter")
    def _filtered(self, event: Input.Changed) -> None:
        self.query_one(Timeline).wanted = event.value
        self._count()

    @on(Input.Submitted, "#event-filter")
    def _filter_kept(self) -> None:
        self.query_one(Timeline).focus()

    @on(Rows.Opened)
    def _event_opened(self, message: Rows.Opened) -> None:
        from troubleshooter.tui.screens.reader import ReaderScreen

        moment = self.query_one(Timeline).moment_at(message.index)
        item = moment.item
        if isinstance(item, Evidence):
            when = (
                f"{paint.moment(item.time, '%Y-%m-%d %H:%M:%S %Z')} ({item.time})"
                if item.time
                else "as it stands"
            )
            told = f"{item.source} · {item.provenance} · {item.id}"
            if moment.alike > 1:
                told += f" · {moment.alike} alike, the last at {paint.moment(moment.until)}"
            head: list[Line] = [
                ((when, "muted"),),
                ((told, "muted"),),
                *paint.text_lines(line(item.summary, 400)),
            ]
            body, title = item.raw if item.raw is not None else item.summary, item.source
        else:
            head = [((line(item.effect), "warn"),)]
            if item.permission:
                head.append(((f"needs {line(item.permission)}", "muted"),))
            body, title = item.text or item.effect, item.read
        lines = paint.text_lines(body) if isinstance(body, str) else paint.json_lines(body)
        copied = body if isinstance(body, str) else paint.pretty(body)
        self.app.push_screen(ReaderScreen(title, head, lines, copied))

    @on(OptionList.OptionSelected, "#walk")
    def _step_opened(self, message: OptionList.OptionSelected) -> None:
        from troubleshooter.tui.screens.reader import ReaderScreen
        from troubleshooter.tui.screens.step import step_lines

        walk = self._walk(self.judged) if self.judged else None
        if walk is None or self.judged is None:
            return
        step = walk.steps[message.option_index]
        self.app.push_screen(ReaderScreen(step.ask, [], step_lines(step, self.judged.report)))

    # Narrow terminals show the walk and the timeline as tabs

    @on(Tabs.TabActivated, "#case-tabs")
    def _turned(self, event: Tabs.TabActivated) -> None:
        self.set_class(event.tab.id == "tab-events", "-events")

    def _tab(self, name: str) -> None:
        self.query_one("#case-tabs", Tabs).active = name
        self.set_class(name == "tab-events", "-events")

    def on_resize(self, event: Resize) -> None:
        del event
        self.query_one(Path).refresh(layout=True)
        self.query_one(VerdictBox).refresh(layout=True)
