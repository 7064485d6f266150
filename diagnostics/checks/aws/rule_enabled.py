"""Is the EventBridge rule switched on?"""

from __future__ import annotations

from diagnostics.case import Finding, blocked, passed, skipped
from diagnostics.checks.aws._hops import function_of, harmless
from diagnostics.checks.aws._push import borne_out, fact, hops_of, stands_in, touch, when
from diagnostics.hops.aws.push import PushHop
from diagnostics.hops.aws.world import AwsWorld
from diagnostics.reader import Unknown

NAME = "rule-enabled"


def rule_enabled(world: AwsWorld) -> tuple[Finding, ...]:
    """A rule that is disabled or gone sends nothing."""
    return tuple(_ask(world, hop) for hop in hops_of(world, "events")) or (
        skipped(NAME, "no rule leads here"),
    )


def _ask(world: AwsWorld, hop: PushHop) -> Finding:
    if isinstance(hop.enabled, Unknown):
        return blocked(
            NAME, hop.enabled, hop=hop, question="wired", class_="trigger", corroborated=borne_out(world, hop)
        )
    if hop.enabled:
        return passed(NAME, f"the rule {hop.source.name} is enabled", hop=hop, question="wired")
    gone = hop.exists is False
    text = f"the rule {hop.source.name} {'does not exist' if gone else 'is disabled'}"
    corroborated = borne_out(world, hop) and not (gone and stands_in(world, hop))
    return Finding(
        NAME,
        "failed",
        question="wired",
        hop=hop,
        cause="aws.rule.missing" if gone else "aws.rule.disabled",
        class_="trigger",
        detail=text,
        summary=f"{function_of(world)} is not invoked: {text}.",
        facts=(fact(hop, text),),
        corroborated=corroborated,
        failing=True if corroborated else None,
        remark="" if corroborated else harmless(text),
        confidence=0.75 if gone else 0.95,
        upstream=8,
        touches=touch(world, hop, "DisableRule", "PutRule", "DeleteRule"),
        rules_out=(
            ("resource-policy", "nothing was sent that could have been refused"),
            ("iam", "EventBridge invokes with no role of yours"),
            ("network", "EventBridge invokes through Lambda's own interface"),
        ),
        **when(world, hop),
    )
