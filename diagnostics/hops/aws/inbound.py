"""Which event sources lead to the function: found from its mappings, its policy, its stack and the sources themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from diagnostics.case import Hop
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.documents import as_list, statements
from diagnostics.hops.aws.function import metric, read_qualifiers
from diagnostics.hops.aws.push import (
    PushHop,
    TopicQueueHop,
    failed_deliveries,
    read_api,
    read_bucket,
    read_rule,
    read_topic,
)
from diagnostics.hops.aws.sqs import Queue, QueueHop, read_queue_hop
from diagnostics.hops.aws.streams import read_stream_hop
from diagnostics.hops.aws.world import Document, Function, FunctionGrants
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.aws import stacks, wiring

_MOST = 10  # sources that are followed
_BUSES = 4  # event buses that are asked
_BUCKETS, _APIS = 8, 3  # how many are looked at where nothing names the source
Window = tuple[datetime, datetime]


def read_inbound(
    ask: Ask,
    function: Function,
    grants: FunctionGrants | Unknown,
    window: Window,
    hints: tuple[str, ...] = (),
) -> tuple[Hop, ...]:
    """Return every hop that leads to the function, polled sources first."""
    (mappings, rules), (subscriptions, stacked) = ask.pair(
        lambda: ask.pair(lambda: read_mappings(ask, function), lambda: _rules(ask, function)),
        lambda: ask.pair(lambda: _subscriptions(ask, function), lambda: _of_stack(ask, function)),
    )
    polled: list[Callable[[], Hop | None]] = [
        partial(read_queue_hop, ask, function, mapping, *window)
        if ":sqs:" in (mapping.EventSourceArn or "")
        else partial(read_stream_hop, ask, function, mapping)
        for mapping in mappings[:_MOST]
    ]
    named = [*hints, *granted_sources(grants), *rules, *stacked]
    named += [s.TopicArn for s in subscriptions if s.Endpoint and s.Endpoint.startswith(function.arn)]
    sources = dict.fromkeys(source for text in named if (source := _source(text)))
    tasks = polled + [partial(_read, ask, function, source, window) for source in list(sources)[:_MOST]]
    hops = tuple(hop for hop in ask.together(*tasks) if hop is not None)
    kept = tuple(hop for hop in hops if not _unrelated(hop, grants))
    polling = any(mapping.State not in {"Disabled", "Disabling"} for mapping in mappings)
    if not polling and not any(isinstance(hop, PushHop) and hop.wired is True for hop in kept):
        # Nothing that was named feeds it: a source that stands without a grant may.
        more = [partial(_read, ask, function, s, window) for s in _likely(ask, function) if s not in sources]
        kept += tuple(h for h in ask.together(*more) if isinstance(h, PushHop) and h.wired is True)
    return (*_topics_before(ask, function, kept, subscriptions, window), *kept)


def read_mappings(ask: Ask, function: Function) -> tuple[wiring.EventSourceMapping, ...]:
    """Return the event source mappings of the function and of its aliases: listing one does not list the others."""
    own = [
        wiring.event_source_mappings(function.region, FunctionName=n) for n in (function.name, function.arn)
    ]
    ask.ahead(*own)
    aliases = [f"{function.arn}:{qualifier}" for qualifier in read_qualifiers(ask, function)]
    more = [wiring.event_source_mappings(function.region, FunctionName=alias) for alias in aliases]
    answers = ask.all(*own, *more)
    found = [m for a in answers if isinstance(a, wiring.EventSourceMappings) for m in a.EventSourceMappings]
    return tuple({mapping.UUID: mapping for mapping in found}.values())


def granted_sources(grants: FunctionGrants | Unknown) -> list[str]:
    """Return the source ARNs that the function's policy names: a grant is no wiring, but it says where to look."""
    documents = () if isinstance(grants, Unknown) else grants.all
    return [
        source
        for document in documents
        for row in statements(document)
        if row.get("Effect") == "Allow"
        for source in sources_of(row)
    ]


def sources_of(row: Document) -> list[str]:
    """Return the values of aws:SourceArn in a statement's conditions."""
    condition = row.get("Condition")
    found: list[str] = []
    for block in condition.values() if isinstance(condition, dict) else ():
        for key, value in block.items() if isinstance(block, dict) else ():
            if str(key).lower() == "aws:sourcearn":
                found += [str(v) for v in as_list(value)]
    return found


def _source(text: str) -> tuple[str, str] | None:
    """Return (kind, what to read) for a source ARN, or None where it names no one source."""
    parsed = arn.parse(text)
    if parsed is None:
        return None
    if parsed.service == "execute-api" or (
        parsed.service == "apigateway" and "/restapis/" in parsed.resource
    ):
        api = parsed.resource.partition("/restapis/")[2] or parsed.resource
        return None if "*" in api.partition("/")[0] else ("api", api.partition("/")[0])
    if "*" in text:
        return None
    if parsed.service == "s3":
        return "bucket", parsed.resource.partition("/")[0]
    if parsed.service == "sns":
        return "topic", text
    if parsed.service == "events" and parsed.resource.startswith("rule/"):
        return "rule", text
    return None


def _read(ask: Ask, function: Function, source: tuple[str, str], window: Window) -> Hop | None:
    kind, name = source
    if kind == "bucket":
        return read_bucket(ask, function, name)
    if kind == "topic":
        return read_topic(ask, function, name, window)
    if kind == "rule":
        return read_rule(ask, function, name, window)
    return read_api(ask, function, name, window)


def _rules(ask: Ask, function: Function) -> list[str]:
    """Return the ARNs of the rules whose target is the function, on every bus."""
    buses, qualifiers = ask.pair(
        lambda: ask(wiring.event_buses(function.region)), lambda: read_qualifiers(ask, function)
    )
    names = [b.Name for b in buses.EventBuses] if isinstance(buses, wiring.EventBuses) else ["default"]
    names = sorted(names, key=lambda bus: bus != "default")[:_BUSES]
    targets = [function.arn, *(f"{function.arn}:{qualifier}" for qualifier in qualifiers)]
    reads = [
        (bus, wiring.rules_by_target(function.region, TargetArn=target, EventBusName=bus))
        for bus in names or ["default"]
        for target in targets
    ]
    base = f"arn:{function.partition}:events:{function.region}:{function.account}:rule/"
    found = []
    for (bus, _), answer in zip(reads, ask.all(*[read for _, read in reads]), strict=True):
        rules = answer.RuleNames if isinstance(answer, wiring.RuleNames) else ()
        found += [base + (rule if bus == "default" else f"{bus}/{rule}") for rule in rules]
    return found


def _subscriptions(ask: Ask, function: Function) -> list[wiring.Subscription]:
    answer = ask(wiring.subscriptions(function.region))
    return list(answer.Subscriptions) if isinstance(answer, wiring.Subscriptions) else []


def _of_stack(ask: Ask, function: Function) -> list[str]:
    """Return the sources that the function's own stack made."""
    if not function.stack:
        return []
    answer = ask(stacks.stack_resources(function.region, StackName=function.stack))
    rows = answer.StackResourceSummaries if isinstance(answer, stacks.StackResources) else ()
    base = f"arn:{function.partition}"
    place = f"{function.region}:{function.account}"
    forms = {
        "AWS::S3::Bucket": f"{base}:s3:::{{}}",
        "AWS::Events::Rule": f"{base}:events:{place}:rule/{{}}",
        "AWS::ApiGateway::RestApi": f"{base}:execute-api:{place}:{{}}/prod/GET/",
        "AWS::SNS::Topic": "{}",
    }
    return [
        forms[r.ResourceType].format(r.PhysicalResourceId.replace("|", "/"))
        for r in rows
        if r.ResourceType in forms and r.PhysicalResourceId
    ]


def _likely(ask: Ask, function: Function) -> list[tuple[str, str]]:
    """Return a few buckets and APIs, the likest names first, where nothing names a source: a look, not a scan."""
    buckets, apis = ask.all(wiring.buckets(function.region), wiring.rest_apis(function.region))
    names = [b.Name for b in buckets.Buckets] if isinstance(buckets, wiring.Buckets) else []
    found = list(apis.items) if isinstance(apis, wiring.RestApis) else []
    likest = _likest(function.name, names)[:_BUCKETS]
    order = {name: place for place, name in enumerate(_likest(function.name, [a.name for a in found]))}
    found.sort(key=lambda a: (order.get(a.name, 0), a.id))
    return [("bucket", name) for name in likest] + [("api", a.id) for a in found[:_APIS]]


def _likest(name: str, names: Iterable[str]) -> list[str]:
    from rapidfuzz import fuzz

    return sorted(names, key=lambda other: (-fuzz.partial_ratio(name.lower(), other.lower()), other))


def _unrelated(hop: Hop, grants: FunctionGrants | Unknown) -> bool:
    """Whether a source that was only looked at neither leads to the function nor is named by its policy."""
    if not isinstance(hop, PushHop) or hop.wired is not False:
        return False
    named = granted_sources(grants)
    bare = hop.source.id.rpartition("/restapis/")[2]
    return not any(
        source == hop.source.id or (hop.kind == "apigateway" and bare in source) for source in named
    )


def _topics_before(
    ask: Ask,
    function: Function,
    hops: tuple[Hop, ...],
    subscriptions: list[wiring.Subscription],
    window: Window,
) -> tuple[Hop, ...]:
    """Return topic → queue for every topic that sends into a queue in front of the function."""
    found: list[Hop] = []
    for hop in hops:
        if not isinstance(hop, QueueHop) or not isinstance(hop.queue, Queue):
            continue
        for topic in dict.fromkeys(s.TopicArn for s in subscriptions if s.Endpoint == hop.queue.arn):
            name = topic.rpartition(":")[2]
            query = metric("failed", "AWS/SNS", "NumberOfNotificationsFailed", "Sum", {"TopicName": name})
            failures = failed_deliveries(ask, function, name, query, window)
            found.append(TopicQueueHop("inbound", arn.node(topic), hop.source, hop.queue.policy, failures))
    return tuple(found)
