"""Wildcards without backtracking: `*` any run, `?` one character, everything else itself.

A pattern is cut at its stars; each piece is sought once, leftmost first, so that a match takes linear time and a
pattern of a megabyte costs no more than reading it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

Matcher = Callable[[str], object]
# How `variables` marks a wildcard character that is meant as itself.
_PLAIN = {0xE000: "*", 0xE001: "?"}


class _Piece:
    """A run between two stars: its *length*, and its literals with their places (`?` stands between them)."""

    __slots__ = ("length", "literals")

    def __init__(self, text: str) -> None:
        self.length = len(text)
        self.literals: list[tuple[int, str]] = []
        at = 0
        for literal in text.split("?"):
            if literal:
                self.literals.append((at, literal.translate(_PLAIN)))
            at += len(literal) + 1

    def stands_at(self, text: str, place: int) -> bool:
        return all(text.startswith(literal, place + at) for at, literal in self.literals)

    def find(self, text: str, start: int, end: int) -> int:
        """Return the first place from *start* where the piece fits before *end*, or -1."""
        if start + self.length > end:
            return -1
        if not self.literals:
            return start
        at, literal = self.literals[0]
        place = text.find(literal, start + at)
        while place != -1 and place - at + self.length <= end:
            if self.stands_at(text, place - at):
                return place - at
            place = text.find(literal, place + 1)
        return -1


def _matcher(glob: str) -> Matcher:
    """Return a function that is true of the texts that *glob* covers."""
    head, *others = glob.split("*")
    if not others:
        if "?" not in glob:
            return glob.translate(_PLAIN).__eq__
        whole = _Piece(glob)
        return lambda text: len(text) == whole.length and whole.stands_at(text, 0)
    tail = others[-1]
    middle = [piece for piece in others[:-1] if piece]
    if "?" not in glob and not middle:
        before, after = head.translate(_PLAIN), tail.translate(_PLAIN)
        if not after:
            return _always if not before else lambda text: text.startswith(before)
        least = len(before) + len(after)
        return lambda text: len(text) >= least and text.startswith(before) and text.endswith(after)
    return _sequence(_Piece(head), [_Piece(piece) for piece in middle], _Piece(tail))


def _sequence(head: _Piece, middle: list[_Piece], tail: _Piece) -> Matcher:
    def matches(text: str) -> bool:
        end = len(text) - tail.length
        at = head.length
        if at > end or not head.stands_at(text, 0) or not tail.stands_at(text, end):
            return False
        for piece in middle:
            place = piece.find(text, at, end)
            if place == -1:
                return False
            at = place + piece.length
        return True

    return matches


compiled = lru_cache(maxsize=4096)(_matcher)


def _always(_text: str) -> bool:
    return True


def any_of(globs: Sequence[str]) -> Matcher:
    """Return a function that is true of the texts that one of *globs* covers."""
    exact = frozenset(glob.translate(_PLAIN) for glob in globs if "*" not in glob and "?" not in glob)
    wild = [_matcher(glob) for glob in globs if "*" in glob or "?" in glob]
    if not wild:
        return exact.__contains__
    if _always in wild:
        return _always
    if not exact and len(wild) == 1:
        return wild[0]

    def matches(text: str) -> bool:
        return text in exact or any(match(text) for match in wild)

    return matches
