"""Azure's action patterns: `*` stands for anything, slashes included; letters match in either case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    # `/*/` may also stand for nothing between two slashes: Managed Identity Operator's userAssignedIdentities/*/assign/action
    # is there for userAssignedIdentities/assign/action.
    text = re.escape(pattern.lower()).replace(r"/\*/", "/(?:.*/)?").replace(r"\*", ".*")
    return re.compile(text, re.DOTALL)


def matches(pattern: str, action: str) -> bool:
    """Whether *pattern* covers *action*."""
    return _compiled(pattern).fullmatch(action.lower()) is not None


def any_matches(patterns: Iterable[str], action: str) -> bool:
    """Whether one of *patterns* covers *action*."""
    return any(matches(pattern, action) for pattern in patterns)
