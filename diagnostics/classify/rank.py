"""From findings to one verdict: the fault furthest upstream that the failures bear out, its rivals, and what is unknown.

Everything that follows from the findings is decided here; checks only answer their own question.
"""

from __future__ import annotations

import msgspec

from diagnostics.case import Finding
from diagnostics.report import Alternative, Class

FOUR: tuple[Class, ...] = ("iam", "trigger", "resource-policy", "network")


class Ranking(msgspec.Struct, frozen=True):
    """*verdict* is None where nothing was found that explains anything; *open* is what could not be answered."""

    verdict: Finding | None
    others: tuple[Finding, ...] = ()
    remarks: tuple[str, ...] = ()
    open: tuple[Finding, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


def rank(findings: list[Finding]) -> Ranking:
    """Return the verdict and everything beside it; the same findings in any order give the same ranking."""
    ordered = sorted(findings, key=_order)
    faults = [f for f in ordered if _is_fault(f)]
    plain = [f for f in ordered if f.status != "skipped" and f.class_ == "none" and f.cause]
    remarks = [f.remark or f.summary or f.detail for f in ordered if f.remark or _is_smell(f)]
    open_ = [f for f in ordered if f.status in {"blocked", "inconclusive"}]
    verdict: Finding | None
    if faults:
        verdict, rest = faults[0], faults[1:]
        others = _independent(verdict, rest)
    else:
        verdict, others = _none(plain, open_), ()
    return Ranking(
        verdict, others, tuple(dict.fromkeys(remarks)), tuple(open_), _alternatives(verdict, findings, open_)
    )


def _is_fault(finding: Finding) -> bool:
    return finding.status == "failed" and finding.corroborated and finding.class_ in FOUR


def _is_smell(finding: Finding) -> bool:
    return finding.status == "failed" and finding.class_ in FOUR and not finding.corroborated


def _order(finding: Finding) -> tuple[object, ...]:
    hop = finding.hop.key if finding.hop else ("", "")
    return (finding.upstream, -finding.confidence, finding.check, hop, finding.cause or "", finding.summary)


def _independent(verdict: Finding, rest: list[Finding]) -> tuple[Finding, ...]:
    """Return the faults that the verdict does not already tell of: another hop, or another cause on it."""
    seen = {_identity(verdict)}
    kept = []
    for finding in rest:
        if _identity(finding) not in seen:
            seen.add(_identity(finding))
            kept.append(finding)
    return tuple(kept)


def _identity(finding: Finding) -> tuple[object, ...]:
    denied = finding.denied
    return (
        finding.cause,
        finding.hop.key if finding.hop else None,
        (denied.action, denied.resource) if denied else None,
    )


def _none(plain: list[Finding], open_: list[Finding]) -> Finding | None:
    """Return the best explanation outside the four, unless an unanswered question weighs more."""
    if not plain:
        return None
    best = max(plain, key=lambda f: (f.failing is True, f.confidence, -f.upstream))
    weighty = [f for f in open_ if f.corroborated and f.confidence > best.confidence]
    return None if weighty else best


def _alternatives(
    verdict: Finding | None, findings: list[Finding], open_: list[Finding]
) -> tuple[Alternative, ...]:
    """Return one reason per class that was ruled out, or what kept it from being ruled out."""
    chosen = verdict.class_ if verdict else None
    rows = []
    for class_ in FOUR:
        if class_ == chosen:
            continue
        ruled = next(
            (why for f in ([verdict] if verdict else []) for c, why in f.rules_out if c == class_), None
        )
        ruled = ruled or next((why for f in findings for c, why in f.rules_out if c == class_), None)
        unanswered = next((f for f in open_ if f.class_ == class_), None)
        if ruled:
            rows.append(Alternative(class_, None, ruled))
        elif unanswered:
            rows.append(Alternative(class_, unanswered.cause, f"could not be ruled out: {unanswered.detail}"))
    return tuple(rows)
