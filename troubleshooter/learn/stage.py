"""The stage of a lesson: where its failure is looked at, and what the tool itself found there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

import playbooks
from diagnostics.engine import Judged
from diagnostics.errors import UsageError
from diagnostics.reader import Call
from playbooks.model import Lesson
from troubleshooter.session import Outcome


class Staged(msgspec.Struct, frozen=True):
    """A lesson, and the folder of its file where it is a team's own."""

    lesson: Lesson
    folder: Path | None = None

    def run(
        self, listen: Callable[[Judged], None] | None = None, on_call: Callable[[Call], None] | None = None
    ) -> Outcome:
        """Diagnose the lesson's failure on the demo's cloud or from its bundle; blocks."""
        if self.lesson.incident is not None:
            from troubleshooter import demo

            return demo.run(self.lesson.incident, listen, on_call)
        if self.lesson.evidence is None or self.folder is None:
            raise UsageError(
                f"The lesson {self.lesson.id} names neither an incident nor evidence.",
                "Check it with: troubleshooter playbooks lint FILE",
            )
        from troubleshooter.session import Request, Session

        request = Request(target="", evidence=self.folder / self.lesson.evidence)
        return Session(request, listen, on_call).run()


def find(name: str) -> Staged:
    """Return the lesson that *name* means: the id of one that ships with the tool, or the path of a team's own."""
    path = Path(name)
    if path.suffix in {".yaml", ".yml"}:
        return Staged(playbooks.read_lesson(path), path.parent)
    return Staged(playbooks.lesson(name))
