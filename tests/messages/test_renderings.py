"""However a denial is wrapped, escaped, coloured or masked on its way into a paste, it names the same request."""

from __future__ import annotations

import html
import json
import textwrap
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from diagnostics.explain import parts
from diagnostics.messages import prepare, read
from tests.messages.names import PR
from tests.messages.texts_aws import missing

LAYERS = {
    " because no identity-based policy allows the {} action": "implicit-identity",
    " because no permissions boundary allows the {} action": "boundary",
    " because no VPC endpoint policy allows the {} action": "vpc-endpoint",
    " with an explicit deny in an identity-based policy": "explicit-identity",
    " with an explicit deny in a service control policy": "scp",
    " with an explicit deny in a resource control policy": "rcp",
}
MASKS = (
    "111122223333",
    "XXXXXXXXXXXX",
    "************",
    "<account>",
    "[account id]",
    "{account}",
    "1111xxxx3333",
    "",
)
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{2,40}[0-9]", fullmatch=True)
ACTIONS = st.sampled_from(
    [
        "dynamodb:GetItem",
        "s3:PutObject",
        "secretsmanager:GetSecretValue",
        "events:PutEvents",
        "states:StartExecution",
        "ec2:DescribeVpcs",
    ]
)


ACCOUNT = st.just("111122223333")


@st.composite
def denials(draw: st.DrawFn, masks: st.SearchStrategy[str] = ACCOUNT) -> dict[str, str]:
    """A denial in the standard form with what it names; the principal is a session or a user."""
    account, region = draw(masks), draw(st.sampled_from(["eu-west-1", "us-gov-east-1", "ap-southeast-2"]))
    action, name = draw(ACTIONS), draw(NAMES)
    who = draw(
        st.sampled_from(
            [f"arn:aws:sts::{account}:assumed-role/{{}}/{{}}", f"arn:aws:iam::{account}:user/{{}}.{{}}"]
        )
    )
    kind = draw(st.sampled_from(["table/", "function:", "secret:a/b-", "", "log-group:/aws/lambda/"]))
    resource = f"arn:aws:{action.partition(':')[0]}:{region}:{account}:{kind}{name}"
    layer = draw(st.sampled_from(sorted(LAYERS)))
    principal = who.replace("{}", draw(NAMES), 1).replace("{}", draw(NAMES), 1)
    return {
        "principal": principal,
        "action": action,
        "resource": resource,
        "origin": LAYERS[layer],
        "text": f"User: {principal} is not authorized to perform: {action} on resource: {resource}{layer.format(action)}",
    }


def hard(text: str, width: int) -> str:
    """Cut as a terminal does, in the middle of words."""
    return "\n".join(text[i : i + width] for i in range(0, len(text), width))


def soft(text: str, width: int) -> str:
    """Cut as a mail does, between words (and inside those that are wider)."""
    return "\n".join(textwrap.wrap(text, width))


RENDERINGS: tuple[Callable[[str, int], str], ...] = (
    lambda t, _: json.dumps({"errorMessage": t}),
    lambda t, _: json.dumps({"message": json.dumps({"errorMessage": t})}),
    lambda t, _: json.dumps({"m": json.dumps({"m": json.dumps({"errorMessage": t}, indent=1)})}),
    lambda t, _: html.escape(t),
    lambda t, _: html.escape(html.escape(f'"{t}"')),
    lambda t, _: t.replace(" ", "\r\n"),
    lambda t, _: f"\x1b[31m{t.replace(' on resource', chr(27) + '[0m on resource')}\x1b[0m",
    lambda t, _: f"2026-11-22T05:00:00.123Z\t0f1e2d3c\tERROR\t{t}",
    lambda t, _: f"pat@laptop:~$ aws dynamodb get-item\n\nAn error occurred (AccessDeniedException) when calling the GetItem operation: {t}",
    soft,
    lambda t, w: textwrap.indent(soft(t, w), "│ "),
    lambda t, w: textwrap.indent(soft(t, w), " " * 30),
    lambda t, w: "\n".join(f"> {line}" for line in soft(t, w).splitlines()),
    lambda t, _: f"Caused by: com.example.Wrapped: {t} (Service: DynamoDb, Status Code: 400, Request ID: X)\n\tat a.b.C(D.java:1)",
    lambda t, _: t.encode("utf-16").decode("utf-16"),
)  # fmt: skip


def same(denial: dict[str, str], text: str) -> None:
    said = read(text)
    assert said, text
    first = said[0]
    assert (first.principal, first.action, first.resource, first.deny_origin) == (
        denial["principal"],
        denial["action"],
        denial["resource"],
        denial["origin"],
    ), text


@settings(max_examples=150, deadline=None)
@given(denials(), st.sampled_from(RENDERINGS), st.integers(60, 140))
def test_a_rendering_changes_nothing(
    denial: dict[str, str], render: Callable[[str, int], str], width: int
) -> None:
    """Escapes, colours, prefixes and soft wraps leave principal, action, resource and layer as they were."""
    same(denial, render(denial["text"], width))


@settings(max_examples=150, deadline=None)
@given(denials(), st.integers(40, 160))
def test_a_terminal_cuts_words_and_nothing_is_lost(denial: dict[str, str], width: int) -> None:
    """A cut at a fixed width, in the middle of any word or name, is undone (unless it leaves `on` or the like behind)."""
    lines = hard(denial["text"], width).split("\n")
    assume(not any(line[:1] == " " or line[-1:] == " " for line in lines))
    same(denial, "\n".join(lines))


@settings(max_examples=150, deadline=None)
@given(denials(masks=st.sampled_from(MASKS)), st.sampled_from(RENDERINGS[:9]))
def test_masks_stay_as_they_are(denial: dict[str, str], render: Callable[[str, int], str]) -> None:
    """A masked name is read as it is written, and nothing is put in the mask's place."""
    same(denial, render(denial["text"], 100))


@settings(max_examples=100, deadline=None)
@given(denials(), st.sampled_from(RENDERINGS), st.integers(60, 140), st.text(max_size=40))
def test_what_was_read_can_be_shown_in_the_paste(
    denial: dict[str, str], render: Callable[[str, int], str], width: int, noise: str
) -> None:
    """The parts that are marked in the paste are the parts that were read, whatever stands before them."""
    assume("\\" not in noise and "&" not in noise and "body" not in noise)
    pasted = noise + "\n" + render(denial["text"], width)
    prepared = prepare(pasted)
    for saying in read(prepared)[:1]:
        for name, (start, end) in parts(prepared, saying).items():
            shown = prepare(prepared.original[start:end]).text.replace("\n", "")
            assert shown == getattr(saying, name)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from('ab \t\n\\"n&;lt#39\x1b[31m│|>u0041İ'), max_size=120))
def test_every_span_maps_into_the_original(text: str) -> None:
    """Spans of the prepared text lie in the original, in order, for any text."""
    prepared = prepare(text)
    assert len(prepared.lower) == len(prepared.text)
    ends = [prepared.origin((place, place)) for place in range(len(prepared.text) + 1)]
    assert all(0 <= start <= len(text) and 0 <= end <= len(text) for start, end in ends)
    starts = [start for start, _ in ends]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("cut", "name"),
    [
        ("arn:aws:sqs:eu-west-1:\n111122223333:orders-q", "arn:aws:sqs:eu-west-1:111122223333:orders-q"),
        ("arn:aws:sqs:eu-west-1:XXXX\nXXXXXXXX:orders-q", "arn:aws:sqs:eu-west-1:XXXXXXXXXXXX:orders-q"),
        ("arn:aws:iam::[account\nid]:role/reader", "arn:aws:iam::[account id]:role/reader"),
        ("arn:aws:iam::<account-\nid>:role/reader", "arn:aws:iam::<account-id>:role/reader"),
        (
            "arn:aws:iam::[account id]:role/red-team-\nreader",
            "arn:aws:iam::[account id]:role/red-team-reader",
        ),
    ],
)
def test_a_name_that_cannot_end_at_the_break_goes_on(cut: str, name: str) -> None:
    """An ARN with parts missing, a hyphen at a line's end and an open mask are joined with the next line; a mask keeps its blank."""
    text = f"User: arn:aws:iam::111122223333:user/pat is not authorized to perform: sts:AssumeRole on resource: {cut}"
    assert read(text)[0].resource == name


def test_a_table_of_events_and_a_build_log_are_read_through() -> None:
    """Cells of a table with bars, and the time that a build service puts before every line, are not part of the message."""
    cells = soft(missing("iam:PassRole", PR), 60).splitlines()
    table = "\n".join(
        f"| {'Fn' if at == 0 else '':4} | {'FAILED' if at == 0 else '':8} | {cell:60} |"
        for at, cell in enumerate(cells)
    )
    build = "\n".join(f"2026-11-22T05:00:00.1234567Z {line}" for line in cells)
    for text in (table, build):
        assert (read(text)[0].action, read(text)[0].resource) == ("iam:PassRole", PR)
