"""What one layer of policies says to a request, three-valued: True, False, or None where it cannot be told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from diagnostics.policy.aws.documents import Statement, compile_document
from diagnostics.policy.aws.model import PolicyError, Request, Unreadable
from diagnostics.policy.aws.principals import Caller, caller_of
from diagnostics.policy.aws.variables import Unresolved, keys_in, resolve, widest
from diagnostics.policy.aws.wildcards import compiled as compiled_glob

Compiled = tuple["tuple[Statement, ...] | Unreadable", ...]


class Asked(msgspec.Struct):
    """A request made ready once for every statement: context keys in lower case, the action too.

    *bounded* says whether the principal has a permissions boundary, *open* whether keys that are not in the context
    are unknown rather than absent.
    """

    request: Request
    caller: Caller
    action: str
    resource: str
    context: dict[str, Any]
    bounded: bool = False
    open: bool = False


class Layer:
    """What one layer says.

    *allow* is whether any statement allows; *direct* and *role* only count statements that name the principal itself
    (or everybody), or its role. *unsure_allow* and *unsure_deny* are the keys and documents that would decide.
    """

    __slots__ = (
        "allow", "allowed_by", "denied_by", "deny", "direct", "maybe", "role", "unsure_allow", "unsure_deny",
    )  # fmt: skip

    def __init__(self) -> None:
        self.allow: bool | None = False
        self.direct: bool | None = False
        self.role: bool | None = False
        self.deny: bool | None = False
        self.allowed_by: tuple[int, Statement] | None = None
        self.denied_by: tuple[int, Statement] | None = None
        self.maybe: list[tuple[int, Statement]] = []
        self.unsure_allow: list[str] = []
        self.unsure_deny: list[str] = []


def compile_layer(
    documents: Iterable[Any], path: str, *, principals: bool | None = False, tolerant: bool = False
) -> Compiled:
    """Return *documents* compiled; where AWS would reject one, PolicyError, or (*tolerant*) one that cannot be read.

    *path* holds a `#` where the document's number belongs, if it has one.
    """
    rows: list[tuple[Statement, ...] | Unreadable] = []
    for number, document in enumerate(documents):
        if isinstance(document, Unreadable):
            rows.append(document)
            continue
        try:
            rows.append(compile_document(document, path.replace("#", str(number)), principals=principals))
        except PolicyError as error:
            if not tolerant:
                raise
            rows.append(Unreadable(str(error)))
    return tuple(rows)


def ask(request: Request, keys: frozenset[str] = frozenset(), *, bounded: bool = False) -> Asked:
    """Return *request* made ready for policies that speak of *keys* (lower case)."""
    context = {key.lower(): value for key, value in request.context.items()}
    caller = caller_of(request.principal, context)
    if request.open:
        context |= dict.fromkeys(keys - context.keys() - request.absent)
    return Asked(request, caller, request.action.lower(), request.resource, context, bounded, request.open)


def keys_of(documents: Compiled) -> frozenset[str]:
    """Return the condition keys and variables that *documents* speak of, in lower case."""
    statements = [s for d in documents if not isinstance(d, Unreadable) for s in d]
    texts = [text for s in statements for text in s.variables]
    texts += [v for s in statements for c in s.conditions if c.variables for v in c.values]
    named = {c.low for s in statements for c in s.conditions}
    return frozenset(named | {key for text in texts for key in keys_in(text)})


def applies(statement: Statement, asked: Asked, missing: list[str]) -> bool | None:
    """Return whether *statement* applies, principals aside; None where a key decides that is not known."""
    if bool(statement.action(asked.action)) is statement.action_negated:
        return False
    unknown: list[str] = []
    result = resource_hit(statement, asked, unknown)
    if result is False:
        return False
    for condition in statement.conditions:
        met = condition.ask(asked.context, unknown)
        if met is False:
            return False
        if met is None:
            result = None
    missing += unknown
    return result


def resource_hit(statement: Statement, asked: Asked, missing: list[str]) -> bool | None:
    """Return whether Resource or NotResource covers the request's resource."""
    if statement.resource is None:
        return True
    hit = bool(statement.resource(asked.resource))
    if not hit and statement.variables:
        unknown = None
        for pattern in statement.variables:
            text = resolve(pattern, asked.context)
            if isinstance(text, Unresolved):
                if text.key and compiled_glob(widest(pattern))(asked.resource):
                    unknown = unknown or text.key
            elif compiled_glob(text)(asked.resource):
                hit = True
                break
        if not hit and unknown:
            missing.append(unknown)
            return None
    return hit is not statement.resource_negated


def layer_of(documents: Compiled, asked: Asked) -> Layer:
    """Return what *documents* together say."""
    layer = Layer()
    for number, document in enumerate(documents):
        if isinstance(document, Unreadable):
            _maybe_allows(layer, "direct")
            layer.deny = layer.deny or None
            layer.unsure_allow.append(document.name)
            layer.unsure_deny.append(document.name)
            continue
        for statement in document:
            standing = "direct"
            if statement.principals is not None:
                named = statement.principals.standing(asked.caller, bounded=asked.bounded)
                if named is None:
                    continue
                standing = named
            allows = statement.allows
            met = applies(statement, asked, layer.unsure_allow if allows else layer.unsure_deny)
            if met is False:
                continue
            if met is None:
                layer.maybe.append((number, statement))
                if allows:
                    _maybe_allows(layer, standing)
                else:
                    layer.deny = layer.deny or None
            elif allows:
                layer.allow = True
                layer.allowed_by = layer.allowed_by or (number, statement)
                if standing == "direct":
                    layer.direct = True
                elif standing == "role":
                    layer.role = True
            else:
                layer.deny = True
                layer.denied_by = layer.denied_by or (number, statement)
    return layer


def _maybe_allows(layer: Layer, standing: str) -> None:
    layer.allow = layer.allow or None
    if standing == "direct":
        layer.direct = layer.direct or None
    elif standing == "role":
        layer.role = layer.role or None


def every(values: Iterable[bool | None]) -> bool | None:
    """Return the three-valued conjunction."""
    result: bool | None = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def some(values: Iterable[bool | None]) -> bool | None:
    """Return the three-valued disjunction."""
    result: bool | None = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result
