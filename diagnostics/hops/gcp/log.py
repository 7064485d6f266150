"""The logs of the window, read into what they tell: failures, refused calls, requests turned away, refused deployments."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

from diagnostics.clock import parse_iso
from diagnostics.hops.gcp import entries
from diagnostics.hops.gcp.entries import Entry
from diagnostics.hops.gcp.filters import case_filter
from diagnostics.hops.gcp.names import address
from diagnostics.hops.gcp.world import Attempt, Episode, Function, Log, Turned
from diagnostics.messages import families, read, read_gcp_audit
from diagnostics.messages.model import Saying
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.gcp import core

_LIMIT = 3000
_REQUESTS = "run.googleapis.com/requests"
_EXECUTIONS = "cloudscheduler.googleapis.com/executions"
_AUDIT = "cloudaudit.googleapis.com/"
_TURNED = {401, 403, 404, 429}
_FINISHED = re.compile(r"finished with status(?: code)?:? '?(\w+)")
_ENDED_WELL = re.compile(r"ok|2\d\d|3\d\d|4\d\d")
_DEPLOYS = re.compile(r"(?i)\.(create|update|replace|delete)(function|service|trigger)$|setiampolicy$")
_CRASH = re.compile(
    r"^Traceback \(most recent call last\)|\bException on /|\bUncaught (?:signal|exception)|\bUnhandled\b|^panic: ",
    re.MULTILINE | re.IGNORECASE,
)
PRIVATE = "logging.privateLogEntries.list"


def read_log(ask: Ask, function: Function, start: datetime, end: datetime) -> Log | Unknown:
    """Return what the project's logs hold about the function between *start* and *end*, or Unknown."""
    question = core.log_entries(
        function.project,
        {
            "resourceNames": [f"projects/{function.project}"],
            "filter": case_filter(function, start, end),
            "orderBy": "timestamp desc",
            "limit": _LIMIT,
        },
        what="case",
        about=function.id,
    )
    answer = ask(question)
    if isinstance(answer, Unknown):
        return answer
    found = [e for e in (answer.entries if answer else ()) if _inside(e, start, end)]
    log = parse(function, found[:_LIMIT], complete=ask.complete(question) and len(found) <= _LIMIT)
    if not any(e.fatal for e in log.episodes) or any(e.saying for e in log.episodes):
        return log
    # Failures without a reason: would the log have shown a refusal at all?
    own = f"projects/{function.project}"
    allowed = ask(core.permitted(function.project, resource=own, permissions=[PRIVATE]))
    private = PRIVATE in allowed.permissions if isinstance(allowed, core.Permitted) else None
    return msgspec.structs.replace(log, private=private)


def _inside(entry: Entry, start: datetime, end: datetime) -> bool:
    moment = parse_iso(entry.get("timestamp"))
    return moment is not None and start <= moment <= end


def parse(function: Function, found: list[Entry], *, complete: bool) -> Log:
    """Return *found*, sorted into what it tells of the function."""
    found = sorted(found, key=entries.order)
    broken, finished, requests = _outcomes([entry for entry in found if is_own(function, entry)])
    episodes: list[Episode] = []
    turned: list[Turned] = []
    attempts: list[Attempt] = []
    deploys: list[Episode] = []
    for entry in _joined(found):
        kind = entries.log_id(entry)
        if kind.startswith(_AUDIT):
            episode = _audited(entry)
            if episode is None:
                continue
            own = _calls_itself(function, entry)
            if episode.source == "audit-log" and not own and _DEPLOYS.search(episode.method or ""):
                deploys += [episode] if _about(function, entry) else []
            elif (
                own
                or not function.email
                or (episode.source == "policy-log" and _at_the_door(function, entry))
            ):
                episodes.append(episode)
        elif kind == _REQUESTS:
            row = _turned(entry) if is_own(function, entry) else None
            turned += [row] if row else []
        elif kind == _EXECUTIONS:
            attempt = _attempt(entry)
            attempts += [attempt] if attempt else []
        elif is_own(function, entry):
            episodes += _said(entry, broken, finished, requests=requests and complete)
    return Log(complete, tuple(episodes), tuple(turned), tuple(attempts), tuple(deploys), None, len(found))


def is_own(function: Function, entry: Entry) -> bool:
    """Whether the entry is of this function's own log, by its labels; the filter asked for no other."""
    resource = entries.within(entry, "resource")
    labels = entries.within(resource, "labels")
    if resource.get("type") == "cloud_function":
        named, where, wanted = labels.get("function_name"), labels.get("region"), function.name
    else:
        named, where = labels.get("service_name"), labels.get("location")
        wanted = function.service_name.rpartition("/")[2]
    return named == wanted and where in {None, function.location}


def _outcomes(found: list[Entry]) -> tuple[set[str], set[str], bool]:
    """Return the invocations that failed, those that ended well, and whether requests are logged at all."""
    broken: set[str] = set()
    finished: set[str] = set()
    requests = False
    for entry in found:
        if entries.log_id(entry) == _REQUESTS:
            status = _status(entry)
            requests = requests or status >= 500
            trace = str(entry.get("trace") or "")
            if trace and status:
                (broken if status >= 500 else finished).add(trace)
        elif (ended := _FINISHED.search(entries.text(entry)[:2000])) and (name := entries.request(entry)):
            (finished if _ENDED_WELL.fullmatch(ended[1]) else broken).add(name)
    return broken, finished, requests


def _status(entry: Entry) -> int:
    status = entries.within(entry, "httpRequest").get("status")
    return status if isinstance(status, int) else 0


def _joined(found: list[Entry]) -> list[Entry]:
    """Return *found* with a stack trace that came line by line put together again: same log, same trace, same second."""
    rows: list[Entry] = []
    for entry in found:
        last = rows[-1] if rows else None
        if last is not None and _continues(last, entry):
            rows[-1] = {**last, "textPayload": f"{last['textPayload']}\n{entry['textPayload']}"}
        else:
            rows.append(entry)
    return rows


def _continues(last: Entry, entry: Entry) -> bool:
    texts = isinstance(last.get("textPayload"), str) and isinstance(entry.get("textPayload"), str)
    kind = entries.log_id(entry)
    return (
        texts
        and kind == entries.log_id(last)
        and kind.endswith("/stderr")
        and entries.request(entry) is not None
        and entries.request(entry) == entries.request(last)
        and entries.at(entry) == entries.at(last)
        and len(last["textPayload"]) < 60_000
    )


def _said(entry: Entry, broken: set[str], finished: set[str], *, requests: bool) -> list[Episode]:
    """Return what a line of the function's own log says; a line that says nothing and is no error is left out."""
    text = entries.text(entry)
    ended = _FINISHED.search(text[:2000])
    if ended and _ENDED_WELL.fullmatch(ended[1]):
        return []
    name, traces = (
        entries.request(entry),
        {entries.request(entry), str(entry.get("trace") or "")} - {None, ""},
    )
    struck = bool(traces & broken)
    well = not struck and bool(traces & finished or (requests and traces))
    severe = str(entry.get("severity")) in {"ERROR", "CRITICAL", "ALERT", "EMERGENCY"}
    crash = _CRASH.search(text[:65536]) is not None
    fatal = True if struck or (crash and severe and not well) else (False if well else None)
    if ended:
        text = "" if ended[1] != "timeout" else text
    sayings: tuple[Saying | None, ...] = read(text, "gcp") if families.hinted(text) else ()
    if not sayings and not ended and (crash or (struck and severe)):
        sayings = (None,)
    return [
        Episode(
            time=entries.at(entry),
            source="function-log",
            text=text[:8000],
            fact=entries.fact(
                entry, "function-log", _line(text), saying.provenance if saying else "application"
            ),
            saying=saying,
            request=name,
            fatal=fatal,
        )
        for saying in sayings
    ]


def _line(text: str) -> str:
    """Return the line of *text* that tells most: the last one of a stack trace, else the first."""
    lines = [line for line in text.splitlines() if line.strip()] or [""]
    return lines[-1] if lines[0].startswith("Traceback") else lines[0]


def _audited(entry: Entry) -> Episode | None:
    """Return a refused or failed call; what a perimeter would have refused (dry run) is none."""
    payload = entries.audit(entry)
    if not entries.failed(entry) or entries.within(payload, "metadata").get("dryRun") is True:
        return None
    saying = read_gcp_audit(entry)
    said = str(entries.within(payload, "status").get("message") or "")
    method = str(payload.get("methodName") or "")
    source = "policy-log" if entries.log_id(entry).endswith("/policy") else "audit-log"
    who = entries.actor(entry)
    about = f"{method} on {payload.get('resourceName')} by {who or 'nobody named'}: {said}"
    return Episode(
        time=entries.at(entry),
        source=source,
        text=said,
        fact=entries.fact(entry, source, about, "platform"),
        saying=saying,
        request=str(entry.get("trace") or "") or None,
        actor=who,
        method=method,
    )


def _calls_itself(function: Function, entry: Entry) -> bool:
    """Whether the function's account made the call: not somebody who impersonates it, though Google's agents may pass it on."""
    behind = address(entries.actor(entry))
    return entries.caller(entry) == function.email.lower() and (
        behind == function.email.lower() or behind.endswith("gserviceaccount.com")
    )


def _at_the_door(function: Function, entry: Entry) -> bool:
    """Whether a perimeter stopped a request for this function."""
    payload = entries.audit(entry)
    said = f"{payload.get('resourceName')} {entries.within(payload, 'metadata').get('resourceNames')}"
    asked = str(payload.get("methodName")) + str(entries.within(entry, "resource").get("labels"))
    return "HttpIngress" in asked and (
        "/services/" not in said or function.service_name.rpartition("/")[2] in re.split(r"[^\w-]", said)
    )


def _about(function: Function, entry: Entry) -> bool:
    """Whether the call was about this function or its service, by the last part of the name."""
    last = str(entries.audit(entry).get("resourceName") or "").rpartition("/")[2]
    return last in {function.name, function.service_name.rpartition("/")[2]} or "/triggers/" in str(
        entries.audit(entry).get("resourceName")
    )


def _turned(entry: Entry) -> Turned | None:
    """Return a request that was answered in the function's place: the log of requests says so in a text of its own."""
    status, about = _status(entry), entries.within(entry, "httpRequest")
    text = entries.text(entry)
    if status not in _TURNED or (not text and status not in {401, 403}):
        return None
    agent = str(about.get("userAgent") or "")
    said = f"HTTP {status} for {agent or 'a caller'}: {text or 'no further word'}"
    return Turned(
        entries.at(entry), status, agent, text, entries.fact(entry, "request-log", said, "platform")
    )


def _attempt(entry: Entry) -> Attempt | None:
    """Return a failed run of a Scheduler job."""
    payload = entries.within(entry, "jsonPayload")
    status = payload.get("status")
    if not isinstance(status, str) or not status:
        return None
    job = str(
        payload.get("jobName")
        or entries.within(entries.within(entry, "resource"), "labels").get("job_id")
        or ""
    )
    said = str(payload.get("debugInfo") or "")
    summary = f"{job.rpartition('/')[2]} ended in {status}: {said}"
    url = str(payload.get("url") or "")
    return Attempt(
        entries.at(entry), job, status, url, said, entries.fact(entry, "scheduler-log", summary, "platform")
    )
