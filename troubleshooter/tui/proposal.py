"""A fix in lines: its owner, its warnings, what changes, and the proof."""

from __future__ import annotations

import difflib

from diagnostics.report import Document, Fix, Grant
from troubleshooter.present.clean import clean, line
from troubleshooter.tui import paint
from troubleshooter.tui.paint import Line, Span

_MINIMAL: dict[bool | None, Span] = {
    True: ("✓ every part of it is needed", "good"),
    False: ("! not every part of it is needed", "warn"),
    None: ("? whether every part is needed was not tried", "muted"),
}
_WORDS: dict[str, Span] = {
    "allowed": ("allowed", "good"), "implicitly-denied": ("denied, no statement allows it", "bad"),
    "explicitly-denied": ("denied, a statement forbids it", "bad"), "unknown": ("cannot be told", "warn"),
}  # fmt: skip


def owner(fix: Fix) -> str:
    """Return who has to make the change so that it lasts; empty where nobody else owns it."""
    if fix.owner is None:
        return ""
    return f"so that it lasts, change it in {fix.owner.kind} {line(fix.owner.name or '')}".rstrip()


def warnings(fix: Fix, width: int) -> list[Line]:
    """Return each warning with its sign, wrapped."""
    rows: list[Line] = []
    for text in fix.warnings:
        for number, row in enumerate(paint.wrapped(line(text), width - 3)):
            rows.append((("! " if not number else "  ", "warn"), (row, "strong")))
    return rows


def difference(fix: Fix) -> list[Line]:
    """Return every document as a diff, what is granted where no document holds it, and the settings that change."""
    rows = [row for document in fix.documents for row in diff(document)]
    rows += [] if fix.documents else [row for grant in fix.grants for row in granted(grant)]
    rows += settings(fix)
    return rows or [(("no document and no setting changes", "muted"),)]


def diff(document: Document) -> list[Line]:
    """Return the document with only the changed lines bright."""
    before = clean(document.before or "").splitlines()
    after = clean(document.after or "").splitlines()
    rows: list[Line] = [((line(document.name), "strong"),)]
    if not before:
        rows.append((("(there is none yet)", "muted"),))
    for row in difflib.ndiff(before, after):
        mark, text = row[:2], row[2:]
        if mark == "+ ":
            rows.append(((f"+ {text}", "added"),))
        elif mark == "- ":
            rows.append(((f"- {text}", "removed"),))
        elif mark == "  ":
            rows.append(((f"  {text}", "muted"),))
    return [*rows, (("", "plain"),)]


def settings(fix: Fix) -> list[Line]:
    """Return the settings that change, where no document says more."""
    rows: list[Line] = []
    for change in fix.changes:
        rows.append(((line(change.target), "strong"),))
        rows.append(((f"- {line(change.setting)}: {line(change.from_ or '(not set)')}", "removed"),))
        rows.append(((f"+ {line(change.setting)}: {line(change.to or '(not set)')}", "added"),))
    return rows


def granted(grant: Grant) -> list[Line]:
    """Return who is to be given what, on what and under which condition: a binding is written in no document."""
    told = (
        ("who", grant.principal), ("role", grant.role or ""), ("for", ", ".join(grant.actions)),
        ("on", ", ".join(grant.resources)), ("where", paint.pretty(grant.conditions) if grant.conditions else ""),
    )  # fmt: skip
    rows: list[Line] = [((f"one more {grant.where.replace('-', ' ')}", "strong"),)]
    rows += [((f"+ {label:<6}{line(text)}", "added"),) for label, text in told if text]
    return [*rows, (("", "plain"),)]


def proof(fix: Fix) -> list[Line]:
    """Return the proof: before and after, whether it is minimal, what was tried beside it."""
    found = fix.proof
    if found is None:
        return [(("? not proven: the change cannot be judged from here", "warn"),)]
    first: list[Span] = []
    for label, decision in (("before", found.before), ("after", found.after)):
        first += [
            (f"{label}: ", "muted"),
            _WORDS.get(decision or "", ("not known", "warn")),
            ("   ", "plain"),
        ]
    rows: list[Line] = [(*first, _MINIMAL[found.minimal])]
    if found.decides:
        rows.append(
            ((f"? still decided by what could not be read: {line(', '.join(found.decides))}", "warn"),)
        )
    if found.widens:
        rows.append(((f"! newly allowed as well: {line(', '.join(found.widens))}", "bad"),))
    elif found.probes:
        tried = paint.count(len(found.probes), "neighbour")
        rows.append(((f"✓ {tried} tried, none newly allowed", "good"),))
    rows += [((f"  · {line(probe)}", "muted"),) for probe in found.probes]
    rows.append(((f"  judged by: {line(found.method)}", "muted"),))
    return rows
