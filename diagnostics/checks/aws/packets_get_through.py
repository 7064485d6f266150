"""Do packets of the function get to what it calls, and the answers back?"""

from __future__ import annotations

from typing import Any

from diagnostics.case import Fact, Finding, Hop, Node, Touch, blocked, need, passed, skipped
from diagnostics.checks.aws._hops import function_of
from diagnostics.checks.aws._timeouts import Trouble, trouble
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.network import Network
from diagnostics.hops.aws.symptoms import symptoms
from diagnostics.hops.aws.world import AwsWorld, Function
from diagnostics.reachability.destination import Destination, is_private
from diagnostics.reachability.path import Step, table_of, way
from diagnostics.reader import Unknown

NAME = "packets-get-through"
_CAUSES = {
    "no-route": "aws.subnet.no-route",
    "public": "aws.subnet.public-without-nat",
    "nat-broken": "aws.nat-gateway.broken",
    "security-group": "aws.security-group.egress-blocked",
    "network-acl": "aws.network-acl.blocked",
    "network-acl-return": "aws.network-acl.blocked",
    "endpoint": "aws.endpoint-security-group.ingress-missing",
}
_EVENTS = {
    "no-route": ("DeleteRoute", "ReplaceRoute", "ReplaceRouteTableAssociation", "AssociateRouteTable", "DisassociateRouteTable"),
    "public": ("DeleteRoute", "ReplaceRoute", "CreateRoute", "ReplaceRouteTableAssociation", "AssociateRouteTable"),
    "nat-broken": ("DeleteNatGateway", "DisassociateAddress", "ReleaseAddress", "DeleteRoute", "ReplaceRoute"),
    "security-group": ("RevokeSecurityGroupEgress", "ModifySecurityGroupRules", "AuthorizeSecurityGroupEgress"),
    "network-acl": ("CreateNetworkAclEntry", "ReplaceNetworkAclEntry", "DeleteNetworkAclEntry", "ReplaceNetworkAclAssociation"),
    "network-acl-return": ("CreateNetworkAclEntry", "ReplaceNetworkAclEntry", "DeleteNetworkAclEntry", "ReplaceNetworkAclAssociation"),
    "endpoint": ("RevokeSecurityGroupIngress", "ModifySecurityGroupRules", "ModifyVpcEndpoint", "CreateVpcEndpoint"),
}  # fmt: skip


class Blocked(Step, frozen=True):
    """What the fix needs to know: where the way ends, from which subnet, to where."""

    subnet: str = ""
    destination: Any = None


def packets_get_through(world: AwsWorld) -> tuple[Finding, ...]:
    """A blocked way is a fault only with time-outs or connection errors; without them it is a remark at most."""
    function = need(world.function)
    network = need(world.network)
    if not isinstance(function, Function):
        return ()
    seen = trouble(world)
    if isinstance(network, Unknown):
        weight = seen is not None
        return (
            blocked(
                NAME,
                network,
                question="reachable",
                class_="network",
                corroborated=weight,
                confidence=0.8 if weight else 0.1,
            ),
        )
    if network is None:
        return (_outside(world, function, seen),)
    if not isinstance(network, Network) or seen is None:
        return (skipped(NAME, "no invocation timed out or failed to connect"),)
    return tuple(_ask(world, function, network, seen, to) for to in seen.destinations)


def _outside(world: AwsWorld, function: Function, seen: Trouble | None) -> Finding:
    """A function in no VPC reaches the internet and AWS, and nothing inside a network."""
    inside = next((to for to in seen.destinations if is_private(to)), None) if seen else None
    if seen is None or inside is None or not seen.connects:
        return skipped(NAME, "the function is in no VPC: nothing of yours stands in its way")
    hop = Hop("outbound", arn.node(function.arn), Node(inside.host, "host", inside.name))
    text = f"{inside.name} is inside a network, and {function.name} is in no VPC"
    return Finding(
        NAME,
        "failed",
        question="reachable",
        hop=hop,
        cause="aws.function.not-in-vpc",
        class_="network",
        detail=text,
        summary=f"{function_of(world)} cannot reach {inside.name}: the function is in no VPC.",
        facts=seen.facts,
        corroborated=True,
        failing=True,
        confidence=0.9,
        upstream=55,
        onset=seen.onset,
        touches=(Touch(function.name, function.region, ("UpdateFunctionConfiguration",), "function"),),
        rules_out=_rules_out(world),
    )


def _ask(world: AwsWorld, function: Function, network: Network, seen: Trouble, to: Destination) -> Finding:
    steps = [(subnet, way(network, subnet, to)) for subnet in network.subnets]
    shut = [(subnet, step) for subnet, step in steps if step.passes is False]
    hop = Hop("outbound", arn.node(function.arn), Node(to.host, "host", to.name))
    if not shut:
        unsure = next((step for _, step in steps if step.passes is None), None)
        if unsure is not None:
            why = Unknown(unsure.why, unsure.needs)
            return blocked(
                NAME, why, hop=hop, question="reachable", class_="network", corroborated=True, confidence=0.6
            )
        return passed(NAME, f"the way to {to.name} is open from every subnet", hop=hop, question="reachable")
    subnet, step = shut[0]
    mixed = len(shut) < len(steps)
    fact = Fact(
        key=f"way:{subnet.SubnetId}:{to.host}",
        source="configuration",
        summary=f"from {subnet.SubnetId}: {step.why}",
        provenance="config",
        raw={"subnets": {s.SubnetId: found.why for s, found in steps}, "vpc": network.vpc},
    )
    cause = (
        "aws.subnet.one-misrouted" if mixed and step.kind in {"no-route", "public"} else _CAUSES[step.kind]
    )
    some = f" from {len(shut)} of its {len(steps)} subnets" if mixed else ""
    return Finding(
        NAME,
        "failed",
        question="reachable",
        hop=hop,
        cause=cause,
        class_="network",
        detail=step.why,
        summary=f"{function_of(world)} cannot reach {to.name}{some}: {step.why}.",
        facts=(fact, *seen.facts),
        corroborated=True,
        failing=True,
        confidence=(0.96 if seen.connects else 0.86) - (0.1 if mixed else 0.0),
        upstream=55,
        onset=seen.onset,
        touches=_touches(world, function, network, subnet.SubnetId, step),
        rules_out=_rules_out(world),
        plan=Blocked(step.passes, step.kind, step.why, step.by, step.needs, subnet.SubnetId, to),
    )


def _touches(
    world: AwsWorld, function: Function, network: Network, subnet: str, step: Step
) -> tuple[Touch, ...]:
    region = world.target.region or ""
    table = table_of(network, subnet)
    names = [step.by, *([table.RouteTableId] if table and step.kind == "nat-broken" else []), subnet]
    rows = [Touch(name, region, _EVENTS[step.kind], step.kind) for name in dict.fromkeys(names) if name]
    return (*rows, Touch(function.name, region, ("UpdateFunctionConfiguration",), "function"))


def _rules_out(world: AwsWorld) -> tuple[tuple[Any, str], ...]:
    seen = symptoms(world)
    ran = f"the function was invoked {seen.invoked} times" if seen.invoked else "the function runs"
    return (
        ("trigger", ran),
        ("iam", "a refusal by IAM comes back in milliseconds, with its reason; here nothing comes back"),
        ("resource-policy", "a refusal comes back in milliseconds; here nothing comes back"),
    )
