"""A binding on a resource, as gcloud and Terraform write it: one form for each kind of resource that has a policy."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from diagnostics.fix.values import Unwritable, checked, quoted
from diagnostics.hops.gcp.names import account_name, part


class Form(msgspec.Struct, frozen=True):
    """*gcloud* is the command up to add-/remove-; *conditional*: it knows --condition. *attributes* are Terraform's."""

    gcloud: str
    options: tuple[str, ...]
    resource: str
    attributes: tuple[tuple[str, str], ...]
    conditional: bool = False


def form_of(bound: str, project: str) -> Form:
    """Return how a binding on *bound* (a full resource name) is written; Unwritable where no policy can be set on it."""
    for collection, build in _FORMS.items():
        if part(bound, collection):
            return build(bound, project)
    raise Unwritable(f"no binding is written on {bound!r}: it has no allow policy of its own")


def _home(bound: str, project: str) -> str:
    said = part(bound, "projects")
    return project if said in {None, "_", "-"} else checked(said, "gcp-project")


def _get(bound: str, collection: str, kind: str = "gcp-name") -> str:
    return checked(part(bound, collection), kind)


def _secret(bound: str, project: str) -> Form:
    home, secret = _home(bound, project), _get(bound, "secrets")
    return Form(
        f"gcloud secrets {{}}-iam-policy-binding {quoted(secret, 'gcp-name')}",
        (f"--project={quoted(home, 'gcp-project')}",),
        "google_secret_manager_secret_iam_member",
        (("project", home), ("secret_id", secret)),
        conditional=True,
    )


def _bucket(bound: str, _project: str) -> Form:
    bucket = _get(bound, "buckets", "gcp-bucket")
    return Form(
        f"gcloud storage buckets {{}}-iam-policy-binding {quoted(bucket, 'gcp-bucket').join(('gs://', ''))}",
        (),
        "google_storage_bucket_iam_member",
        (("bucket", bucket),),
        conditional=True,
    )


def _topic(bound: str, project: str) -> Form:
    home, topic = _home(bound, project), _get(bound, "topics")
    return Form(
        f"gcloud pubsub topics {{}}-iam-policy-binding {quoted(topic, 'gcp-name')}",
        (f"--project={quoted(home, 'gcp-project')}",),
        "google_pubsub_topic_iam_member",
        (("project", home), ("topic", topic)),
    )


def _subscription(bound: str, project: str) -> Form:
    home, name = _home(bound, project), _get(bound, "subscriptions")
    return Form(
        f"gcloud pubsub subscriptions {{}}-iam-policy-binding {quoted(name, 'gcp-name')}",
        (f"--project={quoted(home, 'gcp-project')}",),
        "google_pubsub_subscription_iam_member",
        (("project", home), ("subscription", name)),
    )


def _key(bound: str, project: str) -> Form:
    home, ring, key = _home(bound, project), _get(bound, "keyRings"), _get(bound, "cryptoKeys")
    where = _get(bound, "locations", "gcp-location")
    return Form(
        f"gcloud kms keys {{}}-iam-policy-binding {quoted(key, 'gcp-name')}",
        (
            f"--keyring={quoted(ring, 'gcp-name')}",
            f"--location={quoted(where, 'gcp-location')}",
            f"--project={quoted(home, 'gcp-project')}",
        ),
        "google_kms_crypto_key_iam_member",
        (("crypto_key_id", f"projects/{home}/locations/{where}/keyRings/{ring}/cryptoKeys/{key}"),),
        conditional=True,
    )


def _queue(bound: str, project: str) -> Form:
    home, queue, where = (
        _home(bound, project),
        _get(bound, "queues"),
        _get(bound, "locations", "gcp-location"),
    )
    return Form(
        f"gcloud tasks queues {{}}-iam-policy-binding {quoted(queue, 'gcp-name')}",
        (f"--location={quoted(where, 'gcp-location')}", f"--project={quoted(home, 'gcp-project')}"),
        "google_cloud_tasks_queue_iam_member",
        (("project", home), ("location", where), ("name", queue)),
    )


def _table(bound: str, project: str) -> Form:
    home, data, table = _home(bound, project), _get(bound, "datasets", "gcp-dataset"), _get(bound, "tables")
    target = f"{checked(home, 'gcp-project')}:{data}.{table}"
    return Form(
        "bq {}-iam-policy-binding",
        ("--table=true", f"'{target}'"),
        "google_bigquery_table_iam_member",
        (("project", home), ("dataset_id", data), ("table_id", table)),
    )


def _repository(bound: str, project: str) -> Form:
    home, name, where = (
        _home(bound, project),
        _get(bound, "repositories"),
        _get(bound, "locations", "gcp-location"),
    )
    return Form(
        f"gcloud artifacts repositories {{}}-iam-policy-binding {quoted(name, 'gcp-name')}",
        (f"--location={quoted(where, 'gcp-location')}", f"--project={quoted(home, 'gcp-project')}"),
        "google_artifact_registry_repository_iam_member",
        (("project", home), ("location", where), ("repository", name)),
        conditional=True,
    )


def _account(bound: str, project: str) -> Form:
    email = _get(bound, "serviceAccounts", "gcp-email")
    home = checked(part(account_name(email, project), "projects"), "gcp-project")
    return Form(
        f"gcloud iam service-accounts {{}}-iam-policy-binding {quoted(email, 'gcp-email')}",
        (f"--project={quoted(home, 'gcp-project')}",),
        "google_service_account_iam_member",
        (("service_account_id", f"projects/{home}/serviceAccounts/{email}"),),
        conditional=True,
    )


def _service(bound: str, project: str) -> Form:
    home, service, where = (
        _home(bound, project),
        _get(bound, "services"),
        _get(bound, "locations", "gcp-location"),
    )
    return Form(
        f"gcloud run services {{}}-iam-policy-binding {quoted(service, 'gcp-name')}",
        (f"--region={quoted(where, 'gcp-location')}", f"--project={quoted(home, 'gcp-project')}"),
        "google_cloud_run_v2_service_iam_member",
        (("project", home), ("location", where), ("name", service)),
        conditional=True,
    )


def _function(bound: str, project: str) -> Form:
    """A 1st gen function; one of the 2nd generation is invoked through its Cloud Run service."""
    home, name, where = (
        _home(bound, project),
        _get(bound, "functions"),
        _get(bound, "locations", "gcp-location"),
    )
    return Form(
        f"gcloud functions {{}}-iam-policy-binding {quoted(name, 'gcp-name')}",
        (f"--region={quoted(where, 'gcp-location')}", f"--project={quoted(home, 'gcp-project')}"),
        "google_cloudfunctions_function_iam_member",
        (("project", home), ("region", where), ("cloud_function", name)),
    )


def _project(bound: str, _project: str) -> Form:
    home = _get(bound, "projects", "gcp-project")
    return Form(
        f"gcloud projects {{}}-iam-policy-binding {quoted(home, 'gcp-project')}",
        (),
        "google_project_iam_member",
        (("project", home),),
        conditional=True,
    )


# The innermost kind first: a table stands in a dataset, a version in a secret, everything in a project.
_FORMS: dict[str, Callable[[str, str], Form]] = {
    "secrets": _secret,
    "buckets": _bucket,
    "topics": _topic,
    "subscriptions": _subscription,
    "cryptoKeys": _key,
    "queues": _queue,
    "tables": _table,
    "repositories": _repository,
    "serviceAccounts": _account,
    "services": _service,
    "functions": _function,
    "projects": _project,
}
