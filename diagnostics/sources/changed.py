"""A source in which some answers are as they would be after a fix: the diagnosis is run again over it."""

from __future__ import annotations

from collections.abc import Mapping

from diagnostics.sources.base import Query, Reply, Source


class Changed:
    """Answers from *answers* (by `Query.key`) where given, and from the inner source otherwise."""

    def __init__(self, inner: Source, answers: Mapping[str, Reply]) -> None:
        self._inner = inner
        self._answers = answers

    def answer(self, query: Query) -> Reply:
        return self._answers.get(query.key) or self._inner.answer(query)
