"""Deployments that were refused: from Event history, and from the events of a CloudFormation stack."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from diagnostics.case import Fact
from diagnostics.clock import iso, parse_iso
from diagnostics.hops.aws import history
from diagnostics.hops.aws.changes import operation
from diagnostics.hops.aws.documents import as_document
from diagnostics.messages import read, read_cloudtrail
from diagnostics.messages.model import Saying
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.aws import stacks

# Lambda's event names carry the date of the API version they were made for.
CREATED = ("CreateFunction20150331",)
CHANGED = (
    "UpdateFunctionCode20150331v2",
    "UpdateFunctionConfiguration20150331v2",
    "CreateEventSourceMapping20150331",
)
_LIMIT = 100  # two pages: the whole account's deployments of the window are among them
_CONSEQUENCE = re.compile(
    r"(?i)resource (?:creation|update|deletion) cancelled|the following resource\(s\) failed"
)


class Refused(msgspec.Struct, frozen=True):
    """One refused deployment step: *operation* is the API's or the resource type, *actor* who tried."""

    time: str
    operation: str
    saying: Saying | None
    text: str
    fact: Fact
    actor: str | None = None
    function: str | None = None
    role: str | None = None
    sure: bool = True


class Deploys(msgspec.Struct, frozen=True):
    """Refused steps in time order that no success followed; *unknown* says why some could not be looked for."""

    refused: tuple[Refused, ...] = ()
    complete: bool = True
    unknown: Unknown | None = None


def read_deploys(
    ask: Ask, region: str, name: str, role: str | None, start: datetime, end: datetime
) -> Deploys:
    """Return the refused deployments of the function *name* in [start, end] that no success followed.

    *role* is None where there is no function yet: then nothing but its creation can have been refused.
    """
    answers = ask.together(
        *[
            partial(history.lookup, ask, "deploys", region, ("EventName", event), start, end, _LIMIT)
            for event in (CREATED if role is None else CHANGED)
        ]
    )
    refused: list[Refused] = []
    unknown: Unknown | None = None
    complete = True
    for answer in answers:
        if isinstance(answer, Unknown):
            unknown = answer
            continue
        records, whole = answer
        complete = complete and whole
        refused += _standing(records, name, role)
    return Deploys(tuple(sorted(refused, key=lambda r: (r.time, r.fact.key))), complete, unknown)


def _standing(records: list[dict[str, Any]], name: str, role: str | None) -> list[Refused]:
    """Return the refusals of one operation that no success of the same operation followed."""
    mine = [(record, sure) for record in records if (sure := _concerns(record, name, role)) is not None]
    good = [str(r.get("eventTime")) for r, _ in mine if not r.get("errorCode")]
    last_good = max(good, default="")
    rows = [
        _refused(record, name, sure)
        for record, sure in mine
        if record.get("errorCode") and str(record.get("eventTime")) > last_good
    ]
    return [row for row in rows if row is not None]


def _concerns(record: dict[str, Any], name: str, role: str | None) -> bool | None:
    """Return whether the call is about the function: True, False (perhaps: it names neither), or None (another's)."""
    parameters = record.get("requestParameters")
    said = parameters.get("functionName") if isinstance(parameters, dict) else None
    if isinstance(said, str) and said:
        return True if re.split(r"[:/]", said.partition(":function:")[2] or said)[0] == name else None
    message = str(record.get("errorMessage") or "")
    if re.search(rf":function:{re.escape(name)}(?![\w-])", message):
        return True
    if ":function:" in message:
        return None
    if role and role in message:
        return True
    return False if ":role/" in message and name.lower() in message.lower() else None


def _refused(record: dict[str, Any], name: str, sure: bool) -> Refused | None:
    message = str(record.get("errorMessage") or "")
    code = str(record.get("errorCode") or "")
    saying = read_cloudtrail(record) or next(iter(read(f"{code}: {message}", "aws")), None)
    if saying is None or saying.class_ == "none":
        return None
    time = parse_iso(record.get("eventTime"))
    parameters = record.get("requestParameters")
    given = parameters if isinstance(parameters, dict) else {}
    return Refused(
        time=iso(time) if time else "",
        operation=operation(record),
        saying=saying,
        text=message,
        fact=history.fact(record, f"{operation(record)} refused: {message}"[:400]),
        actor=history.actor(record),
        function=name,
        role=str(given.get("role")) if given.get("role") else None,
        sure=sure,
    )


def read_stack(ask: Ask, region: str, stack: str, start: datetime, end: datetime) -> Deploys | None:
    """Return what the stack was refused in [start, end], root causes only; None where there is no such stack."""
    read_events = stacks.stack_events(region, StackName=stack)
    answer = ask(read_events)
    if answer is None:
        return None
    if isinstance(answer, Unknown):
        return Deploys(complete=False, unknown=answer)
    rows = []
    good = _made_good(answer.StackEvents)
    for event in answer.StackEvents:
        moment = parse_iso(event.Timestamp)
        if moment is None or not start <= moment <= end or moment < good.get(event.LogicalResourceId, start):
            continue
        row = _of_event(event, iso(moment))
        if row is not None:
            rows.append(row)
    return Deploys(tuple(sorted(rows, key=lambda r: (r.time, r.fact.key))), ask.complete(read_events))


def _made_good(events: tuple[stacks.StackEvent, ...]) -> dict[str, datetime]:
    """Return when each resource was last made or updated; a rollback makes nothing good."""
    found: dict[str, datetime] = {}
    for event in events:
        moment = parse_iso(event.Timestamp)
        if moment is not None and event.ResourceStatus in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
            found[event.LogicalResourceId] = max(moment, found.get(event.LogicalResourceId, moment))
    return found


def _of_event(event: stacks.StackEvent, time: str) -> Refused | None:
    reason = event.ResourceStatusReason or ""
    if not event.ResourceStatus.endswith("_FAILED") or not reason or _CONSEQUENCE.search(reason):
        return None
    saying = next(iter(read(reason, "aws")), None)
    fact = Fact(
        key=f"stack-event:{event.EventId}",
        source="stack-events",
        summary=f"{event.LogicalResourceId} ({event.ResourceType}) {event.ResourceStatus}: {reason}"[:400],
        time=time,
        raw={
            "stack": event.StackName,
            "resource": event.LogicalResourceId,
            "type": event.ResourceType,
            "reason": reason,
        },
    )
    properties = as_document(event.ResourceProperties)
    given = properties if isinstance(properties, dict) else {}
    return Refused(
        time=time,
        operation=event.ResourceType,
        saying=saying,
        text=reason,
        fact=fact,
        actor=saying.principal if saying else None,
        role=str(given["Role"]) if given.get("Role") else None,
    )
