"""What the other side wrote: storage accounts, vaults, Event Grid and the app's own front door, where they log at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from diagnostics.case import Fact
from diagnostics.causes import lookup
from diagnostics.clock import parse_iso
from diagnostics.hops.azure import endpoints
from diagnostics.hops.azure.raw import ordered
from diagnostics.hops.azure.sayings import sayings
from diagnostics.hops.azure.world import App, Episode
from diagnostics.messages.model import Saying
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.azure import logs

_VERBS = (
    (
        (
            "putblob",
            "putblock",
            "append",
            "setblob",
            "create",
            "putmessage",
            "insert",
            "merge",
            "update",
            "copy",
        ),
        "write",
    ),
    (("delete", "clear"), "delete"),
    (("getmessage",), "process"),
    (("get", "list", "peek", "query", "secretget"), "read"),
)
# A status text of a storage log, or a column of a vault's, and the cause that it means.
_STORAGE = {
    "authorizationpermissionmismatch": "azure.role-assignment.missing",
    "authorizationfailure": "azure.storage-firewall.blocked",
    "keybasedauthenticationnotpermitted": "azure.storage-account.shared-key-disabled",
    "publicaccessnotpermitted": "azure.storage-account.anonymous-access-off",
    "authenticationfailed": "azure.storage-account.signature-refused",
}


def read_refusals(
    ask: Ask, app: App, where: logs.Workspace | None, start: datetime, end: datetime
) -> tuple[Episode, ...] | Unknown:
    """Return what was refused to this app, as far as its targets log it; most of these tables are off by default."""
    if where is None or where.classic:
        return ()
    answer = ask(logs.target_refusals(where, app.role, app.principals, start, end))
    if isinstance(answer, Unknown):
        return answer
    own = {p.lower() for p in app.principals}
    rows = [row for row in (answer.rows if answer else ()) if _inside(row, start, end) and _own(row, own)]
    episodes = [_episode(number, row) for number, row in enumerate(rows)]
    return tuple(sorted(episodes, key=lambda e: (e.time, e.fact.key)))


def _inside(row: dict[str, Any], start: datetime, end: datetime) -> bool:
    moment = parse_iso(row.get("time"))
    return moment is not None and start <= moment <= end


def _own(row: dict[str, Any], own: set[str]) -> bool:
    """Whether the row is about this app: its object id, or a table that is about nothing else."""
    source, who = str(row.get("source") or ""), str(row.get("who") or "").lower()
    if source.startswith(("Storage", "AZKV")):
        return who in own
    return True


def _episode(number: int, row: dict[str, Any]) -> Episode:
    source, code = str(row.get("source") or ""), str(row.get("code") or "")
    uri = str(row.get("uri") or "")
    text = f"{source}: {row.get('operation') or ''} {row.get('status') or ''} {code}".strip()
    operation = str(row.get("operation") or "").lower()
    verb = next((v for starts, v in _VERBS if operation.startswith(starts)), None)
    fact = Fact(
        key=f"refusal:{row.get('time')}:{source}:{number}", source="target-log", summary=text[:400],
        time=str(row.get("time")), raw=ordered(row),
    )  # fmt: skip
    return Episode(
        str(row.get("time")), source, text, fact, _saying(source, code, row), None, None, 3,
        principal=str(row.get("who") or "") or None, endpoint=endpoints.of_url(uri) if "." in uri else None,
        verb=verb, address=str(row.get("ip") or "").rpartition(":")[0] or str(row.get("ip") or "") or None, uri=uri or None,
    )  # fmt: skip


def _saying(source: str, code: str, row: dict[str, Any]) -> Saying | None:
    """Return the row as a saying: its own columns where they tell, else its words."""
    lowered = code.lower()
    cause = (
        next((c for start, c in _STORAGE.items() if lowered.startswith(start)), None)
        if source.startswith("Storage")
        else None
    )
    if source.startswith("Storage") and lowered.endswith("ipauthorizationerror"):
        cause = "azure.storage-firewall.blocked"
    if source == "AZKVAuditLogs" and "address=false" in str(row.get("auth") or "").lower():
        cause = "azure.key-vault-firewall.blocked"
    if source == "AegDeliveryFailureLogs" and any(f"httpstatuscode={s}" in lowered for s in ("401", "403")):
        cause = "azure.event-subscription.delivery-refused"
    if source == "AppServiceIPSecAuditLogs":
        cause = "azure.access-restriction.caller-blocked"
    if source == "AppServiceAuthenticationLogs":
        cause = "azure.easy-auth.caller-refused"
    if cause is None:
        said = sayings(code)
        return said[0] if said else None
    known = lookup(cause)
    assert known is not None  # noqa: S101 - the causes of this file are the table's own
    own = Saying(
        pattern=f"azure.target-log.{source}", provider="azure", class_=known.class_, cause=cause, confidence=0.95,
        deny_origin=known.deny_origin, principal=str(row.get("who") or "") or None, code=code.split(" ", 1)[0][:80],
    )  # fmt: skip
    return msgspec.structs.replace(
        own, summary=f"{source} says {code[:120] or row.get('status') or 'that it was denied'}"
    )
