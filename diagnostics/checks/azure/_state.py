"""Whether a failure still bites: what several checks ask of the window in the same words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Literal

from diagnostics.case import need
from diagnostics.clock import iso, parse_iso
from diagnostics.evidence.symptoms import Symptoms, ended
from diagnostics.hops.azure.symptoms import symptoms
from diagnostics.hops.azure.world import AzureWorld, Episode, Traffic
from diagnostics.report import Class

State = Literal["failing", "ended", "survived"]


def state(world: AzureWorld, episodes: Iterable[Episode]) -> State:
    """Return failing, ended (successes since that are no luck) or survived (invocations go well beside it).

    A listener that cannot start fails no invocation, it lets none happen: then silence since the first record bears it
    out, and only successes since count against it.
    """
    rows = list(episodes)
    traffic = need(world.traffic)
    if not isinstance(traffic, Traffic) or not rows:
        return "failing"
    functions = {e.function for e in rows if e.function}
    own = traffic.of(functions.pop()) if len(functions) == 1 else traffic
    if not own.invocations.points:
        own = traffic
    calls, bad = dict(own.invocations.points), dict(own.errors.points)
    if not calls:
        return "failing"
    last = max(e.time for e in rows)
    minute = max(_minutes(last))
    failing = {m for m, count in bad.items() if count > 0}
    good_after = [m for m, count in calls.items() if m > minute and count > bad.get(m, 0)]
    if not any(failing & _minutes(e.time) for e in rows):
        first = min(_minutes(min(e.time for e in rows)))
        if not any(m >= first for m in calls):
            return "failing"
        told = any("unable to start" in e.text or "host error" in e.text.lower() for e in rows)
        return ("ended" if good_after else "failing") if told else "survived"
    return "ended" if good_after and ended(calls, bad, minute) else "failing"


def _minutes(time: str) -> set[str]:
    """Return the minutes that a record of *time* may be counted in: its own and the one before."""
    moment = parse_iso(time)
    if moment is None:
        return {time}
    own = moment.replace(second=0, microsecond=0)
    return {iso(own), iso(own - timedelta(minutes=1))}


def onset(episodes: Iterable[Episode]) -> str | None:
    return min((e.time for e in episodes), default=None)


def stopped(world: AzureWorld, function: str | None) -> Symptoms | None:
    """Return the symptoms of *function* where it used to run and does not any more; None where it runs or never ran."""
    seen = symptoms(world, function)
    return seen if seen.silent_since or (seen.silent and seen.ever_ran and not seen.invoked) else None


def answered(seen: Symptoms) -> tuple[tuple[Class, str], ...]:
    """Return why a refused call is nothing else."""
    ran = f"the app was invoked {seen.invoked} times" if seen.invoked else "the function's code runs"
    return (
        ("trigger", ran),
        ("network", "the call was answered with a refusal, so packets go there and back"),
        ("resource-policy", "the refusal names the caller's side"),
        ("iam", "the refusal names the receiving side"),
    )


def at_the_door(episodes: Iterable[Episode]) -> bool:
    """Whether the app's own front door, or Event Grid, tells of callers of the app; the same words in its log are of its own calls."""
    return all(e.source.startswith(("AppService", "Aeg")) for e in episodes)
