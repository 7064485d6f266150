"""Microsoft Azure, as one value."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

import msgspec

from diagnostics import reads
from diagnostics.case import Fact, Finding, Pending, World
from diagnostics.classify.rank import FOUR
from diagnostics.clouds import Cloud, Listed, Options, TargetName
from diagnostics.fix.by_cause import fixes
from diagnostics.hops.azure import target_name
from diagnostics.hops.azure.changes import explain
from diagnostics.hops.azure.deploys import read_deploys
from diagnostics.hops.azure.gather import gather
from diagnostics.hops.azure.inbound import waiting
from diagnostics.hops.azure.symptoms import known_symptoms, traffic_fact
from diagnostics.hops.azure.trace import trace
from diagnostics.hops.azure.world import App, AzureWorld, Episode, Log
from diagnostics.reader import Ask
from diagnostics.reads.azure import graph, logs
from diagnostics.report import Denial, Impact, Target
from diagnostics.sources.azure import AzureSource

_REMEDIES = {
    "credentials": "Sign in (az login), or set AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET, and try again.",
    "network": "Check the network, the proxy and TROUBLESHOOTER_AZURE_ARM_URL, or work from a bundle with --evidence FILE.",
}
_TRACES = (
    "AZURE_CLIENT_ID",
    "AZURE_TENANT_ID",
    "AZURE_SUBSCRIPTION_ID",
    "IDENTITY_ENDPOINT",
    "TROUBLESHOOTER_AZURE_ARM_URL",
)


def _source(_options: Options) -> AzureSource:
    return AzureSource()


def _default_region(_source: Any, _options: Options) -> str | None:
    """An app is found by its subscription; no region has to be known."""
    return None


def _configured(options: Options) -> bool:
    """Whether a subscription is named, or the CLI has ever been signed in."""
    home = Path(os.environ.get("AZURE_CONFIG_DIR") or Path.home() / ".azure")
    return bool(
        options.subscription
        or any(os.environ.get(name) for name in _TRACES)
        or (home / "azureProfile.json").is_file()
    )


def _subscription(options: Options) -> str | None:
    return options.subscription or os.environ.get("AZURE_SUBSCRIPTION_ID") or None


def _functions(ask: Ask, _region: str, options: Options) -> tuple[Listed, ...]:
    answer = ask(graph.apps(_subscription(options) or ""))
    found = answer.of("microsoft.web/sites") if isinstance(answer, graph.Resources) else ()
    return tuple(
        Listed(
            "azure",
            r.id,
            r.name,
            r.location,
            r.id.split("/")[2],
            str(r.properties.get("lastModifiedTimeUtc") or "") or None,
        )
        for r in found
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
    target = Target(
        provider="azure", id=name.text or name.name, name=name.name, region=None, account=name.account
    )
    world = AzureWorld(provider="azure", target=target, start=start, end=end, now=now)
    return gather(ask, world, name, _subscription(options), publish)


def _episodes(world: AzureWorld) -> list[Episode]:
    log = world.log.episodes if isinstance(world.log, Log) else ()
    return [*log, *(world.refusals if isinstance(world.refusals, tuple) else ())]


def _denials(world: World) -> tuple[Denial, ...]:
    """Return every distinct refusal of a call, each with what was read about its place."""
    from diagnostics.checks.azure.denied_call import denied_call

    azure = cast("AzureWorld", world)
    if isinstance(azure.outbound, Pending) or isinstance(azure.grants, Pending):
        return ()
    if isinstance(azure.traffic, Pending) or isinstance(azure.app, Pending):
        return ()
    rows = []
    for finding in denied_call(azure):
        if (
            finding.denied is None
            or not finding.facts
            or finding.class_ not in {"iam", "resource-policy", "none"}
        ):
            continue
        times = [f.time for f in finding.facts if f.time]
        denied = finding.denied
        rows.append(
            Denial(
                denied.principal,
                denied.action,
                denied.resource,
                len(finding.facts),
                min(times, default=None),
                max(times, default=None),
            )
        )
    return tuple(sorted(rows, key=lambda d: (-d.count, d.first or "", d.action or "", d.resource or "")))


def _facts(world: World) -> tuple[Fact, ...]:
    azure = cast("AzureWorld", world)
    metrics = traffic_fact(azure) if known_symptoms(azure) else None
    return tuple(e.fact for e in _episodes(azure)[:500]) + ((metrics,) if metrics else ())


def _impact(world: World, finding: Finding) -> Impact | None:
    if finding.failing is False:
        return None
    seen = known_symptoms(cast("AzureWorld", world))
    base = finding.impact or waiting(cast("AzureWorld", world)) or Impact()
    whole = msgspec.structs.replace(base, failed=seen.failed if seen and seen.failed else None)
    return None if whole == Impact() else whole


def _permissions() -> dict[str, Any]:
    """Return a custom role definition, as `az role definition create` takes it."""
    actions = {
        part.strip() for row in reads.rows("azure") for part in row.permission.split(",") if part.strip()
    }
    actions |= {f"Microsoft.OperationalInsights/workspaces/query/{table}/read" for table in logs.TABLES}
    return {
        "Name": "Serverless Troubleshooter",
        "IsCustom": True,
        "Description": "What serverless-troubleshooter reads. Microsoft.Web/sites/config/list/action shows app settings, "
        "secrets included, to whoever has it; the tool keeps none of their values and works without it.",
        "Actions": sorted(actions),
        "NotActions": [],
        "DataActions": [],
        "NotDataActions": [],
        "AssignableScopes": ["/subscriptions/00000000-0000-0000-0000-000000000000"],
    }


def _playbook(_world: World, finding: Finding | None) -> str:
    """Return the walk that tells the story of *finding*."""
    by_class = {
        "trigger": "azure/silent-trigger",
        "network": "azure/unreachable",
        "none": "azure/function-health",
    }
    if finding is None:
        return "azure/function-health"
    if finding.check == "deploy-refused":
        return "azure/refused-deployment"
    if finding.check == "caller-admitted":
        return "azure/refused-invocation"
    return by_class.get(finding.class_ or "", "azure/denied-call")


def _deepen(ask: Ask, world: World, finding: Finding | None) -> World:
    """Read the change that explains a fault; where there is none, whether a deployment was refused."""
    azure = cast("AzureWorld", world)
    if finding is not None and finding.class_ in FOUR:
        if isinstance(azure.deploys, Pending):
            azure = msgspec.structs.replace(azure, deploys=None)
        return explain(ask, azure, finding)
    if isinstance(azure.deploys, Pending) and isinstance(azure.app, App):
        app = azure.app
        deploys = read_deploys(ask, app.subscription, app.group, app.name, azure.start, azure.end)
        return msgspec.structs.replace(azure, deploys=deploys)
    return azure


CLOUD = Cloud(
    name="azure",
    title="Microsoft Azure",
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
    rows=partial(reads.rows, "azure"),
    permissions=_permissions,
    playbook=_playbook,
    trace=trace,
)
