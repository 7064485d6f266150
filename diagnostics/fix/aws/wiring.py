"""Fixes that wire a source to the function again; whatever else the source tells stays told."""

from __future__ import annotations

import copy
from typing import Any

import msgspec

from diagnostics.case import Finding
from diagnostics.checks.aws.queue_admits_topic import ACTION, request_of
from diagnostics.fix import shell
from diagnostics.fix.aws import forms
from diagnostics.fix.aws.documents import sid_of, unused_sid
from diagnostics.fix.aws.owner import drift_warning, owner_of
from diagnostics.fix.aws.target_writers import queue_forms
from diagnostics.fix.hcl import hcl_string, label
from diagnostics.fix.prove import prove
from diagnostics.fix.values import checked, json_argument, quoted
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.documents import statements
from diagnostics.hops.aws.push import SERVICES, PushHop, TopicQueueHop
from diagnostics.hops.aws.world import AwsWorld, Document
from diagnostics.policy.aws import Policies
from diagnostics.report import Document as Shown
from diagnostics.report import Fix, Grant, Setting


def enable_rule(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the rule switched on."""
    hop = finding.hop
    if not isinstance(hop, PushHop):
        return ()
    options, region, name = _rule(hop)
    owner = owner_of(world)

    def switch(operation: str) -> str:
        return shell.script(
            shell.aws("events", operation, region, f"--name {quoted(name, 'name')}", *options)
        )

    return (
        Fix(
            title=f"Switch the rule {name} on",
            owner=owner,
            changes=(Setting(hop.source.id, "State", "DISABLED", "ENABLED"),),
            commands={"aws-cli": switch("enable-rule"), **_declared(hop, name, ())},
            undo={"aws-cli": switch("disable-rule")},
            warnings=drift_warning(owner),
        ),
    )


def _declared(hop: PushHop, name: str, added: tuple[dict[str, str], ...]) -> dict[str, str]:
    """Return the rule, switched on, and its targets with those *added*; nothing where the rule could not be read."""
    rule = hop.rule
    if rule is None or not (rule.EventPattern or rule.ScheduleExpression):
        return {}
    bus = _bus(hop)
    properties: dict[str, Any] = {"Name": name, "State": "ENABLED"}
    lines = [f"  name = {hcl_string(name)}", '  state = "ENABLED"']
    if bus:
        properties["EventBusName"] = bus
        lines.append(f"  event_bus_name = {hcl_string(bus)}")
    if rule.EventPattern:
        properties["EventPattern"] = msgspec.json.decode(rule.EventPattern)
        lines.append(f"  event_pattern = {hcl_string(rule.EventPattern)}")
    if rule.ScheduleExpression:
        properties["ScheduleExpression"] = rule.ScheduleExpression
        lines.append(f"  schedule_expression = {hcl_string(rule.ScheduleExpression)}")
    held = [{"Id": target.Id, "Arn": target.Arn} for target in hop.configuration or ()]
    if held or added:
        properties["Targets"] = [*held, *added]
    block = f'resource "aws_cloudwatch_event_rule" "{label(name)}" {{\n' + "\n".join(lines) + "\n}\n"
    return {
        "terraform": block,
        "cloudformation": forms.template(
            {forms.logical(name): {"Type": "AWS::Events::Rule", "Properties": properties}}
        ),
    }


def _bus(hop: PushHop) -> str:
    """Return the name of the rule's bus, or nothing where it is the default one."""
    parsed = arn.parse(hop.source.id)
    path = parsed.resource.removeprefix("rule/") if parsed else ""
    bus = path.rpartition("/")[0]
    return checked(bus, "name") if bus else ""


def _rule(hop: PushHop) -> tuple[list[str], str, str]:
    """Return the options that name the bus, the region and the rule's name."""
    parsed = arn.parse(checked(hop.source.id, "arn"))
    path = parsed.resource.removeprefix("rule/") if parsed else hop.source.name
    bus, _, name = path.rpartition("/")
    return (
        ([f"--event-bus-name {quoted(bus, 'name')}"] if bus else []),
        (parsed.region if parsed else ""),
        name,
    )


def add_target(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the function as one target more of the rule."""
    hop = finding.hop
    if not isinstance(hop, PushHop):
        return ()
    options, region, name = _rule(hop)
    taken = {target.Id for target in hop.configuration or ()}
    base = "".join(c if c.isalnum() or c in "._-" else "-" for c in world.target.name)[:56]
    ident, number = base, 1
    while ident in taken:
        number += 1
        ident = f"{base}-{number}"
    targets = json_argument([{"Id": ident, "Arn": checked(hop.wanted, "arn")}])
    owner = owner_of(world)
    rule = f"--rule {quoted(name, 'name')}"
    return (
        Fix(
            title=f"Make {world.target.name} a target of the rule {name}",
            owner=owner,
            changes=(Setting(hop.source.id, f"Targets[{ident}]", None, hop.wanted),),
            commands={
                "aws-cli": shell.script(
                    shell.aws("events", "put-targets", region, rule, *options, f"--targets {targets}")
                ),
                **_declared(hop, name, ({"Id": ident, "Arn": hop.wanted},)),
                "terraform": (
                    f'resource "aws_cloudwatch_event_target" "{label(ident)}" {{\n'
                    f"  rule      = {hcl_string(name)}\n"
                    f"  target_id = {hcl_string(ident)}\n"
                    f"  arn       = {hcl_string(hop.wanted)}\n"
                    + (f"  event_bus_name = {hcl_string(_bus(hop))}\n" if _bus(hop) else "")
                    + "}\n"
                ),
            },
            undo={
                "aws-cli": shell.script(
                    shell.aws(
                        "events", "remove-targets", region, rule, *options, f"--ids {quoted(ident, 'name')}"
                    )
                )
            },
            warnings=drift_warning(owner),
        ),
    )


def subscribe(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the function subscribed to the topic."""
    hop = finding.hop
    if not isinstance(hop, PushHop):
        return ()
    topic, function = checked(hop.source.id, "arn"), checked(hop.wanted, "arn")
    region = topic.split(":")[3]
    owner = owner_of(world)
    where = f"--topic-arn {quoted(topic, 'arn')}"
    undo = (
        f"subscription=$(aws sns list-subscriptions-by-topic {where} --region {region} "
        f"--query \"Subscriptions[?Endpoint=='{function}'].SubscriptionArn | [0]\" --output text)\n"
        + shell.aws("sns", "unsubscribe", region, '--subscription-arn "$subscription"')
    )
    return (
        Fix(
            title=f"Subscribe {world.target.name} to the topic {hop.source.name}",
            owner=owner,
            changes=(Setting(topic, "Subscription", None, function),),
            commands={
                "aws-cli": shell.script(
                    shell.aws(
                        "sns",
                        "subscribe",
                        region,
                        where,
                        "--protocol lambda",
                        f"--notification-endpoint {quoted(function, 'arn')}",
                    )
                ),
                "terraform": (
                    f'resource "aws_sns_topic_subscription" "{label(world.target.name)}" {{\n'
                    f"  topic_arn = {hcl_string(topic)}\n"
                    '  protocol  = "lambda"\n'
                    f"  endpoint  = {hcl_string(function)}\n}}\n"
                ),
                "cloudformation": forms.template(
                    {
                        "Subscription": {
                            "Type": "AWS::SNS::Subscription",
                            "Properties": {"TopicArn": topic, "Protocol": "lambda", "Endpoint": function},
                        }
                    }
                ),
            },
            undo={"aws-cli": shell.script(undo)},
            warnings=drift_warning(owner),
        ),
    )


def admit_topic(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the queue's policy with one statement more: this topic may send."""
    hop = finding.plan
    if not isinstance(hop, TopicQueueHop):
        return ()
    topic, queue = checked(hop.source.id, "arn"), checked(hop.target.id, "arn")
    named = arn.parse(queue)
    if named is None:
        return ()
    before: Document | None = hop.queue_policy if isinstance(hop.queue_policy, dict) else None
    after: Document = copy.deepcopy(before) if before else {"Version": "2012-10-17", "Statement": []}
    rows = statements(after)
    condition = {"ArnEquals": {"aws:SourceArn": topic}}
    rows.append(
        {
            "Sid": unused_sid(rows, sid_of(ACTION)),
            "Effect": "Allow",
            "Principal": {"Service": SERVICES["sns"]},
            "Action": ACTION,
            "Resource": queue,
            "Condition": condition,
        }
    )
    after["Statement"] = rows
    commands, undo = queue_forms(named, world.target.region or named.region, before, after)
    owner = owner_of(world)
    request = request_of(hop)
    old = Policies(resource=before)
    other = msgspec.structs.replace(request, context=request.context | {"aws:SourceArn": f"{topic}-other"})
    receive = msgspec.structs.replace(request, action="sqs:ReceiveMessage")
    near = [("from another topic", other), ("receive instead of send", receive)]
    return (
        Fix(
            title=f"Let the topic {hop.source.name} send to the queue {hop.target.name}",
            owner=owner,
            grants=(Grant("resource-policy", SERVICES["sns"], (ACTION,), (queue,), condition),),
            commands=commands,
            undo=undo,
            proof=prove(request, old, Policies(resource=after), [old], near),
            warnings=drift_warning(owner),
            documents=(
                Shown(
                    f"policy of {hop.target.name}",
                    forms.pretty(before) if before else None,
                    forms.pretty(after),
                ),
            ),
        ),
    )


FIXES = {
    "aws.rule.disabled": enable_rule,
    "aws.rule.target-missing": add_target,
    "aws.subscription.missing": subscribe,
    "aws.queue-policy.sender-not-admitted": admit_topic,
}
