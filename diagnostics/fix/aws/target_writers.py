"""Scripts, Terraform and CloudFormation that set a resource's own policy, one writer for each service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from diagnostics.fix import shell
from diagnostics.fix.aws import forms
from diagnostics.fix.hcl import hcl_string, label
from diagnostics.fix.values import Unwritable, checked, json_argument, quoted
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.arn import Arn
from diagnostics.hops.aws.documents import statements
from diagnostics.hops.aws.target import TargetHop
from diagnostics.hops.aws.world import Document

Forms = tuple[dict[str, str], dict[str, str]]
# CloudFormation has no resource for a key's policy alone.
_MERGE = "Set this property in the template that owns the resource; deployed by itself this would make another one."
Writer = Callable[[TargetHop, Arn, str, Document | None, Document], Forms]


def _forms(do: str, undo: str, terraform: str, cloudformation: str) -> Forms:
    return {"aws-cli": shell.script(do), "terraform": terraform, "cloudformation": cloudformation}, {
        "aws-cli": shell.script(undo)
    }


def _key(hop: TargetHop, named: Arn, region: str, before: Document | None, after: Document) -> Forms:
    key, where = checked(hop.resource, "arn"), named.region or region
    if before is None:
        raise Unwritable("the key's policy could not be read, so none is written over it")

    def put(document: Document) -> str:
        return shell.aws(
            "kms",
            "put-key-policy",
            where,
            f"--key-id {quoted(key, 'arn')}",
            "--policy-name default",
            f"--policy {json_argument(document)}",
        )

    terraform = (
        f'resource "aws_kms_key_policy" "{label(hop.target.name)}" {{\n'
        f"  key_id = {hcl_string(key)}\n  policy = {forms.heredoc(after)}\n}}\n"
    )
    cfn = forms.template({"Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": after}}}, _MERGE)
    return _forms(put(after), put(before), terraform, cfn)


def _trust(_hop: TargetHop, named: Arn, _region: str, before: Document | None, after: Document) -> Forms:
    role, where = checked(named.resource.rpartition("/")[2], "role"), arn.global_region(named.partition)
    if before is None:
        raise Unwritable("the role's trust policy could not be read, so none is written over it")

    def put(document: Document) -> str:
        name, given = f"--role-name {quoted(role, 'role')}", json_argument(document)
        return shell.aws("iam", "update-assume-role-policy", where, name, f"--policy-document {given}")

    terraform = (
        f'resource "aws_iam_role" "{label(role)}" {{\n'
        f"  name               = {hcl_string(role)}\n"
        f"  assume_role_policy = {forms.heredoc(after)}\n}}\n"
    )
    properties = {"RoleName": role, "AssumeRolePolicyDocument": after}
    cfn = forms.template({forms.logical(role): {"Type": "AWS::IAM::Role", "Properties": properties}}, _MERGE)
    return _forms(put(after), put(before), terraform, cfn)


def _bucket(_hop: TargetHop, named: Arn, region: str, before: Document | None, after: Document) -> Forms:
    bucket = checked(named.resource.partition("/")[0], "bucket")
    name = f"--bucket {quoted(bucket, 'bucket')}"
    empty = not statements(after)

    def put(document: Document) -> str:
        return shell.aws("s3api", "put-bucket-policy", region, name, f"--policy {json_argument(document)}")

    def drop() -> str:
        return shell.aws("s3api", "delete-bucket-policy", region, name)

    terraform = (
        f'resource "aws_s3_bucket_policy" "{label(bucket)}" {{\n'
        f"  bucket = {hcl_string(bucket)}\n  policy = {forms.heredoc(after)}\n}}\n"
    )
    properties = {"Bucket": bucket, "PolicyDocument": after}
    cfn = forms.template({"BucketPolicy": {"Type": "AWS::S3::BucketPolicy", "Properties": properties}})
    return _forms(drop() if empty else put(after), put(before) if before else drop(), terraform, cfn)


def _secret(hop: TargetHop, named: Arn, region: str, before: Document | None, after: Document) -> Forms:
    secret, where = checked(hop.resource, "arn"), named.region or region
    name = f"--secret-id {quoted(secret, 'arn')}"

    def put(document: Document) -> str:
        return shell.aws(
            "secretsmanager",
            "put-resource-policy",
            where,
            name,
            f"--resource-policy {json_argument(document)}",
        )

    drop = shell.aws("secretsmanager", "delete-resource-policy", where, name)
    terraform = (
        f'resource "aws_secretsmanager_secret_policy" "{label(hop.target.name)}" {{\n'
        f"  secret_arn = {hcl_string(secret)}\n  policy = {forms.heredoc(after)}\n}}\n"
    )
    properties = {"SecretId": secret, "ResourcePolicy": after}
    cfn = forms.template(
        {"SecretPolicy": {"Type": "AWS::SecretsManager::ResourcePolicy", "Properties": properties}}
    )
    return _forms(put(after), put(before) if before else drop, terraform, cfn)


def _queue(_hop: TargetHop, named: Arn, region: str, before: Document | None, after: Document) -> Forms:
    return queue_forms(named, region, before, after)


def queue_forms(named: Arn, region: str, before: Document | None, after: Document) -> Forms:
    """Return the commands that set the policy of the queue *named* to *after*, and those that put *before* back."""
    queue, where = checked(named.resource, "name"), named.region or region
    url = (
        f"queue_url=$(aws sqs get-queue-url --queue-name {quoted(queue, 'name')} "
        f"--queue-owner-aws-account-id {quoted(named.account, 'account')} --region {where} --query QueueUrl --output text)\n"
    )

    def put(document: Document | None) -> str:
        policy = msgspec.json.encode(document).decode() if document else ""
        attributes = json_argument({"Policy": policy})
        return url + shell.aws(
            "sqs", "set-queue-attributes", where, '--queue-url "$queue_url"', f"--attributes {attributes}"
        )

    terraform = (
        f'data "aws_sqs_queue" "{label(queue)}" {{\n  name = {hcl_string(queue)}\n}}\n\n'
        f'resource "aws_sqs_queue_policy" "{label(queue)}" {{\n'
        f"  queue_url = data.aws_sqs_queue.{label(queue)}.url\n  policy = {forms.heredoc(after)}\n}}\n"
    )
    queue_url = f"https://sqs.{where}.amazonaws.com/{named.account}/{queue}"
    properties = {"Queues": [queue_url], "PolicyDocument": after}
    cfn = forms.template({"QueuePolicy": {"Type": "AWS::SQS::QueuePolicy", "Properties": properties}})
    return _forms(put(after), put(before), terraform, cfn)


def _topic(_hop: TargetHop, named: Arn, region: str, before: Document | None, after: Document) -> Forms:
    where = named.region or region
    topic = checked(f"arn:{named.partition}:sns:{named.region}:{named.account}:{named.resource}", "arn")
    if before is None:
        raise Unwritable("the topic's policy could not be read, so none is written over it")

    def put(document: Document) -> str:
        return shell.aws(
            "sns",
            "set-topic-attributes",
            where,
            f"--topic-arn {quoted(topic, 'arn')}",
            "--attribute-name Policy",
            f"--attribute-value {json_argument(document)}",
        )

    terraform = (
        f'resource "aws_sns_topic_policy" "{label(named.resource)}" {{\n'
        f"  arn = {hcl_string(topic)}\n  policy = {forms.heredoc(after)}\n}}\n"
    )
    properties = {"Topics": [topic], "PolicyDocument": after}
    cfn = forms.template({"TopicPolicy": {"Type": "AWS::SNS::TopicPolicy", "Properties": properties}})
    return _forms(put(after), put(before), terraform, cfn)


def _table(hop: TargetHop, named: Arn, region: str, before: Document | None, after: Document) -> Forms:
    where = named.region or region
    table = "/".join(named.resource.split("/")[:2])
    resource = checked(f"arn:{named.partition}:dynamodb:{named.region}:{named.account}:{table}", "arn")
    name = f"--resource-arn {quoted(resource, 'arn')}"

    def put(document: Document) -> str:
        return shell.aws(
            "dynamodb", "put-resource-policy", where, name, f"--policy {json_argument(document)}"
        )

    drop = shell.aws("dynamodb", "delete-resource-policy", where, name)
    terraform = (
        f'resource "aws_dynamodb_resource_policy" "{label(hop.target.name)}" {{\n'
        f"  resource_arn = {hcl_string(resource)}\n  policy = {forms.heredoc(after)}\n}}\n"
    )
    # In CloudFormation the policy is a property of the table, and a table cannot be written without its keys.
    commands, undo = _forms(put(after), put(before) if before else drop, terraform, "")
    return {form: text for form, text in commands.items() if text}, undo


def _function(_hop: TargetHop, named: Arn, region: str, before: Document | None, after: Document) -> Forms:
    """Lambda takes one statement at a time: the one that *before* does not have."""
    old = statements(before)
    added: dict[str, Any] = next((row for row in statements(after) if row not in old), {})
    if added.get("Effect") != "Allow":
        raise Unwritable("a function's policy takes Allows only, so the deny has to be removed by hand")
    parts, where = named.resource.split(":"), named.region or region
    name = checked(parts[1], "function")
    qualifier = [f"--qualifier {quoted(parts[2], 'alias')}"] if len(parts) > 2 else []
    sid = f"--statement-id {quoted(str(added['Sid']), 'sid')}"
    principal = checked(added["Principal"]["AWS"], "arn")
    action = checked(added["Action"], "action")
    whose = (f"--function-name {quoted(_function_arn(named), 'arn')}", *qualifier, sid)
    do = shell.aws(
        "lambda",
        "add-permission",
        where,
        *whose,
        f"--action {quoted(action, 'action')}",
        f"--principal {quoted(principal, 'arn')}",
    )
    undo = shell.aws("lambda", "remove-permission", where, *whose)
    lines = [
        f'resource "aws_lambda_permission" "{label(str(added["Sid"]))}" {{',
        f"  statement_id  = {hcl_string(str(added['Sid']))}",
        f"  action        = {hcl_string(action)}",
        f"  function_name = {hcl_string(name)}",
        f"  principal     = {hcl_string(principal)}",
        *([f"  qualifier     = {hcl_string(parts[2])}"] if len(parts) > 2 else []),
        "}\n",
    ]
    properties = {"FunctionName": added["Resource"], "Action": action, "Principal": principal}
    cfn = forms.template({"Permission": {"Type": "AWS::Lambda::Permission", "Properties": properties}})
    return _forms(do, undo, "\n".join(lines), cfn)


def _function_arn(named: Arn) -> str:
    name = ":".join(named.resource.split(":")[:2])
    return f"arn:{named.partition}:lambda:{named.region}:{named.account}:{name}"


WRITERS: dict[str, Writer] = {
    "kms": _key,
    "iam": _trust,
    "s3": _bucket,
    "secretsmanager": _secret,
    "sqs": _queue,
    "sns": _topic,
    "dynamodb": _table,
    "lambda": _function,
}
