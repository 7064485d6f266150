"""Condition blocks, three-valued: True, False, or None where a key is not known.

Source: the IAM user guide, pages on condition operators, multivalued context keys, and the Null and IfExists forms.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import operator
import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from diagnostics.clock import parse_iso
from diagnostics.policy.aws import wildcards
from diagnostics.policy.aws.variables import Unresolved, has_variables, resolve

T = TypeVar("T")

Matcher = Callable[[str], object]  # of one value of the request: whether it is what the policy wants
Prepare = Callable[[str], Matcher]  # one value of the policy, read once


def _equals(want: str) -> Matcher:
    return want.__eq__


def _equals_in_any_case(want: str) -> Matcher:
    folded = want.casefold()
    return lambda have: have.casefold() == folded


def _arn_like(want: str) -> Matcher:
    """Compare part by part: a wildcard does not cross a colon, save in the last part, which takes the rest."""
    if set(want) == {"*"}:
        return lambda _have: True
    parts = [wildcards.compiled(part) for part in want.split(":", 5)]

    def matches(have: str) -> bool:
        given = have.split(":", 5)
        return len(given) == len(parts) == _ARN_PARTS and all(
            match(part) for match, part in zip(parts, given, strict=True)
        )

    return matches


def _numbers(compare: Callable[[Decimal, Decimal], bool]) -> Prepare:
    return _ordered(_decimal, compare)


def _dates(compare: Callable[[datetime, datetime], bool]) -> Prepare:
    return _ordered(_moment, compare)


def _ordered(read: Callable[[str], T | None], compare: Callable[[T, T], bool]) -> Prepare:
    def prepare(want: str) -> Matcher:
        right = read(want)

        def matches(have: str) -> bool:
            left = read(have)
            return left is not None and right is not None and compare(left, right)

        return matches

    return prepare


@lru_cache(maxsize=512)
def _decimal(text: str) -> Decimal | None:
    if len(text) > 64:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@lru_cache(maxsize=512)
def _moment(text: str) -> datetime | None:
    if re.fullmatch(r"-?\d{1,13}(?:\.\d{1,6})?", text):
        return parse_iso(float(text))
    return parse_iso(f"{text}-01" if re.fullmatch(r"\d{4}-\d{2}", text) else text)


def _ip(want: str) -> Matcher:
    try:
        network = ipaddress.ip_network(want, strict=False)
    except ValueError:
        return lambda _have: False

    def matches(have: str) -> bool:
        address = _address(have)
        return address is not None and address in network

    return matches


@lru_cache(maxsize=512)
def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _binary(want: str) -> Matcher:
    try:
        raw = base64.b64decode(want, validate=True)
    except (binascii.Error, ValueError):
        return lambda _have: False
    return lambda have: have == want or have.encode() == raw


def _bool(want: str) -> Matcher:
    lower = want.lower()
    return lambda have: have.lower() == lower


_ARN_PARTS = 6
_OPERATORS: dict[str, tuple[Prepare, bool, bool]] = {  # name -> reader, negated, wildcards mean something
    "StringEquals": (_equals, False, False),
    "StringNotEquals": (_equals, True, False),
    "StringEqualsIgnoreCase": (_equals_in_any_case, False, False),
    "StringNotEqualsIgnoreCase": (_equals_in_any_case, True, False),
    "StringLike": (wildcards.compiled, False, True),
    "StringNotLike": (wildcards.compiled, True, True),
    "NumericEquals": (_numbers(operator.eq), False, False),
    "NumericNotEquals": (_numbers(operator.eq), True, False),
    "NumericLessThan": (_numbers(operator.lt), False, False),
    "NumericLessThanEquals": (_numbers(operator.le), False, False),
    "NumericGreaterThan": (_numbers(operator.gt), False, False),
    "NumericGreaterThanEquals": (_numbers(operator.ge), False, False),
    "DateEquals": (_dates(operator.eq), False, False),
    "DateNotEquals": (_dates(operator.eq), True, False),
    "DateLessThan": (_dates(operator.lt), False, False),
    "DateLessThanEquals": (_dates(operator.le), False, False),
    "DateGreaterThan": (_dates(operator.gt), False, False),
    "DateGreaterThanEquals": (_dates(operator.ge), False, False),
    "Bool": (_bool, False, False),
    "BinaryEquals": (_binary, False, False),
    "BinaryNotEquals": (_binary, True, False),
    "IpAddress": (_ip, False, False),
    "NotIpAddress": (_ip, True, False),
    "ArnEquals": (_arn_like, False, True),
    "ArnLike": (_arn_like, False, True),
    "ArnNotEquals": (_arn_like, True, True),
    "ArnNotLike": (_arn_like, True, True),
}
_BY_LOWER = {name.lower(): name for name in _OPERATORS} | {"null": "Null"}


class Condition(msgspec.Struct, frozen=True):
    """One key of a condition block, ready to be asked. *low* is the key in lower case, as contexts carry it."""

    operator: str
    key: str
    low: str
    values: tuple[str, ...]
    prepare: Prepare
    wanted: tuple[Matcher, ...]
    negated: bool
    wild: bool
    quantifier: str = ""
    if_exists: bool = False
    null: bool = False
    variables: bool = False

    def ask(self, context: dict[str, Any], missing: list[str]) -> bool | None:
        """Return whether the request's *context* (keys in lower case) meets it.

        None where a key is not known; the key is then added to *missing*.
        """
        if self.low not in context:
            return self._absent()
        have = context[self.low]
        if have is None:
            missing.append(self.key)
            return None
        texts = have if isinstance(have, list | tuple) else (have,)
        if not texts or (self.quantifier and texts[0] == "" and len(texts) == 1):
            return self._absent()  # a set of nothing, which an empty string is too
        if self.null:
            return "false" in self.values
        wanted, unknown = self._wanted(context) if self.variables else (self.wanted, "")
        hits = [self._hit(value, wanted, bool(unknown)) for value in texts]
        met = self._combined(hits)
        if met is None:
            missing.append(self.key if None in texts else unknown)
        return met

    def _wanted(self, context: dict[str, Any]) -> tuple[tuple[Matcher, ...], str]:
        """Return the values, read with their variables replaced, and the key of a variable that is not known.

        A variable without a value equals nothing and is like nothing.
        """
        resolved = [resolve(v, context, literal=not self.wild) for v in self.values]
        unknown = next((v.key for v in resolved if isinstance(v, Unresolved) and v.key), "")
        return tuple(self.prepare(v) for v in resolved if isinstance(v, str)), unknown

    def _hit(self, have: Any, wanted: tuple[Matcher, ...], unsure: bool) -> bool | None:
        """Return whether one value of the request meets the operator, its negation applied."""
        if have is None:
            return None
        text = _text(have)
        for matches in wanted:
            if matches(text):
                return not self.negated
        return None if unsure else self.negated

    def _combined(self, hits: list[bool | None]) -> bool | None:
        """All values must meet it for ForAllValues, and for a negated operator without quantifier; else one."""
        if len(hits) == 1:
            return hits[0]
        every = self.quantifier == "forallvalues" or (self.negated and not self.quantifier)
        decisive = not every
        if decisive in hits:
            return decisive
        return None if None in hits else every

    def _absent(self) -> bool:
        if self.null:
            return "true" in self.values
        if self.quantifier:
            return self.quantifier == "forallvalues" or self.if_exists
        return self.if_exists or self.negated


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)


def compile_operator(written: str, key: str, values: tuple[str, ...], *, variables: bool) -> Condition | None:
    """Return the condition of the operator as it is *written*, or None where there is no such operator."""
    quantifier, _, rest = written.rpartition(":")
    if quantifier.lower() not in {"", "forallvalues", "foranyvalue"}:
        return None
    if_exists = rest.lower().endswith("ifexists")
    name = _BY_LOWER.get(rest[:-8].lower() if if_exists else rest.lower())
    if name is None or (name == "Null" and (if_exists or quantifier)):
        return None
    if name == "Null":
        values = tuple(value.lower() for value in values)
    prepare, negated, wild = _OPERATORS.get(name, (_equals, False, False))
    dynamic = variables and any(has_variables(v) for v in values)
    return Condition(
        written,
        key,
        key.lower(),
        values,
        prepare,
        () if dynamic else _read(prepare, values),
        negated,
        wild,
        quantifier.lower(),
        if_exists,
        null=name == "Null",
        variables=dynamic,
    )


def _read(prepare: Prepare, values: tuple[str, ...]) -> tuple[Matcher, ...]:
    if prepare is _equals:
        return (frozenset(values).__contains__,)
    return tuple(prepare(value) for value in values)
