"""What stacks are made of: the function `orders`, what stands around it, and how it fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from diagnostics.sources.demo.gcp.build import NOT_AUTHENTICATED, Stack
from diagnostics.sources.demo.gcp.cloud import LOCATION, NUMBER, PROJECT, EmbeddedGcp

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
CALLEE = f"projects/{PROJECT}/locations/{LOCATION}/services/prices"
FIRST = f"projects/{PROJECT}/locations/{LOCATION}/functions/prices"
MINE = f"{ROOT}/roles/reader"


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


def failing(s: Stack, text: str) -> None:
    s.with_traffic(BEFORE, BROKEN).lines(BROKEN, text)


def silent(s: Stack) -> None:
    s.with_traffic(BEFORE)


def python(message: str) -> str:
    return f'Traceback (most recent call last):\n  File "/workspace/main.py", line 12, in main\n{message}'


def secret_made(s: Stack) -> None:
    s.cloud.things[SECRET] = {"name": SECRET}


def secret_refused(s: Stack) -> None:
    said = f"403 Permission '{READS}' denied for resource '{VERSION}' (or it may not exist)."
    failing(s, python(f"google.api_core.exceptions.PermissionDenied: {said}"))


def deny(s: Stack, *exceptions: str) -> None:
    name = f"policies/cloudresourcemanager.googleapis.com%2F{'projects'}%2F{NUMBER}/denypolicies/no-secrets"
    rule = {"deniedPrincipals": ["principalSet://goog/public:all"], "exceptionPrincipals": list(exceptions),
            "deniedPermissions": ["secretmanager.googleapis.com/versions.access"]}  # fmt: skip
    found = {"name": name, "displayName": "no secrets", "rules": [{"denyRule": rule}]}
    s.cloud.things[name.replace("%2F", "/")] = found


def turned_away(s: Stack, sender: str, status: int = 403, text: str = NOT_AUTHENTICATED) -> None:
    s.with_traffic(BEFORE)
    for minute in BROKEN:
        s.request(minute, status, text, sender)


def trigger(
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


def job(s: Stack, state: str = "ENABLED", **target: Any) -> str:
    name = f"projects/{PROJECT}/locations/{LOCATION}/jobs/nightly"
    target = {"uri": f"{s.uri}/", "httpMethod": "POST", "oidcToken": OIDC | {"audience": s.uri}} | target
    s.cloud.things[name] = {"name": name, "state": state, "schedule": "* * * * *", "httpTarget": target}
    return name


def storage(
    s: Stack, *, where: str = "EUROPE-WEST1", notify: tuple[str, ...] | None = ("OBJECT_FINALIZE",)
) -> None:
    trigger(s, "google.cloud.storage.object.v1.finalized", bucket="shop-in")
    topic = f"projects/{PROJECT}/topics/eventarc-{LOCATION}-orders-1-7"
    s.cloud.things["b/shop-in"] = {"name": "shop-in", "location": where, "projectNumber": NUMBER}
    rows = (
        []
        if notify is None
        else [{"id": "1", "topic": f"//pubsub.googleapis.com/{topic}", "event_types": list(notify)}]
    )
    s.cloud.things["b/shop-in/notificationConfigs"] = {"items": rows}
    agent = f"service-{NUMBER}@gs-project-accounts.iam.gserviceaccount.com"
    s.bind(ROOT, "roles/pubsub.publisher", f"serviceAccount:{agent}")


def connector(s: Stack, state: str = "READY", egress: str = "PRIVATE_RANGES_ONLY") -> None:
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


def timing_out(s: Stack, host: str, port: int = 443) -> None:
    failing(s, f"Error: connect ETIMEDOUT {host}:{port}")


def calls_prices(s: Stack) -> None:
    s.with_function().public()
    s.cloud.things[CALLEE] = {"name": CALLEE}
    address = f"https://prices-{NUMBER}.{LOCATION}.run.app/"
    failing(s, python(f"requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: {address}"))


def custom(s: Stack, *permissions: str) -> None:
    s.with_function().public().bind(SECRET, MINE)
    s.cloud.things[MINE] = {
        "name": MINE,
        "title": "reader",
        "includedPermissions": list(permissions),
        "stage": "GA",
    }
    secret_made(s)
    secret_refused(s)


def untraced(s: Stack) -> None:
    for entry in s.cloud.entries:
        entry.pop("trace", None)
