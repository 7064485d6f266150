"""The runtime's own words: the code, its package, its memory and its time."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.model import BARE, CONSEQUENCE, LOOK_ALIKE, Pattern, Saying
from diagnostics.messages.row import row

# Every invocation ends in a REPORT line, so one where memory was left must not be worth a try: the usual sizes, all used.
_SIZES = (*range(128, 1024, 32), *range(1024, 3073, 64), *range(3072, 10241, 256), 3008)
_ALL_USED = tuple(f"size: {size} mb max memory used: {size} mb" for size in sorted({*_SIZES}))


def read_exit(match: re.Match[str], saying: Saying) -> Saying | None:
    killed = "killed" in match[0].lower()
    return replace(saying, cause="aws.function.out-of-memory") if killed else saying


PATTERNS: tuple[Pattern, ...] = (
    row(
        "aws.runtime.timeout",
        "aws.function.slow-code",
        0.5,
        ("task timed out", "status: timeout", "timed out", "sandbox.timedout", "status=timeout"),
        r"\bTask timed out\b(?: after \d+(?:\.\d+)? seconds)?|\bStatus: timeout\b|\bSandbox\.Timedout\b|\bplatform\.report status timeout",
        "The function ran out of time; the text does not say on what it waited.",
        rank=CONSEQUENCE,
        class_="inconclusive",
        next_read="the lines before the timeout, and whether the function is in a VPC (lambda:GetFunctionConfiguration)",
    ),
    row(
        "aws.runtime.init-timeout",
        "aws.function.slow-code",
        0.6,
        ("init_report", "init timeout", "phase: init"),
        r"\bINIT_REPORT [^\n]{0,200}Status: timeout",
        "The function's start took too long.",
        rank=CONSEQUENCE + 1,
        class_="inconclusive",
        next_read="lambda:GetFunctionConfiguration",
    ),
    row(
        "aws.runtime.init-error",
        "aws.function.application-error",
        0.75,
        ("init_report", "phase: init"),
        r"\bINIT_REPORT [^\n]{0,200}Status: error",
        "The function's start failed: its code, or an extension.",
        rank=BARE + 3,
    ),
    row(
        "aws.runtime.module",
        "aws.function.module-missing",
        0.96,
        (
            "unable to import module",
            "importmoduleerror",
            "handlernotfound",
            "invalidentrypoint",
            "fork/exec",
            "exec format error",
            "could not load file or assembly",
            "classnotfoundexception",
            "userCodeSyntaxError".lower(),
            "couldn't find valid bootstrap",
            "malformedhandlername",
            "handler notfound",
        ),
        r"\bUnable to import module\b|\bRuntime\.(?:ImportModuleError|HandlerNotFound|InvalidEntrypoint|UserCodeSyntaxError|MalformedHandlerName)\b|\bfork/exec \S{1,200}: (?:no such file|exec format|permission denied)"
        r"|\bexec format error\b|\bCould not load file or assembly\b|\bjava\.lang\.ClassNotFoundException\b|\bCouldn['’]t find valid bootstrap",
        "The package lacks something, or the handler is named wrongly.",
        rank=LOOK_ALIKE + 7,
    ),
    row(
        "aws.runtime.exit",
        "aws.function.application-error",
        0.93,
        ("runtime exited", "runtime.exiterror", "extension.", "exited before completing"),
        r"\bRuntime exited with error: [^\n\"]{0,60}|\bRuntime exited without providing a reason|\bRuntime\.ExitError\b|\bExtension\.(?:Crash|ExitError|InitError|LaunchError)\b|\bProcess exited before completing request",
        "The runtime ended by itself: out of memory where it was killed, else the code.",
        read_exit,
        rank=CONSEQUENCE + 10,
    ),
    row(
        "aws.runtime.memory",
        "aws.function.out-of-memory",
        0.85,
        _ALL_USED,
        r"\bMemory Size: (?P<size>\d{1,6}) MB\s{1,4}Max Memory Used: (?P=size) MB",
        "The function used all of its memory.",
        rank=CONSEQUENCE + 4,
    ),
    row(
        "aws.runtime.out-of-memory",
        "aws.function.out-of-memory",
        0.95,
        ("outofmemory", "heap out of memory"),
        r"\bRuntime\.OutOfMemory\b",
        "The function ran out of memory.",
        rank=LOOK_ALIKE + 5,
    ),
    row(
        "aws.runtime.unhandled",
        "aws.function.application-error",
        0.85,
        ("unhandled", "userhandlererror", "runtime.unmarshal", "unmarshalerror", "marshalerror"),
        r"\bFunctionError\W{1,4}Unhandled\b|\bUserhandlerError\b|\bRuntime\.(?:Unm|M)arshalError\b|\bRuntime\.UnhandledPromiseRejection\b",
        "The function's own code failed.",
        rank=BARE + 2,
    ),
    row(
        "aws.runtime.reported",
        "aws.function.application-error",
        0.72,
        ("errortype",),
        r"\"errorType\"\W{1,5}(?P<code>[\w.:$<>-]{1,120})",
        "The function raised an error of its own; what it means stands in its code.",
        rank=BARE - 2,
    ),
    row(
        "aws.runtime.batch-response",
        "aws.function.batch-response-malformed",
        0.85,
        ("batchitemfailures", "batch item failure"),
        r"\binvalid (?:batch item|batchItemFailures|itemIdentifier)[^\n]{0,80}",
        "The function reports failed items in a form that the mapping does not know.",
        rank=LOOK_ALIKE,
    ),
    row(
        "aws.runtime.call-failed",
        "aws.stream.poison-record",
        0.7,
        ("problem: function call failed",),
        r"\bPROBLEM: Function call failed",
        "The mapping works and the function fails on its records: the function's own log has the error.",
        rank=CONSEQUENCE,
    ),
)
