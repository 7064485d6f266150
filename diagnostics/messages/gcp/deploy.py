"""Deployments that are refused: what the deployer lacks, and what the build's account lacks."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.gcp import refusals
from diagnostics.messages.gcp.names import EMAIL, bucket_name, full_name, member
from diagnostics.messages.model import NAMED_LAYER, NAMED_REQUEST, REFUSAL, Pattern, Saying
from diagnostics.messages.row import Q, row
from diagnostics.messages.values import VALUE


def read_archive(match: re.Match[str], saying: Saying) -> Saying | None:
    """The archive's address names the bucket where the sentence masks it."""
    text = match.string
    address = re.search(r"gs://([\w.<>*{}\[\]-]{3,120})", text[max(0, match.start() - 500) : match.start()])
    return replace(
        saying, principal=member(match["principal"]), action="storage.objects.get",
        resource=bucket_name((address[1] if address else match["bucket"]).rstrip(".")),
    )  # fmt: skip


def read_invoker(match: re.Match[str], saying: Saying) -> Saying | None:
    """Firebase lists the functions below; one alone is the resource."""
    listed = re.match(
        r"[^\n]{0,80}functions:((?:\s+[\w-]{1,80}\([a-z0-9-]{3,40}\)){1,20})",
        match.string[match.end() : match.end() + 2000],
    )
    names = re.findall(r"([\w-]+)\(", listed[1]) if listed else []
    action = "run.services.setIamPolicy" if "Service" in match[0] else "cloudfunctions.functions.setIamPolicy"
    return replace(
        saying,
        action=action if "invoker" in match[0] or "Policy on" in match[0] else None,
        resource=names[0] if len(names) == 1 else None,
    )


def read_listed(match: re.Match[str], saying: Saying) -> Saying | None:
    """Sentences behind may name the permission and its resource better; this one then stands back."""
    said = refusals.of_permission(saying, match.string, permission=_listed(match))
    return replace(said, rank=REFUSAL)


def _listed(match: re.Match[str]) -> str | None:
    """Return the one permission that the sentences behind name."""
    named = set(
        re.findall(
            r"\b[a-z][a-z]+\.[a-zA-Z]+\.[a-zA-Z]+\b(?!@|\.)", match.string[match.end() : match.end() + 400]
        )
    )
    return named.pop() if len(named) == 1 else None


def read_role(match: re.Match[str], saying: Saying) -> Saying | None:
    """What needs a role is told of in instructions as well: the text has to speak of trouble, or say who lacks it."""
    principal = member(match["principal"])
    around = match.string[max(0, match.start() - 300) : match.end() + 200]
    if principal is None and not refusals.TROUBLE.search(around):
        return None
    return replace(saying, principal=principal, cause=refusals.cause_of(None, principal, deploying=True))


PATTERNS: tuple[Pattern, ...] = (
    row(
        "gcp.build.archive",
        "gcp.build-account.permission-missing",
        0.97,
        ("must grant storage object viewer",),
        rf"\bAccess to bucket {Q}(?P<bucket>{VALUE}){Q} denied\. You must grant Storage Object Viewer permission to (?P<principal>{EMAIL})",
        "The build's account may not read the source archive.",
        read_archive,
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.build.logs",
        "gcp.build-account.permission-missing",
        0.95,
        ("permission to write logs", "logs writer"),
        rf"(?:service account {Q}?(?P<principal>{EMAIL}){Q}? )?does not have permission to write logs\b",
        "The build's account may not write its log.",
        lambda m, s: replace(s, principal=member(m["principal"]), action="logging.logEntries.create"),
        rank=NAMED_REQUEST + 2,
    ),
    row(
        "gcp.build.account",
        "gcp.build-account.permission-missing",
        0.95,
        ("build service account", "missing permission"),
        rf"\bCould not build the function due to (?:a )?missing permissions?\b|\bmissing permissions? on the build service account\b(?:[^\n]{{0,80}}?(?P<principal>{EMAIL}))?|\bbuild service account[^\n]{{0,120}}\b(?:does not have|lacks|is missing)\b[^\n]{{0,60}}\bpermissions?\b",
        "The build's account lacks what a build needs.",
        lambda m, s: replace(s, principal=member(m["principal"])),
        rank=NAMED_REQUEST,
    ),
    row(
        "gcp.build.registry",
        "gcp.credentials.invalid",
        0.8,
        ("unauthenticated request",),
        rf"\bUnauthenticated requests do not have permission {Q}(?P<action>artifactregistry\.[\w.]{{5,60}}){Q} on resource {Q}(?P<resource>{VALUE})",
        "The push or pull of an image brought no credentials.",
        rank=NAMED_REQUEST + 2,
    ),
    row(
        "gcp.secret.check",
        "gcp.service-account.permission-missing",
        0.88,
        ("secrets_access_check_failed",),
        r"\bSECRETS_ACCESS_CHECK_FAILED\b",
        "The function's account may not read a secret that the revision names.",
        action="secretmanager.versions.access",
        rank=REFUSAL,
    ),
    row(
        "gcp.role-needed",
        "gcp.deployer.permission-missing",
        0.8,
        ("roles/",),
        rf"\b(?:needs|lacks|is missing|missing|does not have|must be granted|requires) (?:the )?(?:IAM )?roles?:? {Q}roles/[\w.]{{3,80}}{Q}(?:[^\n]{{0,60}}?\b(?:to|for|on) (?:the )?(?:service account )?{Q}(?P<principal>{EMAIL}))?",
        "A role is missing.",
        read_role,
        rank=REFUSAL - 4,
    ),
    row(
        "gcp.deploy.invoker",
        "gcp.deployer.permission-missing",
        0.92,
        ("unable to set the invoker", "failed to set the iam policy", "setting iam policy failed"),
        r"\bUnable to set the invoker for the IAM policy\b|\bFailed to set the IAM Policy on (?:the )?(?:Service|functions?)\b|\bSetting IAM policy failed\b",
        "The function was deployed, and the deployer may not set who invokes it.",
        read_invoker,
        rank=REFUSAL,
    ),
    row(
        "gcp.deploy.act-as",
        "gcp.deployer.act-as-missing",
        0.94,
        ("act as", "actas"),
        rf"\b(?:not (?:authorized|allowed|have permission)|permission denied|cannot|unable|missing permissions?) to act as (?:the )?(?:service account )?{Q}(?P<resource>{EMAIL})?"
        rf"|\bneeds? (?:the )?(?:role )?{Q}?(?:roles/)?iam\.serviceAccountUser{Q}?[^\n]{{0,40}}\bon (?:the )?service account {Q}(?P<account>{EMAIL})",
        "The deployer may not act as the account.",
        lambda m, s: replace(
            s, action="iam.serviceAccounts.actAs", resource=full_name(m["resource"] or m["account"])
        ),
        rank=NAMED_REQUEST - 1,
    ),
    row(
        "gcp.deploy.missing-permissions",
        "gcp.deployer.permission-missing",
        0.9,
        (
            "authorization failed. this account",
            "missing required permission",
            "missing permissions required for functions",
            "modify the iam policy for the project",
        ),
        r"\bAuthorization failed\. This account is missing\b|\bMissing required permissions? on project\b|\bMissing permissions required for functions deploy\b|\bWe failed to modify the IAM policy for the project\b",
        "The deployer lacks permissions of the project.",
        read_listed,
        rank=REFUSAL,
    ),
)
