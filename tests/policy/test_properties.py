"""What must hold for any policies in any layers: an Allow more never takes away, a Deny more never gives, order is
nothing, and what is not known never becomes a wrong certainty.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.policy.aws import (
    Level,
    Policies,
    PolicyError,
    Request,
    Unreadable,
    authorize,
    compile_policies,
)
from diagnostics.policy.aws.wildcards import any_of, compiled

OWN, OTHER = "111122223333", "444455556666"
ROLE, SESSION = f"arn:aws:iam::{OWN}:role/app", f"arn:aws:sts::{OWN}:assumed-role/app/run"
CALLERS = [
    ROLE, SESSION, f"arn:aws:iam::{OWN}:user/ann", f"arn:aws:iam::{OWN}:root", f"arn:aws:sts::{OTHER}:assumed-role/x/y",
    "s3.amazonaws.com", "*",
]  # fmt: skip
ACTIONS = ["s3:GetObject", "s3:*", "*", "s3:Get?bject", "s3:PutObject"]
RESOURCES = [
    "arn:aws:s3:::b/k", "arn:aws:s3:::b/*", "*", "arn:aws:s3:::c/*", "arn:aws:s3:::${aws:PrincipalTag/team}/*",
    "arn:aws:s3:::${aws:PrincipalTag/team, 'b'}/k",
]  # fmt: skip
NAMES = ["*", ROLE, SESSION, OWN, OTHER, f"arn:aws:iam::{OWN}:user/ann"]
OPERATORS = [
    "StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIfExists", "StringNotEqualsIfExists",
    "ForAllValues:StringEquals", "ForAnyValue:StringEquals", "ForAllValues:StringNotEquals", "ForAnyValue:StringLike",
    "ForAnyValue:StringNotEquals", "ForAllValues:StringEqualsIfExists", "Null", "Bool", "BoolIfExists", "ArnLike",
    "ArnNotLike", "NumericLessThan", "NumericNotEquals", "DateLessThan", "IpAddress", "NotIpAddress", "BinaryEquals",
]  # fmt: skip
KEYS = ["aws:PrincipalTag/team", "aws:SourceVpce", "aws:SecureTransport"]
VALUES = ["b", "${aws:SourceVpce}", "true", "false", "7", "*", "192.0.2.1", "arn:aws:s3:::b", "c", ""]
CONCRETE = ["b", "c", "true", True, 7, "192.0.2.1", "arn:aws:s3:::b", ["b", "c"], [], "something else", ""]
LAYERS = ["identity", "resource", "boundary", "session", "scp", "rcp", "endpoint"]
_NAMED = {"resource", "rcp", "endpoint"}

Rows = list[dict[str, Any]]
World = dict[str, Rows]


def _conditions() -> st.SearchStrategy[Any]:
    wanted = st.lists(st.sampled_from(VALUES), min_size=1, max_size=2)
    block = st.dictionaries(st.sampled_from(KEYS), wanted, min_size=1, max_size=2)
    held = st.dictionaries(st.sampled_from(OPERATORS), block, min_size=1, max_size=2)
    return st.one_of(st.none(), st.none(), held)


@st.composite
def statements(draw: st.DrawFn, effect: str | None = None, *, named: bool = False) -> dict[str, Any]:
    row: dict[str, Any] = {
        "Effect": effect or draw(st.sampled_from(["Allow", "Allow", "Deny"])),
        draw(st.sampled_from(["Action", "Action", "Action", "NotAction"])): draw(
            st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=2)
        ),
        draw(st.sampled_from(["Resource", "Resource", "NotResource"])): draw(
            st.lists(st.sampled_from(RESOURCES), min_size=1, max_size=2)
        ),
    }
    if named:
        element = (
            "Principal" if row["Effect"] == "Allow" else draw(st.sampled_from(["Principal", "NotPrincipal"]))
        )
        row[element] = {"AWS": draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=2))}
    condition = draw(_conditions())
    # a date that is none would be refused
    if condition and "DateLessThan" in condition:
        condition["DateLessThan"] = dict.fromkeys(condition["DateLessThan"], "2026-01-01")
    return row | {"Condition": condition} if condition else row


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Rows of statements by layer; identity and resource mostly there, the others now and then."""
    chosen = draw(st.lists(st.sampled_from(LAYERS), min_size=1, max_size=4, unique=True))
    return {
        layer: draw(st.lists(statements(named=layer in _NAMED), min_size=1, max_size=3)) for layer in chosen
    }


def _document(rows: Rows) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": rows}


def policies(world: World, unread: str = "") -> Policies:
    """Return the layers of *world*; the one named *unread* could not be read."""

    def of(layer: str) -> Any:
        if layer == unread:
            return Unreadable(layer)
        return _document(world[layer]) if layer in world else None

    def level(layer: str) -> tuple[Level, ...]:
        return (Level("root", (of(layer),)),) if layer in world else ()

    return Policies(
        identity=(of("identity"),) if "identity" in world else (),
        resource=of("resource"),
        permission_boundaries=(of("boundary"),) if "boundary" in world else None,
        session=of("session"),
        scps=level("scp"),
        rcps=level("rcp"),
        vpc_endpoints=(of("endpoint"),) if "endpoint" in world else (),
    )


def asked(caller: str, context: dict[str, Any]) -> Request:
    return Request(caller, "s3:GetObject", "arn:aws:s3:::b/k", OWN, context)


def decided(world: World, caller: str, context: dict[str, Any], unread: str = "") -> str:
    return authorize(asked(caller, context), policies(world, unread)).decision


CONTEXTS = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(CONCRETE), max_size=3)
ASKERS = st.sampled_from(CALLERS)


def _with(world: World, data: st.DataObject, effect: Literal["Allow", "Deny"]) -> World:
    """Return *world* with one statement more in a layer that it has."""
    layer = data.draw(st.sampled_from(sorted(world)))
    return world | {layer: [*world[layer], data.draw(statements(effect, named=layer in _NAMED))]}


@settings(max_examples=30)
@given(worlds(), ASKERS, CONTEXTS, st.data())
def test_an_allow_more_never_takes_away(
    world: World, caller: str, context: dict[str, Any], data: st.DataObject
) -> None:
    """What was allowed is still allowed with another Allow, in whichever layer."""
    if decided(world, caller, context) == "allowed":
        assert decided(_with(world, data, "Allow"), caller, context) == "allowed"


@settings(max_examples=30)
@given(worlds(), ASKERS, CONTEXTS, st.data())
def test_a_deny_more_never_gives(
    world: World, caller: str, context: dict[str, Any], data: st.DataObject
) -> None:
    """What was not allowed is not allowed with another Deny, in whichever layer."""
    if decided(world, caller, context) != "allowed":
        assert decided(_with(world, data, "Deny"), caller, context) != "allowed"


@settings(max_examples=30)
@given(worlds(), ASKERS, CONTEXTS, st.randoms())
def test_order_is_nothing(world: World, caller: str, context: dict[str, Any], random: Any) -> None:
    """The order of statements, and their spread over several documents, change no decision."""
    shuffled = {layer: random.sample(rows, len(rows)) for layer, rows in world.items()}
    expected = decided(world, caller, context)
    assert decided(shuffled, caller, context) == expected
    apart = tuple(_document([row]) for row in shuffled.get("identity", ()))
    spread = msgspec.structs.replace(policies(shuffled), identity=apart)
    assert authorize(asked(caller, context), spread).decision == expected


@settings(max_examples=70)
@given(worlds(), ASKERS, CONTEXTS, st.sampled_from(KEYS))
def test_an_unknown_key_never_makes_a_wrong_certainty(
    world: World, caller: str, context: dict[str, Any], key: str
) -> None:
    """The decision for every concrete value, and for none, lies within the answer for a value that is not known."""
    answer = authorize(asked(caller, context | {key: None}), policies(world))
    without = {k: v for k, v in context.items() if k != key}
    concrete = {decided(world, caller, c) for c in (without, *(context | {key: v} for v in CONCRETE))}
    if answer.decision != "unknown":
        assert concrete == {answer.decision}
    elif answer.allowed is False:
        assert "allowed" not in concrete
    if answer.decision == "unknown":
        assert {name.lower() for name in answer.missing} <= {key.lower()}
        assert answer.missing


@settings(max_examples=70)
@given(worlds(), ASKERS, CONTEXTS, st.sampled_from(["resource", *LAYERS]), st.data())
def test_an_unread_policy_never_makes_a_wrong_certainty(
    world: World, caller: str, context: dict[str, Any], layer: str, data: st.DataObject
) -> None:
    """The decision with whatever stands in a policy lies within the answer where it could not be read."""
    rows = data.draw(st.lists(statements(named=layer in _NAMED), min_size=1, max_size=3))
    answer = authorize(asked(caller, context), policies(world | {layer: rows}, unread=layer))
    decision = decided(world | {layer: rows}, caller, context)
    if answer.decision != "unknown":
        assert decision == answer.decision
    else:
        assert answer.missing == (layer,)
        assert answer.allowed is None or decision != "allowed"


@settings(max_examples=30)
@given(worlds(), ASKERS, CONTEXTS)
def test_an_open_request_contains_the_closed_one(world: World, caller: str, context: dict[str, Any]) -> None:
    """Where keys that are not given are not known, the answer contains the one where they are absent."""
    closed = asked(caller, context)
    answer = authorize(msgspec.structs.replace(closed, open=True), policies(world))
    if answer.decision != "unknown":
        assert authorize(closed, policies(world)).decision == answer.decision


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "Version",
                    "Statement",
                    "Effect",
                    "Action",
                    "Resource",
                    "Principal",
                    "Condition",
                    "Sid",
                    "AWS",
                    "x",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(JSON, st.sampled_from(LAYERS))
def test_no_document_breaks_the_judge(document: Any, layer: str) -> None:
    """Any JSON in place of a policy gives an answer or a PolicyError, nothing else."""
    whole = msgspec.structs.replace(policies({layer: []}))
    given_layer = {
        "identity": {"identity": (document,)},
        "resource": {"resource": document},
        "boundary": {"permission_boundaries": (document,)},
        "session": {"session": document},
        "scp": {"scps": (Level("root", (document,)),)},
        "rcp": {"rcps": (Level("root", (document,)),)},
        "endpoint": {"vpc_endpoints": (document,)},
    }[layer]
    try:
        compiled_policies = compile_policies(msgspec.structs.replace(whole, **given_layer))
    except PolicyError:
        return
    assert compiled_policies.decide(asked(ROLE, {})).decision in {
        "allowed",
        "implicitly-denied",
        "explicitly-denied",
    }


def _matches(pattern: str, text: str) -> bool:
    """The definition: `*` any run, `?` one character."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(_matches(pattern[1:], text[i:]) for i in range(len(text) + 1))
    return bool(text) and pattern[0] in {"?", text[0]} and _matches(pattern[1:], text[1:])


@settings(max_examples=70)
@given(st.lists(st.sampled_from(["*", "?", "a", "b", ":", "/"]), max_size=12), st.text("ab:/", max_size=14))
def test_wildcards_match_as_defined(glob: list[str], text: str) -> None:
    """The matchers match exactly what a plain recursive definition of `*` and `?` matches."""
    pattern = "".join(glob)
    expected = _matches(pattern, text)
    assert bool(compiled(pattern)(text)) is expected
    assert bool(any_of([pattern])(text)) is expected


@pytest.mark.parametrize("pattern", ["a*" * 60_000 + "b", "*?" * 60_000, "?*a" * 40_000], ids=len)
def test_long_patterns_are_read_once(pattern: str) -> None:
    """A pattern of a hundred kilobytes is compiled and asked without backtracking."""
    assert not compiled(pattern)("a" * 5_000)
