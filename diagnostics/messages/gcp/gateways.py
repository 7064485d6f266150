"""What stands before a function and has a policy of its own: Cloud Armor, API Gateway and Endpoints."""

from __future__ import annotations

import re

from diagnostics.messages.model import NAMED_LAYER, Pattern, Saying
from diagnostics.messages.row import row

_GATEWAY = re.compile(r"gateway\.dev|api ?gateway|endpoints|\bESP(?:v2)?\b|cloud\.goog|google", re.IGNORECASE)


def read_token(match: re.Match[str], saying: Saying) -> Saying | None:
    """Envoy says the same of tokens wherever it runs: Google's gateway has to stand near."""
    near = match.string[max(0, match.start() - 600) : match.end() + 600]
    return saying if _GATEWAY.search(near) else None


PATTERNS: tuple[Pattern, ...] = (
    row(
        "gcp.gateway.armor",
        "gcp.gateway.caller-refused",
        0.95,
        ("denied_by_security_policy", "enforcedsecuritypolicy", "cloud armor"),
        r"\bdenied_by_security_policy\b|\benforcedSecurityPolicy\b[^\0]{0,300}?\boutcome\"?\s?:\s?\"?DENY\b|\b(?:blocked|denied|refused) by (?:a |the )?(?:Google )?Cloud Armor\b",
        "A security policy of Cloud Armor on the load balancer refused the request.",
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.gateway.token",
        "gcp.gateway.caller-refused",
        0.9,
        (
            "jwt is missing",
            "in jwt are not allowed",
            "jwt issuer is not configured",
            "jwt verification fails",
            "jwt validation failed",
        ),
        r"\bJwt is missing\b|\bAudiences in Jwt are not allowed\b|\bJwt issuer is not configured\b|\bJwt verification fails\b|\bJWT validation failed: ",
        "The gateway before the function does not accept the caller's token: none, another issuer or another audience.",
        read_token,
        rank=NAMED_LAYER,
    ),
)
