"""From what was typed to a function: the functions behind a queue, topic, bucket or rule, and the nearest name."""

from __future__ import annotations

from collections.abc import Callable

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


def _of_stack(ask: Ask, name: TargetName, region: str) -> list[str]:
    answer = ask(stacks.stack_resources(region, StackName=name.name))
    found = () if answer is None or isinstance(answer, Unknown) else answer.StackResourceSummaries
    return [
        r.PhysicalResourceId
        for r in found
        if r.ResourceType == "AWS::Lambda::Function" and r.PhysicalResourceId
    ]


_BEHIND: dict[str, Callable[[Ask, TargetName, str], list[str]]] = {"queue": _of_queue}


def stack_functions(ask: Ask, name: TargetName, region: str) -> list[str]:
    """Return the functions that the stack made."""
    return _of_stack(ask, name, region)


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
