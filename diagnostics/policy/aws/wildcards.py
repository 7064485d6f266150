"""Wildcards without backtracking: `*` any run, `?` one character, everything else itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

Matcher = Callable[[str], object]
# The last two are how `variables` marks a wildcard character that is meant as itself.
_CHARACTERS = {"?": ".", "\ue000": r"\*", "\ue001": r"\?"}


def pattern_of(glob: str) -> str:
    """Return *glob* as a regular expression whose every `*` is atomic, so that matching takes linear time."""
    parts = [_literal(part) for part in re.split(r"\*+", glob)]
    if len(parts) == 1:
        return parts[0]
    middle = "".join(f"(?>.*?{part})" for part in parts[1:-1])
    return f"{parts[0]}{middle}.*{parts[-1]}"


def _literal(part: str) -> str:
    return "".join(_CHARACTERS.get(char) or re.escape(char) for char in part)


@lru_cache(maxsize=8192)
def compiled(glob: str, *, fold: bool = False) -> Matcher:
    """Return a function that is true of the texts that *glob* covers; *fold* ignores case."""
    text = glob.lower() if fold else glob
    if set(text) == {"*"}:
        return _always
    if "*" not in text and "?" not in text:
        plain = text.replace("\ue000", "*").replace("\ue001", "?")
        return plain.__eq__ if not fold else (lambda given: given.lower() == plain)
    flags = re.DOTALL | (re.IGNORECASE if fold else 0)
    return re.compile(pattern_of(text), flags).fullmatch


def _always(_text: str) -> bool:
    return True


def any_of(globs: Sequence[str], *, fold: bool = False) -> Matcher:
    """Return a function that is true of the texts that one of *globs* covers; texts are lower case where *fold*."""
    texts = [glob.lower() for glob in globs] if fold else list(globs)
    if any(set(text) == {"*"} for text in texts):
        return _always
    exact = frozenset(text for text in texts if "*" not in text and "?" not in text)
    wild = [text for text in texts if text not in exact]
    if not wild:
        return exact.__contains__
    searches = [re.compile(pattern_of(text), re.DOTALL).fullmatch for text in wild]
    if not exact and len(searches) == 1:
        return searches[0]

    def matches(text: str) -> bool:
        return text in exact or any(search(text) for search in searches)

    return matches
