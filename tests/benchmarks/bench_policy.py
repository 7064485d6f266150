"""Figures of the judge: decisions a second in process and as a whole process, start-up, one large policy."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

from diagnostics.policy.aws import Policies, Request, compile_policies

ROLE = "arn:aws:sts::111122223333:assumed-role/app/run"
THREE = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Read",
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObject"],
            "Resource": "arn:aws:s3:::b/*",
        },
        {
            "Effect": "Allow",
            "Action": "dynamodb:*",
            "Resource": "arn:aws:dynamodb:us-east-1:111122223333:table/Orders*",
        },
        {
            "Effect": "Deny",
            "Action": "s3:*",
            "Resource": "*",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    ],
}
ASKED = [
    ("s3:GetObject", "arn:aws:s3:::b/k"),
    ("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:111122223333:table/Orders"),
    ("sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:q"),
]


def in_process(count: int = 60_000) -> float:
    compiled = compile_policies(Policies(identity=(THREE,)))
    requests = [
        Request(ROLE, action, resource, None, {"aws:SecureTransport": "true"}) for action, resource in ASKED
    ]
    started = time.perf_counter()
    for number in range(count):
        compiled.decide(requests[number % 3])
    return count / (time.perf_counter() - started)


def large(count: int = 500) -> tuple[int, float]:
    rows = []
    while len(json.dumps({"Statement": rows})) < 6144:
        rows.append(
            {
                "Effect": "Allow",
                "Action": [f"s3:Get{len(rows)}*"],
                "Resource": f"arn:aws:s3:::bucket-{len(rows)}/*",
            }
        )
    document: dict[str, Any] = {"Version": "2012-10-17", "Statement": rows}
    started = time.perf_counter()
    compiled = compile_policies(Policies(identity=(document,)))
    for number in range(count):
        compiled.decide(Request(ROLE, "s3:GetObject", f"arn:aws:s3:::bucket-{number % 60}/k"))
    return len(json.dumps(document)), time.perf_counter() - started


def hostile() -> list[tuple[str, float]]:
    """Return the seconds that policies built to be slow take, compiled and asked once."""
    many = [
        {"Effect": "Allow", "Action": f"s3:Get{i}*", "Resource": f"arn:aws:s3:::b{i}/*"}
        for i in range(10_000)
    ]
    stars = [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::" + "a*" * 500_000 + "b"}]
    values = {"StringNotLike": {"k": [f"*{i}*" for i in range(80_000)]}}
    likes = [{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": values}]
    request = Request(ROLE, "s3:GetObject", "arn:aws:s3:::" + "a" * 1000, None, {"k": "b" * 500})
    rows = []
    for name, statements in (
        ("10,000 statements", many),
        ("one pattern of 1 MB", stars),
        ("80,000 values", likes),
    ):
        started = time.perf_counter()
        compile_policies(Policies(identity=({"Statement": statements},))).decide(request)
        rows.append((name, time.perf_counter() - started))
    return rows


def whole_process(lines: int) -> float:
    body = b"".join(
        json.dumps(
            {
                "id": number,
                "request": {
                    "principal": ROLE,
                    "action": ASKED[number % 3][0],
                    "resource": ASKED[number % 3][1],
                },
                "policies": {"identity": [THREE]},
            }
        ).encode()
        + b"\n"
        for number in range(lines)
    )
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "troubleshooter.cli", "simulate", "--jsonl"],
        input=body,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - started


def bare() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    size, seconds = large()
    start, empty = min(whole_process(1) for _ in range(5)), min(bare() for _ in range(5))
    many = 40_000
    print(f"decisions a second, three statements compiled once: {in_process():,.0f}")
    print(f"a policy of {size} characters, 500 requests, compiled: {seconds:.3f} s")
    for name, taken in hostile():
        print(f"{name}: {taken:.2f} s")
    print(
        f"simulate, one line as a whole process: {start * 1000:.0f} ms, {start / empty:.1f} times `python -c pass`"
    )
    print(
        f"simulate --jsonl, {many:,} lines as a whole process: {many / whole_process(many):,.0f} lines a second"
    )
