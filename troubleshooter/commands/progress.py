"""Progress on stderr while a case is read, only where a person watches."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from diagnostics.reader import Call
from diagnostics.sources.base import Failed, Refused


class Progress:
    """Counts reads on one line of stderr; silent where stderr is no terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._reads = 0
        self._refused = 0

    def __enter__(self) -> Self:
        return self

    def called(self, call: Call) -> None:
        """Take note of one finished read."""
        self._reads += 1
        self._refused += isinstance(call.reply, Refused | Failed)
        if self._shown:
            refused = f", {self._refused} not answered" if self._refused else ""
            sys.stderr.write(f"\r\x1b[K{self._reads} reads{refused} · {call.query.op}")
            sys.stderr.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown and self._reads:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
