"""The narrowest predefined role for a purpose, or a custom role of exactly the permission where none is narrow.

The role with the fewest permissions is often the wrong one: another product's, an agent's, one that only happens to
hold the permission. So the purpose decides first, the number of permissions only within it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from diagnostics.policy.gcp.roles import Known

# Purposes for which a predefined role was made; what is not here is ranked by the rules below.
_PURPOSES = {
    "secretmanager.versions.access": "roles/secretmanager.secretAccessor",
    "secretmanager.versions.add": "roles/secretmanager.secretVersionAdder",
    "storage.objects.get": "roles/storage.objectViewer",
    "storage.objects.list": "roles/storage.objectViewer",
    "storage.objects.create": "roles/storage.objectCreator",
    "storage.buckets.get": "roles/storage.bucketViewer",
    "pubsub.topics.publish": "roles/pubsub.publisher",
    "pubsub.subscriptions.consume": "roles/pubsub.subscriber",
    "bigquery.jobs.create": "roles/bigquery.jobUser",
    "bigquery.tables.getData": "roles/bigquery.dataViewer",
    "bigquery.tables.get": "roles/bigquery.dataViewer",
    "bigquery.datasets.get": "roles/bigquery.dataViewer",
    "bigquery.tables.updateData": "roles/bigquery.dataEditor",
    "cloudsql.instances.get": "roles/cloudsql.client",
    "cloudsql.instances.connect": "roles/cloudsql.client",
    "cloudkms.cryptoKeyVersions.useToDecrypt": "roles/cloudkms.cryptoKeyDecrypter",
    "cloudkms.cryptoKeyVersions.useToEncrypt": "roles/cloudkms.cryptoKeyEncrypter",
    "cloudtasks.tasks.create": "roles/cloudtasks.enqueuer",
    "run.routes.invoke": "roles/run.servicesInvoker",
    "cloudfunctions.functions.invoke": "roles/cloudfunctions.invoker",
    "eventarc.events.receiveEvent": "roles/eventarc.eventReceiver",
    "iam.serviceAccounts.actAs": "roles/iam.serviceAccountUser",
    "iam.serviceAccounts.getOpenIdToken": "roles/iam.serviceAccountOpenIdTokenCreator",
    "logging.logEntries.create": "roles/logging.logWriter",
    "artifactregistry.repositories.downloadArtifacts": "roles/artifactregistry.reader",
}
_READS = re.compile(r"^datastore\.entities\.(get|list)$")
_WRITES = re.compile(r"^datastore\.entities\.(create|update|delete|allocateIds)$")
# With one of these an account can make itself more powerful than it is.
_ESCALATES = re.compile(
    r"\.setIamPolicy$|^iam\.(serviceAccounts\.(actAs|getAccessToken|implicitDelegation|signBlob|signJwt)|"
    r"serviceAccountKeys\.create|roles\.(create|update))$|^cloudbuild\.builds\.create$|^deploymentmanager\."
    r"|^cloudfunctions\.functions\.(create|update)$|^run\.services\.(create|update)$"
)


class Choice(msgspec.Struct, frozen=True):
    """*role* None means a custom role of exactly the permission; *extra* is what else a predefined role allows."""

    role: str | None
    extra: tuple[str, ...] = ()


def choose(permission: str) -> Choice:
    """Return the role for *permission* (`secretmanager.versions.access`), and what else it allows."""
    role = narrowest(permission)
    if role is None:
        return Choice(None)
    return Choice(role, tuple(p for p in _table()[role].permissions if p != permission))


def narrowest(permission: str) -> str | None:
    """Return the name of the role for *permission*; the table is read only where no purpose is known."""
    if _READS.match(permission):
        return "roles/datastore.viewer"
    if _WRITES.match(permission):
        return "roles/datastore.user"
    return _PURPOSES.get(permission) or _ranked(permission)


def _ranked(permission: str) -> str | None:
    """Return the smallest role of the permission's own service that brings nothing much beside it."""
    service = permission.partition(".")[0]
    fitting = [
        (len(known.permissions), known.stage != "GA", name)
        for name, known in _table().items()
        if name.startswith(f"roles/{service}.")
        and permission in known.permissions
        and ".legacy" not in name
        and len(known.permissions) <= 3
        and not any(escalates(p) for p in known.permissions if p != permission)
    ]
    return min(fitting)[2] if fitting else None


def escalates(permission: str) -> bool:
    """Whether *permission* lets an account gain others."""
    return _ESCALATES.search(permission) is not None


def _table() -> Mapping[str, Known]:
    from diagnostics.policy.gcp.roles import table  # here: the evaluator beside it costs ten milliseconds

    return table()
