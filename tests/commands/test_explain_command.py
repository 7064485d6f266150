"""`explain` as a process: its exits, formats, streams, and what it does with input that nobody should paste."""

from __future__ import annotations

import io
import json
import random
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from diagnostics.messages.bounded import LIMIT, read_bounded

DENIAL = (
    "An error occurred (AccessDeniedException) when calling the GetItem operation: User: "
    "arn:aws:sts::111122223333:assumed-role/orders-role/orders is not authorized to perform: dynamodb:GetItem on resource: "
    "arn:aws:dynamodb:eu-west-1:111122223333:table/Orders because no identity-based policy allows the dynamodb:GetItem action"
)
MEMORY = 200 << 20


def run(stdin: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))

    return subprocess.run(
        [sys.executable, "-m", "troubleshooter.cli", "explain", *arguments],
        input=stdin,
        capture_output=True,
        timeout=120,
        check=False,
        preexec_fn=limit,
    )


@pytest.mark.parametrize(
    ("text", "status"),
    [(DENIAL, 1), ("[ERROR] KeyError: 'x'", 0), ("Access Denied", 3), ("quiet", 3), ("", 2), (" \n", 2)],
)
def test_the_exit_tells_the_class(text: str, status: int) -> None:
    """0 for none of the four, 1 for one of them, 3 where the text does not decide, 2 for no text."""
    assert run(text.encode()).returncode == status


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_every_format_names_the_request(form: str) -> None:
    """Text, JSON and Markdown all carry the refused action and resource."""
    out = run(DENIAL.encode(), "--format", form).stdout.decode()
    assert "dynamodb:GetItem" in out
    assert "table/Orders" in out


def test_a_file_is_read_as_well(tmp_path: Path) -> None:
    """FILE and standard input give the same report; a file that is not there is one sentence and 2."""
    file = tmp_path / "paste.txt"
    file.write_text(DENIAL)
    assert (
        run(b"", str(file), "--format", "json").stdout == run(DENIAL.encode(), "-", "--format", "json").stdout
    )
    missing = run(b"", str(tmp_path / "none"))
    assert missing.returncode == 2
    assert b"cannot be read" in missing.stderr
    assert b"Traceback" not in missing.stderr


def test_a_stream_answers_every_line_in_order() -> None:
    """Each line gets one answer with its id as given, odd lines too, and the stream ends in 0."""
    lines = [
        b'{"id": "a", "input": "quiet"}',
        json.dumps({"id": [1, {"b": None}], "input": DENIAL}).encode(),
        b"{broken",
        b'{"id": 3}',
        b'{"id": 4, "input": "half \\ud800"}',
        b'{"id": 5, "input": "bad \xff byte: KeyError: 1"}',
        b'{"id": 6, "input": {"errorCode": "AccessDenied", "eventSource": "ec2.amazonaws.com", "eventName": "DescribeVpcs"}}',
        b"[1]",
        b'{"input": "no id"}',
    ]
    done = run(b"\n".join(lines), "--jsonl")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [a["id"] for a in answers] == ["a", [1, {"b": None}], None, 3, 4, 5, 6, None, None]
    assert ["error" in a for a in answers] == [False, False, True, True, False, False, False, True, False]
    assert answers[1]["verdict"]["denied"]["action"] == "dynamodb:GetItem"
    assert answers[6]["verdict"]["denied"]["action"] == "ec2:DescribeVpcs"


def test_a_stream_says_what_one_paste_says() -> None:
    """The quick way past lines without a hint gives the answer of the long way."""
    for text in (
        "quiet",
        "REPORT RequestId: x\tDuration: 1 ms",
        "a & b \\ c\r\nd",
        DENIAL,
        "Access\x1b[0m Denied",
    ):
        (line,) = run(json.dumps({"id": 1, "input": text}).encode(), "--jsonl").stdout.splitlines()
        streamed = json.loads(line)
        assert streamed.pop("id") == 1
        assert streamed == json.loads(run(text.encode(), "--format", "json").stdout)


def _hostile() -> list[tuple[str, bytes]]:
    return [
        ("one line", b"x" * 50_000_000 + b" " + DENIAL.encode() + b" " + b"y" * 50_000_000),
        ("binary", random.Random(1).randbytes(3_000_000)),
        ("deep", b"[" * 2_000_000),
        ("deep object", b'{"a":' * 200_000 + b"1" + b"}" * 200_000),
        ("escapes", b"\\n" * 5_000_000),
        ("entities", b"&amp;" * 1_000_000),
        ("wide", "😀 access denied \n".encode() * 300_000),
        ("no utf-8", b"\xff\xfe\xfa " + DENIAL.encode()),
        ("utf-16", DENIAL.encode("utf-16")),
        ("zeros", b"\0" * 1_000_000),
    ]


@pytest.mark.parametrize(("name", "data"), _hostile(), ids=[name for name, _ in _hostile()])
def test_any_input_ends_in_an_answer(name: str, data: bytes) -> None:
    """Size, depth and nonsense end in a report within 200 MiB, and a denial in the middle is still found."""
    done = run(data, "--format", "json")
    assert done.returncode in {1, 3}, done.stderr[-300:]
    report = json.loads(done.stdout)
    if DENIAL.encode() in data or name == "utf-16":
        assert report["verdict"]["denied"]["resource"].endswith("table/Orders")


def test_a_line_that_is_too_long_is_refused_and_the_next_is_answered() -> None:
    """A hundred megabytes in one line of a stream cost no memory and no other line."""
    done = run(b'{"id": 1, "input": "' + b"a" * 100_000_000 + b'"}\n{"id": 2, "input": "quiet"}\n', "--jsonl")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [("error" in a, a["id"]) for a in answers] == [(True, None), (False, 2)]


def test_what_is_read_of_a_large_text_is_bounded() -> None:
    """However many signs of trouble stand in it, about a mebibyte is kept: its head, its end and windows between."""
    for piece in (b"access denied ", b"quiet ", b"\n"):
        data = b"HEAD " + piece * (20_000_000 // len(piece)) + b" TAIL"
        kept = read_bounded(io.BytesIO(data))
        assert len(kept) <= 1.2 * LIMIT
        assert kept.startswith(b"HEAD ")
        assert kept.endswith(b" TAIL")
    small = b"denied" * 100
    assert read_bounded(io.BytesIO(small)) == small


def test_explain_loads_no_sdk_and_no_terminal_app() -> None:
    """One paste is answered without a cloud's SDK, Textual or YAML in memory."""
    code = (
        "import sys; from diagnostics.explain import explain; explain(sys.argv[1]);"
        "import troubleshooter.commands.explain, troubleshooter.commands.common;"
        "print([m for m in ('boto3', 'botocore', 'textual', 'yaml', 'google', 'azure', 'troubleshooter.session') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, DENIAL], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
