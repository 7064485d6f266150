"""CloudTrail Event history: what the function was refused, and the events of one resource or name."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from diagnostics.case import Fact
from diagnostics.clock import iso, parse_iso
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.world import Episode, Function, History
from diagnostics.messages import read_cloudtrail
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.aws import core

_LIMIT = 50  # one page: Event history answers two a second


def lookup(
    ask: Ask,
    what: str,
    region: str,
    attribute: tuple[str, str],
    start: datetime,
    end: datetime,
    limit: int = _LIMIT,
) -> tuple[list[dict[str, Any]], bool] | Unknown:
    """Return the CloudTrail records of one attribute in [start, end], newest first, and whether that is all.

    *what* names the question (`refused-calls`, `changes`), since the window is not part of its identity.
    """
    key, value = attribute
    read = core.event_history(
        region,
        {"StartTime": iso(start), "EndTime": iso(end), "limit": limit},
        LookupAttributes=[{"AttributeKey": key, "AttributeValue": value}],
        what=what,
    )
    answer = ask(read)
    if isinstance(answer, Unknown):
        return answer
    records = []
    for event in answer.Events if answer else ():
        record = _record(event)
        moment = parse_iso(record.get("eventTime"))
        if moment is not None and start <= moment <= end:
            records.append(record)
    records.sort(key=lambda r: (str(r.get("eventTime")), str(r.get("eventID"))), reverse=True)
    return records, ask.complete(read)


def _record(event: core.EventRecord) -> dict[str, Any]:
    try:
        record = msgspec.json.decode(event.CloudTrailEvent)
    except (msgspec.DecodeError, RecursionError):
        record = None
    if not isinstance(record, dict):
        record = {"eventName": event.EventName, "eventID": event.EventId}
    record.setdefault("eventName", event.EventName)
    record.setdefault("eventID", event.EventId)
    if parse_iso(record.get("eventTime")) is None:
        moment = parse_iso(event.EventTime)
        record["eventTime"] = iso(moment) if moment else ""
    return record


def actor(record: dict[str, Any]) -> str | None:
    """Return who made the call: the user, or the role behind the session where the session hides it."""
    identity = record.get("userIdentity")
    if not isinstance(identity, dict):
        return None
    found = (
        identity.get("arn") or identity.get("invokedBy") or identity.get("userName") or identity.get("type")
    )
    return str(found) if found else None


def fact(record: dict[str, Any], summary: str) -> Fact:
    """Return the record as a piece of evidence."""
    return Fact(
        key=f"event:{record.get('eventID')}",
        source="event-history",
        summary=summary,
        time=str(record.get("eventTime") or "") or None,
        raw=record,
    )


def read_history(ask: Ask, function: Function, start: datetime, end: datetime) -> History | Unknown:
    """Return the refused calls of the function: its session carries its name, in its region and the global one."""
    regions = sorted({function.region, arn.global_region(function.partition)})
    answers = ask.together(
        *[
            partial(lookup, ask, "refused-calls", region, ("Username", function.name), start, end)
            for region in regions
        ]
    )
    unknown = next(
        (a for a, r in zip(answers, regions, strict=True) if isinstance(a, Unknown) and r == function.region),
        None,
    )
    if unknown is not None:
        return unknown
    own_role = arn.role_of_session(function.config.Role)
    episodes, complete = [], True
    for answer in answers:
        if isinstance(answer, Unknown):
            complete = False
            continue
        records, whole = answer
        complete = complete and whole
        episodes += [e for r in records if (e := episode(r)) and arn.role_of_session(e.actor) == own_role]
    unique = {e.fact.key: e for e in episodes}
    return History(tuple(sorted(unique.values(), key=lambda e: (e.time, e.fact.key))), complete)


def episode(record: dict[str, Any]) -> Episode | None:
    """Return the refusal that *record* tells of, or None where the call was answered."""
    saying = read_cloudtrail(record)
    if saying is None:
        return None
    message = str(record.get("errorMessage") or record.get("errorCode") or "")
    time = parse_iso(record.get("eventTime"))
    name = f"{record.get('eventName')} refused: {message}"[:400]
    who = actor(record)
    return Episode(iso(time) if time else "", "event-history", message, fact(record, name), saying, actor=who)
