"""None of the four: an API that is off, billing, quotas, tokens, names that do not exist, grants that have not arrived."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.model import CONSEQUENCE, LOOK_ALIKE, REFUSAL, Pattern, Saying
from diagnostics.messages.row import row

_CLEAR = REFUSAL + 5  # says what it is, though its code is that of a refusal


def read_absent(match: re.Match[str], saying: Saying) -> Saying | None:
    """A name that is not there; where a trigger names it, the wiring is at fault."""
    before = match.string[max(0, match.start() - 300) : match.end() + 200].lower()
    if re.search(r"\btrigger|subscription .{0,80}topic|event_trigger|eventarc", before):
        return replace(
            saying,
            class_="trigger",
            cause="gcp.eventarc-trigger.missing",
            confidence=0.7,
            summary="A trigger names something that does not exist.",
        )
    return saying


PATTERNS: tuple[Pattern, ...] = (
    row(
        "gcp.api.disabled",
        "gcp.api.disabled",
        0.97,
        (
            "has not been used in project",
            "service_disabled",
            "it is disabled",
            "is not enabled",
            "accessnotconfigured",
            "access not configured",
            "not enabled on project",
            "api has not been used",
            "api is disabled",
        ),
        r"\bhas not been used in (?:project|consumer) [^\n]{1,120} before or it is disabled|\bSERVICE_DISABLED\b|\baccessNotConfigured\b"
        r"|\bAPI \[[\w.-]{5,80}\] (?:is )?not enabled on project|\bAPI is (?:not enabled|disabled)\b|\bServiceDisabledException\b|\bAccess Not Configured\b|\bAPI has not been used\b",
        "An API is not enabled in the project that the call is billed to; a role would change nothing.",
        rank=_CLEAR,
    ),
    row(
        "gcp.billing.disabled",
        "gcp.project.billing-disabled",
        0.96,
        ("billing", "accountdisabled", "on the blaze", "suspended"),
        r"\bBILLING_DISABLED\b|\brequires billing to be enabled\b|\bbilling (?:to be|must be|is not|has not been|not) (?:enabled|active|set up)\b|\bBilling account (?:for project )?[^\n]{0,80}\b(?:not (?:found|open|configured|active|enabled)|is (?:closed|disabled))"
        r"|\bbilling is disabled\b|\bbilling account [^\n]{0,60}\bis in (?:state|an? )?[^\n]{0,20}\b(?:closed|disabled|bad standing)|\baccountDisabled\b[^\n]{0,80}\bbilling|\bmust be on the Blaze\b|\b(?:closed|disabled|inactive|suspended) billing account\b|\bCONSUMER_SUSPENDED\b|\bConsumer [^\n]{1,80} has been suspended\b",
        "Billing is off for the project.",
        rank=_CLEAR,
    ),
    row(
        "gcp.quota",
        "gcp.project.quota-exceeded",
        0.95,
        (
            "quota",
            "rate_limit_exceeded",
            "ratelimitexceeded",
            "resource_exhausted",
            "resourceexhausted",
            "resource has been exhausted",
            "code: 8",
            "toomanyrequests",
        ),
        r"\bRATE_LIMIT_EXCEEDED\b|\bRESOURCE_QUOTA_EXCEEDED\b|\b(?:user)?RateLimitExceeded\b|\bquotaExceeded\b|\bQuota exceeded\b|\bquota [^\n]{0,80}\b(?:exceeded|exhausted)\b|\bRESOURCE_EXHAUSTED\b"
        r"|\bResourceExhausted\b|\bexceeded (?:your|the|its) [^\n]{0,40}\bquota\b|\bResource has been exhausted\b|\bdailyLimitExceeded\b|\b[Ii]nsufficient [^\n]{0,40}\bquota\b",
        "A quota or rate limit is used up; no grant changes that.",
        rank=_CLEAR,
    ),
    row(
        "gcp.token.invalid",
        "gcp.credentials.invalid",
        0.93,
        (
            "invalid authentication credential",
            "missing required authentication",
            "invalid_grant",
            "access_token_expired",
            "credentials_missing",
            "invalid jwt",
            "api key not valid",
            "valid api key",
            "invalid credentials",
            "oauth2: ",
            "autherror",
            "unregistered callers",
            "are invalid",
            "api_key_invalid",
            "token has been expired",
            "access_token_type_unsupported",
            "invalid_rapt",
            "reauth",
            "refresherror",
            "invalid_client",
            "unauthorized_client",
            "id token issued at",
            "token used too",
        ),
        r"\bRequest had invalid authentication credentials\b|\bRequest is missing required authentication credential\b|\bACCESS_TOKEN_(?:EXPIRED|TYPE_UNSUPPORTED)\b|\bCREDENTIALS_MISSING\b|\bAPI_KEY_(?:INVALID|EXPIRED)\b|\bAPI key (?:not valid|expired)\b|\bmissing a valid API key\b|\bInvalid Credentials\b|\boauth2: [^\n]{0,80}\b(?:expired|invalid)\b|\bauthError\b|\bMethod doesn['’]t allow unregistered callers\b|\b(?:authentication )?credentials [^\n]{0,60}\bare invalid\b"
        r"|\binvalid_grant\b|\bInvalid JWT(?: Signature)?\b|\bToken has been expired or revoked\b|\binvalid_rapt\b|\bReauthentication (?:failed|is needed|required)\b|\bunauthorized_client\b|\bToken used too (?:early|late)\b",
        "The token itself is missing, expired, malformed or from a wrong clock; no policy has refused anything.",
        rank=LOOK_ALIKE + 8,
    ),
    row(
        "gcp.credentials.absent",
        "gcp.credentials.invalid",
        0.93,
        (
            "default credentials",
            "application default",
            "determine credentials",
            "credentials were not found",
            "end user credentials",
            "detect a project id",
            "could not load the default",
        ),
        r"\bCould not load the default credentials\b|\bDefault credentials (?:were )?not found\b|\bYour default credentials were not found\b|\bCould not automatically determine credentials\b|\bcould not find default credentials\b"
        r"|\bThe Application Default Credentials are not available\b|\bcredentials file [^\n]{1,200} (?:was )?not found|\bauthenticated using end user credentials\b|\bUnable to detect a Project Id\b",
        "The client library found no usable credentials where it runs.",
        rank=LOOK_ALIKE + 8,
    ),
    row(
        "gcp.key.not-a-signer",
        "gcp.credentials.invalid",
        0.9,
        ("private key to sign", "client_email", "sign data without"),
        r"\byou need a private key to sign credentials\b|\bCannot sign data without [`'\"]?client_email|\bThe incoming JSON object does not contain a client_email field",
        "The library cannot sign with these credentials: it has to be told to sign through the IAM API.",
        rank=LOOK_ALIKE + 8,
    ),
    row(
        "gcp.key.disabled",
        "gcp.key.disabled",
        0.95,
        ("current state is", "key_disabled", "is not enabled", "key version", "cloud kms"),
        r"\bcryptoKeyVersions/\w{1,20} is not enabled\b|\bcryptoKey[^\n]{1,300} current state is:? (?:DISABLED|DESTROYED|DESTROY_SCHEDULED)|\bCloud KMS (?:key|crypto key)[^\n]{0,200}\b(?:is|has been) (?:disabled|destroyed)|\bKEY_(?:DISABLED|DESTROYED)\b",
        "The key's version is disabled or destroyed; a grant does not help.",
        rank=_CLEAR,
    ),
    row(
        "gcp.secret.version",
        "gcp.secret.version-disabled",
        0.95,
        ("secret version", "secret_version", "is in disabled state", "is in destroyed state", "secrets/"),
        r"\bSecret ?Version \[?[^\n\]]{1,200}\]? (?:not found|is in (?:DISABLED|DESTROYED) state|is (?:disabled|destroyed))|\bSecret \[?[^\n\]]{1,160}\]? not found(?: or has no versions)?",
        "The secret or its version is not there or disabled; a grant does not help.",
        rank=_CLEAR,
    ),
    row(
        "gcp.name.absent",
        "gcp.function.wrong-name",
        0.85,
        (
            "not found",
            "does not exist",
            "not_found",
            "notfound",
            "no such object",
            "nosuchkey",
            "consumer_invalid",
            "notfound: 404",
        ),
        r"\bResource not found \(resource=[^)\n]{1,200}\)|\b(?:specified )?bucket does not exist\b|\bNo such object:|\bNOT_FOUND: Requested entity was not found\b|\bNotFound: 404\b|\b5 NOT_FOUND\b|\bNot found: (?:Table|Dataset|Project|Job|Model|Routine)\b"
        r"|\bCONSUMER_INVALID\b|\bcode = NotFound\b|\bThe (?:project|database) [^\n]{1,120} does not exist\b|\bdatabase [^\n]{1,120} does not exist for project\b|\bQueue does not exist\b|\bproject [^\n]{1,80} (?:was )?not found\b|\b404 NOT_FOUND\b|\bError 404: [^\n]{1,200}not ?found|\b(?:topic|bucket|subscription|dataset) [^\n]{1,160} (?:does not exist|was not found|not found)\b|\bLocation [\w-]{3,40} is not found or access is unauthorized",
        "What the call names is not there: a wrong name, project, region, or something deleted.",
        read_absent,
        rank=LOOK_ALIKE + 4,
    ),
    row(
        "gcp.propagating",
        "gcp.binding.propagating",
        0.85,
        ("propagat", "retry the deployment in a few minutes"),
        r"\b(?:permissions?|IAM|polic(?:y|ies)|role|grant|service (?:account|agent|identity))[^\n]{0,120}\b(?:to|may|can|not|still|fully|been|be) [^\n]{0,30}propagat\w+|\bRetry the deployment in a few minutes\b|\bwait[^\n]{0,60}propagat\w+",
        "A grant has not arrived everywhere yet: try again in some minutes before changing anything.",
        rank=LOOK_ALIKE + 1,
    ),
    row(
        "gcp.target.unavailable",
        "gcp.target.failing",
        0.75,
        (
            "unavailable",
            "internal error",
            "backend error",
            "backenderror",
            "13 internal",
            "14 unavailable",
            "code = unavailable",
            "code = internal",
        ),
        r"\b14 UNAVAILABLE\b|\bcode = (?:Unavailable|Internal)\b|\bServiceUnavailable: 503\b|\bInternalServerError: 500\b|\b13 INTERNAL\b|\bInternal error encountered\b|\bThe service has encountered an internal error\b|\bbackendError\b|\bStatusRuntimeException: (?:UNAVAILABLE|INTERNAL)\b",
        "The called service itself failed.",
        rank=CONSEQUENCE + 2,
    ),
    row(
        "gcp.deadline",
        "gcp.target.failing",
        0.5,
        ("deadline_exceeded", "deadlineexceeded", "deadline exceeded"),
        r"\bDEADLINE_EXCEEDED\b|\bDeadlineExceeded\b|\bDeadline exceeded\b",
        "No answer came in time: a slow service, a slow function, or packets that are dropped.",
        class_="inconclusive",
        rank=CONSEQUENCE + 1,
        next_read="whether the called service got the request, and the function's way out (its VPC access)",
    ),
)
