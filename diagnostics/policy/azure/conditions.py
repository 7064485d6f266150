"""Conditions of role assignments (ABAC): the plain test of a container's name is evaluated, everything else is unknown."""

from __future__ import annotations

import re

from diagnostics.policy.azure.scopes import segments
from diagnostics.policy.azure.wildcards import any_matches

# The form that the portal's editor writes: unless the action is none of these, the container's name must be one of those.
_PLAIN = re.compile(
    r"\(*(?P<guards>!\(+ActionMatches\{'[^']*'\}\)*(?:(?:AND|&&)\(*!\(+ActionMatches\{'[^']*'\}\)*)*)(?:OR|\|\|)\(*"
    r"@Resource\[Microsoft\.Storage/storageAccounts/blobServices/containers:name\]"
    r"(?:ForAnyOfAnyValues:)?StringEquals(?P<loose>IgnoreCase)?(?P<names>\{'[^']*'(?:,'[^']*')*\}|'[^']*')\)*",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"'([^']*)'")


def holds(condition: str | None, resource: str, action: str) -> bool | None:
    """Whether *condition* lets *action* on *resource* through; None where that cannot be told."""
    if not condition or not condition.strip():
        return True
    plain = _PLAIN.fullmatch(re.sub(r"\s+", "", condition))
    if plain is None or condition.count("(") != condition.count(")"):
        return None
    if not any_matches(_QUOTED.findall(plain["guards"]), action):
        return True
    parts = segments(resource)
    below = parts[parts.index("containers") + 1 :] if "containers" in parts else ()
    if not below:
        return None
    # Container names are lower case by rule, so the strict comparison and the loose one differ only in the condition.
    names = _QUOTED.findall(plain["names"])
    return below[0] in ([n.lower() for n in names] if plain["loose"] else names)
