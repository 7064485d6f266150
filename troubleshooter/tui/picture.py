"""The path as a value: the hops on either side of the function, and how each of the four questions was answered there."""

from __future__ import annotations

from typing import Any, get_args

import msgspec

from diagnostics.case import Finding, Hop, Node, Pending, Question
from diagnostics.engine import Judged

QUESTIONS: tuple[Question, ...] = get_args(Question)
_GRAVITY = ("failed", "remark", "blocked", "inconclusive", "waiting", "passed", "skipped", "silent")
_RULED_OUT: dict[str, Question] = {
    "trigger": "wired", "iam": "permitted", "resource-policy": "admitted", "network": "reachable",
}  # fmt: skip


class Leg(msgspec.Struct, frozen=True):
    """One hop: *answers* maps each question to (status, why); *state* is the gravest of them."""

    source: Node
    target: Node
    state: str
    answers: dict[Question, tuple[str, str]]
    label: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.source.id, self.target.id


class Picture(msgspec.Struct, frozen=True):
    """The gravest leg stands first on each side; None means that side has not been read yet."""

    function: Node
    inbound: tuple[Leg, ...] | None
    outbound: tuple[Leg, ...] | None
    own: dict[Question, tuple[str, str]]
    state: str


def picture(judged: Judged) -> Picture:
    """Return what is known of the path; nothing here knows one cloud from another."""
    world = judged.world
    findings = [f for found in judged.answers.values() for f in found or ()]
    hops_in, hops_out = _hops(world, "inbound"), _hops(world, "outbound")
    told = judged.verdict.hop if judged.verdict else None
    if told is not None:
        side = hops_out if told.direction == "outbound" else hops_in
        if told.key not in {hop.key for hop in side or ()}:
            side = (*(side or ()), told)
        hops_in, hops_out = (hops_in, side) if told.direction == "outbound" else (side, hops_out)
    own = _answers([f for f in findings if f.hop is None], None, judged)
    return Picture(
        function=_function(judged, (*(hops_in or ()), *(hops_out or ()))),
        inbound=None if hops_in is None else _legs(hops_in, findings, judged),
        outbound=None if hops_out is None else _legs(hops_out, findings, judged),
        own={q: a for q, a in own.items() if a[0] in {"failed", "remark", "blocked", "inconclusive"}},
        state=_own_state(judged, own),
    )


def _hops(world: Any, side: str) -> tuple[Hop, ...] | None:
    found = getattr(world, side, ())
    if isinstance(found, Pending):
        return None
    return found if isinstance(found, tuple) else ()


def _function(judged: Judged, hops: tuple[Hop, ...]) -> Node:
    target = judged.world.target
    for hop in hops:
        for node in (hop.source, hop.target):
            if node.id == target.id:
                return node
    return Node(target.id, "function", target.name)


def _legs(hops: tuple[Hop, ...], findings: list[Finding], judged: Judged) -> tuple[Leg, ...]:
    legs = [
        _leg(hop, [f for f in findings if f.hop is not None and f.hop.key == hop.key], judged) for hop in hops
    ]
    unique = {leg.key: leg for leg in sorted(legs, key=lambda leg: -_GRAVITY.index(leg.state))}
    verdict = judged.verdict.hop.key if judged.verdict and judged.verdict.hop else None
    return tuple(
        sorted(unique.values(), key=lambda leg: (leg.key != verdict, _GRAVITY.index(leg.state), leg.key))
    )


def _leg(hop: Hop, findings: list[Finding], judged: Judged) -> Leg:
    answers = _answers(findings, hop, judged)
    states = [state for state, _ in answers.values()] + [_status(f) for f in findings]
    denied = next((f.denied.action for f in findings if f.denied and f.denied.action), "")
    state = min(states, key=_GRAVITY.index, default="silent")
    return Leg(hop.source, hop.target, state, answers, denied or "")


def _answers(findings: list[Finding], hop: Hop | None, judged: Judged) -> dict[Question, tuple[str, str]]:
    """Return every question's gravest answer; what nobody asked here is silent, what is still read waits."""
    answers: dict[Question, tuple[str, str]] = {}
    for question in QUESTIONS:
        told = [(_status(f), f.detail) for f in findings if f.question == question]
        if told:
            answers[question] = min(told, key=lambda answer: _GRAVITY.index(answer[0]))
    for question, why in _ruled_out(hop, judged):
        answers.setdefault(question, ("passed", why))
    left = ("silent", "not asked here") if judged.finished else ("waiting", "being read")
    return {question: answers.get(question, left) for question in QUESTIONS}


def _ruled_out(hop: Hop | None, judged: Judged) -> list[tuple[Question, str]]:
    """What the verdict's own evidence rules out on its hop: a refusal that came back proves that packets travel."""
    verdict = judged.verdict
    if verdict is None or hop is None or verdict.hop is None:
        return []
    rows = [(_RULED_OUT[class_], why) for class_, why in verdict.rules_out if class_ in _RULED_OUT]
    if verdict.hop.key == hop.key:
        return [(q, why) for q, why in rows if q != "wired" or hop.direction == "inbound"]
    return [(q, why) for q, why in rows if q == "wired" and hop.direction == "inbound"]


def _status(finding: Finding) -> str:
    if finding.status != "failed":
        return finding.status
    if finding.class_ == "none":
        return "passed"
    return "failed" if finding.corroborated else "remark"


def _own_state(judged: Judged, own: dict[Question, tuple[str, str]]) -> str:
    verdict = judged.verdict
    if verdict is not None and verdict.hop is None and verdict.failing and verdict.status == "failed":
        return "failed"
    if any(state == "failed" for state, _ in own.values()):
        return "failed"
    return "passed" if judged.finished else "waiting"
