"""Why: the statements that decide, the layers that block, the statements whose keys are not known."""

from __future__ import annotations

import msgspec

from diagnostics.policy.aws.layers import Asked, Layer
from diagnostics.policy.aws.model import Deciding

_WORD = {"identity": "identity-based policy", "resource": "resource-based policy", "boundary": "permissions boundary",
         "session": "session policy", "scp": "service control policy", "rcp": "resource control policy",
         "vpc-endpoint": "VPC endpoint policy"}  # fmt: skip
_RESTRICTED = "the bucket's policy is public, and Block Public Access shuts out everybody but its own account and services"


class Sides(msgspec.Struct):
    """What every layer says to one request, by name and in AWS's order.

    *cross*: the resource belongs to another account. *needed*: its own policy has to admit in any case.
    *role_named*: that policy or a grant names the caller's role. *restricted*: S3 Block Public Access shuts it out.
    """

    asked: Asked
    layers: list[tuple[str, Layer]]
    identity: Layer
    resource: Layer
    boundary: Layer | None
    session: Layer | None
    scps: list[Layer]
    endpoints: Layer | None
    cross: bool
    needed: bool
    role_named: bool | None = False
    restricted: bool = False


def blocked(sides: Sides) -> tuple[str, ...]:
    """Return the layers that do not let the request through, the one that has to change first at the front."""
    names = []
    caller = sides.asked.caller
    admits = sides.resource.allow is not False and not sides.restricted
    if not caller.has_identity:
        if not admits:
            names.append("resource")
    else:
        named = not sides.cross and (sides.resource.direct is not False or sides.role_named is not False)
        own = sides.identity.allow is False and caller.kind != "root" and not named
        if own and (sides.cross or not sides.needed or admits):
            names.append("identity")
        if (sides.cross or sides.needed) and not admits and not named:
            names.append("resource")
        if sides.cross or sides.resource.direct is not True:
            inner = (("boundary", sides.boundary), ("session", sides.session))
            names += [name for name, layer in inner if layer is not None and layer.allow is False]
        if sides.needed and not names:
            names.append("resource")
    if any(layer.allow is False for layer in sides.scps):
        names.append("scp")
    if sides.endpoints is not None and sides.endpoints.allow is False:
        names.append("vpc-endpoint")
    return tuple(names)


def statements(layers: list[tuple[str, Layer]], which: str) -> tuple[Deciding, ...]:
    """Return the statement of each layer that allows it, or denies it."""
    rows = []
    for name, layer in layers:
        found = layer.allowed_by if which == "allowed_by" else layer.denied_by
        if found is not None:
            number, statement = found
            verb = "allows it" if which == "allowed_by" else "denies it"
            rows.append(Deciding(name, number, statement.name, verb))
    return tuple(rows)


def silent(names: tuple[str, ...], sides: Sides) -> tuple[Deciding, ...]:
    """Return for each blocking layer that it has no statement which allows."""
    action = sides.asked.request.action
    return tuple(
        Deciding(
            name,
            0,
            "",
            _RESTRICTED if name == "resource" and sides.restricted else f"no {_WORD[name]} allows {action}",
        )
        for name in names
    )


def undecided(layers: list[tuple[str, Layer]]) -> tuple[Deciding, ...]:
    """Return the statements that would apply for some value of what is not known."""
    return tuple(
        Deciding(
            name,
            number,
            statement.name,
            f"{'allows' if statement.allows else 'denies'} it for some values of what is not known",
        )
        for name, layer in layers
        for number, statement in layer.maybe
    )
