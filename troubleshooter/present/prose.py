"""Sentences as terminal lines."""

from __future__ import annotations

import textwrap

WIDTH = 100


def paragraph(text: str, *, indent: int = 0, width: int = WIDTH) -> list[str]:
    """Return *text* in lines no wider than *width*; words such as ARNs and addresses are never cut, a `- ` hangs."""
    margin = " " * indent
    hanging = margin + ("  " if text.startswith("- ") else "")
    return textwrap.wrap(
        text,
        width,
        initial_indent=margin,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
