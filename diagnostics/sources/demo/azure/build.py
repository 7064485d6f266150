"""How a stack is built in the embedded Azure: an app with functions, an identity, storage, telemetry and a past."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from diagnostics.clock import iso
from diagnostics.policy.azure import Role
from diagnostics.policy.azure.builtin import BY_NAME
from diagnostics.sources.demo.azure.cloud import SUBSCRIPTION, EmbeddedAzure
from diagnostics.sources.demo.azure.estate import Json

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/shop"
WORKSPACE = "99999999-8888-4777-8666-555555555555"
_SPACE = uuid.UUID("6f1c3a52-5d0e-4b7c-9a77-0f5f2f0f7a10")
MISMATCH = (
    "Azure.RequestFailedException: This request is not authorized to perform this operation using this permission.\n"
    "Status: 403 (This request is not authorized to perform this operation using this permission.)\n"
    "ErrorCode: AuthorizationPermissionMismatch"
)


def guid(name: str) -> str:
    """Return the GUID that stands for *name* in every run."""
    return str(uuid.uuid5(_SPACE, name))


class Stack:
    """A function app *name* with telemetry; each `with_` adds to it and returns the stack."""

    def __init__(self, cloud: EmbeddedAzure, name: str) -> None:
        self.cloud, self.name = cloud, name
        self.id = f"{GROUP}/providers/Microsoft.Web/sites/{name}"
        self.principal = guid(f"{name} identity")
        self.estate = cloud.estate
        self.site: Json = {
            "id": self.id, "name": name, "type": "Microsoft.Web/sites", "kind": "functionapp,linux", "location": "westeurope",
            "identity": {"type": "SystemAssigned", "principalId": self.principal},
            "properties": {
                "state": "Running", "enabled": True, "availabilityState": "Normal",
                "serverFarmId": f"{GROUP}/providers/Microsoft.Web/serverfarms/plan",
                "defaultHostName": f"{name}.azurewebsites.net", "outboundIpAddresses": "20.50.1.1,20.50.1.2",
            },
        }  # fmt: skip
        self.estate.put(self.site)
        self.estate.put({"id": f"{GROUP}/providers/Microsoft.Web/serverfarms/plan", "name": "plan", "type": "microsoft.web/serverfarms",
                         "location": "westeurope", "sku": {"name": "EP1", "tier": "ElasticPremium"}, "properties": {}})  # fmt: skip
        self._telemetry()
        self.functions = self.estate.lists.setdefault(f"{self.id}/functions".lower(), [])
        self.settings = self.estate.settings.setdefault(self.id.lower(), {
            "FUNCTIONS_EXTENSION_VERSION": "~4",
            "AzureWebJobsStorage__accountName": f"{name}host",
            "APPLICATIONINSIGHTS_CONNECTION_STRING": f"InstrumentationKey={guid(f'{name} key')};IngestionEndpoint=https://westeurope-1.in.applicationinsights.azure.com/",
        })  # fmt: skip
        self.storage(f"{name}host")

    def _telemetry(self) -> None:
        workspace = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/logs"
        self.estate.put({"id": workspace, "name": "logs", "type": "microsoft.operationalinsights/workspaces",
                         "properties": {"customerId": WORKSPACE}})  # fmt: skip
        self.estate.workspaces.add(WORKSPACE)
        self.estate.put({
            "id": f"{GROUP}/providers/Microsoft.Insights/components/{self.name}", "name": self.name, "type": "microsoft.insights/components",
            "properties": {"InstrumentationKey": guid(f"{self.name} key"), "WorkspaceResourceId": workspace, "IngestionMode": "LogAnalytics"},
        })  # fmt: skip

    def ago(self, minutes: float) -> datetime:
        return self.cloud.now() - timedelta(minutes=minutes)

    def function(self, name: str, *bindings: Json, disabled: bool = False) -> Stack:
        """Add a function with its bindings, the trigger first."""
        properties = {"name": name, "isDisabled": disabled, "config": {"bindings": list(bindings)}}
        self.functions.append(
            {"id": f"{self.id}/functions/{name}", "name": f"{self.name}/{name}", "properties": properties}
        )
        return self

    def resource(self, type_: str, name: str, properties: Json | None = None, **more: Any) -> str:
        """Add a resource of the group and return its id."""
        id_ = f"{GROUP}/providers/{type_}/{name}"
        self.estate.put(
            {
                "id": id_,
                "name": name,
                "type": type_.lower(),
                "location": "westeurope",
                "properties": properties or {},
                **more,
            }
        )
        return id_

    def storage(
        self, name: str, *, containers: Iterable[str] = (), queues: Iterable[str] = (), **properties: Any
    ) -> str:
        """Add a storage account with containers and queues, and return its id."""
        id_ = self.resource("Microsoft.Storage/storageAccounts", name, properties)
        for container in containers:
            self.child(f"{id_}/blobServices/default/containers/{container}")
        for queue in queues:
            self.child(f"{id_}/queueServices/default/queues/{queue}")
        return id_

    def child(self, id_: str, **properties: Any) -> str:
        """Add what stands inside an account: found by its id, not by Resource Graph."""
        self.estate.put({"id": id_, "name": id_.rpartition("/")[2], "properties": properties})
        return id_

    def assign(
        self, role: str, scope: str, *, principal: str | None = None, minutes: float = 50_000, **more: Any
    ) -> Json:
        """Give the app's identity (or *principal*) a built-in role, *minutes* ago."""
        known = BY_NAME[role]
        self.define(known)
        definition = (
            f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{known.id}"
        )
        given = {
            "roleDefinitionId": definition, "principalId": principal or self.principal, "principalType": "ServicePrincipal",
            "scope": scope, "createdOn": iso(self.ago(minutes)), **more,
        }  # fmt: skip
        id_ = (
            f"{scope}/providers/Microsoft.Authorization/roleAssignments/{guid(f'{role} {scope} {principal}')}"
        )
        made = {"id": id_, "name": id_.rpartition("/")[2], "properties": given}
        self.estate.assignments.append(made)
        return made

    def define(self, role: Role) -> None:
        """Let Resource Graph know a role definition."""
        blocks = [
            {
                "actions": list(b.actions),
                "notActions": list(b.not_actions),
                "dataActions": list(b.data_actions),
                "notDataActions": list(b.not_data_actions),
            }
            for b in role.blocks
        ]
        if all(r["name"] != role.id for r in self.estate.roles):
            id_ = f"/providers/Microsoft.Authorization/roleDefinitions/{role.id}"
            self.estate.roles.append(
                {"id": id_, "name": role.id, "properties": {"roleName": role.name, "permissions": blocks}}
            )

    def unassigned(
        self,
        role: str,
        scope: str,
        minutes: float,
        actor: str = "alice@contoso.example",
        principal: str | None = None,
    ) -> Stack:
        """Record that a role assignment was deleted, as the Activity Log tells it."""
        known = BY_NAME[role]
        body = {"properties": {
            "roleDefinitionId": f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{known.id}",
            "principalId": principal or self.principal, "scope": scope,
        }}  # fmt: skip
        id_ = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{guid(f'{role} {scope}')}"
        return self.event(
            "Microsoft.Authorization/roleAssignments/delete",
            id_,
            minutes,
            actor,
            responseBody=json.dumps(body),
        )

    def event(
        self,
        operation: str,
        about: str,
        minutes: float,
        actor: str = "alice@contoso.example",
        status: str = "Succeeded",
        **properties: Any,
    ) -> Stack:
        """Record an operation in the Activity Log."""
        parts = about.split("/")
        self.estate.events.append({
            "eventDataId": guid(f"{operation} {about} {minutes}"), "eventTimestamp": iso(self.ago(minutes)), "caller": actor,
            "operationName": {"value": operation, "localizedValue": operation}, "status": {"value": status},
            "resourceProviderName": {"value": operation.partition("/")[0]}, "resourceId": about, "subStatus": {"value": properties.pop("sub_status", "")},
            "resourceGroupName": parts[4] if len(parts) > 4 else "", "properties": properties, "authorization": {"action": operation, "scope": about},
        })  # fmt: skip
        return self

    def traffic(self, well: Iterable[int], failed: Iterable[int] = (), function: str = "work") -> Stack:
        """Record one invocation for each of these minutes ago, and that the app has run well for days before."""
        rows = self.estate.logs.setdefault("requests", [])
        for minutes, bad in ((well, 0), (failed, 1)):
            rows += [self._row(minute, calls=1, failed=bad, function=function) for minute in minutes]
        hours = self.estate.logs.setdefault("earlier", [])
        hours += [self._row(hour * 60, calls=60, failed=0, function=function) for hour in range(3, 60)]
        return self

    def _row(self, minutes: float, **more: Any) -> Json:
        return {"app": self.name, "time": iso(self.ago(minutes).replace(second=0)), **more}

    def log(
        self,
        minutes: Iterable[int],
        text: str,
        *,
        source: str = "exception",
        level: int = 3,
        function: str = "work",
    ) -> Stack:
        """Write *text* into the telemetry at each of these minutes ago."""
        rows = self.estate.logs.setdefault("failures", [])
        for minute in minutes:
            row = self._row(
                minute,
                source=source,
                level=level,
                text=text,
                function=function,
                operation=guid(f"{function} {minute}"),
            )
            rows.append(row | {"time": iso(self.ago(minute).replace(second=20))})
        return self

    def called(
        self, minutes: Iterable[int], method: str, url: str, status: str, function: str = "work"
    ) -> Stack:
        """Write a failed call into the telemetry, of the same invocations as the log."""
        host = url.split("/")[2]
        text = f"{method} {host} {url} {host} ResultCode {status}"
        return self.log(minutes, text, source="dependency", level=2, function=function)

    def refusal(self, minutes: Iterable[int], table: str, uri: str, code: str, **more: Any) -> Stack:
        """Write what a target logged of a refused call."""
        rows = self.estate.logs.setdefault("target-refusals", [])
        columns = {
            "who": self.principal,
            "operation": "GetBlob" if table == "StorageBlobLogs" else "",
            "status": "403",
            "ip": "20.50.1.1:4431",
            "auth": "OAuth",
            "id": "",
            **more,
        }
        rows += [self._row(minute, source=table, uri=uri, code=code, **columns) for minute in minutes]
        return self
