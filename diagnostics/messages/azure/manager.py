"""Refusals of Azure Resource Manager: roles, linked resources, deny assignments, Azure Policy, locks, the directory."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.azure.around import ACTION, NAME, SCOPE, in_function, near, whole
from diagnostics.messages.families import compiled
from diagnostics.messages.model import BARE, NAMED_LAYER, REFUSAL, Pattern, Saying
from diagnostics.messages.row import Q, row

_CLIENT = (
    rf"\b(?:client|identity|user)(?: {Q}{NAME}{Q})?,?(?: with)? object id:? {Q}(?P<principal>{NAME}){Q},?"
)
_POLICY_ID = r"/(?:subscriptions|providers|managementGroups)/[^\s\"'\\,]{1,300}/policyAssignments/[^\s\"'\\,\]})]{1,120}"
_TYPE = re.compile(r".*/providers/(?P<namespace>[\w.]+)(?P<rest>(?:/[^/]+)+)\Z", re.DOTALL)


def read_missing(match: re.Match[str], saying: Saying) -> Saying | None:
    """The deployer's role, unless the function's own code made the call."""
    cause = "azure.role-assignment.missing" if in_function(match) else saying.cause
    return _named(match, replace(saying, cause=cause))


def read_linked(match: re.Match[str], saying: Saying) -> Saying | None:
    """The first missing action with the first linked scope; the text pairs them in order."""
    said = _named(match, saying)
    return replace(said, action=_first(match["action"]), resource=_first(match["resource"]))


def read_denied(match: re.Match[str], saying: Saying) -> Saying | None:
    return replace(_named(match, saying), explicit=True, policy_arn=whole(match["policy_arn"]))


def read_policy(match: re.Match[str], saying: Saying) -> Saying | None:
    """The resource is named without its scope; the assignment is the one that is named near it."""
    assignment = compiled(_POLICY_ID).search(near(match, 300, 3000))
    return replace(
        saying, resource=whole(match["resource"]), explicit=True, policy_arn=assignment and assignment[0]
    )


def read_lock(match: re.Match[str], saying: Saying) -> Saying | None:
    """A refused delete is the delete of the scope's type; a refused write may be any call that changes something."""
    scope = whole(match["resource"])
    action = f"{_type_of(scope)}/delete" if scope and match["verb"].lower() == "delete" else None
    return replace(saying, resource=scope, action=action if _type_of(scope) else None, explicit=True)


def _named(match: re.Match[str], saying: Saying) -> Saying:
    who, action, scope = whole(match["principal"]), whole(match["action"]), whole(match["resource"])
    return replace(
        saying,
        principal=who,
        action=action,
        resource=scope,
        summary=f"{who or 'The caller'} {saying.summary}",
    )


def _first(value: str) -> str | None:
    return whole(value.split(",", maxsplit=1)[0])


def _type_of(scope: str | None) -> str | None:
    """Return the resource type that a resource ID ends with, such as Microsoft.Web/sites/slots."""
    match = _TYPE.fullmatch(scope or "")
    if match is None:
        return None
    segments = match["rest"].strip("/").split("/")
    return "/".join((match["namespace"], *segments[::2])) if len(segments) % 2 == 0 else None


PATTERNS: tuple[Pattern, ...] = (
    row(
        "azure.arm.role-missing", "azure.deployer.role-missing", 0.97,
        ("does not have authorization to perform", "does not have permission to perform", "does not have permissions to perform"),
        rf"{_CLIENT} does not have (?:authorization|permissions?) to perform (?:the )?actions?(?:\(s\))? {Q}(?P<action>{ACTION}){Q}"
        rf"(?: (?:over|at|on) (?:the )?scope(?:\(s\))? {Q}(?P<resource>{SCOPE}))?",
        "has no role that allows this action at this scope.", read_missing, rank=NAMED_LAYER,
    ),
    row(
        "azure.arm.linked", "azure.deployer.linked-role-missing", 0.97,
        ("does not have permission to perform action",),
        rf"{_CLIENT} has permissions? to perform actions? {Q}{ACTION}{Q} on scope {Q}{SCOPE}\n?{Q} *[;,]? *however,? *it does not have permissions? to perform"
        rf" (?:the following )?actions?(?:\(s\))? {Q}(?P<action>(?:{ACTION}|[a-z]{{4,12}}(?=['\"]))(?:, ?{ACTION}){{0,9}}){Q} on (?:the )?linked scope(?:\(s\))? {Q}(?P<resource>{SCOPE})",
        "may change the resource itself, and lacks an action on what it links to.", read_linked, rank=NAMED_LAYER + 1,
    ),
    row(
        "azure.arm.linked-check", "azure.deployer.linked-role-missing", 0.95,
        ("linkedaccesscheckfailed",),
        rf"\bLinkedAccessCheckFailed\b[^\n]{{0,80}}?{_CLIENT} does not have (?:authorization|permissions?) to perform actions? {Q}(?P<action>{ACTION}){Q}"
        rf" over scope {Q}(?P<resource>{SCOPE})",
        "lacks an action on what the resource links to.", read_linked, rank=NAMED_LAYER + 1,
    ),
    row(
        "azure.arm.deny-assignment", "azure.deny-assignment.denied", 0.97, ("deny assignment",),
        rf"{_CLIENT} has permissions? to perform actions? {Q}(?P<action>{ACTION}){Q} on scope {Q}(?P<resource>{SCOPE})\n?{Q} *[;,]? *however,? *the access is denied"
        rf" because of (?:the|a) deny assignment(?: with name {Q}{NAME}{Q} and id {Q}(?P<policy_arn>{NAME}){Q})?(?= |[.,;]|\Z)",
        "has a role for this, and a deny assignment overrides it.", read_denied, rank=NAMED_LAYER + 2,
    ),
    row(
        "azure.arm.condition", "azure.role-assignment.condition-not-met", 0.93, ("abac condition",),
        rf"{_CLIENT} [^\n]{{0,120}}?\bABAC condition\b[^\n]{{0,80}}? to perform actions? {Q}(?P<action>{ACTION}){Q}(?: (?:over|at|on) (?:the )?scope {Q}(?P<resource>{SCOPE}))?",
        "has a role for this under a condition that this request does not meet.", _named, rank=NAMED_LAYER + 1,
    ),
    row(
        "azure.arm.policy", "azure.policy.denied", 0.97, ("disallowed by policy", "disallowed by azure policy"),
        rf"\bResource {Q}(?P<resource>{NAME}){Q} was disallowed by (?:Azure )?polic(?:y|ies)",
        "Azure Policy forbids the resource as it was asked for; roles do not matter.", read_policy, rank=NAMED_LAYER,
    ),
    row(
        "azure.arm.lock", "azure.lock.blocked", 0.97, ("are locked", "is locked"),
        rf"\bscopes? {Q}(?P<resource>{SCOPE})\n?{Q} (?:cannot|can't) perform (?P<verb>\w{{3,20}}) operations? because (?:the )?following scopes?(?:\(s\))? (?:are|is) locked",
        "A management lock forbids the operation, for owners too.", read_lock, rank=NAMED_LAYER,
    ),
    row(
        "azure.arm.policy-code", "azure.policy.denied", 0.95, ("requestdisallowedbypolicy", "requestdisallowedbyazure", "policy violation", "policyviolation"),
        r"\bRequestDisallowedBy(?:Policy|Azure)\b|\bfailed because of policy violation\b|\btype\W{1,5}PolicyViolation\b", "Azure Policy forbids the request; roles do not matter.", rank=REFUSAL - 5,
    ),
    row(
        "azure.arm.lock-code", "azure.lock.blocked", 0.95, ("scopelocked",),
        r"\bScopeLocked\b", "A management lock forbids the operation.", rank=REFUSAL - 5,
    ),
    row(
        "azure.arm.deny-code", "azure.deny-assignment.denied", 0.95, ("denyassignmentauthorizationfailed",),
        r"\bDenyAssignmentAuthorizationFailed\b", "A deny assignment overrides the caller's role.", rank=REFUSAL - 5, explicit=True,
    ),
    row(
        "azure.arm.linked-code", "azure.deployer.linked-role-missing", 0.93, ("linkedauthorizationfailed", "linkedaccesscheckfailed"),
        r"\bLinked(?:AuthorizationFailed|AccessCheckFailed)\b", "The caller lacks an action on what the resource links to.", rank=REFUSAL - 6,
    ),
    row(
        "azure.arm.role-code", "azure.deployer.role-missing", 0.92, ("authorizationfailed", "authorization failed for template resource"),
        r"(?:code|error|status)\W{1,6}AuthorizationFailed\b|\(AuthorizationFailed\)|\bAuthorizationFailed(?=\s{0,3}(?:[-:<\"']|$))|\bAuthorization failed for template resource\b", "The caller has no role that allows the call.", rank=REFUSAL - 8,
    ),
    row(
        "azure.arm.no-permission", "azure.deployer.role-missing", 0.88,
        ("not have authorization to perform action", "not have permissions to perform action", "not have permission to perform action", "don't have permission", "don’t have permission", "not authorized to perform action '"),
        rf"\b(?:(?:(?:do(?:es)?|did) not|(?:do(?:es)?)n['’]t) have (?:the )?(?:authorization|permissions?)|not authorized) to perform (?:the )?actions? {Q}(?P<action>{ACTION}){Q}(?: (?:over|at|on) (?:the )?scope {Q}(?P<resource>{SCOPE}))?",
        "The caller has no role that allows this action.", rank=REFUSAL,
    ),
    row(
        "azure.directory.privileges", "azure.directory-permission.missing", 0.93,
        ("authorization_requestdenied", "insufficient privileges to complete", "erroraccessdenied"),
        r"\bAuthorization_RequestDenied\b|\bErrorAccessDenied\b|\bInsufficient privileges to complete the operation",
        "The directory (Microsoft Graph) refuses: the caller has no such permission or directory role there.", rank=REFUSAL - 6,
    ),
    row(
        "azure.arm.forbidden", "azure.deployer.role-missing", 0.5, ("operation returned an invalid status",),
        r"\bOperation returned an invalid status(?: code)? ['\"]?(?:Forbidden|Unauthorized)\b",
        "The service refused; the text does not say why.", rank=BARE, class_="inconclusive", deny_origin=None,
        next_read="the body of the refusal, or the activity log's entry of the same time",
    ),
)  # fmt: skip
