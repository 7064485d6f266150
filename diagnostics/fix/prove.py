"""Proof by judging again: the wanted request allowed, every added element needed, no neighbour newly allowed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import msgspec

from diagnostics.policy.aws import Answer, Policies, Request, authorize
from diagnostics.report import Proof


def prove(
    request: Request,
    before: Policies,
    after: Policies,
    without: Iterable[Policies] = (),
    neighbours: Iterable[tuple[str, Request]] = (),
) -> Proof:
    """Return the proof that *after* is enough for *request* and no more than enough.

    *without* are the policies with one added element dropped each: the request must be refused again. *neighbours* are
    requests near the wanted one, by a name for people: none may be newly allowed.
    """
    first, second = authorize(request, before), authorize(request, after)
    dropped = [authorize(request, policies).decision for policies in without]
    tried = list(neighbours)
    widened = tuple(name for name, near in tried if _newly_allowed(near, before, after))
    return Proof(
        before=first.decision,
        after=second.decision,
        minimal=None if not dropped or second.decision != "allowed" else all(d != "allowed" for d in dropped),
        widens=widened,
        decides=_undecided(second),
        probes=tuple(name for name, _ in tried),
    )


def _newly_allowed(request: Request, before: Policies, after: Policies) -> bool:
    now, then = authorize(request, after), authorize(request, before)
    return bool(now.decision == "allowed" and then.decision != "allowed")


def _undecided(answer: Answer) -> tuple[str, ...]:
    return tuple(answer.missing) if answer.decision == "unknown" else ()


def neighbours_of(request: Request, actions: Iterable[str]) -> list[tuple[str, Request]]:
    """Return requests beside *request*: sibling actions, a sibling resource, the whole service."""
    replace = partial(msgspec.structs.replace, request)
    rows = [(f"{action} on the same resource", replace(action=action)) for action in actions]
    sibling = f"{request.resource}-other"
    rows.append((f"{request.action} on a resource with a longer name", replace(resource=sibling)))
    head, _, tail = request.resource.rpartition(":")
    if tail and head:
        kind = tail.partition("/")[0] + "/" if "/" in tail else ""
        rows.append((f"{request.action} on another resource", replace(resource=f"{head}:{kind}another")))
    return rows
