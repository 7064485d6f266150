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


def neighbours_of(
    request: Request, actions: Iterable[str], resources: Iterable[str] | None = None
) -> list[tuple[str, Request]]:
    """Return requests beside *request*: sibling actions on the resource, the action on sibling resources."""
    replace = partial(msgspec.structs.replace, request)
    rows = [(f"{action} on the same resource", replace(action=action)) for action in actions]
    near = sibling_resources(request.resource) if resources is None else resources
    return rows + [(f"{request.action} on {resource}", replace(resource=resource)) for resource in near]


def other_principals(request: Request) -> list[tuple[str, Request]]:
    """Return the same request by another role of the account and by a role of another account."""
    parts = request.principal.split(":")
    rows = []
    for name, account in (
        ("another role of the account", parts[4]),
        ("a role of another account", "000000000000"),
    ):
        principal = ":".join([*parts[:4], account, "assumed-role/some-other-role/session"])
        role = f"arn:{parts[1]}:iam::{account}:role/some-other-role"
        context = request.context | {"aws:PrincipalArn": role, "aws:PrincipalAccount": account}
        rows.append(
            (
                f"{request.action} by {name}",
                msgspec.structs.replace(request, principal=principal, context=context),
            )
        )
    return rows


def sibling_resources(resource: str) -> tuple[str, ...]:
    """Return resources whose names begin like *resource* or stand beside it."""
    head, _, tail = resource.rpartition(":")
    kind = tail.partition("/")[0] + "/" if "/" in tail else ""
    return (f"{resource}-other", f"{head}:{kind}another") if head else (f"{resource}-other",)
