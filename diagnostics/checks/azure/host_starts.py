"""Does the host start, and every listener with it? What its own log says of wiring, where no setting explains it better."""

from __future__ import annotations

import msgspec

from diagnostics.case import Finding, Pending, Touch, need, passed
from diagnostics.checks.azure._state import onset, state
from diagnostics.hops.azure import connections
from diagnostics.hops.azure.connections import HOST
from diagnostics.hops.azure.world import App, AzureWorld, Episode, Log, Settings, TargetHop
from diagnostics.reader import Unknown

NAME = "host-starts"
_EVENTS = (
    "Microsoft.Web/sites/config/write", "Microsoft.Web/sites/write", "Microsoft.Web/sites/functions/write",
    "Microsoft.Web/sites/functions/delete", "Microsoft.Web/sites/publish/action", "Microsoft.Web/sites/slots/slotsswap/action",
    "Microsoft.Web/serverfarms/write", "Microsoft.Web/sites/extensions/onedeploy/write",
)  # fmt: skip
# A consequence is not claimed beside its reason: a binding is not indexed, and the host is down, because of something.
_CONSEQUENCES = ("azure.host.not-running", "azure.binding.invalid")
_WORDS = {
    "azure.host.not-running": "The host of {app} does not start.",
    "azure.extension-bundle.missing": "The host of {app} misses the extension for one of its bindings.",
    "azure.timer.schedule-wrong": "A timer of {app} has a schedule that cannot be read.",
    "azure.timer.lease-held": "Another host holds the lease that {app} needs: two apps share one host id.",
    "azure.connection.setting-missing": "A function of {app} names a connection setting that is missing.",
    "azure.connection.wrong-suffix": "A connection of {app} lacks the suffix its extension needs.",
    "azure.host-storage.setting-missing": "{app} has no usable setting AzureWebJobsStorage, so its host cannot start.",
    "azure.host-storage.deleted": "The storage account that the host of {app} needs is gone.",
    "azure.source.missing": "A function of {app} listens to something that does not exist.",
    "azure.source.disabled": "A function of {app} listens to something that is switched off.",
    "azure.content-share.missing": "The share that holds the code of {app} is missing.",
    "azure.cosmos-lease.container-missing": "A Cosmos DB trigger of {app} misses its lease container, and may not create it.",
    "azure.binding.invalid": "A binding of {app} is not valid, so its function is not indexed.",
    "azure.key-vault-reference.unresolved": "A Key Vault reference in the settings of {app} is not resolved.",
    "azure.event-subscription.handshake-failed": "Event Grid could not validate the endpoint of {app}.",
}


def host_starts(world: AzureWorld) -> tuple[Finding, ...]:
    """Every wiring fault that the log tells and no other check explains: a fault while it lasts."""
    app = need(world.app)
    need(world.log)
    log = world.log
    need(world.settings)
    settings = world.settings
    need(world.functions)
    functions = world.functions
    inbound = need(world.inbound)
    if not isinstance(app, App) or not isinstance(log, Log):
        return ()
    groups: dict[tuple[str, str], list[Episode]] = {}
    for episode in log.episodes:
        saying = episode.saying
        if saying and saying.class_ == "trigger" and saying.cause and saying.provenance == "platform":
            function = episode.function if saying.cause not in _CONSEQUENCES else None
            groups.setdefault((saying.cause, function or ""), []).append(episode)
    explained = _explained(settings, functions) | (
        {"azure.source.missing"} if any(h.exists is False for h in inbound) else set()
    )
    causes = {cause for cause, _ in groups}
    reasons = causes - set(_CONSEQUENCES)
    other = any(e.saying and e.saying.class_ in {"iam", "network", "resource-policy"} for e in log.episodes)
    if reasons or explained or other:
        explained |= set(_CONSEQUENCES)
    elif "azure.binding.invalid" in causes:
        explained.add("azure.host.not-running")
    explained.add("azure.function.disabled")
    found = [
        _ask(world, app, cause, rows) for (cause, _), rows in sorted(groups.items()) if cause not in explained
    ]
    gone = _storage_gone(world, app, settings)
    return (*found, *gone) or (passed(NAME, "the log tells of no listener that could not start"),)


def _explained(settings: Settings | Unknown | Pending, functions: object) -> set[str]:
    """Return the causes that the settings themselves show, which another check tells with the setting's name."""
    if not isinstance(settings, Settings) or not isinstance(functions, tuple):
        return set()
    found = set()
    if connections.connection(settings, HOST, "blob").state in {"missing", "wrong-suffix"}:
        found |= {"azure.host-storage.setting-missing", "azure.connection.setting-missing"}
    for function in functions:
        for b in function.bindings:
            service = connections.service_of(b.type)
            if service in connections.SUFFIXES and b.setting and b.type != "eventgridtrigger":
                found |= {
                    "missing": {"azure.connection.setting-missing", "azure.binding.invalid"},
                    "wrong-suffix": {
                        "azure.connection.wrong-suffix",
                        "azure.connection.setting-missing",
                        "azure.binding.invalid",
                    },
                }.get(connections.connection(settings, b.setting, service).state, set())
    return found


def _ask(world: AzureWorld, app: App, cause: str, rows: list[Episode]) -> Finding:
    now = state(world, rows)
    said = rows[-1].text.strip().splitlines()[0][:200] if rows[-1].text.strip() else ""
    text = _WORDS.get(cause, "The host of {app} cannot start one of its listeners.").format(app=app.name)
    base = Finding(
        NAME, "failed", question="wired", cause=cause, class_="trigger", detail=f"{text} The log: {said}", summary=text,
        facts=tuple(e.fact for e in rows[:40]), corroborated=now == "failing", failing=True,
        confidence=max(e.saying.confidence for e in rows if e.saying) - 0.02, upstream=14, onset=onset(rows),
        touches=(Touch(app.id, app.subscription, _EVENTS, "app"),),
        rules_out=(("iam", "the host says what it misses, and that is no permission"), ("network", "the host says what it misses")),
    )  # fmt: skip
    if now == "ended":
        return msgspec.structs.replace(
            base, cause="azure.function.recovered", class_="none", corroborated=True, failing=False, confidence=0.8,
            summary=f"{text} That was so until {rows[-1].time}; invocations succeed since.",
        )  # fmt: skip
    return base


def _storage_gone(world: AzureWorld, app: App, settings: Settings | Unknown | Pending) -> tuple[Finding, ...]:
    """The host's storage account is gone: its name resolves nowhere, and Resource Manager, which shows the app, has none."""
    hops = [h for h in need(world.outbound) if isinstance(h, TargetHop)]
    host = connections.connection(settings, HOST, "blob").account if isinstance(settings, Settings) else None
    for hop in hops:
        saying = hop.episodes[0].saying
        unresolved = saying is not None and saying.cause in {
            "azure.dns-zone.not-linked",
            "azure.host-storage.deleted",
        }
        if not (
            unresolved and host and hop.endpoint.account == host.lower() and hop.account.resource is None
        ):
            continue
        text = f"The storage account {host}, which the host of {app.name} needs, does not exist any more."
        return (
            Finding(
                NAME, "failed", question="wired", hop=hop, cause="azure.host-storage.deleted", class_="trigger", detail=text, summary=text,
                facts=tuple(e.fact for e in hop.episodes[:40]), corroborated=state(world, hop.episodes) == "failing", failing=True,
                confidence=0.93, upstream=6, onset=onset(hop.episodes),
                touches=(Touch(f"/subscriptions/{app.subscription}/resourceGroups/{app.group}/providers/Microsoft.Storage/storageAccounts/{host}",
                               app.subscription, ("Microsoft.Storage/storageAccounts/delete",), "target"),),
            ),
        )  # fmt: skip
    return ()
