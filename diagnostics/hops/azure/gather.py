"""Reads an Azure case, section by section, each published the moment it is known."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import msgspec

from diagnostics.clock import parse_iso
from diagnostics.clouds import TargetName
from diagnostics.errors import NothingReadError
from diagnostics.evidence.symptoms import last_good_hour
from diagnostics.hops.azure import ids
from diagnostics.hops.azure.app import (
    read_app,
    read_functions,
    read_settings,
    with_component,
    with_placeholders,
)
from diagnostics.hops.azure.deploys import Deploys, read_deploys
from diagnostics.hops.azure.grants import read_grants
from diagnostics.hops.azure.inbound import read_inbound
from diagnostics.hops.azure.log import read_log, read_traffic
from diagnostics.hops.azure.network import read_network
from diagnostics.hops.azure.references import denied_references
from diagnostics.hops.azure.refusals import read_refusals
from diagnostics.hops.azure.resolve import site_id
from diagnostics.hops.azure.targets import accounts, names_of, read_targets
from diagnostics.hops.azure.world import App, AzureWorld, Function, Log, Settings, Traffic
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.azure import app as reads
from diagnostics.reads.azure.logs import Workspace

Publish = Callable[[AzureWorld], None]
_PRINCIPALS = 3


class Gathering:
    """The World as it grows: `put` replaces sections and hands the new World on, one at a time."""

    def __init__(self, world: AzureWorld, publish: Publish) -> None:
        self.world = world
        self._publish = publish
        self._lock = threading.Lock()

    def put(self, **sections: Any) -> None:
        with self._lock:
            self.world = msgspec.structs.replace(self.world, **sections)
            self._publish(self.world)


def gather(
    ask: Ask, world: AzureWorld, name: TargetName, subscription: str | None, publish: Publish
) -> AzureWorld:
    """Read everything about the app that *name* means and return the finished World."""
    case = Gathering(world, publish)
    _case(ask, case, name, subscription)
    return case.world


def _caller(ask: Ask, case: Gathering) -> None:
    """Say who is looking; the token tells, so it is asked only once something has answered."""
    who = ask(reads.who_am_i(""))
    if isinstance(who, reads.Caller):
        case.put(caller=who.upn or who.unique_name or who.appid or who.oid)


def _case(ask: Ask, case: Gathering, name: TargetName, subscription: str | None) -> None:
    app_id, note = site_id(ask, name, name.account or subscription)
    if note:
        case.put(notes=(note,))
    parsed = ids.parse(app_id)
    sub = parsed.subscription if parsed else ""
    # What needs the app's id alone is asked for at once.
    ask.ahead(
        reads.functions(sub, id=app_id),
        reads.app_settings(sub, id=app_id),
        reads.configuration(sub, id=app_id),
    )
    app = read_app(ask, app_id)
    if app is None and parsed is not None:
        start, end = case.world.start, case.world.end
        deploys = read_deploys(ask, parsed.subscription, parsed.group, parsed.pairs[0][1], start, end)
        if isinstance(deploys, Deploys) and deploys.refused:
            target = msgspec.structs.replace(
                case.world.target, name=parsed.pairs[0][1], account=parsed.subscription
            )
            case.put(app=None, deploys=deploys, target=target)
            return
    if app is None:
        raise NothingReadError(
            f"There is no function app {name.name} in the subscription {sub}, or it cannot be seen.",
            "Check the name and the subscription (--subscription, az account list).",
        )
    if isinstance(app, Unknown):
        case.put(app=app)
        if app.needs:
            _caller(ask, case)
        return
    _caller(ask, case)
    _sections(ask, case, app, name.qualifier)


def _target(case: Gathering, app: App, function: str | None) -> Any:
    id_ = f"{app.id}/functions/{function}" if function else app.id
    name = f"{app.name}/{function}" if function else app.name
    return msgspec.structs.replace(
        case.world.target, id=id_, name=name, region=app.site.location, account=app.subscription
    )


def _sections(ask: Ask, case: Gathering, app: App, function: str | None) -> None:
    case.put(app=app, target=_target(case, app, function))
    ask.together(
        lambda: case.put(grants=read_grants(ask, app.subscription, app.principals[:_PRINCIPALS])),
        lambda: case.put(configuration=ask(reads.configuration(app.subscription, id=app.id))),
        lambda: case.put(network=read_network(ask, app)),
        lambda: _wired(ask, case, app, function),
    )


def _wired(ask: Ask, case: Gathering, app: App, function: str | None) -> None:
    """Read functions and settings, and what both of them lead to."""
    functions, settings = ask.pair(lambda: read_functions(ask, app), lambda: read_settings(ask, app.id))
    if not isinstance(functions, Unknown):
        functions = _chosen(functions, function)
        if isinstance(settings, Settings):
            settings = with_placeholders(ask, app, functions, settings)
    case.put(functions=functions, settings=settings)
    known = functions if not isinstance(functions, Unknown) else ()
    ask.together(
        lambda: _failures(ask, case, app, known, settings, function),
        lambda: _references(ask, app, settings),
        lambda: case.put(auth=_auth(ask, app, known)),
    )


def _chosen(functions: tuple[Function, ...], name: str | None) -> tuple[Function, ...]:
    """Return the one function that is asked about, or all of them."""
    if name is None:
        return functions
    own = tuple(f for f in functions if f.name.lower() == name.lower())
    if not own and functions:
        listed = ", ".join(f.name for f in functions[:8])
        raise NothingReadError(
            f"The app has no function {name}; it has {listed}.", "Name one of them, or the app alone."
        )
    return own


def _failures(
    ask: Ask,
    case: Gathering,
    app: App,
    functions: tuple[Function, ...],
    settings: Settings | Unknown,
    function: str | None,
) -> None:
    """Read the log, the requests and what the targets wrote; then what all of them lead to."""
    start, end = case.world.start, case.world.end
    app, where = with_component(ask, app, settings)
    case.put(app=app, notes=(*case.world.notes, *_of_telemetry(app, where)))
    log, (traffic, refusals) = ask.pair(
        lambda: read_log(ask, app, where, start, end),
        lambda: ask.pair(
            lambda: read_traffic(ask, app, where, function, start, end),
            lambda: read_refusals(ask, app, where, start, end),
        ),
    )
    log = _widened(ask, case, app, where, log, traffic)
    if function and isinstance(log, Log):
        own = tuple(e for e in log.episodes if e.function is None or e.function.lower() == function.lower())
        log = msgspec.structs.replace(log, episodes=own)
    notes = _of_silence(app, log, settings)
    case.put(log=log, traffic=traffic, refusals=refusals, notes=(*case.world.notes, *notes))
    found = accounts(ask, app, names_of(log, refusals, settings))
    references = _references(ask, app, settings)
    case.put(references=references)
    failed = [
        *denied_references(app, references, end, traffic),
        *(log.episodes if isinstance(log, Log) else ()),
        *(refusals if isinstance(refusals, tuple) else ()),
    ]
    ask.together(
        lambda: case.put(outbound=read_targets(ask, app, functions, settings, failed, found)),
        lambda: case.put(inbound=read_inbound(ask, app, functions, settings, found)),
    )


def _widened(
    ask: Ask,
    case: Gathering,
    app: App,
    where: Workspace | None,
    log: Log | Unknown,
    traffic: Traffic | Unknown,
) -> Log | Unknown:
    """Return the log back to the last good hour where failures fill the window; the window grows with it."""
    if not isinstance(traffic, Traffic) or not isinstance(log, Log) or not log.kept:
        return log
    start = case.world.start
    bad = dict(traffic.errors.points)
    if not bad or any(count > bad.get(minute, 0) for minute, count in traffic.invocations.points):
        return log
    good = parse_iso(last_good_hour(traffic.earlier, traffic.earlier_errors))
    if good is None or good >= start:
        return log
    case.put(start=good)
    before = read_log(ask, app, where, good, start, "failures-before")
    if isinstance(before, Unknown):
        return log
    return msgspec.structs.replace(log, episodes=before.episodes + log.episodes, rows=log.rows + before.rows)


def _of_silence(app: App, log: Log | Unknown, settings: Settings | Unknown) -> tuple[str, ...]:
    """Return why an empty log may be no silence: telemetry that has to sign in and may not."""
    signs_in = isinstance(settings, Settings) and settings.get("APPLICATIONINSIGHTS_AUTHENTICATION_STRING")
    if isinstance(log, Log) and log.kept and not log.rows and signs_in:
        return (
            f"{app.name} signs in to send its telemetry; without the role Monitoring Metrics Publisher on its component nothing arrives.",
        )
    return ()


def _of_telemetry(app: App, where: Workspace | None) -> tuple[str, ...]:
    """Return what has to be known of the app's telemetry before anything follows from its silence."""
    if where is None:
        return (
            f"{app.name} sends its telemetry to no place that could be found: what it logged is not known.",
        )
    if app.classic:
        return (
            "Application Insights is in classic mode, without a workspace: what the targets and the platform log is not read.",
        )
    return ()


def _references(ask: Ask, app: App, settings: Settings | Unknown) -> Any:
    """Return how Key Vault references stand; asked only where the settings hold one, or cannot be read."""
    if isinstance(settings, Settings) and not any(
        s.form == "key-vault-reference" for s in settings.by_name.values()
    ):
        return ()
    answer = ask(reads.references(app.subscription, id=app.id))
    return answer.value if isinstance(answer, reads.References) else (answer or ())


def _auth(ask: Ask, app: App, functions: tuple[Function, ...]) -> Any:
    """Return whom built-in authentication admits; asked only where something calls the app over HTTP."""
    if not any(f.trigger and f.trigger.type in {"httptrigger", "eventgridtrigger"} for f in functions):
        return None
    answer = ask(reads.auth_settings(app.subscription, id=app.id))
    return answer.properties if isinstance(answer, reads.AuthSettings) else answer
