"""The function's log in the window, read into episodes: what failed, in which invocation, and what it said."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import msgspec

from diagnostics.case import Fact
from diagnostics.clock import iso
from diagnostics.hops.aws.world import Episode, Function, Log
from diagnostics.messages import read_line
from diagnostics.messages.model import Saying
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.aws import core

# Terms that every refusal, failure and network fault is known to carry; case matters on the server. A line without
# any of them is not needed, and the reader of the answer looks again: a replay never depends on this text.
_TERMS = (
    "denied", "Denied", "DENIED", "authorized", "Authorized", "Forbidden", "forbidden", "403", "ERROR", "Error", "error",
    "Exception", "exception", "timed out", "timeout", "Timeout", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "ECONN",
    "unreachable", "refused", "Traceback", "Status:", "Invalid", "failed", "Failed", "Task",
)  # fmt: skip
_PATTERN = " ".join(f"?{term}" if term.isalnum() else f'?"{term}"' for term in _TERMS)
_LIMIT = 5000
_KEPT = 2000

_REQUEST = re.compile(r"\b([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b")
_REPORT = re.compile(
    r"^REPORT RequestId: (\S+).*?(?:\tStatus: (\w+))?(?:\tError Type: (\S+))?\s*$", re.DOTALL
)
_FATAL = re.compile(
    r"^\[ERROR\] |\bInvoke Error\b|\bUncaught Exception\b|\bUnhandled Promise Rejection\b|Task timed out after|"
    r"\bRuntime exited\b|Runtime\.\w+Error|^Traceback \(most recent call last\)|\tERROR\tInvoke|\"errorType\""
)
_START_END = ("START RequestId", "END RequestId", "INIT_START", "EXTENSION\t", "XRAY TraceId")


def read_log(
    ask: Ask, function: Function, start: datetime, end: datetime, what: str = "failures"
) -> Log | Unknown:
    """Return the log's episodes in time order, Log(exists=False) where there is no log group, or Unknown.

    *what* names the question: a window before the window is another one.
    """
    read = core.log_events(
        function.region,
        {
            "startTime": int(start.timestamp() * 1000),
            "endTime": int(end.timestamp() * 1000),
            "filterPattern": _PATTERN,
            "limit": _LIMIT,
        },
        logGroupName=function.log_group,
        what=what,
    )
    answer = ask(read)
    if isinstance(answer, Unknown):
        return answer
    if answer is None:
        return Log(function.log_group, exists=False, complete=True)
    inside = [
        event for event in answer.events if start.timestamp() <= event.timestamp / 1000 <= end.timestamp()
    ]
    episodes = parse(function.log_group, inside[:_LIMIT])
    return Log(
        function.log_group,
        exists=True,
        complete=ask.complete(read) and len(inside) <= _LIMIT,
        episodes=episodes[:_KEPT],
        lines=len(inside),
    )


def parse(group: str, events: list[core.LogEvent]) -> tuple[Episode, ...]:
    """Return the episodes of *events*, each with what other lines say of its invocation."""
    broken: set[str] = set()
    finished: set[str] = set()
    rows: list[tuple[core.LogEvent, str, str | None, tuple[Saying, ...], bool | None]] = []
    for event in sorted(events, key=lambda e: (e.timestamp, e.message)):
        text, request, fatal = _line(event.message)
        report = _REPORT.match(event.message)
        if report:
            status = report[2]
            (broken if status in {"error", "timeout"} else finished).add(report[1])
            killed = "OutOfMemory" in (report[3] or "")
            if status != "timeout" and not killed:
                continue
            fatal = True if killed else fatal
        if event.message.startswith(_START_END):
            continue
        sayings = read_line(text)
        if fatal is not None and request:
            (broken if fatal else finished).add(request)
        if sayings or fatal:
            rows.append((event, text, request, sayings, fatal))
    episodes = []
    for number, (event, text, request, sayings, fatal) in enumerate(rows):
        time = iso(datetime.fromtimestamp(event.timestamp / 1000, UTC))
        struck = request in broken
        certain = True if fatal else (False if request in finished and not struck else None)
        for saying in sayings or (None,):
            fact = Fact(
                key=f"log:{event.timestamp}:{number}:{event.logStreamName}",
                source="function-log",
                summary=text.strip()[:400],
                time=time,
                provenance=saying.provenance if saying else "application",
                raw={"logGroup": group, "logStream": event.logStreamName, "message": event.message[:8000]},
            )
            episodes.append(
                Episode(
                    time, "function-log", text[:8000], fact, saying, request, certain, struck and not fatal
                )
            )
    return tuple(episodes)


def _line(message: str) -> tuple[str, str | None, bool | None]:
    """Return the text to read, the request id, and whether the line itself reports a failed invocation."""
    request = _REQUEST.search(message[:4096])
    fatal = True if _FATAL.search(message[:65536]) else None
    if message.lstrip()[:1] == "{":
        record = _json(message)
        if record is not None:
            kind = str(record.get("type", ""))
            inner = record.get("record")
            if kind.startswith("platform.") and isinstance(inner, dict):
                status = str(inner.get("status", ""))
                failed = status in {"error", "timeout", "failure"}
                text = f"{kind} status={status} errorType={inner.get('errorType', '')}" if failed else ""
                if status == "timeout":
                    text = "Task timed out (platform.report status timeout)"
                ended = kind == "platform.report" and status == "success"
                return text, str(inner.get("requestId") or "") or None, failed or (False if ended else None)
            request_id = (
                record.get("requestId") or record.get("AWSRequestId") or record.get("function_request_id")
            )
            named = str(request_id) if request_id else (request[1] if request else None)
            return message, named, True if "errorType" in record and "errorMessage" in record else fatal
    return message, request[1] if request else None, fatal


def _json(message: str) -> dict[str, Any] | None:
    try:
        parsed = msgspec.json.decode(message)
    except (msgspec.DecodeError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None
