"""What only looks like one of the four: healthy, mended, of the code itself, or not to be told."""

from __future__ import annotations

from diagnostics.clock import iso
from diagnostics.sources.demo.gcp.build import NOT_AUTHENTICATED, Stack
from diagnostics.sources.demo.gcp.cloud import LOCATION, NUMBER, ORGANIZATION, PROJECT
from tests.gcp.stacks.deploys import bucket_agent_may_not_publish, deployer_may_not_act_as_the_account
from tests.gcp.stacks.model import (
    ACCESSOR,
    ALWAYS,
    BROKEN,
    CALLEE,
    MINE,
    READS,
    ROOT,
    SECRET,
    VERSION,
    calls_prices,
    connector,
    custom,
    deny,
    failing,
    job,
    python,
    secret_made,
    secret_refused,
    silent,
    stack,
    storage,
    timing_out,
    trigger,
    untraced,
)
from tests.gcp.stacks.network import firewall_denies_the_database


@stack("inconclusive", None, failing=None)
def secret_granted_on_the_organization(s: Stack) -> None:
    """Refused until a moment ago, and every policy allows it: nothing is claimed."""
    s.with_function().public().bind(ORGANIZATION, ACCESSOR)
    secret_made(s)
    secret_refused(s)


@stack("none", "gcp.function.wrong-name")
def secret_that_does_not_exist(s: Stack) -> None:
    s.with_function().public()
    secret_refused(s)


@stack("none", "gcp.function.application-error")
def refusal_quoted_from_a_request(s: Stack) -> None:
    s.with_function().public()
    said = (
        f"PermissionDenied: 403 Permission '{READS}' denied for resource '{VERSION}' (or it may not exist)."
    )
    s.lines(BROKEN, f'received body: {{"note": "{said}"}}', severity="INFO", log="run.googleapis.com/stdout")
    failing(s, python("KeyError: 'order_id'"))


@stack("inconclusive", None, failing=None)
def condition_that_is_met(s: Stack) -> None:
    s.with_function().public().bind(
        SECRET, ACCESSOR, condition='request.time < timestamp("2099-01-01T00:00:00Z")'
    )
    secret_made(s)
    secret_refused(s)


@stack("inconclusive", None, failing=None)
def deny_policy_that_excepts_the_account(s: Stack) -> None:
    s.with_function().public().bind(SECRET, ACCESSOR)
    secret_made(s)
    deny(s, f"principal://iam.googleapis.com/projects/-/serviceAccounts/{s.email}")
    secret_refused(s)


@stack("none", "gcp.function.application-error")
def account_disabled_while_the_code_fails_by_itself(s: Stack) -> None:
    s.with_function().public()
    s.cloud.things[f"{ROOT}/serviceAccounts/{s.email}"]["disabled"] = True
    failing(s, python("KeyError: 'order_id'"))


@stack("none", "gcp.function.healthy", failing=False)
def deployer_refused_once_and_then_not(s: Stack) -> None:
    deployer_may_not_act_as_the_account(s)
    s.cloud.things[s.id]["updateTime"] = iso(s.ago(5))


@stack("none", "gcp.function.healthy", failing=False)
def a_scanner_turned_away(s: Stack) -> None:
    s.with_function().with_traffic(ALWAYS)
    s.request(7, 403, NOT_AUTHENTICATED)


@stack("none", "gcp.function.healthy", failing=False)
def subscription_detached_while_messages_come_another_way(s: Stack) -> None:
    s.cloud.things[trigger(s)]["detached"] = True
    s.with_traffic(ALWAYS)


@stack("inconclusive", None, failing=None)
def bucket_in_order_and_nothing_comes(s: Stack) -> None:
    storage(s)
    silent(s)


@stack("none", "gcp.function.healthy", failing=False)
def job_paused_while_others_call(s: Stack) -> None:
    s.with_function().public().with_traffic(ALWAYS)
    job(s, "PAUSED")


@stack("inconclusive", None, failing=None)
def audit_log_that_is_on(s: Stack) -> None:
    trigger(
        s,
        "google.cloud.audit.log.v1.written",
        serviceName="storage.googleapis.com",
        methodName="storage.objects.get",
    )
    rows = [{"service": "storage.googleapis.com", "auditLogConfigs": [{"logType": "DATA_READ"}]}]
    s.cloud.policies[ROOT]["auditConfigs"] = rows
    silent(s)


@stack("none", "gcp.function.healthy", failing=False)
def ingress_narrow_and_callers_inside(s: Stack) -> None:
    s.with_function().with_service(ingress="INGRESS_TRAFFIC_INTERNAL_ONLY").public().with_traffic(ALWAYS)


@stack("inconclusive", None)
def all_traffic_with_nat(s: Stack) -> None:
    connector(s, egress="ALL_TRAFFIC")
    nat = {"name": "out", "sourceSubnetworkIpRangesToNat": "ALL_SUBNETWORKS_ALL_IP_RANGES"}
    rows = [{"name": "shop", "network": f"projects/{PROJECT}/global/networks/shop-net", "nats": [nat]}]
    s.cloud.things[f"projects/{PROJECT}/regions/{LOCATION}/routers"] = {"items": rows}
    timing_out(s, "203.0.113.9")


@stack("inconclusive", None)
def firewall_denies_another_port(s: Stack) -> None:
    firewall_denies_the_database(s)
    rules = s.cloud.things[f"projects/{PROJECT}/global/networks/shop-net/getEffectiveFirewalls"]["firewalls"]
    rules[0]["denied"] = [{"IPProtocol": "tcp", "ports": ["3306"]}]


@stack("none", "gcp.api.disabled")
def api_disabled(s: Stack) -> None:
    s.with_function().public()
    failing(
        s,
        python(
            f"google.api_core.exceptions.PermissionDenied: 403 Secret Manager API has not been used in project {NUMBER} before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/secretmanager.googleapis.com/overview?project={NUMBER} then retry."
        ),
    )


@stack("none", "gcp.function.application-error")
def key_error(s: Stack) -> None:
    s.with_function().public()
    failing(s, python("KeyError: 'order_id'"))


@stack("none", "gcp.function.application-error", first=True)
def key_error_of_the_first_generation(s: Stack) -> None:
    s.with_function().public()
    failing(s, python("KeyError: 'order_id'"))


@stack("none", "gcp.function.healthy", failing=False)
def healthy(s: Stack) -> None:
    s.with_function().public().with_traffic(ALWAYS)


@stack("none", "gcp.function.recovered", failing=False)
def recovered(s: Stack) -> None:
    s.with_function().public().bind(SECRET, ACCESSOR)
    secret_made(s)
    s.with_traffic([*range(1, 30), *range(60, 110)], range(30, 60))
    said = f"google.api_core.exceptions.PermissionDenied: 403 Permission '{READS}' denied for resource '{VERSION}' (or it may not exist)."
    s.lines(range(30, 60), python(said))


@stack("none", "gcp.function.healthy", failing=False)
def refusal_that_the_code_survives(s: Stack) -> None:
    s.with_function().public().with_traffic(ALWAYS)
    secret_made(s)
    s.lines(
        BROKEN,
        f"metrics are off: PermissionDenied: 403 Permission '{READS}' denied for resource '{VERSION}' (or it may not exist).",
        severity="WARNING",
    )


@stack("inconclusive", None, failing=None)
def another_function_that_admits_everybody(s: Stack) -> None:
    calls_prices(s)
    s.bind(CALLEE, "roles/run.invoker", "allUsers")


@stack("inconclusive", None, failing=None)
def custom_role_with_the_permission(s: Stack) -> None:
    custom(s, READS)


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


@stack("none", "gcp.project.quota-exceeded")
def quota(s: Stack) -> None:
    s.with_function().public()
    failing(
        s,
        python(
            "google.api_core.exceptions.ResourceExhausted: 429 Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute' of service 'secretmanager.googleapis.com' for consumer 'project_number:415104041262'."
        ),
    )


@stack("none", "gcp.function.application-error")
def key_error_in_lines_without_a_trace(s: Stack) -> None:
    s.with_function().public()
    failing(s, python("KeyError: 'order_id'"))
    untraced(s)


@stack("none", "gcp.function.throttled-by-load")
def no_instance_left(s: Stack) -> None:
    s.with_function().public().with_traffic(ALWAYS)
    for minute in range(1, 40, 2):
        s.request(minute, 429, "The request was aborted because there was no available instance.")


@stack("inconclusive", None, failing=True)
def refused_by_an_address_of_somebody_else(s: Stack) -> None:
    """The same words, an address with another hash: whose function it is cannot be told, and that is said."""
    s.with_function().with_service(uri="https://orders-k3m4x7q2la-ew.a.run.app").public()
    failing(s, "GaxiosError: Request failed with status code 403, url: 'https://prices-zzzzzzzzzz-ew.a.run.app/quote'")  # fmt: skip


@stack("inconclusive", None, failing=None)
def bucket_agent_that_may_be_in_a_group(s: Stack) -> None:
    bucket_agent_may_not_publish(s)
    s.cloud.entries.clear()
    s.bind(ROOT, "roles/pubsub.publisher", "group:platform@example.com")


@stack("iam", "gcp.storage-agent.publisher-missing", origin="implicit-identity")
def bucket_agent_in_a_group_that_publishes_nothing(s: Stack) -> None:
    """The group's role is one that has to be read: it does not publish."""
    bucket_agent_may_not_publish(s)
    s.cloud.entries.clear()
    s.bind(ROOT, MINE, "group:platform@example.com")
    s.cloud.things[MINE] = {"name": MINE, "includedPermissions": ["pubsub.topics.get"], "stage": "GA"}


@stack("none", "gcp.key.disabled")
def key_that_was_switched_off(s: Stack) -> None:
    """A code and what it says: the words tell more than the code."""
    s.with_function().public()
    key = f"projects/{PROJECT}/locations/{LOCATION}/keyRings/shop/cryptoKeys/orders/cryptoKeyVersions/1"
    failing(s, f"Error: 9 FAILED_PRECONDITION: {key} is not enabled, current state is: DISABLED.")
