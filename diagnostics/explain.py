"""From pasted text to a report; pure, no cloud is asked."""

from __future__ import annotations

import io
import re
from typing import Any

from diagnostics.messages import Prepared, Saying, prepare, read
from diagnostics.messages.bounded import LIMIT, read_bounded
from diagnostics.messages.families import hinted
from diagnostics.messages.records import sayings_of
from diagnostics.messages.unknown import may_tell_of_failure, unknown_failure
from diagnostics.report import Denial, Denied, Evidence, Fault, Hop, Limit, Report, Verdict
from diagnostics.rivals import rivals
from diagnostics.text_fixes import question, text_fixes

_CLAIMS = frozenset({"iam", "trigger", "resource-policy", "network"})
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?")
_OPERATION = re.compile(r"[a-z0-9-]+:[A-Za-z]+")
_MOST = 20
NOTHING = Report(
    verdict=Verdict(
        confidence=0.3,
        summary="The text holds no error that is known here.",
    ),
    notes=(
        "Paste the error itself, with the lines around it: the first error of the invocation decides, not the last.",
    ),
)
# Audit records were read, and none of them tells of a refusal.
QUIET = Report(
    verdict=Verdict(
        class_="none",
        confidence=0.85,
        summary="The audit records in the text tell of no refused call.",
    ),
)
_QUOTED = (
    "The text only quotes words that somebody sent to the application; the platform refused nothing here."
)


def explain(text: str | bytes | Prepared) -> Report:
    """Return the report on *text*: the root cause as verdict, further faults as others, look-alikes as notes."""
    if not isinstance(text, Prepared) and len(text) > LIMIT:
        text = read_bounded(io.BytesIO(text if isinstance(text, bytes) else text.encode("utf-8", "replace")))
    prepared = text if isinstance(text, Prepared) else prepare(text)
    said = sayings(prepared)
    if said:
        return report_of(prepared, said)
    return NOTHING if sayings_of(prepared) is None else QUIET


def sayings(prepared: Prepared) -> tuple[Saying, ...]:
    """Return what *prepared* says, root cause first; of a failure in words that no row knows, that it is one."""
    said = read(prepared)[:_MOST]
    if said or sayings_of(prepared) is not None:
        return said
    failure = unknown_failure(prepared)
    return (failure,) if failure else ()


def says_nothing(text: str) -> bool:
    """Whether `explain` would answer `NOTHING` because no word of the grammar or of failure stands in *text*; takes microseconds."""
    return not hinted(text) and not may_tell_of_failure(text)


def report_of(prepared: Prepared, said: tuple[Saying, ...]) -> Report:
    """Return the report on what *prepared* says; *said* has the root cause first."""
    evidence = tuple(_evidence(f"e{number}", prepared, saying) for number, saying in enumerate(said, 1))
    meant = [
        (saying, item) for saying, item in zip(said, evidence, strict=True) if saying.provenance == "platform"
    ]
    if not meant:
        verdict = Verdict(
            class_="none", confidence=0.85, summary=_QUOTED, evidence=tuple(e.id for e in evidence)
        )
        return Report(
            verdict=verdict, evidence=evidence, notes=tuple(f"Quoted: {s.summary}" for s in said if s.summary)
        )
    (root, first), rest = meant[0], meant[1:]
    further = [
        (saying, item) for saying, item in rest if saying.class_ in _CLAIMS and not _same_fault(saying, root)
    ]
    return Report(
        verdict=_verdict(root, first, [s for s, _ in meant]),
        others=tuple(Fault(**_fields(saying, item), fixes=text_fixes(saying)) for saying, item in further),
        notes=tuple(_notes(root, [s for s, _ in rest if s.class_ not in _CLAIMS], said)),
        alternatives=rivals(root),
        fixes=text_fixes(root),
        evidence=evidence,
        limits=_limits(root),
    )


def parts(prepared: Prepared, saying: Saying) -> dict[str, tuple[int, int]]:
    """Return where principal, action and resource of *saying* stand in the pasted text, as far as they do literally."""
    start, end = saying.span
    found = {}
    for name in ("principal", "action", "resource", "policy_arn", "host"):
        value = getattr(saying, name)
        at = prepared.text.find(value, start, end) if value else -1
        if at >= 0:
            found[name] = prepared.origin((at, at + len(value)))
    return found


def _verdict(root: Saying, item: Evidence, meant: list[Saying]) -> Verdict:
    return Verdict(**_fields(root, item), denials=_denials(meant), onset=_iso(item.time))


def _fields(saying: Saying, item: Evidence) -> dict[str, Any]:
    refused = saying.class_ in _CLAIMS and (saying.principal or saying.action or saying.resource)
    return {
        "failing": None if saying.class_ == "inconclusive" else True,
        "class_": saying.class_,
        "cause": saying.cause,
        "deny_origin": saying.deny_origin,
        "explicit": saying.explicit,
        "confidence": saying.confidence,
        "summary": saying.summary,
        "hop": Hop(saying.principal, saying.resource or saying.host) if refused or saying.host else None,
        "denied": _denied(saying),
        "evidence": (item.id,),
    }


def _denied(saying: Saying) -> Denied | None:
    if not (saying.action or saying.resource) or saying.class_ == "none":
        return None
    return Denied(saying.principal, saying.action, saying.resource)


def _denials(said: list[Saying]) -> tuple[Denial, ...]:
    counts: dict[tuple[str | None, str | None, str | None], int] = {}
    for saying in said:
        if _denied(saying):
            key = (saying.principal, saying.action, saying.resource)
            counts[key] = counts.get(key, 0) + 1
    return tuple(Denial(*key, count=count) for key, count in counts.items())


def _same_fault(one: Saying, other: Saying) -> bool:
    """Whether two sayings speak of one fault: the same class, and nothing that the later one names differently."""
    return one.class_ == other.class_ and all(
        a is None or b is None or a == b
        for a, b in ((one.action, other.action), (one.resource, other.resource), (one.host, other.host))
    )


def _notes(root: Saying, alike: list[Saying], said: tuple[Saying, ...]) -> list[str]:
    notes = [q for q in (question(root),) if q]
    if root.next_read and not _OPERATION.fullmatch(root.next_read):
        notes.append(f"To settle it: {root.next_read}")
    notes += [f"Also in the text: {s.summary}" for s in alike if s.summary]
    if any(s.provenance == "application" for s in said):
        notes.append(
            "Part of the text quotes what somebody sent to the application; it was not taken for evidence."
        )
    return list(dict.fromkeys(notes))


def _limits(root: Saying) -> tuple[Limit, ...]:
    if not root.next_read or root.class_ != "inconclusive":
        return ()
    operation = root.next_read if _OPERATION.fullmatch(root.next_read) else None
    return (
        Limit(
            read=root.next_read,
            permission=operation,
            effect="which side refused is not known",
            text="No cloud was asked: only the text was read.",
        ),
    )


def _evidence(key: str, prepared: Prepared, saying: Saying) -> Evidence:
    start, end = prepared.origin(saying.span)
    line = prepared.original.rfind("\n", 0, start) + 1
    time = _TIME.search(prepared.original, max(line, start - 400), min(end, start + 200))
    return Evidence(
        id=key,
        time=time[0] if time else None,
        source="paste",
        provenance=saying.provenance,
        summary=saying.summary,
        raw={
            "pattern": saying.pattern,
            "text": prepared.original[start : min(end, start + 2000)],
            "span": [start, end],
            "parts": {name: list(span) for name, span in parts(prepared, saying).items()},
            "code": saying.code,
        },
    )


def _iso(time: str | None) -> str | None:
    """Return *time* where it says its zone; a local time without one is no onset."""
    return time.replace(" ", "T") if time and time.endswith("Z") else None
