"""Regexes of the frame, compiled when a text first needs them: one paste needs few, and each costs part of a millisecond."""

from __future__ import annotations

import functools
import re


@functools.cache
def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return *pattern* compiled."""
    return re.compile(pattern, flags)
