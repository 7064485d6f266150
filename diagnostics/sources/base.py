"""The one boundary to the outside: a source answers a query with a reply, and never raises for what a cloud says."""

from __future__ import annotations

from typing import Any, Protocol

import msgspec


class Query(msgspec.Struct, frozen=True):
    """One read: *op* is `service:Operation`, *scope* a region (or location, subscription), *args* what names the thing.

    *narrow* holds windows, filters and limits: sent and recorded, but not part of the question's identity, so the
    reader of the answer filters again. *permission* is what the call needs.
    """

    op: str
    scope: str
    args: dict[str, Any] = {}
    narrow: dict[str, Any] = {}
    permission: str = ""

    @property
    def key(self) -> str:
        """The identity of the question: operation, scope and naming arguments, as canonical JSON."""
        body = msgspec.json.encode([self.op, self.scope, self.args], order="deterministic")
        return body.decode()


class Found(msgspec.Struct, frozen=True):
    """Plain JSON with all pages merged; not *complete* when a limit, a lagging index or a time bound cut it."""

    value: Any
    complete: bool = True


class NotFound(msgspec.Struct, frozen=True):
    """The provider says that the thing does not exist."""

    text: str = ""


class Refused(msgspec.Struct, frozen=True):
    """The caller may not read this; *permission* would let it."""

    permission: str
    text: str = ""


class Failed(msgspec.Struct, frozen=True):
    """No usable answer: throttled out, timed out, no network, no credentials (*kind* says which)."""

    text: str
    kind: str = "error"


class NotRecorded(msgspec.Struct, frozen=True):
    """A bundle that never held this answer."""


Reply = Found | NotFound | Refused | Failed | NotRecorded


class Source(Protocol):
    """Where answers come from: a live account, a bundle, the demo cloud, a plan, a recorder around any of them."""

    def answer(self, query: Query) -> Reply:
        """Return what is known; blocks until it is; safe to call from many threads."""
        ...
