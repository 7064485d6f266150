"""What the languages' runtimes say of failing code where the exception's name is not printed. None of the four."""

from __future__ import annotations

from diagnostics.messages.common.causes import shared
from diagnostics.messages.model import BARE, LOOK_ALIKE, Pattern


def _language(name: str, hints: tuple[str, ...], regex: str) -> Pattern:
    return shared(
        f"sentence.{name}",
        "application-error",
        "none",
        0.88,
        hints,
        regex,
        "The function's own code failed.",
        rank=LOOK_ALIKE - 1,
    )


PATTERNS: tuple[Pattern, ...] = (
    _language(
        "python",
        (
            "object has no attribute",
            "object is not ",
            "positional argument",
            "unexpected keyword argument",
            "unsupported operand",
            "indices must be",
            "index out of range",
            "invalid literal for",
            "could not convert string to",
            "expecting value: line",
            "referenced before assignment",
            "values to unpack",
            "not json serializable",
            "can only concatenate",
            "codec can't ",
        ),
        r"\bobject has no attribute '|\bobject is not (?:subscriptable|callable|iterable|JSON serializable)|\btakes \d+ positional arguments? but|\bmissing \d+ required (?:positional|keyword-only) argument|\bgot an unexpected keyword argument"
        r"|\bunsupported operand type|\bindices must be integers|\bindex out of range\b|\binvalid literal for \w+\(|\bcould not convert string to \w+:|\bExpecting value: line \d|\breferenced before assignment|\b(?:not enough|too many) values to unpack"
        r"|\bis not JSON serializable|\bcan only concatenate \w+|\bcodec can't (?:de|en)code",
    ),
    _language(
        "node",
        (
            "cannot read propert",
            "cannot set propert",
            "cannot destructure",
            "is not a function",
            "is not a constructor",
            "is not iterable",
            "is not defined",
            "unexpected token",
            "unexpected end of json",
            "circular structure to json",
            "maximum call stack",
            "assignment to constant",
            "before initialization",
            "cannot be invoked without 'new'",
            "is not valid json",
        ),
        r"\bCannot (?:read|set) propert(?:y|ies) (?:'[^'\n]{1,80}' )?of (?:undefined|null)|\bCannot destructure property|\bis not a (?:function|constructor)\b|\bis not iterable\b|\bis not defined\b|\bUnexpected token '?\S{1,3}'?,? (?:in JSON|.{0,40}is not valid JSON)"
        r"|\bUnexpected end of JSON input|\bConverting circular structure to JSON|\bMaximum call stack size exceeded|\bAssignment to constant variable|\bCannot access '\w{1,60}' before initialization|\bcannot be invoked without 'new'|\bis not valid JSON\b",
    ),
    _language(
        "go",
        (
            "panic:",
            "in a panic",
            "nil pointer dereference",
            "concurrent map",
            "json: cannot unmarshal",
            "entry in nil map",
            "interface conversion:",
            "bounds out of range",
            "goroutines are asleep",
            "unexpected fault address",
        ),
        r"\bpanic: (?:runtime error|interface conversion|assignment to entry|send on closed)|\bresulted in a panic\b|\bnil pointer dereference|\bconcurrent map (?:writes|read)|\bjson: cannot unmarshal|\bassignment to entry in nil map|\binterface conversion: |\bslice bounds out of range|\ball goroutines are asleep|\bunexpected fault address",
    ),
    _language(
        "java",
        (
            'cannot invoke "',
            "cannot be cast to",
            "for input string:",
            "cannot deserialize",
            "cannot construct instance",
            "stackoverflowerror",
        ),
        r"\bCannot invoke \"[^\n]{3,200}\" because |\bcannot be cast to (?:class )?\w|\bFor input string: \"|\bCannot (?:deserialize (?:value|instance) of|construct instance of)|\bStackOverflowError\b",
    ),
    _language(
        "dotnet",
        (
            "object reference not set",
            "value cannot be null",
            "sequence contains no",
            "outside the bounds",
            "not in a correct format",
            "unable to cast object",
            "could not be converted to system.",
            "does not contain a definition",
        ),
        r"\bObject reference not set to an instance|\bValue cannot be null\b|\bSequence contains no (?:matching )?elements?\b|\bIndex was outside the bounds|\bnot in a correct format\b|\bUnable to cast object of type|\bThe JSON value could not be converted to",
    ),
    _language(
        "ruby",
        (
            "undefined method",
            "undefined local variable",
            "wrong number of arguments",
            "no implicit conversion",
            "uninitialized constant",
        ),
        r"\bundefined method [`']|\bundefined local variable or method|\bwrong number of arguments \(given|\bno implicit conversion of|\buninitialized constant ",
    ),
    _language(
        "php",
        (
            "undefined function",
            "member function",
            "php fatal error",
            "undefined variable",
            "undefined index",
            "undefined array key",
        ),
        r"\bCall to (?:undefined function|a member function|undefined method)|\bPHP (?:Fatal|Parse) error: |\bUndefined (?:variable|index|array key)\b",
    ),
    _language(
        "native",
        (
            "segmentation fault",
            "illegal instruction",
            "illegal hardware instruction",
            "sigsegv",
            "sigabrt",
            "sigill",
            "core dumped",
        ),
        r"\bSegmentation (?:fault|violation)\b|\bIllegal (?:hardware )?instruction\b|\bSIG(?:SEGV|ABRT|ILL)\b|\bcore dumped\b",
    ),
    shared(
        "sentence.panicked",
        "application-error",
        "none",
        0.75,
        ("panicked at", "application panicked", "unknown application error", "runtime.unknown"),
        r"\bthread '[^'\n]{1,80}'(?: \(\d+\))? panicked at|\bapplication panicked|\bUnknown application error occurred|\bRuntime\.Unknown\b",
        "The function's process ended in a panic; what it had met stands beside it.",
        rank=BARE - 1,
    ),
)
