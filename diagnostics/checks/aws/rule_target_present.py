"""Has the EventBridge rule the function as its target?"""

from __future__ import annotations

from diagnostics.case import Finding, blocked, passed, skipped
from diagnostics.checks.aws._hops import function_of, harmless
from diagnostics.checks.aws._push import borne_out, fact, hops_of, stands_in, touch, when
from diagnostics.hops.aws.push import PushHop
from diagnostics.hops.aws.world import AwsWorld
from diagnostics.reader import Unknown

NAME = "rule-target-present"


def rule_target_present(world: AwsWorld) -> tuple[Finding, ...]:
    """A rule that may invoke the function but does not name it as a target leaves it silent."""
    return tuple(_ask(world, hop) for hop in hops_of(world, "events")) or (
        skipped(NAME, "no rule leads here"),
    )


def _ask(world: AwsWorld, hop: PushHop) -> Finding:
    if isinstance(hop.wired, Unknown):
        return blocked(
            NAME, hop.wired, hop=hop, question="wired", class_="trigger", corroborated=borne_out(world, hop)
        )
    if hop.wired:
        return passed(
            NAME, f"the rule {hop.source.name} has the function as a target", hop=hop, question="wired"
        )
    if hop.exists is False:
        return skipped(NAME, f"the rule {hop.source.name} does not exist")
    text = f"the rule {hop.source.name} does not have the function as a target"
    corroborated = borne_out(world, hop) and not stands_in(world, hop)
    return Finding(
        NAME,
        "failed",
        question="wired",
        hop=hop,
        cause="aws.rule.target-missing",
        class_="trigger",
        detail=text,
        summary=f"{function_of(world)} is not invoked: {text}, though the function's policy would admit it.",
        facts=(fact(hop, text, [t.Arn for t in hop.configuration or ()]),),
        corroborated=corroborated,
        failing=True if corroborated else None,
        remark="" if corroborated else harmless(text),
        confidence=0.93,
        upstream=9,
        touches=touch(world, hop, "RemoveTargets", "PutTargets", "DeleteRule"),
        rules_out=(
            ("resource-policy", "the function's policy admits the rule"),
            ("iam", "EventBridge invokes with no role of yours"),
            ("network", "EventBridge invokes through Lambda's own interface"),
        ),
        **when(world, hop),
    )
