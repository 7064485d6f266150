"""The Logging query language, as much as a filter of log entries needs.

Precedence is NOT, then OR, then AND; a blank between two terms is AND. `:` is "contains", `=~` a search, comparisons of
severities follow their order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Entry = dict[str, Any]
_Test = Callable[[Entry], bool]
_TOKEN = re.compile(
    r'\s*(?:(?P<op>\(|\)|>=|<=|!=|=~|!~|=|:|>|<)|(?P<text>"(?:\\.|[^"\\])*")|(?P<word>[^\s()<>=!:~"]+))'
)
_SEVERITIES = ("DEFAULT", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL", "ALERT", "EMERGENCY")


def matcher(text: str) -> _Test:
    """Return the test that *text* stands for; ValueError where it cannot be read."""
    tokens = []
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            raise ValueError(f"unreadable filter at: {text[at : at + 40]!r}")
        tokens.append(found)
        at = found.end()
    parser = _Parser(tokens)
    test = parser.conjunction()
    if parser.left:
        raise ValueError("unbalanced filter")
    return test


class _Parser:
    def __init__(self, tokens: list[re.Match[str]]) -> None:
        self._tokens = tokens

    @property
    def left(self) -> bool:
        return bool(self._tokens)

    def _word(self) -> str | None:
        return self._tokens[0]["word"] if self._tokens else None

    def _op(self) -> str | None:
        return self._tokens[0]["op"] if self._tokens else None

    def conjunction(self) -> _Test:
        tests = [self._disjunction()]
        while self._tokens and self._op() != ")":
            if self._word() == "AND":
                self._tokens.pop(0)
            tests.append(self._disjunction())
        return lambda entry: all(test(entry) for test in tests)

    def _disjunction(self) -> _Test:
        tests = [self._term()]
        while self._word() == "OR":
            self._tokens.pop(0)
            tests.append(self._term())
        return lambda entry: any(test(entry) for test in tests)

    def _term(self) -> _Test:
        if self._word() == "NOT":
            self._tokens.pop(0)
            inner = self._term()
            return lambda entry: not inner(entry)
        if self._op() == "(":
            self._tokens.pop(0)
            test = self.conjunction()
            self._expect(")")
            return test
        return self._comparison()

    def _comparison(self) -> _Test:
        field = self._value()
        if field == "log_id" and self._op() == "(":
            self._tokens.pop(0)
            wanted = self._value()
            self._expect(")")
            return lambda entry: _log_id(entry) == wanted
        operator = self._op()
        if operator is None or operator in "()":
            raise ValueError(f"no comparison after {field!r}")
        self._tokens.pop(0)
        if self._op() == "(":
            self._tokens.pop(0)
            values = [self._value()]
            while self._word() == "OR":
                self._tokens.pop(0)
                values.append(self._value())
            self._expect(")")
        else:
            values = [self._value()]
        return lambda entry: any(
            _compare(found, operator, value) for found in _at(entry, field) for value in values
        )

    def _value(self) -> str:
        token = self._tokens.pop(0)
        if token["text"] is not None:
            return re.sub(r"\\(.)", r"\1", token["text"][1:-1])
        if token["word"] is None:
            raise ValueError(f"{token['op']!r} stands where a value should")
        return str(token["word"])

    def _expect(self, op: str) -> None:
        if self._op() != op:
            raise ValueError(f"{op!r} is missing")
        self._tokens.pop(0)


def _log_id(entry: Entry) -> str:
    return str(entry.get("logName", "")).partition("/logs/")[2].replace("%2F", "/")


def _at(entry: Any, path: str) -> list[Any]:
    """Return the values at *path*; a repeated field gives each of its elements."""
    values = [entry]
    for name in path.split("."):
        values = [v for value in values for v in (value if isinstance(value, list) else [value])]
        values = [value[name] for value in values if isinstance(value, dict) and name in value]
    return [v for value in values for v in (value if isinstance(value, list) else [value])]


def _compare(found: Any, operator: str, wanted: str) -> bool:
    if operator == ":":
        return wanted == "*" or wanted.lower() in str(found).lower()
    if operator in {"=~", "!~"}:
        return (re.search(wanted, str(found)) is not None) == (operator == "=~")
    left: Any
    right: Any
    if wanted in _SEVERITIES and found in _SEVERITIES:
        left, right = _SEVERITIES.index(found), _SEVERITIES.index(wanted)
    elif isinstance(found, int | float) and re.fullmatch(r"-?\d+(\.\d+)?", wanted):
        left, right = found, float(wanted)
    else:
        left, right = str(found), wanted
    tests = {
        "=": left == right, "!=": left != right, ">=": left >= right, "<=": left <= right, ">": left > right,
        "<": left < right,
    }  # fmt: skip
    return bool(tests[operator])
