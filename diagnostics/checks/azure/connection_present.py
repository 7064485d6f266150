"""Does the setting that a trigger names exist, in the form its extension understands?"""

from __future__ import annotations

import msgspec

from diagnostics.case import Fact, Finding, Pending, Touch, blocked, need, passed
from diagnostics.checks.azure._state import onset, stopped
from diagnostics.hops.azure import connections
from diagnostics.hops.azure.connections import Connection
from diagnostics.hops.azure.world import App, AzureWorld, Episode, Function, Log, Settings, Trigger
from diagnostics.reader import Unknown

NAME = "connection-present"
SETTINGS_EVENTS = (
    "Microsoft.Web/sites/config/write",
    "Microsoft.Web/sites/write",
    "Microsoft.Web/sites/slots/slotsswap/action",
)
_CAUSES = {"missing": "azure.connection.setting-missing", "wrong-suffix": "azure.connection.wrong-suffix"}
_TOLD = (
    "azure.connection.", "azure.host-storage.setting-missing", "azure.host.not-running", "azure.binding.",
)  # fmt: skip


class Broken(msgspec.Struct, frozen=True):
    """What the fix needs: the binding, the service behind it, and what stands in the settings."""

    binding: Trigger
    service: str
    connection: Connection


def connection_present(world: AzureWorld) -> tuple[Finding, ...]:
    """A missing setting is a fault where the function fell silent or its listener failed; else a remark."""
    app = need(world.app)
    need(world.functions)
    functions = world.functions
    need(world.settings)
    settings = world.settings
    need(world.log)
    log = world.log
    for part in (settings, functions):
        if isinstance(part, Unknown):
            return (blocked(NAME, part, class_="trigger", question="wired"),)
    if not (isinstance(app, App) and isinstance(settings, Settings) and isinstance(functions, tuple)):
        return ()
    host = _host(world, app, settings, log)
    found = [
        f
        for function in functions
        for b in function.bindings
        if (f := _binding(world, app, function, b, settings, log))
    ]
    unique = list(
        {
            (f.cause, f.plan.connection.name if isinstance(f.plan, Broken) else ""): f
            for f in (*host, *found)
        }.values()
    )
    return tuple(unique) or (passed(NAME, "every connection that a binding names is there"),)


def _binding(
    world: AzureWorld,
    app: App,
    function: Function,
    binding: Trigger,
    settings: Settings,
    log: Log | Unknown | Pending,
) -> Finding | None:
    service = connections.service_of(binding.type)
    if (
        service is None
        or not binding.setting
        or service not in connections.SUFFIXES
        or binding.type == "eventgridtrigger"
    ):
        return None
    connection = connections.connection(settings, binding.setting, service)
    if connection.state not in _CAUSES or connection.name.lower() == connections.HOST.lower():
        return None
    name = binding.setting
    told = [e for e in _told(log) if name.lower() in e.text.lower() or _speaks_of(e, function)]
    seen = stopped(world, function.name) if binding.is_trigger else None
    if connection.state == "missing":
        text = f"The function {function.name} needs the app setting {name}, which {app.name} does not have."
    else:
        suffix = connections.SUFFIXES[service][0]
        text = f"The function {function.name} needs {name}__{suffix}; {app.name} has only {', '.join(connection.found)}."
    fact = Fact(
        f"config:{app.id}:{name}", "configuration", f"setting {name}: {connection.state}", provenance="config"
    )
    return Finding(
        NAME, "failed", question="wired", cause=_CAUSES[connection.state], class_="trigger", detail=text, summary=text,
        facts=(fact, *(e.fact for e in told[:20])), corroborated=bool(told) or seen is not None, failing=True,
        confidence=0.97 if told else 0.85, upstream=14, onset=onset(told) or (seen.silent_since if seen else None),
        changed_by=None if told else (seen.missed_by if seen else None),
        touches=(Touch(app.id, app.subscription, SETTINGS_EVENTS, "app"),),
        rules_out=(("iam", "without the setting nothing was called"), ("network", "without the setting nothing was called")),
        plan=Broken(binding, service, connection),
    )  # fmt: skip


def _host(
    world: AzureWorld, app: App, settings: Settings, log: Log | Unknown | Pending
) -> tuple[Finding, ...]:
    """The host's own storage: without it the whole app does not start."""
    connection = connections.connection(settings, connections.HOST, "blob")
    if connection.state not in _CAUSES:
        return ()
    told = list(_told(log))
    seen = stopped(world, None)
    text = f"{app.name} has no usable setting AzureWebJobsStorage, so its host cannot start."
    fact = Fact(
        f"config:{app.id}:host-storage",
        "configuration",
        f"setting AzureWebJobsStorage: {connection.state}",
        provenance="config",
    )
    return (
        Finding(
            NAME, "failed", question="wired", cause="azure.host-storage.setting-missing", class_="trigger", detail=text, summary=text,
            facts=(fact, *(e.fact for e in told[:20])), corroborated=bool(told) or seen is not None, failing=True,
            confidence=0.96 if told else 0.85, upstream=8, onset=onset(told) or (seen.silent_since if seen else None),
            touches=(Touch(app.id, app.subscription, SETTINGS_EVENTS, "app"),),
            plan=Broken(Trigger("", "blob", "in", connections.HOST, {}), "blob", connection),
        ),
    )  # fmt: skip


def _told(log: Log | Unknown | Pending) -> tuple[Episode, ...]:
    rows = log.episodes if isinstance(log, Log) else ()
    return tuple(e for e in rows if e.saying and (e.saying.cause or "").startswith(_TOLD))


def _speaks_of(episode: Episode, function: Function) -> bool:
    return f"Functions.{function.name}'" in episode.text or f"'{function.name}'" in episode.text
