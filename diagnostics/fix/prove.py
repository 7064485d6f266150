"""Proof by judging again: the wanted request allowed, every added element needed, no neighbour newly allowed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import msgspec

from diagnostics.policy.aws import Answer, Policies, Request, authorize
from diagnostics.report import Decision, Proof

_ELSEWHERE = "000000000000"
_WORSE: dict[Decision, int] = {"explicitly-denied": 0, "implicitly-denied": 1, "unknown": 2, "allowed": 3}


def prove(
    request: Request,
    before: Policies,
    after: Policies,
    without: Iterable[Policies] = (),
    neighbours: Iterable[tuple[str, Request]] = (),
    further: Iterable[tuple[Request, Policies, Policies]] = (),
) -> Proof:
    """Return the proof that *after* is enough for *request* and no more than enough.

    *without* are the policies with one added element dropped each: the request must be refused again. *further* are
    the other requests that the fix is for, each with its policies after the fix, and without its element. *neighbours* are requests
    near the wanted one, by a name for people: none may be newly allowed.
    """
    more = list(further)
    answers = [authorize(request, after), *(authorize(other, then) for other, then, _ in more)]
    last = min(answers, key=lambda answer: _WORSE[answer.decision])
    dropped = [authorize(request, policies) for policies in without]
    dropped += [authorize(other, lacking) for other, _, lacking in more]
    tried = list(neighbours)
    widened = tuple(name for name, near in tried if _newly_allowed(near, before, after))
    return Proof(
        before=authorize(request, before).decision,
        after=last.decision,
        minimal=None
        if not dropped or last.decision != "allowed"
        else all(answer.decision != "allowed" for answer in dropped),
        widens=widened,
        decides=_undecided(last),
        probes=tuple(name for name, _ in tried),
    )


def _newly_allowed(request: Request, before: Policies, after: Policies) -> bool:
    """Whether what was certainly refused may now be allowed."""
    if authorize(request, before).allowed is not False:
        return False
    return authorize(request, after).allowed is not False


def _undecided(answer: Answer) -> tuple[str, ...]:
    return tuple(answer.missing) if answer.decision == "unknown" else ()


def neighbours_of(
    request: Request, actions: Iterable[str], resources: Iterable[str] | None = None
) -> list[tuple[str, Request]]:
    """Return requests beside *request*: sibling actions on the resource, the action on sibling resources."""
    replace = partial(msgspec.structs.replace, request)
    rows = [(f"{action} on the same resource", replace(action=action)) for action in actions]
    near = sibling_resources(request.resource) if resources is None else resources
    return rows + [(f"{request.action} on {resource}", replace(resource=resource)) for resource in near]


def other_principals(request: Request) -> list[tuple[str, Request]]:
    """Return the same request by another role and a user of the account, a role of another account, and nobody."""
    parts = request.principal.split(":")
    partition, own = parts[1], parts[4]

    def by(name: str, account: str, principal: str, identity: str) -> tuple[str, Request]:
        context = request.context | {"aws:PrincipalArn": identity, "aws:PrincipalAccount": account}
        return f"{request.action} by {name}", msgspec.structs.replace(
            request, principal=principal, context=context
        )

    def role(name: str, account: str) -> tuple[str, Request]:
        session = f"arn:{partition}:sts::{account}:assumed-role/some-other-role/session"
        return by(name, account, session, f"arn:{partition}:iam::{account}:role/some-other-role")

    user = f"arn:{partition}:iam::{own}:user/some-user"
    return [
        role("another role of the account", own),
        by("a user of the account", own, user, user),
        role("a role of another account", _ELSEWHERE),
        (f"{request.action} without signing in", _anonymous(request)),
    ]


def _anonymous(request: Request) -> Request:
    context = {k: v for k, v in request.context.items() if not k.lower().startswith("aws:principal")}
    return msgspec.structs.replace(request, principal="*", context=context)


def sibling_resources(resource: str) -> tuple[str, ...]:
    """Return resources whose names begin like *resource*, stand beside it, or bear its name elsewhere."""
    head, _, tail = resource.rpartition(":")
    kind = tail.partition("/")[0] + "/" if "/" in tail else ""
    if not head:
        return (f"{resource}-other",)
    rows = [f"{resource}-other", f"{head}:{kind}another"]
    parts = resource.split(":", 5)
    if len(parts) == 6 and parts[4]:
        rows.append(":".join([*parts[:4], _ELSEWHERE, parts[5]]))
    if len(parts) == 6 and parts[3]:
        rows.append(":".join([*parts[:3], "xx-other-1", *parts[4:]]))
    return tuple(rows)
