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
from diagnostics.fix.prove import prove
from diagnostics.fix.values import Unwritable, checked, json_argument, quoted
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.documents import statements
from diagnostics.hops.aws.push import SERVICES, PushHop, TopicQueueHop
from diagnostics.hops.aws.world import AwsWorld, Document
from diagnostics.policy.aws import Policies
from diagnostics.report import Document as Shown
from diagnostics.report import Fix, Grant, Setting


def notify(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the bucket's notification configuration with the function's entry added."""
    hop = finding.hop
    if not isinstance(hop, PushHop):
        return ()
    if not isinstance(hop.configuration, dict):
        raise Unwritable("the bucket's notifications could not be read, so none are written over them")
    bucket, region = checked(hop.source.name, "bucket"), checked(world.target.region, "region")
    before = {key: value for key, value in hop.configuration.items() if key != "ResponseMetadata"}
    after: dict[str, Any] = copy.deepcopy(before)
    entry = {"LambdaFunctionArn": checked(hop.wanted, "arn"), "Events": ["s3:ObjectCreated:*"]}
    after["LambdaFunctionConfigurations"] = [*after.get("LambdaFunctionConfigurations", []), entry]
    owner = owner_of(world)

    def put(configuration: Any) -> str:
        return shell.script(
            shell.aws(
                "s3api",
                "put-bucket-notification-configuration",
                region,
                f"--bucket {quoted(bucket, 'bucket')}",
                f"--notification-configuration {json_argument(configuration)}",
            )
        )

    return (
        Fix(
            title=f"Have the bucket {bucket} tell {world.target.name} of new objects",
            owner=owner,
            changes=(Setting(hop.source.id, "LambdaFunctionConfigurations", None, hop.wanted),),
            commands={
                "aws-cli": put(after),
                "terraform": (
                    f'resource "aws_s3_bucket_notification" "{forms.label(bucket)}" {{\n'
                    f"  bucket = {forms.hcl_string(bucket)}\n\n  lambda_function {{\n"
                    f"    lambda_function_arn = {forms.hcl_string(hop.wanted)}\n"
                    '    events              = ["s3:ObjectCreated:*"]\n  }\n}\n'
                ),
                "cloudformation": forms.template(
                    {
                        "Bucket": {
                            "Type": "AWS::S3::Bucket",
                            "Properties": {
                                "BucketName": bucket,
                                "NotificationConfiguration": {
                                    "LambdaConfigurations": [
                                        {"Event": "s3:ObjectCreated:*", "Function": hop.wanted}
                                    ]
                                },
                            },
                        }
                    }
                ),
            },
            undo={"aws-cli": put(before)},
            warnings=(
                "All object-created events are proposed, without a prefix or suffix: set those that the function expects.",
                *drift_warning(owner),
            ),
            documents=(Shown(f"notifications of {bucket}", forms.pretty(before), forms.pretty(after)),),
        ),
    )


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
            commands={
                "aws-cli": switch("enable-rule"),
                "terraform": _rule_terraform(name),
                "cloudformation": forms.template(
                    {
                        forms.logical(name): {
                            "Type": "AWS::Events::Rule",
                            "Properties": {"Name": name, "State": "ENABLED"},
                        }
                    }
                ),
            },
            undo={"aws-cli": switch("disable-rule")},
            warnings=drift_warning(owner),
        ),
    )


def _rule_terraform(name: str) -> str:
    return (
        f'resource "aws_cloudwatch_event_rule" "{forms.label(name)}" {{\n'
        f"  name  = {forms.hcl_string(name)}\n"
        '  state = "ENABLED"\n}\n'
    )


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
                "terraform": (
                    f'resource "aws_cloudwatch_event_target" "{forms.label(ident)}" {{\n'
                    f"  rule      = {forms.hcl_string(name)}\n"
                    f"  target_id = {forms.hcl_string(ident)}\n"
                    f"  arn       = {forms.hcl_string(hop.wanted)}\n}}\n"
                ),
                "cloudformation": forms.template(
                    {
                        forms.logical(name): {
                            "Type": "AWS::Events::Rule",
                            "Properties": {"Name": name, "Targets": [{"Id": ident, "Arn": hop.wanted}]},
                        }
                    }
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
                    f'resource "aws_sns_topic_subscription" "{forms.label(world.target.name)}" {{\n'
                    f"  topic_arn = {forms.hcl_string(topic)}\n"
                    '  protocol  = "lambda"\n'
                    f"  endpoint  = {forms.hcl_string(function)}\n}}\n"
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
    "aws.bucket-notification.missing": notify,
    "aws.rule.disabled": enable_rule,
    "aws.rule.target-missing": add_target,
    "aws.subscription.missing": subscribe,
    "aws.queue-policy.sender-not-admitted": admit_topic,
}
