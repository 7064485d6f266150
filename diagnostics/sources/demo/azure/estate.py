"""What stands in the embedded Azure: plain data by resource id, and how it answers each question about itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlparse

Json = dict[str, Any]
_GRAPH = {
    "apps": (
        "microsoft.web/",
        "microsoft.insights/components",
        "microsoft.operationalinsights/workspaces",
        "microsoft.eventgrid/systemtopics",
    ),
    "network": ("microsoft.network/",),
}
_EVENT_FILTER = re.compile(
    r"eventTimestamp ge '([^']+)' and eventTimestamp le '([^']+)'(?: and (\w+) eq '([^']*)')?"
)
_ASSIGNED = re.compile(r"assignedTo\('([^']+)'\)")


@dataclass
class Estate:
    """*resources* by id as ARM shows them; *settings* by site id with their secrets; *groups* by member's object id.

    *logs* are rows by the name of the question that asks for them; *hidden* are ids that Resource Graph does not show.
    """

    resources: dict[str, Json] = field(default_factory=dict)
    settings: dict[str, dict[str, str]] = field(default_factory=dict)
    assignments: list[Json] = field(default_factory=list)
    denies: list[Json] = field(default_factory=list)
    roles: list[Json] = field(default_factory=list)
    groups: dict[str, set[str]] = field(default_factory=dict)
    events: list[Json] = field(default_factory=list)
    logs: dict[str, list[Json]] = field(default_factory=dict)
    lists: dict[str, list[Json]] = field(default_factory=dict)
    workspaces: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    subscriptions: set[str] = field(default_factory=set)
    partial: set[str] = field(default_factory=set)

    def put(self, resource: Json) -> Json:
        """Add a resource, found by its id in whatever case."""
        self.resources[resource["id"].lower()] = resource
        return resource

    def get(self, url: str) -> tuple[int, Json]:
        """Return status and body of a GET."""
        parts = urlparse(url)
        path, query = unquote(parts.path).rstrip("/").lower(), parse_qs(parts.query)
        subscription = path.split("/")[2] if path.startswith("/subscriptions/") else ""
        if subscription and subscription not in self.subscriptions:
            return _error(
                404, "SubscriptionNotFound", f"The subscription '{subscription}' could not be found."
            )
        chosen = (query.get("$filter") or [""])[0]
        scope, _, kind = path.partition("/providers/microsoft.authorization/")
        if kind == "roleassignments":
            return 200, {"value": self._assigned(scope, chosen)}
        if kind == "denyassignments":
            return 200, {"value": [d for d in self.denies if _touches(d["properties"]["scope"], scope)]}
        if path.endswith("/providers/microsoft.insights/eventtypes/management/values"):
            return 200, {"value": self._events(chosen)}
        if path in self.lists:
            return 200, {"value": self.lists[path]}
        if path in self.resources:
            return 200, self.resources[path]
        if path.rpartition("/")[0] in self.resources and path.rpartition("/")[2] in _LISTED:
            return 200, {"value": []}
        if path.endswith("/eventsubscriptions"):
            return 200, {"value": []}
        if path.endswith(("/config/web", "/config/authsettingsv2")):
            return 200, {"properties": {}}
        return _error(404, "ResourceNotFound", f"The Resource '{parts.path}' was not found.")

    def app_settings(self, path: str) -> tuple[int, Json]:
        site = unquote(path).lower().removesuffix("/config/appsettings/list")
        if site not in self.resources:
            return _error(404, "ResourceNotFound", f"The Resource '{site}' was not found.")
        return 200, {"name": "appsettings", "properties": dict(self.settings.get(site, {}))}

    def graph(self, body: Json) -> tuple[int, Json]:
        """Answer a Resource Graph question by the name it carries in its first line."""
        text = str(body.get("query") or "")
        name, within = (
            text.splitlines()[0].removeprefix("//").strip(),
            {s.lower() for s in body.get("subscriptions") or ()},
        )
        if name == "roledefinitions":
            rows = [r for r in self.roles if r["name"] in text]
        else:
            rows = [
                r
                for id_, r in sorted(self.resources.items())
                if self._shown(name, id_, r, text.lower(), within)
            ]
        kept = [
            {k: r.get(k) for k in ("id", "name", "type", "location", "kind", "tags", "sku", "properties")}
            for r in rows
        ]
        return 200, {"data": kept, "count": len(kept), "totalRecords": len(kept), "resultTruncated": "false"}

    def _shown(self, name: str, id_: str, resource: Json, text: str, within: set[str]) -> bool:
        if id_ in self.hidden or "type" not in resource or (within and id_.split("/")[2] not in within):
            return False
        if name == "targets":
            return f"'{id_}'" in text or f"'{resource['name'].lower()}'" in text
        return str(resource["type"]).lower().startswith(_GRAPH.get(name, ()))

    def logged(self, workspace: str, body: Json) -> tuple[int, Json]:
        """Answer a Log Analytics question by its name, with the rows of its time that are of the app it asks about."""
        if workspace.lower() not in {w.lower() for w in self.workspaces}:
            return _error(404, "WorkspaceNotFoundError", f"Workspace with id {workspace} was not found.")
        text = str(body.get("query") or "")
        name = text.splitlines()[0].removeprefix("//").strip()
        start, _, end = str(body.get("timespan") or "/").partition("/")
        rows = [
            {k: v for k, v in row.items() if k != "app"}
            for row in self.logs.get(name.removesuffix("-before"), [])
            if start[:19] <= row["time"][:19] <= (end[:19] or "9") and f"'{row.get('app', '')}" in text
        ]
        columns = list(dict.fromkeys(key for row in rows for key in row))
        typed = [{"name": c, "type": _type(rows, c)} for c in columns]
        table = {
            "name": "PrimaryResult",
            "columns": typed,
            "rows": [[row.get(c) for c in columns] for row in rows],
        }
        answer: Json = {"tables": [table]}
        if name in self.partial:
            answer["error"] = {
                "code": "PartialError",
                "message": "There were some errors when processing your query.",
            }
        return 200, answer

    def _assigned(self, scope: str, chosen: str) -> list[Json]:
        who = _ASSIGNED.search(chosen)
        members = (
            {who[1].lower()} | {g.lower() for g in self.groups.get(who[1].lower(), ())} if who else set()
        )
        return [
            a
            for a in self.assignments
            if _touches(a["properties"]["scope"], scope)
            and (not who or a["properties"]["principalId"].lower() in members)
        ]

    def _events(self, chosen: str) -> list[Json]:
        found = _EVENT_FILTER.match(chosen)
        if found is None:
            return []
        start, end, key, value = found.groups()
        inside = [e for e in self.events if start <= e["eventTimestamp"] <= end]
        if key == "resourceProvider":
            inside = [e for e in inside if e["resourceProviderName"]["value"].lower() == value.lower()]
        elif key == "resourceGroupName":
            inside = [e for e in inside if str(e.get("resourceGroupName", "")).lower() == value.lower()]
        return sorted(inside, key=lambda e: str(e["eventTimestamp"]), reverse=True)


_LISTED = {"functions", "sqlroleassignments", "sqlroledefinitions"}


def _type(rows: list[Json], column: str) -> str:
    value = next((row[column] for row in rows if row.get(column) is not None), "")
    if column == "time":
        return "datetime"
    return "bool" if isinstance(value, bool) else "long" if isinstance(value, int) else "string"


def _touches(scope: str, other: str) -> bool:
    """Whether one scope holds the other; the only management group there is holds everything."""
    if "/microsoft.management/" in f"{scope}{other}".lower():
        return True
    one, two = scope.lower().rstrip("/").split("/"), other.lower().rstrip("/").split("/")
    short = min(len(one), len(two))
    return one[:short] == two[:short]


def _error(status: int, code: str, message: str) -> tuple[int, Json]:
    return status, {"error": {"code": code, "message": message}}
