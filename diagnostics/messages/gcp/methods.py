"""The permission that a method checks, where one decides it; methods that need several, or depend on the request, are left out."""

from __future__ import annotations

import re

# service -> method (the last word of its name) -> permission. Source: the services' IAM reference pages.
_METHODS: dict[str, dict[str, str]] = {
    "pubsub": {
        "Publish": "pubsub.topics.publish", "Pull": "pubsub.subscriptions.consume", "StreamingPull": "pubsub.subscriptions.consume",
        "Acknowledge": "pubsub.subscriptions.consume", "ModifyAckDeadline": "pubsub.subscriptions.consume", "Seek": "pubsub.subscriptions.consume",
        "CreateTopic": "pubsub.topics.create", "GetTopic": "pubsub.topics.get", "DeleteTopic": "pubsub.topics.delete",
        "UpdateTopic": "pubsub.topics.update", "ListTopics": "pubsub.topics.list", "CreateSubscription": "pubsub.subscriptions.create",
        "GetSubscription": "pubsub.subscriptions.get", "DeleteSubscription": "pubsub.subscriptions.delete",
        "UpdateSubscription": "pubsub.subscriptions.update", "ModifyPushConfig": "pubsub.subscriptions.update",
        "ListSubscriptions": "pubsub.subscriptions.list", "DetachSubscription": "pubsub.topics.detachSubscription",
    },
    "secretmanager": {
        "AccessSecretVersion": "secretmanager.versions.access", "access": "secretmanager.versions.access",
        "AddSecretVersion": "secretmanager.versions.add", "GetSecretVersion": "secretmanager.versions.get",
        "ListSecretVersions": "secretmanager.versions.list", "GetSecret": "secretmanager.secrets.get",
        "ListSecrets": "secretmanager.secrets.list", "CreateSecret": "secretmanager.secrets.create",
        "UpdateSecret": "secretmanager.secrets.update", "DeleteSecret": "secretmanager.secrets.delete",
        "SetIamPolicy": "secretmanager.secrets.setIamPolicy", "GetIamPolicy": "secretmanager.secrets.getIamPolicy",
        "DestroySecretVersion": "secretmanager.versions.destroy",
    },
    "cloudkms": {
        "Decrypt": "cloudkms.cryptoKeyVersions.useToDecrypt", "Encrypt": "cloudkms.cryptoKeyVersions.useToEncrypt",
        "AsymmetricSign": "cloudkms.cryptoKeyVersions.useToSign", "MacSign": "cloudkms.cryptoKeyVersions.useToSign",
        "AsymmetricDecrypt": "cloudkms.cryptoKeyVersions.useToDecrypt", "GetPublicKey": "cloudkms.cryptoKeyVersions.viewPublicKey",
        "GetCryptoKey": "cloudkms.cryptoKeys.get", "CreateCryptoKey": "cloudkms.cryptoKeys.create",
    },
    "cloudtasks": {
        "CreateTask": "cloudtasks.tasks.create", "GetQueue": "cloudtasks.queues.get", "CreateQueue": "cloudtasks.queues.create",
        "DeleteTask": "cloudtasks.tasks.delete", "GetTask": "cloudtasks.tasks.get", "ListTasks": "cloudtasks.tasks.list",
        "RunTask": "cloudtasks.tasks.run", "PauseQueue": "cloudtasks.queues.pause",
    },
    "iamcredentials": {
        "GenerateAccessToken": "iam.serviceAccounts.getAccessToken", "GenerateIdToken": "iam.serviceAccounts.getOpenIdToken",
        "SignBlob": "iam.serviceAccounts.signBlob", "SignJwt": "iam.serviceAccounts.signJwt",
    },
    "iam": {
        "CreateServiceAccount": "iam.serviceAccounts.create", "GetServiceAccount": "iam.serviceAccounts.get",
        "DeleteServiceAccount": "iam.serviceAccounts.delete", "CreateServiceAccountKey": "iam.serviceAccountKeys.create",
        "SetIAMPolicy": "iam.serviceAccounts.setIamPolicy", "GetIAMPolicy": "iam.serviceAccounts.getIamPolicy",
        "CreateRole": "iam.roles.create", "UpdateRole": "iam.roles.update",
    },
    "firestore": {
        "GetDocument": "datastore.entities.get", "ListDocuments": "datastore.entities.list", "CreateDocument": "datastore.entities.create",
        "UpdateDocument": "datastore.entities.update", "DeleteDocument": "datastore.entities.delete",
        "GetDatabase": "datastore.databases.getMetadata", "CreateDatabase": "datastore.databases.create",
        "CreateIndex": "datastore.indexes.create",
    },
    "bigquery": {
        "InsertJob": "bigquery.jobs.create", "insert": "bigquery.jobs.create", "Query": "bigquery.jobs.create",
        "InsertAll": "bigquery.tables.updateData", "insertAll": "bigquery.tables.updateData", "GetTable": "bigquery.tables.get",
        "CreateTable": "bigquery.tables.create", "GetDataset": "bigquery.datasets.get", "CreateDataset": "bigquery.datasets.create",
        "GetTableData": "bigquery.tables.getData",
    },
    "run": {
        "CreateService": "run.services.create", "UpdateService": "run.services.update", "ReplaceService": "run.services.update",
        "GetService": "run.services.get", "ListServices": "run.services.list", "DeleteService": "run.services.delete",
        "SetIamPolicy": "run.services.setIamPolicy", "GetIamPolicy": "run.services.getIamPolicy", "RunJob": "run.jobs.run",
        "CreateJob": "run.jobs.create", "HttpIngress": "run.routes.invoke",
    },
    "cloudfunctions": {
        "CreateFunction": "cloudfunctions.functions.create", "UpdateFunction": "cloudfunctions.functions.update",
        "DeleteFunction": "cloudfunctions.functions.delete", "GetFunction": "cloudfunctions.functions.get",
        "ListFunctions": "cloudfunctions.functions.list", "CallFunction": "cloudfunctions.functions.call",
        "GenerateUploadUrl": "cloudfunctions.functions.sourceCodeSet", "SetIamPolicy": "cloudfunctions.functions.setIamPolicy",
        "GetIamPolicy": "cloudfunctions.functions.getIamPolicy",
    },
    "eventarc": {
        "CreateTrigger": "eventarc.triggers.create", "GetTrigger": "eventarc.triggers.get", "UpdateTrigger": "eventarc.triggers.update",
        "DeleteTrigger": "eventarc.triggers.delete",
    },
    "cloudscheduler": {
        "CreateJob": "cloudscheduler.jobs.create", "UpdateJob": "cloudscheduler.jobs.update", "GetJob": "cloudscheduler.jobs.get",
        "RunJob": "cloudscheduler.jobs.run", "PauseJob": "cloudscheduler.jobs.pause", "DeleteJob": "cloudscheduler.jobs.delete",
    },
    "cloudresourcemanager": {
        "SetIamPolicy": "resourcemanager.projects.setIamPolicy", "GetIamPolicy": "resourcemanager.projects.getIamPolicy",
        "GetProject": "resourcemanager.projects.get", "CreateProject": "resourcemanager.projects.create",
    },
    "cloudbuild": {"CreateBuild": "cloudbuild.builds.create", "GetBuild": "cloudbuild.builds.get"},
    "logging": {"WriteLogEntries": "logging.logEntries.create", "ListLogEntries": "logging.logEntries.list"},
    "monitoring": {"CreateTimeSeries": "monitoring.timeSeries.create", "ListTimeSeries": "monitoring.timeSeries.list"},
    "cloudtrace": {"BatchWriteSpans": "cloudtrace.traces.patch", "PatchTraces": "cloudtrace.traces.patch"},
    "aiplatform": {"Predict": "aiplatform.endpoints.predict", "GenerateContent": "aiplatform.endpoints.predict"},
    "workflowexecutions": {"CreateExecution": "workflows.executions.create"},
    "serviceusage": {"EnableService": "serviceusage.services.enable", "GetService": "serviceusage.services.get"},
    "spanner": {"CreateSession": "spanner.sessions.create", "ExecuteSql": "spanner.databases.select", "Read": "spanner.databases.select"},
    "bigtable": {"ReadRows": "bigtable.tables.readRows", "MutateRow": "bigtable.tables.mutateRows", "MutateRows": "bigtable.tables.mutateRows"},
    "vpcaccess": {"CreateConnector": "vpcaccess.connectors.create", "GetConnector": "vpcaccess.connectors.get"},
}  # fmt: skip
_COMMANDS = {
    "secrets.versions.access": "secretmanager.versions.access", "secrets.versions.add": "secretmanager.versions.add",
    "secrets.create": "secretmanager.secrets.create", "functions.call": "cloudfunctions.functions.call",
    "kms.decrypt": "cloudkms.cryptoKeyVersions.useToDecrypt", "kms.encrypt": "cloudkms.cryptoKeyVersions.useToEncrypt",
    "tasks.create-http-task": "cloudtasks.tasks.create", "pubsub.topics.publish": "pubsub.topics.publish",
    "pubsub.topics.create": "pubsub.topics.create", "pubsub.topics.delete": "pubsub.topics.delete",
    "pubsub.subscriptions.create": "pubsub.subscriptions.create", "pubsub.subscriptions.pull": "pubsub.subscriptions.consume",
    "scheduler.jobs.run": "cloudscheduler.jobs.run", "builds.submit": "cloudbuild.builds.create",
    "projects.add-iam-policy-binding": "resourcemanager.projects.setIamPolicy",
}  # fmt: skip
_PACKAGES = {
    "datastore": "firestore",
    "tasks": "cloudtasks",
    "kms": "cloudkms",
    "functions": "cloudfunctions",
    "scheduler": "cloudscheduler",
}
_RPC = re.compile(
    r"google\.(?:[a-z]+\.)*?(?P<service>[a-z]+)(?:\.credentials|\.admin)?\.v\d\w*\.\w+[./](?P<method>\w+)"
)
_READY_MADE = re.compile(r"(?:google\.)?(?P<permission>[a-z0-9]+(?:\.[A-Za-z0-9]+){2,6})")


def permission_of(service: str | None, method: str | None) -> str | None:
    """Return the permission of *method* of *service* (`pubsub` or `pubsub.googleapis.com`); None where it takes more than one to know."""
    if not service or not method:
        return None
    short = service.removesuffix(".googleapis.com").rpartition(".")[2].lower()
    last = re.split(r"[./]", method)[-1]
    known = _METHODS.get(_PACKAGES.get(short, short), {})
    found = known.get(last) or known.get(last[:1].upper() + last[1:])
    if found:
        return found
    # Cloud Storage and Kubernetes log the permission itself as the method.
    made = _READY_MADE.fullmatch(method)
    return (
        made["permission"]
        if made and short in ("storage", "k8s", "io") and not re.search(r"\.v\d\.[A-Z]", method)
        else None
    )


def of_rpc(name: str) -> str | None:
    """Return the permission of a full method name: `google.pubsub.v1.Publisher/Publish`."""
    match = _RPC.search(name)
    if match is None:
        return None
    service = "iamcredentials" if ".iam.credentials." in name else match["service"]
    return permission_of("iam" if ".iam.admin." in name else service, match["method"])


def of_command(command: str) -> str | None:
    """Return the permission of a gcloud command (`pubsub.topics.publish`) that needs one only."""
    return _COMMANDS.get(command.lower())
