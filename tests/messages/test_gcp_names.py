"""Accounts and resources as IAM writes them, and the permission of a method."""

from __future__ import annotations

import pytest

from diagnostics.messages.gcp.methods import of_command, of_rpc, permission_of
from diagnostics.messages.gcp.names import bigquery, full_name, member, of_url


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("//pubsub.googleapis.com/projects/p/topics/t", "projects/p/topics/t"),
        ("cloudresourcemanager.googleapis.com/projects/p", "projects/p"),
        ("gs://b/a/b.txt", "projects/_/buckets/b/objects/a/b.txt"),
        ("gs://b", "projects/_/buckets/b"),
        ("b/b/o/a.txt", "projects/_/buckets/b/objects/a.txt"),
        (
            "https://storage.googleapis.com/storage/v1/b/b/o/a%2Fb.txt?alt=media",
            "projects/_/buckets/b/objects/a/b.txt",
        ),
        (
            "https://run.googleapis.com/v2/projects/p/locations/l/services?serviceId=s",
            "projects/p/locations/l",
        ),
        ("projectnumbers/42", "projects/42"),
        ("fn@p.iam.gserviceaccount.com", "projects/-/serviceAccounts/fn@p.iam.gserviceaccount.com"),
        ("namespaces/p/services/s", "namespaces/p/services/s"),
        ("'projects/p/secrets/s'", "projects/p/secrets/s"),
        ("projects/p/secrets/s.", "projects/p/secrets/s"),
        ("https://example.com/projects/p", None),
        ("the", None),
        ("", None),
        (None, None),
    ],
)
def test_a_resource_is_its_full_name(written: str | None, name: str | None) -> None:
    """Scheme, service and version are not the name; a collection is no resource; what is no name is null."""
    assert full_name(written) == name


@pytest.mark.parametrize(
    ("written", "account"),
    [
        ("fn@p.iam.gserviceaccount.com", "serviceAccount:fn@p.iam.gserviceaccount.com"),
        ("42@cloudbuild.gserviceaccount.com.", "serviceAccount:42@cloudbuild.gserviceaccount.com"),
        (
            "projects/-/serviceAccounts/fn@p.iam.gserviceaccount.com",
            "serviceAccount:fn@p.iam.gserviceaccount.com",
        ),
        ("serviceAccount:fn@p.iam.gserviceaccount.com", "serviceAccount:fn@p.iam.gserviceaccount.com"),
        ("[pat@example.com]", "user:pat@example.com"),
        ("principal://iam.googleapis.com/x/subject/s", "principal://iam.googleapis.com/x/subject/s"),
        ("pat", None),
        (None, None),
    ],
)
def test_an_account_is_a_member_of_bindings(written: str | None, account: str | None) -> None:
    """A service account by its domain, anybody else with an address a user."""
    assert member(written) == account


def test_a_table_has_its_project_and_dataset() -> None:
    """Both spellings of BigQuery, also of a project of a domain."""
    assert bigquery("p:d.t") == bigquery("p.d.t") == "projects/p/datasets/d/tables/t"
    assert bigquery("p:d") == "projects/p/datasets/d"
    assert bigquery("example.com:p:d.t") == "projects/example.com:p/datasets/d/tables/t"


def test_a_url_tells_resource_and_verb() -> None:
    """A verb behind a colon belongs to the method, and only Google's addresses are read."""
    assert of_url("https://pubsub.googleapis.com/v1/projects/p/topics/t:publish?alt=json") == (
        "projects/p/topics/t",
        "publish",
    )
    assert of_url("https://evil.example/v1/projects/p/topics/t") == (None, None)
    assert of_url("https://evilgoogleapis.com/storage/v1/b/b/o/o") == (None, None)


def test_a_method_gives_its_permission_however_it_is_named() -> None:
    """By service and method, by the full name of the call, by the command; what needs several permissions gives none."""
    assert (
        permission_of("pubsub.googleapis.com", "google.pubsub.v1.Publisher.Publish")
        == "pubsub.topics.publish"
    )
    assert (
        of_rpc("/google.cloud.secretmanager.v1.SecretManagerService/AccessSecretVersion")
        == "secretmanager.versions.access"
    )
    assert of_rpc("google.iam.credentials.v1.IAMCredentials.SignBlob") == "iam.serviceAccounts.signBlob"
    assert of_command("secrets.versions.access") == "secretmanager.versions.access"
    assert permission_of("storage.googleapis.com", "storage.objects.list") == "storage.objects.list"
    assert permission_of("firestore.googleapis.com", "google.firestore.v1.Firestore.Commit") is None
    assert permission_of(None, "x") is None
    assert of_command("functions.deploy") is None
