"""What must hold for any policies: adding an Allow never takes away, adding a Deny never gives, order is nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.policy.aws import Policies, Request, authorize

ROLE = "arn:aws:iam::111122223333:role/app"
ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:*", "*", "sqs:SendMessage", "s3:Get?bject"]
RESOURCES = [
    "arn:aws:s3:::b/k",
    "arn:aws:s3:::b/*",
    "*",
    "arn:aws:s3:::c/*",
    "arn:aws:s3:::${aws:PrincipalTag/team}/*",
]
OPERATORS = [
    "StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIfExists", "StringNotEqualsIfExists",
    "ForAllValues:StringEquals", "ForAnyValue:StringEquals", "ForAllValues:StringNotEquals",
    "ForAnyValue:StringNotEquals", "Null", "Bool", "ArnLike", "NumericLessThan",
]  # fmt: skip
KEYS = ["aws:PrincipalTag/team", "aws:SourceVpce", "aws:SecureTransport"]
VALUES = ["b", "c", "true", "false", "7", "vpce-1", "*"]


def _conditions() -> st.SearchStrategy[Any]:
    block = st.dictionaries(
        st.sampled_from(KEYS),
        st.lists(st.sampled_from(VALUES), min_size=1, max_size=2),
        min_size=1,
        max_size=2,
    )
    return st.none() | st.dictionaries(st.sampled_from(OPERATORS), block, min_size=1, max_size=2)


@st.composite
def statements(draw: st.DrawFn, effect: str | None = None) -> dict[str, Any]:
    action = draw(st.sampled_from(["Action", "NotAction"]))
    resource = draw(st.sampled_from(["Resource", "NotResource"]))
    row: dict[str, Any] = {
        "Effect": effect or draw(st.sampled_from(["Allow", "Deny"])),
        action: draw(st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=2)),
        resource: draw(st.lists(st.sampled_from(RESOURCES), min_size=1, max_size=2)),
    }
    condition = draw(_conditions())
    return row | {"Condition": condition} if condition else row


CONCRETE = st.dictionaries(st.sampled_from(KEYS), st.sampled_from([*VALUES, ["b", "c"]]), max_size=3)


def document(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": rows}


def asked(context: dict[str, Any]) -> Request:
    return Request(ROLE, "s3:GetObject", "arn:aws:s3:::b/k", None, context)


def decided(rows: list[dict[str, Any]], context: dict[str, Any]) -> str:
    return authorize(asked(context), Policies(identity=(document(rows),))).decision


ROWS = st.lists(statements(), min_size=1, max_size=4)


@given(ROWS, statements("Allow"), CONCRETE)
def test_an_allow_more_never_takes_away(
    rows: list[dict[str, Any]], more: dict[str, Any], context: dict[str, Any]
) -> None:
    """What was allowed is still allowed with another Allow."""
    if decided(rows, context) == "allowed":
        assert decided([*rows, more], context) == "allowed"


@given(ROWS, statements("Deny"), CONCRETE)
def test_a_deny_more_never_gives(
    rows: list[dict[str, Any]], more: dict[str, Any], context: dict[str, Any]
) -> None:
    """What was not allowed is not allowed with another Deny."""
    if decided(rows, context) != "allowed":
        assert decided([*rows, more], context) != "allowed"


@given(ROWS, CONCRETE, st.randoms())
def test_order_is_nothing(rows: list[dict[str, Any]], context: dict[str, Any], random: Any) -> None:
    """The order of statements, and their spread over several documents, change no decision."""
    shuffled = list(rows)
    random.shuffle(shuffled)
    expected = decided(rows, context)
    assert decided(shuffled, context) == expected
    apart = Policies(identity=tuple(document([row]) for row in shuffled))
    assert authorize(asked(context), apart).decision == expected


@settings(max_examples=300)
@given(ROWS, CONCRETE, st.sampled_from(KEYS))
def test_an_unknown_key_never_makes_a_wrong_certainty(
    rows: list[dict[str, Any]], context: dict[str, Any], key: str
) -> None:
    """The decision for every concrete value lies within the answer for a value that is not known."""
    unknown = decided(rows, context | {key: None})
    if unknown == "unknown":
        return
    for value in [*VALUES, ["b", "c"], "something else"]:
        assert decided(rows, context | {key: value}) == unknown


@given(st.lists(st.sampled_from(["*", "?", "a", "b", ":", "/"]), max_size=12), st.text("ab:/", max_size=14))
def test_wildcards_match_as_defined(glob: list[str], text: str) -> None:
    """The atomic patterns match exactly what a plain recursive definition of `*` and `?` matches."""
    from diagnostics.policy.aws.wildcards import any_of, compiled

    def matches(pattern: str, given_text: str) -> bool:
        if not pattern:
            return not given_text
        if pattern[0] == "*":
            return any(matches(pattern[1:], given_text[i:]) for i in range(len(given_text) + 1))
        return (
            bool(given_text) and pattern[0] in {"?", given_text[0]} and matches(pattern[1:], given_text[1:])
        )

    pattern = "".join(glob)
    expected = matches(pattern, text)
    assert bool(compiled(pattern)(text)) is expected
    assert bool(any_of([pattern])(text)) is expected
