"""Who has to make a change so that it lasts."""

from __future__ import annotations

from diagnostics.hops.gcp.world import Function, GcpWorld
from diagnostics.reads.gcp import core
from diagnostics.report import Owner

_TERRAFORM = "goog-terraform-provisioned"


def owner_of(world: GcpWorld) -> Owner | None:
    """Return Terraform where its label stands on the function; otherwise nobody is known."""
    function = world.function
    if not isinstance(function, Function):
        return None
    labels = dict(function.config.labels) if function.config else {}
    if isinstance(function.service, core.Service):
        labels |= function.service.labels
    return Owner("terraform") if labels.get(_TERRAFORM) == "true" else None


def warning(owner: Owner | None) -> tuple[str, ...]:
    if owner is None:
        return ()
    return ("Terraform made this function: change it there, or the next apply undoes the command.",)
