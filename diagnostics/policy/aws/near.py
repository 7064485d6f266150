"""Near misses: statements that almost applied, with what they want and what the request has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from diagnostics.policy.aws.documents import Statement
from diagnostics.policy.aws.evaluate import CompiledPolicies
from diagnostics.policy.aws.layers import Asked, Compiled, ask, resource_hit
from diagnostics.policy.aws.model import Request, Unreadable

_MOST = 12


def near_misses(policies: CompiledPolicies, request: Request) -> tuple[str, ...]:
    """Return a sentence for each Allow that one element keeps from applying, nearest first."""
    asked = ask(request, policies.keys, bounded=policies.boundary is not None)
    rows: list[tuple[int, str]] = []
    layers: list[tuple[str, Compiled, bool]] = [("identity", policies.identity, False)]
    for name, documents, based in (
        ("resource", policies.resource, True),
        ("boundary", policies.boundary, False),
        ("session", policies.session, False),
        ("vpc-endpoint", policies.endpoints, True),
    ):
        if documents is not None:
            layers.append((name, documents, based))
    layers += [("scp", level, False) for level in policies.scps]
    for name, documents, based in layers:
        for number, document in enumerate(documents):
            if not isinstance(document, Unreadable):
                rows += [
                    row for s in document if s.allows and (row := _row(f"{name}[{number}]", s, asked, based))
                ]
    return tuple(text for _, text in sorted(rows, key=lambda row: row[0])[:_MOST])


def _row(where: str, statement: Statement, asked: Asked, based: bool) -> tuple[int, str] | None:
    """Return how many elements fail and the sentence; None where the statement applies, or is about something else."""
    matches, fails = [], []
    for element, fail in _elements(statement, asked, based):
        if fail:
            fails.append(f"{element} does not: {fail}")
        else:
            matches.append(element)
    if not fails or not matches or len(fails) > 1 + (len(matches) > 1):
        return None
    if not matches[:1] or (fails[0].startswith(("Action", "NotAction")) and len(fails) > 1):
        return None
    return len(fails), f"{where} {statement.name}: {', '.join(matches)} match; {'; '.join(fails)}"


def _elements(statement: Statement, asked: Asked, based: bool) -> Iterator[tuple[str, str]]:
    """Yield (element, what it wants and what the request has) with an empty text where it matches."""
    hit = bool(statement.action(asked.action)) is not statement.action_negated
    element, but = ("NotAction", "anything but ") if statement.action_negated else ("Action", "")
    yield element, "" if hit else f"want {but}{_few(statement.actions)}, have {asked.request.action}"
    if statement.resource is not None:
        hit = bool(resource_hit(statement, asked, []))
        element, but = ("NotResource", "anything but ") if statement.resource_negated else ("Resource", "")
        yield element, "" if hit else f"want {but}{_few(statement.resources)}, have {asked.resource}"
    if based and statement.principals is not None:
        hit = statement.principals.standing(asked.caller, bounded=asked.bounded) is not None
        principals = statement.principals
        element, but = ("NotPrincipal", "anybody but ") if principals.negated else ("Principal", "")
        named = sorted({*principals.aws, *principals.services, *principals.accounts, *principals.federated})
        yield element, "" if hit else f"want {but}{_few(tuple(named))}, have {asked.caller.text}"
    for condition in statement.conditions:
        element = f"Condition {condition.operator} {condition.key}"
        wanted = f"want {_few(condition.values)}, have {_have(asked.context, condition.key)}"
        yield element, "" if condition.ask(asked.context, []) else wanted


def _few(values: tuple[str, ...]) -> str:
    shown = ", ".join(values[:4])
    return shown + (f" and {len(values) - 4} more" if len(values) > 4 else "")


def _have(context: dict[str, Any], key: str) -> str:
    low = key.lower()
    if low not in context:
        return "no such key"
    return "not known" if context[low] is None else str(context[low])
