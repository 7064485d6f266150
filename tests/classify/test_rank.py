"""Rank: one verdict from many findings, the same in any order."""

from __future__ import annotations

import itertools

from diagnostics.case import Finding, Hop, Node
from diagnostics.classify.rank import rank

QUEUE = Hop("inbound", Node("q", "SQS queue", "q"), Node("f", "function", "f"))
TABLE = Hop("outbound", Node("f", "function", "f"), Node("t", "table", "t"))


def fault(cause: str, class_: str, upstream: int, **more: object) -> Finding:
    return Finding(
        "c",
        "failed",
        cause=cause,
        class_=class_,
        corroborated=True,
        upstream=upstream,
        summary=cause,
        failing=True,
        **more,
    )


DISABLED = fault("a.mapping.disabled", "trigger", 10, hop=QUEUE)
DENIED = fault("a.role.action-missing", "iam", 50, hop=TABLE)
SMELL = Finding("c", "failed", cause="a.x", class_="trigger", summary="an old mapping is off", upstream=1)
HEALTHY = Finding(
    "c", "passed", cause="a.healthy", class_="none", failing=False, confidence=0.9, summary="fine"
)
BLOCKED = Finding(
    "c", "blocked", class_="iam", corroborated=True, confidence=0.95, detail="not permitted to read"
)


def test_the_fault_upstream_is_the_verdict_and_the_other_is_named() -> None:
    """Of two independent faults the one nearer the source decides, whatever the order of the checks."""
    for findings in itertools.permutations([DENIED, DISABLED, HEALTHY, SMELL]):
        ranking = rank(list(findings))
        assert ranking.verdict == DISABLED
        assert ranking.others == (DENIED,)
        assert ranking.remarks == ("an old mapping is off",)


def test_a_smell_is_a_note_and_never_a_verdict() -> None:
    """A broken setting without silence, errors or a refusal stays a remark beside a healthy function."""
    ranking = rank([SMELL, HEALTHY])
    assert ranking.verdict == HEALTHY
    assert ranking.remarks == ("an old mapping is off",)


def test_the_same_fault_seen_twice_is_one() -> None:
    """Two records of one fault are no second fault."""
    assert rank([DENIED, DENIED]).others == ()


def test_an_unanswered_question_that_weighs_more_keeps_it_open() -> None:
    """Nothing is called healthy while the read that would decide was refused."""
    ranking = rank([HEALTHY, BLOCKED])
    assert ranking.verdict is None
    assert ranking.open == (BLOCKED,)


def test_nothing_found_is_no_verdict() -> None:
    """Absence of evidence is never a verdict."""
    assert rank([]).verdict is None


def test_what_could_not_be_ruled_out_is_said() -> None:
    """A class whose question went unanswered is listed as not ruled out."""
    (row,) = [a for a in rank([DISABLED, BLOCKED]).alternatives if a.class_ == "iam"]
    assert row.why_not.startswith("could not be ruled out")
