"""Questions to Log Analytics: the app's telemetry and what the targets wrote about it.

`union isfuzzy=true` lets a table be absent. A column that two parts of a union make of different types comes back as two
columns (`level_int`, `level_long`), so each part makes its own of the same type: `toint` where a number is computed, as a
bare number is a long. Each question stands for one family and is found in a bundle by its name, never by its text.
Application Insights in classic mode knows the same data by other names.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import msgspec

from diagnostics.clock import iso
from diagnostics.reader import Read, Row
from diagnostics.reads.azure.graph import literal

LIMIT = 2000
_KINDS = "has_any('unable to start', 'host error', 'is disabled', 'Unhealthy', 'No functions were found', 'error state')"

# A request is named by its route or by its function; the host's own name for the function stands beside it.
_FUNCTION = (
    "coalesce(extract('^(?:Host\\\\.)?Functions\\\\.(.+)$', 1, tostring(Properties['FullName'])), Name)"
)


class Rows(msgspec.Struct, frozen=True):
    """The rows of a table, each by its column names; columns are those that the question projects."""

    rows: tuple[dict[str, Any], ...] = ()


class Workspace(msgspec.Struct, frozen=True):
    """Where telemetry is kept: a workspace by its GUID or resource id, or (*classic*) the component by its resource id."""

    guid: str | None = None
    resource: str | None = None
    classic: bool = False

    @property
    def named(self) -> dict[str, str]:
        return {"workspace": self.guid} if self.guid else {"resource": self.resource or ""}


# A workspace may be read table by table; these are the ones that the questions below name.
TABLES = (
    "AppDependencies", "AppExceptions", "AppRequests", "AppTraces", "FunctionAppLogs", "StorageBlobLogs", "StorageQueueLogs",
    "StorageTableLogs", "AZKVAuditLogs", "AegDeliveryFailureLogs", "AppServiceHTTPLogs", "AppServiceIPSecAuditLogs",
    "AppServiceAuthenticationLogs",
)  # fmt: skip

query = Row(
    "logs:Query",
    Rows,
    "Microsoft.OperationalInsights/workspaces/query/read, Microsoft.Insights/components/query/read",
    "what the app logged, how often it ran, and what its targets refused",
)


def _asked(where: Workspace, what: str, app: str, kql: str, start: datetime, end: datetime) -> Read[Rows]:
    text = f"// {what}\n{_classic(kql) if where.classic else kql}"
    narrow = {"query": text, "from": iso(start), "to": iso(end), "limit": LIMIT}
    return query("", narrow, **where.named, app=app, what=what)


_RENAMED = {
    "AppExceptions": "exceptions", "AppTraces": "traces", "AppRequests": "requests", "AppDependencies": "dependencies",
    "TimeGenerated": "timestamp", "AppRoleName": "cloud_RoleName", "SeverityLevel": "severityLevel",
    "OperationId": "operation_Id", "OperationName": "operation_Name", "OuterMessage": "outerMessage",
    "InnermostMessage": "innermostMessage", "ExceptionType": "type", "Message": "message", "Properties": "customDimensions",
    "ItemCount": "itemCount", "Success": "success", "ResultCode": "resultCode", "Target": "target", "Data": "data",
    "Name": "name", "InnermostMethod": "innermostMethod",
}  # fmt: skip


def _classic(kql: str) -> str:
    """Return the question in the names of classic Application Insights."""
    return re.sub(r"\b[A-Z][A-Za-z]+\b", lambda m: _RENAMED.get(m[0], m[0]), kql)


def failures(
    where: Workspace, app: str, site: str, start: datetime, end: datetime, what: str = "failures"
) -> Read[Rows]:
    """Ask for exceptions, warnings, failed calls and host errors, newest first; the time before the window by another name."""
    role = literal(app)
    parts = [
        f"(AppExceptions | where AppRoleName =~ {role} | project time=TimeGenerated, source='exception', level=toint(3), "
        "text=strcat(ExceptionType, ': ', OuterMessage, iff(InnermostMessage == OuterMessage, '', strcat(' ---> ', InnermostMessage)), ' at ', InnermostMethod), "
        "function=OperationName, operation=OperationId)",
        f"(AppTraces | where AppRoleName =~ {role} | where SeverityLevel >= 2 or Message {_KINDS} "
        "| project time=TimeGenerated, source='trace', level=toint(SeverityLevel), text=Message, "
        "function=coalesce(tostring(Properties['prop__functionName']), OperationName), operation=OperationId)",
        f"(AppDependencies | where AppRoleName =~ {role} and Success == false | project time=TimeGenerated, "
        "source='dependency', level=toint(2), text=strcat(Name, ' ', Data, ' ', Target, ' ResultCode ', ResultCode), "
        "function=OperationName, operation=OperationId)",
    ]
    if not where.classic:
        parts.append(
            f"(FunctionAppLogs | where _ResourceId =~ {literal(site)} | where LevelId >= 3 or Message {_KINDS} "
            "| project time=TimeGenerated, source='host', level=toint(LevelId - 1), text=strcat(Message, ' ', ExceptionMessage), "
            "function=FunctionName, operation=FunctionInvocationId)"
        )
    kql = f"union isfuzzy=true {', '.join(parts)} | top {LIMIT} by time desc"
    return _asked(where, what, app, kql, start, end)


def requests(where: Workspace, app: str, start: datetime, end: datetime) -> Read[Rows]:
    """Ask how many invocations there were each minute, and how many failed."""
    kql = (
        f"AppRequests | where AppRoleName =~ {literal(app)} | summarize calls=sum(ItemCount), "
        f"failed=sumif(ItemCount, Success == false) by time=bin(TimeGenerated, 1m), function={_FUNCTION} | order by time asc"
    )
    return _asked(where, "requests", app, kql, start, end)


def earlier(where: Workspace, app: str, start: datetime, end: datetime) -> Read[Rows]:
    """Ask the same by the hour, for the two weeks before."""
    kql = (
        f"AppRequests | where AppRoleName =~ {literal(app)} | summarize calls=sum(ItemCount), "
        f"failed=sumif(ItemCount, Success == false) by time=bin(TimeGenerated, 1h), function={_FUNCTION} | order by time asc"
    )
    return _asked(where, "earlier", app, kql, start, end)


def target_refusals(
    where: Workspace, app: str, principals: tuple[str, ...], start: datetime, end: datetime
) -> Read[Rows]:
    """Ask what storage accounts, vaults and Event Grid wrote about refusing these principals; off by default."""
    who = ", ".join(literal(p) for p in principals) or "''"
    stored = (
        "({table} | where StatusCode in ('401', '403', '404', '409') and (RequesterObjectId in ({who}) or isempty(RequesterObjectId)) "
        "| project time=TimeGenerated, source='{table}', who=RequesterObjectId, operation=OperationName, code=StatusText, "
        "status=StatusCode, ip=CallerIpAddress, uri=Uri, auth=AuthenticationType, id=_ResourceId)"
    )
    tables = ("StorageBlobLogs", "StorageQueueLogs", "StorageTableLogs")
    parts = [stored.format(table=table, who=who) for table in tables]
    parts.append(
        "(AZKVAuditLogs | where HttpStatusCode in (401, 403, 404) | project time=TimeGenerated, source='AZKVAuditLogs', "
        "who=coalesce(tostring(Identity.claim.oid), "
        "tostring(Identity.claim['http://schemas.microsoft.com/identity/claims/objectidentifier'])), operation=OperationName, "
        "code=strcat(ResultSignature, ' ', ResultDescription), status=tostring(HttpStatusCode), ip=CallerIPAddress, "
        "uri=RequestUri, auth=strcat('address=', tostring(IsAddressAuthorized)), id=_ResourceId)"
    )
    parts.append(
        f"(AegDeliveryFailureLogs | where Message has {literal(app)} | project time=TimeGenerated, "
        "source='AegDeliveryFailureLogs', who='', operation='EventDelivery', code=Message, status='', ip='', uri='', "
        "auth=EventSubscriptionName, id=_ResourceId)"
    )
    parts.append(
        f"(AppServiceHTTPLogs | where ScStatus in (401, 403) and CsHost startswith {literal(app + '.')} "
        "| project time=TimeGenerated, source='AppServiceHTTPLogs', who='', operation=CsMethod, code=tostring(ScSubStatus), "
        "status=tostring(ScStatus), ip=CIp, uri=CsUriStem, auth='', id=_ResourceId)"
    )
    parts.append(
        f"(AppServiceIPSecAuditLogs | where Result =~ 'Denied' and CsHost startswith {literal(app + '.')} "
        "| project time=TimeGenerated, source='AppServiceIPSecAuditLogs', who='', operation='', code=Details, status='403', "
        "ip=CIp, uri=CsHost, auth='', id=_ResourceId)"
    )
    parts.append(
        f"(AppServiceAuthenticationLogs | where StatusCode in (401, 403) and SiteName =~ {literal(app)} "
        "| project time=TimeGenerated, source='AppServiceAuthenticationLogs', who='', operation=TaskName, "
        "code=strcat(Message, ' ', Details), status=tostring(StatusCode), ip='', uri=HostName, auth='', id=_ResourceId)"
    )
    kql = f"union isfuzzy=true {', '.join(parts)} | top {LIMIT} by time desc"
    return _asked(where, "target-refusals", app, kql, start, end)
