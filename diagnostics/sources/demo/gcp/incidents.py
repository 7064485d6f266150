"""The demo's incidents on Google Cloud: a secret out of reach, a topic that is not the one it was, two closed doors."""

from __future__ import annotations

from datetime import datetime

from diagnostics.sources.demo import Incident
from diagnostics.sources.demo.gcp.build import NOT_AUTHENTICATED, Stack
from diagnostics.sources.demo.gcp.cloud import LOCATION, NUMBER, PROJECT, EmbeddedGcp

_BROKEN = range(1, 34)  # minutes ago in which it failed
_BEFORE = range(34, 118)  # minutes ago in which it went well


def _checkout(cloud: EmbeddedGcp) -> None:
    """The account lost its role on the secret; the Data Access log is on, so the refusals stand in it as well."""
    stack = Stack(cloud, "checkout").with_function().public().with_traffic(_BEFORE, _BROKEN)
    secret = f"projects/{PROJECT}/secrets/payment-key"
    version = f"projects/{NUMBER}/secrets/payment-key/versions/latest"
    permission, service = (
        "secretmanager.versions.access",
        "google.cloud.secretmanager.v1.SecretManagerService",
    )
    said = f"Permission '{permission}' denied for resource '{version}' (or it may not exist)."
    cloud.things[secret] = {"name": secret}
    raised = "google.api_core.exceptions.PermissionDenied: 403"
    stack.lines(
        _BROKEN,
        f'Traceback (most recent call last):\n  File "/workspace/main.py", line 21, in pay\n{raised} {said}',
    )
    for minute in _BROKEN:
        stack.refused(minute, f"{service}.AccessSecretVersion", version, "secretmanager", permission, said)
    role = "roles/secretmanager.secretAccessor"
    stack.unbound(34.5, secret, role, service="secretmanager", method=f"{service}.SetIamPolicy")


def _inventory(cloud: EmbeddedGcp) -> None:
    """The topic was deleted and made again under its name; the trigger's subscription still hangs on the old one."""
    stack = Stack(cloud, "inventory")
    topic = f"projects/{PROJECT}/topics/stock-changes"
    trigger = f"projects/{PROJECT}/locations/{LOCATION}/triggers/inventory-184265"
    subscription = f"projects/{PROJECT}/subscriptions/eventarc-{LOCATION}-inventory-184265-sub-311"
    sender = f"inventory-trigger@{PROJECT}.iam.gserviceaccount.com"
    kind = "google.cloud.pubsub.topic.v1.messagePublished"
    event = {
        "trigger": trigger,
        "triggerRegion": LOCATION,
        "eventType": kind,
        "pubsubTopic": topic,
        "serviceAccountEmail": sender,
        "retryPolicy": "RETRY_POLICY_RETRY",
    }
    stack.with_function(eventTrigger=event).bind(
        stack.service, "roles/run.invoker", f"serviceAccount:{sender}"
    )
    cloud.things[topic] = {"name": topic}
    cloud.things[trigger] = {
        "name": trigger,
        "eventFilters": [{"attribute": "type", "value": kind}],
        "serviceAccount": sender,
        "destination": {"cloudRun": {"service": "inventory", "region": LOCATION}},
        "transport": {"pubsub": {"topic": topic, "subscription": subscription}},
    }
    push = {
        "pushEndpoint": f"{stack.uri}?__GCP_CloudEventsMode=CUSTOM_PUBSUB",
        "oidcToken": {"serviceAccountEmail": sender},
    }
    cloud.things[subscription] = {
        "name": subscription,
        "topic": "_deleted-topic_",
        "pushConfig": push,
        "state": "ACTIVE",
    }
    stack.with_traffic(_BEFORE)
    stack.audit(33.5, "google.pubsub.v1.Publisher.DeleteTopic", topic, "pubsub", who="bob@example.com")
    stack.audit(33.2, "google.pubsub.v1.Publisher.CreateTopic", topic, "pubsub", who="bob@example.com")


def _storefront(cloud: EmbeddedGcp) -> None:
    """Everybody could invoke it until somebody tidied up; requests now end at the door."""
    stack = Stack(cloud, "storefront").with_function().with_traffic(_BEFORE)
    for minute in _BROKEN:
        stack.request(minute, 403, NOT_AUTHENTICATED)
    stack.unbound(
        33.5, stack.service, "roles/run.invoker", "allUsers", service="run",
        method="google.cloud.run.v1.Services.SetIamPolicy", who="carol@example.com",
    )  # fmt: skip


def _vouchers(cloud: EmbeddedGcp) -> None:
    """All traffic was sent through the connector, behind which no NAT gateway leads to the internet."""
    stack = Stack(cloud, "vouchers").with_function()
    connector = f"projects/{PROJECT}/locations/{LOCATION}/connectors/shop"
    access = {"connector": connector, "egress": "ALL_TRAFFIC"}
    stack.with_service(template={"serviceAccount": stack.email, "vpcAccess": access}).public()
    network, region = f"projects/{PROJECT}/global/networks/shop-net", f"projects/{PROJECT}/regions/{LOCATION}"
    cloud.things[connector] = {
        "name": connector,
        "state": "READY",
        "network": "shop-net",
        "subnet": {"name": "shop-sub", "projectId": PROJECT},
    }
    cloud.things[f"{region}/subnetworks/shop-sub"] = {
        "name": "shop-sub",
        "network": "global/networks/shop-net",
        "privateIpGoogleAccess": True,
    }
    cloud.things[f"{region}/routers"] = {"items": []}
    cloud.things[f"{network}/getEffectiveFirewalls"] = {"firewalls": []}
    cloud.things[f"projects/{PROJECT}/managedZones"] = {"managedZones": []}
    stack.with_traffic(_BEFORE, _BROKEN).lines(_BROKEN, "Error: connect ETIMEDOUT 203.0.113.9:443")
    stack.audit(
        34.5, "google.cloud.run.v2.Services.UpdateService", stack.service, "run", who="dave@example.com",
        request={"updateMask": "template.vpcAccess.egress"},
    )  # fmt: skip


_BUILDERS = {
    "checkout": _checkout,
    "inventory": _inventory,
    "storefront": _storefront,
    "vouchers": _vouchers,
}


def _incident(name: str, title: str, story: str) -> Incident:
    return Incident("gcp", f"projects/{PROJECT}/locations/{LOCATION}/functions/{name}", title, story)


INCIDENTS: dict[str, Incident] = {
    "checkout": _incident(
        "checkout",
        "Nobody can pay",
        "Google Cloud. Every payment fails since somebody tidied up the secrets.",
    ),
    "inventory": _incident(
        "inventory",
        "Stock does not move",
        "Messages are published, the topic is there, and the function stays silent.",
    ),
    "storefront": _incident(
        "storefront",
        "The storefront answers 403",
        "Visitors are turned away; the function's own log is empty.",
    ),
    "vouchers": _incident(
        "vouchers",
        "Vouchers are not checked",
        "The partner's API does not answer since somebody made the egress safer.",
    ),
}


class DemoGcp(EmbeddedGcp):
    """The embedded project with the demo's incidents."""

    def build(self, incident: str) -> None:
        _BUILDERS[incident](self)


def start(now: datetime | None = None) -> DemoGcp:
    """Start an embedded project."""
    return DemoGcp(now)
