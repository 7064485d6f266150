"""The cleaning door: nothing that a terminal would act on gets through."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from troubleshooter.present.clean import clean, line, shorten


@given(st.text(st.characters(codec=None)))
def test_no_control_or_direction_character_survives(text: str) -> None:
    """Whatever came in, what comes out holds no control (but the newline), no surrogate and no direction mark."""
    for char in clean(text):
        assert char == "\n" or unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"}
        assert char not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"


def test_what_was_there_is_still_to_be_seen() -> None:
    """An escape sequence is written out, not dropped: the reader sees that somebody tried."""
    assert clean("a\x1b]52;c;ZXZpbA==\x07b\u202ec") == "a\\x1b]52;c;ZXZpbA==\\x07b\\u202ec"


@given(st.text(), st.integers(5, 60))
def test_a_line_is_one_line_and_fits(text: str, limit: int) -> None:
    """A cleaned line never breaks and never grows past its limit."""
    assert "\n" not in line(text, limit)
    assert len(line(text, limit)) <= limit


def test_names_are_cut_in_the_middle() -> None:
    """The end of a name is what tells it from others; it stays."""
    assert shorten("arn:aws:dynamodb:us-east-1:123456789012:table/Orders", 24).endswith("table/Orders")
