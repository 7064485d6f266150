"""Small Worlds of one function and one refused call, as the reads would have left them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from diagnostics.case import Fact, Finding
from diagnostics.fix.by_cause import fixes
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.network import Network
from diagnostics.hops.aws.target import TargetHop
from diagnostics.hops.aws.world import AwsWorld, Episode, Function, PolicyDocument, Role
from diagnostics.reader import Unknown
from diagnostics.reads.aws.core import FunctionConfiguration
from diagnostics.reads.aws.network import VpcEndpoint
from diagnostics.report import Denied, DenyOrigin, Fix, Target

ACCOUNT, OTHER, REGION = "111122223333", "444455556666", "eu-central-1"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/orders-role"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:orders"
TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/Orders"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000001"

Statements = list[dict[str, Any]]


def document(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(rows)}


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource} | more


def deny(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Resource": resource} | more


def inline(name: str, *rows: dict[str, Any]) -> PolicyDocument:
    return PolicyDocument(name, document(*rows))


def managed(name: str, *rows: dict[str, Any], account: str = ACCOUNT) -> PolicyDocument:
    return PolicyDocument(name, document(*rows), f"arn:aws:iam::{account}:policy/{name}")


def refused(
    action: str | None,
    resource: str | None,
    cause: str,
    *,
    origin: DenyOrigin | None = "implicit-identity",
    explicit: bool = False,
    policy: Any = None,
    grants: tuple[dict[str, Any], ...] = (),
    record: dict[str, Any] | None = None,
) -> Finding:
    """Return the finding of a refused call, with the target's own *policy* as it was read."""
    episode = Episode("2026-11-22T04:31:07Z", "event-history", "", Fact("f", "event-history", "", raw=record))
    hop = TargetHop(
        direction="outbound",
        source=arn.node(FUNCTION),
        target=arn.node(resource or "(not named)"),
        action=action,
        resource=resource,
        episodes=(episode,),
        policy=policy,
        grants=grants,
    )
    return Finding(
        "denied-call",
        "failed",
        hop=hop,
        cause=cause,
        deny_origin=origin,
        explicit=explicit,
        denied=Denied(ROLE, action, resource),
    )


def world(
    *policies: PolicyDocument,
    boundary: PolicyDocument | None = None,
    beside: tuple[Finding, ...] = (),
    endpoint: VpcEndpoint | None = None,
    unread: bool = False,
    role: str = ROLE,
    key: str | None = None,
) -> AwsWorld:
    """Return the World of the function `orders` whose role has *policies*; *beside* are its other refusals."""
    config = FunctionConfiguration("orders", FUNCTION, Role=role, KMSKeyArn=key)
    now = datetime(2026, 11, 22, 5, tzinfo=UTC)
    known = Role(
        role,
        role.rpartition("/")[2],
        "AROAEXAMPLEID",
        document(
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ),
        Unknown("refused", "iam:ListRolePolicies") if unread else policies,
        boundary,
    )
    network = Network("vpc-1", (), (), (), (), (endpoint,) if endpoint else (), (), ())
    return AwsWorld(
        provider="aws",
        target=Target("aws", FUNCTION, "orders", REGION, ACCOUNT),
        start=now,
        end=now,
        now=now,
        function=Function(FUNCTION, "orders", REGION, ACCOUNT, "aws", config),
        role=known,
        outbound=tuple(f.hop for f in beside if f.hop),
        network=network,
    )


def fixed(case: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    return fixes(case, finding)
