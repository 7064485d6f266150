"""May requests come from where the callers are? What the ingress setting stops leaves no line in any log."""

from __future__ import annotations

from typing import Any

from diagnostics.case import Finding, Hop, Node, Touch, blocked, need, passed, skipped
from diagnostics.checks.gcp._sources import config_fact, hops_of, when
from diagnostics.hops.gcp.ingress import setting_of
from diagnostics.hops.gcp.names import node
from diagnostics.hops.gcp.symptoms import symptoms
from diagnostics.hops.gcp.world import Function, GcpWorld, Log
from diagnostics.reader import Unknown
from diagnostics.reads.gcp import core

NAME = "ingress-open"
_EVENTS = ("UpdateService", "ReplaceService", "UpdateFunction")
_INSIDE = {"INGRESS_TRAFFIC_INTERNAL_ONLY", "INGRESS_TRAFFIC_NONE", "ALLOW_INTERNAL_ONLY"}
_BALANCED = {"INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER", "ALLOW_INTERNAL_AND_GCLB"}


def ingress_open(world: GcpWorld) -> tuple[Finding, ...]:
    """A function that admits only inner traffic, or has lost its address, and has fallen silent."""
    function = need(world.function)
    if not isinstance(function, Function):
        return (skipped(NAME),)
    if isinstance(function.service, Unknown):
        return (blocked(NAME, function.service, question="admitted", class_="network"),)
    sources = [hop for hop in hops_of(world) if hop.kind not in {"scheduler", "push"}]
    setting = setting_of(function)
    if isinstance(function.service, core.Service) and function.service.defaultUriDisabled:
        text = f"the address {function.service.uri or 'on run.app'} is switched off"
        return (_finding(world, function, "gcp.run-service.default-url-disabled", text, 0.85),)
    if setting not in _INSIDE | _BALANCED or sources:
        return (
            passed(
                NAME,
                f"requests may come from anywhere it is called from ({setting or 'no setting'})",
                question="admitted",
            ),
        )
    inner = "the VPC, or a load balancer" if setting in _BALANCED else "the VPC"
    text = f"it takes requests only from inside {inner} ({setting}), and none comes any more"
    return (_finding(world, function, "gcp.function.ingress-blocked", text, 0.75),)


def _finding(world: GcpWorld, function: Function, cause: str, text: str, confidence: float) -> Finding:
    seen = symptoms(world)
    log = need(world.log)
    turned = bool(log.turned) if isinstance(log, Log) else False
    quiet = seen.silent_since is not None and not turned
    more: dict[str, Any] = when(seen, world)
    target = function.id if function.first_generation else function.service_name
    return Finding(
        NAME,
        "failed",
        question="admitted",
        hop=Hop("inbound", Node("", "caller", "callers"), node(function.id)),
        cause=cause,
        class_="network",
        deny_origin="ingress",
        detail=text,
        summary=f"{function.name} is not reached: {text}.",
        facts=(config_fact(f"ingress:{target}", text),),
        corroborated=quiet,
        failing=True if quiet else None,
        confidence=confidence,
        upstream=15,
        touches=tuple(
            Touch(name, function.project, _EVENTS, "function")
            for name in dict.fromkeys((target, function.id))
        ),
        rules_out=(
            (
                "resource-policy",
                "a request turned away by IAM leaves a line in the request log, and there is none",
            ),
        ),
        **more,
    )
