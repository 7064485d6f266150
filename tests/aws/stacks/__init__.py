"""Broken, healthy and misleading stacks around a function `orders`, each with what must be said of it."""

from tests.aws.stacks import calls, changes, deploys, networks, none, polled, pushed
from tests.aws.stacks.model import STACKS, Expected, build

__all__ = [
    "STACKS",
    "Expected",
    "build",
    "calls",
    "changes",
    "deploys",
    "networks",
    "none",
    "polled",
    "pushed",
]
