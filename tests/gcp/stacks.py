"""Broken, healthy and misleading stacks around a function `orders` on Google Cloud, each with what must be said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from diagnostics.clock import iso
from diagnostics.sources.demo.gcp.build import NOT_AUTHENTICATED, Stack
from diagnostics.sources.demo.gcp.cloud import LOCATION, NUMBER, ORGANIZATION, PROJECT, EmbeddedGcp

BROKEN, BEFORE, ALWAYS = range(1, 40), range(40, 110), range(1, 110)
SECRET = f"projects/{PROJECT}/secrets/db-password"
VERSION = f"projects/{NUMBER}/secrets/db-password/versions/latest"
BUCKET = "projects/_/buckets/shop-orders"
TOPIC = f"projects/{PROJECT}/topics/orders"
ROOT = f"projects/{PROJECT}"
READS = "secretmanager.versions.access"
ACCESSOR = "roles/secretmanager.secretAccessor"
COMPUTE = f"serviceAccount:{NUMBER}-compute@developer.gserviceaccount.com"
SENDER = f"orders-trigger@{PROJECT}.iam.gserviceaccount.com"
OIDC = {"serviceAccountEmail": SENDER}


@dataclass(frozen=True)
class Expected:
    """What the report must say; *change* is the method that caused it, *grants* the role and resource of the first fix."""

    build: Callable[[Stack], None]
    class_: str
    cause: str | None
    origin: str | None = None
    change: str | None = None
    failing: bool | None = True
    grants: tuple[str, str] | None = None
    first: bool = False


STACKS: dict[str, Expected] = {}


def stack(
    class_: str, cause: str | None, **more: Any
) -> Callable[[Callable[[Stack], None]], Callable[[Stack], None]]:
    def keep(build: Callable[[Stack], None]) -> Callable[[Stack], None]:
        STACKS[build.__name__] = Expected(build, class_, cause, **more)
        return build

    return keep


def build(cloud: EmbeddedGcp, name: str) -> Stack:
    made = Stack(cloud, "orders", first=STACKS[name].first)
    STACKS[name].build(made)
    return made


def _failing(s: Stack, text: str) -> None:
    s.with_traffic(BEFORE, BROKEN).lines(BROKEN, text)


def _silent(s: Stack) -> None:
    s.with_traffic(BEFORE)


def _python(message: str) -> str:
    return f'Traceback (most recent call last):\n  File "/workspace/main.py", line 12, in main\n{message}'


def _secret(s: Stack) -> None:
    s.cloud.things[SECRET] = {"name": SECRET}


def _secret_refused(s: Stack) -> None:
    said = f"403 Permission '{READS}' denied for resource '{VERSION}' (or it may not exist)."
    _failing(s, _python(f"google.api_core.exceptions.PermissionDenied: {said}"))


# What the function's own account may do


@stack(
    "iam", "gcp.service-account.permission-missing", origin="implicit-identity",
    change="google.cloud.secretmanager.v1.SecretManagerService.SetIamPolicy", grants=(ACCESSOR, SECRET),
)  # fmt: skip
def secret(s: Stack) -> None:
    s.with_function().public()
    _secret(s)
    _secret_refused(s)
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
    _secret(s)
    _secret_refused(s)


@stack("inconclusive", None, failing=None)
def secret_granted_on_the_organization(s: Stack) -> None:
    """Refused until a moment ago, and every policy allows it: nothing is claimed."""
    s.with_function().public().bind(ORGANIZATION, ACCESSOR)
    _secret(s)
    _secret_refused(s)


@stack("none", "gcp.function.wrong-name")
def secret_that_does_not_exist(s: Stack) -> None:
    s.with_function().public()
    _secret_refused(s)


@stack("none", "gcp.function.application-error")
def refusal_quoted_from_a_request(s: Stack) -> None:
    s.with_function().public()
    said = (
        f"PermissionDenied: 403 Permission '{READS}' denied for resource '{VERSION}' (or it may not exist)."
    )
    s.lines(BROKEN, f'received body: {{"note": "{said}"}}', severity="INFO", log="run.googleapis.com/stdout")
    _failing(s, _python("KeyError: 'order_id'"))


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
    _failing(s, _python(said))


@stack(
    "iam",
    "gcp.service-account.permission-missing",
    origin="implicit-identity",
    grants=("roles/pubsub.publisher", TOPIC),
)
def publish_whose_topic_only_the_audit_log_names(s: Stack) -> None:
    s.with_function().public()
    s.cloud.things[TOPIC] = {"name": TOPIC}
    _failing(
        s,
        _python(
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
    _failing(s, _python(said))


@stack("iam", "gcp.service-account.permission-missing", origin="implicit-identity")
def key_of_kms(s: Stack) -> None:
    s.with_function().public()
    key = f"projects/{PROJECT}/locations/{LOCATION}/keyRings/shop/cryptoKeys/orders"
    s.cloud.things[key] = {"name": key}
    _failing(
        s,
        _python(
            f"google.api_core.exceptions.PermissionDenied: 403 Permission 'cloudkms.cryptoKeyVersions.useToDecrypt' denied on resource '{key}' (or it may not exist)."
        ),
    )


@stack("iam", "gcp.service-account.permission-missing", origin="implicit-identity")
def task_queue(s: Stack) -> None:
    s.with_function().public()
    queue = f"projects/{PROJECT}/locations/{LOCATION}/queues/mail"
    s.cloud.things[queue] = {"name": queue, "state": "RUNNING"}
    _failing(
        s,
        f'Error: 7 PERMISSION_DENIED: The principal (user or service account) lacks IAM permission "cloudtasks.tasks.create" for the resource "{queue}" (or the resource may not exist).',
    )


@stack("iam", "gcp.service-account.sign-as-missing", origin="implicit-identity")
def sign_as_itself(s: Stack) -> None:
    s.with_function().public()
    own = f"projects/-/serviceAccounts/{s.email}"
    said = "Permission 'iam.serviceAccounts.signBlob' denied on resource (or it may not exist)."
    _failing(s, f"Error: {said}")
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
    _secret(s)
    _secret_refused(s)


@stack("inconclusive", None, failing=None)
def condition_that_is_met(s: Stack) -> None:
    s.with_function().public().bind(
        SECRET, ACCESSOR, condition='request.time < timestamp("2099-01-01T00:00:00Z")'
    )
    _secret(s)
    _secret_refused(s)


def _deny(s: Stack, *exceptions: str) -> None:
    name = f"policies/cloudresourcemanager.googleapis.com%2F{'projects'}%2F{NUMBER}/denypolicies/no-secrets"
    rule = {"deniedPrincipals": ["principalSet://goog/public:all"], "exceptionPrincipals": list(exceptions),
            "deniedPermissions": ["secretmanager.googleapis.com/versions.access"]}  # fmt: skip
    found = {"name": name, "displayName": "no secrets", "rules": [{"denyRule": rule}]}
    s.cloud.things[name.replace("%2F", "/")] = found


@stack("iam", "gcp.deny-policy.permission-denied", origin="deny-policy")
def deny_policy(s: Stack) -> None:
    s.with_function().public().bind(SECRET, ACCESSOR)
    _secret(s)
    _deny(s)
    _secret_refused(s)


@stack("inconclusive", None, failing=None)
def deny_policy_that_excepts_the_account(s: Stack) -> None:
    s.with_function().public().bind(SECRET, ACCESSOR)
    _secret(s)
    _deny(s, f"principal://iam.googleapis.com/projects/-/serviceAccounts/{s.email}")
    _secret_refused(s)


@stack(
    "iam",
    "gcp.service-account.disabled",
    origin="disabled-account",
    change="google.iam.admin.v1.DisableServiceAccount",
)
def account_disabled(s: Stack) -> None:
    s.with_function().public()
    s.cloud.things[f"{ROOT}/serviceAccounts/{s.email}"]["disabled"] = True
    _failing(
        s,
        _python(
            "google.auth.exceptions.RefreshError: ('Failed to retrieve http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token from the Google Compute Engine metadata service. Status: 404', <google.auth.transport.requests._Response object at 0x3e>)"
        ),
    )
    s.audit(
        45,
        "google.iam.admin.v1.DisableServiceAccount",
        "projects/-/serviceAccounts/104839204857692834756",
        "iam",
    )


@stack("none", "gcp.function.application-error")
def account_disabled_while_the_code_fails_by_itself(s: Stack) -> None:
    s.with_function().public()
    s.cloud.things[f"{ROOT}/serviceAccounts/{s.email}"]["disabled"] = True
    _failing(s, _python("KeyError: 'order_id'"))


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


@stack("none", "gcp.function.healthy", failing=False)
def deployer_refused_once_and_then_not(s: Stack) -> None:
    deployer_may_not_act_as_the_account(s)
    s.cloud.things[s.id]["updateTime"] = iso(s.ago(5))


# Who may invoke it


def _turned_away(s: Stack, sender: str, status: int = 403, text: str = NOT_AUTHENTICATED) -> None:
    s.with_traffic(BEFORE)
    for minute in BROKEN:
        s.request(minute, status, text, sender)


@stack(
    "resource-policy", "gcp.run-service.public-invoker-missing", origin="resource-policy",
    change="google.cloud.run.v1.Services.SetIamPolicy", grants=("roles/run.invoker", f"projects/{PROJECT}/locations/{LOCATION}/services/orders"),
)  # fmt: skip
def no_longer_public(s: Stack) -> None:
    s.with_function()
    _turned_away(s, "browser")
    s.unbound(
        41,
        s.service,
        "roles/run.invoker",
        "allUsers",
        service="run",
        method="google.cloud.run.v1.Services.SetIamPolicy",
    )


@stack("resource-policy", "gcp.run-service.invoker-missing", origin="resource-policy")
def never_public(s: Stack) -> None:
    s.with_function()
    _turned_away(s, "browser")


@stack("none", "gcp.function.healthy", failing=False)
def a_scanner_turned_away(s: Stack) -> None:
    s.with_function().with_traffic(ALWAYS)
    s.request(7, 403, NOT_AUTHENTICATED)


def _trigger(
    s: Stack,
    kind: str = "google.cloud.pubsub.topic.v1.messagePublished",
    location: str = LOCATION,
    **filters: str,
) -> str:
    """Make the function's Eventarc trigger with topic and subscription; return the subscription's name."""
    name = f"projects/{PROJECT}/locations/{location}/triggers/orders-1"
    topic = TOPIC if "pubsub" in kind else f"projects/{PROJECT}/topics/eventarc-{location}-orders-1-7"
    subscription = f"projects/{PROJECT}/subscriptions/eventarc-{location}-orders-1-sub-7"
    rows = [{"attribute": key, "value": value} for key, value in filters.items()]
    event = {
        "trigger": name,
        "triggerRegion": location,
        "eventType": kind,
        "serviceAccountEmail": SENDER,
        "eventFilters": rows,
    }
    if "pubsub" in kind:
        event["pubsubTopic"] = topic
    s.with_function(eventTrigger=event)
    s.cloud.things[name] = {"name": name, "eventFilters": [{"attribute": "type", "value": kind}, *rows], "serviceAccount": SENDER,
                            "destination": {"cloudRun": {"service": "orders", "region": LOCATION}},
                            "transport": {"pubsub": {"topic": topic, "subscription": subscription}}}  # fmt: skip
    s.cloud.things[topic] = {"name": topic}
    push = {"pushEndpoint": f"{s.uri}?__GCP_CloudEventsMode=CUSTOM_PUBSUB", "oidcToken": OIDC}
    s.cloud.things[subscription] = {
        "name": subscription,
        "topic": topic,
        "pushConfig": push,
        "state": "ACTIVE",
    }
    s.bind(s.service, "roles/run.invoker", f"serviceAccount:{SENDER}")
    s.bind(ROOT, "roles/eventarc.eventReceiver", f"serviceAccount:{SENDER}")
    return subscription


@stack("resource-policy", "gcp.run-service.trigger-account-not-admitted", origin="resource-policy")
def trigger_account_not_admitted(s: Stack) -> None:
    s.cloud.backlog[_trigger(s).rpartition("/")[2]] = 42
    s.cloud.policies[s.service] = {"bindings": []}
    _turned_away(
        s,
        "eventarc",
        text="The request was not authenticated. Either allow unauthenticated invocations or set the proper Authorization header.",
    )


@stack("resource-policy", "gcp.run-service.wrong-invoker-role", origin="resource-policy")
def wrong_invoker_role(s: Stack) -> None:
    _trigger(s)
    s.cloud.policies[s.service] = {
        "bindings": [{"role": "roles/cloudfunctions.invoker", "members": [f"serviceAccount:{SENDER}"]}]
    }
    _turned_away(s, "eventarc")


def _job(s: Stack, state: str = "ENABLED", **target: Any) -> str:
    name = f"projects/{PROJECT}/locations/{LOCATION}/jobs/nightly"
    target = {"uri": f"{s.uri}/", "httpMethod": "POST", "oidcToken": OIDC | {"audience": s.uri}} | target
    s.cloud.things[name] = {"name": name, "state": state, "schedule": "* * * * *", "httpTarget": target}
    return name


@stack("resource-policy", "gcp.run-service.scheduler-account-not-admitted", origin="resource-policy")
def scheduler_account_not_admitted(s: Stack) -> None:
    s.with_function()
    job = _job(s)
    s.with_traffic(BEFORE)
    for minute in BROKEN:
        payload = {"@type": "type.googleapis.com/google.cloud.scheduler.logging.AttemptFinished", "jobName": job, "status": "PERMISSION_DENIED",
                   "url": f"{s.uri}/", "debugInfo": "URL_ERROR-ERROR_AUTHENTICATION. Original HTTP response code number = 403"}  # fmt: skip
        s.write("cloudscheduler.googleapis.com/executions", minute, severity="ERROR", jsonPayload=payload,
                resource={"type": "cloud_scheduler_job", "labels": {"job_id": "nightly", "location": LOCATION}})  # fmt: skip


@stack("resource-policy", "gcp.token.wrong-audience", origin="audience")
def scheduler_token_for_another_audience(s: Stack) -> None:
    s.with_function().bind(
        f"projects/{PROJECT}/locations/{LOCATION}/services/orders",
        "roles/run.invoker",
        f"serviceAccount:{SENDER}",
    )
    _job(s, oidcToken=OIDC | {"audience": "https://orders.example.com"})
    _turned_away(
        s,
        "scheduler",
        401,
        "The request was not authorized to invoke this service. Read more at https://cloud.google.com/run/docs/securing/authenticating",
    )


@stack("resource-policy", "gcp.scheduler-job.token-missing", origin="resource-policy")
def scheduler_without_a_token(s: Stack) -> None:
    s.with_function()
    _job(s, oidcToken=None)
    _turned_away(s, "scheduler")


@stack(
    "resource-policy", "gcp.function.invoker-missing", origin="resource-policy", first=True,
    change="google.cloud.functions.v1.CloudFunctionsService.SetIamPolicy",
)  # fmt: skip
def nobody_may_invoke_the_first_generation(s: Stack) -> None:
    s.with_function()
    _silent(s)
    s.unbound(41, s.id, "roles/cloudfunctions.invoker", "allUsers", service="cloudfunctions",
              method="google.cloud.functions.v1.CloudFunctionsService.SetIamPolicy")  # fmt: skip


@stack("resource-policy", "gcp.organization.member-forbidden", origin="org-policy")
def organization_forbids_everybody(s: Stack) -> None:
    s.with_function(updateTime=iso(s.ago(900))).with_traffic(ALWAYS)
    said = "One or more users named in the policy do not belong to a permitted customer,  perhaps due to an organization policy."
    s.audit(
        9,
        "google.cloud.run.v1.Services.SetIamPolicy",
        f"namespaces/{PROJECT}/services/orders",
        "run",
        status={"code": 9, "message": said},
    )


# Whether anything is wired


@stack("trigger", "gcp.topic.deleted", change="google.pubsub.v1.Publisher.DeleteTopic")
def topic_deleted_and_made_again(s: Stack) -> None:
    subscription = _trigger(s)
    s.cloud.things[subscription]["topic"] = "_deleted-topic_"
    _silent(s)
    s.audit(39.5, "google.pubsub.v1.Publisher.DeleteTopic", TOPIC, "pubsub")


@stack("trigger", "gcp.subscription.missing")
def subscription_gone(s: Stack) -> None:
    del s.cloud.things[_trigger(s)]
    _silent(s)


@stack("trigger", "gcp.subscription.missing")
def subscription_detached(s: Stack) -> None:
    s.cloud.things[_trigger(s)]["detached"] = True
    _silent(s)


@stack("trigger", "gcp.subscription.wrong-endpoint")
def subscription_pushes_elsewhere(s: Stack) -> None:
    s.cloud.things[_trigger(s)]["pushConfig"]["pushEndpoint"] = (
        "https://orders-old-415104041262.us-central1.run.app"
    )
    _silent(s)


@stack("none", "gcp.function.healthy", failing=False)
def subscription_detached_while_messages_come_another_way(s: Stack) -> None:
    s.cloud.things[_trigger(s)]["detached"] = True
    s.with_traffic(ALWAYS)


@stack("trigger", "gcp.eventarc-trigger.missing")
def trigger_gone(s: Stack) -> None:
    _trigger(s)
    del s.cloud.things[f"projects/{PROJECT}/locations/{LOCATION}/triggers/orders-1"]
    _silent(s)


def _storage(
    s: Stack, *, where: str = "EUROPE-WEST1", notify: tuple[str, ...] | None = ("OBJECT_FINALIZE",)
) -> None:
    _trigger(s, "google.cloud.storage.object.v1.finalized", bucket="shop-in")
    topic = f"projects/{PROJECT}/topics/eventarc-{LOCATION}-orders-1-7"
    s.cloud.things["b/shop-in"] = {"name": "shop-in", "location": where, "projectNumber": NUMBER}
    rows = (
        []
        if notify is None
        else [{"id": "1", "topic": f"//pubsub.googleapis.com/{topic}", "event_types": list(notify)}]
    )
    s.cloud.things["b/shop-in/notificationConfigs"] = {"items": rows}
    agent = f"service-{NUMBER}@gs-project-accounts.iam.gserviceaccount.com"
    s.cloud.things[f"projects/{PROJECT}/serviceAccount"] = {"email_address": agent}
    s.bind(ROOT, "roles/pubsub.publisher", f"serviceAccount:{agent}")


@stack("trigger", "gcp.bucket-notification.missing")
def bucket_notifies_nobody(s: Stack) -> None:
    _storage(s, notify=None)
    _silent(s)


@stack("trigger", "gcp.eventarc-trigger.wrong-location")
def bucket_in_another_location(s: Stack) -> None:
    _storage(s, where="US")
    _silent(s)


@stack("trigger", "gcp.eventarc-trigger.filter-mismatch")
def bucket_notifies_of_deletions_only(s: Stack) -> None:
    _storage(s, notify=("OBJECT_DELETE",))
    _silent(s)


@stack("inconclusive", None, failing=None)
def bucket_in_order_and_nothing_comes(s: Stack) -> None:
    _storage(s)
    _silent(s)


@stack("iam", "gcp.storage-agent.publisher-missing", origin="implicit-identity", change="SetIamPolicy")
def bucket_agent_may_not_publish(s: Stack) -> None:
    _storage(s)
    bindings = s.cloud.policies[ROOT]["bindings"]
    bindings[:] = [row for row in bindings if row["role"] != "roles/pubsub.publisher"]
    _silent(s)
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
    _storage(s)
    bindings = s.cloud.policies[ROOT]["bindings"]
    bindings[:] = [row for row in bindings if row["role"] != "roles/eventarc.eventReceiver"]
    _silent(s)


@stack("trigger", "gcp.scheduler-job.paused", change="google.cloud.scheduler.v1.CloudScheduler.PauseJob")
def job_paused(s: Stack) -> None:
    s.with_function().bind(
        f"projects/{PROJECT}/locations/{LOCATION}/services/orders",
        "roles/run.invoker",
        f"serviceAccount:{SENDER}",
    )
    job = _job(s, "PAUSED")
    _silent(s)
    s.audit(39.5, "google.cloud.scheduler.v1.CloudScheduler.PauseJob", job, "cloudscheduler")


@stack("none", "gcp.function.healthy", failing=False)
def job_paused_while_others_call(s: Stack) -> None:
    s.with_function().public().with_traffic(ALWAYS)
    _job(s, "PAUSED")


@stack("trigger", "gcp.audit-log.data-access-off")
def audit_log_that_is_off(s: Stack) -> None:
    _trigger(
        s,
        "google.cloud.audit.log.v1.written",
        serviceName="storage.googleapis.com",
        methodName="storage.objects.get",
    )
    _silent(s)


@stack("inconclusive", None, failing=None)
def audit_log_that_is_on(s: Stack) -> None:
    _trigger(
        s,
        "google.cloud.audit.log.v1.written",
        serviceName="storage.googleapis.com",
        methodName="storage.objects.get",
    )
    rows = [{"service": "storage.googleapis.com", "auditLogConfigs": [{"logType": "DATA_READ"}]}]
    s.cloud.policies[ROOT]["auditConfigs"] = rows
    _silent(s)


@stack("trigger", "gcp.eventarc-trigger.wrong-location")
def database_in_another_location(s: Stack) -> None:
    _trigger(s, "google.cloud.firestore.document.v1.written", database="(default)", document="orders/{id}")
    database = f"projects/{PROJECT}/databases/(default)"
    s.cloud.things[database] = {"name": database, "locationId": "eur3", "type": "FIRESTORE_NATIVE"}
    _silent(s)


# From where, and whether packets arrive


@stack(
    "network",
    "gcp.function.ingress-blocked",
    origin="ingress",
    change="google.cloud.run.v2.Services.UpdateService",
)
def ingress_narrowed(s: Stack) -> None:
    s.with_function().with_service(ingress="INGRESS_TRAFFIC_INTERNAL_ONLY").public()
    _silent(s)
    s.audit(
        39.5,
        "google.cloud.run.v2.Services.UpdateService",
        s.service,
        "run",
        request={"updateMask": "ingress"},
    )


@stack("none", "gcp.function.healthy", failing=False)
def ingress_narrow_and_callers_inside(s: Stack) -> None:
    s.with_function().with_service(ingress="INGRESS_TRAFFIC_INTERNAL_ONLY").public().with_traffic(ALWAYS)


def _connector(s: Stack, state: str = "READY", egress: str = "PRIVATE_RANGES_ONLY") -> None:
    name = f"projects/{PROJECT}/locations/{LOCATION}/connectors/shop"
    access = {"connector": name, "egress": egress}
    s.with_function().with_service(template={"serviceAccount": s.email, "vpcAccess": access}).public()
    s.cloud.things[name] = {
        "name": name,
        "state": state,
        "network": "shop-net",
        "subnet": {"name": "shop-sub", "projectId": PROJECT},
    }
    subnet = f"projects/{PROJECT}/regions/{LOCATION}/subnetworks/shop-sub"
    s.cloud.things[subnet] = {
        "name": "shop-sub",
        "network": "global/networks/shop-net",
        "privateIpGoogleAccess": True,
    }
    s.cloud.things[f"projects/{PROJECT}/regions/{LOCATION}/routers"] = {"items": []}
    s.cloud.things[f"projects/{PROJECT}/global/networks/shop-net/getEffectiveFirewalls"] = {"firewalls": []}
    s.cloud.things[f"projects/{PROJECT}/managedZones"] = {"managedZones": []}


def _timing_out(s: Stack, host: str, port: int = 443) -> None:
    _failing(s, f"Error: connect ETIMEDOUT {host}:{port}")


@stack("network", "gcp.connector.not-ready")
def connector_in_error(s: Stack) -> None:
    _connector(s, "ERROR")
    _timing_out(s, "10.20.0.5", 5432)


@stack("network", "gcp.nat.missing")
def all_traffic_without_nat(s: Stack) -> None:
    _connector(s, egress="ALL_TRAFFIC")
    _timing_out(s, "203.0.113.9")


@stack("inconclusive", None)
def all_traffic_with_nat(s: Stack) -> None:
    _connector(s, egress="ALL_TRAFFIC")
    nat = {"name": "out", "sourceSubnetworkIpRangesToNat": "ALL_SUBNETWORKS_ALL_IP_RANGES"}
    rows = [{"name": "shop", "network": f"projects/{PROJECT}/global/networks/shop-net", "nats": [nat]}]
    s.cloud.things[f"projects/{PROJECT}/regions/{LOCATION}/routers"] = {"items": rows}
    _timing_out(s, "203.0.113.9")


@stack("network", "gcp.function.no-vpc-path")
def private_address_without_a_vpc(s: Stack) -> None:
    s.with_function().public()
    _timing_out(s, "10.20.0.5", 5432)


@stack("network", "gcp.firewall.egress-blocked", origin="firewall")
def firewall_denies_the_database(s: Stack) -> None:
    _connector(s)
    rule = {
        "name": "no-postgres",
        "direction": "EGRESS",
        "priority": 900,
        "denied": [{"IPProtocol": "tcp", "ports": ["5432"]}],
        "destinationRanges": ["10.0.0.0/8"],
    }
    s.cloud.things[f"projects/{PROJECT}/global/networks/shop-net/getEffectiveFirewalls"] = {
        "firewalls": [rule]
    }
    _timing_out(s, "10.20.0.5", 5432)


@stack("inconclusive", None)
def firewall_denies_another_port(s: Stack) -> None:
    firewall_denies_the_database(s)
    rules = s.cloud.things[f"projects/{PROJECT}/global/networks/shop-net/getEffectiveFirewalls"]["firewalls"]
    rules[0]["denied"] = [{"IPProtocol": "tcp", "ports": ["3306"]}]


@stack("network", "gcp.perimeter.egress-denied", origin="perimeter")
def perimeter(s: Stack) -> None:
    s.with_function().public()
    said = "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: kMJ3dX7xQ1"
    _failing(
        s,
        _python(
            f"google.api_core.exceptions.Forbidden: 403 GET https://storage.googleapis.com/storage/v1/b/shop-orders/o: {said}"
        ),
    )
    metadata = {"@type": "type.googleapis.com/google.cloud.audit.VpcServiceControlAuditMetadata", "vpcServiceControlsUniqueId": "kMJ3dX7xQ1",
                "violationReason": "RESOURCES_NOT_IN_SAME_SERVICE_PERIMETER", "resourceNames": ["projects/998877665544"]}  # fmt: skip
    violation = {
        "@type": "type.googleapis.com/google.rpc.PreconditionFailure",
        "violations": [{"type": "VPC_SERVICE_CONTROLS", "description": "kMJ3dX7xQ1"}],
    }
    for minute in range(1, 40, 4):
        s.audit(minute, "google.storage.objects.list", "projects/998877665544", "storage", who=s.email, log="policy", metadata=metadata,
                status={"code": 7, "message": said, "details": [violation]})  # fmt: skip


# None of the four


@stack("none", "gcp.api.disabled")
def api_disabled(s: Stack) -> None:
    s.with_function().public()
    _failing(
        s,
        _python(
            f"google.api_core.exceptions.PermissionDenied: 403 Secret Manager API has not been used in project {NUMBER} before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/secretmanager.googleapis.com/overview?project={NUMBER} then retry."
        ),
    )


@stack("none", "gcp.function.application-error")
def key_error(s: Stack) -> None:
    s.with_function().public()
    _failing(s, _python("KeyError: 'order_id'"))


@stack("none", "gcp.function.application-error", first=True)
def key_error_of_the_first_generation(s: Stack) -> None:
    s.with_function().public()
    _failing(s, _python("KeyError: 'order_id'"))


@stack("none", "gcp.function.healthy", failing=False)
def healthy(s: Stack) -> None:
    s.with_function().public().with_traffic(ALWAYS)


@stack("none", "gcp.function.recovered", failing=False)
def recovered(s: Stack) -> None:
    s.with_function().public().bind(SECRET, ACCESSOR)
    _secret(s)
    s.with_traffic([*range(1, 30), *range(60, 110)], range(30, 60))
    said = f"google.api_core.exceptions.PermissionDenied: 403 Permission '{READS}' denied for resource '{VERSION}' (or it may not exist)."
    s.lines(range(30, 60), _python(said))


@stack("none", "gcp.function.healthy", failing=False)
def refusal_that_the_code_survives(s: Stack) -> None:
    s.with_function().public().with_traffic(ALWAYS)
    _secret(s)
    s.lines(
        BROKEN,
        f"metrics are off: PermissionDenied: 403 Permission '{READS}' denied for resource '{VERSION}' (or it may not exist).",
        severity="WARNING",
    )


@stack(
    "iam",
    "gcp.service-account.permission-missing",
    origin="implicit-identity",
    grants=("roles/datastore.user", ROOT),
)
def firestore_write(s: Stack) -> None:
    s.with_function().public()
    _failing(s, "Error: 7 PERMISSION_DENIED: Missing or insufficient permissions.")
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
    _secret(s)
    _secret_refused(s)
    said = f"google.api_core.exceptions.Forbidden: 403 POST https://bigquery.googleapis.com/bigquery/v2/projects/{PROJECT}/jobs?prettyPrint=false: Access Denied: Project {PROJECT}: User does not have bigquery.jobs.create permission in project {PROJECT}."
    s.lines(range(2, 40, 3), _python(said))


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
    _secret(s)


@stack("network", "gcp.subnet.private-google-access-off")
def no_private_access_to_google(s: Stack) -> None:
    _connector(s, egress="ALL_TRAFFIC")
    s.cloud.things[f"projects/{PROJECT}/regions/{LOCATION}/subnetworks/shop-sub"]["privateIpGoogleAccess"] = (
        False
    )
    _failing(s, "Error: connect ETIMEDOUT storage.googleapis.com:443")


@stack("network", "gcp.dns-zone.wrong-answer")
def private_zone_hides_the_name(s: Stack) -> None:
    _connector(s)
    net = f"https://www.googleapis.com/compute/v1/projects/{PROJECT}/global/networks/shop-net"
    zone = {
        "name": "partner",
        "dnsName": "partner.example.",
        "visibility": "private",
        "privateVisibilityConfig": {"networks": [{"networkUrl": net}]},
    }
    s.cloud.things[f"projects/{PROJECT}/managedZones"] = {"managedZones": [zone]}
    _failing(s, "Error: getaddrinfo ENOTFOUND api.partner.example")


@stack("iam", "gcp.service-account.permission-missing", origin="implicit-identity")
def firestore_refuses_and_no_audit_log_is_on(s: Stack) -> None:
    s.with_function().public()
    _failing(s, "Error: 7 PERMISSION_DENIED: Missing or insufficient permissions.")


CALLEE = f"projects/{PROJECT}/locations/{LOCATION}/services/prices"


def _calls_prices(s: Stack) -> None:
    s.with_function().public()
    s.cloud.things[CALLEE] = {"name": CALLEE}
    address = f"https://prices-{NUMBER}.{LOCATION}.run.app/"
    _failing(s, _python(f"requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: {address}"))


@stack(
    "iam",
    "gcp.service-account.invoker-missing",
    origin="implicit-identity",
    grants=("roles/run.servicesInvoker", CALLEE),
)
def another_function_turns_it_away(s: Stack) -> None:
    _calls_prices(s)


@stack("inconclusive", None, failing=None)
def another_function_that_admits_everybody(s: Stack) -> None:
    _calls_prices(s)
    s.bind(CALLEE, "roles/run.invoker", "allUsers")


@stack(
    "iam",
    "gcp.service-account.permission-missing",
    origin="implicit-identity",
    change="SetIamPolicy",
    grants=("roles/datastore.user", ROOT),
)
def firestore_refuses_after_its_role_was_taken(s: Stack) -> None:
    s.with_function().public()
    _failing(s, "Error: 7 PERMISSION_DENIED: Missing or insufficient permissions.")
    s.unbound(41, ROOT, "roles/datastore.user")


MINE = f"{ROOT}/roles/reader"


def _custom(s: Stack, *permissions: str) -> None:
    s.with_function().public().bind(SECRET, MINE)
    s.cloud.things[MINE] = {
        "name": MINE,
        "title": "reader",
        "includedPermissions": list(permissions),
        "stage": "GA",
    }
    _secret(s)
    _secret_refused(s)


@stack("iam", "gcp.service-account.permission-missing", origin="implicit-identity", grants=(ACCESSOR, SECRET))
def custom_role_without_the_permission(s: Stack) -> None:
    _custom(s, "secretmanager.secrets.get")


@stack("inconclusive", None, failing=None)
def custom_role_with_the_permission(s: Stack) -> None:
    _custom(s, READS)


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


@stack("none", "gcp.function.container-not-started")
def container_that_does_not_listen(s: Stack) -> None:
    said = "The user-provided container failed to start and listen on the port defined provided by the PORT=8080 environment variable within the allocated timeout."
    failed = {
        "type": "Ready",
        "state": "CONDITION_FAILED",
        "revisionReason": "HEALTH_CHECK_CONTAINER_ERROR",
        "message": said,
    }
    s.with_function().with_service(terminalCondition=failed).public().with_traffic(ALWAYS)


@stack("iam", "gcp.service-account.other-identity", origin="implicit-identity")
def code_that_calls_as_another_account(s: Stack) -> None:
    s.with_function().public()
    s.cloud.things["b/shop-orders"] = {"name": "shop-orders"}
    other = f"legacy-key@{PROJECT}.iam.gserviceaccount.com"
    _failing(
        s,
        _python(
            f"google.api_core.exceptions.Forbidden: 403 GET https://storage.googleapis.com/storage/v1/b/shop-orders/o/7?alt=media: {other} does not have storage.objects.get access to the Google Cloud Storage object. Permission 'storage.objects.get' denied on resource (or it may not exist)."
        ),
    )


@stack("none", "gcp.project.quota-exceeded")
def quota(s: Stack) -> None:
    s.with_function().public()
    _failing(
        s,
        _python(
            "google.api_core.exceptions.ResourceExhausted: 429 Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute' of service 'secretmanager.googleapis.com' for consumer 'project_number:415104041262'."
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
    _failing(
        s,
        _python(
            "google.auth.exceptions.RefreshError: ('invalid_grant: Invalid grant: account not found', {'error': 'invalid_grant', 'error_description': 'Invalid grant: account not found'})"
        ),
    )
    s.audit(45, "google.iam.admin.v1.DeleteServiceAccount", f"{ROOT}/serviceAccounts/{s.email}", "iam")


def _untraced(s: Stack) -> None:
    for entry in s.cloud.entries:
        entry.pop("trace", None)


@stack("iam", "gcp.service-account.permission-missing", origin="implicit-identity", grants=(ACCESSOR, SECRET))
def refusal_in_lines_without_a_trace(s: Stack) -> None:
    s.with_function().public()
    _secret(s)
    _secret_refused(s)
    _untraced(s)


@stack("none", "gcp.function.application-error")
def key_error_in_lines_without_a_trace(s: Stack) -> None:
    s.with_function().public()
    _failing(s, _python("KeyError: 'order_id'"))
    _untraced(s)


@stack("network", "gcp.perimeter.ingress-denied", origin="perimeter")
def perimeter_at_the_door(s: Stack) -> None:
    s.with_function().public()
    _silent(s)
    for minute in range(1, 40, 3):
        violation = {
            "@type": "type.googleapis.com/google.rpc.PreconditionFailure",
            "violations": [{"type": "VPC_SERVICE_CONTROLS", "description": "kQ7x"}],
        }
        metadata = {"@type": "type.googleapis.com/google.cloud.audit.VpcServiceControlAuditMetadata", "vpcServiceControlsUniqueId": "kQ7x",
                    "violationReason": "NO_MATCHING_ACCESS_LEVEL", "resourceNames": [s.service]}  # fmt: skip
        s.audit(minute, "run.googleapis.com/HttpIngress", f"projects/{NUMBER}", "run", who="partner@example.com", log="policy", metadata=metadata,
                status={"code": 7, "message": "Request is prohibited by organization's policy.", "details": [violation]})  # fmt: skip


@stack("network", "gcp.run-service.default-url-disabled", origin="ingress")
def address_switched_off(s: Stack) -> None:
    s.with_function().with_service(defaultUriDisabled=True).public()
    _silent(s)


@stack("iam", "gcp.deployer.permission-missing", origin="implicit-identity")
def creation_refused(s: Stack) -> None:
    row = {"resource": s.id, "permission": "cloudfunctions.functions.create"}
    said = f"Permission 'cloudfunctions.functions.create' denied on resource '{s.id}' (or resource may not exist)."
    s.audit(9, "google.cloud.functions.v2.FunctionService.CreateFunction", s.id, "cloudfunctions", who=f"ci@{PROJECT}.iam.gserviceaccount.com",
            status={"code": 7, "message": said}, authorizationInfo=[row])  # fmt: skip


@stack(
    "iam",
    "gcp.service-account.permission-missing",
    origin="implicit-identity",
    grants=(ACCESSOR, "projects/vault-shop/secrets/db-password"),
)
def secret_of_another_project(s: Stack) -> None:
    s.with_function().public().bind(
        ROOT, ACCESSOR
    )  # a role on the function's own project does not reach there
    other = "projects/vault-shop/secrets/db-password"
    s.cloud.things[other] = {"name": other}
    s.cloud.policies["projects/vault-shop"] = {"bindings": []}
    _failing(
        s,
        _python(
            f"google.api_core.exceptions.PermissionDenied: 403 Permission '{READS}' denied for resource '{other}/versions/3' (or it may not exist)."
        ),
    )


@stack("iam", "gcp.service-account.permission-missing", origin="implicit-identity")
def table_of_bigquery(s: Stack) -> None:
    s.with_function().public().bind(ROOT, "roles/bigquery.jobUser")
    s.cloud.things[f"projects/{PROJECT}/datasets/sales/tables/orders"] = {"id": "orders"}
    _failing(
        s,
        _python(
            f"google.api_core.exceptions.Forbidden: 403 Access Denied: Table {PROJECT}:sales.orders: User does not have permission to query table {PROJECT}:sales.orders, or perhaps it does not exist."
        ),
    )


@stack("iam", "gcp.service-account.permission-missing", origin="implicit-identity")
def instance_of_cloud_sql(s: Stack) -> None:
    s.with_function().public()
    _failing(
        s,
        "boss::NOT_AUTHORIZED: Not authorized to access resource. Possibly missing permission cloudsql.instances.get on resource instances/shop-db.",
    )


@stack("none", "gcp.function.throttled-by-load")
def no_instance_left(s: Stack) -> None:
    s.with_function().public().with_traffic(ALWAYS)
    for minute in range(1, 40, 2):
        s.request(minute, 429, "The request was aborted because there was no available instance.")
