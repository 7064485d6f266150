"""Cases made by hand, so that what the app shows does not hang on what the checks say today."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
from textual.pilot import Pilot

from diagnostics.case import PENDING, Fact, Finding, Hop, Node, World
from diagnostics.engine import Judged
from diagnostics.reader import Call
from diagnostics.report import (
    Alternative,
    Change,
    Denied,
    Document,
    Evidence,
    Fix,
    Grant,
    Impact,
    Limit,
    Owner,
    Proof,
    Report,
    Step,
    Target,
    Verdict,
    Window,
)
from diagnostics.sources.base import Failed, Found, NotFound, Query, Refused, Reply
from diagnostics.sources.bundle import Manifest
from diagnostics.sources.recorder import Recorder
from troubleshooter.session import Outcome
from troubleshooter.tui.app import TroubleshooterApp
from troubleshooter.tui.opening import Opening

START, END = datetime(2026, 3, 1, 3, tzinfo=UTC), datetime(2026, 3, 1, 5, tzinfo=UTC)
FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:mailer"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:mails"
TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/Letters"
ROLE = "arn:aws:iam::111122223333:role/mailer-role"
WALK = "aws/denied-call"


class DrawnWorld(World, frozen=True, kw_only=True):
    """A World with the sections that the path is drawn from."""

    inbound: Any = PENDING
    outbound: Any = PENDING


def evidence() -> tuple[Evidence, ...]:
    """A change, its traffic, forty refusals alike, and a setting as it stands."""
    traffic = {
        "Invocations": {f"2026-03-01T03:{m:02d}:00Z": 2.0 for m in range(60)}
        | {f"2026-03-01T04:{m:02d}:00Z": 3.0 for m in range(60)},
        "Errors": {f"2026-03-01T04:{m:02d}:00Z": 3.0 for m in range(20, 60)},
    }
    refused = "AccessDeniedException: mailer-role is not authorized to perform: dynamodb:PutItem, request {}"
    return (
        Evidence(
            "e1", "2026-03-01T04:18:30Z", "event-history", "platform", "PutRolePolicy on mailer-role by erin"
        ),
        Evidence("e2", "2026-03-01T04:20:00Z", "metric", "platform", "300 invocations, 120 errors", traffic),
        *(
            Evidence(
                f"e{n + 3}",
                f"2026-03-01T04:{n + 20:02d}:07Z",
                "function-log",
                "platform",
                refused.format(n),
                {"n": n},
            )
            for n in range(40)
        ),
        Evidence("e43", "2026-03-01T04:30:00Z", "function-log", "application", "retrying letter 7"),
        Evidence("e44", None, "configuration", "config", "event source mapping of mails is Enabled"),
    )


def fix(**more: Any) -> Fix:
    """The grant of what was refused, with document, forms, undo and proof."""
    before = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": TABLE}],
    }
    after = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:PutItem"], "Resource": TABLE}
        ],
    }
    as_text = [msgspec.json.format(msgspec.json.encode(d), indent=2).decode() for d in (before, after)]
    base = Fix(
        title="Let mailer-role call dynamodb:PutItem on Letters",
        owner=Owner("cloudformation", "mailer-stack"),
        grants=(Grant("identity-policy", ROLE, ("dynamodb:PutItem",), (TABLE,)),),
        commands={"aws-cli": "(\n  set -eu\n  aws iam put-role-policy --role-name mailer-role\n)\n", "terraform": 'resource "x" "y" {}\n'},
        undo={"aws-cli": "(\n  set -eu\n  aws iam delete-role-policy --role-name mailer-role\n)\n"},
        proof=Proof(before="implicitly-denied", after="allowed", minimal=True, probes=("dynamodb:DeleteItem on the same table",)),
        documents=(Document("inline policy letters of mailer-role", *as_text),),
    )  # fmt: skip
    return msgspec.structs.replace(base, **more)


def report(**more: Any) -> Report:
    """A refused call behind a queue, with the change that explains it."""
    base = Report(
        target=Target("aws", FUNCTION, "mailer", "eu-west-1", "111122223333"),
        caller="arn:aws:iam::111122223333:user/oncall",
        window=Window("2026-03-01T03:00:00Z", "2026-03-01T05:00:00Z"),
        verdict=Verdict(
            failing=True,
            class_="iam",
            cause="aws.role.action-missing",
            deny_origin="implicit-identity",
            confidence=0.97,
            summary="mailer-role may not call dynamodb:PutItem on table Letters: no policy of the role allows it.",
            denied=Denied(ROLE, "dynamodb:PutItem", TABLE),
            onset="2026-03-01T04:20:07Z",
            change=Change("PutRolePolicy", "2026-03-01T04:18:30Z", "arn:aws:iam::111122223333:user/erin", "mailer-role", "e1"),
            evidence=tuple(f"e{n}" for n in range(3, 43)),
        ),
        impact=Impact(failed=120, waiting=12, where=QUEUE),
        alternatives=(
            Alternative("trigger", None, "the function was invoked 300 times"),
            Alternative("network", None, "the call was answered in 38 ms"),
            Alternative("resource-policy", None, "could not be read: the table's policy"),
        ),
        fixes=(fix(),),
        steps=(
            Step(WALK, "exists", "Is the function there, and active?", "passed", (), "mailer is Active"),
            Step(WALK, "runs", "Does it run?", "failed", ("e2",), "120 of 300 failed, since 2026-03-01T04:20:00Z"),
            Step(WALK, "refused", "Which call was refused?", "failed", ("e3",), "dynamodb:PutItem was refused 40 times"),
            Step(WALK, "logs", "May it write its log?", "blocked", (), "not permitted to read; needs logs:DescribeLogGroups"),
        ),
        evidence=evidence(),
        limits=(Limit("logs:DescribeLogGroups", "logs:DescribeLogGroups", "where the log is: not known", "AccessDenied"),),
    )  # fmt: skip
    return msgspec.structs.replace(base, **more)


def judged(of: Report | None = None, *, finished: bool = True) -> Judged:
    """The report with the findings that the path is drawn from."""
    told = of or report()
    function = Node(FUNCTION, "Lambda function", told.target.name if told.target else "mailer")
    into = Hop("inbound", Node(QUEUE, "SQS queue", "mails"), function)
    out = Hop("outbound", function, Node(TABLE, "DynamoDB table", "Letters"))
    refused = Finding(
        "denied-call", "failed", question="permitted", hop=out, class_="iam", detail="refused 40 times", corroborated=True,
        failing=True, denied=told.verdict.denied, facts=(Fact("k", "function-log", "refused"),),
        rules_out=(("trigger", "it was invoked"), ("network", "the call was answered")),
    )  # fmt: skip
    wired = Finding("mapping-enabled", "passed", question="wired", hop=into, detail="the mapping is Enabled")
    unread = Finding("queue-policy", "blocked", question="admitted", hop=into, detail="not permitted to read")
    assert told.target is not None
    world = DrawnWorld(
        provider=told.target.provider, target=told.target, start=START, end=END, now=END,
        inbound=(into,) if finished else PENDING, outbound=(out,) if finished else PENDING,
    )  # fmt: skip
    answers: Any = {"denied-call": (refused,), "mapping-enabled": (wired,), "queue-policy": (unread,)}
    if not finished:
        answers = {"denied-call": None, "mapping-enabled": None}
    return Judged(world, told, answers, refused if finished else None)


class Answers:
    """A source of five answers, one of each kind."""

    ROWS: tuple[tuple[str, dict[str, Any], Reply], ...] = (
        ("lambda:GetFunctionConfiguration", {"FunctionName": "mailer"}, Found({"State": "Active", "Env": "[/aws/x]"})),
        ("iam:GetRolePolicy", {"RoleName": "mailer-role"}, Found({"PolicyName": "letters"}, complete=False)),
        ("logs:DescribeLogGroups", {"logGroupName": "/aws/lambda/mailer"}, Refused("logs:DescribeLogGroups", "AccessDenied")),
        ("lambda:GetPolicy", {"FunctionName": "mailer"}, NotFound()),
        ("cloudtrail:LookupEvents", {"what": "changes"}, Failed("throttled out", "throttled")),
    )  # fmt: skip

    def answer(self, query: Query) -> Reply:
        return next(reply for op, _, reply in self.ROWS if op == query.op)


def outcome(of: Judged | None = None) -> Outcome:
    """The finished case with its calls and what its bundle needs."""
    recorder = Recorder(Answers())
    calls = []
    for number, (op, args, _) in enumerate(Answers.ROWS):
        query = Query(op, "eu-west-1", args)
        calls.append(Call(query, recorder.answer(query), number * 0.1, 0.05))
    manifest = Manifest(
        "aws", FUNCTION, "2026-03-01T03:00:00Z", "2026-03-01T05:00:00Z", "2026-03-01T05:00:00Z", "eu-west-1"
    )
    return Outcome(of or judged(), tuple(calls), recorder, manifest)


def opening(of: Outcome | None = None, name: str = "mailer", **more: Any) -> Opening:
    """A case that is told at once: first while it is being read, then whole."""
    told = of or outcome()

    def work(listen: Callable[[Judged], None], hear: Callable[[Call], None]) -> Outcome:
        listen(
            judged(
                msgspec.structs.replace(told.report, verdict=Verdict(), steps=(), fixes=()), finished=False
            )
        )
        for call in told.calls:
            hear(call)
        return told

    return Opening(name, work, **more)


def held(gate: threading.Event, of: Outcome | None = None, name: str = "slow") -> Opening:
    """A case whose call hangs until *gate* opens."""
    whole = opening(of, name)

    def work(listen: Callable[[Judged], None], hear: Callable[[Call], None]) -> Outcome:
        gate.wait(20)
        return whole.work(listen, hear)

    return Opening(name, work)


def app(case: Opening | None = None, **more: Any) -> TroubleshooterApp:
    """The app on *case*, with no account asked."""
    return TroubleshooterApp(case, demo_only=True, **more)


async def told(pilot: Pilot[Any]) -> None:
    """Wait until the case on the screen has ended and is drawn."""
    for _ in range(400):
        await pilot.pause()
        if getattr(pilot.app.screen, "outcome", None) is not None:
            break
    await pilot.pause()


def screen_text(pilot: Pilot[Any]) -> str:
    """Return what stands on the screen, line by line."""
    width, height = pilot.app.size
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).ljust(width) for strip in strips[:height])
