"""VPC Service Controls: a perimeter refuses, from where a call comes or where it goes; no role helps."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.gcp.envelope import around
from diagnostics.messages.model import NAMED_LAYER, Pattern, Saying
from diagnostics.messages.row import row

_ID = re.compile(
    r"(?:vpcServiceControlsUnique(?:Identifier|Id)\"?\s?[:=]?\s{0,3}\"?|\"?description\"?\s?:\s?\"|\buid\"?\s?[:=]\s?\"?)(?P<id>[\w-]{16,80})"
)


def read_perimeter(match: re.Match[str], saying: Saying) -> Saying | None:
    """Add the violation's id, by which the organization's policy log names rule and perimeter."""
    text = match.string
    stretch = text[max(0, match.start() - 600) : match.end() + 600]
    return replace(saying, **violation(stretch), principal=around(text, *match.span()).principal)


def violation(text: str) -> dict[str, str]:
    """Return code, cause and summary of the violation that *text* tells of; the call came in where it says so."""
    found = _ID.search(text)
    coming_in = re.search(r"HttpIngress|ingressViolations|NO_MATCHING_ACCESS_LEVEL", text) is not None
    number = f" (id {found['id']})" if found else ""
    return {
        "cause": "gcp.perimeter.ingress-denied" if coming_in else "gcp.perimeter.egress-denied",
        "code": found["id"] if found else "SECURITY_POLICY_VIOLATED",
        "summary": f"VPC Service Controls refused the call{number}: a perimeter stands between caller and resource.",
    }


PATTERNS: tuple[Pattern, ...] = (
    row(
        "gcp.perimeter",
        "gcp.perimeter.egress-denied",
        0.97,
        (
            "prohibited by organization",
            "vpcservicecontrols",
            "vpc_service_controls",
            "security_policy_violated",
            "vpc service controls",
        ),
        r"\bRequest is prohibited by organization['’]?s policy\b|\bvpcServiceControlsUnique(?:Identifier|Id)\b|\bVPC_SERVICE_CONTROLS\b|\bSECURITY_POLICY_VIOLATED\b"
        r"|\b(?:blocked|denied|refused|rejected|violates?|violation of|due to|because of)[^\n]{0,60}\bVPC Service Controls\b(?! you must)",
        "",
        read_perimeter,
        rank=NAMED_LAYER,
        next_read="the organization's policy log, by the violation's id",
    ),
)
