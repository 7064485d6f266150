"""The policies that were asked about a finding's request, as a trace: layer by layer, statement by statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from diagnostics.case import Finding, World
from diagnostics.hops.aws.documents import statements
from diagnostics.hops.aws.target import TargetHop
from diagnostics.hops.aws.world import Document, Role
from diagnostics.policy.aws import Answer
from diagnostics.reader import Unknown
from diagnostics.report import Denied
from diagnostics.trace import Layer, Mark, Policy, Statement, Trace

Named = Sequence[tuple[str, Document | Unknown]]


def trace(world: World, finding: Finding) -> Trace | None:
    """Return how the policies that were read decide the refused call; None where the judge was not asked about one."""
    answer, role = getattr(finding.plan, "answer", None), getattr(world, "role", None)
    if not isinstance(answer, Answer) or not isinstance(role, Role) or not isinstance(finding.hop, TargetHop):
        return None
    layers = [_layer("identity", "Identity policies of the role", _identity(role), answer)]
    if role.boundary is not None:
        bound = [(role.boundary.name, role.boundary.document)]
        layers.append(_layer("boundary", "Permissions boundary", bound, answer))
    own: Named = [] if finding.hop.policy is None else [(finding.hop.target.name, finding.hop.policy)]
    layers.append(_layer("resource", "Policy of the resource", own, answer))
    layers.append(_organization(finding, answer))
    return Trace(finding.denied or Denied(), answer.decision, tuple(layers), answer.missing)


def _identity(role: Role) -> Named:
    if isinstance(role.policies, Unknown):
        return [("the role's policies", role.policies)]
    return [(policy.name, policy.document) for policy in role.policies]


def _layer(key: str, name: str, documents: Named, answer: Answer) -> Layer:
    policies = tuple(
        Policy(title, unread=document.reason)
        if isinstance(document, Unknown)
        else Policy(title, _statements(key, number, document, answer))
        for number, (title, document) in enumerate(documents)
    )
    note = next((d.why for d in answer.deciding if d.layer == key and d.statement == ""), "")
    return Layer(name, policies, key in answer.blocked_by, note or ("" if policies else "there is none"))


def _organization(finding: Finding, answer: Answer) -> Layer:
    """What stands above the account and cannot be read from inside it; the refusal may name it all the same."""
    named = finding.deny_origin in {"scp", "rcp", "session", "vpc-endpoint"}
    note = f"the refusal names it: {finding.deny_origin}" if named else "nothing that was seen names it"
    unread = Policy("service and resource control policies, session and endpoint policies", unread="not read")
    return Layer("Beyond the account", (unread,), named and answer.allowed is not False, note)


def _statements(key: str, number: int, document: Document, answer: Answer) -> tuple[Statement, ...]:
    decided = {str(d.statement): d.why for d in answer.deciding if d.layer == key and d.policy == number}
    start = f"{key}[{number}] "
    near = {
        text.removeprefix(start).partition(": ")[0]: text.partition(": ")[2]
        for text in answer.near_misses
        if text.startswith(start)
    }
    rows = []
    for place, body in enumerate(statements(document)):
        name = str(body.get("Sid") or place)
        mark: Mark = "decides" if name in decided else ("near" if name in near else "")
        rows.append(Statement(name, _effect(body), body, mark, decided.get(name) or near.get(name, "")))
    return tuple(rows)


def _effect(body: dict[str, Any]) -> str:
    return str(body.get("Effect", ""))
