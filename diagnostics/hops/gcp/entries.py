"""Log entries of Google Cloud: what each kind of entry says, in one place."""

from __future__ import annotations

from typing import Any

import msgspec

from diagnostics.case import Fact
from diagnostics.clock import iso, parse_iso
from diagnostics.report import Provenance

Entry = dict[str, Any]


def log_id(entry: Entry) -> str:
    """Return the log an entry stands in: run.googleapis.com/requests, cloudaudit.googleapis.com/activity, ..."""
    return str(entry.get("logName") or "").partition("/logs/")[2].replace("%2F", "/")


def at(entry: Entry) -> str:
    """Return the entry's time as ISO 8601 to the second, empty where it has none."""
    moment = parse_iso(entry.get("timestamp"))
    return iso(moment) if moment else ""


def order(entry: Entry) -> tuple[str, str]:
    return str(entry.get("timestamp") or ""), str(entry.get("insertId") or "")


def within(entry: Entry, name: str) -> dict[str, Any]:
    """Return the object *name* of *entry*, an empty one where it is none."""
    value = entry.get(name)
    return value if isinstance(value, dict) else {}


# Where the loggers of all languages put what they say: Cloud Logging's own, winston's, pino's and slog's, structlog's, Java's.
_SAID = ("message", "msg", "event", "exception", "stack_trace", "stack", "error", "err")


def text(entry: Entry) -> str:
    """Return what an application's entry says: its text, what its JSON says with the error and the stack, or the whole JSON."""
    if isinstance(entry.get("textPayload"), str):
        return str(entry["textPayload"])
    payload = within(entry, "jsonPayload")
    said = [line for key in _SAID if payload.get(key) for line in _words(payload[key])]
    if said:
        return "\n".join(dict.fromkeys(said))
    return msgspec.json.encode(payload).decode() if payload else ""


def _words(value: Any, depth: int = 3) -> list[str]:
    """Return the texts of an error that was logged as an object; codes and flags say nothing by themselves."""
    if isinstance(value, dict) and depth:
        return [line for part in value.values() for line in _words(part, depth - 1)]
    return [value] if isinstance(value, str) else []


def request(entry: Entry) -> str | None:
    """Return what tells one invocation from another: the execution id, else the trace."""
    execution = within(entry, "labels").get("execution_id")
    return str(execution or entry.get("trace") or "") or None


def fact(entry: Entry, source: str, summary: str, provenance: Provenance) -> Fact:
    """Return the entry as a piece of evidence."""
    body = msgspec.json.encode(entry, order="sorted")
    raw = msgspec.json.decode(body)
    if len(body) > 16_000:
        raw = {key: entry.get(key) for key in ("logName", "timestamp", "insertId", "severity")}
    key = f"log:{entry.get('insertId') or ''}:{entry.get('timestamp')}:{log_id(entry)}"
    return Fact(key, source, summary.strip()[:400], at(entry) or None, provenance, raw)


def audit(entry: Entry) -> dict[str, Any]:
    return within(entry, "protoPayload")


def caller(entry: Entry) -> str:
    """Return the account as which the call of an audit entry was made, in lower case."""
    return str(within(audit(entry), "authenticationInfo").get("principalEmail") or "").lower()


def actor(entry: Entry) -> str | None:
    """Return who made the call of an audit entry; the one behind an impersonation first."""
    identity = within(audit(entry), "authenticationInfo")
    chain = identity.get("serviceAccountDelegationInfo")
    first = chain[0] if isinstance(chain, list) and chain and isinstance(chain[0], dict) else {}
    party = first.get("firstPartyPrincipal")
    behind = party.get("principalEmail") if isinstance(party, dict) else None
    return str(behind or identity.get("principalEmail") or identity.get("principalSubject") or "") or None


def failed(entry: Entry) -> bool:
    """Whether the call of an audit entry failed; a success has an empty status or none."""
    return bool(within(audit(entry), "status").get("code"))


def deltas(entry: Entry) -> list[dict[str, Any]]:
    """Return what a SetIamPolicy added and removed; services write it in either of two places."""
    for place in ("serviceData", "metadata"):
        rows = within(within(audit(entry), place), "policyDelta").get("bindingDeltas")
        if isinstance(rows, list):
            return [row for row in rows if isinstance(row, dict)]
    return []
