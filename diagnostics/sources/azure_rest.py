"""Every call to Azure that the tool can make: operation, method, path, API version. What does not stand here is not sent.

Three of them are POSTs, and read all the same: a Resource Graph question, a Log Analytics question, and the list of app
settings, which Azure answers to nothing else.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class Rest(NamedTuple):
    """*path* is filled from the question's arguments; *query* are further parameters of the address."""

    method: Literal["GET", "POST"]
    path: str
    version: str
    query: str = ""


_GRAPH = Rest("POST", "/providers/Microsoft.ResourceGraph/resources", "2022-10-01")
_WEB, _STORAGE, _BUS, _HUB, _GRID, _COSMOS = (
    "2024-04-01",
    "2023-05-01",
    "2022-10-01-preview",
    "2024-01-01",
    "2022-06-15",
    "2024-05-15",
)

CALLS: dict[str, Rest] = {
    "graph:Apps": _GRAPH,
    "graph:Targets": _GRAPH,
    "graph:Network": _GRAPH,
    "graph:RoleDefinitions": _GRAPH,
    "web:GetSite": Rest("GET", "{id}", _WEB),
    "web:GetConfiguration": Rest("GET", "{id}/config/web", _WEB),
    "web:GetAuthSettings": Rest("GET", "{id}/config/authsettingsV2", _WEB),
    "web:ListFunctions": Rest("GET", "{id}/functions", _WEB),
    "web:ListAppSettings": Rest("POST", "{id}/config/appsettings/list", _WEB),
    "web:ListKeyVaultReferences": Rest("GET", "{id}/config/configreferences/appsettings", _WEB),
    "insights:ListEvents": Rest(
        "GET",
        "/subscriptions/{subscription}/providers/Microsoft.Insights/eventtypes/management/values",
        "2015-04-01",
        "$filter={filter}",
    ),
    "authorization:ListRoleAssignments": Rest(
        "GET",
        "{scope}/providers/Microsoft.Authorization/roleAssignments",
        "2022-04-01",
        "$filter=assignedTo('{principal}')",
    ),
    "authorization:ListDenyAssignments": Rest(
        "GET", "{scope}/providers/Microsoft.Authorization/denyAssignments", "2022-04-01"
    ),
    "storage:GetContainer": Rest("GET", "{id}", _STORAGE),
    "storage:GetQueue": Rest("GET", "{id}", _STORAGE),
    "servicebus:GetQueue": Rest("GET", "{id}", _BUS),
    "servicebus:GetSubscription": Rest("GET", "{id}", _BUS),
    "servicebus:GetNetworkRules": Rest("GET", "{id}/networkRuleSets/default", _BUS),
    "eventhub:GetEventHub": Rest("GET", "{id}", _HUB),
    "eventhub:GetConsumerGroup": Rest("GET", "{id}", _HUB),
    "eventhub:GetNetworkRules": Rest("GET", "{id}/networkRuleSets/default", _HUB),
    "eventgrid:ListRegionalEventSubscriptions": Rest(
        "GET",
        "/subscriptions/{subscription}/providers/Microsoft.EventGrid/locations/{location}/eventSubscriptions",
        _GRID,
    ),
    "eventgrid:ListSystemTopicEventSubscriptions": Rest("GET", "{id}/eventSubscriptions", _GRID),
    "cosmos:GetContainer": Rest("GET", "{id}", _COSMOS),
    "cosmos:ListRoleAssignments": Rest("GET", "{id}/sqlRoleAssignments", _COSMOS),
    "cosmos:ListRoleDefinitions": Rest("GET", "{id}/sqlRoleDefinitions", _COSMOS),
}
