"""The change that caused it: the write event on what broke, before the onset, that explains the failure.

Not the nearest event: a refused change, a tag, a change of a similarly named role or one after the onset explains
nothing; a document that allowed the call before and is gone explains everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal

import msgspec

from diagnostics.case import Finding, Found, Touch
from diagnostics.clock import iso, parse_iso
from diagnostics.evidence.symptoms import last_good_hour
from diagnostics.hops.aws import arn, history
from diagnostics.hops.aws.explains import Context, explains
from diagnostics.hops.aws.world import AwsWorld, Traffic
from diagnostics.reader import Ask, Unknown
from diagnostics.report import Change

_KEPT = timedelta(days=90)  # Event history holds no more
_SLACK = timedelta(
    minutes=15
)  # caches and propagation between a change and the last call that still went well
_TOUCHES = 6
_FURTHER = 200  # events that are read behind a page without a change: four pages
_DATED = re.compile(r"(?:20\d{6})(?:v\d+)?$")

_AT_ONCE = 2  # what Event history answers without making the caller wait

Strength = Literal["proven", "possible"]
_Candidate = tuple[Strength, dict[str, Any], Touch]


def operation(record: dict[str, Any]) -> str:
    """Return the event's name without the API date that Lambda appends: AddPermission20150331v2 → AddPermission."""
    return _DATED.sub("", str(record.get("eventName") or ""))


def explain(ask: Ask, world: AwsWorld, finding: Finding) -> AwsWorld:
    """Return the World with the change that explains *finding*, or with None where the history names none."""
    onset = parse_iso(finding.onset) or world.end
    latest = parse_iso(finding.changed_by) or onset
    latest += timedelta(seconds=59 if latest.second == 0 else 1)
    touches = list({(t.scope, t.name): t for t in finding.touches if t.name}.values())[:_TOUCHES]
    good = _last_good(world, onset)
    rows: list[tuple[Touch, list[dict[str, Any]]]] = []
    best: _Candidate | None = None
    for at in range(0, len(touches), _AT_ONCE):
        rows += ask.together(*[partial(_events, ask, touch, latest) for touch in touches[at : at + _AT_ONCE]])
        best = _choose(_candidates(ask, world, finding, rows), good)
        if best is not None and best[0] == "proven":
            break
    return msgspec.structs.replace(world, change=_found(*best, _before(best, rows)) if best else None)


def _before(best: _Candidate, rows: list[tuple[Touch, list[dict[str, Any]]]]) -> Any:
    """Return the parameters of the last call of the same name on the same thing before the change."""
    _, record, touch = best
    earlier = [
        r
        for about, records in rows
        for r in records
        if about.name == touch.name
        and not r.get("errorCode")
        and operation(r) == operation(record)
        and str(r.get("eventTime")) < str(record.get("eventTime"))
    ]
    return max(earlier, key=lambda r: str(r.get("eventTime")))["requestParameters"] if earlier else None


def _candidates(
    ask: Ask, world: AwsWorld, finding: Finding, rows: list[tuple[Touch, list[dict[str, Any]]]]
) -> list[_Candidate]:
    context = Context(world, finding, tuple(record for _, records in rows for record in records))
    return [
        (strength, record, touch)
        for touch, records in rows
        for record in records
        if (strength := _strength(ask, touch, record, context)) is not None
    ]


def _events(ask: Ask, touch: Touch, latest: datetime) -> tuple[Touch, list[dict[str, Any]]]:
    """Return the events of *touch*, newest first; behind a page of other events a few more are read."""
    about = ("ResourceName", touch.name)
    answer = history.lookup(ask, "changes", touch.scope, about, latest - _KEPT, latest)
    if isinstance(answer, Unknown):
        return touch, []
    records, whole = answer
    oldest = parse_iso(records[-1].get("eventTime")) if records else None
    if whole or oldest is None or any(operation(record) in touch.events for record in records):
        return touch, records
    before = history.lookup(ask, "changes-before", touch.scope, about, latest - _KEPT, oldest, _FURTHER)
    seen = {record.get("eventID") for record in records}
    more = [] if isinstance(before, Unknown) else before[0]
    return touch, records + [record for record in more if record.get("eventID") not in seen]


def _strength(ask: Ask, touch: Touch, record: dict[str, Any], context: Context) -> Strength | None:
    """Return how surely *record* explains the finding, or None where it cannot."""
    if record.get("errorCode") or record.get("readOnly") in {True, "true"}:
        return None
    if operation(record) not in touch.events or not _names(record, touch.name):
        return None
    told = explains(operation(record), ask, record, context)
    if told is False:
        return None
    return "proven" if told else "possible"


def _names(record: dict[str, Any], name: str) -> bool:
    """Whether the event is about exactly *name*; a name that merely begins alike is another thing."""
    resources = record.get("resources")
    said = (
        [str(r.get("ARN") or r.get("resourceName") or "") for r in resources if isinstance(r, dict)]
        if isinstance(resources, list)
        else []
    )
    strings = [*said, *_strings(record.get("requestParameters")), *_strings(record.get("responseElements"))]
    return any(_same(text, name) for text in strings) if strings else True


def _same(text: str, name: str) -> bool:
    """Whether *text*, a name, ARN or URL, means *name*, or something that hangs on it: a subscription, an alias."""
    named = arn.parse(name)
    if text == name or (named is not None and text.startswith(f"{name}:")):
        return True
    if named is not None and text == re.split(r"[:/]", named.resource)[-1]:
        return True
    whole = arn.parse(text) is not None or text.startswith(("https://", "http://"))
    return whole and re.split(r"[:/]", text)[-1] == re.split(r"[:/]", name)[-1]


def _strings(value: Any, depth: int = 0) -> list[str]:
    if isinstance(value, str):
        return [value]
    if depth > 6:
        return []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in inner for text in _strings(item, depth + 1)]


def _last_good(world: AwsWorld, onset: datetime) -> datetime | None:
    """Return the last minute before *onset* in which an invocation went well."""
    if not isinstance(world.traffic, Traffic):
        return None
    bad = dict(world.traffic.errors.points)
    good = [m for m, count in world.traffic.invocations.points if count > bad.get(m, 0)]
    before = [moment for m in good if (moment := parse_iso(m)) and moment < onset.replace(second=0)]
    hour = parse_iso(last_good_hour(world.traffic.earlier, world.traffic.earlier_errors))
    if not before and hour is not None:
        return hour
    return max(before, default=None)


def _choose(candidates: list[_Candidate], good: datetime | None) -> _Candidate | None:
    """Return the latest proven change, first among those after the last good call; a possible one only there."""

    def between(candidate: _Candidate) -> bool:
        moment = parse_iso(candidate[1].get("eventTime"))
        return moment is not None and (good is None or moment >= good - _SLACK)

    tests: tuple[Callable[[_Candidate], bool], ...] = (
        lambda c: c[0] == "proven" and between(c),
        lambda c: c[0] == "proven",
        lambda c: c[0] == "possible" and between(c),
    )
    for test in tests:
        fitting = [c for c in candidates if test(c)]
        if fitting:
            return max(fitting, key=lambda c: (str(c[1].get("eventTime")), str(c[1].get("eventID"))))
    return None


def _found(strength: Strength, record: dict[str, Any], touch: Touch, before: Any) -> Found:
    time = parse_iso(record.get("eventTime"))
    who = history.actor(record)
    name = operation(record)
    fact = history.fact(record, f"{name} on {touch.name} by {who or 'unknown'} ({strength})")
    return Found(
        Change(
            event=str(record.get("eventName")),
            time=iso(time) if time else "",
            actor=who,
            target=touch.name,
        ),
        fact,
        before,
    )
