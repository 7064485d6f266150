"""Who is turned away from the function, and what would admit them."""

from __future__ import annotations

import msgspec

from diagnostics.hops.gcp.inbound import SourceHop
from diagnostics.policy.gcp import Level, Request

PUBLIC = "allUsers"


class Refusal(msgspec.Struct, frozen=True):
    """What the fix needs: who is to be admitted (None: nobody in particular is known), and the policies as they stand."""

    member: str | None
    permission: str
    bound: str
    request: Request | None = None
    levels: tuple[Level, ...] = ()
    hop: SourceHop | None = None
