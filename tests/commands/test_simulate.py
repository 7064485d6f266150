"""`simulate` as a process: streams, survives every bad line, and says what is wrong and where."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

ALLOW = {
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
    ],
}
ASKED = {
    "principal": "arn:aws:iam::111122223333:role/app",
    "action": "s3:GetObject",
    "resource": "arn:aws:s3:::b/k",
}


def run(stdin: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "troubleshooter.cli", "simulate", *arguments],
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
    )


def line(**changes: Any) -> bytes:
    return json.dumps({"id": 1, "request": ASKED, "policies": {"identity": [ALLOW]}} | changes).encode()


@pytest.mark.parametrize(
    ("changes", "status", "word"),
    [
        ({}, 0, b"ALLOWED"),
        ({"request": ASKED | {"action": "s3:PutObject"}}, 1, b"IMPLICITLY DENIED"),
        (
            {"request": ASKED | {"resource": "arn:aws:s3:::c/k"}},
            1,
            b"Resource does not: want arn:aws:s3:::b/*, have arn:aws:s3:::c/k",
        ),
        (
            {
                "request": ASKED | {"context": {"aws:SourceVpce": None}},
                "policies": {
                    "identity": [
                        {
                            "Statement": [
                                ALLOW["Statement"][0]
                                | {"Condition": {"StringEquals": {"aws:SourceVpce": "v"}}}
                            ]
                        }
                    ]
                },
            },
            3,
            b"would decide: aws:SourceVpce",
        ),
        (
            {
                "request": ASKED | {"context": {"aws:SourceVpce": None}},
                "policies": {
                    "identity": [
                        {
                            "Statement": [
                                {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}
                                | {"Condition": {"StringEquals": {"aws:SourceVpce": "v"}}}
                            ]
                        }
                    ]
                },
            },
            1,
            b"DENIED, whether implicitly or explicitly is not known",
        ),
    ],
)
def test_one_request_is_answered_in_words(changes: dict[str, Any], status: int, word: bytes) -> None:
    """Decision, reason and near miss are said, and the exit status tells them apart."""
    done = run(line(**changes), "-")
    assert done.returncode == status, done.stderr
    assert word in done.stdout


SOURCE = {
    "ArnLike": {"aws:SourceArn": "arn:aws:s3:::b"},
    "StringEquals": {"aws:SourceAccount": "111122223333"},
}
FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:f"


def test_a_near_miss_says_what_matches_and_what_does_not() -> None:
    """Of a statement that almost applies, each element that matches is named, and the one that does not with both values."""
    admits = {
        "Sid": "AllowS3",
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "lambda:InvokeFunction",
        "Resource": FUNCTION,
        "Condition": SOURCE,
    }
    asked = {
        "principal": "s3.amazonaws.com",
        "action": "lambda:InvokeFunction",
        "resource": FUNCTION,
        "context": {"aws:SourceArn": "arn:aws:s3:::b", "aws:SourceAccount": "444455556666"},
    }
    done = run(line(request=asked, policies={"resource": {"Statement": admits}}), "-")
    assert (
        b"AllowS3: Action, Resource, Principal, Condition ArnLike aws:SourceArn match; Condition StringEquals "
        b"aws:SourceAccount does not: want 111122223333, have 444455556666"
    ) in done.stdout


def test_grants_and_blocked_public_access_are_layers_too() -> None:
    """A key's grants and a bucket's restriction decide as its policy does; a key without any policy admits nobody."""
    key = "arn:aws:kms:us-east-1:111122223333:key/k"
    decrypt = ASKED | {"action": "kms:Decrypt", "resource": key}
    allow = {"Statement": {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": key}}
    grant = {"GranteePrincipal": ASKED["principal"], "Operations": ["Decrypt"]}
    public = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}}
    stranger = ASKED | {"principal": "*"}
    lines = [
        line(request=decrypt, policies={"identity": [allow]}),
        line(request=decrypt, policies={"identity": [], "grants": [grant]}),
        line(request=decrypt, policies={"grants": [grant | {"Constraints": {"SourceArn": "arn"}}]}),
        line(
            request=decrypt, policies={"grants": [grant | {"Constraints": {"EncryptionContextEquals": "x"}}]}
        ),
        line(request=stranger, policies={"resource": public}),
        line(request=stranger, policies={"resource": public, "restrict_public_buckets": True}),
        line(request=stranger, policies={"resource": public, "restrict_public_buckets": None}),
    ]
    done = run(b"\n".join(lines), "--jsonl")
    assert [json.loads(row)["decision"] for row in done.stdout.splitlines()] == [
        "implicitly-denied", "allowed", "unknown", "unknown", "allowed", "implicitly-denied", "unknown",
    ]  # fmt: skip


BAD: list[tuple[bytes, str]] = [
    (b"{", ""),
    (b"\xff\xfe", ""),
    (b"[]", ""),
    (b"[" * 100_000, ""),
    (line(policies={"identity": [{"Statement": [{"Effect": "Maybe"}]}]}), "identity[0].Statement[0].Effect"),
    (
        line(policies={"identity": [{"Statement": [{"Effect": "Allow", "Action": 7, "Resource": "*"}]}]}),
        "identity[0].Statement[0].Action",
    ),
    (line(policies={"identity": ["text"]}), "identity[0]"),
    (line(policies={"identity": [{"Version": ["x"], "Statement": []}]}), "identity[0].Version"),
    (line(policies={"identity": [{"Statement": [], "Extra": 1}]}), "identity[0].Extra"),
    (
        line(policies={"resource": {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}}),
        "policies.resource.Statement[0].Principal",
    ),
    (line(policies={"unheard-of": []}), "unheard-of"),
    (line(request={"action": "s3:GetObject"}), "principal"),
    (line(request=ASKED | {"action": "GetObject"}), "request.action"),
    (line(request=ASKED | {"action": "s3:*"}), "request.action"),
    (line(request=ASKED | {"principal": "app"}), "request.principal"),
    (line(request=ASKED | {"principal": "arn:aws:iam::111122223333:role/*"}), "request.principal"),
    (line(request=ASKED | {"resource": ""}), "request.resource"),
    (line(request=ASKED | {"resource_account": "1"}), "request.resource_account"),
    (line(request=ASKED | {"context": {"k": {"a": 1}}}), "request.context"),
    (line(request=ASKED | {"unheard-of": 1}), "`request`"),
    (line(policies={"scps": [{"org": "root", "policies": [{}]}]}), "policies.scps[0].policies[0].Statement"),
    (line(policies={"scps": {}}), "policies.scps"),
    (line(policies={"grants": [{"GranteePrincipal": ["x"]}]}), "policies.grants[0].GranteePrincipal"),
    (
        line(policies={"grants": [{"GranteePrincipal": "x", "Operations": 5}]}),
        "policies.grants[0].Operations",
    ),
    (line(policies=None), "`policies`"),
    (line(request=None), "`request`"),
    (line(request=ASKED | {"context": {"a": [[1]]}}), "request.context"),
    (
        line(policies={"identity": [{"Statement": [{"Effect": ["Allow"]}]}]}),
        "policies.identity[0].Statement[0].Effect",
    ),
    (b'{"id": 1, "request": {"principal": NaN}}', ""),
]


def test_a_stream_goes_on_past_every_bad_line() -> None:
    """Each bad line has its error with the path of what is wrong; the good lines around it are answered."""
    lines = [piece for bad, _ in BAD for piece in (bad, line(id="good"))]
    done = run(b"\n".join(lines) + b"\n", "--jsonl")
    assert done.returncode == 0, done.stderr
    answers = [json.loads(row) for row in done.stdout.splitlines()]
    assert len(answers) == len(lines)
    assert all(answer["decision"] == "allowed" and answer["id"] == "good" for answer in answers[1::2])
    for answer, (bad, path) in zip(answers[0::2], BAD, strict=True):
        assert path in answer["error"], bad[:80]


def test_an_error_is_short_whatever_the_line_holds() -> None:
    """A name of a megabyte, of an element or of a field, is cut in the error that speaks of it."""
    long = "x" * 1_000_000
    lines = [
        line(policies={"identity": [{"Statement": [{"Effect": "Allow", long: 1}]}]}),
        line(request=ASKED | {long: 1}),
    ]
    done = run(b"\n".join(lines), "--jsonl")
    errors = [json.loads(row)["error"] for row in done.stdout.splitlines()]
    assert [len(error) <= 500 for error in errors] == [True, True]
    assert "unknown element" in errors[0]


def test_the_mark_before_utf8_is_skipped() -> None:
    """A file as Windows writes it is read, as a stream and as one request."""
    marked = b"\xef\xbb\xbf" + line()
    assert json.loads(run(marked, "--jsonl").stdout)["decision"] == "allowed"
    assert run(marked, "-").returncode == 0


def test_policies_built_to_be_slow_are_answered() -> None:
    """Ten thousand statements, a megabyte of actions and wildcards made to backtrack all end in an answer."""
    evil = "arn:aws:s3:::" + "a*" * 40 + "b"
    many = {
        "Statement": [{"Effect": "Allow", "Action": f"s3:Get{i}", "Resource": "*"} for i in range(10_000)]
    }
    long = {"Statement": [{"Effect": "Allow", "Action": ["s3:" + "x" * 100] * 10_000, "Resource": "*"}]}
    wild = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": evil}]}
    huge = {
        "Statement": [
            {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::" + "a*" * 500_000 + "b"}
        ]
    }
    asked = ASKED | {"resource": "arn:aws:s3:::" + "a" * 900}
    stdin = b"\n".join(
        line(policies={"identity": [document]}, request=asked) for document in (many, long, wild, huge)
    )
    done = run(stdin, "--jsonl")
    assert [json.loads(row)["decision"] for row in done.stdout.splitlines()] == ["implicitly-denied"] * 4


def test_a_bad_single_request_is_wrong_usage() -> None:
    """One request that cannot be read ends with 2 and one sentence, never a traceback."""
    done = run(b"{", "-")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"cannot be judged" in done.stderr
