"""Condition blocks, three-valued: True, False, or None where a key is not known.

Source: the IAM user guide, pages on condition operators, multivalued context keys, and the Null and IfExists forms.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import msgspec

from diagnostics.clock import parse_iso
from diagnostics.policy.aws import wildcards
from diagnostics.policy.aws.variables import Unresolved, has_variables, resolve

Test = Callable[[str, str], bool]  # (what the request has, what the policy wants)


def _arn_like(have: str, want: str) -> bool:
    """Compare part by part: a wildcard does not cross a colon, save in the last part, which takes the rest."""
    left, right = have.split(":", 5), want.split(":", 5)
    if len(right) < 6 or len(left) < 6:
        return bool(wildcards.compiled(want)(have)) if len(right) < 6 else False
    return all(wildcards.compiled(w)(h) for h, w in zip(left, right, strict=True))


def _like(have: str, want: str) -> bool:
    return bool(wildcards.compiled(want)(have))


def _numbers(compare: Callable[[Decimal, Decimal], bool]) -> Test:
    def test(have: str, want: str) -> bool:
        left, right = _decimal(have), _decimal(want)
        return left is not None and right is not None and compare(left, right)

    return test


@lru_cache(maxsize=2048)
def _decimal(text: str) -> Decimal | None:
    if len(text) > 64:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _dates(compare: Callable[[datetime, datetime], bool]) -> Test:
    def test(have: str, want: str) -> bool:
        left, right = _moment(have), _moment(want)
        return left is not None and right is not None and compare(left, right)

    return test


@lru_cache(maxsize=2048)
def _moment(text: str) -> datetime | None:
    if re.fullmatch(r"-?\d{1,13}(?:\.\d{1,6})?", text):
        return parse_iso(float(text))
    return parse_iso(text)


def _ip(have: str, want: str) -> bool:
    address, network = _address(have), _network(want)
    return address is not None and network is not None and address in network


@lru_cache(maxsize=2048)
def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


@lru_cache(maxsize=2048)
def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _binary(have: str, want: str) -> bool:
    try:
        raw = base64.b64decode(want, validate=True)
    except (binascii.Error, ValueError):
        return False
    return have == want or have.encode() == raw


_TESTS: dict[str, tuple[Test, bool, bool]] = {  # name -> test, negated, wildcards mean something
    "StringEquals": (str.__eq__, False, False),
    "StringNotEquals": (str.__eq__, True, False),
    "StringEqualsIgnoreCase": (lambda h, w: h.casefold() == w.casefold(), False, False),
    "StringNotEqualsIgnoreCase": (lambda h, w: h.casefold() == w.casefold(), True, False),
    "StringLike": (_like, False, True),
    "StringNotLike": (_like, True, True),
    "NumericEquals": (_numbers(lambda a, b: a == b), False, False),
    "NumericNotEquals": (_numbers(lambda a, b: a == b), True, False),
    "NumericLessThan": (_numbers(lambda a, b: a < b), False, False),
    "NumericLessThanEquals": (_numbers(lambda a, b: a <= b), False, False),
    "NumericGreaterThan": (_numbers(lambda a, b: a > b), False, False),
    "NumericGreaterThanEquals": (_numbers(lambda a, b: a >= b), False, False),
    "DateEquals": (_dates(lambda a, b: a == b), False, False),
    "DateNotEquals": (_dates(lambda a, b: a == b), True, False),
    "DateLessThan": (_dates(lambda a, b: a < b), False, False),
    "DateLessThanEquals": (_dates(lambda a, b: a <= b), False, False),
    "DateGreaterThan": (_dates(lambda a, b: a > b), False, False),
    "DateGreaterThanEquals": (_dates(lambda a, b: a >= b), False, False),
    "Bool": (lambda h, w: h.lower() == w.lower(), False, False),
    "BinaryEquals": (_binary, False, False),
    "BinaryNotEquals": (_binary, True, False),
    "IpAddress": (_ip, False, False),
    "NotIpAddress": (_ip, True, False),
    "ArnEquals": (_arn_like, False, True),
    "ArnLike": (_arn_like, False, True),
    "ArnNotEquals": (_arn_like, True, True),
    "ArnNotLike": (_arn_like, True, True),
}
_BY_LOWER = {name.lower(): name for name in _TESTS} | {"null": "Null"}


class Condition(msgspec.Struct, frozen=True):
    """One key of a condition block, ready to be asked."""

    operator: str
    key: str
    values: tuple[str, ...]
    test: Test
    negated: bool
    wild: bool
    quantifier: str = ""
    if_exists: bool = False
    null: bool = False
    variables: bool = False

    def ask(self, context: dict[str, Any]) -> bool | None:
        """Return whether the request's *context* (keys in lower case) meets it; None where its key is not known."""
        low = self.key.lower()
        if low not in context:
            return self._absent()
        have = context[low]
        if have is None:
            return None
        if self.null:
            return self.values[:1] != ("true",)
        texts = have if isinstance(have, list | tuple) else [have]
        if None in texts:
            return None
        if not texts:
            return self._absent()
        wanted = self.values
        if self.variables:
            resolved = [resolve(v, context, literal=not self.wild) if has_variables(v) else v for v in wanted]
            if any(isinstance(v, Unresolved) and v.key for v in resolved):
                return None
            wanted = tuple(v for v in resolved if isinstance(v, str))
        hits = [any(self.test(_text(h), w) for w in wanted) for h in texts]
        if self.quantifier == "forallvalues":
            return all(hit is not self.negated for hit in hits)
        if self.quantifier == "foranyvalue":
            return any(hit is not self.negated for hit in hits)
        return not any(hits) if self.negated else any(hits)

    def _absent(self) -> bool:
        if self.null:
            return self.values[:1] == ("true",)
        if self.quantifier:
            return self.quantifier == "forallvalues" or self.if_exists
        return self.if_exists or self.negated


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)


def compile_operator(
    operator: str, key: str, values: tuple[str, ...], *, variables: bool
) -> Condition | None:
    """Return the condition, or None where there is no such operator."""
    quantifier, _, rest = operator.rpartition(":")
    if quantifier.lower() not in {"", "forallvalues", "foranyvalue"}:
        return None
    if_exists = rest.lower().endswith("ifexists")
    name = _BY_LOWER.get(rest[:-8].lower() if if_exists else rest.lower())
    if name is None or (name == "Null" and (if_exists or quantifier)):
        return None
    test, negated, wild = _TESTS.get(name, (str.__eq__, False, False))
    if name in {"Null", "Bool"}:
        values = tuple(value.lower() for value in values)
    return Condition(
        operator,
        key,
        values,
        test,
        negated,
        wild,
        quantifier.lower(),
        if_exists,
        null=name == "Null",
        variables=variables and any(has_variables(v) for v in values),
    )
