"""Full resource names of Google Cloud: their parts, their kinds in words, and one spelling for project id and number."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from diagnostics.case import Node

_KINDS = {
    "functions": "function", "services": "Cloud Run service", "secrets": "secret", "versions": "secret version",
    "buckets": "bucket", "objects": "object", "topics": "topic", "subscriptions": "subscription",
    "cryptoKeys": "key", "queues": "task queue", "tables": "BigQuery table", "datasets": "BigQuery dataset",
    "databases": "Firestore database", "instances": "Cloud SQL instance", "triggers": "Eventarc trigger",
    "jobs": "Scheduler job", "serviceAccounts": "service account", "connectors": "VPC connector",
    "projects": "project", "folders": "folder", "organizations": "organization", "repositories": "repository",
}  # fmt: skip
_SEGMENTS = re.compile(r"([a-zA-Z]+)/([^/]+)")


def part(name: str, collection: str) -> str | None:
    """Return what follows *collection* in a full name: `s` of projects/p/secrets/s."""
    words = name.split("/")
    return next((words[i + 1] for i in range(len(words) - 1) if words[i] == collection), None)


def upto(name: str, collection: str) -> str | None:
    """Return *name* as far as the element of *collection*: a secret's name out of a version's."""
    found = re.match(rf"(?:.*?/)?{collection}/[^/]+", name)
    return found[0] if found else None


def node(name: str) -> Node:
    """Return a resource as an end of a hop: its last collection says what it is; an object's key may hold slashes."""
    if (key := re.match(r"projects/_/buckets/[^/]+/objects/(.+)", name)) is not None:
        return Node(name, "object", key[1])
    pairs = _SEGMENTS.findall(name)
    if not pairs:
        return Node(name, "resource", name)
    collection, last = pairs[-1]
    if collection == "versions":
        return Node(name, "secret", part(name, "secrets") or last)
    return Node(name, _KINDS.get(collection, "resource"), last)


def with_id(name: str, project: str, number: str | None) -> str:
    """Return *name* with the project's id where it names the project by its number."""
    return re.sub(rf"^projects/{number}(?=/|$)", f"projects/{project}", name) if number else name


def with_number(name: str, project: str, number: str | None) -> str:
    """Return *name* with the project's number where it names the project by its id, as Secret Manager's conditions do."""
    return re.sub(rf"^projects/{re.escape(project)}(?=/|$)", f"projects/{number}", name) if number else name


def host_and_path(url: str) -> tuple[str, str]:
    """Return host (lower case) and path of *url*, empty where it is none."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").lower(), parts.path
    except ValueError:
        return "", ""


def address(member: str | None) -> str:
    """Return the address of a member (`serviceAccount:a@b`), or of an account written plainly."""
    return (member or "").rpartition(":")[2].strip().lower()


def account(email: str) -> str:
    """Return *email* as a member of a policy."""
    kind = "serviceAccount" if email.endswith("gserviceaccount.com") else "user"
    return f"{kind}:{email}"


def account_name(email: str, project: str) -> str:
    """Return the full name of a service account: its address says its project, a default account's is *project*.

    The wildcard `projects/-` is not used: with it Google answers for a deleted account as for one that may not be read.
    """
    home = email.partition("@")[2].removesuffix(".iam.gserviceaccount.com")
    return f"projects/{project if '.' in home or not home else home}/serviceAccounts/{email}"


def service_of(function: str) -> str:
    """Return the name of the Cloud Run service behind a 2nd gen function: lower case, hyphens for underscores."""
    return function.lower().replace("_", "-")
