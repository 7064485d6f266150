"""Azure Storage: each error code has its own class, and one word decides (`using this permission`)."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.causes import lookup
from diagnostics.messages.azure.around import address, listens, near, of_host_storage, whole
from diagnostics.messages.families import compiled
from diagnostics.messages.model import LOOK_ALIKE, REFUSAL, Pattern, Saying
from diagnostics.messages.row import row

_HOST = r"\.(?:blob|queue|table|file|dfs|web)\.(?:core\.[\w.]+|storage\.azure\.net)"
_ACCOUNT = r"\bStorage Account Name:? ?\"(?P<a>[^\"\n]{1,80})\"|\(Account \"(?P<b>[^\"\n]{1,80})\""
_SIGNED = r"[?&](?:sig|sp)=|\bauthentication_?type\W{1,6}(?:\w{0,8}sas)\b|\bSAS token\b"
_ENTRA = r"Lifetime validation failed|Issuer validation failed|Audience validation failed|token is expired|Authentication scheme Bearer|AuthenticationType\W{1,6}OAuth"
_CLOCK = r"Request date header too old|date header in the request is (?:incorrect|too)|RequestTimeTooSkewed"
_DEPLOYMENT = r"InaccessibleStorage|app-package-|storage account for deployment"
_SERVICE_PROPERTIES = (
    r"Set ?Blob ?Service ?Properties|[?&]comp=properties|setAccessPolicy|\bSetProperties(?:Async)?\b"
)


def read_mismatch(match: re.Match[str], saying: Saying) -> Saying | None:
    """A role is missing: of the function, of the host for its own storage, or of the deployment; a SAS lacks a permission."""
    around = near(match)
    if compiled(_SIGNED).search(around):
        return _as(
            saying,
            "azure.storage-account.signature-refused",
            0.85,
            match,
            "The SAS does not cover this operation.",
        )
    if compiled(_DEPLOYMENT).search(around):
        cause = "azure.role-assignment.deployment-storage-missing"
    elif compiled(_SERVICE_PROPERTIES).search(around):
        cause = "azure.role-assignment.blob-service-properties-missing"
    elif of_host_storage(match):
        cause = "azure.role-assignment.host-storage-missing"
    else:
        cause = saying.cause or ""
    return _as(saying, cause, saying.confidence, match)


def read_authentication(match: re.Match[str], saying: Saying) -> Saying | None:
    """The key or SAS is refused; an Entra token that is refused, or a wrong clock, is no policy's doing."""
    around = near(match, 600, 1500)
    if compiled(_CLOCK).search(around):
        return _as(
            saying, "azure.credentials.expired", 0.9, match, "The request's date is off: the clock is wrong."
        )
    if compiled(_ENTRA).search(around):
        return _as(
            saying, "azure.credentials.expired", 0.9, match, "The token is not valid for this account."
        )
    return _as(saying, saying.cause or "", saying.confidence, match)


def read_refusal(match: re.Match[str], saying: Saying) -> Saying | None:
    return _as(saying, saying.cause or "", saying.confidence, match)


def read_absent(match: re.Match[str], saying: Saying) -> Saying | None:
    """What a trigger names and is not there is wiring; what the function's own call names is its own fault; the host's own storage is open."""
    if listens(match):
        where = address(match, _HOST)
        return _as(
            saying,
            "azure.source.missing",
            0.88,
            match,
            "The trigger names something that is not there.",
            where,
        )
    if of_host_storage(match):
        return replace(
            saying, class_="inconclusive", cause="azure.host.not-running", confidence=0.5,
            summary="What the host keeps in its own storage is not there.", next_read="whether the account was emptied, or an emulator is meant",
        )  # fmt: skip
    return saying


def _as(
    saying: Saying,
    cause: str,
    confidence: float,
    match: re.Match[str],
    summary: str = "",
    where: str | None = None,
) -> Saying:
    """Return *saying* with *cause*, its class and origin, and the account or address that stands near."""
    known = lookup(cause)
    assert known is not None, cause  # noqa: S101 - a cause of this file; a test walks them
    return replace(
        saying, cause=cause, class_=known.class_, deny_origin=known.deny_origin, confidence=confidence,
        summary=summary or saying.summary, resource=where or address(match, _HOST) or _account(match),
    )  # fmt: skip


def _account(match: re.Match[str]) -> str | None:
    found = compiled(_ACCOUNT).search(near(match, 600, 300))
    return whole(found["a"] or found["b"]) if found else None


def _code(name: str, cause: str, confidence: float, hints: tuple[str, ...], regex: str, summary: str, rank: int = REFUSAL) -> Pattern:  # fmt: skip
    return row(f"azure.storage.{name}", cause, confidence, hints, regex, summary, read_refusal, rank=rank)


PATTERNS: tuple[Pattern, ...] = (
    row(
        "azure.storage.permission-mismatch", "azure.role-assignment.missing", 0.95,
        ("authorizationpermissionmismatch", "using this permission", "required permissions needed to perform this operation"),
        r"\bAuthorizationPermissionMismatch\b|\b(?:not authorized|denied) to perform this operation using this permission\b"
        r"|\bdo not have the required permissions needed to perform this operation\b",
        "The storage account accepted the caller, who has no data role for this operation.", read_mismatch, rank=REFUSAL + 2,
    ),
    _code(
        "firewall", "azure.storage-firewall.blocked", 0.93,
        ("authorizationfailure", "to perform this operation", "ipauthorizationerror", "blocked by network rules of storage"),
        r"\bAuthorizationFailure\b|\bThis request is (?:not authorized|denied) to perform this operation\b(?! using)|\b\w{0,12}IpAuthorizationError\b"
        r"|\bblocked by network rules of storage account",
        "The storage account's network rules refuse the address that the call comes from.", REFUSAL + 1,
    ),
    _code(
        "keys-off", "azure.storage-account.shared-key-disabled", 0.97,
        ("keybasedauthenticationnotpermitted", "key based authentication is not permitted"),
        r"\bKeyBasedAuthenticationNotPermitted\b|\bKey based authentication is not permitted\b",
        "The storage account takes no account keys any more, and the caller uses one.", REFUSAL + 3,
    ),
    _code(
        "anonymous", "azure.storage-account.anonymous-access-off", 0.95,
        ("publicaccessnotpermitted", "public access is not permitted on this storage"),
        r"\bPublicAccessNotPermitted\b|\bPublic access is not permitted on this storage account\b",
        "The call carried no credentials, and the account allows no anonymous reading.", REFUSAL + 3,
    ),
    _code(
        "no-credentials", "azure.storage-account.anonymous-access-off", 0.75,
        ("noauthenticationinformation",),
        r"\bNoAuthenticationInformation\b", "The call carried no credentials, and what it asks for is not public.",
    ),
    row(
        "azure.storage.authentication", "azure.storage-account.signature-refused", 0.86,
        ("server failed to authenticate the request", "mac signature found", "signature not valid in the specified time", "signature did not match"),
        r"\bServer failed to authenticate the request\. Make sure (?:that )?the value of (?:the )?Authorization header|\bMAC signature found in the HTTP request"
        r"|\bSignature not valid in the specified time ?frame|\bSignature did not match\b|\bServer failed to authenticate the request\b(?!\. (?:Please )?refer)",
        "The storage account does not accept the key or SAS: rotated, expired or wrong.", read_authentication, rank=REFUSAL + 1,
    ),
    row(
        "azure.storage.authentication-code", "azure.storage-account.signature-refused", 0.78, ("authenticationfailed",),
        r"\bAuthenticationFailed\b(?=[^\0]{0,400}(?:windows\.net|x-ms-|Storage|blob|queue|Signature))",
        "The storage account does not accept the key or SAS: rotated, expired or wrong.", read_authentication, rank=REFUSAL - 4,
    ),
    _code(
        "token", "azure.credentials.expired", 0.85, ("invalidauthenticationinfo",),
        r"\bInvalidAuthenticationInfo\b", "The token is expired, malformed or meant for something else.", LOOK_ALIKE + 8,
    ),
    _code(
        "sas-limits", "azure.storage-account.signature-refused", 0.9,
        ("sourceipmismatch", "protocolmismatch", "servicemismatch", "resourcetypemismatch", "using this source ip", "using this protocol",
         "using this service", "using this resource type", "unauthorizedbloboverwrite", "authorized to perform blob overwrites"),
        r"\bAuthorization(?:SourceIP|Protocol|Service|ResourceType)Mismatch\b|\bnot authorized to perform this operation using this (?:source IP|protocol|service|resource type)\b"
        r"|\bUnauthorizedBlobOverwrite\b|\bnot authorized to perform blob overwrites\b",
        "The SAS limits what it may be used for, and this call is outside of it.", REFUSAL + 3,
    ),
    row(
        "azure.storage.account-permissions", "azure.storage-account.signature-refused", 0.5, ("insufficientaccountpermissions", "does not have sufficient permissions to execute"),
        r"\bInsufficientAccountPermissions\b|\baccount being accessed does not have sufficient permissions to execute this operation\b",
        "The account itself may not do this: a read-only second location, or an account that is limited.",
        rank=REFUSAL - 2, class_="inconclusive", deny_origin=None, next_read="the account's state and which of its endpoints was called",
    ),
    _code(
        "account-disabled", "azure.subscription.disabled", 0.92, ("accountisdisabled", "specified account is disabled"),
        r"\bAccountIsDisabled\b|\bThe specified account is disabled\b", "The account is switched off with its subscription.", LOOK_ALIKE + 8,
    ),
    row(
        "azure.storage.absent", "azure.function.wrong-name", 0.9,
        ("blobnotfound", "containernotfound", "queuenotfound", "tablenotfound", "sharenotfound", "parentnotfound", "pathnotfound", "filesystemnotfound",
         "specified blob does not exist", "specified container does not exist", "specified queue does not exist", "table specified does not exist",
         "specified share does not exist", "specified resource does not exist", "specified path does not exist", "specified filesystem does not exist"),
        r"(?<![\w.])(?:Blob|Container|Queue|Table|Share|Parent|Path|Filesystem)NotFound\b|\bThe specified (?:blob|container|queue|share|resource|path|filesystem) does not exist\b|\btable specified does not exist\b",
        "The call names something that is not there.", read_absent, rank=LOOK_ALIKE + 3,
    ),
    _code(
        "request", "azure.function.application-error", 0.88,
        ("conditionnotmet", "blobalreadyexists", "invalidresourcename", "outofrangeinput", "invalidqueryparameter", "md5mismatch", "leaseidmissing", "invalidblobtype", "entityalreadyexists", "invaliduri", "leasealreadypresent", "entitytoolarge", "leaseidmismatch", "leasenotpresent", "resource name contains invalid characters"),
        r"\b(?:ConditionNotMet|BlobAlreadyExists|EntityAlreadyExists|InvalidResourceName|OutOfRangeInput|InvalidQueryParameterValue|Md5Mismatch|LeaseIdMissing|InvalidBlobType|InvalidUri|Lease(?:AlreadyPresent|IdMismatch\w{0,30}|NotPresent\w{0,30})|EntityTooLarge)\b|\bresource name contains invalid characters\b",
        "The request itself does not fit what is stored; nothing is refused.", LOOK_ALIKE + 3,
    ),
    _code(
        "being-deleted", "azure.target.failing", 0.8, ("containerbeingdeleted", "queuebeingdeleted", "tablebeingdeleted", "is being deleted"),
        r"\b(?:Container|Queue|Table|Share)BeingDeleted\b|\bspecified (?:container|queue|share) is being deleted\b",
        "The thing is being deleted just now; the same name is free a little later.", LOOK_ALIKE + 3,
    ),
)  # fmt: skip
