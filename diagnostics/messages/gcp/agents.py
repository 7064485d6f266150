"""Google's own agents: accounts that act for a product in a project, and stop when their role was taken away."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.messages.gcp.names import EMAIL, bucket_name, full_name, member
from diagnostics.messages.model import NAMED_LAYER, NAMED_REQUEST, REFUSAL, Pattern, Saying
from diagnostics.messages.row import Q, row
from diagnostics.messages.values import VALUE

_IMAGE = re.compile(
    r"(?:https://)?(?P<location>[a-z0-9-]+)-docker\.pkg\.dev/(?P<project>[\w.:-]+)/(?P<repository>[\w-]+)"
)
_AGENTS = {
    "cloud run": "gcp.run-agent.image-pull-missing",
    "eventarc": "gcp.eventarc-agent.role-missing",
    "cloud storage": "gcp.storage-agent.publisher-missing",
    "cloud build": "gcp.build-account.permission-missing",
    "pub/sub": "gcp.pubsub-agent.token-creator-missing",
    "vpc access": "gcp.host-project.network-user-missing",
    "google apis": "gcp.host-project.network-user-missing",
}


def read_image(match: re.Match[str], saying: Saying) -> Saying | None:
    """An image of Artifact Registry names its repository; one of gcr.io does not."""
    image = _IMAGE.match(match["image"])
    who = re.search(EMAIL, match["who"] or "")
    return replace(
        saying, principal=member(who[0]) if who else None,
        action="artifactregistry.repositories.downloadArtifacts" if image else None,
        resource=f"projects/{image['project']}/locations/{image['location']}/repositories/{image['repository']}" if image else None,
    )  # fmt: skip


def read_repository(match: re.Match[str], saying: Saying) -> Saying | None:
    verb = match["verb"] or match["verb2"]
    return replace(
        saying, resource=full_name(match["resource"]),
        action=f"artifactregistry.repositories.{verb.lower()}" if verb else None,
    )  # fmt: skip


def read_source(match: re.Match[str], saying: Saying) -> Saying | None:
    name = full_name(match["name"])
    if name and match["kind"].lower() == "bucket" and not name.startswith("projects/"):
        name = bucket_name(name)
    return replace(saying, resource=name)


def read_act_as(match: re.Match[str], saying: Saying) -> Saying | None:
    """Google documents this sentence as the functions agent without its role, not as the deployer."""
    return replace(saying, action="iam.serviceAccounts.actAs", resource=full_name(match["resource"]))


def read_agent(match: re.Match[str], saying: Saying) -> Saying | None:
    """The agent is told by its product's name, or by its address."""
    principal = member(match["principal"])
    product = match["who"].lower()
    known = _AGENTS.get(product, _AGENTS.get(product.removeprefix("cloud "), ""))
    cause = known or (
        saying.cause or "" if "functions" in product else "gcp.service-account.permission-missing"
    )
    around = match.string[match.end() : match.end() + 200].lower()
    if "connector" in around or "subnet" in around:
        cause = "gcp.host-project.network-user-missing"
    return replace(saying, principal=principal, cause=cause)


def read_publisher(match: re.Match[str], saying: Saying) -> Saying | None:
    who = re.search(EMAIL, match.string[max(0, match.start() - 200) : match.end() + 300])
    agent = member(who[0]) if who and "gs-project-accounts" in who[0] else None
    return replace(saying, action="pubsub.topics.publish", principal=agent)


PATTERNS: tuple[Pattern, ...] = (
    row(
        "gcp.deploy.end-user-credentials",
        "gcp.functions-agent.role-missing",
        0.93,
        ("endusercredentials",),
        rf"\bPermission {Q}iam\.serviceAccounts\.ActAs{Q} denied on {Q}EndUserCredentials to (?P<resource>{EMAIL})",
        "The functions' service agent lacks its own role.",
        read_act_as,
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.agent.repository",
        "gcp.functions-agent.role-missing",
        0.95,
        ("retrieve the repository metadata", "ensure that the cloud functions service"),
        rf"\bEnsure that the Cloud Functions service (?:account|agent) has {Q}artifactregistry\.repositories\.(?P<verb2>get|list)|\bUnable to retrieve the repository metadata for (?P<resource>{VALUE})(?:\.? Ensure that the Cloud Functions service (?:account|agent) has {Q}artifactregistry\.repositories\.(?P<verb>get|list))?",
        "The functions' service agent lacks its own role.",
        read_repository,
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.agent.image",
        "gcp.run-agent.image-pull-missing",
        0.95,
        ("must have permission to read the image",),
        r"\b(?P<who>(?:Google )?Cloud Run Service Agent[^\n]{0,160}|User[^\n]{0,120}|service account[^\n]{0,160}) must have permission to read the image,? (?P<image>[^\s,]{3,300})",
        "Cloud Run's service agent may not read the image, or there is no such image.",
        read_image,
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.agent.image-reason",
        "gcp.run-agent.image-pull-missing",
        0.9,
        ("container_permission_denied", "container_image_unauthorized", "container_image_authorization"),
        r"\bCONTAINER_(?:PERMISSION_DENIED|IMAGE_UNAUTHORIZED|IMAGE_AUTHORIZATION_CHECK_FAILED)\b",
        "Cloud Run's service agent may not read the image.",
        rank=REFUSAL,
    ),
    row(
        "gcp.agent.bucket",
        "gcp.functions-agent.role-missing",
        0.88,
        ("configure a trigger",),
        rf"\bInsufficient permissions to \(re\)configure a trigger(?: \(permission denied for (?P<kind>bucket|topic) {Q}(?P<name>{VALUE}))?",
        "The functions' service agent may not set up the trigger on its source.",
        read_source,
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.agent.eventarc",
        "gcp.eventarc-agent.role-missing",
        0.93,
        ("eventarc service agent",),
        r"\bPermission denied while using the Eventarc Service Agent\b",
        "Eventarc's service agent lacks its role; if the API was switched on minutes ago, the grant is still on its way: try again first.",
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.agent.storage",
        "gcp.storage-agent.publisher-missing",
        0.96,
        (
            "unable to publish to cloud pub/sub",
            "storage service account",
            "cloud storage service agent",
            "gs-project-accounts",
        ),
        r"\bCloud Storage service (?:account|agent) [^\n]{0,120}\b(?:is )?unable to publish to (?:the )?Cloud Pub/?Sub\b|\bgs-project-accounts\.iam\.gserviceaccount\.com[^\n]{0,120}\b(?:needs|requires|must have|lacks|does not have)\b[^\n]{0,80}\bpubsub\.publisher\b",
        "Cloud Storage's service agent may not publish the bucket's events.",
        read_publisher,
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.agent.pubsub",
        "gcp.pubsub-agent.token-creator-missing",
        0.88,
        ("gcp-sa-pubsub", "cloud pub/sub did not have the necessary permissions"),
        r"\bCloud Pub/Sub did not have the necessary permissions\b|\bgcp-sa-pubsub\.iam\.gserviceaccount\.com[^\n]{0,160}\b(?:needs|requires|must have|lacks|does not have|granted)\b[^\n]{0,80}(?:Token ?Creator|getOpenIdToken)",
        "Pub/Sub's service agent lacks a right it needs to deliver.",
        rank=NAMED_REQUEST,
    ),
    row(
        "gcp.agent.tokens",
        "gcp.deployer.act-as-missing",
        0.9,
        ("access tokens for the service account",),
        rf"(?:(?P<principal>{EMAIL}) )?does not have permission to get access tokens for the service account {Q}(?P<resource>{EMAIL})",
        "The service agent may not make tokens for an account of another project.",
        lambda m, s: replace(
            s,
            action="iam.serviceAccounts.getAccessToken",
            principal=member(m["principal"]),
            resource=full_name(m["resource"]),
        ),
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.agent.impersonation",
        "gcp.service-account.sign-as-missing",
        0.93,
        ("failed to impersonate",),
        rf"\bFailed to impersonate \[?{Q}(?P<resource>{EMAIL}){Q}\]?",
        "The caller may not make tokens for the account that it should work as.",
        lambda m, s: replace(
            s, action="iam.serviceAccounts.getAccessToken", resource=full_name(m["resource"].rstrip("]"))
        ),
        rank=NAMED_LAYER,
    ),
    row(
        "gcp.agent.lacking",
        "gcp.functions-agent.role-missing",
        0.88,
        ("service agent", "service account"),
        rf"\b(?P<who>[\w/]{{2,30}}(?: [\w/]{{2,30}})?(?= service agent)|Google APIs|Cloud Run|Cloud Functions|Eventarc|Cloud Storage|Cloud Build|Pub/Sub|Cloud Pub/Sub|Cloud Scheduler|Cloud Tasks|VPC Access) service (?:agent|account)s?(?: service account)?(?: \(?{Q}(?P<principal>{EMAIL}){Q}\)?)? "
        rf"(?:(?:does not|do not|doesn['’]t) have|lacks?|is missing|needs?|requires?|must have|must be granted) (?:the |an? |any )?(?:required |necessary |sufficient )?(?:{Q}[\w./]{{1,60}}{Q} ){{0,4}}(?:permissions?|access|role)\b",
        "A service agent lacks a right that it needs.",
        read_agent,
        rank=NAMED_REQUEST - 2,
    ),
)
