"""A refused permission on Google Cloud: whose it was, therefore its class and cause."""

from __future__ import annotations

import re

from msgspec.structs import replace

from diagnostics.causes import lookup
from diagnostics.messages.gcp.envelope import around
from diagnostics.messages.gcp.names import member
from diagnostics.messages.model import NAMED_LAYER, NAMED_REQUEST, Saying

_Rules = tuple[tuple[re.Pattern[str], str], ...]


def _rules(*pairs: tuple[str, str]) -> _Rules:
    return tuple((re.compile(pattern, re.IGNORECASE), cause) for pattern, cause in pairs)


# Who may invoke is the side that is asked; everything else is what the acting account may do.
_ASKED = _rules(
    (r"run\.routes\.invoke", "gcp.run-service.invoker-missing"),
    (r"cloudfunctions\.functions\.invoke", "gcp.function.invoker-missing"),
    (r"iap\.\w+\.accessViaIAP", "gcp.iap.caller-refused"),
)
# Google's own agents, by the domain of their address (and by what they were refused).
_AGENTS = _rules(
    (r".*@(?:gs-project-accounts|gcp-sa-[\w-]+|gcf-admin-robot|serverless-robot-prod|compute-system|bigquery-encryption)\..* cloudkms\..*", "gcp.key.agent-not-admitted"),
    (r".*@gcf-admin-robot\..*", "gcp.functions-agent.role-missing"),
    (r".*@serverless-robot-prod\..* (?:compute|vpcaccess)\..*", "gcp.host-project.network-user-missing"),
    (r".*@serverless-robot-prod\..*", "gcp.run-agent.image-pull-missing"),
    (r".*@gcp-sa-eventarc\..*", "gcp.eventarc-agent.role-missing"),
    (r".*@gs-project-accounts\..*", "gcp.storage-agent.publisher-missing"),
    (r".*@gcp-sa-pubsub\..* iam\..*", "gcp.pubsub-agent.token-creator-missing"),
    (r".*@gcp-sa-pubsub\..*", "gcp.pubsub-agent.dead-letter-missing"),
    (r".*@(?:gcp-sa-vpcaccess|cloudservices)\..* (?:compute|vpcaccess)\..*", "gcp.host-project.network-user-missing"),
    (r".*@cloudbuild\..*|.*@gcp-sa-cloudbuild\..*", "gcp.build-account.permission-missing"),
)  # fmt: skip
_EXACT = _rules(
    (r"eventarc\.events\.receive\w*", "gcp.trigger-account.event-receiver-missing"),
    (r"iam\.serviceAccounts\.(?:signBlob|signJwt|getAccessToken|getOpenIdToken|implicitDelegation)", "gcp.service-account.sign-as-missing"),
    (r"cloudsql\..*|datastore\.entities\..*|bigquery\.(?:jobs|tables|routines|readsessions)\..*", "gcp.service-account.permission-missing"),
)  # fmt: skip
_DEPLOYERS = _rules(
    (
        r"(?:cloudfunctions|run|cloudbuild|artifactregistry|eventarc|cloudscheduler|vpcaccess|orgpolicy|deploymentmanager|firebase\w*|runtimeconfig|resourcemanager|appengine)\..+"
        r"|.+\.(?:set|get)IamPolicy|iam\..+|serviceusage\.services\.(?:enable|get|list|disable)|compute\.(?:networks|subnetworks|instances|firewalls|globalAddresses)\..+"
        r"|(?:pubsub\.(?:topics|subscriptions)|storage\.buckets|secretmanager\.secrets|cloudtasks\.queues|bigquery\.datasets|cloudkms\.(?:keyRings|cryptoKeys)|datastore\.(?:databases|indexes))\.(?:create|update|delete)\w*",
        "gcp.deployer.permission-missing",
    ),
)
_BUILD = re.compile(
    r"\bBuild failed|could not resolve source|\bbuildpacks?\b|\bkaniko\b|\bStep #\d|function-source\.zip|\bimage cache\b|\bdocker (?:push|pull)\b|\bpush(?:ing)? (?:refers|the image|image)",
    re.IGNORECASE,
)
_BUILD_PERMISSION = re.compile(
    r"(?:artifactregistry|storage\.objects|logging\.logEntries|storage\.buckets)\..+", re.IGNORECASE
)
# Words behind a refusal that name the layer; without them a missing grant and a deny policy read alike.
_LAYERS = _rules(
    (r"\bdeny polic(?:y|ies)\b|\bdenied by (?:an? )?(?:IAM )?deny\b|\bDENY_POLICY\b", "gcp.deny-policy.permission-denied"),
    (r"\bprincipal access boundar(?:y|ies)\b", "gcp.access-boundary.resource-excluded"),
    (r"\b(?:IAM )?condition (?:was |is )?(?:not met|evaluated to false)|\bcondition on the (?:role )?binding\b", "gcp.binding.condition-not-met"),
)  # fmt: skip


# Services whose permissions are surely Google's, with the first word of a permission's name.
_SERVICES = frozenset((
    "accesscontextmanager", "aiplatform", "apigateway", "apikeys", "appengine", "artifactregistry", "bigquery", "bigtable", "billing",
    "clientauthconfig", "cloudasset", "cloudbuild", "clouddeploy", "clouderrorreporting", "cloudfunctions", "cloudiot", "cloudkms",
    "cloudprofiler", "cloudscheduler", "cloudsql", "cloudsupport", "cloudtasks", "cloudtrace", "composer", "compute", "container",
    "containeranalysis", "datacatalog", "dataflow", "datafusion", "dataplex", "dataproc", "datastore", "deploymentmanager", "dialogflow",
    "dlp", "dns", "documentai", "errorreporting", "eventarc", "file", "firebase", "firebaseauth", "firebasedatabase", "firebasehosting",
    "firebaserules", "gkehub", "healthcare", "iam", "iap", "logging", "memcache", "monitoring", "networkconnectivity", "networkservices",
    "notebooks", "orgpolicy", "pubsub", "recaptchaenterprise", "redis", "remotebuildexecution", "resourcemanager", "run", "runtimeconfig",
    "secretmanager", "securitycenter", "servicedirectory", "servicemanagement", "servicenetworking", "serviceusage", "source", "spanner",
    "speech", "storage", "storagetransfer", "translate", "vision", "vpcaccess", "workflows",
))  # fmt: skip
_GOOGLE = re.compile(
    r"google|gcloud|gsutil|gserviceaccount|projects/|PERMISSION_?DENIED|PermissionDenied|rpc error|\.run\.app|cloudfunctions|firebase|firestore|pub/?sub"
    r"|\broles/|\bgaxios\b|\bHTTP Error: 40[13], |StatusRuntimeException|\b7[: ](?:PERMISSION|User)",
    re.IGNORECASE,
)
# Words of a text that speaks of something that went wrong; without them a permission is only mentioned.
TROUBLE = re.compile(
    r"\b(?:error|denied|forbidden|fail(?:ed|ure|s)?|refused|missing|unable|cannot|could not|unauthorized|exception|to perform this operation|not (?:detected|granted|held)|40[13]|PERMISSION_DENIED)\b",
    re.IGNORECASE,
)


def of_google(match: re.Match[str], permission: str | None = None) -> bool:
    """Whether a refusal is Google's and not an application's own: its permission is a service's, or its words stand near."""
    if permission and re.split(r"[.]", permission)[0].lower() in _SERVICES:
        return True
    return _GOOGLE.search(match.string, max(0, match.start() - 800), match.end() + 800) is not None


def of_permission(
    saying: Saying,
    text: str,
    *,
    permission: str | None = None,
    resource: str | None = None,
    principal: str | None = None,
) -> Saying:
    """Return *saying* with the request, completed by what stands around it, and the cause that it points to."""
    start, end = saying.span
    near = around(text, start, end, permission)
    permission = permission or near.permission
    principal = member(principal) or near.principal
    resource = resource or near.resource
    layer = _first(_LAYERS, text[start : end + 200].split("\n\n", maxsplit=1)[0], search=True)
    cause = layer or cause_of(
        permission, principal, text[max(0, start - 500) : end + 200], deploying=near.deploying
    )
    known = lookup(cause)
    assert known is not None, cause  # noqa: S101 - a cause of the tables above; a test walks them
    told = bool(layer) or known.class_ == "resource-policy"
    return replace(
        saying,
        span=(start, near.end),
        principal=principal,
        action=permission,
        resource=resource,
        cause=cause,
        class_=known.class_,
        deny_origin=known.deny_origin,
        explicit=True if cause == "gcp.deny-policy.permission-denied" else None,
        rank=NAMED_LAYER if told else max(saying.rank, NAMED_REQUEST if permission else 0),
        confidence=0.97 if permission else saying.confidence,
        summary=sentence(principal, permission, resource),
    )


def cause_of(
    permission: str | None, principal: str | None, text: str = "", *, deploying: bool = False
) -> str:
    """Return the cause for *permission* refused to *principal*; *text* is what stands around, *deploying* who speaks."""
    key = permission or ""
    if key:
        asked = _first(_ASKED, key)
        if asked:
            return asked
    agent = _first(_AGENTS, f"{principal} {key}") if principal else None
    if agent:
        return agent
    if key.lower() == "iam.serviceaccounts.actas":
        return (
            "gcp.service-account.act-as-missing"
            if re.search(r"cloudtasks|lacks IAM permission", text)
            else "gcp.deployer.act-as-missing"
        )
    if _BUILD.search(text) and (not key or _BUILD_PERMISSION.fullmatch(key)):
        return "gcp.build-account.permission-missing"
    exact = _first(_EXACT, key) if key else None
    if exact:
        return exact
    if deploying or (principal or "").startswith("user:"):
        return "gcp.deployer.permission-missing"
    return (_first(_DEPLOYERS, key) if key else None) or "gcp.service-account.permission-missing"


def sentence(principal: str | None, permission: str | None, resource: str | None) -> str:
    who = principal.partition(":")[2] or principal if principal else "The caller"
    return f"{who} lacks {permission or 'a permission that the text does not name'}" + (
        f" on {resource}." if resource else "."
    )


def _first(rules: _Rules, text: str, *, search: bool = False) -> str | None:
    for pattern, cause in rules:
        if pattern.search(text) if search else pattern.fullmatch(text):
            return cause
    return None
