"""Reads of what a function calls: the policies that decide, and the roles they name."""

from __future__ import annotations

from typing import Any

import msgspec

from diagnostics.reader import Row
from diagnostics.reads.gcp.core import ConditionExpression, Policy


class Role(msgspec.Struct, frozen=True):
    """A role with its permissions; a deleted custom role grants nothing."""

    name: str = ""
    title: str = ""
    includedPermissions: tuple[str, ...] = ()
    stage: str = ""
    deleted: bool = False


class DenyRule(msgspec.Struct, frozen=True):
    """Principals in the v2 form (`principal://…`), permissions as `SERVICE.googleapis.com/RESOURCE.VERB`."""

    deniedPrincipals: tuple[str, ...] = ()
    exceptionPrincipals: tuple[str, ...] = ()
    deniedPermissions: tuple[str, ...] = ()
    exceptionPermissions: tuple[str, ...] = ()
    denialCondition: ConditionExpression | None = None


class PolicyRule(msgspec.Struct, frozen=True):
    denyRule: DenyRule | None = None
    description: str = ""


class DenyPolicy(msgspec.Struct, frozen=True):
    """A deny policy; a list leaves its rules out."""

    name: str = ""
    displayName: str = ""
    rules: tuple[PolicyRule, ...] = ()


class DenyPolicies(msgspec.Struct, frozen=True):
    policies: tuple[DenyPolicy, ...] = ()


class Dataset(msgspec.Struct, frozen=True):
    """A BigQuery dataset; its access entries are its policy in another shape."""

    id: str = ""
    location: str = ""
    access: tuple[dict[str, Any], ...] = ()


secret_policy = Row(
    "secretmanager:secrets.getIamPolicy",
    Policy,
    "secretmanager.secrets.getIamPolicy",
    "who may read the secret",
)
bucket_policy = Row(
    "storage:buckets.getIamPolicy",
    Policy,
    "storage.buckets.getIamPolicy",
    "who may use the bucket",
)
topic_policy = Row(
    "pubsub:topics.getIamPolicy",
    Policy,
    "pubsub.topics.getIamPolicy",
    "who may publish to the topic",
)
key_policy = Row(
    "cloudkms:cryptoKeys.getIamPolicy",
    Policy,
    "cloudkms.cryptoKeys.getIamPolicy",
    "who may use the key",
)
queue_policy = Row(
    "cloudtasks:queues.getIamPolicy",
    Policy,
    "cloudtasks.queues.getIamPolicy",
    "who may create tasks in the queue",
)
table_policy = Row(
    "bigquery:tables.getIamPolicy",
    Policy,
    "bigquery.tables.getIamPolicy",
    "who may read the table",
)
dataset = Row("bigquery:datasets.get", Dataset, "bigquery.datasets.get", "who may use the dataset")
repository_policy = Row(
    "artifactregistry:repositories.getIamPolicy",
    Policy,
    "artifactregistry.repositories.getIamPolicy",
    "who may read the function's image",
)
account_policy = Row(
    "iam:serviceAccounts.getIamPolicy",
    Policy,
    "iam.serviceAccounts.getIamPolicy",
    "who may act as a service account",
)
role = Row("iam:roles.get", Role, "iam.roles.get", "which permissions a role holds")
deny_policies = Row(
    "iam:policies.listPolicies",
    DenyPolicies,
    "iam.denypolicies.list",
    "whether a deny policy stands above the grants",
)
deny_policy = Row("iam:policies.get", DenyPolicy, "iam.denypolicies.get", "what a deny policy denies to whom")
