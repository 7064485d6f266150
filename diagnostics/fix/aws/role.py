"""Fixes on the execution role: what the refusals justify, and nothing besides."""

from __future__ import annotations

from typing import Any

from diagnostics.case import Finding
from diagnostics.fix.aws.identity_grant import Target, grant
from diagnostics.fix.aws.target_policy import both_sides
from diagnostics.fix.aws.wanted import ANYTHING, Wanted, justified, unscoped
from diagnostics.fix.values import checked
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.decide import decide, policies_for, request_of
from diagnostics.hops.aws.sqs import Queue, QueueHop
from diagnostics.hops.aws.target import TargetHop
from diagnostics.hops.aws.world import AwsWorld, Function, Role
from diagnostics.report import Fix

__all__ = ["FIXES", "grant", "poller"]

_TRACES = ("xray:PutTraceSegments", "xray:PutTelemetryRecords")
_WARNINGS = {
    "aws.role.list-bucket-missing": "S3 refuses a key that does not exist in the same words: check that the key is there "
    "first. This grant only makes the answer for a missing key truthful.",
    "aws.role.database-connect-missing": "The ARN holds the database's resource id (db-…, cluster-…, prx-…) and the database "
    "user, both as they are written there.",
}


def allow(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the grant of exactly what was refused, in the role's own inline policy where one fits."""
    denied, function = finding.denied, world.function
    if denied is None or not denied.action or not isinstance(function, Function):
        return ()
    resource = denied.resource or (ANYTHING if unscoped(denied.action) else "")
    if not resource:
        return ()
    if halves := both_sides(world, finding):
        return halves
    wanted = justified(denied.action, resource, _refused_beside(world, denied.action), _via(world, finding))
    return grant(
        world,
        (wanted,),
        f"Let {{role}} call {denied.action} on {_short(resource)}",
        _target(finding),
        warnings=tuple(w for w in (_WARNINGS.get(finding.cause or ""),) if w),
    )


def _short(resource: str) -> str:
    named = arn.parse(resource)
    return "what it needs" if resource == ANYTHING else named.name if named else resource


def _target(finding: Finding) -> Target:
    hop = finding.hop
    return Target(hop.policy, hop.grants) if isinstance(hop, TargetHop) else Target()


def _refused_beside(world: AwsWorld, action: str) -> tuple[str, ...]:
    """Return every resource that *action* was refused on in the window."""
    hops = world.outbound if isinstance(world.outbound, tuple) else ()
    return tuple(h.resource for h in hops if isinstance(h, TargetHop) and h.action == action and h.resource)


def _via(world: AwsWorld, finding: Finding) -> str | None:
    """Return the service through which a key was used, as kms:ViaService names it; None where nothing tells."""
    function, hop = world.function, finding.hop
    if not isinstance(function, Function):
        return None
    key = arn.parse(finding.denied.resource if finding.denied else None)
    region = checked((key.region if key else "") or function.region, "region")
    if finding.cause == "aws.role.environment-key-missing":
        return f"lambda.{region}.amazonaws.com"
    for episode in hop.episodes if isinstance(hop, TargetHop) else ():
        service = _caller(episode.fact.raw)
        if service:
            return f"{service}.{region}.amazonaws.com"
    return None


def _caller(record: Any) -> str:
    """Return the service that made the call for the role, from a CloudTrail record: `invokedBy`, or the source address."""
    if not isinstance(record, dict):
        return ""
    who = record.get("userIdentity")
    named = (who.get("invokedBy") if isinstance(who, dict) else None) or record.get("sourceIPAddress")
    host = named if isinstance(named, str) else ""
    service, _, domain = host.partition(".")
    return service if domain == "amazonaws.com" and service.isalnum() else ""


def environment_key(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return kms:Decrypt on the key of the function's environment, through Lambda only."""
    function = world.function
    key = function.config.KMSKeyArn if isinstance(function, Function) else None
    if finding.denied and finding.denied.resource:
        return allow(world, finding)
    if not key or not isinstance(function, Function):
        return ()
    via = f"lambda.{checked(function.region, 'region')}.amazonaws.com"
    return grant(
        world,
        (justified("kms:Decrypt", key, via=via),),
        f"Let {{role}} decrypt the environment of {function.name}",
        _target(finding),
    )


def traces(world: AwsWorld, _finding: Finding) -> tuple[Fix, ...]:
    """Return the two X-Ray actions, which know no resource."""
    return grant(world, tuple(Wanted(action, ANYTHING) for action in _TRACES), "Let {role} send traces")


def poller(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the actions that are missing, on the one source, and the queue's own key where it has one."""
    hop = finding.hop
    if hop is None or not finding.plan:
        return ()
    wanted = [Wanted(action, hop.source.id) for action in finding.plan]
    queue = hop.queue if isinstance(hop, QueueHop) and isinstance(hop.queue, Queue) else None
    source = arn.parse(hop.source.id)
    if queue and source and queue.key and ":key/" in queue.key:  # an alias names no key that could be granted
        key = justified("kms:Decrypt", queue.key, via=f"sqs.{source.region}.amazonaws.com")
        wanted += [key] if _lacks(world, key) else []
    policy = queue.policy if queue else None
    return grant(world, wanted, f"Let {{role}} poll {hop.source.name}", Target(policy))


def _lacks(world: AwsWorld, wanted: Wanted) -> bool:
    """Whether the role's own policies do not allow it yet."""
    function, role = world.function, world.role
    if not isinstance(function, Function) or not isinstance(role, Role):
        return True
    request = request_of(function, wanted.action, wanted.concrete, wanted.context)
    return decide(request, policies_for(role)).allowed is not True


def logs(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the log actions that are missing, on the function's own log group."""
    function = world.function
    if not isinstance(function, Function) or not finding.plan:
        return ()
    group = (
        f"arn:{function.partition}:logs:{function.region}:{function.account}:log-group:{function.log_group}:*"
    )
    return grant(
        world,
        tuple(Wanted(action, group) for action in finding.plan),
        "Let {role} write the function's log",
        warnings=("AWS's own policy AWSLambdaBasicExecutionRole grants the same on every log group.",),
    )


FIXES = {
    "aws.role.action-missing": allow,
    "aws.role.resource-mismatch": allow,
    "aws.role.list-bucket-missing": allow,
    "aws.role.key-permission-missing": allow,
    "aws.role.assume-role-missing": allow,
    "aws.role.checkpoint-permission-missing": allow,
    "aws.role.database-connect-missing": allow,
    "aws.role.destination-permission-missing": allow,
    "aws.role.environment-key-missing": environment_key,
    "aws.role.file-system-mount-missing": allow,
    "aws.role.logs-permission-missing": logs,
    "aws.role.traces-permission-missing": traces,
}
