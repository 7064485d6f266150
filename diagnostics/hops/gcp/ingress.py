"""Where requests may come from."""

from __future__ import annotations

from diagnostics.hops.gcp.world import Function
from diagnostics.reads.gcp import core


def setting_of(function: Function) -> str:
    """Return the ingress setting: Cloud Run's own, else the function's."""
    if isinstance(function.service, core.Service):
        return function.service.ingress
    return function.config.serviceConfig.ingressSettings if function.config else ""
