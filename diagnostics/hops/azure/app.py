"""The app itself: its site, plan and telemetry component, its functions, and its settings without their secrets."""

from __future__ import annotations

import re

import msgspec

from diagnostics.hops.azure import ids
from diagnostics.hops.azure.world import App, Function, Setting, Settings, Trigger
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.azure import app as reads
from diagnostics.reads.azure import graph
from diagnostics.reads.azure.logs import Workspace

_PLACEHOLDER = re.compile(r"%([A-Za-z0-9_.:-]{1,120})%")
_LINK = "hidden-link: /app-insights-resource-id"


def read_app(ask: Ask, site_id: str) -> App | Unknown | None:
    """Return the app, None where there is none of that id, or Unknown; plan and component come from the inventory."""
    parsed = ids.parse(site_id)
    if parsed is None:
        return None
    site, seen = ask.all(reads.site(parsed.subscription, id=site_id), graph.apps(parsed.subscription))
    if site is None or isinstance(site, Unknown):
        return site
    slot = parsed.pairs[1][1] if len(parsed.pairs) > 1 else None
    plan = _found(seen, site.properties.serverFarmId)
    return App(site_id, parsed.pairs[0][1], parsed.subscription, parsed.group, site, slot, plan)


def _found(seen: graph.Resources | Unknown | None, id_: str | None) -> graph.Resource | None:
    if not isinstance(seen, graph.Resources):
        return None
    return next((r for r in seen.data if ids.same(r.id, id_)), None)


def read_functions(ask: Ask, app: App) -> tuple[Function, ...] | Unknown:
    """Return the app's functions with their bindings."""
    answer = ask(reads.functions(app.subscription, id=app.id))
    if isinstance(answer, Unknown):
        return answer
    return tuple(_function(envelope) for envelope in (answer.value if answer else ()))


def _function(envelope: reads.FunctionEnvelope) -> Function:
    name = envelope.properties.name or envelope.name.rpartition("/")[2]
    config = envelope.properties.config
    disabled = envelope.properties.isDisabled
    if disabled is None:
        disabled = bool(config and config.disabled is True)
    bindings = [b for b in (config.bindings if config and config.bindings else ()) if b.get("type")]
    return Function(name, disabled, tuple(_binding(name, b) for b in bindings))


def _binding(function: str, raw: dict[str, object]) -> Trigger:
    """Return the binding; a connection that is not named is the one its type falls back to."""
    type_ = str(raw.get("type")).lower()
    named = raw.get("connection") or raw.get("connectionStringSetting")
    setting = str(named) if named else next((d for start, d in _DEFAULTS if type_.startswith(start)), None)
    return Trigger(function, type_, str(raw.get("direction") or "").lower(), setting, raw)


_DEFAULTS = (
    ("queue", "AzureWebJobsStorage"),
    ("blob", "AzureWebJobsStorage"),
    ("table", "AzureWebJobsStorage"),
    ("servicebus", "AzureWebJobsServiceBus"),
    ("eventhub", "AzureWebJobsEventHub"),
    ("cosmosdb", "CosmosDB"),
    ("signalr", "AzureSignalRConnectionString"),
)


def read_settings(ask: Ask, app_id: str) -> Settings | Unknown:
    """Return the app's settings; asking for them is a privileged read, and their values never leave the source."""
    parsed = ids.parse(app_id)
    answer = ask(reads.app_settings(parsed.subscription if parsed else "", id=app_id))
    if answer is None:
        return Unknown("the app's settings are not there", None, reads.app_settings.op)
    return answer if isinstance(answer, Unknown) else _settings(answer)


def _settings(answer: reads.AppSettings) -> Settings:
    rows = {}
    for name, parts in answer.properties.items():
        # Windows writes `:` where Linux writes `__`; both mean the same section.
        key = name.lower().replace(":", "__")
        rows[key] = Setting(
            name, str(parts.get("form", "hidden")), {k: v for k, v in parts.items() if k != "form"}
        )
    return Settings(rows)


def with_placeholders(ask: Ask, app: App, functions: tuple[Function, ...], settings: Settings) -> Settings:
    """Return the settings with the text of those that bindings take names from (`%NAME%`); one more read where there are any."""
    wanted = {
        m[1]
        for f in functions
        for b in f.bindings
        for value in b.raw.values()
        if isinstance(value, str)
        for m in _PLACEHOLDER.finditer(value)
    }
    unread = sorted(n for n in wanted if (s := settings.get(n)) is not None and s.form == "hidden")
    if not unread:
        return settings
    answer = ask(reads.app_settings(app.subscription, {"wanted": unread}, id=app.id, what="names"))
    return _settings(answer) if isinstance(answer, reads.AppSettings) else settings


def resolved(text: object, settings: Settings | Unknown) -> str | None:
    """Return a binding's value with its placeholders replaced, or None where one of them is not known."""
    if not isinstance(text, str) or not text:
        return None
    unknown = False

    def replaced(match: re.Match[str]) -> str:
        nonlocal unknown
        setting = settings.get(match[1]) if isinstance(settings, Settings) else None
        if setting is None or setting.text is None:
            unknown = True
            return ""
        return setting.text

    found = _PLACEHOLDER.sub(replaced, text)
    return None if unknown else found


def with_component(ask: Ask, app: App, settings: Settings | Unknown) -> tuple[App, Workspace | None]:
    """Return the app with its Application Insights component, and where that keeps what it is sent; None for nowhere."""
    seen = ask(graph.apps(app.subscription))
    component = _component(app, settings, seen if isinstance(seen, graph.Resources) else graph.Resources())
    if component is None:
        return app, None
    workspace_id = str(component.properties.get("WorkspaceResourceId") or "")
    if not workspace_id:
        return msgspec.structs.replace(app, component=component, classic=True), Workspace(
            resource=component.id, classic=True
        )
    workspace = _found(seen, workspace_id)
    guid = str(workspace.properties.get("customerId") or "") if workspace else ""
    return msgspec.structs.replace(app, component=component), Workspace(guid) if guid else Workspace(
        resource=workspace_id
    )


def _component(app: App, settings: Settings | Unknown, seen: graph.Resources) -> graph.Resource | None:
    """Return the component that the settings point to, else the one the portal links, else the one named like the app."""
    components = seen.of("microsoft.insights/components")
    if isinstance(settings, Settings):
        connection = settings.get("APPLICATIONINSIGHTS_CONNECTION_STRING")
        old = settings.get("APPINSIGHTS_INSTRUMENTATIONKEY")
        parts = {k.lower(): str(v) for k, v in (connection.parts if connection else {}).items()}
        keys = {parts.get("instrumentationkey"), old.text if old else None} - {None}
        own = [c for c in components if c.properties.get("InstrumentationKey") in keys]
        own = own or [c for c in components if c.properties.get("AppId") == parts.get("applicationid", "")]
        if own or connection or old:
            return own[0] if own else None
    linked = next((v for k, v in (app.site.tags or {}).items() if k.lower() == _LINK), None)
    return next(
        (c for c in components if ids.same(c.id, linked)),
        next((c for c in components if c.name.lower() == app.name.lower()), None),
    )
