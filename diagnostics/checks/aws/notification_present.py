"""Does the bucket tell the function of its events?"""

from __future__ import annotations

from diagnostics.case import Finding, blocked, passed, skipped
from diagnostics.checks.aws._hops import function_of, harmless
from diagnostics.checks.aws._push import borne_out, fact, hops_of, stands_in, touch, when
from diagnostics.hops.aws.push import PushHop
from diagnostics.hops.aws.world import AwsWorld
from diagnostics.reader import Unknown

NAME = "notification-present"


def notification_present(world: AwsWorld) -> tuple[Finding, ...]:
    """A bucket that may invoke the function and has no notification for it leaves it silent."""
    hops = hops_of(world, "s3")
    return tuple(_ask(world, hop) for hop in hops) or (skipped(NAME, "no bucket is known to lead here"),)


def _ask(world: AwsWorld, hop: PushHop) -> Finding:
    if isinstance(hop.wired, Unknown):
        return blocked(
            NAME, hop.wired, hop=hop, question="wired", class_="trigger", corroborated=borne_out(world, hop)
        )
    if hop.wired:
        return passed(NAME, f"{hop.source.name} tells the function of its events", hop=hop, question="wired")
    gone = hop.exists is False
    text = (
        f"the bucket {hop.source.name} {'does not exist' if gone else 'has no notification for the function'}"
    )
    corroborated = borne_out(world, hop) and not stands_in(world, hop)
    return Finding(
        NAME,
        "failed",
        question="wired",
        hop=hop,
        cause="aws.source.wrong-target" if gone else "aws.bucket-notification.missing",
        class_="trigger",
        detail=text,
        summary=f"{function_of(world)} is not invoked: {text}, though the function's policy would admit it.",
        facts=(fact(hop, text, hop.configuration),),
        corroborated=corroborated,
        failing=True if corroborated else None,
        remark="" if corroborated else harmless(text),
        confidence=0.7 if gone else 0.93,
        upstream=10,
        touches=touch(
            world, hop, "PutBucketNotification", "PutBucketNotificationConfiguration", "DeleteBucket"
        ),
        rules_out=(
            ("resource-policy", "the function's policy admits the bucket"),
            ("iam", "S3 invokes with no role of yours"),
            ("network", "S3 invokes through Lambda's own interface"),
        ),
        **when(world, hop),
    )
