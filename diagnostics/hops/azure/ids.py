"""Resource ids: `/subscriptions/S/resourceGroups/G/providers/P/type/name[/type/name…]`, in whatever case they come."""

from __future__ import annotations

import re

import msgspec

_ID = re.compile(
    r"/subscriptions/(?P<subscription>[0-9a-f-]{36})/resourceGroups/(?P<group>[^/\s]{1,90})/providers/"
    r"(?P<provider>[\w.]{3,80})/(?P<path>[^?#\s]{1,900})",
    re.IGNORECASE,
)


class ResourceId(msgspec.Struct, frozen=True):
    """*pairs* are (type, name) from the outermost resource to the innermost."""

    subscription: str
    group: str
    provider: str
    pairs: tuple[tuple[str, str], ...]

    @property
    def type(self) -> str:
        """The full type in lower case: microsoft.web/sites."""
        return "/".join([self.provider, *[kind for kind, _ in self.pairs]]).lower()

    @property
    def name(self) -> str:
        return self.pairs[-1][1]

    def up_to(self, count: int) -> str:
        """Return the id of the resource that the first *count* pairs name."""
        path = "/".join(f"{kind}/{name}" for kind, name in self.pairs[:count])
        return (
            f"/subscriptions/{self.subscription}/resourceGroups/{self.group}/providers/{self.provider}/{path}"
        )

    @property
    def id(self) -> str:
        return self.up_to(len(self.pairs))


def parse(text: str | None) -> ResourceId | None:
    """Return the resource id that *text* is, or None."""
    found = _ID.fullmatch((text or "").strip().rstrip("/"))
    if not found:
        return None
    parts = found["path"].split("/")
    if len(parts) % 2 or not all(parts):
        return None
    pairs = tuple(zip(parts[::2], parts[1::2], strict=True))
    return ResourceId(found["subscription"].lower(), found["group"], found["provider"], pairs)


def same(one: str | None, other: str | None) -> bool:
    """Whether two ids mean the same resource."""
    return (one or "").lower().rstrip("/") == (other or "").lower().rstrip("/") != ""
