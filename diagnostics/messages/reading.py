"""Everything a text says, root cause first."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from diagnostics.messages import families, records, signs
from diagnostics.messages.common import causes
from diagnostics.messages.model import BARE, Pattern, Saying
from diagnostics.messages.prepare import Prepared, prepare
from diagnostics.messages.provenance import quoted_by_application
from diagnostics.messages.values import named

_BEFORE, _AFTER = 3000, 6000  # how far a row's regex may look around its hint
_NO_CLAIM = ("none", "inconclusive")
_MOST = 300  # sayings of one text: a log that repeats itself says nothing new
_PLACES = 40  # occurrences of one hint that are looked at: the first and the last ones
_FIELDS = frozenset(Saying.__struct_fields__) - {"pattern", "span"}
_NEAR = 1500  # a bare code this close to a full message is that message's own code


def read(text: str | bytes | Prepared, provider: str | None = None) -> tuple[Saying, ...]:
    """Return what *text* says, root cause first, each thing once; *provider* narrows the grammar to one cloud."""
    prepared = text if isinstance(text, Prepared) else prepare(text)
    home, clouds = (provider, (provider,)) if provider else signs.home_of(prepared.lower)
    said = _matches(prepared, (*clouds, "common"), home)
    recorded = records.sayings_of(prepared, provider)
    if recorded is not None:
        # A record says in its own fields what was refused; what else stands in it may be quoted from the request.
        said = recorded + [saying for saying in said if saying.class_ == "none"]
    return _settled([_at_home(saying, home, said) for saying in said])


def read_line(line: str) -> tuple[Saying, ...]:
    """Return what one message of a function's log says; a message that says nothing costs a microsecond or two."""
    return read(line) if families.hinted(line) else ()


def _matches(prepared: Prepared, packages: tuple[str, ...], home: str | None) -> list[Saying]:
    """Return what the rows say, those of the highest rank first: a row is not asked where a better one has answered.

    Refusals of any cloud are read wherever they stand; another cloud's look-alikes are not asked in a text of *home*.
    """
    said: list[Saying] = []
    near = len(prepared.text) <= _NEAR
    for row, hints in sorted(
        families.worth_a_try(prepared.flat, packages), key=lambda found: -found[0].saying.rank
    ):
        if home and row.saying.provider not in (None, home) and row.saying.class_ in _NO_CLAIM:
            continue
        if near and row.saying.rank <= BARE and any(row.saying.rank < better.rank for better in said):
            continue  # whatever it found would be the better one's own code
        regex = families.compiled(row.regex)
        for start, end in _windows(prepared.lower, hints):
            for match in regex.finditer(prepared.text, start, end):
                if any(_within(match.span(), row.saying.rank, better) for better in said):
                    continue
                saying = _saying(row, match)
                if saying is not None:
                    said.append(saying)
                if len(said) >= _MOST:
                    return said
    return said


def _saying(row: Pattern, match: re.Match[str]) -> Saying | None:
    """Return what *match* says; a text that an application only quotes is marked as the application's."""
    saying: Saying | None = msgspec.structs.replace(row.saying, pattern=row.id, span=match.span())
    assert saying is not None  # noqa: S101 - for the type checker
    if row.read is not None:
        saying = row.read(match, saying)
    else:
        saying = msgspec.structs.replace(saying, **_given(match))
    if saying is not None and quoted_by_application(match.string, match.start()):
        saying = msgspec.structs.replace(saying, provenance="application")
    return saying


def _at_home(saying: Saying, home: str | None, said: list[Saying]) -> Saying:
    """Return a shared row's saying with the provider and the cause's id that the text, or its neighbours, point to."""
    if saying.provider is not None:
        return saying
    clouds = {s.provider for s in said if s.provider}
    cloud = clouds.pop() if len(clouds) == 1 else home
    known = causes.BY_PROVIDER.get(saying.cause or "", {})
    return msgspec.structs.replace(saying, provider=cloud, cause=known.get(cloud or ""))


def _given(match: re.Match[str]) -> dict[str, Any]:
    """Return the named groups as the fields of their name: names without the punctuation around them, ports as numbers."""
    given: dict[str, Any] = {}
    for key, value in match.groupdict().items():
        if value and key == "port":
            given[key] = int(value)
        elif value and key in _FIELDS:
            given[key] = named(value) if key in ("principal", "resource", "host") else value
    return given


def _windows(lower: str, hints: list[str]) -> list[tuple[int, int]]:
    """Return the stretches of text around the hints, merged where they meet; a wrapped hint is found by its longest word."""
    if len(lower) <= _AFTER:
        return [(0, len(lower))]
    places: set[int] = set()
    for phrase in hints:
        hint = phrase if phrase in lower else max(phrase.split(), key=len)
        at = lower.find(hint)
        while at >= 0 and len(places) < _PLACES:
            places.add(at)
            at = lower.find(hint, at + len(hint))
        if at >= 0:
            places.add(lower.rfind(hint))
    merged: list[tuple[int, int]] = []
    for place in sorted(places):
        start, end = max(0, place - _BEFORE), min(len(lower), place + _AFTER)
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _settled(said: list[Saying]) -> tuple[Saying, ...]:
    """Return *said* by rank and place; what is contained in something better, or repeats it, is left out."""
    kept: list[Saying] = []
    seen: set[tuple[object, ...]] = set()
    for saying in sorted(said, key=lambda s: (s.provenance == "application", -s.rank, s.span[0])):
        key = (saying.class_, saying.cause, saying.principal, saying.action, saying.resource, saying.host)
        if key in seen or any(_within(saying.span, saying.rank, better) for better in kept):
            continue
        seen.add(key)
        kept.append(saying)
    return tuple(kept)


def _within(span: tuple[int, int], rank: int, better: Saying) -> bool:
    """Whether a match of *rank* at *span* is part of what *better* says: they overlap, or it is a bare code near it."""
    if better.rank < rank:
        return False
    (start, end), (first, last) = span, better.span
    if start < last and first < end:
        return True
    return rank <= BARE and rank < better.rank and start < last + _NEAR and first - _NEAR < end
