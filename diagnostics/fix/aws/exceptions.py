"""A denying statement that lets one request of one role pass: documents in, documents out.

What a Deny covers is taken apart into the request and everything else, so that nothing else is let through. Where others
are bound by the same document, the exception is for the one role alone.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from diagnostics.hops.aws.documents import as_list, statements
from diagnostics.hops.aws.world import Document
from diagnostics.policy.aws import Policies, Request, authorize

Row = dict[str, Any]
ROLE_KEY = "aws:PrincipalArn"


CERTAIN, POSSIBLE = "explicitly-denied", "unknown"  # what a statement alone must say to count as denying


def narrowed(document: Document, request: Request, *, how: str = CERTAIN) -> tuple[Document, list[str]]:
    """Return the role's own *document* whose denying statements let *request* pass and nothing else, and their names."""
    return _with(document, request, lambda row: _split(row, request), based=False, how=how)


def excepted(
    document: Document, request: Request, *, how: str = CERTAIN, based: bool = False, own: bool = False
) -> tuple[Document, list[str]]:
    """Return a shared *document* whose denying statements except the one role for the one request.

    *based*: its statements name principals. *own*: it is the resource's own policy; there the exception covers the
    action on all that the statement covers.
    """
    split = _split_action if own else _split
    return _with(
        document,
        request,
        lambda row: [_except(row, request), *(_only(rest, request) for rest in split(row, request))],
        based=based,
        how=how,
    )


def excepted_in(document: Document, request: Request, *, own: bool = False) -> tuple[Document, list[str]]:
    """Return `excepted` of a document with principals: of what denies for certain, else of what may deny."""
    after, touched = excepted(document, request, based=True, own=own)
    return (after, touched) if touched else excepted(document, request, how=POSSIBLE, based=True, own=own)


def _with(
    document: Document, request: Request, change: Callable[[Row], list[Row]], *, based: bool, how: str
) -> tuple[Document, list[str]]:
    rows: list[Row] = []
    touched = []
    for number, row in enumerate(statements(document)):
        if _says(row, request, based) == how:
            touched.append(str(row.get("Sid") or number))
            rows += _named(change(row), [*statements(document), *rows])
        else:
            rows.append(row)
    new = copy.deepcopy(document)
    new["Statement"] = copy.deepcopy(rows)
    return new, touched


def _named(changed: list[Row], others: list[Row]) -> list[Row]:
    """Return the statements with ids of their own: the first keeps its id, the others are numbered after it."""
    taken = {str(row.get("Sid")) for row in others}
    result = changed[:1]
    for row in changed[1:]:
        sid = row.get("Sid")
        if not sid:
            result.append(row)
            continue
        number = 2
        while f"{sid}{number}" in taken:
            number += 1
        taken.add(f"{sid}{number}")
        result.append(row | {"Sid": f"{sid}{number}"})
    return result


def _says(row: Row, request: Request, based: bool) -> str:
    """Return what a denying statement alone decides."""
    if row.get("Effect") != "Deny":
        return ""
    alone = {"Version": "2012-10-17", "Statement": [row]}
    return authorize(request, Policies(resource=alone) if based else Policies(identity=(alone,))).decision


def _split(row: Row, request: Request) -> list[Row]:
    """Return the statements that deny what *row* denies, the one pair of action and resource left out."""
    there = [
        _on(part, "Resource", request.resource) if _pins(row, request) else part
        for part in _here(row, request)
    ]
    return [*_unrelated(row, request), *there, *_elsewhere(row, request)]


def _split_action(row: Row, request: Request) -> list[Row]:
    """Return the statements that deny what *row* denies, the one action left out on all that *row* covers."""
    return [*_unrelated(row, request), *_here(row, request)]


def _unrelated(row: Row, request: Request) -> list[Row]:
    """Return the statement of the actions that have nothing to do with the request."""
    others = [a for a in as_list(row.get("Action")) if not _covers(a, request.action)]
    return [row | {"Action": others}] if others else []


def _here(row: Row, request: Request) -> list[Row]:
    """Return the statement that goes on denying, where the request is, the other actions that *row* denies.

    Where a pattern covers the action, only a whole service's can be written without it: on the service's own resources
    "everything but this action" is the pattern's rest. A narrower pattern (`Get*`) is let go.
    """
    if "NotAction" in row:
        return [row | {"NotAction": [*as_list(row["NotAction"]), request.action]}]
    service = request.action.partition(":")[0].lower()
    if any(str(a).lower() in {"*", f"{service}:*"} for a in as_list(row.get("Action"))):
        return [_without("Action", row) | {"NotAction": [request.action]}]
    return []


def _pins(row: Row, request: Request) -> bool:
    """Whether what `_here` returns has to be bound to the one resource, because it would deny too much elsewhere."""
    if "NotAction" in row or "*" in as_list(row.get("Action")):
        return False
    return _reaches_everywhere(row) or request.resource in as_list(row.get("Resource"))


def _elsewhere(row: Row, request: Request) -> list[Row]:
    """Return the statement that denies, wherever *row* does but on the one resource, what covers the action."""
    covering = [a for a in as_list(row.get("Action")) if _covers(a, request.action)]
    if "NotAction" in row or "*" in covering:
        covering = [request.action]  # the rest is denied by `_here` already, everywhere
    this = _without("NotAction", row) | {"Action": covering}
    if _reaches_everywhere(row):
        return [_on(this, "NotResource", [*as_list(row.get("NotResource")), request.resource])]
    kept = [r for r in as_list(row["Resource"]) if r != request.resource]
    if kept == as_list(row["Resource"]):
        return []  # what a pattern covers beside the one cannot be written without denying more: it is let go
    return [this | {"Resource": kept}] if kept else []


def _reaches_everywhere(row: Row) -> bool:
    return "NotResource" in row or as_list(row.get("Resource")) == ["*"]


def _without(element: str, row: Row) -> Row:
    return {k: v for k, v in row.items() if k != element}


def _on(row: Row, element: str, value: Any) -> Row:
    return {k: v for k, v in row.items() if k not in {"Resource", "NotResource"}} | {element: value}


def _covers(pattern: str, action: str) -> bool:
    row = {"Effect": "Allow", "Action": pattern, "Resource": "*"}
    request = Request("arn:aws:iam::000000000000:role/any", action, "*")
    return authorize(request, Policies(identity=({"Statement": row},))).allowed is True


def _role(request: Request) -> str:
    return str(request.context.get(ROLE_KEY) or request.principal)


def _except(row: Row, request: Request) -> Row:
    """Return *row* with an exception for the one role that makes the request."""
    condition = copy.deepcopy(row.get("Condition") or {})
    block = condition.setdefault("ArnNotEquals", {})
    block[ROLE_KEY] = [*as_list(block.get(ROLE_KEY)), _role(request)]
    return row | {"Condition": condition}


def _only(row: Row, request: Request) -> Row:
    """Return *row* for the one role alone."""
    condition = copy.deepcopy(row.get("Condition") or {})
    condition.setdefault("StringEquals", {}).setdefault(ROLE_KEY, _role(request))
    return row | {"Condition": condition}
