"""What single services say without naming the permission, or in a form of their own."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.gcp import refusals
from diagnostics.messages.gcp.names import EMAIL, PERMISSION, bigquery, full_name, member
from diagnostics.messages.model import BARE, LOOK_ALIKE, NAMED_REQUEST, REFUSAL, Pattern, Saying
from diagnostics.messages.row import Q, Read, row
from diagnostics.messages.values import VALUE

_MISSING = "gcp.service-account.permission-missing"
_NAME = r"[\w.:<>*\[\]{}$-]{3,400}"


def _of_function(permission: str) -> Read:
    """Return a reader for a sentence about the function's own account, whose permission is always the same."""

    def read(match: re.Match[str], saying: Saying) -> Saying | None:
        group = match.groupdict()
        said = refusals.of_permission(
            saying, match.string, permission=permission, principal=group.get("principal"), resource=full_name(group.get("resource"))
        )  # fmt: skip
        return replace(said, cause=saying.cause)  # whoever deployed it

    return read


def read_unnamed(match: re.Match[str], saying: Saying) -> Saying | None:
    """The sentence names nothing: the method, the command or the details around it may."""
    return refusals.of_permission(saying, match.string)


def read_bare(match: re.Match[str], saying: Saying) -> Saying | None:
    """Programs speak gRPC to others, too: a bare code is Google's where its libraries, tools or hosts stand near."""
    near = match.string[max(0, match.start() - 600) : match.end() + 600]
    return refusals.of_permission(saying, match.string) if _LIBRARY.search(near) else None


_LIBRARY = re.compile(
    r"googleapi|google[.\-/]|\bgcloud\b|gserviceaccount|firebase|firestore|\bHTTP Error: 403,|\bpub/?sub\b|ResponseError: status|OperationError: code|Error code 7, message|big(?:query|table)|spanner|datastore",
    re.IGNORECASE,
)


def read_caller(match: re.Match[str], saying: Saying) -> Saying | None:
    """Sentences that applications have for their own users as well, unless Google's words stand near."""
    who = match["principal"] or match["who"]
    if not refusals.of_google(match):
        return None
    if _LOGIN.match(match.string, match.end()):
        return replace(
            saying, class_="inconclusive", cause=None, deny_origin=None, confidence=0.5,
            summary="The registry refused the caller, or its login: the same words stand for a missing role and for no valid credentials.",
            next_read="whether Docker is logged in to the registry (gcloud auth configure-docker), then the account's role on the repository",
        )  # fmt: skip
    return refusals.of_permission(saying, match.string, principal=who)


_LOGIN = re.compile(r",?\s+and you may have invalid credentials", re.IGNORECASE)


def read_pubsub(match: re.Match[str], saying: Saying) -> Saying | None:
    """Pub/Sub: gcloud's command line above names the topic, or the library's wrapper around the refusal does."""
    if not refusals.of_google(match):
        return None  # applications say the same of their users
    wrapper = _PUBLISHING.search(match.string, max(0, match.start() - 400), match.end() + 400)
    said = refusals.of_permission(
        saying,
        match.string,
        permission="pubsub.topics.publish" if wrapper else None,
        resource=wrapper["topic"] if wrapper else None,
    )
    topic = re.search(
        r"gcloud (?:alpha |beta )?pubsub (topics|subscriptions) [\w-]{3,40} ([\w./-]{3,300})",
        match.string[max(0, match.start() - 600) : match.start()],
    )
    return replace(said, resource=said.resource or topic[2]) if topic and said.action else said


_PUBLISHING = re.compile(
    r"\b[Pp]ublish(?:ing)?\b[^\n]{0,40}?\b(?P<topic>projects/[^\s/\"']{1,80}/topics/[\w.~+%-]{3,255})"
)


def read_bigquery(match: re.Match[str], saying: Saying) -> Saying | None:
    """`Access Denied: Table P:D.T: …`: the kind says what is named, the sentence which permission."""
    kind, name, rest = match["kind"].lower(), match["name"].rstrip(":"), match["rest"]
    resource = (
        f"projects/{name}"
        if kind == "project"
        else bigquery(name)
        if kind in ("table", "dataset", "view")
        else None
    )
    named = re.search(
        rf"(?:\b(?:have|permission) |\b){Q}(?P<action>bigquery\.[A-Za-z.]{{5,80}}|datacatalog\.[A-Za-z.]{{5,80}})\b",
        rest,
    )
    action = (
        named["action"]
        if named
        else "bigquery.tables.getData"
        if "permission to query table" in rest
        else None
    )
    return refusals.of_permission(saying, match.string, permission=action, resource=resource)


def read_firestore(match: re.Match[str], saying: Saying) -> Saying | None:
    """The same words for IAM and for security rules; only the browser's and the phone's SDK meets rules."""
    before = match.string[max(0, match.start() - 200) : match.start()]
    if (
        "FirebaseError" in before
        or "permission-denied" in before
        or "firebase/firestore" in before
        or "Listen for Query(" in before
        or "Write failed at" in before
    ):
        return replace(
            saying, class_="inconclusive", cause=None, deny_origin=None, confidence=0.5,
            summary="Firestore refused the client SDK: security rules decide there, not the function's account.",
            next_read="whether the call was made by the server's library (an account) or by a client SDK (security rules)",
        )  # fmt: skip
    return refusals.of_permission(saying, match.string)


PATTERNS: tuple[Pattern, ...] = (
    row(
        "gcp.secret.revision",
        _MISSING,
        0.97,
        ("permission denied on secret",),
        rf"\bPermission denied on secret:? (?P<resource>{VALUE})(?: for Revision service account (?P<principal>{EMAIL}))?",
        "",
        _of_function("secretmanager.versions.access"),
        rank=NAMED_REQUEST,
    ),
    row(
        "gcp.pubsub.not-authorized",
        _MISSING,
        0.93,
        ("user not authorized to perform this action",),
        r"\bUser not authorized to perform this action\b\.?",
        "",
        read_pubsub,
        rank=REFUSAL,
    ),
    row(
        "gcp.firestore.insufficient",
        _MISSING,
        0.9,
        ("missing or insufficient permissions",),
        r"\bMissing or insufficient permissions\b\.?",
        "",
        read_firestore,
        rank=REFUSAL,
    ),
    row(
        "gcp.bigquery.denied",
        _MISSING,
        0.96,
        ("access denied: ",),
        rf"\bAccess Denied: (?P<kind>Project|Table|Dataset|View|Routine|Job|Connection|BigQuery) (?P<name>{_NAME}): (?P<rest>[^\n]{{10,300}})",
        "",
        read_bigquery,
        rank=NAMED_REQUEST + 2,
    ),
    row(
        "gcp.storage.anonymous",
        "gcp.service-account.other-identity",
        0.9,
        ("anonymous caller",),
        rf"\bAnonymous (?:caller|users) (?:does not|do not) have {Q}(?P<action>{PERMISSION}){Q} access(?:[^\n.]{{0,80}}\. ?Permission {Q}[\w.]{{5,80}}{Q} denied on resource(?: (?!\(){Q}(?P<resource>{VALUE}){Q})?)?",
        "The call carried no credentials at all: Cloud Storage saw an anonymous caller.",
        lambda m, s: replace(
            refusals.of_permission(s, m.string, permission=m["action"], resource=full_name(m["resource"])),
            cause="gcp.service-account.other-identity",
            deny_origin="identity-missing",
            principal=None,
            confidence=0.9,
            summary=s.summary,
        ),
        rank=NAMED_REQUEST + 2,
    ),
    row(
        "gcp.key.agent",
        "gcp.key.agent-not-admitted",
        0.93,
        ("cloud kms key", "kms key", "cmek", "service account to have"),
        rf"\bPermission denied on Cloud KMS key\b|\bCloud KMS key[^\n]{{0,120}}\b(?:ensure|grant)[^\n]{{0,60}}service (?:account|agent) (?:(?P<principal>{EMAIL}) )?[^\n]{{0,60}}\b(?:authorized|permission|role)"
        r"|\bservice (?:account|agent)[^\n]{0,120}\bdoes not have (?:permission|access) to (?:use )?(?:the )?(?:Cloud )?KMS key\b",
        "A service agent may not use the key of customer-managed encryption: the agent needs the key's role, not the function.",
        lambda m, s: replace(s, principal=member(m["principal"])),
        rank=REFUSAL + 2,
    ),
    row(
        "gcp.quota-project",
        "gcp.service-account.other-identity",
        0.92,
        ("user_project_denied", "permission to use project"),
        rf"\b(?:Caller|User|{EMAIL}) does not have (?:the )?required permission to use project {Q}(?P<resource>{VALUE})|\bUSER_PROJECT_DENIED\b",
        "The caller may not use the project that the call is billed to: serviceusage.services.use is missing there.",
        lambda m, s: replace(
            s,
            action="serviceusage.services.use",
            resource=f"projects/{full_name(m['resource'])}" if m["resource"] else None,
        ),
        rank=NAMED_REQUEST,
    ),
    row(
        "gcp.enable-refused",
        "gcp.deployer.permission-missing",
        0.93,
        (
            "permission denied to enable service",
            "permission denied to list services",
            "permission denied to get service",
        ),
        r"\bPermission denied to (?P<verb>enable|list|get|disable) services? \[[^\]\n]{3,120}\]",
        "The caller may not look at, or switch on, the APIs of the project.",
        lambda m, s: refusals.of_permission(
            s, m.string, permission=f"serviceusage.services.{m['verb'].lower()}"
        ),
        rank=NAMED_REQUEST,
    ),
    row(
        "gcp.policy-update",
        "gcp.deployer.permission-missing",
        0.92,
        ("policy update access denied",),
        r"\bPolicy update access denied\b",
        "The caller may not change the policy, or may not grant this role.",
        read_unnamed,
        rank=REFUSAL - 2,
    ),
    row(
        "gcp.caller-no-permission",
        _MISSING,
        0.85,
        (
            "not have permission",
            "not have required permission",
            "have sufficient permission",
            "permission denied for service account",
            "have the needed permission",
            "forbidden from accessing",
            "insufficient permission",
            "insufficient-permission",
        ),
        r"\bThe (?:caller|user) does not have (?:sufficient )?permissions?\b(?! to (?:use project|query))|\bUser does not have (?:sufficient )?permissions?\b(?! to query)"
        rf"|\bIAM permission denied for service account (?P<principal>{EMAIL})|\bcaller does not have required permission\b(?! to use)|\bYou don['’]t have the needed permissions to perform this operation\b|\binsufficient permissions? to (?:access|perform)\b|\bauth/insufficient-permission\b|\bThe user is forbidden from accessing the (?:bucket|project)\b"
        rf"|\b(?P<who>{EMAIL}) does not have (?:sufficient )?permissions? to \w+",
        "",
        read_caller,
        rank=REFUSAL - 2,
    ),
    row(
        "gcp.bare",
        _MISSING,
        0.7,
        (
            "permission denied",
            "permission_denied",
            "permissiondenied",
            "http error: 403",
            "httperror 403",
            "status=[403]",
            "code=7",
            "error code 7",
            "code: 7",
            "exception: 403",
            '"forbidden"',
            'code":7',
            'code": 7',
            "googleapi: error 403",
            "exceptions.forbidden: 403",
            "exceptions.permissiondenied: 403",
            "<httperror 403",
            "permissiondeniedexception",
            "permissiondeniederror",
        ),
        r"\bgoogleapi: Error 403\b|\bgoogle\.api_core\.exceptions\.(?:Forbidden|PermissionDenied): 403\b|<HttpError 403\b|\bgax\.rpc\.PermissionDeniedException\b|\bGoogle::Cloud::PermissionDeniedError\b"
        r"|\(gcloud\.[\w.-]{3,80}\) (?:\[?\w[^\n]{0,80}\]? )?(?:PERMISSION_DENIED|Permission denied|HTTPError 403)\b|\bHTTP Error: 403,|\bResponseError: status=\[403\]|\bOperationError: code=7\b|\bError code 7, message\b"
        r"|\b(?:7 |StatusRuntimeException: |StatusCode\.)(?-i:PERMISSION_DENIED)\b|\bcode = (?-i:PermissionDenied)\b|\bStatusCode=[\"']?(?-i:PermissionDenied)\b|\bGRPC::PermissionDenied\b|\b(?:GoogleJsonResponse|Storage|Google|BigQuery)Exception: 403\b|\breason\"?\s?:\s?\"forbidden\"|\"?\bcode\"?\s?:\s?7,\s{0,3}\"?(?:message|details)\b",
        "A Google API refused the call; the text does not say which permission is missing.",
        read_bare,
        rank=BARE,
    ),
    row(
        "gcp.not-found-or-zone",
        "gcp.function.wrong-name",
        0.8,
        (
            "permission denied on 'locations",
            'permission denied on "locations',
            "permission denied on resource project",
        ),
        rf"\bPermission denied on {Q}locations/{VALUE}|\bPermission denied on resource project {Q}{VALUE}",
        "The project, region or zone that the call names does not exist (Google answers as if it were refused).",
        rank=LOOK_ALIKE + 22,
    ),
)
