"""What can be opened from the start: functions, recent cases, bundles, incidents of the demo; found as it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from rapidfuzz import fuzz, process

from diagnostics.clouds import Listed
from troubleshooter.tui.opening import Opening

_CLOSE = 72.0  # a WRatio below it is no typing error any more
_FUZZY_AT_LEAST = 3  # characters; fewer are close to everything


class Place(msgspec.Struct, frozen=True):
    """One row: *kind* groups it, *about* stands behind the name, *opening* is what enter opens."""

    kind: str
    name: str
    about: str
    opening: Opening
    close: bool = False


def ranked(places: Sequence[Place], wanted: str) -> list[Place]:
    """Return the places that fit what was typed, best first: equal, begins so, holds every word, then close spellings."""
    words = wanted.lower().split()
    if not words:
        return list(places)
    typed = " ".join(words)
    names = [place.name.lower() for place in places]
    exact: list[tuple[int, int, Place]] = []
    rest: list[int] = []
    for number, (place, name) in enumerate(zip(places, names, strict=True)):
        if name == typed:
            exact.append((0, number, place))
        elif name.startswith(typed):
            exact.append((1, number, place))
        elif typed in name:
            exact.append((2, number, place))
        elif all(word in name or word in place.about.lower() for word in words):
            exact.append((3, number, place))
        else:
            rest.append(number)
    found = [place for _, _, place in sorted(exact, key=lambda row: row[:2])]
    if len(typed) < _FUZZY_AT_LEAST:
        return found
    close = process.extract(
        typed, [names[n] for n in rest], scorer=fuzz.WRatio, score_cutoff=_CLOSE, limit=50
    )
    return found + [msgspec.structs.replace(places[rest[index]], close=True) for _, _, index in close]


def incidents() -> list[Place]:
    """Return the demo's incidents."""
    from diagnostics.sources import demo
    from troubleshooter.tui.opening import of_incident

    return [Place("demo", name, row.title, of_incident(name)) for name, row in demo.incidents().items()]


def bundles(folder: Path) -> list[Place]:
    """Return the evidence bundles that lie in *folder*."""
    import zipfile

    from troubleshooter.session import Request
    from troubleshooter.tui.opening import of_request

    found = []
    for path in sorted(folder.glob("*.zip"))[:200]:
        try:
            with zipfile.ZipFile(path) as held:
                if "manifest.json" not in held.namelist():
                    continue
        except (OSError, zipfile.BadZipFile):
            continue
        request = Request(target="", evidence=path)
        found.append(
            Place("bundle", path.name, "evidence bundle in this folder", of_request(request, path.name))
        )
    return found


def function(listed: Listed, about: str) -> Place:
    """Return the place of a function that a cloud has listed."""
    from diagnostics.clouds import Options
    from troubleshooter.session import Request
    from troubleshooter.tui.opening import of_request

    request = Request(
        listed.id,
        listed.provider,
        Options(region=listed.region, project=listed.account if listed.provider == "gcp" else None),
    )
    return Place("function", listed.name, about, of_request(request, listed.name))
