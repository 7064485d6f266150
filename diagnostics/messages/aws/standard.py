"""The standard form: `User: P is not authorized to perform: A on resource: R because no … policy allows the A action`."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.aws import refusals
from diagnostics.messages.model import NAMED_REQUEST, Pattern, Saying
from diagnostics.messages.row import row
from diagnostics.messages.values import OPEN, VALUE, named, word_before

ACTION = r"(?P<action>[a-z][a-z0-9-]{1,40}:[a-z0-9]{1,80}\*?)"
_LAYER = (
    r"(?:identity-?\s?based\s+policy|resource-?\s?based\s+policy|permissions?\s+boundary|sessions?\s+policy"
    r"|service\s+control\s+policy|resource\s+control\s+policy|VPC\s+endpoint\s+policy|role\s+trust\s+policy)"
)
_RESOURCE = (
    rf"(?:[\s,]{{0,4}}on\s+(?:(?:the\s+)?(?:following\s+)?resources?\s?:?\s{{0,3}}|(?=arn:)){OPEN}"
    rf"(?:(?<=\")(?P<quoted>[^\"\n]{{1,1200}}+)\"|(?P<resource>(?:(?:role|policy|user|group|access\s+key|instance\s+profile|queue|table|function)\s)?{VALUE})))?"
)
_REASON = (
    rf"(?:[\s,.;\"'`]{{0,4}}(?:because\s+no\s?(?P<implicit>{_LAYER})\s+allows\s+the\s+(?P<again>[\w:*-]{{3,120}})"
    rf"|(?P<deny>(?:with|because\s+of|due\s+to)\s+an\s+explicit\s+deny)(?:\s+in\s+(?:an?|the)\s+(?P<explicit>{_LAYER}))?"
    rf"(?:\s+transitively\s+through\s+an?\s+(?P<through>{_LAYER}))?(?:\s?:\s{{0,2}}(?P<policy_arn>arn:[^\s\"',)<>]{{5,300}}+))?"
    r"|because\s+(?P<public>public\s+(?:policies|ACLs|access\s+control\s+lists)[^\n]{0,20}\s+(?:are|is)\s+(?:blocked|prevented))))?"
)


def read_standard(match: re.Match[str], saying: Saying) -> Saying | None:
    """Return the request that the standard form names, with the layer that refused it, as far as it says so."""
    group = match.groupdict()
    principal, start = word_before(match.string, match.start())
    layer = _layer(group["through"] or group["explicit"] or group["implicit"])
    explicit = True if group["deny"] else (False if group["implicit"] else None)
    return refusals.of_request(
        replace(saying, span=(start, match.end())),
        principal=named(principal),
        action=group["action"],
        resource=_resource(group),
        layer=layer,
        explicit=explicit,
        policy_arn=(group["policy_arn"] or "").rstrip(".") or None,
        public=bool(group["public"]),
        before=match.string[max(0, start - 400) : start],
    )


def read_fragment(match: re.Match[str], saying: Saying) -> Saying | None:
    """Return what a reason alone says: the action and the layer, when the rest of the message was cut away."""
    return refusals.of_request(
        saying, action=match["action"], layer=_layer(match["implicit"]), explicit=False
    )


def _resource(group: dict[str, str | None]) -> str | None:
    """Return the resource; a colon at its end is its own where the reason follows or a name is left empty, else the sentence's."""
    value = named(group["quoted"] or group["resource"])
    written = group["quoted"] or group["resource"] or ""
    if (
        value
        and written == f"{value}:"
        and (group["implicit"] or group["deny"] or value.endswith(":log-stream"))
    ):
        return written
    return value


def _layer(words: str | None) -> str | None:
    """Return the first word of the layer's name: identity, resource, permissions, session, service, vpc, role."""
    if not words:
        return None
    flat = " ".join(words.lower().split())
    return (
        "resource control"
        if flat.startswith("resource control")
        else re.split(r"[\s-]", flat)[0].removesuffix("s")
    )


PATTERNS: tuple[Pattern, ...] = (
    row(
        "aws.standard",
        "aws.role.action-missing",
        0.8,
        ("authorized to perform",),
        rf"\bnot\s+authorized\s+to\s+perform\s?:?\s{{0,3}}{OPEN}\[?{ACTION}\]?{OPEN}{_RESOURCE}{_REASON}",
        "",
        read_standard,
        rank=NAMED_REQUEST,
        deny_origin=None,
    ),
    row(
        "aws.standard-fragment",
        "aws.role.action-missing",
        0.9,
        ("allows the",),
        rf"because\s+no\s?(?P<implicit>{_LAYER})\s+allows\s+the\s+{OPEN}{ACTION}",
        "",
        read_fragment,
        rank=NAMED_REQUEST - 1,  # after the whole form has had its turn
        deny_origin=None,
    ),
)
