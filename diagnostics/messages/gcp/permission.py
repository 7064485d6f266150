"""Refusals that name the permission: `Permission 'P' denied on resource 'R' (or it may not exist)` and its relatives."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.gcp import refusals
from diagnostics.messages.gcp.names import EMAIL, PERMISSION, bigquery, full_name
from diagnostics.messages.model import NAMED_REQUEST, REFUSAL, Pattern, Saying
from diagnostics.messages.row import Q, Read, row
from diagnostics.messages.values import VALUE

_ACTION = rf"{Q}\[?(?P<action>{PERMISSION})\]?{Q}"
_KIND = r"(?:(?:the )?(?:following )?(?P<kind>resources?|service account|secret|project|table|dataset|bucket|object|topic|subscription|queue|key|instance|model|routine)\b ?:? ?)?"
_RESOURCE = rf"{_KIND}(?!\(|or\b|because\b|and\b|to\b|you\b){Q}(?P<resource>{VALUE}){Q}"
_ON = rf"(?: (?:on|for|in|to access|to) {_RESOURCE})?"


def read_permission(match: re.Match[str], saying: Saying) -> Saying | None:
    """Return the refused request; a resource is only what the sentence itself, or the error's own details, name."""
    group = match.groupdict()
    permission, principal = group["action"], group.get("principal")
    if not refusals.of_google(match, permission):
        return None  # an application's own permissions look alike
    resource = _resource(group.get("named"), permission, "resource") or _resource(
        group.get("resource"), permission, (group.get("kind") or "").lower()
    )
    if (
        resource
        and resource.startswith("projects/-/serviceAccounts/")
        and not permission.lower().startswith("iam.")
    ):
        principal, resource = (
            principal or resource.rpartition("/")[2],
            None,
        )  # an account is who acts, except for IAM itself
    return refusals.of_permission(
        saying, match.string, permission=permission, principal=principal, resource=resource
    )


def read_wanted(match: re.Match[str], saying: Saying) -> Saying | None:
    """What requires a permission is no refusal by itself: the text has to speak of one."""
    around = match.string[max(0, match.start() - 300) : match.end() + 200]
    return read_permission(match, saying) if refusals.TROUBLE.search(around) else None


_SAID_BETTER = re.compile(
    rf"has not been used in project|not enabled|is disabled|\bpermissions? {Q}{PERMISSION}|have {Q}{PERMISSION}",
    re.IGNORECASE,
)


def read_instance(match: re.Match[str], saying: Saying) -> Saying | None:
    """The sentence of gcloud itself: `[WHO] does not have permission to access projects instance [P:setIamPolicy]`."""
    if _SAID_BETTER.search(match.string, match.end(), match.end() + 400):
        return None  # the sentence behind the colon is the service's own
    kind, (name, _, verb) = match["kind"], match["name"].partition(":")
    of_project = kind == "projects"
    return refusals.of_permission(
        saying, match.string, principal=match["principal"],
        permission=f"resourcemanager.projects.{verb}" if of_project and verb else None,
        resource=f"projects/{name}" if of_project and "/" not in name else full_name(name) if name.startswith("projects/") else None,
    )  # fmt: skip


def read_details(match: re.Match[str], saying: Saying) -> Saying | None:
    """ErrorInfo without a sentence that is known: the details alone name the request."""
    start = max(
        match.string.rfind("ErrorInfo", max(0, match.start() - 400), match.start()),
        match.string.rfind("{", max(0, match.start() - 400), match.start()),
        0,
    )
    said = refusals.of_permission(replace(saying, span=(start or match.start(), match.start())), match.string)
    return said if said.action or said.resource else replace(said, rank=REFUSAL - 10, confidence=0.9)


_ITEM = re.compile(r"^- (?P<item>(?:(?!- )\w{3,30}:[^\n]*\n?){1,12})", re.MULTILINE)
_KEY = re.compile(r"^(permission|resource|granted): *[\"']?([^\s\"']{3,400})", re.MULTILINE)


def read_listing(match: re.Match[str], saying: Saying) -> Saying | None:
    """An audit record as `gcloud logging read` prints it, in YAML: the authorization that was not granted is the one refused."""
    start = match.string.rfind("authorizationInfo:", max(0, match.start() - 3000), match.start())
    if start < 0 or "audit.AuditLog" not in match.string[max(0, start - 3000) : match.end()]:
        return None
    for item in _ITEM.finditer(match.string, start, match.start()):
        told = dict(_KEY.findall(item["item"]))
        if told.get("granted") != "true" and "permission" in told:
            return refusals.of_permission(
                saying, match.string, permission=told["permission"], resource=full_name(told.get("resource"))
            )
    return None


def _resource(written: str | None, permission: str, kind: str) -> str | None:
    name = full_name(written)
    if name is None or name == permission or not (kind or re.search(r"[/:@._\d-]", name)):
        return None  # a plain word of the sentence: `is required to deploy`
    if permission.lower().startswith("bigquery.") and "/" not in name:
        name = bigquery(name) or name
    return f"projects/{name}" if kind == "project" and not re.search(r"[/:@]", name) else name


def _named(
    name: str, hints: tuple[str, ...], regex: str, rank: int = NAMED_REQUEST, read: Read = read_permission
) -> Pattern:
    return row(
        f"gcp.permission.{name}",
        "gcp.service-account.permission-missing",
        0.96,
        hints,
        regex,
        "",
        read,
        rank=rank,
    )


_OR_ABSENT = rf"(?:[^\n.]{{0,80}}\. ?Permissions? {Q}[\w.]{{5,120}}{Q} denied on resource(?: (?!\(){Q}(?P<named>{VALUE}){Q})?)?"

PATTERNS: tuple[Pattern, ...] = (
    _named(
        "access",  # before the next row: Cloud Storage says the same again behind it
        ("not have", "n't have", "n’t have"),
        rf"(?:(?P<principal>{EMAIL}) )?(?:does not|do not|doesn['’]t|not) have (?:the )?{_ACTION} (?:access|permissions?)\b{_ON}{_OR_ABSENT}",
        NAMED_REQUEST + 1,
    ),
    _named(
        "denied",
        ("permission",),
        rf"\bpermissions? {_ACTION} (?:(?:is|was|were) )?denied\b(?:[\s,]{{0,2}}(?:on|for|to|by|in) {_RESOURCE})?",
    ),
    _named(
        "lacking",
        ("permission",),
        r"\b(?:lacks?|lacking|missing|(?:does not|doesn['’]t|do not|don['’]t|did not|didn['’]t|not) have|without)"
        rf" (?:the |any )?(?:IAM |required |necessary |following |needed ){{0,2}}permissions?(?:\(s\))?:? {_ACTION}(?: for {Q}(?P<principal>(?:serviceAccount:|user:)?{EMAIL}){Q}(?= on\b))?{_ON}",
    ),
    _named("lacks", ("lacks",), rf"\blacks {_ACTION}{_ON}"),
    _named(
        "wanted",
        ("permission",),
        rf"\b(?:must have|requires?|needs?) (?:the |any )?(?:IAM |required |necessary |following |needed ){{0,2}}permissions?(?:\(s\))?:? {_ACTION}{_ON}",
        read=read_wanted,
    ),
    _named("required", ("permission",), rf"\brequired {_ACTION} permissions?(?:\(s\))?{_ON}"),
    _named(
        "needed",
        ("permission",),
        rf"\bpermissions? {_ACTION} (?:is|are) (?:required|needed)(?: to perform this operation)?{_ON}",
        read=read_wanted,
    ),
    _named(
        "listed",
        ("permission",),
        rf"\bmissing the following (?:required )?permissions?(?: on {_RESOURCE})?:? {_ACTION}",
    ),
    row(
        "gcp.permission.instance",
        "gcp.deployer.permission-missing",
        0.95,
        ("does not have permission to access",),
        rf"\[?(?P<principal>{EMAIL})\]? does not have permission to access (?P<kind>[\w.]{{3,40}}) instance \[(?P<name>[^\]\s]{{1,200}})\]",
        "",
        read_instance,
        rank=NAMED_REQUEST,
    ),
    row(
        "gcp.permission.listing",
        "gcp.service-account.permission-missing",
        0.95,
        ("code: 7",),
        r"\bstatus:\ncode: 7\b",
        "",
        read_listing,
        rank=NAMED_REQUEST,
    ),
    row(
        "gcp.permission.details",
        "gcp.service-account.permission-missing",
        0.95,
        ("iam_permission_denied",),
        r"\bIAM_PERMISSION_DENIED\b",
        "",
        read_details,
        rank=REFUSAL - 1,
    ),
)
