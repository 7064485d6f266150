"""What one message says: the value between the grammar of denials and everything that reasons about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import msgspec

from diagnostics.report import Class, DenyOrigin


class Saying(msgspec.Struct, frozen=True, kw_only=True):
    """One refusal, failure or look-alike as the text states it; null is what the text does not say.

    *cause* is an id of `diagnostics.causes`; *span* is (start, end) in the prepared text; *rank* orders root causes
    before their consequences (higher wins); *confidence* is the chance that *class_* is right from this text alone.
    """

    pattern: str
    provider: Literal["aws", "gcp", "azure"] | None
    class_: Class
    cause: str | None
    confidence: float
    rank: int = 50
    deny_origin: DenyOrigin | None = None
    explicit: bool | None = None
    principal: str | None = None
    action: str | None = None
    resource: str | None = None
    code: str | None = None
    policy_arn: str | None = None
    host: str | None = None
    port: int | None = None
    provenance: Literal["platform", "application"] = "platform"
    span: tuple[int, int] = (0, 0)
    summary: str = ""
    next_read: str | None = None


class Pattern(NamedTuple):
    """A row of the grammar: tried only where one of *hints* (lower case) stands in the text.

    *regex* must be linear: no nested quantifiers, bounded gaps, atomic groups or possessive quantifiers where needed.
    *read* turns the match into Sayings' fields beyond the row's own; None means the row says it all.
    """

    id: str
    hints: tuple[str, ...]
    regex: str
    saying: Saying
    read: Callable[..., Saying | None] | None = None
