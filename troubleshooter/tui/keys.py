"""Every key in one table: bindings, footer, help and the user's keymap come from here."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from textual.binding import Binding, BindingType

from diagnostics.errors import UsageError


class Key(msgspec.Struct, frozen=True):
    """*place* is the heading in the help; *label* the word in the footer, which shows those with *shown*."""

    id: str
    keys: str
    action: str
    label: str
    tooltip: str
    shown: bool = False
    first: bool = False  # before the widget that has the focus

    @property
    def place(self) -> str:
        return self.id.partition(".")[0]


PLACES = {
    "anywhere": "Anywhere",
    "start": "Start",
    "case": "Case",
    "timeline": "Timeline",
    "rows": "Any list or text",
    "fix": "Fix",
    "warning": "A warning",
    "verify": "Verify",
    "trace": "Trace",
    "reads": "Reads",
    "reader": "A text in full",
    "export": "Export",
    "paste": "Paste",
    "lesson": "Lesson",
}

KEYS = (
    Key("anywhere.help", "question_mark,f1", "app.help", "help", "Every key, by place", shown=True),
    Key("anywhere.palette", "ctrl+p", "app.command_palette", "commands", "Find any command by typing"),
    Key("anywhere.back", "escape", "back", "back", "Go back one place"),
    Key("anywhere.quit", "ctrl+q", "app.quit", "quit", "Leave at once, also while a call hangs"),
    Key("anywhere.picture", "ctrl+s", "app.picture", "picture", "Save this screen as SVG"),
    Key(
        "start.open",
        "enter",
        "open",
        "open",
        "Open the marked row, or diagnose what was typed",
        shown=True,
        first=True,
    ),
    Key("start.down", "down", "move(1)", "next", "Mark the next row"),
    Key("start.up", "up", "move(-1)", "previous", "Mark the row before"),
    Key("start.page_down", "pagedown", "move(10)", "page", "Ten rows on"),
    Key("start.page_up", "pageup", "move(-10)", "page up", "Ten rows back"),
    Key(
        "start.paste",
        "ctrl+o",
        "app.paste",
        "explain a text",
        "Read a pasted error; no cloud is asked",
        shown=True,
    ),
    Key(
        "start.back",
        "escape",
        "clear",
        "clear or leave",
        "Empty the line; when it is empty, leave",
        shown=True,
    ),
    Key("case.fix", "f", "fix", "fix", "The smallest fix, its proof and its undo", shown=True),
    Key(
        "case.next", "n", "step(1)", "next step", "Walk mode: one step on; the verdict comes last", shown=True
    ),
    Key("case.before", "b", "step(-1)", "step back", "Walk mode: one step back"),
    Key("case.walk", "w", "walk", "walk", "Walk step by step, or show everything at once"),
    Key("case.filter", "slash", "filter", "filter", "Filter the timeline as you type", shown=True),
    Key("case.reads", "r", "reads", "reads", "Every call that was made, and what was refused"),
    Key("case.trace", "t", "trace", "trace", "The policy layers: which statement decided"),
    Key("case.export", "x", "export", "export", "Markdown, JSON, evidence bundle, picture", shown=True),
    Key("case.onset", "o", "onset", "onset", "Jump to the first failure in the timeline"),
    Key("case.alike", "equals_sign", "alike", "alike", "What is alike once, or each record by itself"),
    Key("case.again", "g", "again", "again", "Read everything again"),
    Key("case.paste", "p", "app.paste", "paste", "Read a pasted error; no cloud is asked"),
    Key("case.back", "escape", "back", "back", "Close the case; its reads are abandoned"),
    Key("timeline.open", "enter", "open", "open", "The marked event in full", shown=True),
    Key("rows.down", "down,j", "move(1)", "next", "Next row"),
    Key("rows.up", "up,k", "move(-1)", "previous", "Row before"),
    Key("rows.page_down", "pagedown", "page(1)", "page", "A page on"),
    Key("rows.page_up", "pageup", "page(-1)", "page up", "A page back"),
    Key("rows.first", "home", "first", "first", "First row"),
    Key("rows.last", "end", "last", "last", "Last row"),
    Key("fix.copy", "c", "copy", "copy", "Copy the form that is shown", shown=True),
    Key("fix.save", "s", "save", "save", "Save the form that is shown to a file", shown=True),
    Key("fix.verify", "v", "verify", "verify", "After you applied it: is the failure gone?", shown=True),
    Key("fix.undo", "u", "undo", "undo", "What takes the fix back", shown=True),
    Key(
        "fix.form",
        "right",
        "form(1)",
        "next form",
        "The next form of the script: CLI, Terraform, undo",
        first=True,
    ),
    Key("fix.form_before", "left", "form(-1)", "form before", "The form before", first=True),
    Key("fix.next", "n", "turn(1)", "next fix", "The next larger fix", shown=True),
    Key("fix.previous", "b", "turn(-1)", "fix before", "The smaller fix before"),
    Key("fix.back", "escape", "back", "back", "Back to the case", shown=True),
    Key("warning.accept", "enter", "accept", "I have read this", "Take the fix along"),
    Key("warning.back", "escape", "back", "leave it", "Back to the fix"),
    Key("verify.again", "r", "again", "read now", "Read again now", shown=True),
    Key("verify.back", "escape", "back", "back", "Back to the fix", shown=True),
    Key("trace.back", "escape", "back", "back", "Back to the case", shown=True),
    Key("reads.open", "enter", "open", "open", "The marked call with its whole answer", shown=True),
    Key("reads.back", "escape", "back", "back", "Back to the case", shown=True),
    Key("reader.search", "slash", "search", "search", "Search in this text", shown=True),
    Key("reader.next", "n", "hit(1)", "next hit", "Next hit of the search", shown=True),
    Key("reader.previous", "b", "hit(-1)", "hit before", "Hit before"),
    Key("reader.copy", "c", "copy", "copy", "Copy the whole text", shown=True),
    Key("reader.back", "escape", "back", "back", "Close", shown=True),
    Key("export.save", "s", "save", "save", "Write what is marked; enter does the same", shown=True),
    Key("export.copy", "c", "copy", "copy", "Copy the preview", shown=True),
    Key("export.back", "escape", "back", "back", "Back to the case", shown=True),
    Key("paste.read", "ctrl+r", "read", "read it", "Read the text now", shown=True),
    Key("paste.back", "escape", "back", "back", "Close", shown=True),
    Key("lesson.answer", "a", "answer", "answer", "Go to the open question", shown=True),
    Key("lesson.change", "backspace", "take_back", "change", "Take the last answer back", shown=True),
    Key("lesson.hint", "h", "hint", "hint", "Take a hint; it costs points", shown=True),
    Key("lesson.note", "w", "note", "write", "Write your guess down", shown=True),
    Key("lesson.reveal", "r", "reveal", "reveal", "How it was, once all three are answered", shown=True),
    Key("lesson.back", "escape", "back", "back", "Leave the lesson", shown=True),
)
_BY_ID = {key.id: key for key in KEYS}


def bindings(*wanted: str) -> list[BindingType]:
    """Return the bindings of the ids in *wanted*; a place's name stands for all of its keys."""
    rows = [key for name in wanted for key in ([_BY_ID[name]] if name in _BY_ID else _of(name))]
    return [
        Binding(
            key.keys,
            key.action,
            key.label,
            show=key.shown,
            tooltip=key.tooltip,
            id=key.id,
            priority=key.first,
        )
        for key in rows
    ]


def keymap(wanted: Mapping[str, str]) -> dict[str, str]:
    """Return the user's keys by the ids of the bindings; UsageError names an id that there is not, and the nearest."""
    for name in wanted:
        if name not in _BY_ID:
            from playbooks.nearest import nearest  # here and in the configuration: only a mistake pays for it

            meant = nearest(name, _BY_ID)
            offer = f"Did you mean {meant}?" if meant else "The help (?) shows every id."
            raise UsageError(f"The configuration gives keys to {name!r}, which is no binding.", offer)
    return dict(wanted)


def _of(place: str) -> list[Key]:
    return [key for key in KEYS if key.place == place]
