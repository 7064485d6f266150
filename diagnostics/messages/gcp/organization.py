"""Organization policies: who may be a member, and which settings a deployment may have."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.gcp.names import full_name
from diagnostics.messages.gcp.refusals import of_google
from diagnostics.messages.model import NAMED_LAYER, Pattern, Saying
from diagnostics.messages.row import Q, row
from diagnostics.messages.values import VALUE

_CONSTRAINT = r"(?:constraints|customConstraints)/[\w.]{3,120}"
_NETWORKS = re.compile(r"constraints/(?:run\.allowedIngress|cloudfunctions\.allowedIngress)", re.IGNORECASE)


def read_constraint(match: re.Match[str], saying: Saying) -> Saying | None:
    """Name the constraint, and the resource where the sentence has one."""
    around = match.string[max(0, match.start() - 200) : match.end() + 300]
    constraint = re.search(_CONSTRAINT, around)
    if constraint is None and not (match[0].lower().startswith("operation denied") or of_google(match)):
        return None  # other organizations have policies, too
    group = match.groupdict()
    name = full_name(group.get("resource"))
    said = replace(
        saying,
        code=constraint[0].partition("/")[2] if constraint else None,
        resource=name if name and "/" in name else None,
    )
    if constraint and re.search(r"allowedPolicyMember", constraint[0]):
        said = replace(said, cause="gcp.organization.member-forbidden")
    return replace(
        said, summary=f"An organization policy forbids it ({constraint[0]})." if constraint else said.summary
    )


def read_member(match: re.Match[str], saying: Saying) -> Saying | None:
    """Which binding it was stands around: allUsers where the text says so."""
    around = match.string[max(0, match.start() - 600) : match.end() + 300]
    service = re.search(
        r"cloud ?run ?(?:v2 )?service|run\.services|--allow-unauthenticated", around, re.IGNORECASE
    )
    return replace(saying, action="run.services.setIamPolicy" if service else None)


PATTERNS: tuple[Pattern, ...] = (
    row(
        "gcp.organization.member",
        "gcp.organization.member-forbidden",
        0.97,
        ("permitted customer", "allowedpolicymember", "permitted organization"),
        r"\busers? named in the policy (?:do|does) not belong to a permitted (?:customer|organization)\b",
        "An organization policy (domain restricted sharing) forbids this member in a binding.",
        read_member,
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.organization.constraint",
        "gcp.organization.setting-forbidden",
        0.96,
        ("constraint", "org policy", "org policies", "organization policy", "org_policy", "org_restriction"),
        rf"\bOperation denied by (?:an )?org(?:anization)? polic(?:y|ies)\b(?: on resource {Q}(?P<resource>{VALUE}))?|\bviolate[sd]? (?:one or more )?(?:org(?:anization)? polic(?:y|ies)\b|constraint {Q}{_CONSTRAINT})"
        rf"|\bConstraint {Q}{_CONSTRAINT}{Q} (?:is )?violated\b|\b(?:violates|forbidden by|blocked by|denied by|prohibited by|not allowed by|disallowed by)[^\n]{{0,40}}(?:{_CONSTRAINT}|\borg(?:anization)? polic(?:y|ies)\b)"
        rf"|\b(?:LOCATION_)?ORG_POLICY_VIOLATED\b|\bORG_RESTRICTION_VIOLATION\b|\bdue to the evaluation of the following org(?:anization)? polic(?:y|ies)|{Q}{_CONSTRAINT}{Q} (?:is )?(?:violated|enforced)",
        "An organization policy forbids this setting.",
        read_constraint,
        rank=NAMED_LAYER - 1,
    ),
    row(
        "gcp.organization.key-creation",
        "gcp.organization.setting-forbidden",
        0.93,
        ("key creation is not allowed",),
        r"\bKey creation is not allowed on this service account\b",
        "An organization policy forbids keys of service accounts.",
        rank=NAMED_LAYER,
    ),
)
