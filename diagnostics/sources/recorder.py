"""A source around another one that keeps every answer, for a bundle."""

from __future__ import annotations

import threading

from diagnostics.sources.base import Query, Reply, Source


class Recorder:
    """Answers as the inner source does and remembers each question with its answer, first answer kept."""

    def __init__(self, inner: Source) -> None:
        self._inner = inner
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[Query, Reply]] = {}

    def answer(self, query: Query) -> Reply:
        reply = self._inner.answer(query)
        with self._lock:
            self._kept.setdefault(query.key, (query, reply))
        return reply

    @property
    def recorded(self) -> list[tuple[Query, Reply]]:
        """Every question with its answer, in an order that does not depend on timing."""
        with self._lock:
            return [self._kept[key] for key in sorted(self._kept)]
