"""The program's own errors: exceptions, missing modules, memory, files. None of the four."""

from __future__ import annotations

import re

from diagnostics.messages.common.causes import shared
from diagnostics.messages.model import BARE, CONSEQUENCE, LOOK_ALIKE, Pattern, Saying

# Exceptions that only a program's own fault raises, by language.
_EXCEPTIONS = (
    "KeyError", "TypeError", "ValueError", "AttributeError", "NameError", "IndexError", "ZeroDivisionError",
    "UnboundLocalError", "SyntaxError", "IndentationError", "AssertionError", "NotImplementedError", "RecursionError",
    "UnicodeDecodeError", "UnicodeEncodeError", "JSONDecodeError", "OverflowError", "FileNotFoundError", "IsADirectoryError",
    "ReferenceError", "RangeError",
    "NullPointerException", "ClassCastException", "IllegalArgumentException", "IllegalStateException",
    "ArrayIndexOutOfBoundsException", "NumberFormatException", "NoSuchMethodError",
    "NullReferenceException", "ArgumentNullException", "InvalidOperationException", "IndexOutOfRangeException",
    "InvalidCastException", "FormatException", "NoMethodError",
)  # fmt: skip
_SENTENCES = (
    r"panic: runtime error", r"is not a function\b", r"Cannot read propert(?:y|ies) (?:'[^'\n]{1,80}' )?of (?:undefined|null)",
    r"Segmentation fault\b", r"is not defined\b", r"undefined method `", r"is not iterable\b",
)  # fmt: skip

# What an unknown error must not speak of to be called the program's own.
_SPEAKS_OF_MORE = re.compile(
    r"denied|authori[sz]|forbidden|permission|privilege|allowed|credential|\b40[13]\b|time(?:d ?)?out|connect|unreachable|refused"
    r"|resolve|certificate|socket|network|\bhost\b|ssl|tls|policy|policies",
    re.IGNORECASE,
)


def read_unknown(match: re.Match[str], saying: Saying) -> Saying | None:
    """Not the module's path (mysql.connector), but the error's own name and its words decide."""
    words = match[0][match[0].find(match["name"]) :] if match["name"] else match[0]
    return None if _SPEAKS_OF_MORE.search(words) else saying


PATTERNS: tuple[Pattern, ...] = (
    shared(
        "code.module",
        "module-missing",
        "none",
        0.95,
        (
            "no module named",
            "cannot find module",
            "modulenotfound",
            "importerror",
            "err_module_not_found",
            "cannot find package",
            "cannot import name",
            "noclassdeffound",
            "err_require_esm",
            "glibc",
            "in es module scope",
            "outside a module",
        ),
        r"\bNo module named\b|\bCannot find module\b|\bModuleNotFoundError\b|\bERR_MODULE_NOT_FOUND\b|\bCannot find package '|\bcannot import name '|\bImportError: |\bNoClassDefFoundError\b|\bERR_REQUIRE_ESM\b|\bversion `?GLIBC\w{0,4}_[\d.]{1,9}'? not found|\bis not defined in ES module scope|\bCannot use import statement outside a module",
        "The package lacks a module, or one for another platform.",
        rank=LOOK_ALIKE + 6,
    ),
    shared(
        "code.exception",
        "application-error",
        "none",
        0.9,
        (
            *(name.lower() for name in _EXCEPTIONS),
            "panic:",
            "is not a function",
            "cannot read propert",
            "is not defined",
            "segmentation fault",
            "undefined method",
            "is not iterable",
        ),
        rf"(?<![\w@/])(?P<code>{'|'.join(_EXCEPTIONS)})(?=\W|\Z)(?!: (?:fetch failed|Failed to fetch))|(?:\b(?:{'|'.join(_SENTENCES)}))",
        "The function's own code failed.",
        rank=LOOK_ALIKE,
    ),
    shared(
        "code.memory",
        "out-of-memory",
        "none",
        0.95,
        (
            "out of memory",
            "outofmemory",
            "memoryerror",
            "memory limit of",
            "heap limit",
            "exceeded memory",
            "oomkill",
        ),
        r"\bheap out of memory\b|\bOutOfMemory(?:Error|Exception)\b|\bMemoryError\b|\bMemory limit of [^\n]{1,40} exceeded\b|\bOOMKilled\b|\bReached heap limit\b|\bcannot allocate memory\b",
        "The function ran out of memory.",
        rank=LOOK_ALIKE + 6,
    ),
    shared(
        "code.file",
        "application-error",
        "none",
        0.85,
        (
            "permission denied",
            "eacces",
            "erofs",
            "read-only file system",
            "errno 13",
            "(13)",
            "os error 13",
            "errno 30",
            "enospc",
            "no space left",
            "emfile",
            "too many open files",
            "operation not permitted",
        ),
        r"\bEACCES: permission denied|\[Errno 13\] Permission denied|Exception \(13\): Permission denied|\bPermission denied \(os error 13\)|\bPermissionError: \[Errno|\bEROFS\b|\bRead-only file system\b|\bENOSPC\b|\bNo space left on device\b|\bEMFILE\b|\btoo many open files\b|/bin/\S{1,60}: Permission denied|\bjava\.nio\.file\.AccessDeniedException\b"
        r"|\bopen (?:/|\.|[A-Za-z]:\\)\S{0,200}: permission denied|\bUnauthorizedAccessException: Access to the path",
        "The file system refused: only /tmp (or the mount) can be written, and files need their mode. No cloud policy is at fault.",
        rank=LOOK_ALIKE + 5,
    ),
    shared(
        "code.database-grant",
        "application-error",
        "none",
        0.8,
        (
            "permission denied for",
            "command denied to user",
            "permission was denied on the object",
            "insufficient privileges",
        ),
        r"\bpermission denied for (?:table|relation|schema|sequence|database|function|view|language)\b|\bcommand denied to user\b|\bpermission was denied on the object|\bORA-01031\b",
        "The database refused the user: a grant inside the database, not a cloud policy.",
        rank=LOOK_ALIKE + 5,
    ),
    shared(
        "code.shell-access",
        "credentials",
        "none",
        0.9,
        (
            "permission denied (publickey",
            "docker daemon socket",
            "bad credentials",
            "authentication failed for 'https",
            "could not read username",
            "requested url returned error",
            "invalid api key",
            "incorrect api key",
            "jwt malformed",
            "invalid signature",
            "jsonwebtokenerror",
        ),
        r"\bPermission denied \(publickey|\bpermission denied while trying to connect to the Docker daemon|\bAuthentication failed for 'https?://|\bBad credentials\b"
        r"|\bcould not read Username for|\brequested URL returned error: 40[13]|\b(?:Invalid|Incorrect) API [Kk]ey\b|\bJsonWebTokenError\b|\bjwt malformed\b",
        "A login beside the cloud's own was refused: a key or token of another service.",
        rank=LOOK_ALIKE + 5,
    ),
    shared(
        "code.traceback",
        "application-error",
        "none",
        0.75,
        (
            "traceback (most recent call last)",
            "unhandled exception",
            "uncaught exception",
            "unhandled promise rejection",
            "unhandled error",
        ),
        r"^Traceback \(most recent call last\)|\bUn(?:handled|caught) (?:Exception|Promise Rejection|Error)\b",
        "The function's own code failed.",
        rank=BARE,
    ),
    shared(
        "code.any-exception",
        "application-error",
        "none",
        0.65,
        ("error: ", "exception: ", "error(", "violation: ", "exception (", "exception(", "undefinedtable"),
        r"(?<![\w@/$-])(?:[\w$]{1,60}\.){0,12}(?P<name>(?-i:[A-Z]\w{2,60}(?:Error|Exception|Violation|Fault|UndefinedTable|UndefinedColumn)))\b(?:: |\()([^\n]{0,300})",
        "The program raised an error that is not known here, and nothing in it speaks of a refusal or a broken connection.",
        read_unknown,
        rank=BARE - 6,
    ),
    shared(
        "code.any-failure",
        "application-error",
        "none",
        0.55,
        ("error: ", "[error] ", "fatal: ", "critical: "),
        r"^\W{0,8}(?:Error|FATAL|fatal error|CRITICAL)(?:\]|:) (?P<name>)[^\n]{4,400}",
        "Something failed that is not known here, and nothing in its words speaks of a refusal or a broken connection.",
        read_unknown,
        rank=BARE - 8,
    ),
    shared(
        "code.cors",
        "cors",
        "none",
        0.9,
        ("cors policy", "access-control-allow-origin", "preflight request"),
        r"\bblocked by CORS policy|\bNo 'Access-Control-Allow-Origin' header|\bCORS Missing Allow Origin\b|\bpreflight request doesn['’]t pass\b",
        "A browser refuses the answer: no CORS headers for this origin (often because the request failed before).",
        rank=CONSEQUENCE + 8,
    ),
    shared(
        "code.throttled",
        "throttled",
        "none",
        0.85,
        ("429", "too many requests", "ratelimiterror", "rate limit"),
        r"\b(?:RateLimitError|RateLimitExceeded)\b|\bError code: 429\b|\b429 Too Many Requests\b|\bToo Many Requests\b|\bstatus(?: ?code)?\W{1,4}429\b|\bHTTP(?:/\d(?:\.\d)?)? 429\b|\bError 429\b",
        "The peer says: too many requests.",
        rank=LOOK_ALIKE - 5,
    ),
    shared(
        "code.peer-failed",
        "target-failing",
        "none",
        0.65,
        ("500", "502", "503", "504", "bad gateway", "service unavailable", "gateway timeout"),
        r"\b(?:500 Internal Server Error|502 Bad Gateway|503 Service (?:Temporarily )?Unavailable|504 Gateway Time-?out)\b|\bstatus(?: ?code)?\W{1,4}50[0234]\b",
        "The peer itself failed.",
        rank=BARE + 1,
    ),
    shared(
        "code.forbidden",
        "application-error",
        "inconclusive",
        0.5,
        (
            "403",
            "401",
            "forbidden",
            "unauthorized",
            "access denied",
            "access is denied",
            "permission denied",
            "permission_denied",
        ),
        r"\b403 (?:Client Error: )?Forbidden\b|\bstatus(?: ?code)?\W{1,4}40[13]\b|\bHTTP(?:/\d(?:\.\d)?)? 40[13]\b|\b401 (?:Client Error: )?Unauthorized\b|\bError(?: code)?:? 40[13]\b|\bAccess(?: is)? denied\b|\bpermission(?:_| )denied\b|\bresponded with (?:a |status )?40[13]\b",
        "Somebody refused the call; the text does not say who, or why.",
        rank=BARE - 1,
        next_read="who answered: the host, the headers and the body of the refusal",
    ),
)
