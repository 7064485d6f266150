"""What the function may not do."""

from __future__ import annotations

from diagnostics.sources.demo.gcp.build import Stack
from diagnostics.sources.demo.gcp.cloud import LOCATION, NUMBER, ORGANIZATION, PROJECT
from tests.gcp.stacks.model import (
    ACCESSOR,
    BUCKET,
    CALLEE,
    COMPUTE,
    FIRST,
    READS,
    ROOT,
    SECRET,
    TOPIC,
    VERSION,
    calls_prices,
    custom,
    deny,
    failing,
    python,
    secret_made,
    secret_refused,
    stack,
    untraced,
)


@stack(
    "iam", "gcp.service-account.permission-missing", origin="implicit-identity",
    change="google.cloud.secretmanager.v1.SecretManagerService.SetIamPolicy", grants=(ACCESSOR, SECRET),
)  # fmt: skip
def secret(s: Stack) -> None:
    s.with_function().public()
    secret_made(s)
    secret_refused(s)
    method = "google.cloud.secretmanager.v1.SecretManagerService"
    for minute in range(1, 40, 5):
        said = f"Permission '{READS}' denied for resource '{VERSION}' (or it may not exist)."
        s.refused(minute, f"{method}.AccessSecretVersion", VERSION, "secretmanager", READS, said)
    s.unbound(41, SECRET, ACCESSOR, service="secretmanager", method=f"{method}.SetIamPolicy")


@stack(
    "iam",
    "gcp.service-account.permission-missing",
    origin="implicit-identity",
    first=True,
    grants=(ACCESSOR, SECRET),
)
def secret_of_a_first_generation_function(s: Stack) -> None:
    s.with_function().public()
    secret_made(s)
    secret_refused(s)


@stack(
    "iam",
    "gcp.service-account.permission-missing",
    origin="implicit-identity",
    grants=("roles/storage.objectViewer", BUCKET),
)
def object_of_a_bucket(s: Stack) -> None:
    s.with_function().public().bind(
        BUCKET.replace("projects/_/buckets", "b"),
        "roles/storage.legacyBucketOwner",
        f"projectEditor:{PROJECT}",
    )
    said = (
        f"google.api_core.exceptions.Forbidden: 403 GET https://storage.googleapis.com/download/storage/v1/b/shop-orders/o/in%2F7.json?alt=media: "
        f"{s.email} does not have storage.objects.get access to the Google Cloud Storage object. Permission 'storage.objects.get' denied on "
        "resource (or it may not exist)."
    )
    failing(s, python(said))


@stack(
    "iam",
    "gcp.service-account.permission-missing",
    origin="implicit-identity",
    grants=("roles/pubsub.publisher", TOPIC),
)
def publish_whose_topic_only_the_audit_log_names(s: Stack) -> None:
    s.with_function().public()
    s.cloud.things[TOPIC] = {"name": TOPIC}
    failing(
        s,
        python(
            "google.api_core.exceptions.PermissionDenied: 403 User not authorized to perform this action."
        ),
    )
    for minute in range(1, 40, 3):
        s.refused(
            minute,
            "google.pubsub.v1.Publisher.Publish",
            TOPIC,
            "pubsub",
            "pubsub.topics.publish",
            "User not authorized to perform this action.",
        )


@stack(
    "iam",
    "gcp.service-account.permission-missing",
    origin="implicit-identity",
    grants=("roles/bigquery.jobUser", ROOT),
)
def bigquery_job(s: Stack) -> None:
    s.with_function().public()
    said = f"google.api_core.exceptions.Forbidden: 403 POST https://bigquery.googleapis.com/bigquery/v2/projects/{PROJECT}/jobs?prettyPrint=false: Access Denied: Project {PROJECT}: User does not have bigquery.jobs.create permission in project {PROJECT}."
    failing(s, python(said))


@stack("iam", "gcp.service-account.permission-missing", origin="implicit-identity")
def key_of_kms(s: Stack) -> None:
    s.with_function().public()
    key = f"projects/{PROJECT}/locations/{LOCATION}/keyRings/shop/cryptoKeys/orders"
    s.cloud.things[key] = {"name": key}
    failing(
        s,
        python(
            f"google.api_core.exceptions.PermissionDenied: 403 Permission 'cloudkms.cryptoKeyVersions.useToDecrypt' denied on resource '{key}' (or it may not exist)."
        ),
    )


@stack("iam", "gcp.service-account.permission-missing", origin="implicit-identity")
def task_queue(s: Stack) -> None:
    s.with_function().public()
    queue = f"projects/{PROJECT}/locations/{LOCATION}/queues/mail"
    s.cloud.things[queue] = {"name": queue, "state": "RUNNING"}
    failing(
        s,
        f'Error: 7 PERMISSION_DENIED: The principal (user or service account) lacks IAM permission "cloudtasks.tasks.create" for the resource "{queue}" (or the resource may not exist).',
    )


@stack("iam", "gcp.service-account.sign-as-missing", origin="implicit-identity")
def sign_as_itself(s: Stack) -> None:
    s.with_function().public()
    own = f"projects/-/serviceAccounts/{s.email}"
    said = "Permission 'iam.serviceAccounts.signBlob' denied on resource (or it may not exist)."
    failing(s, f"Error: {said}")
    for minute in range(1, 40, 5):
        s.refused(
            minute,
            "google.iam.credentials.v1.IAMCredentials.SignBlob",
            own,
            "iamcredentials",
            "iam.serviceAccounts.signBlob",
            said,
        )


@stack("iam", "gcp.binding.condition-not-met", origin="condition")
def condition_that_has_run_out(s: Stack) -> None:
    s.with_function().public().bind(
        SECRET, ACCESSOR, condition='request.time < timestamp("2026-01-01T00:00:00Z")'
    )
    secret_made(s)
    secret_refused(s)


@stack(
    "iam",
    "gcp.deny-policy.permission-denied",
    origin="deny-policy",
    change="google.iam.v2.Policies.CreatePolicy",
)
def deny_policy(s: Stack) -> None:
    s.with_function().public().bind(SECRET, ACCESSOR)
    secret_made(s)
    deny(s)
    secret_refused(s)
    name = f"policies/cloudresourcemanager.googleapis.com%2Fprojects%2F{NUMBER}/denypolicies/no-secrets"
    s.audit(41, "google.iam.v2.Policies.CreatePolicy", name, "iam", who="security@example.com")


@stack(
    "iam",
    "gcp.service-account.disabled",
    origin="disabled-account",
    change="google.iam.admin.v1.DisableServiceAccount",
)
def account_disabled(s: Stack) -> None:
    s.with_function().public()
    s.cloud.things[f"{ROOT}/serviceAccounts/{s.email}"]["disabled"] = True
    failing(
        s,
        python(
            "google.auth.exceptions.RefreshError: ('Failed to retrieve http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token from the Google Compute Engine metadata service. Status: 404', <google.auth.transport.requests._Response object at 0x3e>)"
        ),
    )
    s.audit(
        45,
        "google.iam.admin.v1.DisableServiceAccount",
        "projects/-/serviceAccounts/104839204857692834756",
        "iam",
    )


@stack(
    "iam",
    "gcp.service-account.permission-missing",
    origin="implicit-identity",
    grants=("roles/datastore.user", ROOT),
)
def firestore_write(s: Stack) -> None:
    s.with_function().public()
    failing(s, "Error: 7 PERMISSION_DENIED: Missing or insufficient permissions.")
    for minute in range(1, 40, 5):
        s.refused(
            minute,
            "google.firestore.v1.Firestore.Commit",
            f"projects/{PROJECT}/databases/(default)",
            "firestore",
            "datastore.entities.create",
            "Missing or insufficient permissions.",
        )


@stack("iam", "gcp.service-account.no-grants", origin="implicit-identity")
def default_account_that_never_had_a_role(s: Stack) -> None:
    s.email = COMPUTE.partition(":")[2]
    s.with_function().public()
    secret_made(s)
    secret_refused(s)
    said = f"google.api_core.exceptions.Forbidden: 403 POST https://bigquery.googleapis.com/bigquery/v2/projects/{PROJECT}/jobs?prettyPrint=false: Access Denied: Project {PROJECT}: User does not have bigquery.jobs.create permission in project {PROJECT}."
    s.lines(range(2, 40, 3), python(said))


@stack("iam", "gcp.service-account.permission-missing", origin="implicit-identity")
def firestore_refuses_and_no_audit_log_is_on(s: Stack) -> None:
    s.with_function().public()
    failing(s, "Error: 7 PERMISSION_DENIED: Missing or insufficient permissions.")


@stack(
    "iam",
    "gcp.service-account.invoker-missing",
    origin="implicit-identity",
    grants=("roles/run.servicesInvoker", CALLEE),
)
def another_function_turns_it_away(s: Stack) -> None:
    calls_prices(s)


@stack(
    "iam",
    "gcp.service-account.permission-missing",
    origin="implicit-identity",
    change="SetIamPolicy",
    grants=("roles/datastore.user", ROOT),
)
def firestore_refuses_after_its_role_was_taken(s: Stack) -> None:
    s.with_function().public()
    failing(s, "Error: 7 PERMISSION_DENIED: Missing or insufficient permissions.")
    s.unbound(41, ROOT, "roles/datastore.user")


@stack("iam", "gcp.service-account.permission-missing", origin="implicit-identity", grants=(ACCESSOR, SECRET))
def custom_role_without_the_permission(s: Stack) -> None:
    custom(s, "secretmanager.secrets.get")


@stack("iam", "gcp.service-account.other-identity", origin="implicit-identity")
def code_that_calls_as_another_account(s: Stack) -> None:
    s.with_function().public()
    s.cloud.things["b/shop-orders"] = {"name": "shop-orders"}
    other = f"legacy-key@{PROJECT}.iam.gserviceaccount.com"
    failing(
        s,
        python(
            f"google.api_core.exceptions.Forbidden: 403 GET https://storage.googleapis.com/storage/v1/b/shop-orders/o/7?alt=media: {other} does not have storage.objects.get access to the Google Cloud Storage object. Permission 'storage.objects.get' denied on resource (or it may not exist)."
        ),
    )


@stack(
    "iam",
    "gcp.service-account.deleted",
    origin="disabled-account",
    change="google.iam.admin.v1.DeleteServiceAccount",
)
def account_deleted(s: Stack) -> None:
    s.with_function().public()
    del s.cloud.things[f"{ROOT}/serviceAccounts/{s.email}"]
    failing(
        s,
        python(
            "google.auth.exceptions.RefreshError: ('invalid_grant: Invalid grant: account not found', {'error': 'invalid_grant', 'error_description': 'Invalid grant: account not found'})"
        ),
    )
    s.audit(45, "google.iam.admin.v1.DeleteServiceAccount", f"{ROOT}/serviceAccounts/{s.email}", "iam")


@stack("iam", "gcp.service-account.permission-missing", origin="implicit-identity", grants=(ACCESSOR, SECRET))
def refusal_in_lines_without_a_trace(s: Stack) -> None:
    s.with_function().public()
    secret_made(s)
    secret_refused(s)
    untraced(s)


@stack(
    "iam",
    "gcp.service-account.permission-missing",
    origin="implicit-identity",
    grants=(ACCESSOR, "projects/vault-shop/secrets/db-password"),
)
def secret_of_another_project(s: Stack) -> None:
    """The message names the other project by its number, as Secret Manager does; a role on the function's own is no help."""
    s.with_function().public().bind(ROOT, ACCESSOR)
    other, number = "projects/vault-shop/secrets/db-password", "998877665544"
    about = {"name": f"projects/{number}", "projectId": "vault-shop", "parent": ORGANIZATION}
    s.cloud.things |= {other: {"name": other}, f"projects/{number}": about}
    s.cloud.policies |= {"projects/vault-shop": {"bindings": []}, f"projects/{number}": {"bindings": []}}
    asked = f"projects/{number}/secrets/db-password/versions/3"
    failing(
        s,
        python(
            f"google.api_core.exceptions.PermissionDenied: 403 Permission '{READS}' denied for resource '{asked}' (or it may not exist)."
        ),
    )


@stack("iam", "gcp.service-account.permission-missing", origin="implicit-identity")
def table_of_bigquery(s: Stack) -> None:
    s.with_function().public().bind(ROOT, "roles/bigquery.jobUser")
    s.cloud.things[f"projects/{PROJECT}/datasets/sales/tables/orders"] = {"id": "orders"}
    failing(
        s,
        python(
            f"google.api_core.exceptions.Forbidden: 403 Access Denied: Table {PROJECT}:sales.orders: User does not have permission to query table {PROJECT}:sales.orders, or perhaps it does not exist."
        ),
    )


@stack("iam", "gcp.service-account.permission-missing", origin="implicit-identity")
def instance_of_cloud_sql(s: Stack) -> None:
    s.with_function().public()
    failing(
        s,
        "boss::NOT_AUTHORIZED: Not authorized to access resource. Possibly missing permission cloudsql.instances.get on resource instances/shop-db.",
    )


@stack(
    "iam",
    "gcp.service-account.invoker-missing",
    origin="implicit-identity",
    grants=("roles/run.servicesInvoker", CALLEE),
)
def another_function_by_its_older_address(s: Stack) -> None:
    """The hash in the address is the own one: the same project and location."""
    s.with_function().with_service(uri="https://orders-k3m4x7q2la-ew.a.run.app").public()
    s.cloud.things[CALLEE] = {"name": CALLEE}
    failing(s, "GaxiosError: Request failed with status code 403, url: 'https://prices-k3m4x7q2la-ew.a.run.app/quote'")  # fmt: skip


@stack(
    "iam",
    "gcp.service-account.invoker-missing",
    origin="implicit-identity",
    grants=("roles/cloudfunctions.invoker", FIRST),
)
def another_function_of_the_first_generation(s: Stack) -> None:
    s.with_function().public()
    s.cloud.things[FIRST] = {"name": FIRST, "environment": "GEN_1"}
    failing(s, python(f"requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: https://{LOCATION}-{PROJECT}.cloudfunctions.net/prices"))  # fmt: skip


@stack(
    "iam",
    "gcp.service-account.invoker-missing",
    origin="implicit-identity",
    grants=("roles/run.servicesInvoker", CALLEE),
)
def another_function_behind_its_first_name(s: Stack) -> None:
    another_function_of_the_first_generation(s)
    second = {"name": FIRST, "environment": "GEN_2", "serviceConfig": {"service": CALLEE}}
    s.cloud.things |= {FIRST: second, CALLEE: {"name": CALLEE}}


@stack("iam", "gcp.deny-policy.permission-denied", origin="deny-policy")
def deny_policy_over_a_grant_to_a_group(s: Stack) -> None:
    """Whether the account is in the group is not known, and does not matter."""
    s.with_function().public().bind(SECRET, ACCESSOR, "group:readers@example.com")
    secret_made(s)
    deny(s)
    secret_refused(s)
