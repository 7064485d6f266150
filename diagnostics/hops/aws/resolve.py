"""From what was typed to a function: the functions behind a queue, topic, bucket or rule, and the nearest name."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from diagnostics.clouds import TargetName
from diagnostics.errors import NothingReadError
from diagnostics.hops.aws import arn
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.aws import core, stacks, wiring

_CLEAR = 88.0  # a likeness (0-100) that is one clear winner, when the next is this much behind:
_AHEAD = 8.0
_NEAR = 55.0


def behind(ask: Ask, name: TargetName, region: str) -> TargetName:
    """Return the function behind *name*; NothingReadError where there is none, or where several have to be told apart."""
    finder = _BEHIND.get(name.kind)
    if finder is None:
        return name
    functions = sorted(set(finder(ask, name, region)))
    if not functions:
        raise NothingReadError(
            f"No function was found behind {name.text or name.name}.", "Name the function itself, or its ARN."
        )
    if len(functions) > 1:
        listed = ", ".join(functions[:8])
        raise NothingReadError(
            f"Several functions are behind {name.name}: {listed}.", "Name the one that fails."
        )
    found, _, qualifier = functions[0].partition(":")
    return TargetName("function", found, region, name.account, qualifier or None, name.text)


def _function(text: str) -> str | None:
    """Return `name` or `name:qualifier` of a function ARN."""
    parsed = arn.parse(text)
    if parsed is None or parsed.service != "lambda":
        return None
    return parsed.resource.removeprefix("function:")


def _of_queue(ask: Ask, name: TargetName, region: str) -> list[str]:
    answer = ask(wiring.event_source_mappings(region, EventSourceArn=name.text))
    found = () if answer is None or isinstance(answer, Unknown) else answer.EventSourceMappings
    return [f for mapping in found if (f := _function(mapping.FunctionArn))]


def _of_topic(ask: Ask, name: TargetName, region: str) -> list[str]:
    """Return the topic's own subscribers, and the functions that poll the queues it sends to."""
    answer = ask(wiring.topic_subscriptions(region, TopicArn=name.text))
    ends = (
        [s.Endpoint or "" for s in answer.Subscriptions] if isinstance(answer, wiring.Subscriptions) else []
    )
    queues = [TargetName("queue", end, text=end) for end in ends if ":sqs:" in end]
    return [*_functions(ends), *(f for queue in queues for f in _of_queue(ask, queue, region))]


def _of_bucket(ask: Ask, name: TargetName, region: str) -> list[str]:
    answer = ask(wiring.bucket_notification(region, Bucket=name.name.partition("/")[0]))
    rows = answer.LambdaFunctionConfigurations if isinstance(answer, wiring.BucketNotification) else ()
    return _functions(row.LambdaFunctionArn for row in rows)


def _of_rule(ask: Ask, name: TargetName, region: str) -> list[str]:
    bus, _, rule = name.name.rpartition("/")
    named = {"EventBusName": bus} if bus else {}
    answer = ask(wiring.rule_targets(region, None, Rule=rule, **named))
    return _functions(t.Arn for t in answer.Targets) if isinstance(answer, wiring.RuleTargets) else []


def _of_api(ask: Ask, name: TargetName, region: str) -> list[str]:
    api = name.text.partition("/restapis/")[2] or name.text.split(":")[5]
    read = wiring.rest_resources(region, {"limit": 500}, restApiId=api.partition("/")[0], embed=["methods"])
    answer = ask(read)
    items = answer.items if isinstance(answer, wiring.RestResources) else ()
    bodies = [body for item in items for body in item.resourceMethods.values()]
    uris = [str((body.get("methodIntegration") or {}).get("uri") or "") for body in bodies]
    return _functions(uri.partition("/functions/")[2].partition("/invocations")[0] for uri in uris)


def _functions(arns: Iterable[str]) -> list[str]:
    return [name for text in arns if (name := _function(text))]


_BEHIND: dict[str, Callable[[Ask, TargetName, str], list[str]]] = {
    "queue": _of_queue,
    "topic": _of_topic,
    "bucket": _of_bucket,
    "rule": _of_rule,
    "api": _of_api,
}


def only_function(ask: Ask, name: TargetName, region: str) -> TargetName:
    """Return the one function that the stack *name* made; NothingReadError where it made none or several."""
    answer = ask(stacks.stack_resources(region, StackName=name.name))
    if isinstance(answer, Unknown):
        raise NothingReadError(
            f"The stack {name.name} could not be read: {answer.why}.", "Name the function itself."
        )
    rows = answer.StackResourceSummaries if answer else ()
    made = sorted(
        r.PhysicalResourceId
        for r in rows
        if r.ResourceType == "AWS::Lambda::Function" and r.PhysicalResourceId
    )
    if len(made) != 1:
        what = f"holds several functions: {', '.join(made[:8])}" if made else "holds no function"
        raise NothingReadError(
            f"The stack {name.name} {what}, and nothing of it was refused in the window.",
            "Name the function that fails.",
        )
    return TargetName("function", made[0], region, name.account, None, name.text)


def nearest(ask: Ask, name: TargetName, region: str) -> tuple[TargetName, str]:
    """Return the one function whose name is clearly meant, with the sentence that says so; else offer what is near."""
    answer = ask(core.functions(region))
    if isinstance(answer, Unknown):
        raise NothingReadError(
            f"There is no function {name.name} in {region}, and the functions could not be listed ({answer.why}).",
            "Check the name, the region and the account (--region, --profile).",
        )
    names = [f.FunctionName for f in answer.Functions] if answer else []
    scored = _scored(name.name, names)
    best = [n for n, score in scored if score >= _NEAR]
    if scored and scored[0][1] >= _CLEAR and (len(scored) == 1 or scored[0][1] - scored[1][1] >= _AHEAD):
        found = scored[0][0]
        note = f"There is no function {name.name}; {found} is meant, the only name near it."
        return msgspec.structs.replace(name, name=found), note
    where = f"There is no function {name.name} in {region}"
    if best:
        raise NothingReadError(
            f"{where}; near it are: {', '.join(best[:5])}.", "Name one of them, or another --region."
        )
    near = ", ".join(found for found, _ in scored[:3]) or ", ".join(sorted(names)[:3])
    some = (
        f" The nearest of its {len(names)} functions: {near}." if names else " There is no function at all."
    )
    raise NothingReadError(
        f"{where}.{some}", "Check the name, the region and the account (--region, --profile)."
    )


def _scored(wanted: str, names: list[str]) -> list[tuple[str, float]]:
    """Return the likest names with their likeness; one slip of the finger is as good as a clear winner."""
    from rapidfuzz import fuzz, process
    from rapidfuzz.distance import OSA

    slip = _CLEAR + _AHEAD

    def likeness(one: str, other: str, **_: object) -> float:
        score = fuzz.WRatio(one, other)
        return max(score, slip) if OSA.distance(one, other, score_cutoff=1) <= 1 else score

    found = process.extract(wanted.lower(), {n: n.lower() for n in names}, scorer=likeness, limit=6)
    return sorted(((str(name), float(score)) for _, score, name in found), key=lambda row: (-row[1], row[0]))
