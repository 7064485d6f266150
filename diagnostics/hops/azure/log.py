"""The app's telemetry in the window, read into episodes, and its invocations as series."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import msgspec

from diagnostics.case import Fact, Series
from diagnostics.clock import iso, parse_iso
from diagnostics.hops.azure import endpoints
from diagnostics.hops.azure.endpoints import Endpoint
from diagnostics.hops.azure.raw import ordered
from diagnostics.hops.azure.sayings import sayings
from diagnostics.hops.azure.world import App, Episode, Log, Traffic
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.azure import logs

_SOURCES = {
    "exception": "function-log",
    "trace": "function-log",
    "host": "function-log",
    "dependency": "dependency",
}
_NAMED = re.compile(r"\b(?:Functions|Host\.Functions)\.([A-Za-z][A-Za-z0-9_-]{0,126})")
_STATUS = re.compile(r"\bResultCode (\d{3}|\w{0,40})\s*$")
_METHOD = re.compile(r"^\s*(GET|HEAD|PUT|POST|PATCH|MERGE|DELETE)\b")
_KEPT = 600
_EARLIER = timedelta(days=14)
# What a stack trace or an SDK's own words say was being done; a queue's message is taken, not read.
_VERBS = (
    (re.compile(r"\b(?:Receive|Dequeue|GetMessages?|QueueListener|process/action|receive/action)\w*", re.IGNORECASE), "process"),
    (re.compile(r"\b(?:Upload|PutBlob|PutBlock|AppendBlock|SetMetadata|AddMessage|SendMessage|Enqueue|PutMessage|SendEvent|SendAsync|"
                r"AddEntity|UpdateEntity|UpsertEntity|InsertEntity|OpenWrite|StageBlock|CreateIfNotExists|blobs/write|add/action|send/action)\w*",
                re.IGNORECASE), "write"),
    (re.compile(r"\b(?:Delete(?:Blob|Entity|IfExists)?|blobs/delete)\b", re.IGNORECASE), "delete"),
    (re.compile(r"\b(?:Download|OpenRead|GetBlob|ListBlobs|GetProperties|Exists(?:Async)?|PeekMessages?|QueryEntities|GetEntity|"
                r"GetSecret|blobs/read|getSecret)\w*", re.IGNORECASE), "read"),
)  # fmt: skip


def read_log(
    ask: Ask, app: App, where: logs.Workspace | None, start: datetime, end: datetime, what: str = "failures"
) -> Log | Unknown:
    """Return the episodes in time order, Log(kept=False) where telemetry goes nowhere, or Unknown."""
    if where is None:
        return Log(kept=False, complete=False)
    read = logs.failures(where, app.role, app.id, start, end, what)
    answer = ask(read)
    if isinstance(answer, Unknown):
        return answer
    if answer is None:
        return Unknown("the workspace holds no telemetry of this kind", None, logs.query.op)
    inside = [row for row in answer.rows if _inside(row, start, end)]
    episodes = _episodes(inside)
    return Log(kept=True, complete=ask.complete(read), episodes=episodes[-_KEPT:], rows=len(answer.rows))


def _inside(row: dict[str, Any], start: datetime, end: datetime) -> bool:
    moment = parse_iso(row.get("time"))
    return moment is not None and start <= moment <= end + timedelta(minutes=1)


def _episodes(rows: list[dict[str, Any]]) -> tuple[Episode, ...]:
    """Return an episode for every saying of a row, and one for a row that is an error and says nothing known."""
    found = []
    in_time = sorted(rows, key=lambda r: (str(r.get("time")), str(r.get("source")), str(r.get("text"))))
    for number, row in enumerate(in_time):
        text, source = str(row.get("text") or ""), str(row.get("source") or "trace")
        level = int(row.get("level") or 0)
        said = sayings(text)[:3]
        if not said and source not in {"dependency", "exception"} and level < 3:
            continue
        named = _NAMED.search(text)
        function = str(row.get("function") or "") or (named[1] if named else "")
        for saying in said or (None,):
            fact = Fact(
                key=f"log:{row.get('time')}:{number}",
                source=_SOURCES.get(source, "function-log"),
                summary=text.strip()[:400],
                time=str(row.get("time")),
                provenance=saying.provenance if saying else "application",
                raw=ordered(row),
            )
            found.append(
                Episode(
                    str(row.get("time")), source, text[:8000], fact, saying,
                    function.removeprefix("Functions.") or None, str(row.get("operation") or "") or None, level,
                    principal=saying.principal if saying else None, endpoint=_endpoint(text, saying), verb=verb(text, source),
                )
            )  # fmt: skip
    return _located(found)


def _endpoint(text: str, saying: Any) -> Endpoint | None:
    """Return the one data service that the row names; of several accounts none is picked."""
    for said in (saying.resource if saying else None, saying.host if saying else None):
        found = endpoints.of_url(said) if said and ("://" in said or "." in said) else None
        if found:
            return found
    named = endpoints.in_text(text)
    return named[0] if named and len({(e.service, e.account) for e in named}) == 1 else None


def verb(text: str, source: str) -> str | None:
    """Return read, write, delete or process, as a call's method or the SDK's words have it."""
    method = _METHOD.match(text) if source == "dependency" else None
    if method:
        return {"GET": "read", "HEAD": "read", "DELETE": "delete"}.get(method[1], "write")
    hits = [(m.start(), name) for pattern, name in _VERBS if (m := pattern.search(text))]
    return min(hits)[1] if hits else None


def _located(found: list[Episode]) -> tuple[Episode, ...]:
    """Give an exception the place and the verb of the failed call that its own invocation made, where there is just one."""
    calls: dict[str, set[tuple[Endpoint, str | None]]] = {}
    for episode in found:
        status = _STATUS.search(episode.text)
        refused = status is not None and status[1] in {"401", "403", "404", "409", "0", ""}
        if episode.source == "dependency" and episode.operation and episode.endpoint and refused:
            calls.setdefault(episode.operation, set()).add((episode.endpoint, episode.verb))
    rows = []
    for episode in found:
        known = calls.get(episode.operation or "", set())
        if episode.saying and episode.source != "dependency" and len(known) == 1:
            endpoint, did = next(iter(known))
            own = episode.endpoint
            if own is None or (own.service, own.account) == (endpoint.service, endpoint.account):
                better = endpoint if own is None or not own.path else own
                episode = msgspec.structs.replace(episode, endpoint=better, verb=did or episode.verb)  # noqa: PLW2901
        rows.append(episode)
    return tuple(sorted(rows, key=lambda e: (e.time, e.fact.key)))


def read_traffic(
    ask: Ask, app: App, where: logs.Workspace | None, function: str | None, start: datetime, end: datetime
) -> Traffic | Unknown:
    """Return the app's invocations (or those of one function), or Unknown where telemetry goes nowhere."""
    if where is None:
        return Unknown("the app sends no telemetry that could be found", None, logs.query.op)
    now, before = ask.all(
        logs.requests(where, app.role, start, end), logs.earlier(where, app.role, end - _EARLIER, end)
    )
    if not isinstance(now, logs.Rows):
        return now or Unknown("the workspace holds no requests", None, logs.query.op)
    rows = [row for row in now.rows if _asked_about(row, function)]
    older = (
        [row for row in before.rows if _asked_about(row, function)] if isinstance(before, logs.Rows) else []
    )
    names = {str(row.get("function") or "").lower() for row in (*rows, *older)} - {""}
    by_function = {
        name: _traffic([r for r in rows if _is(r, name)], [r for r in older if _is(r, name)], start, end)
        for name in sorted(names)
    }
    return msgspec.structs.replace(_traffic(rows, older, start, end), functions=by_function)


def _asked_about(row: dict[str, Any], function: str | None) -> bool:
    return function is None or _is(row, function.lower())


def _is(row: dict[str, Any], function: str) -> bool:
    return str(row.get("function") or "").lower() == function


def _traffic(
    rows: list[dict[str, Any]], older: list[dict[str, Any]], start: datetime, end: datetime
) -> Traffic:
    calls, failed = _series(rows, start - timedelta(minutes=1), end)
    earlier, bad = _series(older, end - _EARLIER - timedelta(hours=1), start)
    return Traffic(calls, failed, earlier, bad)


def _series(rows: list[dict[str, Any]], first: datetime, last: datetime) -> tuple[Series, Series]:
    calls: dict[str, float] = {}
    failed: dict[str, float] = {}
    for row in rows:
        moment = parse_iso(row.get("time"))
        if moment is None or not first <= moment <= last:
            continue
        minute = iso(moment)
        calls[minute] = calls.get(minute, 0) + float(row.get("calls") or 0)
        failed[minute] = failed.get(minute, 0) + float(row.get("failed") or 0)
    bad = {minute: count for minute, count in failed.items() if count}
    return Series(tuple(sorted(calls.items()))), Series(tuple(sorted(bad.items())))
