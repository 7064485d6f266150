"""The report as Markdown, for the ticket or the postmortem."""

from __future__ import annotations

import re
from collections.abc import Iterator

from diagnostics.report import Fix, Report
from troubleshooter.present.clean import clean, line
from troubleshooter.present.forms import form
from troubleshooter.present.report_text import SIGNS, TITLES

_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|!~])")


def escaped(text: str) -> str:
    """Return text from outside as Markdown that shows it and does nothing else."""
    return _ACTIVE.sub(r"\\\1", line(text))


def code(text: str) -> str:
    """Return *text* as inline code, fenced past any backtick inside it."""
    flat = line(text)
    fence = "`" * (max((len(run) for run in re.findall(r"`+", flat)), default=0) + 1)
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{pad}{flat}{pad}{fence}"


def block(text: str, language: str) -> str:
    """Return *text* as a fenced block."""
    fence = "`" * max(3, max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    return f"{fence}{language}\n{clean(text).rstrip()}\n{fence}"


def render_markdown(report: Report) -> str:
    """Return the whole report as Markdown."""
    return "\n".join(_lines(report)).rstrip() + "\n"


def _lines(report: Report) -> Iterator[str]:
    verdict = report.verdict
    name = report.target.name if report.target else "pasted text"
    yield f"# {escaped(name)}: {TITLES[verdict.class_].lower()}"
    yield ""
    yield escaped(verdict.summary)
    yield ""
    rows = [("confidence", f"{verdict.confidence:.0%}")]
    if verdict.cause:
        rows.append(("cause", code(verdict.cause)))
    if verdict.denied and verdict.denied.action:
        rows.append(("refused", code(verdict.denied.action)))
        rows.append(("on", code(verdict.denied.resource) if verdict.denied.resource else "not named"))
        rows.append(("to", code(verdict.denied.principal) if verdict.denied.principal else "not named"))
    if verdict.onset:
        rows.append(("since", verdict.onset))
    if verdict.change:
        change = verdict.change
        rows.append(("change", f"{change.time} {code(change.event)} by {code(change.actor or 'unknown')}"))
    if report.target:
        rows.append(("function", code(report.target.id)))
    if report.window:
        rows.append(("window", f"{report.window.from_} to {report.window.to}"))
    if report.caller:
        rows.append(("read as", code(report.caller)))
    yield "| | |"
    yield "| --- | --- |"
    yield from (f"| {label} | {value.replace('|', chr(92) + '|')} |" for label, value in rows)
    yield from _fixes("Fix", report.fixes)
    for other in report.others:
        yield from ("", f"## Also: {TITLES[other.class_].lower()}", "", escaped(other.summary))
        yield from _fixes("Its fix", other.fixes)
    if report.alternatives:
        yield from ("", "## Why not the others", "")
        yield from (f"- **{a.class_}**: {escaped(a.why_not)}" for a in report.alternatives)
    if report.steps:
        yield from ("", "## Steps", "")
        yield from (f"- {SIGNS[s.status]} {escaped(s.title)} {escaped(s.detail)}" for s in report.steps)
    cited = set(verdict.evidence) | ({verdict.change.evidence} if verdict.change else set())
    shown = [e for e in report.evidence if e.id in cited]
    if shown:
        yield from ("", "## Evidence", "", "| id | time | source | |", "| --- | --- | --- | --- |")
        yield from (
            f"| {e.id} | {e.time or 'as it stands'} | {e.source} | {code(e.summary[:300]).replace('|', chr(92) + '|')} |"
            for e in shown[:40]
        )
    for title, notes in (
        ("Notes", [escaped(n) for n in report.notes]),
        ("Not known", [f"{code(x.read)}: {escaped(x.effect)}" for x in report.limits]),
    ):
        if notes:
            yield from ("", f"## {title}", "")
            yield from (f"- {note}" for note in notes)


def _fixes(title: str, fixes: tuple[Fix, ...]) -> Iterator[str]:
    for number, fix in enumerate(fixes, 1):
        yield from ("", f"## {title} {number}: {escaped(fix.title)}")
        for warning in fix.warnings:
            yield from ("", f"> **Warning:** {escaped(warning)}")
        if fix.proof:
            proof = fix.proof
            yield from ("", f"Proof ({proof.method}): before {proof.before}, after {proof.after}.")
        for name, script in fix.commands.items():
            yield from ("", f"{form(name).label}:", "", block(script, form(name).language))
        for name, script in fix.undo.items():
            yield from ("", f"Undo ({form(name).label}):", "", block(script, form(name).language))
