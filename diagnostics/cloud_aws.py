"""Amazon Web Services, as one value."""

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
from diagnostics.errors import NothingReadError
from diagnostics.fix.by_cause import fixes
from diagnostics.hops.aws import target_name
from diagnostics.hops.aws.activity import read_activity
from diagnostics.hops.aws.changes import explain
from diagnostics.hops.aws.deploys import read_deploys
from diagnostics.hops.aws.gather import gather
from diagnostics.hops.aws.symptoms import known_symptoms, traffic_fact
from diagnostics.hops.aws.trace import trace
from diagnostics.hops.aws.world import AwsWorld, Episode, Function, History, Log
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.aws import core
from diagnostics.report import Denial, Impact, Target
from diagnostics.sources.aws import AwsSource


def _source(options: Options) -> AwsSource:
    return AwsSource(options.profile, options.region)


def _default_region(source: Any, options: Options) -> str | None:
    region: str | None = options.region or source.default_region()
    if region is None:
        raise NothingReadError(
            "No AWS region is set.",
            "Name one: --region us-east-1, or set AWS_REGION, or use the function's ARN.",
        )
    return region


_TRACES = (
    "AWS_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
)
_REMEDIES = {
    "credentials": "Sign in (aws sso login, aws configure), or name a profile with --profile, and try again.",
    "network": "Check the network, the proxy and AWS_ENDPOINT_URL, or work from a bundle with --evidence FILE.",
}


def _configured(options: Options) -> bool:
    """Whether a profile, key or role is set, or the CLI has ever been configured."""
    home = Path.home() / ".aws"
    files = (
        os.environ.get("AWS_CONFIG_FILE") or home / "config",
        os.environ.get("AWS_SHARED_CREDENTIALS_FILE") or home / "credentials",
    )
    return bool(
        options.profile
        or any(os.environ.get(name) for name in _TRACES)
        or any(Path(f).is_file() for f in files)
    )


def _functions(ask: Ask, region: str, _options: Options) -> tuple[Listed, ...]:
    answer = ask(core.functions(region))
    found = () if answer is None or isinstance(answer, Unknown) else answer.Functions
    return tuple(
        Listed("aws", f.FunctionArn, f.FunctionName, region, f.FunctionArn.split(":")[4], f.LastModified)
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
    target = Target(
        provider="aws", id=name.text or name.name, name=name.name, region=region, account=name.account
    )
    world = AwsWorld(provider="aws", target=target, start=start, end=end, now=now)
    return gather(ask, world, name, publish)


def _episodes(world: AwsWorld) -> list[Episode]:
    found: list[Episode] = []
    for part in (world.log, world.history):
        if isinstance(part, Log | History):
            found += part.episodes
    return found


def _denials(world: World) -> tuple[Denial, ...]:
    groups: dict[tuple[str | None, str, str | None], list[Episode]] = {}
    for episode in _episodes(cast("AwsWorld", world)):
        saying = episode.saying
        if (
            saying
            and saying.action
            and saying.class_ in {"iam", "resource-policy"}
            and saying.provenance == "platform"
        ):
            groups.setdefault((saying.principal, saying.action, saying.resource), []).append(episode)
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
    aws = cast("AwsWorld", world)
    metrics = traffic_fact(aws) if known_symptoms(aws) else None
    return tuple(e.fact for e in _episodes(aws)[:500]) + ((metrics,) if metrics else ())


def _impact(world: World, finding: Finding) -> Impact | None:
    aws = cast("AwsWorld", world)
    seen = known_symptoms(aws)
    base = finding.impact or _queue_impact(aws) or Impact()
    if finding.failing is False:
        return None
    failed = seen.failed if seen and seen.failed else None
    whole = msgspec.structs.replace(base, failed=failed)
    dropped = _dropped(aws)
    if dropped and not whole.lost:
        whole = msgspec.structs.replace(whole, lost=dropped, then=_after_dropped(aws, dropped))
    return None if whole == Impact() else whole


def _after_dropped(world: AwsWorld, dropped: int) -> str:
    """Return what to do about asynchronous events that Lambda gave up: they are in the dead-letter target, or gone."""
    config = world.function.config.DeadLetterConfig if isinstance(world.function, Function) else None
    if config and config.TargetArn:
        return f"send the {dropped} dropped events again from {config.TargetArn.rpartition(':')[2]}"
    return f"send the {dropped} dropped events again from their source: the function has no dead-letter queue that kept them"


def _queue_impact(world: AwsWorld) -> Impact | None:
    from diagnostics.checks.aws._hops import impact_of_queue
    from diagnostics.hops.aws.sqs import QueueHop

    hops = world.inbound if isinstance(world.inbound, tuple) else ()
    return next((i for hop in hops if isinstance(hop, QueueHop) and (i := impact_of_queue(hop))), None)


def _dropped(world: AwsWorld) -> int | None:
    dropped = getattr(world.traffic, "dropped", None)
    return int(dropped.total) or None if dropped is not None else None


def _permissions() -> dict[str, Any]:
    """Return an IAM policy with one statement for each kind of resource."""
    by_resource: dict[str, set[str]] = {}
    for row in reads.rows("aws"):
        if row.permission:
            by_resource.setdefault(row.resource, set()).add(row.permission)
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": sorted(actions), "Resource": resource}
            for resource, actions in sorted(by_resource.items())
        ],
    }


def _playbook(_world: World, finding: Finding | None) -> str:
    """Return the walk that tells the story of *finding*."""
    by_class = {"trigger": "aws/silent-trigger", "network": "aws/unreachable", "none": "aws/function-health"}
    if finding is None:
        return "aws/function-health"
    if finding.check == "deploy-refused":
        return "aws/refused-deployment"
    if finding.class_ == "resource-policy" and finding.hop and finding.hop.direction == "inbound":
        return "aws/refused-invocation"
    if finding.upstream < 50 and finding.class_ == "iam":
        return "aws/silent-trigger"
    return by_class.get(finding.class_ or "", "aws/denied-call")


def _deepen(ask: Ask, world: World, finding: Finding | None) -> World:
    """Read the change that explains a fault; where there is none, whether a deployment was refused."""
    aws = cast("AwsWorld", world)
    if finding is not None and finding.class_ in FOUR:
        if isinstance(aws.deploys, Pending):
            aws = msgspec.structs.replace(aws, deploys=None)
        return explain(ask, aws, finding)
    if isinstance(aws.deploys, Pending) and isinstance(aws.function, Function):
        function = aws.function
        role = function.config.Role
        deploys = read_deploys(ask, function.region, function.name, role, aws.start, aws.end)
        return msgspec.structs.replace(aws, deploys=deploys)
    return aws


CLOUD = Cloud(
    name="aws",
    title="Amazon Web Services",
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
    rows=partial(reads.rows, "aws"),
    permissions=_permissions,
    playbook=_playbook,
    activity=read_activity,
    trace=trace,
)
