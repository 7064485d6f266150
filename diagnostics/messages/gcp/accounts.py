"""Accounts that are disabled, deleted or limited: roles are in place and count for nothing."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.gcp.names import EMAIL, member
from diagnostics.messages.model import NAMED_LAYER, NAMED_REQUEST, UNREACHABLE, Pattern, Saying
from diagnostics.messages.row import Q, row


def read_account(match: re.Match[str], saying: Saying) -> Saying | None:
    """The account is who acts, not what was asked for."""
    return replace(saying, principal=member(next((value for value in match.groups() if value), None)))


PATTERNS: tuple[Pattern, ...] = (
    row(
        "gcp.account.disabled",
        "gcp.service-account.disabled",
        0.95,
        ("disabled", "account_state_invalid"),
        rf"\bACCOUNT_STATE_INVALID\b|\bservice account:? {Q}(?P<a>{EMAIL})?{Q}(?: \([^)\n]{{1,120}}\))? ?(?:has been |is |was |been )?(?:disabled|deactivated)\b|\bdisabled service account\b(?: used by Cloud Build)?"
        rf"|\b(?P<b>{EMAIL}(?<=gserviceaccount\.com)) (?:is|has been) disabled\b|\bdisabled_client\b|\bThis service account is (?:currently )?disabled\b",
        "The service account is disabled; its roles count for nothing.",
        read_account,
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.account.deleted",
        "gcp.service-account.deleted",
        0.95,
        (
            "account not found",
            "gaia id not found",
            "does not exist",
            "doesn't exist",
            "doesn’t exist",
            "was not found",
            "not found; ",
            "deleted:serviceaccount",
            "unknown service account",
        ),
        rf"\binvalid_grant: (?:Invalid grant: )?account not found\b|\bGaia id not found for email {Q}(?P<a>{EMAIL})|\b(?:default )?service account {Q}(?:projects/[^/\s]{{1,80}}/serviceAccounts/)?(?P<b>{EMAIL}){Q} (?:does not exist|doesn['’]t exist|was not found|not found|has been deleted)(?! in\b)"
        rf"|\bdeleted:serviceAccount:(?P<c>{EMAIL})|\bUnknown service account\b",
        "The service account does not exist (any more); one made again under the same name has lost its bindings.",
        read_account,
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.account.scope",
        "gcp.credentials.scope-missing",
        0.85,
        (
            "insufficient authentication scope",
            "access_token_scope_insufficient",
            "insufficient_scope",
            "insufficientpermissions",
            "scope(s)",
            "scopes are not",
        ),
        r"\b[Pp]rovided scopes?(?:\(s\))? (?:is|are) not authorized\b|(?<![\w-])insufficientPermissions(?![\w-])|\binsufficient authentication scopes?\b|\bACCESS_TOKEN_SCOPE_INSUFFICIENT\b|\berror=\"?insufficient_scope\b",
        "The access token was made for fewer scopes than the call needs; a role does not widen a token.",
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.account.metadata",
        "gcp.service-account.disabled",
        0.5,
        (
            "metadata service",
            "metadata.google.internal",
            "/computemetadata/",
            "compute engine metadata",
            "metadata server",
            "retrieve an access token",
            "execution environment",
            "refreshing access token",
            "refresh access token",
            "id token",
            "metadata token",
            "tokenresponseexception",
        ),
        r"\b(?:request to|could not fetch (?:URI|URL)|(?:GET|PUT|POST) [\"']?|url:) ?(?:https?://[\w.]{3,60})?/computeMetadata/|\bFailed to retrieve https?://metadata\.google\.internal/[^\n]{1,200}|\bCompute Engine Metadata server unavailable\b|\bUnexpected error determining execution environment\b|\bUnexpected error refreshing access token\b|\bCould not refresh access token\b(?![^\n]{0,80}invalid_grant)|\bForbidden error was returned while attempting to retrieve an access token\b"
        r"|\b(?:could not|cannot|unable to|failed to) (?:fetch|get|retrieve|obtain) (?:an? |the )?(?:ID|identity|metadata) token\b|\bFailure from metadata server\b|\b(?:could not|cannot|unable to|failed to) (?:reach|contact|connect to|access) (?:the )?(?:GCE |Google )?metadata (?:server|service)\b|\bTokenResponseException\b[^\n]{0,120}\bStatus code is: (?:Forbidden|NotFound|InternalServerError)\b|\bmetadata (?:server|service)[^\n]{0,80}\b(?:unavailable|returned (?:an )?(?:error|40\d)|status(?: code)?:? 40\d)",
        "The function got no token from the metadata server: its account is disabled or gone, or the code does not run on Google Cloud.",
        class_="inconclusive",
        deny_origin=None,
        rank=UNREACHABLE + 8,  # over the broken connection to the metadata server, which is link-local
        next_read="iam.serviceAccounts.get: does the function's account exist, and is it enabled",
    ),
    row(
        "gcp.account.deny-policy",
        "gcp.deny-policy.permission-denied",
        0.95,
        ("deny policy", "deny policies", "deny_policy", "deny rule"),
        rf"\b(?:denied|blocked|forbidden|prevented|refused)[^\n]{{0,80}}\b(?:by|due to|because of)[^\n]{{0,30}}\bdeny (?:policy|policies|rule)\b|\bdeny policy {Q}?[\w/.-]{{0,120}}{Q}? (?:denies|blocks|forbids)\b",
        "An IAM deny policy forbids it, whatever roles are bound.",
        explicit=True,
        rank=NAMED_REQUEST - 2,
    ),
)
