"""Where a person types or pastes: what a terminal would act on is shown as a sign of its own."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import Input

from troubleshooter.present.clean import in_place

_WORDS = 3  # more of them are no name of anything


class Field(Input):
    """One line; what is pasted into it is cleaned."""

    def validate_value(self, value: str) -> str:
        return in_place(value)


class Seeker(Field):
    """A line to find by; a whole message that is pasted into it is no name, and is told instead of taken."""

    @dataclass
    class MessagePasted(Message):
        text: str

    def on_paste(self, event: events.Paste) -> None:
        text = event.text.strip()
        if "\n" in text or len(text.split()) > _WORDS:
            event.prevent_default()
            event.stop()
            self.post_message(self.MessagePasted(event.text))
