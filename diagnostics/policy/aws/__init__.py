"""The AWS judge: would this request be allowed by these policies, and why; offline, three-valued.

answer = authorize(Request(principal, action, resource), Policies(identity=(document,)))
answer.decision   # allowed | implicitly-denied | explicitly-denied | unknown
"""

from __future__ import annotations

import msgspec

from diagnostics.policy.aws.documents import validate
from diagnostics.policy.aws.evaluate import CompiledPolicies, compile_policies
from diagnostics.policy.aws.model import (
    Answer,
    Deciding,
    Decision,
    Level,
    Policies,
    PolicyError,
    Request,
    Unreadable,
)
from diagnostics.policy.aws.near import near_misses

__all__ = [
    "Answer",
    "CompiledPolicies",
    "Deciding",
    "Decision",
    "Level",
    "Policies",
    "PolicyError",
    "Request",
    "Unreadable",
    "authorize",
    "compile_policies",
    "near_misses",
    "validate",
]


def authorize(request: Request, policies: Policies | CompiledPolicies) -> Answer:
    """Return the answer with its near misses, for policies read from a cloud: one that AWS would reject is unreadable."""
    compiled = (
        policies if isinstance(policies, CompiledPolicies) else compile_policies(policies, tolerant=True)
    )
    answer = compiled.decide(request)
    if answer.allowed is True:
        return answer
    return msgspec.structs.replace(answer, near_misses=near_misses(compiled, request))
