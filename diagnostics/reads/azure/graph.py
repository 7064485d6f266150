"""Questions to Resource Graph: many resources in one call. It shows only what the caller may read, and an empty answer
proves nothing unless the same answer holds something known.

The text of a question is not part of its identity; names go into KQL as quoted literals.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from diagnostics.reader import Read, Row

Json = dict[str, Any]


class Resource(msgspec.Struct, frozen=True):
    id: str
    name: str = ""
    type: str = ""
    location: str | None = None
    kind: str | None = None
    tags: dict[str, str] | None = None
    sku: Json | None = None
    properties: Json = {}


class Resources(msgspec.Struct, frozen=True):
    data: tuple[Resource, ...] = ()

    def of(self, *types: str) -> tuple[Resource, ...]:
        """Return the resources of these types (lower case)."""
        return tuple(r for r in self.data if r.type.lower() in types)


class RoleDefinitionRow(msgspec.Struct, frozen=True):
    """A role definition; Resource Graph answers with `permissions` inside properties."""

    id: str
    name: str = ""
    properties: Json = {}


class RoleDefinitions(msgspec.Struct, frozen=True):
    data: tuple[RoleDefinitionRow, ...] = ()


TARGET_TYPES = (
    "microsoft.storage/storageaccounts",
    "microsoft.servicebus/namespaces",
    "microsoft.eventhub/namespaces",
    "microsoft.keyvault/vaults",
    "microsoft.documentdb/databaseaccounts",
    "microsoft.appconfiguration/configurationstores",
    "microsoft.eventgrid/topics",
    "microsoft.signalrservice/signalr",
    "microsoft.sql/servers",
)
_APP_TYPES = (
    "microsoft.web/sites",
    "microsoft.web/sites/slots",
    "microsoft.web/serverfarms",
    "microsoft.insights/components",
    "microsoft.operationalinsights/workspaces",
    "microsoft.eventgrid/systemtopics",
)
_NETWORK_TYPES = (
    "microsoft.network/privateendpoints",
    "microsoft.network/privatednszones/virtualnetworklinks",
)

apps_row = Row(
    "graph:Apps",
    Resources,
    "Microsoft.Web/sites/read, Microsoft.Web/sites/slots/read, Microsoft.Web/serverfarms/read, "
    "Microsoft.Insights/components/read, Microsoft.OperationalInsights/workspaces/read, "
    "Microsoft.EventGrid/systemTopics/read",
    "where the app's telemetry is kept, and which apps there are",
)
targets_row = Row(
    "graph:Targets",
    Resources,
    "Microsoft.Storage/storageAccounts/read, Microsoft.ServiceBus/namespaces/read, Microsoft.EventHub/namespaces/read, "
    "Microsoft.KeyVault/vaults/read, Microsoft.DocumentDB/databaseAccounts/read, "
    "Microsoft.AppConfiguration/configurationStores/read, Microsoft.EventGrid/topics/read, "
    "Microsoft.SignalRService/signalR/read, Microsoft.Sql/servers/read",
    "the accounts, namespaces and vaults that the app uses, their firewalls and whether they take keys",
)
network_row = Row(
    "graph:Network",
    Resources,
    "Microsoft.Network/privateEndpoints/read, Microsoft.Network/privateDnsZones/virtualNetworkLinks/read, "
    "Microsoft.Network/virtualNetworks/read, Microsoft.Network/networkSecurityGroups/read, Microsoft.Network/routeTables/read",
    "the app's subnet, its routes and rules, private endpoints and private DNS",
)
role_definitions_row = Row(
    "graph:RoleDefinitions",
    RoleDefinitions,
    "Microsoft.Authorization/roleDefinitions/read",
    "what the assigned roles allow",
)

_PROJECT = "project id, name, type, location, kind, tags, sku, properties"


def literal(text: str) -> str:
    """Return *text* as a KQL string literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") + "'"


def _list(names: Iterable[str]) -> str:
    return "(" + ", ".join(literal(name) for name in names) + ")"


def apps(subscription: str) -> Read[Resources]:
    """Ask for every function app, plan, Application Insights component and workspace."""
    kept = (
        f"resources | where type in~ {_list(_APP_TYPES)} "
        "| where type !startswith 'microsoft.web/sites' or kind contains 'functionapp' "
        "| extend properties = bag_pack('WorkspaceResourceId', properties.WorkspaceResourceId, 'AppId', properties.AppId, "
        "'InstrumentationKey', properties.InstrumentationKey, 'IngestionMode', properties.IngestionMode, "
        "'customerId', properties.customerId, 'lastModifiedTimeUtc', properties.lastModifiedTimeUtc, 'source', properties.source) "
        f"| {_PROJECT} | order by id asc"
    )
    return apps_row(subscription, {"query": f"// apps\n{kept}"}, what="apps")


def targets(app: str, names: tuple[str, ...]) -> Read[Resources]:
    """Ask for everything of these names in every subscription that can be seen, and for *app*, which is known to exist."""
    query = (
        f"// targets\nresources | where id =~ {literal(app)} or (type in~ {_list(TARGET_TYPES)} and name in~ {_list(names)}) "
        f"| {_PROJECT} | order by id asc"
    )
    return targets_row("", {"query": query}, app=app, names=list(names))


def network(subscription: str, subnet: str) -> Read[Resources]:
    """Ask for the network of the app's subnet and for the private endpoints and zone links around it."""
    vnet = subnet.lower().partition("/subnets/")[0]
    query = (
        f"// network\nresources | where type in~ {_list(_NETWORK_TYPES)} or id =~ {literal(vnet)} "
        "or (type in~ ('microsoft.network/networksecuritygroups', 'microsoft.network/routetables') "
        f"and tolower(tostring(properties.subnets)) contains {literal(subnet.lower())}) "
        f"| {_PROJECT} | order by id asc"
    )
    return network_row(subscription, {"query": query}, subnet=subnet)


def role_definitions(ids: tuple[str, ...]) -> Read[RoleDefinitions]:
    """Ask what these roles allow; *ids* are the GUIDs of the definitions."""
    query = (
        "// roledefinitions\nauthorizationresources | where type =~ 'microsoft.authorization/roledefinitions' "
        f"| where name in~ {_list(ids)} | project id, name, properties"
    )
    return role_definitions_row("", {"query": query}, ids=list(ids))
