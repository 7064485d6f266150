"""Policy documents with the least added: a statement extended where that is smaller, else one statement more."""

from __future__ import annotations

import copy
from typing import Any

from diagnostics.hops.aws.documents import as_list, statements
from diagnostics.hops.aws.world import Document

VERSION = "2012-10-17"


def with_allow(
    document: Document | None, sid: str, action: str, resource: str, conditions: dict[str, Any] | None = None
) -> Document:
    """Return *document* in which *action* on *resource* is allowed, everything else as it stood.

    An Allow under the same conditions for the same resource alone gains the action; one for the same action alone
    gains the resource; else a statement is added.
    """
    new: Document = copy.deepcopy(document) if document else {"Version": VERSION, "Statement": []}
    rows = statements(new)
    new["Statement"] = rows
    row = extendable(rows, action, resource, conditions)
    if row is None:
        added: dict[str, Any] = {
            "Sid": unused_sid(rows, sid), "Effect": "Allow", "Action": action, "Resource": resource,
        }  # fmt: skip
        rows.append(added | ({"Condition": conditions} if conditions else {}))
    elif as_list(row["Resource"]) == [resource]:
        row["Action"] = [*as_list(row["Action"]), action]
    else:
        row["Resource"] = [*as_list(row["Resource"]), resource]
    return new


def extendable(
    rows: list[dict[str, Any]], action: str, resource: str, conditions: dict[str, Any] | None = None
) -> dict[str, Any] | None:
    """Return the statement that one word more turns into the wanted one, or None."""
    for row in rows:
        if (
            row.get("Effect") != "Allow"
            or not {"Action", "Resource"} <= row.keys()
            or "Principal" in row
            or (row.get("Condition") or {}) != (conditions or {})
        ):
            continue
        actions, resources = as_list(row["Action"]), as_list(row["Resource"])
        if resources == [resource] and not any("*" in a for a in actions):
            return row
        if [a.lower() for a in actions] == [action.lower()] and "*" not in resources:
            return row
    return None


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
