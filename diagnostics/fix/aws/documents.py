"""Policy documents with the least added: a statement extended where that is smaller, else one statement more."""

from __future__ import annotations

import copy
from typing import Any

from diagnostics.hops.aws.documents import as_list, statements
from diagnostics.hops.aws.world import Document

VERSION = "2012-10-17"


def with_allow(document: Document | None, sid: str, action: str, resource: str) -> Document:
    """Return *document* in which *action* on *resource* is allowed, everything else as it stood.

    An Allow for the same resource alone gains the action; one for the same action alone gains the resource; else a
    statement is added. Statements with conditions or negations are never touched.
    """
    new: Document = copy.deepcopy(document) if document else {"Version": VERSION, "Statement": []}
    rows = statements(new)
    new["Statement"] = rows
    for row in rows:
        if not _is_plain_allow(row):
            continue
        actions, resources = as_list(row["Action"]), as_list(row["Resource"])
        if resources == [resource] and not any("*" in a for a in actions):
            row["Action"] = [*actions, action]
            return new
        if [a.lower() for a in actions] == [action.lower()] and "*" not in resources:
            row["Resource"] = [*resources, resource]
            return new
    rows.append({"Sid": unused_sid(rows, sid), "Effect": "Allow", "Action": action, "Resource": resource})
    return new


def _is_plain_allow(row: dict[str, Any]) -> bool:
    return (
        row.get("Effect") == "Allow"
        and "Action" in row
        and "Resource" in row
        and not row.get("Condition")
        and "NotAction" not in row
        and "NotResource" not in row
    )


def unused_sid(rows: list[dict[str, Any]], wanted: str) -> str:
    """Return *wanted*, numbered where the document already has it."""
    taken = {str(row.get("Sid")) for row in rows}
    candidate, number = wanted, 1
    while candidate in taken:
        number += 1
        candidate = f"{wanted}{number}"
    return candidate


def sid_of(action: str, prefix: str = "Allow") -> str:
    """Return a statement id that says what it is for: `AllowDynamodbGetItem`."""
    service, _, name = action.partition(":")
    return "".join(c for c in f"{prefix}{service.title()}{name}" if c.isalnum())[:64]
