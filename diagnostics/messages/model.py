"""What one message says: the value between the grammar of denials and everything that reasons about them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

import msgspec

from diagnostics.report import Class, DenyOrigin

# The ranks: a root cause wins over its consequences, a precise text over a vague one.
NAMED_LAYER = 90  # a refusal that names principal or action and the layer that refused
NAMED_REQUEST = 80  # a refusal that names the request, not the layer
REFUSAL = 70  # a service's own words for a refusal
UNREACHABLE = 60  # no connection
LOOK_ALIKE = 50  # none of the four, stated clearly
CONSEQUENCE = 30  # what follows from something else: a timeout, a cancelled resource, a 500 at the front door
BARE = 10  # a code or status alone; dropped where anything better stands near


class Saying(msgspec.Struct, frozen=True, kw_only=True):
    """One refusal, failure or look-alike as the text states it; null is what the text does not say.

    *cause* is an id of `diagnostics.causes` (in common/ a key of `common.causes.BY_PROVIDER`); *span* is (start, end)
    in the prepared text; *rank* orders root causes before their consequences (higher wins); *confidence* is the
    chance that *class_* is right from this text alone.
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
    """A row of the grammar: tried only where one of *hints* (lower case, three letters or more) stands in the text.

    *regex* is searched within a few thousand characters around a hint, ignoring case, `^` and `$` at line ends, `.`
    not crossing lines. It must be linear: no nested quantifiers, bounded gaps, atomic groups
    `(?>...)` or possessive quantifiers where needed. *read(match, saying)* gets the row's own saying (id and span
    filled in) and returns it with the match's fields added (`msgspec.structs.replace`), or None where the match
    turns out to be something else; without it the named groups of the regex fill the fields of their name.
    """

    id: str
    hints: tuple[str, ...]
    regex: str
    saying: Saying
    read: Callable[[re.Match[str], Saying], Saying | None] | None = None
