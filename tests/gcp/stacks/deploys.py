"""What those who deploy it, build it and carry its events may not do."""

from __future__ import annotations

from diagnostics.clock import iso
from diagnostics.sources.demo.gcp.build import Stack
from diagnostics.sources.demo.gcp.cloud import NUMBER, PROJECT
from tests.gcp.stacks.model import (
    ACCESSOR,
    ALWAYS,
    ROOT,
    SECRET,
    VERSION,
    secret_made,
    silent,
    stack,
    storage,
)


@stack("iam", "gcp.deployer.act-as-missing", origin="implicit-identity")
def deployer_may_not_act_as_the_account(s: Stack) -> None:
    s.with_function(updateTime=iso(s.ago(900))).public().with_traffic(ALWAYS)
    account = f"projects/-/serviceAccounts/{s.email}"
    said = (
        f"Permission 'iam.serviceaccounts.actAs' denied on service account {s.email} (or it may not exist)."
    )
    row = {"resource": account, "permission": "iam.serviceAccounts.actAs"}
    s.audit(9, "google.cloud.functions.v2.FunctionService.UpdateFunction", s.id, "cloudfunctions", who=f"ci@{PROJECT}.iam.gserviceaccount.com",
            status={"code": 7, "message": said}, authorizationInfo=[row])  # fmt: skip


@stack("iam", "gcp.storage-agent.publisher-missing", origin="implicit-identity", change="SetIamPolicy")
def bucket_agent_may_not_publish(s: Stack) -> None:
    storage(s)
    bindings = s.cloud.policies[ROOT]["bindings"]
    bindings[:] = [row for row in bindings if row["role"] != "roles/pubsub.publisher"]
    silent(s)
    s.unbound(
        39.5,
        ROOT,
        "roles/pubsub.publisher",
        f"serviceAccount:service-{NUMBER}@gs-project-accounts.iam.gserviceaccount.com",
    )


@stack(
    "iam",
    "gcp.trigger-account.event-receiver-missing",
    origin="implicit-identity",
    grants=("roles/eventarc.eventReceiver", ROOT),
)
def trigger_account_may_not_receive(s: Stack) -> None:
    storage(s)
    bindings = s.cloud.policies[ROOT]["bindings"]
    bindings[:] = [row for row in bindings if row["role"] != "roles/eventarc.eventReceiver"]
    silent(s)


@stack("iam", "gcp.service-account.permission-missing", origin="implicit-identity", grants=(ACCESSOR, SECRET))
def revision_that_may_not_read_its_secret(s: Stack) -> None:
    said = f"Revision 'orders-00007' is not ready and cannot serve traffic. Permission denied on secret: {VERSION} for Revision service account {s.email}. The service account used must be granted the 'Secret Manager Secret Accessor' role (roles/secretmanager.secretAccessor) at the secret, project or higher level."
    failed = {
        "type": "Ready",
        "state": "CONDITION_FAILED",
        "revisionReason": "SECRETS_ACCESS_CHECK_FAILED",
        "message": said,
    }
    s.with_function().with_service(terminalCondition=failed).public().with_traffic(ALWAYS)
    secret_made(s)


@stack(
    "iam",
    "gcp.build-account.permission-missing",
    origin="implicit-identity",
    grants=("roles/run.builder", ROOT),
)
def build_account_lacks_its_role(s: Stack) -> None:
    said = "Could not build the function due to a missing permission on the build service account. If you didn't revoke that permission explicitly, this could be caused by a change in the organization policies."
    s.with_function(
        state="FAILED",
        stateMessages=[{"severity": "ERROR", "type": "CloudRunServiceNotFound", "message": said}],
    ).public().with_traffic(ALWAYS)


@stack(
    "iam",
    "gcp.run-agent.image-pull-missing",
    origin="implicit-identity",
    grants=(
        "roles/artifactregistry.reader",
        "projects/other-shop/locations/europe-west1/repositories/images",
    ),
)
def run_agent_may_not_read_the_image(s: Stack) -> None:
    agent = f"service-{NUMBER}@serverless-robot-prod.iam.gserviceaccount.com"
    said = f"Google Cloud Run Service Agent {agent} must have permission to read the image, europe-west1-docker.pkg.dev/other-shop/images/orders:7. Ensure that the provided container image URL is correct and that the above account has permission to access the image."
    failed = {
        "type": "Ready",
        "state": "CONDITION_FAILED",
        "revisionReason": "CONTAINER_PERMISSION_DENIED",
        "message": said,
    }
    s.with_function().with_service(terminalCondition=failed).public().with_traffic(ALWAYS)
    s.cloud.things["projects/other-shop/locations/europe-west1/repositories/images"] = {"name": "images"}


@stack("iam", "gcp.deployer.permission-missing", origin="implicit-identity")
def creation_refused(s: Stack) -> None:
    row = {"resource": s.id, "permission": "cloudfunctions.functions.create"}
    said = f"Permission 'cloudfunctions.functions.create' denied on resource '{s.id}' (or resource may not exist)."
    s.audit(9, "google.cloud.functions.v2.FunctionService.CreateFunction", s.id, "cloudfunctions", who=f"ci@{PROJECT}.iam.gserviceaccount.com",
            status={"code": 7, "message": said}, authorizationInfo=[row])  # fmt: skip


@stack("iam", "gcp.functions-agent.role-missing", origin="implicit-identity")
def functions_agent_may_not_act_as_the_account(s: Stack) -> None:
    """The log names the deployer as the caller; the message says whose rights were too few."""
    s.with_function(updateTime=iso(s.ago(900))).public().with_traffic(ALWAYS)
    said = f'Validation failed for trigger {ROOT}/locations/europe-west1/triggers/orders-1: Permission "iam.serviceAccounts.ActAs" denied on "EndUserCredentials to {NUMBER}-compute@developer.gserviceaccount.com"'
    s.audit(9, "google.cloud.functions.v2.FunctionService.UpdateFunction", s.id, "cloudfunctions", status={"code": 7, "message": said})  # fmt: skip
