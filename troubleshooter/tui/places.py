"""What can be opened from the start, found as it is typed: functions, recent cases, bundles, incidents of the demo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from textual.screen import Screen

from diagnostics.clouds import Activity, Listed, Options

if TYPE_CHECKING:  # a case is imported when one is opened
    from troubleshooter.tui.opening import Opening

_CLOSE = 72.0  # a WRatio below it is no typing error any more
_FUZZY_AT_LEAST = 3  # characters; fewer are close to everything


class Place(msgspec.Struct, frozen=True):
    """One row: *kind* groups it, *about* stands behind the name; enter opens *opening*, or the screen that *makes* it.

    *how* says how it fits what was typed; empty where the words themselves stand in it.
    """

    kind: str
    name: str
    about: str
    opening: Opening | None = None
    makes: Callable[[], Screen[None]] | None = None
    how: str = ""
    listed: Listed | None = None
    activity: Activity | None = None

    @property
    def failing(self) -> bool:
        """Whether the last hours hold errors."""
        return self.activity is not None and any(self.activity.errors)


class Index:
    """Places with their names in lower case, made once for many key strokes."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = list(places)
        self._names = [place.name.lower() for place in places]
        self._texts = [f"{place.name} {place.kind} {place.about}".lower() for place in places]

    def ranked(self, wanted: str) -> list[Place]:
        """Return the places that fit, best first: equal, begins so, holds it, holds every word, then close spellings."""
        words = wanted.lower().split()
        if not words:
            return self.places
        typed = " ".join(words)
        tiers: tuple[list[int], ...] = ([], [], [], [])
        rest: list[int] = []
        for number, name in enumerate(self._names):
            if typed in name:
                tiers[0 if name == typed else 1 if name.startswith(typed) else 2].append(number)
            elif all(word in self._texts[number] for word in words):
                tiers[3].append(number)
            else:
                rest.append(number)
        found = [self.places[number] for tier in tiers for number in tier]
        if len(typed) < _FUZZY_AT_LEAST or len(found) > 20:
            return found
        return found + self._close(typed, rest)

    def _close(self, typed: str, rest: list[int]) -> list[Place]:
        from rapidfuzz import fuzz, process  # here: 8 ms that the first paint does not wait for

        close = process.extract(
            typed, [self._names[n] for n in rest], scorer=fuzz.WRatio, score_cutoff=_CLOSE, limit=50
        )
        return [
            msgspec.structs.replace(self.places[rest[index]], how=f"spelt alike, {score:.0f} %")
            for _, score, index in close
        ]


def ranked(places: Sequence[Place], wanted: str) -> list[Place]:
    """Return the places that fit what was typed, best first."""
    return Index(places).ranked(wanted)


def with_activity(place: Place, activity: Activity | None) -> Place:
    """Return *place* with what its function did in the last hours."""
    return msgspec.structs.replace(place, activity=activity)


def incidents() -> list[Place]:
    """Return the demo's incidents."""
    from diagnostics.sources import demo
    from troubleshooter.tui.opening import of_incident

    return [
        Place("demo", name, f"{row.provider} · {row.title}", of_incident(name))
        for name, row in demo.incidents().items()
    ]


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


def function(listed: Listed, about: str, options: Options) -> Place:
    """Return the place of a function that a cloud has listed, opened with the *options* it was found with."""
    from troubleshooter.session import Request
    from troubleshooter.tui.opening import of_request

    where = msgspec.structs.replace(options, region=listed.region or options.region)
    request = Request(listed.id, listed.provider, where)
    return Place("function", listed.name, about, of_request(request, listed.name), listed=listed)
