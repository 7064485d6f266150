"""What a message of Google Cloud alone justifies as a fix, and what it does not."""

from __future__ import annotations

import pytest

from diagnostics.explain import explain

SA = "orders-fn@shop-prod.iam.gserviceaccount.com"
SECRET = "projects/112233445566/secrets/db"


def denied(permission: str, resource: str, who: str = SA) -> str:
    return (
        f"ERROR: (gcloud.x) PERMISSION_DENIED: Permission '{permission}' denied on resource '{resource}' (or it may not exist). "
        f"This command is authenticated as {who} which is the active account specified by the [core/account] property."
    )


@pytest.mark.parametrize(
    ("permission", "resource", "bound", "role"),
    [
        ("secretmanager.versions.access", f"{SECRET}/versions/latest", SECRET, "roles/secretmanager.secretAccessor"),
        ("pubsub.topics.publish", "//pubsub.googleapis.com/projects/p/topics/t", "projects/p/topics/t", "roles/pubsub.publisher"),
        ("storage.objects.get", "projects/_/buckets/b/objects/a/b.pdf", "projects/_/buckets/b", "roles/storage.objectViewer"),
        ("bigquery.jobs.create", "projects/shop-data", "projects/shop-data", "roles/bigquery.jobUser"),
        ("iam.serviceAccounts.signBlob", f"projects/-/serviceAccounts/{SA}", f"projects/-/serviceAccounts/{SA}", None),
    ],
)  # fmt: skip
def test_a_named_request_gives_one_binding(
    permission: str, resource: str, bound: str, role: str | None
) -> None:
    """One permission, one member, the one resource that has a policy, and nothing wider; a missing resource is thought of."""
    (fix,) = explain(denied(permission, resource)).fixes
    (grant,) = fix.grants
    assert (grant.where, grant.principal, grant.actions, grant.resources, grant.role) == ("iam-binding", f"serviceAccount:{SA}", (permission,), (bound,), role)  # fmt: skip
    assert any("does not exist" in warning for warning in fix.warnings)
    assert fix.commands == {}


@pytest.mark.parametrize(
    "text",
    [
        denied("pubsub.topics.publish", "projects/<PROJECT>/topics/t"),
        denied("pubsub.topics.publish", "projects/p/topics/t*"),
        denied("pubsub.topics.publish", "projects/p/topics/t", "XXXX@xxxx.iam.gserviceaccount.com"),
        denied("iam.serviceAccounts.actAs", "projects/shop-prod"),
        denied("aiplatform.endpoints.predict", "projects/p/locations/l/publishers/google/models/m"),
        "Permission 'pubsub.topics.publish' denied on resource 'projects/p/topics/t' (or it may not exist).",
        f"{SA} does not have storage.objects.get access to the Google Cloud Storage object.",
        "403 Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: abcdefghijklmnop",
        f"request body: {denied('pubsub.topics.publish', 'projects/p/topics/t')}",
    ],
)
def test_no_binding_is_written_where_the_text_leaves_something_open(text: str) -> None:
    """Masked, missing, without a policy of its own, another side's, or only quoted: no grant."""
    assert [grant for fix in explain(text).fixes for grant in fix.grants] == []


def test_a_right_that_leads_to_others_is_warned_of() -> None:
    """Acting as an account is more than it looks."""
    (fix,) = explain(
        denied("iam.serviceAccounts.actAs", f"projects/-/serviceAccounts/{SA}", "pat@example.com")
    ).fixes
    assert fix.grants[0].principal == "user:pat@example.com"
    assert any("owner decide" in warning for warning in fix.warnings)


def test_a_deny_policy_is_met_with_an_exception() -> None:
    """No role helps; the exception is for this one member and permission."""
    text = f"{denied('storage.buckets.delete', 'projects/_/buckets/b')} blocked by an IAM deny policy"
    text = text.replace(" (or it may not exist).", ": blocked by an IAM deny policy.")
    (fix,) = explain(text).fixes
    assert fix.grants == ()
    assert (
        fix.changes[0].setting
        == f"Except serviceAccount:{SA} in the deny policy, for storage.buckets.delete only"
    )


def test_a_whole_name_raises_no_question() -> None:
    """Only a masked name is asked about."""
    assert not any(
        "masked" in n for n in explain(denied("pubsub.topics.publish", "projects/p/topics/t")).notes
    )
    assert any("masked" in n for n in explain(denied("pubsub.topics.publish", "projects/***/topics/t")).notes)
