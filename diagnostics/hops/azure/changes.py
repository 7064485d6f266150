"""The change that caused it: the Activity Log's write on what broke, before the onset, that explains the failure.

Role assignments say in their body whose they were and what they gave: that proves a deletion. A write of settings does
not say which one; it is possible at best.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal

import msgspec

from diagnostics.case import Fact, Finding, Found, Touch
from diagnostics.clock import iso, parse_iso
from diagnostics.evidence.symptoms import last_good_hour
from diagnostics.hops.azure.raw import ordered
from diagnostics.hops.azure.world import AzureWorld, Grants, Traffic
from diagnostics.policy.azure import covers
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.azure import access
from diagnostics.report import Change

_KEPT = timedelta(days=90)  # the Activity Log holds no more
_SLACK = timedelta(minutes=15)  # caches: a role that is gone works on for minutes
_DELAY = timedelta(minutes=1)
Json = dict[str, Any]
Strength = Literal["proven", "possible"]


def explain(ask: Ask, world: AzureWorld, finding: Finding) -> AzureWorld:
    """Return the World with the change that explains *finding*, or with None where the log names none."""
    onset = parse_iso(finding.onset) or world.end
    latest = max(onset, parse_iso(finding.changed_by) or onset) + _DELAY
    groups = list(dict.fromkeys(_kept_where(t) for t in finding.touches if t.events))
    answers = ask.together(*[partial(read_events, ask, *where, latest - _KEPT, latest) for where in groups])
    records = [r for answer in answers if not isinstance(answer, Unknown) for r in answer]
    found: list[tuple[Strength, str, Json, Touch]] = []
    for record in records:
        for touch in finding.touches:
            strength = _strength(world, finding, record, touch, latest)
            if strength is not None:
                found.append((strength, time_of(record), record, touch))
                break
    chosen = _choose(found, _last_good(world, onset))
    return msgspec.structs.replace(world, change=_found(*chosen) if chosen else None)


def _kept_where(touch: Touch) -> tuple[str, str, str]:
    """Return (subscription, filter's field, its value): role assignments may stand at any scope above, the rest in its group."""
    if touch.about == "role":
        return touch.scope, "resourceProvider", "Microsoft.Authorization"
    parts = touch.name.split("/")
    return touch.scope, "resourceGroupName", parts[4] if len(parts) > 4 else ""


def read_events(
    ask: Ask, subscription: str, field: str, value: str, start: datetime, end: datetime
) -> tuple[Json, ...] | Unknown:
    """Return the Activity Log's records of a group or provider in the time, filtered again."""
    chosen = f"eventTimestamp ge '{iso(start)}' and eventTimestamp le '{iso(end)}' and {field} eq '{value}'"
    answer = ask(
        access.events(subscription, {"filter": chosen}, subscription=subscription, about=f"{field}={value}")
    )
    if isinstance(answer, Unknown):
        return answer
    inside = [r for r in (answer.value if answer else ()) if iso(start) <= time_of(r) <= iso(end)]
    return tuple(sorted(inside, key=lambda r: (time_of(r), str(r.get("eventDataId") or ""))))


def time_of(record: Json) -> str:
    moment = parse_iso(record.get("eventTimestamp"))
    return iso(moment) if moment else ""


def text_of(value: Any) -> str:
    """Return a field that the log writes as text or as `{value, localizedValue}`."""
    return str(value.get("value") or "") if isinstance(value, dict) else str(value or "")


def operation_of(record: Json) -> str:
    return text_of(record.get("operationName"))


def succeeded(record: Json) -> bool:
    return text_of(record.get("status")).lower() in {"succeeded", "success", "accepted"}


def _strength(
    world: AzureWorld, finding: Finding, record: Json, touch: Touch, latest: datetime
) -> Strength | None:
    """Return how surely *record* explains the finding, or None where it cannot."""
    if not succeeded(record) or time_of(record) > iso(latest):
        return None
    operation = operation_of(record).lower()
    if operation not in {event.lower() for event in touch.events}:
        return None
    about = str(record.get("resourceId") or "")
    if touch.about == "events":
        named = world.target.name.partition("/")[0].lower()
        return "proven" if f"/sites/{named}" in str(record.get("properties") or "").lower() else "possible"
    if touch.about != "role":
        return "possible" if covers(touch.name, about) or covers(about, touch.name) else None
    scope = about.lower().partition("/providers/microsoft.authorization/")[0] or "/"
    if "roleassignments" in operation and not (covers(scope, touch.name) or covers(touch.name, scope)):
        return None
    return _of_assignment(world, finding, record, operation)


def _of_assignment(world: AzureWorld, finding: Finding, record: Json, operation: str) -> Strength | None:
    """A deleted assignment of the same identity proves it; one of another identity, or one that was added, explains nothing."""
    if operation.endswith("roleassignments/write"):
        return None
    body = _body(record)
    principal = str(body.get("principalId") or body.get("PrincipalId") or "").lower()
    denied = (finding.denied.principal if finding.denied else None) or ""
    if not principal:
        return "possible"
    if principal != denied.lower():
        return None
    role = str(body.get("roleDefinitionId") or body.get("RoleDefinitionId") or "").rpartition("/")[2].lower()
    known = world.grants.roles.get(role) if isinstance(world.grants, Grants) else None
    wanted = finding.denied.action if finding.denied else None
    if known is None or wanted is None:
        return "possible"
    return "proven" if any(b.grants(wanted, data=d) for b in known.blocks for d in (True, False)) else None


def _body(record: Json) -> Json:
    """Return the properties of what was written or deleted, which the log holds as JSON text."""
    properties = record.get("properties")
    if not isinstance(properties, dict):
        return {}
    for key in ("responseBody", "requestbody", "requestBody"):
        try:
            told = msgspec.json.decode(str(properties.get(key) or ""))
        except (msgspec.DecodeError, RecursionError):
            continue
        if isinstance(told, dict):
            inner = told.get("properties") or told.get("Properties")
            return inner if isinstance(inner, dict) else told
    return {}


def _last_good(world: AzureWorld, onset: datetime) -> datetime | None:
    """Return the last minute before *onset* in which an invocation went well."""
    if not isinstance(world.traffic, Traffic):
        return None
    bad = dict(world.traffic.errors.points)
    good = [parse_iso(m) for m, count in world.traffic.invocations.points if count > bad.get(m, 0)]
    hour = parse_iso(last_good_hour(world.traffic.earlier, world.traffic.earlier_errors))
    return max((m for m in good if m and m < onset.replace(second=0)), default=hour)


def _choose(
    found: Iterable[tuple[Strength, str, Json, Touch]], good: datetime | None
) -> tuple[Strength, str, Json, Touch] | None:
    """Return the latest proven change, first among those after the last good call; a possible one only there."""
    rows = list(found)
    since = iso(good - _SLACK) if good else ""
    for tests in (
        [r for r in rows if r[0] == "proven" and r[1] >= since],
        [r for r in rows if r[0] == "proven"],
        [r for r in rows if r[0] == "possible" and good is not None and r[1] >= since],
    ):
        if tests:
            return max(tests, key=lambda r: (r[1], str(r[2].get("eventDataId") or "")))
    return None


def actor_of(record: Json) -> str | None:
    claims = record.get("claims")
    named = claims.get("name") or claims.get("appid") if isinstance(claims, dict) else None
    caller = record.get("caller") or named
    return str(caller) if caller else None


def _found(strength: Strength, time: str, record: Json, touch: Touch) -> Found:
    name, who = operation_of(record), actor_of(record)
    about = str(record.get("resourceId") or touch.name)
    fact = Fact(
        key=f"activity:{record.get('eventDataId') or time}",
        source="activity-log",
        summary=f"{name} on {about.rpartition('/')[2]} by {who or 'unknown'} ({strength})",
        time=time,
        raw=ordered({k: v for k, v in record.items() if k not in {"claims", "httpRequest"}}),
    )
    return Found(Change(event=name, time=time, actor=who, target=about), fact)
