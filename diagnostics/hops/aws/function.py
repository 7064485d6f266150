"""The function itself: configuration, reserved concurrency, owner, and its metrics."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from diagnostics.case import Series
from diagnostics.clock import iso, parse_iso
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.documents import as_document
from diagnostics.hops.aws.world import Function, FunctionGrants, Traffic
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.aws import core

_QUALIFIERS = 3  # aliases that are followed


def read_function(ask: Ask, name: str, region: str, qualifier: str | None) -> Function | Unknown | None:
    """Return the function, None where it does not exist, or Unknown."""
    named: dict[str, Any] = {"FunctionName": name} | ({"Qualifier": qualifier} if qualifier else {})
    concurrency_read = core.function_concurrency(region, FunctionName=name)
    ask.ahead(concurrency_read)
    config = ask(core.function_configuration(region, **named))
    if config is None:
        return None
    if isinstance(config, Unknown):
        return _by_name(ask, name, region, config)
    parsed = arn.parse(config.FunctionArn)
    if parsed is None:
        return Unknown("the function's ARN cannot be read", None, "lambda:GetFunctionConfiguration")
    unqualified = (
        f"arn:{parsed.partition}:lambda:{parsed.region}:{parsed.account}:function:{config.FunctionName}"
    )
    concurrency, tags = ask.all(concurrency_read, core.function_tags(region, Resource=unqualified))
    owners = tags.Tags if isinstance(tags, core.Tags) else {}
    return Function(
        arn=unqualified,
        name=config.FunctionName,
        region=parsed.region or region,
        account=parsed.account,
        partition=parsed.partition,
        config=config,
        qualifier=qualifier,
        reserved=concurrency.ReservedConcurrentExecutions
        if isinstance(concurrency, core.FunctionConcurrency)
        else concurrency,
        stack=owners.get("aws:cloudformation:stack-name"),
        terraform=any(_is_terraform(key, value) for key, value in owners.items()),
    )


def _by_name(ask: Ask, name: str, region: str, why: Unknown) -> Function | Unknown:
    """Return what the name alone tells: enough to read metrics, log and history by."""
    caller = ask(core.caller_identity(region))
    if caller is None or isinstance(caller, Unknown):
        return why
    of = arn.parse(caller.Arn)
    partition = of.partition if of else "aws"
    named = f"arn:{partition}:lambda:{region}:{caller.Account}:function:{name}"
    config = core.FunctionConfiguration(FunctionName=name, FunctionArn=named)
    return Function(named, name, region, caller.Account, partition, config, reserved=why, unread=why)


def _is_terraform(key: str, value: str) -> bool:
    return "terraform" in key.lower() or value.lower() == "terraform"


def read_qualifiers(ask: Ask, function: Function) -> tuple[str, ...]:
    """Return the versions and aliases by which sources may know the function: the one that was named first."""
    answer = ask(core.function_aliases(function.region, FunctionName=function.name))
    aliases = [alias.Name for alias in answer.Aliases] if isinstance(answer, core.Aliases) else []
    named = [function.qualifier] if function.qualifier else []
    return tuple(dict.fromkeys([*named, *aliases]))[:_QUALIFIERS]


def read_grants(ask: Ask, function: Function) -> FunctionGrants | Unknown:
    """Return the resource policies of the function and of its aliases."""
    own = core.function_policy(function.region, FunctionName=function.name)
    ask.ahead(own)
    names = read_qualifiers(ask, function)
    answers = ask.all(
        own, *[core.function_policy(function.region, FunctionName=function.name, Qualifier=q) for q in names]
    )
    documents = [a if isinstance(a, Unknown) else as_document(a.Policy if a else None) for a in answers]
    first = documents[0]
    return (
        first
        if isinstance(first, Unknown)
        else FunctionGrants(first, dict(zip(names, documents[1:], strict=True)))
    )


_FUNCTION_METRICS = (
    ("invocations", "Invocations", "Sum"),
    ("errors", "Errors", "Sum"),
    ("throttles", "Throttles", "Sum"),
    ("duration", "Duration", "Maximum"),
    ("dropped", "AsyncEventsDropped", "Sum"),
)


def metric(
    id_: str, namespace: str, name: str, stat: str, dimensions: dict[str, str], period: int = 60
) -> dict[str, Any]:
    """Return one query of GetMetricData."""
    return {
        "Id": id_,
        "MetricStat": {
            "Metric": {
                "Namespace": namespace,
                "MetricName": name,
                "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
            },
            "Period": period,
            "Stat": stat,
        },
    }


def read_metrics(
    ask: Ask,
    region: str,
    what: str,
    about: str,
    queries: list[dict[str, Any]],
    start: datetime,
    end: datetime,
) -> dict[str, Series] | Unknown:
    """Return the series of *queries* by their ids; times ascending, whole minutes, inside the window."""
    period = max(query["MetricStat"]["Period"] for query in queries)
    start = start.replace(
        minute=0 if period >= 3600 else start.minute, second=0
    )  # CloudWatch's own boundaries
    read = core.metric_data(
        region,
        {
            "MetricDataQueries": queries,
            "StartTime": iso(start),
            "EndTime": iso(end + timedelta(minutes=1)),
            "ScanBy": "TimestampAscending",
        },
        what=what,
        about=about,
    )
    data = ask(read)
    if isinstance(data, Unknown):
        return data
    results: dict[str, list[tuple[str, float]]] = {query["Id"]: [] for query in queries}
    for result in data.MetricDataResults if data else ():
        for stamp, value in zip(result.Timestamps, result.Values, strict=False):
            moment = parse_iso(stamp)
            if moment is not None and start - timedelta(hours=1) <= moment <= end + timedelta(minutes=1):
                results.setdefault(result.Id, []).append((iso(moment.replace(second=0)), value))
    return {id_: Series(tuple(sorted(points))) for id_, points in results.items()}


def read_traffic(ask: Ask, function: Function, start: datetime, end: datetime) -> Traffic | Unknown:
    """Return the function's metrics: minutes of the window, hours of the two weeks before."""
    of = {"FunctionName": function.name}
    minutes = [metric(id_, "AWS/Lambda", name, stat, of) for id_, name, stat in _FUNCTION_METRICS]
    hours = [
        metric("earlier", "AWS/Lambda", "Invocations", "Sum", of, 3600),
        metric("earlier_errors", "AWS/Lambda", "Errors", "Sum", of, 3600),
    ]
    window, before = ask.together(
        lambda: read_metrics(ask, function.region, "traffic", function.name, minutes, start, end),
        lambda: read_metrics(
            ask, function.region, "traffic-before", function.name, hours, start - timedelta(days=14), start
        ),
    )
    if isinstance(window, Unknown):
        return window
    return Traffic(**window, **({} if isinstance(before, Unknown) else before))
