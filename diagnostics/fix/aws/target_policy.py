"""Fixes on the receiving side: a statement for the one role, or an exception in the statement that denies it."""

from __future__ import annotations

import copy
from collections.abc import Callable

import msgspec

from diagnostics.case import Finding
from diagnostics.fix import shell
from diagnostics.fix.aws import forms
from diagnostics.fix.aws.deny import with_exception
from diagnostics.fix.aws.documents import sid_of, unused_sid
from diagnostics.fix.aws.owner import drift_warning, owner_of
from diagnostics.fix.aws.siblings import siblings
from diagnostics.fix.prove import neighbours_of, other_principals, prove
from diagnostics.fix.values import Unwritable, checked, json_argument, quoted
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.arn import Arn
from diagnostics.hops.aws.decide import policies_for, request_of
from diagnostics.hops.aws.documents import statements
from diagnostics.hops.aws.target import TargetHop
from diagnostics.hops.aws.world import AwsWorld, Document, Function, Role
from diagnostics.reader import Unknown
from diagnostics.report import Document as Shown
from diagnostics.report import Fix, Grant, Owner, Setting


def admit(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the resource's own policy with one statement more: the role, the action, this resource."""
    hop, function = finding.hop, world.function
    if (
        not isinstance(hop, TargetHop)
        or not isinstance(function, Function)
        or not hop.action
        or not hop.resource
    ):
        return ()
    named = arn.parse(checked(hop.resource, "arn"))
    if named is None:
        return ()
    if isinstance(hop.policy, Unknown):
        return (_unread(hop, named, function),)
    checked(hop.action, "action")
    before = hop.policy
    after: Document = copy.deepcopy(before) if before else {"Version": "2012-10-17", "Statement": []}
    rows = statements(after)
    scope = "*" if named.service == "kms" else hop.resource
    rows.append(
        {
            "Sid": unused_sid(rows, sid_of(hop.action)),
            "Effect": "Allow",
            "Principal": {"AWS": checked(function.config.Role, "arn")},
            "Action": hop.action,
            "Resource": scope,
        }
    )
    after["Statement"] = rows
    grant = Grant(
        where="key-policy" if named.service == "kms" else "resource-policy",
        principal=function.config.Role,
        actions=(hop.action,),
        resources=(hop.resource,),
    )
    title = (
        f"Let the policy of {hop.target.name} admit {arn.role_name(function.config.Role)} for {hop.action}"
    )
    return (_fix(world, function, hop, named, title, after, grants=(grant,)),)


def except_role(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the resource's own policy in which the deny excepts the one role."""
    hop, function = finding.hop, world.function
    if (
        not isinstance(hop, TargetHop)
        or not isinstance(function, Function)
        or not hop.action
        or not hop.resource
    ):
        return ()
    named = arn.parse(checked(hop.resource, "arn"))
    if named is None or hop.policy is None:
        return ()
    if isinstance(hop.policy, Unknown):
        return (_unread(hop, named, function),)
    after, touched = with_exception(hop.policy, request_of(function, hop.action, hop.resource))
    if not touched:
        return ()
    change = Setting(
        target=hop.resource,
        setting=f"Statement {', '.join(touched)}",
        from_="denies the role",
        to=f"except {function.config.Role}",
    )
    title = f"Except {arn.role_name(function.config.Role)} from the deny in the policy of {hop.target.name}"
    return (_fix(world, function, hop, named, title, after, changes=(change,), hardened=True),)


def _unread(hop: TargetHop, named: Arn, function: Function) -> Fix:
    """The document cannot be read, so nothing is written over it: who to ask, and for what."""
    return Fix(
        title=f"Have the owner of {hop.target.name} admit {function.config.Role} for {hop.action}",
        owner=Owner("account", named.account or None),
        warnings=(
            "The policy could not be read; writing one blindly would drop what stands in it, so no command is given.",
        ),
    )


def _fix(
    world: AwsWorld,
    function: Function,
    hop: TargetHop,
    named: Arn,
    title: str,
    after: Document,
    *,
    grants: tuple[Grant, ...] = (),
    changes: tuple[Setting, ...] = (),
    hardened: bool = False,
) -> Fix:
    before = hop.policy if isinstance(hop.policy, dict) else None
    foreign = bool(named.account) and named.account != function.account
    owner = Owner("account", named.account) if foreign else owner_of(world)
    warnings = list(drift_warning(owner))
    if foreign:
        warnings.append(f"{hop.target.name} belongs to account {named.account}: its owner has to run this.")
    if hardened:
        warnings.append("The deny was probably meant; have its owner agree before the exception is made.")
    writer = _WRITERS.get(named.service)
    commands, undo = writer(hop, named, function.region, before, after) if writer else ({}, {})
    role = world.role if isinstance(world.role, Role) else None
    proof = None
    if role is not None and hop.action and hop.resource:
        request = request_of(function, hop.action, hop.resource)
        old, new = policies_for(role, before, hop.grants), policies_for(role, after, hop.grants)
        proof = prove(
            request,
            old,
            new,
            [old],
            [*neighbours_of(request, siblings(hop.action), ()), *other_principals(request)],
        )
    where = f"policy of {hop.target.name}"
    return Fix(
        title=title,
        owner=owner,
        grants=grants,
        changes=changes,
        commands=commands,
        undo=undo,
        proof=proof,
        warnings=tuple(warnings),
        documents=(Shown(where, forms.pretty(before) if before else None, forms.pretty(after)),),
    )


Forms = tuple[dict[str, str], dict[str, str]]
Writer = Callable[[TargetHop, Arn, str, Document | None, Document], Forms]


def _forms(do: str, undo: str, terraform: str, cloudformation: str) -> Forms:
    return {"aws-cli": shell.script(do), "terraform": terraform, "cloudformation": cloudformation}, {
        "aws-cli": shell.script(undo)
    }


def _heredoc(document: Document) -> str:
    body = forms.indented(forms.pretty(document).replace("${", "$${").replace("%{", "%%{"), 2)
    return f"<<-POLICY\n  {body}\n  POLICY"


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
        f'resource "aws_kms_key_policy" "{forms.label(hop.target.name)}" {{\n'
        f"  key_id = {forms.hcl_string(key)}\n  policy = {_heredoc(after)}\n}}\n"
    )
    cfn = forms.template({"Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": after}}})
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
        f'resource "aws_s3_bucket_policy" "{forms.label(bucket)}" {{\n'
        f"  bucket = {forms.hcl_string(bucket)}\n  policy = {_heredoc(after)}\n}}\n"
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
        f'resource "aws_secretsmanager_secret_policy" "{forms.label(hop.target.name)}" {{\n'
        f"  secret_arn = {forms.hcl_string(secret)}\n  policy = {_heredoc(after)}\n}}\n"
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
        f'data "aws_sqs_queue" "{forms.label(queue)}" {{\n  name = {forms.hcl_string(queue)}\n}}\n\n'
        f'resource "aws_sqs_queue_policy" "{forms.label(queue)}" {{\n'
        f"  queue_url = data.aws_sqs_queue.{forms.label(queue)}.url\n  policy = {_heredoc(after)}\n}}\n"
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
        f'resource "aws_sns_topic_policy" "{forms.label(named.resource)}" {{\n'
        f"  arn = {forms.hcl_string(topic)}\n  policy = {_heredoc(after)}\n}}\n"
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
        f'resource "aws_dynamodb_resource_policy" "{forms.label(hop.target.name)}" {{\n'
        f"  resource_arn = {forms.hcl_string(resource)}\n  policy = {_heredoc(after)}\n}}\n"
    )
    properties = {"ResourcePolicy": {"PolicyDocument": after}}
    cfn = forms.template({"Table": {"Type": "AWS::DynamoDB::Table", "Properties": properties}})
    return _forms(put(after), put(before) if before else drop, terraform, cfn)


_WRITERS: dict[str, Writer] = {
    "kms": _key,
    "s3": _bucket,
    "secretsmanager": _secret,
    "sqs": _queue,
    "sns": _topic,
    "dynamodb": _table,
}

FIXES = {
    "aws.key-policy.role-not-admitted": admit,
    "aws.target-policy.role-not-admitted": admit,
    "aws.bucket-policy.role-not-admitted": admit,
    "aws.queue-policy.role-not-admitted": admit,
    "aws.topic-policy.role-not-admitted": admit,
    "aws.secret-policy.role-not-admitted": admit,
    "aws.key-policy.explicit-deny": except_role,
    "aws.target-policy.explicit-deny": except_role,
    "aws.bucket-policy.explicit-deny": except_role,
}
