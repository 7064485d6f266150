"""From what was typed to an app: its resource id, and the nearest name where none fits exactly."""

from __future__ import annotations

from diagnostics.clouds import TargetName
from diagnostics.errors import NothingReadError
from diagnostics.hops.azure import ids
from diagnostics.reader import Ask, Unknown
from diagnostics.reads.azure import graph

_CLEAR = 88.0  # a likeness (0-100) that is one clear winner, when the next is this much behind:
_AHEAD = 8.0
_NEAR = 55.0
_WHERE = "Check the name and the subscription (--subscription, az account list)."


def site_id(ask: Ask, name: TargetName, subscription: str | None) -> tuple[str, str | None]:
    """Return the resource id of the app that *name* means, and the sentence that says so where the name was not exact."""
    if name.kind == "resource":
        _offer(ask, name)
    if ids.parse(name.text):
        return name.text, None
    answer = ask(graph.apps(subscription or ""))
    if not isinstance(answer, graph.Resources):
        why = answer.why if isinstance(answer, Unknown) else "nothing was answered"
        raise NothingReadError(
            f"The function apps could not be listed ({why}).", "Give the app's resource ID."
        )
    sites = [r for r in answer.data if r.type.lower() == "microsoft.web/sites"]
    exact = [r for r in sites if r.name.lower() == name.name.lower()]
    if len(exact) > 1:
        listed = ", ".join(r.id for r in exact[:4])
        raise NothingReadError(
            f"Several function apps are called {name.name}: {listed}.", "Give one of these resource IDs."
        )
    if exact:
        return exact[0].id, None
    return _nearest(name.name, {r.name: r.id for r in sites}, subscription)


def _offer(ask: Ask, name: TargetName) -> None:
    """Say that *name* is no app, and which apps there are beside it: what each of them uses stands in its settings alone."""
    answer = ask(graph.apps(name.account or ""))
    found = answer.of("microsoft.web/sites") if isinstance(answer, graph.Resources) else ()
    listed = ", ".join(r.name for r in found[:6])
    told = f" Function apps of its subscription: {listed}." if listed else ""
    raise NothingReadError(
        f"{name.name} is no function app.{told}", "Name the app that fails, or give its resource ID."
    )


def _nearest(wanted: str, sites: dict[str, str], subscription: str | None) -> tuple[str, str]:
    from rapidfuzz import fuzz, process

    where = f"in the subscription {subscription}" if subscription else "in any subscription that can be seen"
    lowered = {n: n.lower() for n in sites}
    found = process.extract(wanted.lower(), lowered, scorer=fuzz.WRatio, limit=6)
    scored = sorted(((str(n), float(s)) for _, s, n in found), key=lambda row: (-row[1], row[0]))
    if scored and scored[0][1] >= _CLEAR and (len(scored) == 1 or scored[0][1] - scored[1][1] >= _AHEAD):
        name = scored[0][0]
        return sites[name], f"There is no function app {wanted}; {name} is meant, the only name near it."
    near = ", ".join(n for n, s in scored if s >= _NEAR) or ", ".join(sorted(sites)[:3])
    some = f" Near it are: {near}." if near else " No function app can be seen at all."
    raise NothingReadError(f"There is no function app {wanted} {where}.{some}", _WHERE)
