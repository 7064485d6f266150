"""Is the function subscribed to the topic?"""

from __future__ import annotations

from diagnostics.case import Finding, blocked, passed, skipped
from diagnostics.checks.aws._hops import function_of, harmless
from diagnostics.checks.aws._push import borne_out, fact, hops_of, stands_in, touch, when
from diagnostics.hops.aws.push import PushHop
from diagnostics.hops.aws.world import AwsWorld
from diagnostics.reader import Unknown

NAME = "subscription-present"


def subscription_present(world: AwsWorld) -> tuple[Finding, ...]:
    """A topic that may invoke the function but has no confirmed subscription of it leaves it silent."""
    return tuple(_ask(world, hop) for hop in hops_of(world, "sns")) or (skipped(NAME, "no topic leads here"),)


def _ask(world: AwsWorld, hop: PushHop) -> Finding:
    if isinstance(hop.wired, Unknown):
        return blocked(
            NAME, hop.wired, hop=hop, question="wired", class_="trigger", corroborated=borne_out(world, hop)
        )
    if hop.wired:
        return passed(NAME, f"the function is subscribed to {hop.source.name}", hop=hop, question="wired")
    gone = hop.exists is False
    text = (
        f"the topic {hop.source.name} does not exist"
        if gone
        else f"the function is not subscribed to {hop.source.name}"
    )
    corroborated = borne_out(world, hop) and not stands_in(world, hop)
    return Finding(
        NAME,
        "failed",
        question="wired",
        hop=hop,
        cause="aws.source.wrong-target" if gone else "aws.subscription.missing",
        class_="trigger",
        detail=text,
        summary=f"{function_of(world)} is not invoked: {text}{'' if gone else ', though its policy would admit the topic'}.",
        facts=(fact(hop, text),),
        corroborated=corroborated,
        failing=True if corroborated else None,
        remark="" if corroborated else harmless(text),
        confidence=0.7 if gone else 0.93,
        upstream=10,
        touches=touch(world, hop, "Unsubscribe", "DeleteTopic", "Subscribe"),
        rules_out=(
            ("resource-policy", "the function's policy admits the topic"),
            ("iam", "SNS invokes with no role of yours"),
            ("network", "SNS invokes through Lambda's own interface"),
        ),
        **when(world, hop),
    )
