"""The change that caused it: the audit log's write on what broke, before the onset, that explains the failure.

A policy's entry carries what was added and removed; where it carries only the policy as it became, the change is
possible, not proven. A change that failed explains nothing, nor does one of Google's own agents that follows a deploy.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal

import msgspec

from diagnostics.case import Finding, Found, Touch
from diagnostics.clock import iso, parse_iso
from diagnostics.hops.gcp import entries
from diagnostics.hops.gcp.entries import Entry
from diagnostics.hops.gcp.filters import quoted, within
from diagnostics.hops.gcp.names import address, with_id
from diagnostics.hops.gcp.target import TargetHop
from diagnostics.hops.gcp.world import GcpWorld, Traffic
from diagnostics.policy.gcp import Roles
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.gcp import core
from diagnostics.report import Change

_KEPT = timedelta(days=90)
_SLACK = timedelta(
    minutes=75
)  # tokens live for an hour, grants take minutes: the effect follows the change late
_LIMIT = 500
_AGENTS = ("@gcf-admin-robot.", "@gcp-sa-", "@serverless-robot-prod.", "@cloudservices.")
_REMOVED = {"DeleteTopic", "DeleteSubscription", "DetachSubscription", "DeleteTrigger", "DeleteConnector", "PauseJob",
            "DeleteJob", "DisableServiceAccount", "DeleteServiceAccount", "DisableService", "PauseQueue"}  # fmt: skip
_ROLES = {"firestore": "roles/datastore."}
Strength = Literal["proven", "possible"]
_Row = tuple[Strength, datetime, Entry, Touch]


def explain(ask: Ask, world: GcpWorld, finding: Finding) -> GcpWorld:
    """Return the World with the change that explains *finding*, or with None where the log names none."""
    touches = tuple(touch for touch in finding.touches if touch.name)
    if not touches:
        return world
    onset = parse_iso(finding.onset) or world.end
    latest = (parse_iso(finding.changed_by) or onset) + timedelta(seconds=59)
    scopes = dict.fromkeys(touch.scope for touch in touches)
    answers = ask.together(
        *[partial(_entries, ask, world, finding, touches, scope, latest) for scope in scopes]
    )
    rows: list[_Row] = []
    for entry in (entry for found in answers for entry in found):
        moment = parse_iso(entry.get("timestamp"))
        if moment is None or moment > latest or moment < latest - _KEPT:
            continue
        for touch in touches:
            strength = _strength(world, finding, touch, entry)
            if strength is not None:
                rows.append((strength, moment, entry, touch))
                break
    best = _choose(rows, _last_good(world, onset))
    return msgspec.structs.replace(world, change=_found(*best) if best else None)


def _entries(
    ask: Ask, world: GcpWorld, finding: Finding, touches: tuple[Touch, ...], scope: str, latest: datetime
) -> tuple[Entry, ...]:
    """Return the writes that the log of *scope* holds; a project's by its id, those of what stands above it by full name."""
    project = world.target.account or ""
    own = tuple(touch for touch in touches if touch.scope == scope)
    read = core.log_entries(
        project,
        {
            "resourceNames": [scope if "/" in scope else f"projects/{scope}"],
            "filter": _filter(world, own, latest),
            "orderBy": "timestamp desc",
            "limit": _LIMIT,
        },
        what="changes",
        about=f"{finding.cause} {scope}",
    )
    answer = ask(read)
    return () if answer is None or isinstance(answer, Unknown) else answer.entries


def _filter(world: GcpWorld, touches: tuple[Touch, ...], latest: datetime) -> str:
    names = dict.fromkeys(touch.name.rpartition("/")[2] for touch in touches)
    if world.number:
        names[world.number] = None
    methods = dict.fromkeys(event for touch in touches for event in touch.events)
    about = " OR ".join(f"protoPayload.resourceName:{quoted(name)}" for name in names)
    called = " OR ".join(f"protoPayload.methodName:{quoted(method)}" for method in methods)
    logs = 'log_id("cloudaudit.googleapis.com/activity") OR log_id("cloudaudit.googleapis.com/data_access")'
    return f"{within(latest - _KEPT, latest)} AND ({logs}) AND ({called}) AND ({about})"


def _strength(world: GcpWorld, finding: Finding, touch: Touch, entry: Entry) -> Strength | None:
    """Return how surely *entry* explains the finding, or None where it cannot."""
    payload = entries.audit(entry)
    method = str(payload.get("methodName") or "")
    if entries.failed(entry) or not any(event.lower() in method.lower() for event in touch.events):
        return None
    if not _names(world, str(payload.get("resourceName") or ""), touch.name):
        return None
    who = (entries.actor(entry) or "").lower()
    if any(agent in who for agent in _AGENTS):
        return None
    short = method.rpartition(".")[2]
    if "setiam" in method.lower():
        return _of_policy(finding, entry)
    if short in _REMOVED:
        return "proven"
    if "policies" in method.lower() and finding.deny_origin == "deny-policy":
        return "proven"
    if touch.about == "perimeter":
        return "possible"
    return _of_update(finding, payload)


def _names(world: GcpWorld, said: str, name: str) -> bool:
    """Whether the entry is about exactly *name*, by project id or number, with or without the service before it."""
    project = world.target.account or ""
    said = said.removeprefix("//").partition(".googleapis.com/")[2] if said.startswith("//") else said
    same = with_id(said, project, world.number)
    if same == name or same.endswith(f"/{name}"):
        return True
    if name.startswith("projects/") and name.count("/") == 1:
        return said in {name.partition("/")[2], name, f"projects/{world.number}"}
    return _tail(same) == _tail(name) and _tail(name) != ""


def _tail(name: str) -> str:
    """Return the last collection and its element: `topics/orders`."""
    words = name.split("/")
    return "/".join(words[-2:]) if len(words) >= 4 else ""


def _of_policy(finding: Finding, entry: Entry) -> Strength | None:
    """A policy's change explains a refusal where it took away what was refused, or put a condition on it."""
    denied = finding.denied
    if denied is None:
        return None
    who = (
        address(denied.principal) or "allusers"
    )  # where nobody in particular is turned away, everybody was let in
    roles = finding.plan.roles if isinstance(finding.plan, TargetHop) else Roles()
    deltas = entries.deltas(entry)
    if not deltas:
        return "possible"
    for delta in deltas:
        if delta.get("action") != "REMOVE" or address(str(delta.get("member") or "")) != who:
            continue
        role = str(delta.get("role") or "")
        if not denied.action:
            # The refusal names no permission: a role of the service that refused is the one that was taken.
            service = finding.hop.target.id.partition(".")[0] if finding.hop else ""
            return (
                "proven"
                if service and role.startswith(_ROLES.get(service, f"roles/{service}."))
                else "possible"
            )
        holds = roles.holds(role, denied.action)
        if holds is not False:
            return "proven" if holds else "possible"
    return None


def _of_update(finding: Finding, payload: dict[str, Any]) -> Strength | None:
    """An update of the function explains where it touched what the finding is about; one that does not say may have."""
    request = entries.within(payload, "request")
    mask = str(request.get("updateMask") or "")
    if not mask:
        return "possible"
    words = {
        "iam": ("serviceAccount", "service_account"),
        "network": ("vpc", "ingress", "egress"),
        "trigger": ("eventTrigger", "event_trigger", "trigger"),
        "resource-policy": ("iap", "invoker", "audiences", "ingress"),
    }.get(finding.class_ or "", ())
    return "proven" if any(word.lower() in mask.lower() for word in words) else None


def _last_good(world: GcpWorld, onset: datetime) -> datetime | None:
    """Return the last minute before *onset* in which a request went well."""
    if not isinstance(world.traffic, Traffic):
        return None
    series = (
        (world.traffic.invocations, world.traffic.errors),
        (world.traffic.earlier, world.traffic.earlier_errors),
    )
    for calls, errors in series:
        bad = dict(errors.points)
        moments = [parse_iso(minute) for minute, count in calls.points if count > bad.get(minute, 0)]
        before = [moment for moment in moments if moment and moment < onset.replace(second=0)]
        if before:
            return max(before)
    return None


def _choose(rows: list[_Row], good: datetime | None) -> _Row | None:
    """Return the latest proven change, first among those near the last good call; a possible one only there."""
    near = [row for row in rows if good is None or row[1] >= good - _SLACK]
    proven = [row for row in rows if row[0] == "proven"]
    for fitting in (
        [row for row in near if row[0] == "proven"],
        proven,
        [row for row in near if row[0] == "possible"],
    ):
        if fitting:
            return max(fitting, key=lambda row: (row[1], str(row[2].get("insertId"))))
    return None


def _found(strength: Strength, moment: datetime, entry: Entry, touch: Touch) -> Found:
    payload = entries.audit(entry)
    method, who = str(payload.get("methodName") or ""), entries.actor(entry)
    target = str(payload.get("resourceName") or touch.name)
    fact = entries.fact(
        entry, "audit-log", f"{method} on {target} by {who or 'nobody named'} ({strength})", "platform"
    )
    return Found(Change(event=method, time=iso(moment), actor=who, target=target), fact)
