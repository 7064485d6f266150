"""A long list drawn line by line: only what is on the screen is ever made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style as VisualStyle

from troubleshooter.tui.keys import bindings
from troubleshooter.tui.paint import STYLES, Line, Role


class Rows(ScrollView, can_focus=True):
    """A marked row among many; a subclass says how many there are and how each one looks."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor"}
    BINDINGS = bindings("rows")

    always_marked = False  # also without the focus
    moved = False  # the user has moved the mark: it stays on its row from then on
    cursor: reactive[int] = reactive(0)
    _styles: tuple[object, dict[tuple[str, bool], Style]] = (None, {})

    @dataclass
    class Opened(Message):
        """The row *index* is wanted in full."""

        rows: Rows
        index: int

        @property
        def control(self) -> Rows:
            return self.rows

    @dataclass
    class Marked(Message):
        """The mark is on the row *index* now."""

        rows: Rows
        index: int

        @property
        def control(self) -> Rows:
            return self.rows

    def line_at(self, index: int) -> Line:
        """Return how the row *index* looks, cut to the width by the caller."""
        raise NotImplementedError

    @property
    def total(self) -> int:
        raise NotImplementedError

    def changed(self, *, keep: bool = True) -> None:
        """Draw again after the rows have changed; the mark stays where it was unless *keep* is false."""
        self.cursor = min(self.cursor, max(0, self.total - 1)) if keep else 0
        self.virtual_size = Size(self.scrollable_content_region.width, self.total)
        if not keep:
            self.scroll_to(0, 0, animate=False)
        self.refresh()
        self._tell()

    def _tell(self) -> None:
        if self.total:
            self.post_message(self.Marked(self, self.cursor))

    def on_resize(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, self.total)

    def render_line(self, y: int) -> Strip:
        index = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        if not 0 <= index < self.total:
            return Strip.blank(width, self._style("plain", marked=False))
        marked = index == self.cursor and (self.has_focus or self.always_marked)
        segments = [Segment(text, self._style(role, marked=marked)) for text, role in self.line_at(index)]
        strip = Strip(segments).crop(0, width)
        return strip.extend_cell_length(width, self._style("plain", marked=marked))

    def _style(self, role: Role, *, marked: bool) -> Style:
        """Return the style of *role* over the row's own background; the theme is asked once, not once a cell."""
        theme = (self.app.theme, self.background_colors)
        if self._styles[0] != theme:
            self._styles = (theme, {})
        styles = self._styles[1]
        if (role, marked) not in styles:
            style = (self.visual_style + VisualStyle.parse(STYLES[role])).rich_style
            if marked:
                style += Style(bgcolor=self.get_component_rich_style("rows--cursor").bgcolor)
            styles[role, marked] = style
        return styles[role, marked]

    def watch_cursor(self, before: int, after: int) -> None:
        for index in (before, after):
            self.refresh(Region(0, index - self.scroll_offset.y, self.size.width, 1))
        self.scroll_to_region(Region(0, after, 1, 1), animate=False, force=True)
        self._tell()

    def action_move(self, by: int) -> None:
        self.moved = True
        self.cursor = max(0, min(self.total - 1, self.cursor + by))

    def action_page(self, by: int) -> None:
        self.action_move(by * max(1, self.size.height - 1))

    def action_first(self) -> None:
        self.moved = True
        self.cursor = 0

    def action_last(self) -> None:
        self.moved = True
        self.cursor = max(0, self.total - 1)

    def action_open(self) -> None:
        if self.total:
            self.post_message(self.Opened(self, self.cursor))

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        index = event.y + self.scroll_offset.y
        if 0 <= index < self.total:
            self.moved = True
            self.cursor = index
            if event.chain == 2:
                self.action_open()
