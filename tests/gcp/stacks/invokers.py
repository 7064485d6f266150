"""Who is turned away from the function, and why."""

from __future__ import annotations

from diagnostics.clock import iso
from diagnostics.sources.demo.gcp.build import Stack
from diagnostics.sources.demo.gcp.cloud import LOCATION, PROJECT
from tests.gcp.stacks.model import (
    ALWAYS,
    BEFORE,
    BROKEN,
    OIDC,
    SENDER,
    job,
    silent,
    stack,
    trigger,
    turned_away,
)


@stack(
    "resource-policy", "gcp.run-service.public-invoker-missing", origin="resource-policy",
    change="google.cloud.run.v1.Services.SetIamPolicy", grants=("roles/run.invoker", f"projects/{PROJECT}/locations/{LOCATION}/services/orders"),
)  # fmt: skip
def no_longer_public(s: Stack) -> None:
    s.with_function()
    turned_away(s, "browser")
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
    turned_away(s, "browser")


@stack("resource-policy", "gcp.run-service.trigger-account-not-admitted", origin="resource-policy")
def trigger_account_not_admitted(s: Stack) -> None:
    s.cloud.backlog[trigger(s).rpartition("/")[2]] = 42
    s.cloud.policies[s.service] = {"bindings": []}
    turned_away(
        s,
        "eventarc",
        text="The request was not authenticated. Either allow unauthenticated invocations or set the proper Authorization header.",
    )


@stack("resource-policy", "gcp.run-service.wrong-invoker-role", origin="resource-policy")
def wrong_invoker_role(s: Stack) -> None:
    trigger(s)
    s.cloud.policies[s.service] = {
        "bindings": [{"role": "roles/cloudfunctions.invoker", "members": [f"serviceAccount:{SENDER}"]}]
    }
    turned_away(s, "eventarc")


@stack("resource-policy", "gcp.run-service.scheduler-account-not-admitted", origin="resource-policy")
def scheduler_account_not_admitted(s: Stack) -> None:
    s.with_function()
    made = job(s)
    s.with_traffic(BEFORE)
    for minute in BROKEN:
        payload = {"@type": "type.googleapis.com/google.cloud.scheduler.logging.AttemptFinished", "jobName": made, "status": "PERMISSION_DENIED",
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
    job(s, oidcToken=OIDC | {"audience": "https://orders.example.com"})
    turned_away(
        s,
        "scheduler",
        401,
        "The request was not authorized to invoke this service. Read more at https://cloud.google.com/run/docs/securing/authenticating",
    )


@stack("resource-policy", "gcp.scheduler-job.token-missing", origin="resource-policy")
def scheduler_without_a_token(s: Stack) -> None:
    s.with_function()
    job(s, oidcToken=None)
    turned_away(s, "scheduler")


@stack(
    "resource-policy", "gcp.function.invoker-missing", origin="resource-policy", first=True,
    change="google.cloud.functions.v1.CloudFunctionsService.SetIamPolicy",
)  # fmt: skip
def nobody_may_invoke_the_first_generation(s: Stack) -> None:
    s.with_function()
    silent(s)
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


def _push(s: Stack, **config: object) -> None:
    name = f"projects/{PROJECT}/subscriptions/to-orders"
    s.with_function()
    s.cloud.things[name] = {
        "name": name,
        "topic": f"projects/{PROJECT}/topics/orders",
        "pushConfig": {"pushEndpoint": f"{s.uri}/", **config},
    }


@stack(
    "resource-policy", "gcp.run-service.push-account-not-admitted", origin="resource-policy",
    grants=("roles/run.servicesInvoker", f"projects/{PROJECT}/locations/{LOCATION}/services/orders"),
)  # fmt: skip
def push_account_not_admitted(s: Stack) -> None:
    _push(s, oidcToken=OIDC)
    turned_away(s, "pubsub")


@stack("resource-policy", "gcp.subscription.token-missing", origin="resource-policy")
def push_without_a_token(s: Stack) -> None:
    _push(s)
    turned_away(s, "pubsub")


@stack("resource-policy", "gcp.token.wrong-audience", origin="audience")
def push_for_another_audience(s: Stack) -> None:
    _push(s, oidcToken=OIDC | {"audience": "https://orders.example.com"})
    s.bind(s.service, "roles/run.invoker", f"serviceAccount:{SENDER}")
    turned_away(s, "pubsub", 401, "The request was not authorized to invoke this service.")


@stack("resource-policy", "gcp.run-service.scheduler-account-not-admitted", origin="resource-policy")
def tasks_account_not_admitted(s: Stack) -> None:
    s.with_function()
    turned_away(s, "tasks")


@stack("resource-policy", "gcp.run-service.scheduler-account-not-admitted", origin="resource-policy")
def scheduler_of_another_location(s: Stack) -> None:
    s.with_function()
    turned_away(s, "scheduler")
