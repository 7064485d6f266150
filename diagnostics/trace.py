"""How policies decide one request, layer by layer: the statements that decided and those that almost did."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from diagnostics.report import Decision, Denied

Mark = Literal["decides", "near", ""]


class Statement(msgspec.Struct, frozen=True):
    """One statement (or binding, or role assignment) as it is written; *why* says what *mark* means here."""

    name: str
    effect: str
    body: Any = None
    mark: Mark = ""
    why: str = ""


class Policy(msgspec.Struct, frozen=True):
    """A document of a layer; *unread* says why nothing is known of its statements."""

    name: str
    statements: tuple[Statement, ...] = ()
    unread: str = ""


class Layer(msgspec.Struct, frozen=True):
    """*blocks*: this layer stands against the request. *note*: why, where no statement of it decides."""

    name: str
    policies: tuple[Policy, ...] = ()
    blocks: bool = False
    note: str = ""


class Trace(msgspec.Struct, frozen=True):
    """The request and what became of it; *missing* names what would decide and is not known."""

    asked: Denied
    decision: Decision
    layers: tuple[Layer, ...]
    missing: tuple[str, ...] = ()
