"""The fix of a bucket that does not tell the function of its events: one entry more, as it was before where that is known."""

from __future__ import annotations

import copy
import re
from typing import Any

from diagnostics.case import Finding
from diagnostics.fix import shell
from diagnostics.fix.aws import forms
from diagnostics.fix.aws.owner import drift_warning, owner_of
from diagnostics.fix.hcl import hcl_string, label
from diagnostics.fix.values import Unwritable, checked, json_argument, quoted
from diagnostics.hops.aws.documents import as_list
from diagnostics.hops.aws.push import PushHop
from diagnostics.hops.aws.world import AwsWorld
from diagnostics.report import Document, Fix, Setting

_EVENT = re.compile(r"s3:[A-Za-z]{3,60}(?::(?:\*|[A-Za-z]{2,60}))?")
_NEW = "s3:ObjectCreated"
# Kind of entry: the API's name of the list and of the target in it, then Terraform's block and CloudFormation's list.
_KINDS = (
    ("LambdaFunctionConfigurations", "LambdaFunctionArn", "lambda_function", "lambda_function_arn", "LambdaConfigurations", "Function"),
    ("QueueConfigurations", "QueueArn", "queue", "queue_arn", "QueueConfigurations", "Queue"),
    ("TopicConfigurations", "TopicArn", "topic", "topic_arn", "TopicConfigurations", "Topic"),
)  # fmt: skip


def notify(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the bucket's notification configuration with the function's entry added."""
    hop = finding.hop
    if not isinstance(hop, PushHop):
        return ()
    if not isinstance(hop.configuration, dict):
        raise Unwritable("the bucket's notifications could not be read, so none are written over them")
    bucket, region = checked(hop.source.name, "bucket"), checked(world.target.region, "region")
    before = {key: value for key, value in hop.configuration.items() if key != "ResponseMetadata"}
    entry, warnings = _entry(world, checked(hop.wanted, "arn"), before, bucket)
    after: dict[str, Any] = copy.deepcopy(before)
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
            title=f"Have the bucket {bucket} tell {world.target.name} of {', '.join(entry['Events'])}",
            owner=owner,
            changes=(Setting(hop.source.id, "LambdaFunctionConfigurations", None, hop.wanted),),
            commands={
                "aws-cli": put(after),
                "terraform": _terraform(bucket, after),
                "cloudformation": _cloudformation(bucket, after),
            },
            undo={"aws-cli": put(before)},
            warnings=(*warnings, *drift_warning(owner)),
            documents=(Document(f"notifications of {bucket}", forms.pretty(before), forms.pretty(after)),),
        ),
    )


def _entry(
    world: AwsWorld, function: str, before: dict[str, Any], bucket: str
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the entry to add: as it was, where Event history tells; else every new object, where nobody else has those."""
    held = entry_before(world.change.before if world.change else None, function)
    if held is not None:
        return held, ()
    rows = [row for name, *_ in _KINDS for row in before.get(name, [])]
    if any(str(event).startswith(_NEW) for row in rows for event in row.get("Events", [])):
        raise Unwritable(
            f"{bucket} tells another one of new objects already, S3 takes no two entries for the same keys, and which keys "
            f"were {world.target.name}'s is not known"
        )
    warning = "All object-created events are proposed, without a prefix or suffix: set those that the function expects."
    return {"LambdaFunctionArn": function, "Events": [f"{_NEW}:*"]}, (warning,)


def entry_before(parameters: Any, function: str) -> dict[str, Any] | None:
    """Return the entry for *function* in the parameters of a PutBucketNotification, in the API's own form."""
    given = parameters.get("NotificationConfiguration") if isinstance(parameters, dict) else None
    for name in ("CloudFunctionConfiguration", "LambdaFunctionConfiguration", "LambdaFunctionConfigurations"):
        for row in as_list(given.get(name)) if isinstance(given, dict) else ():
            target = str(
                row.get("CloudFunction") or row.get("LambdaFunctionArn") or row.get("Function") or ""
            )
            events = [str(e) for e in as_list(row.get("Event") or row.get("Events"))]
            if not (target == function or target.startswith(f"{function}:")) or not events:
                continue
            if not all(_EVENT.fullmatch(event) for event in events):
                return None
            rules = _rules(row.get("Filter"))
            kept = {"Filter": {"Key": {"FilterRules": rules}}} if rules else {}
            return {"LambdaFunctionArn": checked(target, "arn"), "Events": events, **kept}
    return None


def _rules(held: Any) -> list[dict[str, str]]:
    """Return the key's prefix and suffix, which the log writes as S3's XML does."""
    key = (held.get("S3Key") or held.get("Key") or {}) if isinstance(held, dict) else {}
    rows = as_list(key.get("FilterRule") or key.get("FilterRules")) if isinstance(key, dict) else []
    return [
        {"Name": str(row.get("Name")).lower(), "Value": checked(str(row.get("Value")), "path")}
        for row in rows
        if isinstance(row, dict) and str(row.get("Name")).lower() in {"prefix", "suffix"} and row.get("Value")
    ]


def _terraform(bucket: str, configuration: dict[str, Any]) -> str:
    """Return the resource with every entry: Terraform replaces all as the API does."""
    blocks = []
    for name, target, block, attribute, _, _ in _KINDS:
        for row in configuration.get(name, []):
            lines = [f"    {attribute} = {hcl_string(str(row.get(target)))}"]
            lines.append(f"    events = [{', '.join(hcl_string(str(e)) for e in row.get('Events', []))}]")
            lines += [f"    filter_{rule['Name']} = {hcl_string(rule['Value'])}" for rule in _filter(row)]
            blocks.append("\n".join([f"  {block} {{", *lines, "  }"]))
    head = f'resource "aws_s3_bucket_notification" "{label(bucket)}" {{\n  bucket = {hcl_string(bucket)}\n'
    eventbridge = "  eventbridge = true\n" if "EventBridgeConfiguration" in configuration else ""
    return head + eventbridge + "".join(f"\n{block}\n" for block in blocks) + "}\n"


def _cloudformation(bucket: str, configuration: dict[str, Any]) -> str:
    """Return the bucket with every entry; CloudFormation has one for each event."""
    kinds: dict[str, Any] = {}
    for name, target, _, _, listed, key in _KINDS:
        rows = [
            {
                "Event": event,
                key: row.get(target),
                **({"Filter": {"S3Key": {"Rules": rules}}} if rules else {}),
            }
            for row in configuration.get(name, [])
            for rules in (_filter(row),)
            for event in row.get("Events", [])
        ]
        if rows:
            kinds[listed] = rows
    if "EventBridgeConfiguration" in configuration:
        kinds["EventBridgeConfiguration"] = {"EventBridgeEnabled": True}
    properties = {"BucketName": bucket, "NotificationConfiguration": kinds}
    return forms.template({"Bucket": {"Type": "AWS::S3::Bucket", "Properties": properties}})


def _filter(row: dict[str, Any]) -> list[dict[str, str]]:
    return _rules(row.get("Filter"))


FIXES = {"aws.bucket-notification.missing": notify}
