"""Where a person types or pastes: what a terminal would act on is shown as a sign of its own."""

from __future__ import annotations

from textual.widgets import Input

from troubleshooter.present.clean import in_place


class Field(Input):
    """One line; what is pasted into it is cleaned."""

    def validate_value(self, value: str) -> str:
        return in_place(value)
