"""A role that lacks the rights to a function's network interfaces, which Lambda makes with it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from diagnostics.case import Finding
from diagnostics.fix.aws import forms
from diagnostics.fix.aws.deploy import inline_policy
from diagnostics.fix.aws.owner import drift_warning, owner_of
from diagnostics.fix.prove import neighbours_of, prove
from diagnostics.fix.values import checked
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.decide import boundary, identity
from diagnostics.hops.aws.deploys import Refused
from diagnostics.hops.aws.world import AwsWorld, Document, Role
from diagnostics.policy.aws import Policies, Request
from diagnostics.report import Document as Shown
from diagnostics.report import Fix, Grant, Proof

# Lambda's documentation of VPC functions: these two are only allowed on all resources.
_ANYWHERE = ("ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets")
_SCOPED = (
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
)
_CREATE = _SCOPED[0]
_OTHERS = ("ec2:ModifyNetworkInterfaceAttribute", "ec2:RunInstances", "iam:PassRole")


def interfaces(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return what Lambda needs to give the function its network interfaces, in its own subnets where they are known."""
    principal = finding.denied.principal if finding.denied else None
    role = arn.parse(principal)
    if role is None or principal is None:
        return ()
    region = checked(world.target.region, "region")
    base = f"arn:{role.partition}:ec2:{region}:{role.account}"
    raw = finding.plan.fact.raw if isinstance(finding.plan, Refused) else {}
    text = str(raw)
    subnets = sorted(set(re.findall(r"subnet-[0-9a-f]{6,40}", text)))
    groups = sorted(set(re.findall(r"\bsg-[0-9a-f]{6,40}", text)))
    resources = [f"{base}:network-interface/*", *(f"{base}:subnet/{s}" for s in subnets or ["*"])]
    resources += [f"{base}:security-group/{g}" for g in groups or ["*"]]
    known = world.role if isinstance(world.role, Role) else None
    unnamed = (
        "The refusal names no subnet or no security group: put the function's own where a * stands for them.",
    )
    document = _document(_SCOPED, resources, _ANYWHERE)
    name = arn.role_name(principal)
    commands, undo = inline_policy(
        "role", name, "lambda-network-interfaces", document, arn.global_region(role.partition)
    )
    return (
        Fix(
            title=f"Let {name} give the function its network interfaces",
            owner=owner_of(world),
            grants=(
                Grant("identity-policy", principal, _SCOPED, tuple(resources)),
                Grant("identity-policy", principal, _ANYWHERE, ("*",)),
            ),
            commands=commands,
            undo=undo,
            proof=_proof(known, resources) if known else None,
            warnings=(
                "ec2:DescribeNetworkInterfaces and ec2:DescribeSubnets have no resource-level permissions, hence the one *. "
                "AWS's own policy AWSLambdaVPCAccessExecutionRole grants the same on every resource.",
                *(() if subnets and groups else unnamed),
                *drift_warning(owner_of(world)),
            ),
            documents=(
                Shown(f"inline policy lambda-network-interfaces of {name}", None, forms.pretty(document)),
            ),
        ),
    )


def _document(scoped: Iterable[str], resources: Iterable[str], anywhere: Iterable[str]) -> Document:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "NetworkInterfaces",
                "Effect": "Allow",
                "Action": list(scoped),
                "Resource": list(resources),
            },
            {
                "Sid": "NetworkInterfacesSeen",
                "Effect": "Allow",
                "Action": list(anywhere),
                "Resource": "*",
            },
        ],
    }


def _proof(role: Role, resources: list[str]) -> Proof:
    """Judge every action on what it is checked against, and again with the action, or the resource, left out."""

    def judged(scoped: Iterable[str], on: Iterable[str], anywhere: Iterable[str]) -> Policies:
        document = _document(scoped, on, anywhere)
        return Policies(identity=(*identity(role), document), permission_boundaries=boundary(role))

    def request(action: str, resource: str) -> Request:
        concrete = resource if resource == "*" else resource.replace("*", "eni-0")
        return Request(role.arn, action, concrete, role.arn.split(":")[4], open=True)

    after = judged(_SCOPED, resources, _ANYWHERE)
    before = Policies(identity=identity(role), permission_boundaries=boundary(role))
    lacking = [
        (request(_CREATE, r), judged(_SCOPED, (o for o in resources if o != r), _ANYWHERE)) for r in resources
    ]
    lacking += [
        (request(action, resources[0]), judged((o for o in _SCOPED if o != action), resources, _ANYWHERE))
        for action in _SCOPED[1:]
    ]
    lacking += [
        (request(action, "*"), judged(_SCOPED, resources, (o for o in _ANYWHERE if o != action)))
        for action in _ANYWHERE
    ]
    first, *further = lacking
    named = [r for r in resources if "*" not in r]
    near = [row for r in named for row in neighbours_of(request(_CREATE, r), _OTHERS)]
    return prove(
        first[0], before, after, [first[1]], near, [(asked, after, without) for asked, without in further]
    )


FIXES = {"aws.role.eni-permissions-missing": interfaces}
