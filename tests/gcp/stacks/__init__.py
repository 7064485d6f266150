"""Broken, healthy and misleading stacks around a function `orders` on Google Cloud, each with what must be said of it."""

from __future__ import annotations

from tests.gcp.stacks import deploys, iam, invokers, network, triggers, twins
from tests.gcp.stacks.model import BROKEN, READS, SECRET, STACKS, Expected, build

__all__ = [
    "BROKEN",
    "READS",
    "SECRET",
    "STACKS",
    "Expected",
    "build",
    "deploys",
    "iam",
    "invokers",
    "network",
    "triggers",
    "twins",
]
