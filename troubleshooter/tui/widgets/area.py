"""Where a text is pasted: what a terminal would act on is shown as a sign of its own."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import TextArea

from troubleshooter.present.clean import in_place


class Area(TextArea):
    """Many lines; the text stays as it was pasted, only what is drawn is cleaned."""

    def get_line(self, line_index: int) -> Text:
        return Text(in_place(self.document.get_line(line_index)), end="", no_wrap=True)
