"""Reads of the function itself, who it runs as, its project and its log: operation, answer, permission."""

from __future__ import annotations

from typing import Any

import msgspec

from diagnostics.reader import Row


class Caller(msgspec.Struct, frozen=True):
    """Who looks, and the project that the credentials and the environment name; both may be unknown."""

    email: str | None = None
    project: str | None = None


class BuildConfig(msgspec.Struct, frozen=True):
    serviceAccount: str = ""
    runtime: str = ""
    entryPoint: str = ""


class ServiceConfig(msgspec.Struct, frozen=True):
    service: str = ""
    uri: str = ""
    serviceAccountEmail: str = ""
    ingressSettings: str = ""
    vpcConnector: str = ""
    vpcConnectorEgressSettings: str = ""
    timeoutSeconds: int = 60
    maxInstanceCount: int | None = None


class EventFilter(msgspec.Struct, frozen=True):
    attribute: str = ""
    value: str = ""
    operator: str = ""


class EventTrigger(msgspec.Struct, frozen=True):
    trigger: str = ""
    triggerRegion: str = ""
    eventType: str = ""
    eventFilters: tuple[EventFilter, ...] = ()
    pubsubTopic: str = ""
    serviceAccountEmail: str = ""
    retryPolicy: str = ""


class StateMessage(msgspec.Struct, frozen=True):
    severity: str = ""
    type: str = ""
    message: str = ""


class Function(msgspec.Struct, frozen=True):
    """A function of either generation, as the second version of the API shows it."""

    name: str
    environment: str = "GEN_2"
    state: str = ""
    stateMessages: tuple[StateMessage, ...] = ()
    buildConfig: BuildConfig = BuildConfig()
    serviceConfig: ServiceConfig = ServiceConfig()
    eventTrigger: EventTrigger | None = None
    labels: dict[str, str] = {}
    url: str = ""
    updateTime: str | None = None


class Functions(msgspec.Struct, frozen=True):
    functions: tuple[Function, ...] = ()


class Condition(msgspec.Struct, frozen=True):
    """What Cloud Run says of a step: state CONDITION_SUCCEEDED or CONDITION_FAILED, and a reason's code."""

    type: str = ""
    state: str = ""
    reason: str = ""
    revisionReason: str = ""
    message: str = ""
    lastTransitionTime: str | None = None


class NetworkInterface(msgspec.Struct, frozen=True):
    network: str = ""
    subnetwork: str = ""
    tags: tuple[str, ...] = ()


class VpcAccess(msgspec.Struct, frozen=True):
    connector: str = ""
    egress: str = ""
    networkInterfaces: tuple[NetworkInterface, ...] = ()


class Template(msgspec.Struct, frozen=True):
    serviceAccount: str = ""
    vpcAccess: VpcAccess | None = None
    timeout: str = ""


class Service(msgspec.Struct, frozen=True):
    """A Cloud Run service, which every function of the 2nd generation is."""

    name: str
    uri: str = ""
    urls: tuple[str, ...] = ()
    ingress: str = ""
    defaultUriDisabled: bool = False
    invokerIamDisabled: bool = False
    iapEnabled: bool = False
    customAudiences: tuple[str, ...] = ()
    template: Template = Template()
    terminalCondition: Condition | None = None
    conditions: tuple[Condition, ...] = ()
    labels: dict[str, str] = {}
    updateTime: str | None = None


class ConditionExpression(msgspec.Struct, frozen=True):
    expression: str = ""
    title: str = ""
    description: str = ""


class Binding(msgspec.Struct, frozen=True):
    role: str = ""
    members: tuple[str, ...] = ()
    condition: ConditionExpression | None = None


class AuditLogConfig(msgspec.Struct, frozen=True):
    logType: str = ""
    exemptedMembers: tuple[str, ...] = ()


class AuditConfig(msgspec.Struct, frozen=True):
    service: str = ""
    auditLogConfigs: tuple[AuditLogConfig, ...] = ()


class Policy(msgspec.Struct, frozen=True):
    """An allow policy; *auditConfigs* only of projects, folders and organizations."""

    version: int = 1
    etag: str = ""
    bindings: tuple[Binding, ...] = ()
    auditConfigs: tuple[AuditConfig, ...] = ()


class Project(msgspec.Struct, frozen=True):
    name: str
    parent: str = ""
    projectId: str = ""
    state: str = ""

    @property
    def number(self) -> str:
        return self.name.rpartition("/")[2]


class ResourceId(msgspec.Struct, frozen=True):
    type: str = ""
    id: str = ""


class Ancestor(msgspec.Struct, frozen=True):
    resourceId: ResourceId = ResourceId()


class Ancestry(msgspec.Struct, frozen=True):
    """From the project upward."""

    ancestor: tuple[Ancestor, ...] = ()


class ServiceAccount(msgspec.Struct, frozen=True):
    email: str = ""
    uniqueId: str = ""
    disabled: bool = False
    projectId: str = ""


class Permitted(msgspec.Struct, frozen=True):
    """Which of the permissions asked about the reader has."""

    permissions: tuple[str, ...] = ()


class Entries(msgspec.Struct, frozen=True):
    """LogEntry objects, newest first."""

    entries: tuple[dict[str, Any], ...] = ()


class Point(msgspec.Struct, frozen=True):
    interval: dict[str, str] = {}
    value: dict[str, Any] = {}


class Labels(msgspec.Struct, frozen=True):
    type: str = ""
    labels: dict[str, str] = {}


class TimeSeries(msgspec.Struct, frozen=True):
    metric: Labels = Labels()
    resource: Labels = Labels()
    points: tuple[Point, ...] = ()


class TimeSeriesList(msgspec.Struct, frozen=True):
    timeSeries: tuple[TimeSeries, ...] = ()


def number(value: dict[str, Any]) -> float:
    """Return a point's value as a number, 0 where it is none."""
    try:
        return float(value.get("int64Value") or value.get("doubleValue") or 0)
    except (TypeError, ValueError):
        return 0.0


caller = Row("auth:caller", Caller, "", "who is looking")
function = Row(
    "cloudfunctions:functions.get",
    Function,
    "cloudfunctions.functions.get",
    "the function's state, account and trigger",
)
functions = Row(
    "cloudfunctions:functions.list",
    Functions,
    "cloudfunctions.functions.list",
    "which functions there are",
)
function_policy = Row(
    "cloudfunctions:functions.getIamPolicy",
    Policy,
    "cloudfunctions.functions.getIamPolicy",
    "who may invoke a 1st gen function",
)
service = Row(
    "run:services.get",
    Service,
    "run.services.get",
    "the Cloud Run service: ingress, network, readiness",
)
service_policy = Row(
    "run:services.getIamPolicy",
    Policy,
    "run.services.getIamPolicy",
    "who may invoke the function",
)
project = Row(
    "cloudresourcemanager:projects.get",
    Project,
    "resourcemanager.projects.get",
    "the project's number, which many messages name it by",
)
project_policy = Row(
    "cloudresourcemanager:projects.getIamPolicy",
    Policy,
    "resourcemanager.projects.getIamPolicy",
    "what is granted on the project, and which audit logs are on",
)
ancestry = Row(
    "cloudresourcemanager:projects.getAncestry",
    Ancestry,
    "resourcemanager.projects.get",
    "the folders and the organization above the project",
)
folder_policy = Row(
    "cloudresourcemanager:folders.getIamPolicy",
    Policy,
    "resourcemanager.folders.getIamPolicy",
    "what is granted on a folder above the project",
)
organization_policy = Row(
    "cloudresourcemanager:organizations.getIamPolicy",
    Policy,
    "resourcemanager.organizations.getIamPolicy",
    "what is granted on the organization",
)
service_account = Row(
    "iam:serviceAccounts.get",
    ServiceAccount,
    "iam.serviceAccounts.get",
    "whether the function's account is there and enabled",
)
log_entries = Row(
    "logging:entries.list",
    Entries,
    "logging.logEntries.list",
    "the function's log, refused calls in the audit log, and the change that caused it",
)
permitted = Row(
    "cloudresourcemanager:projects.testIamPermissions",
    Permitted,
    "logging.privateLogEntries.list",
    "whether refused calls in the Data Access and Policy Denied logs would have been shown",
)
time_series = Row(
    "monitoring:timeSeries.list",
    TimeSeriesList,
    "monitoring.timeSeries.list",
    "how often the function ran and failed",
)
