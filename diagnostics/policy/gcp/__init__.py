"""The judge for Google Cloud: allow policies up the hierarchy, deny policies, conditions; three-valued throughout."""

from __future__ import annotations

from diagnostics.policy.gcp.evaluate import evaluate
from diagnostics.policy.gcp.model import Answer, DenyLevel, Ground, Level, Request
from diagnostics.policy.gcp.roles import Roles

__all__ = ["Answer", "DenyLevel", "Ground", "Level", "Request", "Roles", "evaluate"]
