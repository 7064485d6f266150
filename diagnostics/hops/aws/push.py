"""Sources that push: S3, SNS, EventBridge and API Gateway; each asked whether it is wired, switched on, and there."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import msgspec

from diagnostics.case import Hop, Node, Series
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.function import metric, read_metrics
from diagnostics.hops.aws.world import Function
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.aws import wiring

SERVICES = {
    "s3": "s3.amazonaws.com",
    "sns": "sns.amazonaws.com",
    "events": "events.amazonaws.com",
    "execute-api": "apigateway.amazonaws.com",
}


class PushHop(Hop, frozen=True):
    """Source → function, invoked by the source's own service.

    *wanted* is the function as the source names it, qualifier and all; *source_arns* what it sends as aws:SourceArn,
    one for each method of an API, of which ANY stands for whichever is called. *wired*, *enabled* and *exists* are Unknown where they could not be read.
    *configuration* is what a replace-all API would have to carry along; *rule* an EventBridge rule as it was read.
    """

    service: str
    wanted: str
    source_arns: tuple[str, ...]
    wired: bool | Unknown
    enabled: bool | Unknown = True
    exists: bool | Unknown = True
    configuration: Any = None
    failures: Series | Unknown = Series()
    rule: wiring.Rule | None = None

    @property
    def kind(self) -> str:
        return self.service.partition(".")[0]


class TopicQueueHop(Hop, frozen=True):
    """Topic → queue in front of the function: the queue's policy has to admit the topic."""

    queue_policy: Any
    failures: Series | Unknown = Series()
    wired: bool = True


def _leads(target: str, function: Function) -> bool:
    """Whether *target* is the function, or one of its versions or aliases."""
    return target == function.arn or target.startswith(f"{function.arn}:")


def failed_deliveries(
    ask: Ask, function: Function, about: str, query: dict[str, Any], window: tuple[datetime, datetime]
) -> Series | Unknown:
    series = read_metrics(ask, function.region, "failed-deliveries", about, [query], *window)
    return series if isinstance(series, Unknown) else series[query["Id"]]


def read_bucket(ask: Ask, function: Function, bucket: str) -> PushHop:
    """Return the hop from *bucket*."""
    answer = ask(wiring.bucket_notification(function.region, Bucket=bucket))
    source = f"arn:{function.partition}:s3:::{bucket}"
    wired: bool | Unknown = False
    wanted = function.arn
    raw = None
    if isinstance(answer, Unknown):
        wired = answer
    elif answer is not None:
        mine = [c for c in answer.LambdaFunctionConfigurations if _leads(c.LambdaFunctionArn, function)]
        wired, wanted = bool(mine), mine[0].LambdaFunctionArn if mine else function.arn
        raw = _raw(ask, function, bucket)
    exists: bool | Unknown = answer if isinstance(answer, Unknown) else answer is not None
    return PushHop(
        "inbound", Node(source, "S3 bucket", bucket), arn.node(wanted), SERVICES["s3"], wanted, (source,), wired,
        exists=exists, configuration=raw,
    )  # fmt: skip


def _raw(ask: Ask, function: Function, bucket: str) -> Any:
    """Return the whole notification configuration: putting one replaces all."""
    everything = msgspec.structs.replace(wiring.bucket_notification, type=dict)
    answer = ask(everything(function.region, Bucket=bucket))
    return answer if isinstance(answer, dict) else None


def read_topic(ask: Ask, function: Function, topic: str, window: tuple[datetime, datetime]) -> PushHop:
    """Return the hop from *topic*."""
    parsed = arn.parse(topic)
    region, name = (parsed.region, parsed.resource) if parsed else (function.region, topic)
    query = metric("failed", "AWS/SNS", "NumberOfNotificationsFailed", "Sum", {"TopicName": name})
    answer, failures = ask.pair(
        lambda: ask(wiring.topic_subscriptions(region, TopicArn=topic)),
        lambda: failed_deliveries(ask, function, name, query, window),
    )
    wired: bool | Unknown = False
    wanted = function.arn
    if isinstance(answer, Unknown):
        wired = answer
    elif answer is not None:
        mine = [s for s in answer.Subscriptions if _leads(s.Endpoint or "", function)]
        confirmed = [s for s in mine if s.SubscriptionArn.startswith("arn:")]
        wired, wanted = bool(confirmed), (mine[0].Endpoint or function.arn) if mine else function.arn
    return PushHop(
        "inbound", arn.node(topic), arn.node(wanted), SERVICES["sns"], wanted, (topic,), wired,
        exists=answer if isinstance(answer, Unknown) else answer is not None, failures=failures,
    )  # fmt: skip


def read_rule(ask: Ask, function: Function, rule_arn: str, window: tuple[datetime, datetime]) -> PushHop:
    """Return the hop from the EventBridge rule."""
    parsed = arn.parse(rule_arn)
    path = (parsed.resource if parsed else rule_arn).removeprefix("rule/")
    bus, _, name = path.rpartition("/")
    named = {"EventBusName": bus} if bus else {}
    region = parsed.region if parsed else function.region
    query = metric("failed", "AWS/Events", "FailedInvocations", "Sum", {"RuleName": name})
    (rule, targets), failures = ask.pair(
        lambda: ask.all(
            wiring.rule(region, None, Name=name, **named),
            wiring.rule_targets(region, None, Rule=name, **named),
        ),
        lambda: failed_deliveries(ask, function, name, query, window),
    )
    wired: bool | Unknown = False
    wanted = function.arn
    listed: tuple[wiring.RuleTarget, ...] = ()
    if isinstance(targets, Unknown):
        wired = targets
    elif targets is not None:
        listed = targets.Targets
        mine = [t for t in listed if _leads(t.Arn, function)]
        wired, wanted = bool(mine), mine[0].Arn if mine else function.arn
    enabled: bool | Unknown = (
        rule if isinstance(rule, Unknown) else (rule is not None and rule.State != "DISABLED")
    )
    return PushHop(
        "inbound", Node(rule_arn, "EventBridge rule", name), arn.node(wanted), SERVICES["events"], wanted, (rule_arn,),
        wired, enabled, rule if isinstance(rule, Unknown) else rule is not None, listed, failures,
        rule if isinstance(rule, wiring.Rule) else None,
    )  # fmt: skip


def read_api(ask: Ask, function: Function, api: str, window: tuple[datetime, datetime]) -> PushHop | None:
    """Return the hop from the REST API, with the source ARN of every method that leads to the function."""
    region = function.region
    resources, stages, about = ask.all(
        wiring.rest_resources(region, {"limit": 500}, restApiId=api, embed=["methods"]),
        wiring.rest_stages(region, restApiId=api),
        wiring.rest_api(region, restApiId=api),
    )
    source = f"arn:{function.partition}:apigateway:{region}::/restapis/{api}"
    name = about.name if isinstance(about, wiring.RestApi) else api
    node = Node(source, "API Gateway", name)
    if isinstance(resources, Unknown):
        return PushHop(
            "inbound", node, arn.node(function.arn), SERVICES["execute-api"], function.arn, (), resources
        )
    if resources is None:
        return None
    deployed = [s.stageName for s in stages.item] if isinstance(stages, wiring.Stages) else []
    methods = [found for r in resources.items for found in _methods(r, function)]
    wanted = methods[0][2] if methods else function.arn
    base = f"arn:{function.partition}:execute-api:{region}:{function.account}:{api}"
    sources = tuple(
        f"{base}/{stage}/{method}{path}" for stage in deployed or ["prod"] for method, path, _ in methods
    )
    query = metric("failed", "AWS/ApiGateway", "5XXError", "Sum", {"ApiName": name})
    failures = failed_deliveries(ask, function, name, query, window) if methods else Series()
    return PushHop(
        "inbound", node, arn.node(wanted), SERVICES["execute-api"], wanted, sources, bool(methods),
        enabled=bool(deployed) if isinstance(stages, wiring.Stages) else True, failures=failures,
    )  # fmt: skip


def _methods(resource: wiring.RestResource, function: Function) -> list[tuple[str, str, str]]:
    """Return (method, path, function as the integration names it); one with a role of its own asks no policy."""
    found = []
    path = re.sub(r"\{[^}]*\}", "x", resource.path)
    for method, body in resource.resourceMethods.items():
        integration = body.get("methodIntegration") or {}
        uri = str(integration.get("uri") or "")
        target = uri.partition("/functions/")[2].partition("/invocations")[0]
        if _leads(target, function) and not integration.get("credentials"):
            found.append((method, path, target))
    return found
