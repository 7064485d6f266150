"""Google Cloud, as one value."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

from diagnostics import reads
from diagnostics.case import Fact, Finding, World
from diagnostics.classify.rank import FOUR
from diagnostics.clouds import Cloud, Listed, Options, TargetName
from diagnostics.errors import NothingReadError
from diagnostics.fix.by_cause import fixes
from diagnostics.hops.gcp import target_name
from diagnostics.hops.gcp.changes import explain
from diagnostics.hops.gcp.gather import gather
from diagnostics.hops.gcp.inbound import SourceHop
from diagnostics.hops.gcp.names import part, with_id
from diagnostics.hops.gcp.symptoms import known_symptoms, traffic_fact
from diagnostics.hops.gcp.trace import trace
from diagnostics.hops.gcp.world import Attempt, Episode, GcpWorld, Log, Turned
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.gcp import core
from diagnostics.reads.gcp.wiring import Subscription
from diagnostics.report import Denial, Impact, Target
from diagnostics.sources.gcp import GcpSource

_TRACES = (
    "GOOGLE_APPLICATION_CREDENTIALS",
    "GOOGLE_CLOUD_PROJECT",
    "CLOUDSDK_CORE_PROJECT",
    "CLOUDSDK_CONFIG",
)
_REMEDIES = {
    "credentials": "Sign in with: gcloud auth application-default login, and name a project with --project.",
    "network": "Check the network, the proxy and CLOUDSDK_API_ENDPOINT_OVERRIDES_*, or work from a bundle with --evidence FILE.",
}


def _source(options: Options) -> GcpSource:
    return GcpSource(options.project)


def _default_region(_source: Any, options: Options) -> str | None:
    """Functions are found by name in every location, so none has to be named."""
    return options.region


def _configured(options: Options) -> bool:
    """Whether a project or credentials are named, or gcloud has ever signed in on this machine."""
    well_known = Path.home() / ".config" / "gcloud" / "application_default_credentials.json"
    return bool(options.project or any(os.environ.get(name) for name in _TRACES) or well_known.is_file())


def _functions(ask: Ask, _region: str, options: Options) -> tuple[Listed, ...]:
    caller = ask(core.caller(""))
    project = options.project or (caller.project if isinstance(caller, core.Caller) else None)
    if project is None:
        if isinstance(caller, Unknown):
            return ()
        raise NothingReadError(
            "No Google Cloud project is set.", "Name one: --project ID, or set GOOGLE_CLOUD_PROJECT."
        )
    answer = ask(core.functions(project, parent=f"projects/{project}/locations/-"))
    found = () if answer is None or isinstance(answer, Unknown) else answer.functions
    return tuple(
        Listed(
            "gcp",
            f.name,
            part(f.name, "functions") or f.name,
            part(f.name, "locations"),
            project,
            f.updateTime,
        )
        for f in found
    )


def _gather(
    ask: Ask,
    name: TargetName,
    start: datetime,
    end: datetime,
    now: datetime,
    options: Options,
    publish: Callable[[World], None],
) -> World:
    region = name.region or options.region
    target = Target("gcp", name.text or name.name, name.name, region, name.account or options.project)
    world = GcpWorld(provider="gcp", target=target, start=start, end=end, now=now)
    return gather(ask, world, name, options.project, publish)


def _episodes(world: GcpWorld) -> list[Episode]:
    log = world.log
    return [*log.episodes, *log.deploys] if isinstance(log, Log) else []


def _denials(world: World) -> tuple[Denial, ...]:
    gcp = cast("GcpWorld", world)
    groups: dict[tuple[str | None, str, str | None], list[Episode]] = {}
    for episode in _episodes(gcp):
        saying = episode.saying
        if saying and saying.action and saying.class_ in FOUR and saying.provenance == "platform":
            resource = (
                with_id(saying.resource, gcp.target.account or "", gcp.number) if saying.resource else None
            )
            groups.setdefault((saying.principal, saying.action, resource), []).append(episode)
    rows = [
        Denial(
            principal=principal,
            action=action,
            resource=resource,
            count=max(sum(e.source == source for e in found) for source in {e.source for e in found}),
            first=min(e.time for e in found),
            last=max(e.time for e in found),
        )
        for (principal, action, resource), found in groups.items()
    ]
    return tuple(sorted(rows, key=lambda d: (-d.count, d.first or "", d.action or "", d.resource or "")))


def _facts(world: World) -> tuple[Fact, ...]:
    gcp = cast("GcpWorld", world)
    metrics = traffic_fact(gcp) if known_symptoms(gcp) else None
    log = gcp.log
    rows: tuple[Turned | Attempt, ...] = (*log.turned, *log.attempts) if isinstance(log, Log) else ()
    turned = tuple(row.fact for row in rows[:100])
    return tuple(e.fact for e in _episodes(gcp)[:500]) + turned + ((metrics,) if metrics else ())


def _impact(world: World, finding: Finding) -> Impact | None:
    gcp = cast("GcpWorld", world)
    if finding.failing is False:
        return None
    seen = known_symptoms(gcp)
    failed = (seen.failed if seen else None) or None
    refused = len(gcp.log.turned) if isinstance(gcp.log, Log) and finding.class_ == "resource-policy" else 0
    source = (
        next((h for h in gcp.inbound if isinstance(h, SourceHop)), None)
        if isinstance(gcp.inbound, tuple)
        else None
    )
    waiting = (source.waiting if source else None) or None
    where = (
        part(source.subscription.name, "subscriptions")
        if source and isinstance(source.subscription, Subscription)
        else None
    )
    whole = Impact(failed=failed or refused or None, waiting=waiting, where=where if waiting else None)
    return None if whole == Impact() else whole


def _permissions() -> dict[str, Any]:
    """Return a custom role as `gcloud iam roles create troubleshooter --organization=N --file=FILE` takes it."""
    return {
        "title": "Serverless troubleshooter",
        "description": "Reads what a diagnosis of a function needs, and changes nothing. Make it in the organization; in a "
        "project it can be made without the permissions on folders, organizations and deny policies.",
        "stage": "GA",
        "includedPermissions": sorted({row.permission for row in reads.rows("gcp") if row.permission}),
    }


def _playbook(_world: World, finding: Finding | None) -> str:
    """Return the walk that tells the story of *finding*."""
    if finding is None:
        return "gcp/function-health"
    if finding.check in {"deploy-refused", "function-ready"} and finding.status == "failed":
        return "gcp/refused-deployment"
    by_class = {
        "trigger": "gcp/silent-trigger",
        "resource-policy": "gcp/refused-invocation",
        "network": "gcp/unreachable",
        "none": "gcp/function-health",
    }
    if finding.upstream < 50 and finding.class_ == "iam":
        return "gcp/silent-trigger"
    return by_class.get(finding.class_ or "", "gcp/denied-call")


def _deepen(ask: Ask, world: World, finding: Finding | None) -> World:
    """Read the change that explains a fault."""
    gcp = cast("GcpWorld", world)
    return explain(ask, gcp, finding) if finding is not None and finding.class_ in FOUR else gcp


CLOUD = Cloud(
    name="gcp",
    title="Google Cloud",
    parse_target=target_name.parse,
    source=_source,
    default_region=_default_region,
    configured=_configured,
    remedies=_REMEDIES,
    functions=_functions,
    gather=_gather,
    deepen=_deepen,
    denials=_denials,
    facts=_facts,
    fixes=fixes,
    impact=_impact,
    rows=partial(reads.rows, "gcp"),
    permissions=_permissions,
    playbook=_playbook,
    trace=trace,
)
