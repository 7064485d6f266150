"""The word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the one of *known* most like *word*, or None where nothing is alike.

    A part of a name (`action-missing`) means the name that holds it; of several such names none is guessed.
    """
    import difflib  # 3 ms that only a mistake pays for

    words = sorted(known)
    holding = [candidate for candidate in words if word and word.lower() in candidate]
    if len(holding) == 1:
        return holding[0]
    close = difflib.get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    return close[0] if close else None
