"""One event of the timeline as a page: when, where from, what it says, and the whole record."""

from __future__ import annotations

from typing import NamedTuple

from diagnostics.report import Evidence, Limit
from troubleshooter.present.clean import line
from troubleshooter.tui import paint
from troubleshooter.tui.moments import Moment
from troubleshooter.tui.paint import Line


class Page(NamedTuple):
    """*head* stands above the text; *copied* is what goes to the clipboard."""

    title: str
    head: list[Line]
    lines: list[Line]
    copied: str


def event_page(moment: Moment) -> Page:
    """Return the page of *moment*."""
    item = moment.item
    return _gap(item) if isinstance(item, Limit) else _evidence(item, moment)


def _evidence(item: Evidence, moment: Moment) -> Page:
    when = "as it stands now"
    if item.time:
        when = f"{paint.moment(item.time, '%Y-%m-%d %H:%M:%S %Z')} ({line(item.time)})"
    told = f"{line(item.source)} · {item.provenance} · {line(item.id)}"
    if moment.mark:
        told += f" · {moment.mark}"
    if moment.alike > 1:
        told += f" · {moment.alike} alike, the last at {paint.moment(moment.until)}"
    head: list[Line] = [((when, "muted"),), ((told, "muted"),), ((line(item.summary, 400), "plain"),)]
    body = item.raw if item.raw is not None else item.summary
    if isinstance(body, str):
        return Page(item.source, head, paint.text_lines(body), body)
    return Page(item.source, head, paint.json_lines(body), paint.pretty(body))


def _gap(item: Limit) -> Page:
    head: list[Line] = [((line(item.effect), "warn"),)]
    if item.permission:
        head.append(((f"needs {line(item.permission)}", "warn"),))
    text = item.text or item.effect
    return Page(item.read, head, paint.text_lines(text), text)
