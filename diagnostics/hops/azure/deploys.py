"""Changes of the app that somebody tried and was refused, as the Activity Log tells."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from diagnostics.case import Fact
from diagnostics.hops.azure.changes import actor_of, operation_of, read_events, succeeded, time_of
from diagnostics.hops.azure.raw import ordered
from diagnostics.messages import read_azure_activity
from diagnostics.messages.model import Saying
from diagnostics.reader import Ask, Unknown

Json = dict[str, Any]
_CLASSES = {"iam", "resource-policy", "network"}


class Refused(msgspec.Struct, frozen=True):
    """One refused operation: who, what, on which resource, and what the log's own record says of it."""

    time: str
    operation: str
    about: str
    actor: str | None
    saying: Saying
    fact: Fact


class Deploys(msgspec.Struct, frozen=True):
    """*later* is the last time at which the same operation went through, by operation and resource in lower case."""

    refused: tuple[Refused, ...] = ()
    later: dict[str, str] = {}


def read_deploys(
    ask: Ask, subscription: str, group: str, app: str, start: datetime, end: datetime
) -> Deploys | Unknown:
    """Return what was refused to those who changed *app* (its name) in the window."""
    records = read_events(ask, subscription, "resourceGroupName", group, start, end)
    if isinstance(records, Unknown):
        return records
    rows = [row for r in records if not succeeded(r) and (row := _refused(r)) and _concerns(r, app)]
    unique = {(r.operation.lower(), r.about.lower(), r.saying.cause): r for r in rows}
    later = {f"{operation_of(r)} {r.get('resourceId')}".lower(): time_of(r) for r in records if succeeded(r)}
    return Deploys(tuple(unique.values()), later)


def _concerns(record: Json, app: str) -> bool:
    """Whether the app, or a deployment whose message names it, is what was changed."""
    about = str(record.get("resourceId") or "").lower()
    if f"/sites/{app.lower()}" in f"{about}/" and (
        about.endswith(f"/sites/{app.lower()}") or f"/sites/{app.lower()}/" in about
    ):
        return True
    deployment = "/deployments/" in about
    return deployment and f"sites/{app.lower()}" in str(record.get("properties") or "").lower()


def _refused(record: Json) -> Refused | None:
    saying = read_azure_activity(record)
    if saying is None or saying.class_ not in _CLASSES:
        return None
    operation, time = operation_of(record), time_of(record)
    about = str(record.get("resourceId") or "")
    fact = Fact(
        key=f"activity:{record.get('eventDataId') or time}:{operation}", source="activity-log",
        summary=f"{operation} refused: {saying.summary}"[:400], time=time,
        raw=ordered({k: v for k, v in record.items() if k not in {"claims", "httpRequest"}}),
    )  # fmt: skip
    return Refused(time, operation, about, actor_of(record), saying, fact)
