"""May the execution role decrypt the messages of an encrypted queue? Lambda reads them with the function's own role."""

from __future__ import annotations

from diagnostics.case import Fact, Finding, Touch, blocked, need, passed, skipped
from diagnostics.checks.aws._hops import function_of, impact_of_queue
from diagnostics.checks.aws.denied_call import ROLE_EVENTS, Denial
from diagnostics.checks.aws.poller_permitted import gravity
from diagnostics.clock import iso
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.decide import decide, policies_for, request_of
from diagnostics.hops.aws.sqs import QueueHop
from diagnostics.hops.aws.symptoms import symptoms
from diagnostics.hops.aws.target import TargetHop
from diagnostics.hops.aws.world import AwsWorld, Function, Role
from diagnostics.reader import Unknown
from diagnostics.report import Denied

NAME = "queue-readable"
ACTION = "kms:Decrypt"


def queue_readable(world: AwsWorld) -> tuple[Finding, ...]:
    """A key that the role may not use is a fault while messages wait or nothing runs."""
    function = world.function
    hops = [hop for hop in need(world.inbound) if isinstance(hop, QueueHop) and hop.encrypted_by is not None]
    if not hops or not isinstance(function, Function):
        return (skipped(NAME, "no queue with a key of its own is polled for this function"),)
    role = need(world.role)
    if not isinstance(role, Role):
        return (skipped(NAME, "the role could not be read"),)
    return tuple(
        _ask(world, function, role, hop, hop.encrypted_by) for hop in hops if hop.encrypted_by is not None
    )


def _ask(world: AwsWorld, function: Function, role: Role, hop: QueueHop, key: TargetHop) -> Finding:
    if hop.mapping.State in {"Disabled", "Disabling"}:
        return skipped(NAME, "the mapping is switched off")
    region = (arn.parse(hop.source.id) or arn.Arn("", "", "", "", "")).region
    request = request_of(function, ACTION, key.target.id, {"kms:ViaService": f"sqs.{region}.amazonaws.com"})
    answer = decide(request, policies_for(role, key.policy, key.grants))
    heavy = bool(gravity(world, hop)["corroborated"])
    if answer.allowed is None:
        why = Unknown("what the key and the role say could not be read in full", "kms:GetKeyPolicy")
        return blocked(
            NAME, why, hop=hop, question="permitted", class_="iam", corroborated=heavy, confidence=0.5
        )
    if answer.allowed:
        return passed(
            NAME, f"{role.name} may decrypt what is in {hop.source.name}", hop=hop, question="permitted"
        )
    at_key = bool(answer.blocked_by) and answer.blocked_by[0] == "resource"
    explicit = answer.decision == "explicitly-denied"
    seen = symptoms(world)
    side = "the key's own policy does not admit it" if at_key else "no policy of the role allows it"
    text = f"{role.name} may not call {ACTION} on the key of {hop.source.name}: {side}"
    fact = Fact(f"queue-key:{hop.source.id}", "configuration", text, None, "config", {"key": key.target.id})
    return Finding(
        NAME,
        "failed",
        question="permitted",
        hop=hop,
        cause="aws.key-policy.role-not-admitted" if at_key else "aws.role.key-permission-missing",
        class_="resource-policy" if at_key else "iam",
        deny_origin="key-policy" if at_key else ("explicit-identity" if explicit else "implicit-identity"),
        explicit=explicit,
        detail=text,
        summary=f"{function_of(world)} receives nothing: {text}.",
        facts=(fact,),
        denied=Denied(principal=role.arn, action=ACTION, resource=key.target.id),
        corroborated=heavy,
        failing=True,
        confidence=0.9,
        upstream=16,
        onset=seen.silent_since or seen.last_success,
        changed_by=seen.missed_by or iso(world.end),
        impact=impact_of_queue(hop),
        touches=(
            Touch(role.name, arn.global_region(function.partition), ROLE_EVENTS, "role"),
            Touch(key.target.id, region, ("PutKeyPolicy", "RevokeGrant", "RetireGrant"), "resource"),
        ),
        rules_out=(("trigger", "the mapping is enabled"), ("network", "Lambda polls from its own network")),
        plan=Denial(key, answer, "key-policy" if at_key else "implicit-identity", explicit),
    )
