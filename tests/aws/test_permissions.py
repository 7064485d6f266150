"""What the tool may read: each call is a read, is listed by `permissions aws`, and is allowed by the policy it prints."""

from __future__ import annotations

import json

from click.testing import CliRunner

from diagnostics.policy.aws import Policies, Request, authorize
from diagnostics.reads import rows
from diagnostics.sources.aws import READS
from diagnostics.sources.demo.aws.cloud import ACCOUNT, EmbeddedAws
from tests.aws.harness import run
from tests.aws.stacks import STACKS, build
from troubleshooter.commands.permissions import command

READER = f"arn:aws:iam::{ACCOUNT}:user/reader"
# A resource of each kind, as a reader would meet it; what knows no resources is asked for on "*".
RESOURCES = {
    "apigateway:": "arn:aws:apigateway:us-east-1::/restapis/a1/resources",
    "cloudformation:": f"arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/shop/1",
    "dynamodb:": f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/Orders",
    "events:DescribeRule": f"arn:aws:events:us-east-1:{ACCOUNT}:rule/bus/nightly",
    "events:ListTargetsByRule": f"arn:aws:events:us-east-1:{ACCOUNT}:rule/nightly",
    "iam:GetPolicy": "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    "iam:GetRole": f"arn:aws:iam::{ACCOUNT}:role/service-role/orders-role",
    "iam:ListAttachedRolePolicies": f"arn:aws:iam::{ACCOUNT}:role/orders-role",
    "iam:ListRolePolicies": f"arn:aws:iam::{ACCOUNT}:role/orders-role",
    "kinesis:": f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/orders-s",
    "kms:": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1",
    "lambda:Get": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:orders",
    "lambda:ListAliases": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:orders",
    "lambda:ListTags": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:orders",
    "logs:": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/aws/lambda/orders:*",
    "s3:Get": "arn:aws:s3:::orders-in",
    "secretsmanager:": f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:db-AbCdEf",
    "sns:ListSubscriptionsByTopic": f"arn:aws:sns:us-east-1:{ACCOUNT}:orders-t",
    "sns:Get": f"arn:aws:sns:us-east-1:{ACCOUNT}:orders-t",
    "sqs:": f"arn:aws:sqs:us-east-1:{ACCOUNT}:orders-q",
}
BEYOND = (
    "lambda:InvokeFunction", "lambda:UpdateFunctionCode", "lambda:GetFunction", "iam:PutRolePolicy", "iam:PassRole",
    "s3:GetObject", "s3:PutBucketNotification", "secretsmanager:GetSecretValue", "ssm:GetParameter", "kms:Decrypt",
    "dynamodb:GetItem", "sqs:ReceiveMessage", "kinesis:GetRecords", "ec2:CreateRoute", "sts:AssumeRole",
)  # fmt: skip


def _policy() -> dict[str, object]:
    printed = CliRunner().invoke(command, ["aws"])
    assert printed.exit_code == 0
    document: dict[str, object] = json.loads(printed.output)
    return document


def _resource(action: str) -> str:
    return next((arn for prefix, arn in RESOURCES.items() if action.startswith(prefix)), "*")


def _allowed(policy: dict[str, object], action: str, resource: str) -> bool:
    request = Request(READER, action, resource, ACCOUNT, {})
    return authorize(request, Policies(identity=(policy,))).allowed is True


def test_every_row_is_a_read() -> None:
    """No operation in the table of reads can change anything, by its name and by its permission."""
    assert [row.op for row in rows("aws") if not row.op.partition(":")[2].startswith(READS)] == []


def test_the_printed_policy_allows_every_read_and_nothing_else() -> None:
    """The policy allows each permission of the table on a resource of its kind, and none of what would go further."""
    policy = _policy()
    needed = {row.permission for row in rows("aws") if row.permission}
    statements = policy["Statement"]
    assert isinstance(statements, list)
    assert {action for statement in statements for action in statement["Action"]} == needed
    assert [action for action in sorted(needed) if not _allowed(policy, action, _resource(action))] == []
    assert [action for action in BEYOND if _allowed(policy, action, _resource(action))] == []


def test_every_call_that_was_made_is_in_the_table(cloud: EmbeddedAws) -> None:
    """Over one stack of each kind no operation is asked that the table, and so the policy, does not hold."""
    known = {row.op for row in rows("aws")}
    made: set[str] = set()
    for name in ("action_missing", "boundary", "key_policy", "stream_mapping_disabled", "mapping_refused",
                 "queue_that_does_not_admit_its_topic", "bucket_without_statement", "rule_disabled",
                 "api_without_statement", "no_route"):  # fmt: skip
        cloud.reset()
        build(cloud, name)
        made |= {call.query.op for call in run(cloud, STACKS[name].target).calls}
    assert made <= known
    assert len(made) > len(known) / 2
