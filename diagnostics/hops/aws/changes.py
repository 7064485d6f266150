"""The change that caused it: the write event on what broke, before the onset, that explains the failure."""

from __future__ import annotations

from typing import Any

from diagnostics.case import Finding
from diagnostics.hops.aws.world import AwsWorld
from diagnostics.reader import Ask


def explain(ask: Ask, world: AwsWorld, finding: Finding) -> AwsWorld:
    return world
