"""The command palette: functions, playbooks, causes, findings and places, found by typing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from troubleshooter.present.clean import line
from troubleshooter.tui import paint
from troubleshooter.tui.paint import Line

if TYPE_CHECKING:
    from troubleshooter.tui.app import TroubleshooterApp

_MOST = 40  # hits of one provider; more is not read


class Row(NamedTuple):
    """One thing to choose: `area: name`, what it is, and what choosing it does."""

    name: str
    about: str
    run: Callable[[], object]


class Rows(Provider):
    """Finds among `rows`; a subclass says what there is and whether it is offered before anything is typed."""

    offered = False

    def rows(self) -> Iterator[Row]:
        """Yield what can be chosen now."""
        raise NotImplementedError

    @property
    def troubleshooter(self) -> TroubleshooterApp:
        return cast("TroubleshooterApp", self.app)

    async def discover(self) -> Hits:
        if self.offered:
            for row in self.rows():
                yield DiscoveryHit(Content(row.name), row.run, text=row.name, help=_plain(row.about))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        scored = [(matcher.match(row.name), row) for row in self.rows()]
        for score, row in sorted((s for s in scored if s[0] > 0), key=lambda s: -s[0])[:_MOST]:
            yield Hit(score, Content(row.name), row.run, text=row.name, help=_plain(row.about))


def _plain(text: str) -> str:
    """Return *text* as Content: the palette parses a str as markup, and Textual's own escape loses `[$LATEST]`."""
    return cast("str", Content(text))


class Functions(Rows):
    """Everything that the start lists."""

    def rows(self) -> Iterator[Row]:
        start = self.troubleshooter.start
        for place in start.places:
            run = partial(start.open, place)
            yield Row(f"{place.kind}: {line(place.name, 120)}", line(place.about, 120), run)


class Findings(Rows):
    """What the case on the screen says: its steps and its evidence."""

    def rows(self) -> Iterator[Row]:
        from troubleshooter.tui.screens.case import CaseScreen

        screen = self.screen
        if not isinstance(screen, CaseScreen) or screen.judged is None:
            return
        report = screen.judged.report
        for number, step in enumerate(report.steps):
            sign = paint.SIGNS[step.status]
            yield Row(
                f"finding: {sign} {line(step.title)}",
                line(step.detail, 160),
                partial(screen.go_to_step, number),
            )
        for item in report.evidence[:500]:
            run = partial(screen.go_to_evidence, item.id)
            yield Row(f"evidence: {line(item.summary, 100)}", f"{line(item.source)} {item.time or ''}", run)


class Playbooks(Rows):
    """The walks, each opened as a text."""

    def rows(self) -> Iterator[Row]:
        import playbooks

        for name in playbooks.names():
            yield Row(f"playbook: {name}", "the questions, in their order", partial(self._open, name))

    def _open(self, name: str) -> None:
        import playbooks
        from troubleshooter.tui.screens.reader import ReaderScreen

        walk = playbooks.load(name)
        rows: list[Line] = [((walk.title, "strong"),), ((walk.when, "muted"),), (("", "plain"),)]
        for step in walk.steps:
            rows += [
                ((f"▸ {step.ask}", "plain"),),
                ((f"  {step.why}", "muted"),),
                ((f"  {step.where}", "muted"),),
            ]
        self.app.push_screen(ReaderScreen(name, [], rows))


class Causes(Rows):
    """The catalogue, each cause explained."""

    def rows(self) -> Iterator[Row]:
        from diagnostics.causes import all_ids

        for name in all_ids():
            yield Row(
                f"cause: {name}", "what is true, where it shows, the smallest fix", partial(self._open, name)
            )

    def _open(self, name: str) -> None:
        import playbooks
        from troubleshooter.tui.screens.reader import ReaderScreen

        told = playbooks.explain(name)
        rows: list[Line] = [((told.title, "strong"),)]
        for label, text in (
            ("what", told.what), ("evidence", told.evidence), ("tell it apart", told.discriminator), ("fix", told.fix),
            ("not a fix", told.not_fix or ""), *(("trap", trap) for trap in told.traps),
        ):  # fmt: skip
            if text:
                rows += [(("", "plain"),), ((label, "accent"),), *paint.text_lines(" ".join(text.split()))]
        self.app.push_screen(ReaderScreen(name, [], rows))


PROVIDERS = {Functions, Findings, Playbooks, Causes}
