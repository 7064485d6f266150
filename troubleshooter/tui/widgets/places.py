"""The rows of the start: what can be opened, with the last hours of each function as a sparkline."""

from __future__ import annotations

from diagnostics.clouds import Activity
from troubleshooter.present.clean import line
from troubleshooter.tui import paint
from troubleshooter.tui.density import bar
from troubleshooter.tui.paint import Line, Role, Span
from troubleshooter.tui.places import Place
from troubleshooter.tui.widgets.reader import marked
from troubleshooter.tui.widgets.rows import Rows

_KINDS: dict[str, Span] = {
    "typed": ("▸", "accent"), "function": ("λ", "accent"), "recent": ("↺", "muted"), "bundle": ("▪", "key"),
    "demo": ("◇", "good"), "lesson": ("?", "number"),
}  # fmt: skip
_SPARK = 24  # cells; half of them where the row has to hold the rest as well
_ROOMY = 140


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
        """Show *found*; with *keep* the mark stays on its place, wherever that is now."""
        held = self.place() if keep and self.cursor else None
        self._places, self._typed = found, typed
        self.changed(keep=keep)
        if held is not None:
            self.cursor = next(
                (
                    n
                    for n, p in enumerate(found)
                    if (p.kind, p.name, p.about) == (held.kind, held.name, held.about)
                ),
                min(self.cursor, max(0, len(found) - 1)),
            )

    def place(self) -> Place | None:
        return self._places[self.cursor] if self._places else None

    def line_at(self, index: int) -> Line:
        place = self._places[index]
        row = place_line(place, self.scrollable_content_region.width)
        return marked(row, self._typed) if self._typed and not place.how else row


def place_line(place: Place, width: int) -> Line:
    """Return one row: sign, name, kind, sparkline where there is one, and what is known of it."""
    sign: Span = ("✗", "bad") if place.failing else _KINDS.get(place.kind, ("·", "muted"))
    room = min(40, max(18, width * 3 // 10))
    first: Line = (
        (f" {sign[0]} ", sign[1]),
        (paint.fitted(line(place.name), room), "strong"),
        (f"{place.kind:<9}", "muted"),
    )
    how: Line = ((f"{place.how}  ", "accent"),) if place.how else ()
    if place.activity is None:
        return (*first, *how, (line(place.about, 160), "muted"))
    spark = sparkline(place.activity, _SPARK if width >= _ROOMY else _SPARK // 2) if width >= 100 else ()
    return (*first, *how, *spark, *failures(place.activity), (line(place.about, 160), "muted"))


def sparkline(activity: Activity, cells: int = _SPARK) -> Line:
    """Return invocations as bars, those of a step with errors in the colour of errors."""
    most = max(activity.invocations, default=0)
    steps = list(zip(activity.invocations, activity.errors, strict=True))[-cells:]
    bars: list[Span] = [(" " * (cells - len(steps)), "plain")]
    for invoked, failed in steps:
        role: Role = "bad" if failed else "muted"
        bars.append((bar(max(invoked, failed), most), role))
    return (*bars, ("  ", "plain"))


def failures(activity: Activity) -> Line:
    """Return in words what the bars show: colour alone tells nobody."""
    invoked, failed = int(sum(activity.invocations)), int(sum(activity.errors))
    if failed:
        return ((f"{failed:,} of {max(invoked, failed):,} failed  ", "bad"),)
    return ((f"{invoked:,} ran  ", "muted"),)
