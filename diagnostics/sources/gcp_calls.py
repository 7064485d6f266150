"""Which REST call answers which read of Google Cloud: an operation that is not in this table is not sent.

Paths follow the APIs' discovery documents. Every POST here reads: the API wants a body where others take a query.
"""

from __future__ import annotations

import os
import re
from typing import Any
from urllib.parse import quote

import msgspec

_VERSION_3: dict[str, Any] = {"options": {"requestedPolicyVersion": 3}}


class Call(msgspec.Struct, frozen=True):
    """One REST method: *path* is below the API's base, `{name}` an argument; *items* is the key of a paged list.

    An argument that the path does not name is sent in the body.
    """

    api: str
    path: str
    method: str = "GET"
    query: dict[str, str] = {}
    body: dict[str, Any] | None = None
    items: str = ""


# The path that an API's base address has besides its host, as gcloud's endpoint overrides know it.
_BASE_PATHS = {
    "compute": "/compute/v1/",
    "storage": "/storage/v1/",
    "bigquery": "/bigquery/v2/",
    "dns": "/dns/v1/",
}
_HOSTS = {"logging": "https://logging.googleapis.com"}


def _policy(api: str, version: str, *, post: bool = False) -> Call:
    path = f"{version}/{{resource}}:getIamPolicy"
    if post:
        return Call(api, path, "POST", body=_VERSION_3)
    return Call(api, path, query={"options.requestedPolicyVersion": "3"})


CALLS: dict[str, Call] = {
    "cloudfunctions:functions.get": Call("cloudfunctions", "v2/{name}"),
    "cloudfunctions:functions.list": Call("cloudfunctions", "v2/{parent}/functions", items="functions"),
    "cloudfunctions:functions.getIamPolicy": _policy("cloudfunctions", "v1"),
    "run:services.get": Call("run", "v2/{name}"),
    "run:services.getIamPolicy": _policy("run", "v2"),
    "cloudresourcemanager:projects.get": Call("cloudresourcemanager", "v3/{name}"),
    "cloudresourcemanager:projects.getIamPolicy": _policy("cloudresourcemanager", "v3", post=True),
    "cloudresourcemanager:folders.getIamPolicy": _policy("cloudresourcemanager", "v3", post=True),
    "cloudresourcemanager:organizations.getIamPolicy": _policy("cloudresourcemanager", "v3", post=True),
    "cloudresourcemanager:projects.getAncestry": Call(
        "cloudresourcemanager", "v1/projects/{project}:getAncestry", "POST", body={}
    ),
    "cloudresourcemanager:projects.testIamPermissions": Call(
        "cloudresourcemanager", "v3/{resource}:testIamPermissions", "POST", body={}
    ),
    "iam:serviceAccounts.get": Call("iam", "v1/{name}"),
    "iam:serviceAccounts.getIamPolicy": _policy("iam", "v1", post=True),
    "iam:policies.listPolicies": Call("iam", "v2/policies/{attachment}/denypolicies", items="policies"),
    "iam:policies.get": Call("iam", "v2/{name}"),
    "iam:roles.get": Call("iam", "v1/{name}"),
    "secretmanager:secrets.getIamPolicy": _policy("secretmanager", "v1"),
    "storage:buckets.get": Call("storage", "b/{bucket}"),
    "storage:buckets.getIamPolicy": Call(
        "storage", "b/{bucket}/iam", query={"optionsRequestedPolicyVersion": "3"}
    ),
    "storage:notifications.list": Call("storage", "b/{bucket}/notificationConfigs"),
    "pubsub:topics.get": Call("pubsub", "v1/{name}"),
    "pubsub:topics.getIamPolicy": _policy("pubsub", "v1"),
    "pubsub:subscriptions.list": Call("pubsub", "v1/{project}/subscriptions", items="subscriptions"),
    "pubsub:subscriptions.get": Call("pubsub", "v1/{name}"),
    "eventarc:triggers.get": Call("eventarc", "v1/{name}"),
    "cloudscheduler:jobs.list": Call("cloudscheduler", "v1/{parent}/jobs", items="jobs"),
    "cloudtasks:queues.getIamPolicy": _policy("cloudtasks", "v2", post=True),
    "cloudkms:cryptoKeys.getIamPolicy": _policy("cloudkms", "v1"),
    "artifactregistry:repositories.getIamPolicy": _policy("artifactregistry", "v1"),
    "bigquery:tables.getIamPolicy": Call(
        "bigquery",
        "projects/{project}/datasets/{dataset}/tables/{table}:getIamPolicy",
        "POST",
        body=_VERSION_3,
    ),
    "bigquery:datasets.get": Call("bigquery", "projects/{project}/datasets/{dataset}"),
    "firestore:databases.get": Call("firestore", "v1/{name}"),
    "vpcaccess:connectors.get": Call("vpcaccess", "v1/{name}"),
    "compute:subnetworks.get": Call(
        "compute", "projects/{project}/regions/{region}/subnetworks/{subnetwork}"
    ),
    "compute:routers.list": Call("compute", "projects/{project}/regions/{region}/routers", items="items"),
    "compute:networks.getEffectiveFirewalls": Call(
        "compute", "projects/{project}/global/networks/{network}/getEffectiveFirewalls"
    ),
    "dns:managedZones.list": Call("dns", "projects/{project}/managedZones", items="managedZones"),
    "monitoring:timeSeries.list": Call("monitoring", "v3/{name}/timeSeries", items="timeSeries"),
}


def base(api: str, endpoint: str | None = None) -> str:
    """Return the address that *api* is asked at, with a slash at its end.

    *endpoint* is an embedded cloud's; otherwise gcloud's own override of that API holds where one is set. An override
    without a path keeps the API's own, as gcloud does it.
    """
    given = endpoint or os.environ.get(f"CLOUDSDK_API_ENDPOINT_OVERRIDES_{api.upper()}", "")
    path = _BASE_PATHS.get(api, "/")
    if not given:
        return _HOSTS.get(api, f"https://{api}.googleapis.com") + path
    host = given.rstrip("/")
    return host + (path if re.fullmatch(r"https?://[^/]+", host) else "/")


def url(call: Call, args: dict[str, Any], endpoint: str | None = None) -> str:
    """Return the address of *call* for *args*; a name keeps its slashes, everything else in it is quoted."""
    quoted = {key: _quoted(key, str(value)) for key, value in args.items()}
    return base(call.api, endpoint) + call.path.format_map(quoted)


def body(call: Call, args: dict[str, Any]) -> dict[str, Any] | None:
    """Return what is sent with a POST: the call's own body and the arguments that its path does not name."""
    if call.body is None:
        return None
    return call.body | {key: value for key, value in args.items() if f"{{{key}}}" not in call.path}


def _quoted(key: str, value: str) -> str:
    """Return *value* for a path; what would climb out of its place (`..`) is refused."""
    if ".." in value.split("/"):
        raise ValueError(f"{value!r} is no name")
    if key == "attachment":
        return quote(value, safe="")
    if value.startswith("policies/"):  # a deny policy's name carries its attachment point quoted already
        return quote(value, safe="/%")
    return quote(value, safe="/@:+~()" if key in {"name", "parent", "project", "resource"} else "@:+~()")
