"""From what was typed to project, location and name: through the list of functions where one of them is missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

import msgspec

from diagnostics.clouds import TargetName
from diagnostics.errors import NothingReadError
from diagnostics.hops.gcp import names
from diagnostics.hops.gcp.world import Function
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.gcp import core

_ALIKE = 70  # of 100: below this two names have nothing to do with each other
_AHEAD = 10  # so much nearer than the next one that it is meant


class Resolved(msgspec.Struct, frozen=True):
    """The function that is meant, who looks, and what has to be said about the choice."""

    project: str
    location: str
    name: str
    caller: str | None = None
    notes: tuple[str, ...] = ()


def resolve(ask: Ask, name: TargetName, project: str | None) -> Resolved:
    """Return the function that *name* means; NothingReadError names what is missing, or the nearest names."""
    caller = ask(core.caller(""))
    known = caller if isinstance(caller, core.Caller) else core.Caller()
    home = name.account or project or known.project
    if not home:
        raise NothingReadError(
            "No Google Cloud project is set.",
            "Name one: --project ID, or set GOOGLE_CLOUD_PROJECT, or use the function's full name.",
        )
    if name.kind == "function" and name.region:
        return Resolved(home, name.region, name.name, known.email)
    answer = ask(core.functions(home, parent=f"projects/{home}/locations/-"))
    if answer is None:
        raise NothingReadError(
            f"There is no project {home}.", "Check --project; gcloud projects list shows them."
        )
    if isinstance(answer, Unknown):
        raise NothingReadError(
            f"The functions of {home} may not be listed ({answer.why}).",
            f"Ask for {answer.needs or 'cloudfunctions.functions.list'}, or give the full name "
            "projects/PROJECT/locations/LOCATION/functions/NAME.",
        )
    found, note = _found(answer.functions, name, home)
    location, own = (names.part(found.name, c) or "" for c in ("locations", "functions"))
    return Resolved(home, location, own, known.email, (note,) if note else ())


def not_there(ask: Ask, function: Function) -> NoReturn:
    """Raise for a function that is neither there nor was refused a deployment, with the names near it."""
    answer = ask(core.functions(function.project, parent=f"projects/{function.project}/locations/-"))
    functions = answer.functions if isinstance(answer, core.Functions) else ()
    near = [
        f.name for _, f in sorted(_scores(function.name, functions), key=lambda row: (-row[0], row[1].name))
    ]
    raise NothingReadError(
        f"There is no function {function.name} in {function.location} of the project {function.project}.",
        f"Near are: {', '.join(near[:3])}." if near else "Check the name, the location and the project.",
    )


def _found(functions: tuple[core.Function, ...], name: TargetName, home: str) -> tuple[core.Function, str]:
    if name.kind != "function":
        return _behind(functions, name, home), ""
    exact = [f for f in functions if _name(f) == name.name or names.service_of(_name(f)) == name.name]
    if len(exact) == 1:
        return exact[0], ""
    if exact:
        places = ", ".join(sorted(names.part(f.name, "locations") or "" for f in exact))
        raise NothingReadError(
            f"{name.name} exists in several locations: {places}.", "Name one with --region."
        )
    return _nearest(functions, name, home)


def _behind(functions: tuple[core.Function, ...], name: TargetName, home: str) -> core.Function:
    """Return the one function that the topic, bucket or trigger *name* starts."""
    hits = [f for f in functions if f.eventTrigger and name.name in _sources(f.eventTrigger)]
    if len(hits) == 1:
        return hits[0]
    several = ", ".join(sorted(_name(f) for f in hits)[:8])
    raise NothingReadError(
        f"The {name.kind} {name.name} starts {'several functions: ' + several if hits else f'no function of {home}'}.",
        "Name the function that fails.",
    )


def _sources(trigger: core.EventTrigger) -> set[str]:
    values = [trigger.pubsubTopic, trigger.trigger, *(row.value for row in trigger.eventFilters)]
    return {value.rpartition("/")[2] for value in values if value}


def _nearest(functions: tuple[core.Function, ...], name: TargetName, home: str) -> tuple[core.Function, str]:
    """Return the one function whose name is clearly nearest, with a note that says so."""
    scored = sorted(_scores(name.name, functions), key=lambda row: (-row[0], row[1].name))
    if scored and (len(scored) == 1 or scored[0][0] - scored[1][0] >= _AHEAD):
        return scored[0][1], f"No function is called {name.name}; {_name(scored[0][1])} is meant."
    near = ", ".join(_name(f) for _, f in scored[:5])
    raise NothingReadError(
        f"There is no function {name.name} in {home}.",
        f"Near are: {near}."
        if near
        else "A Cloud Run function that was deployed with gcloud run needs --region.",
    )


def _scores(wanted: str, functions: Iterable[core.Function]) -> list[tuple[float, core.Function]]:
    from rapidfuzz.fuzz import WRatio

    rows = [(float(WRatio(wanted.lower(), _name(f).lower())), f) for f in functions]
    return [row for row in rows if row[0] >= _ALIKE]


def _name(function: core.Function) -> str:
    return names.part(function.name, "functions") or function.name
