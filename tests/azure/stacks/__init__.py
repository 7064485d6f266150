"""Broken, healthy and misleading stacks around an app `orders`, each with what must be said of it and of its twin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from diagnostics.sources.demo.azure.build import Stack
from diagnostics.sources.demo.azure.cloud import EmbeddedAzure

BROKEN, BEFORE, ALWAYS = range(1, 41), range(41, 118), range(1, 118)


@dataclass(frozen=True)
class Expected:
    """What the report must say; *twin* is the class of the same stack with the one line mended, None where there is none."""

    build: Callable[[Stack, bool], None]
    class_: str
    cause: str
    origin: str | None = None
    change: str | None = None
    failing: bool = True
    explicit: bool | None = None
    twin: str | None = None
    fixed: bool = True
    target: str = "orders"


STACKS: dict[str, Expected] = {}


def stack(
    class_: str, cause: str, **more: object
) -> Callable[[Callable[[Stack, bool], None]], Callable[[Stack, bool], None]]:
    def keep(build: Callable[[Stack, bool], None]) -> Callable[[Stack, bool], None]:
        STACKS[build.__name__] = Expected(build, class_, cause, **more)  # type: ignore[arg-type]
        return build

    return keep


def build(cloud: EmbeddedAzure, name: str, *, broken: bool = True) -> Stack:
    made = Stack(cloud, "orders")
    made.assign(
        "Storage Blob Data Owner",
        made.id.replace("Microsoft.Web/sites/orders", "Microsoft.Storage/storageAccounts/ordershost"),
    )
    STACKS[name].build(made, broken)
    return made


from tests.azure.stacks import admitted, network, nothing, permitted, wired  # noqa: E402, F401 - they fill the table
