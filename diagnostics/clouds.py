"""A cloud is one value per provider; engine, session and commands know nothing else of it."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from diagnostics.case import Fact, Finding, World
from diagnostics.reader import Ask, Row
from diagnostics.report import Denial, Fix, Impact
from diagnostics.trace import Trace

PROVIDERS = ("aws", "gcp", "azure")


class Options(msgspec.Struct, frozen=True):
    """What the user said about where to look; None leaves it to the SDK's own conventions."""

    region: str | None = None
    profile: str | None = None
    project: str | None = None
    subscription: str | None = None
    audit_source: str | None = None


class TargetName(msgspec.Struct, frozen=True):
    """A target as understood from what was typed: *kind* is function, or what leads to one (queue, stack, ...)."""

    kind: str
    name: str
    region: str | None = None
    account: str | None = None
    qualifier: str | None = None
    text: str = ""


class Listed(msgspec.Struct, frozen=True):
    """A function as a list shows it."""

    provider: str
    id: str
    name: str
    region: str | None = None
    account: str | None = None
    changed: str | None = None


class Activity(msgspec.Struct, frozen=True):
    """A function's last hours in equal steps, oldest first; both of one length."""

    invocations: tuple[float, ...] = ()
    errors: tuple[float, ...] = ()


class Cloud(msgspec.Struct, frozen=True):
    """What a provider brings.

    parse_target  what was typed, or None where it is certainly not this provider's
    source        the live source for the options
    default_region  the region to look in where none is named; NothingReadError where one must be
    configured    whether there is any sign on this machine that the user works with this cloud; cheap, no SDK
    remedies      the next step where nothing could be read: by kind of failure (credentials, network, timeout)
    functions     the functions that can be seen, for the picker and for nearest names
    gather        reads a case and publishes the growing World; returns the finished one
    deepen        reads what is worth reading only once there is a verdict: the change that explains it
    denials       every distinct refusal that was seen; facts: the evidence of the timeline
    fixes         the fixes for a finding, smallest first; impact: what piled up or was lost
    rows          the table of reads, for the limits of a report and the read-only promise
    permissions   the least policy (or custom role) that the rows need, in the provider's own format
    playbook      the walk that tells the story of a verdict
    activity      invocations and errors of the hours before a moment, by the function's id; those without data are left out
    trace         how the policies decide the request of a finding, layer by layer; None where no policy was asked
    settles       seconds until a changed policy can be trusted to act everywhere
    """

    name: str
    title: str
    parse_target: Callable[[str], TargetName | None]
    source: Callable[[Options], Any]
    default_region: Callable[[Any, Options], str | None]
    configured: Callable[[Options], bool]
    remedies: dict[str, str]
    functions: Callable[[Ask, str, Options], tuple[Listed, ...]]
    gather: Callable[[Ask, TargetName, datetime, datetime, datetime, Options, Callable[[World], None]], World]
    deepen: Callable[[Ask, World, Finding | None], World]
    denials: Callable[[World], tuple[Denial, ...]]
    facts: Callable[[World], tuple[Fact, ...]]
    fixes: Callable[[World, Finding], tuple[Fix, ...]]
    impact: Callable[[World, Finding], Impact | None]
    rows: Callable[[], tuple[Row[Any], ...]]
    permissions: Callable[[], dict[str, Any]]
    playbook: Callable[[World, Finding | None], str]
    activity: Callable[[Ask, tuple[Listed, ...], datetime], dict[str, Activity]] | None = None
    trace: Callable[[World, Finding], Trace | None] | None = None
    settles: float = 60.0


def cloud(name: str) -> Cloud:
    """Return the cloud *name*; each is a module `diagnostics.cloud_<name>` with one value CLOUD."""
    found: Cloud = importlib.import_module(f"diagnostics.cloud_{name}").CLOUD
    return found
