"""Is the condition of a binding met? True, False, or None where it cannot be told.

The expression is CEL with Google's own functions beside it (matchTag, extract, getAttribute), which no library knows:
whatever cannot be evaluated is unknown. CEL itself lets `true || unknown` be true.
"""

from __future__ import annotations

from typing import Any

from diagnostics.clock import iso
from diagnostics.policy.gcp.model import Request

_LONGEST = 12_000  # Google's own limit on an expression's length


def is_met(expression: str, request: Request) -> bool | None:
    """Return whether *expression* holds for *request*."""
    if len(expression) > _LONGEST:
        return None
    import celpy  # costs a quarter of a second, and few policies have conditions

    try:
        environment = celpy.Environment()
        result = environment.program(environment.compile(expression)).evaluate(_attributes(celpy, request))
    except Exception:  # noqa: BLE001 - every error of an expression, a recursion's too, means that it is not known
        return None
    return bool(result) if isinstance(result, celpy.celtypes.BoolType) else None


def _attributes(celpy: Any, request: Request) -> Any:
    """Return what the expression may ask for; an attribute that is not known is left out, so that asking is an error."""
    of_resource = {"name": request.resource, "type": request.kind, "service": request.service}
    known: dict[str, Any] = {"resource": {key: value for key, value in of_resource.items() if value}}
    attributes = celpy.json_to_cel(known)
    if request.time is not None:
        moment = celpy.celtypes.TimestampType(iso(request.time))
        attributes["request"] = celpy.celtypes.MapType({celpy.celtypes.StringType("time"): moment})
    return attributes
