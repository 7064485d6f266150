"""The policies that were asked about a refused permission, as a trace: deny policies first, then binding by binding."""

from __future__ import annotations

import msgspec

from diagnostics.case import Finding, World
from diagnostics.hops.gcp.target import TargetHop
from diagnostics.policy.gcp import Answer, DenyLevel, Level, Request, Roles
from diagnostics.policy.gcp.members import matches
from diagnostics.reader import Unknown
from diagnostics.reads.gcp.core import Binding
from diagnostics.report import Denied
from diagnostics.trace import Layer, Policy, Statement, Trace


def trace(_world: World, finding: Finding) -> Trace | None:
    """Return how the policies that were read decide; None where the judge was not asked."""
    hop = finding.hop
    if not isinstance(hop, TargetHop) or hop.answer is None or hop.request is None:
        return None
    layers = [_denials(hop.denials, hop.answer)]
    layers += [bindings(level, hop.roles, hop.request, hop.answer) for level in hop.levels]
    return Trace(finding.denied or Denied(), hop.answer.decision, tuple(layers), hop.answer.missing)


def _denials(levels: tuple[DenyLevel, ...], answer: Answer) -> Layer:
    policies = []
    for level in levels:
        if isinstance(level.policies, Unknown):
            policies.append(Policy(level.where, unread=level.policies.reason))
            continue
        rows = [
            Statement(
                policy.displayName or policy.name, "Deny", msgspec.to_builtins(policy),
                "decides" if policy.name in answer.denied else "",
            )
            for policy in level.policies
        ]  # fmt: skip
        policies.append(Policy(level.where, tuple(rows)))
    note = "" if any(p.statements or p.unread for p in policies) else "there is none that was read"
    return Layer("Deny policies", tuple(policies), bool(answer.denied), note)


def bindings(level: Level, roles: Roles, request: Request, answer: Answer) -> Layer:
    """Return what the allow policy of *level* has to do with *request*, binding by binding."""
    name = f"Allow policy of {level.where}"
    if isinstance(level.policy, Unknown):
        return Layer(name, (Policy(level.where, unread=level.policy.reason),))
    rows = tuple(_binding(level.where, binding, roles, request, answer) for binding in level.policy.bindings)
    granting = any(row.mark == "decides" for row in rows)
    note = "" if granting else "no binding gives this account a role that holds the permission"
    return Layer(name, (Policy(level.where, rows),) if rows else (), False, note)


def _binding(where: str, binding: Binding, roles: Roles, request: Request, answer: Answer) -> Statement:
    body = msgspec.to_builtins(binding)
    if any(ground.where == where and ground.binding == binding for ground in answer.granted):
        return Statement(binding.role, "Allow", body, "decides", "it gives this account the permission")
    held = next((g.why for g in answer.held_back if g.where == where and g.binding == binding), "")
    if held:
        return Statement(binding.role, "Allow", body, "near", held)
    holds = roles.holds(binding.role, request.permission)
    named = any(matches(member, request.member) is True for member in binding.members)
    if holds and not named:
        return Statement(
            binding.role, "Allow", body, "near", "the role holds the permission; its members are others"
        )
    if named and not holds:
        why = "not known what the role holds" if holds is None else "the role does not hold the permission"
        return Statement(binding.role, "Allow", body, "near", f"this account is a member; {why}")
    return Statement(binding.role, "Allow", body)
