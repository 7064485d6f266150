"""Sources that Lambda polls: queues and streams."""

from __future__ import annotations

import json

from diagnostics.sources.demo.aws.build import LOGS, Stack, allow
from diagnostics.sources.demo.aws.cloud import ACCOUNT
from tests.aws.stacks.model import FN, event, metric, silent, stack, well

STREAM = f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/orders-s"
_READ = (
    "kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator",
    "kinesis:ListShards", "kinesis:ListStreams", "kinesis:SubscribeToShard",
)  # fmt: skip


def _off(s: Stack, mapping: str) -> None:
    s.cloud.client("lambda").update_event_source_mapping(UUID=mapping, Enabled=False)


@stack("trigger", "aws.event-source-mapping.disabled", change="UpdateEventSourceMapping20150331")
def mapping_disabled(s: Stack, broken: bool) -> None:
    s.with_role(LOGS, s.poll()).with_function()
    mapping = s.with_queue(7, dead_letters=True)
    if broken:
        _off(s, mapping)
    silent(s)
    event(
        s, "UpdateEventSourceMapping20150331", 39.5, "lambda", "orders", mapping, uUID=mapping, enabled=False
    )


@stack("none", "aws.function.healthy", failing=False)
def mapping_disabled_while_events_flow_another_way(s: Stack, _broken: bool) -> None:
    s.with_role(LOGS, s.poll()).with_function()
    _off(s, s.with_queue())
    well(s)


@stack("iam", "aws.role.poller-permissions-missing", origin="implicit-identity")
def poller_not_permitted(s: Stack, broken: bool) -> None:
    s.with_role(*([LOGS] if broken else [LOGS, s.poll()])).with_function()
    s.with_queue(7)
    silent(s)


@stack("iam", "aws.role.poller-permissions-missing", origin="implicit-identity")
def poller_not_permitted_on_an_ordered_queue(s: Stack, broken: bool) -> None:
    s.queue, s.queue_arn = "orders.fifo", f"arn:aws:sqs:us-east-1:{ACCOUNT}:orders.fifo"
    s.with_role(*([LOGS] if broken else [LOGS, s.poll()])).with_function()
    s.cloud.client("sqs").create_queue(
        QueueName=s.queue, Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    )
    s.cloud.client("lambda").create_event_source_mapping(FunctionName="orders", EventSourceArn=s.queue_arn)
    silent(s)


@stack("iam", "aws.role.key-permission-missing", origin="implicit-identity")
def queue_whose_key_the_role_may_not_use(s: Stack, broken: bool) -> None:
    key = s.cloud.client("kms").create_key()["KeyMetadata"]["Arn"]
    s.with_role(LOGS, s.poll(), *([] if broken else [allow("kms:Decrypt", resource=key)])).with_function()
    s.with_queue(7)
    sqs = s.cloud.client("sqs")
    url = sqs.get_queue_url(QueueName="orders-q")["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"KmsMasterKeyId": key})
    silent(s)


def _stream(s: Stack, *, enabled: bool = True) -> str:
    s.cloud.client("kinesis").create_stream(StreamName="orders-s", ShardCount=1)
    made = s.cloud.client("lambda").create_event_source_mapping(
        FunctionName="orders", EventSourceArn=STREAM, StartingPosition="LATEST", Enabled=enabled
    )
    return str(made["UUID"])


@stack("trigger", "aws.event-source-mapping.disabled", change="UpdateEventSourceMapping20150331")
def stream_mapping_disabled(s: Stack, broken: bool) -> None:
    s.with_role(LOGS, allow(*_READ)).with_function()
    mapping = _stream(s, enabled=not broken)
    silent(s)
    event(
        s, "UpdateEventSourceMapping20150331", 39.5, "lambda", "orders", mapping, uUID=mapping, enabled=False
    )


@stack("iam", "aws.role.poller-permissions-missing", origin="implicit-identity")
def stream_not_permitted(s: Stack, broken: bool) -> None:
    s.with_role(*([LOGS] if broken else [LOGS, allow(*_READ)])).with_function()
    _stream(s)
    silent(s)


@stack("trigger", "aws.event-source-mapping.disabled")
def table_stream_mapping_disabled(s: Stack, broken: bool) -> None:
    s.with_role(LOGS, allow("dynamodb:*")).with_function()
    table = s.cloud.client("dynamodb").create_table(
        TableName="Orders", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}], BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )["TableDescription"]  # fmt: skip
    s.cloud.client("lambda").create_event_source_mapping(
        FunctionName="orders",
        EventSourceArn=table["LatestStreamArn"],
        StartingPosition="LATEST",
        Enabled=not broken,
    )
    silent(s)


@stack("trigger", "aws.event-source-mapping.disabled")
def mapping_of_an_alias_disabled(s: Stack, broken: bool) -> None:
    s.with_role(LOGS, s.poll()).with_function()
    client = s.cloud.client("lambda")
    client.publish_version(FunctionName="orders")
    client.create_alias(FunctionName="orders", Name="live", FunctionVersion="1")
    s.cloud.client("sqs").create_queue(QueueName="orders-q")
    made = client.create_event_source_mapping(FunctionName=f"{FN}:live", EventSourceArn=s.queue_arn)
    if broken:
        _off(s, made["UUID"])
    silent(s)


@stack(
    "trigger", "aws.function.reserved-concurrency-zero", change="PutFunctionConcurrency20171031", twin="none"
)
def no_concurrency(s: Stack, broken: bool) -> None:
    s.with_role(LOGS, s.poll()).with_function()
    s.cloud.client("lambda").put_function_concurrency(
        FunctionName="orders", ReservedConcurrentExecutions=0 if broken else 5
    )
    s.with_traffic(range(40, 110), throttled=range(1, 39)).with_log()
    event(
        s, "PutFunctionConcurrency20171031", 39.5, "lambda", "orders",
        functionName="orders", reservedConcurrentExecutions=0,
    )  # fmt: skip


@stack("trigger", "aws.event-source-mapping.disabled")
def mapping_disabled_with_backlog_and_dead_letters(s: Stack, broken: bool) -> None:
    """Its impact is looked at by a test of its own."""
    s.with_role(LOGS, s.poll()).with_function()
    mapping = s.with_queue(12, dead_letters=True)
    if broken:
        _off(s, mapping)
    url = s.cloud.client("sqs").get_queue_url(QueueName="orders-dlq")["QueueUrl"]
    s.cloud.client("sqs").send_message(QueueUrl=url, MessageBody="{}")
    metric(s, "AWS/SQS", "ApproximateAgeOfOldestMessage", {"QueueName": "orders-q"}, {30: 540.0, 1: 2340.0})
    silent(s)


@stack(
    "resource-policy", "aws.target-policy.explicit-deny", change="SetQueueAttributes", origin="resource-policy",
    explicit=True,
)  # fmt: skip
def queue_that_denies_its_poller(s: Stack, broken: bool) -> None:
    """Receiving and deleting are both denied: the exception has to be for both."""
    s.with_role(LOGS, s.poll()).with_function()
    s.with_queue()
    sqs = s.cloud.client("sqs")
    deny = {
        "Sid": "Lock", "Effect": "Deny", "Principal": "*", "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
        "Resource": s.queue_arn,
        "Condition": {"ArnNotLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/{'audit' if broken else '*'}"}},
    }  # fmt: skip
    policy = json.dumps({"Version": "2012-10-17", "Statement": [deny]})
    url = sqs.get_queue_url(QueueName="orders-q")["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    silent(s)
    event(s, "SetQueueAttributes", 39.5, "sqs", s.queue_arn, queueUrl=url, attributes={"Policy": policy})
