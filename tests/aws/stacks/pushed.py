"""Sources that push: S3, EventBridge, SNS and API Gateway, wired and admitted, or not."""

from __future__ import annotations

import json
from typing import Any

from diagnostics.sources.demo.aws.build import LOGS, Stack
from diagnostics.sources.demo.aws.cloud import ACCOUNT
from tests.aws.stacks.model import FN, OTHER, event, metric, silent, stack, well

BUCKET = "arn:aws:s3:::orders-in"
RULE = f"arn:aws:events:us-east-1:{ACCOUNT}:rule/nightly"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:orders-t"
ELSEWHERE = "999999999999"
REFUSED = {"origin": "resource-policy"}


def _start(s: Stack, *, alias: bool = False) -> None:
    s.with_role(LOGS, s.poll()).with_function()
    if alias:
        client = s.cloud.client("lambda")
        client.publish_version(FunctionName="orders")
        client.create_alias(FunctionName="orders", Name="live", FunctionVersion="1")


# S3


def _bucket(s: Stack, *, notify: bool = True, target: str = FN) -> None:
    s3 = s.cloud.client("s3")
    s3.create_bucket(Bucket="orders-in")
    only = {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}}
    rows = [{"Id": "kept", "LambdaFunctionArn": OTHER, "Events": ["s3:ObjectRemoved:*"], "Filter": only}]
    rows += [
        {"Id": "own", "LambdaFunctionArn": target, "Events": ["s3:ObjectCreated:Put"], "Filter": only}
    ] * notify
    s3.put_bucket_notification_configuration(
        Bucket="orders-in", SkipDestinationValidation=True,
        NotificationConfiguration={"LambdaFunctionConfigurations": rows},
    )  # fmt: skip


@stack("trigger", "aws.bucket-notification.missing", change="PutBucketNotification")
def notification_missing(s: Stack, broken: bool) -> None:
    _start(s)
    _bucket(s, notify=not broken)
    s.permit("s3.amazonaws.com", BUCKET, ACCOUNT)
    silent(s)
    event(
        s,
        "PutBucketNotification",
        39.5,
        "s3",
        "orders-in",
        bucketName="orders-in",
        NotificationConfiguration={},
    )


@stack(
    "resource-policy", "aws.function-policy.statement-missing", change="RemovePermission20150331v2", **REFUSED
)
def bucket_without_statement(s: Stack, broken: bool) -> None:
    _start(s)
    _bucket(s)
    if not broken:
        s.permit("s3.amazonaws.com", BUCKET, ACCOUNT)
    silent(s)
    event(s, "RemovePermission20150331v2", 39.5, "lambda", "orders", functionName="orders", statementId="s1")


@stack("resource-policy", "aws.function-policy.source-arn-mismatch", **REFUSED)
def bucket_with_the_wrong_source(s: Stack, broken: bool) -> None:
    _start(s)
    _bucket(s)
    s.permit("s3.amazonaws.com", "arn:aws:s3:::orders-old" if broken else BUCKET, ACCOUNT)
    silent(s)


@stack("resource-policy", "aws.function-policy.source-account-mismatch", **REFUSED)
def bucket_with_the_wrong_account(s: Stack, broken: bool) -> None:
    _start(s)
    _bucket(s)
    s.permit("s3.amazonaws.com", BUCKET, ELSEWHERE if broken else ACCOUNT)
    silent(s)


@stack("resource-policy", "aws.function-policy.wrong-qualifier", **REFUSED)
def bucket_with_the_wrong_qualifier(s: Stack, broken: bool) -> None:
    _start(s, alias=True)
    _bucket(s)
    s.permit("s3.amazonaws.com", BUCKET, ACCOUNT, **({"Qualifier": "live"} if broken else {}))
    silent(s)


@stack("resource-policy", "aws.function-policy.wrong-qualifier", **REFUSED)
def bucket_that_invokes_an_alias(s: Stack, broken: bool) -> None:
    _start(s, alias=True)
    _bucket(s, target=f"{FN}:live")
    s.permit("s3.amazonaws.com", BUCKET, ACCOUNT, **({} if broken else {"Qualifier": "live"}))
    silent(s)


@stack("trigger", "aws.bucket-notification.missing", change="PutBucketNotification")
def notification_replaced_by_another_s(s: Stack, broken: bool) -> None:
    """Somebody put an entry of his own and so took away ours; Event history still has ours, filter and all."""
    _start(s)
    _bucket(s, notify=not broken)
    s.permit("s3.amazonaws.com", BUCKET, ACCOUNT)
    silent(s)
    others = {"Id": "theirs", "CloudFunction": f"{FN}-old", "Event": "s3:ObjectCreated:Copy"}
    only = {"S3Key": {"FilterRule": {"Name": "prefix", "Value": "in/"}}}
    own = {"Id": "own", "CloudFunction": FN, "Event": ["s3:ObjectCreated:Put"], "Filter": only}
    for minutes, row in ((3000, own), (39.5, others)):
        event(
            s, "PutBucketNotification", minutes, "s3", "orders-in",
            bucketName="orders-in", NotificationConfiguration={"CloudFunctionConfiguration": row},
        )  # fmt: skip


# EventBridge


def _rule(s: Stack, target: str = FN, **more: Any) -> None:
    events = s.cloud.client("events")
    events.put_rule(Name="nightly", ScheduleExpression="rate(1 minute)", **more)
    events.put_targets(Rule="nightly", Targets=[{"Id": "1", "Arn": target}])


@stack("trigger", "aws.rule.disabled", change="DisableRule")
def rule_disabled(s: Stack, broken: bool) -> None:
    _start(s)
    _rule(s, State="DISABLED" if broken else "ENABLED")
    s.permit("events.amazonaws.com", RULE)
    silent(s)
    event(s, "DisableRule", 39.5, "events", "nightly", name="nightly")


@stack("trigger", "aws.rule.target-missing", change="RemoveTargets")
def rule_without_the_target(s: Stack, broken: bool) -> None:
    _start(s)
    _rule(s, OTHER if broken else FN)
    s.permit("events.amazonaws.com", RULE)
    silent(s)
    event(s, "RemoveTargets", 39.5, "events", "nightly", rule="nightly", ids=["1"])


@stack("resource-policy", "aws.function-policy.statement-missing", **REFUSED)
def rule_without_statement(s: Stack, broken: bool) -> None:
    _start(s)
    _rule(s)
    if not broken:
        s.permit("events.amazonaws.com", RULE)
    silent(s)
    metric(
        s,
        "AWS/Events",
        "FailedInvocations",
        {"RuleName": "nightly"},
        dict.fromkeys(range(1, 39), 1.0) if broken else {1: 0.0},
    )


@stack("resource-policy", "aws.function-policy.source-arn-mismatch", **REFUSED, fixed=False)
def rule_with_the_wrong_source(s: Stack, broken: bool) -> None:
    _start(s)
    _rule(s)
    s.permit("events.amazonaws.com", RULE + "-old" if broken else RULE)
    silent(s)


@stack("resource-policy", "aws.function-policy.source-account-mismatch", **REFUSED, fixed=False)
def rule_with_the_wrong_account(s: Stack, broken: bool) -> None:
    _start(s)
    _rule(s)
    s.permit("events.amazonaws.com", RULE, ELSEWHERE if broken else ACCOUNT)
    silent(s)


@stack("resource-policy", "aws.function-policy.wrong-qualifier", **REFUSED)
def rule_with_the_wrong_qualifier(s: Stack, broken: bool) -> None:
    _start(s, alias=True)
    _rule(s, f"{FN}:live")
    s.permit("events.amazonaws.com", RULE, **({} if broken else {"Qualifier": "live"}))
    silent(s)


# SNS


def _topic(s: Stack) -> str:
    return str(s.cloud.client("sns").create_topic(Name="orders-t")["TopicArn"])


def _subscribed(s: Stack, target: str = FN) -> None:
    s.cloud.client("sns").subscribe(TopicArn=_topic(s), Protocol="lambda", Endpoint=target)


@stack("trigger", "aws.subscription.missing", change="Unsubscribe")
def topic_without_subscription(s: Stack, broken: bool) -> None:
    _start(s)
    topic = _topic(s)
    if not broken:
        s.cloud.client("sns").subscribe(TopicArn=topic, Protocol="lambda", Endpoint=FN)
    s.permit("sns.amazonaws.com", topic)
    silent(s)
    event(
        s, "Unsubscribe", 39.5, "sns", topic, subscriptionArn=f"{topic}:11111111-2222-3333-4444-555555555555"
    )


@stack("resource-policy", "aws.function-policy.statement-missing", **REFUSED)
def topic_without_statement(s: Stack, broken: bool) -> None:
    _start(s)
    _subscribed(s)
    if not broken:
        s.permit("sns.amazonaws.com", TOPIC)
    silent(s)


@stack("resource-policy", "aws.function-policy.source-arn-mismatch", **REFUSED, fixed=False)
def topic_with_the_wrong_source(s: Stack, broken: bool) -> None:
    _start(s)
    _subscribed(s)
    s.permit("sns.amazonaws.com", TOPIC.replace("orders-t", "orders") if broken else TOPIC)
    silent(s)


@stack("resource-policy", "aws.function-policy.source-account-mismatch", **REFUSED, fixed=False)
def topic_with_the_wrong_account(s: Stack, broken: bool) -> None:
    _start(s)
    _subscribed(s)
    s.permit("sns.amazonaws.com", TOPIC, ELSEWHERE if broken else ACCOUNT)
    silent(s)


@stack("resource-policy", "aws.function-policy.wrong-qualifier", **REFUSED)
def topic_with_the_wrong_qualifier(s: Stack, broken: bool) -> None:
    _start(s, alias=True)
    _subscribed(s, f"{FN}:live")
    s.permit("sns.amazonaws.com", TOPIC, **({} if broken else {"Qualifier": "live"}))
    silent(s)


@stack("resource-policy", "aws.queue-policy.sender-not-admitted", change="SetQueueAttributes", **REFUSED)
def queue_that_does_not_admit_its_topic(s: Stack, broken: bool) -> None:
    _start(s)
    s.with_queue()
    topic = _topic(s)
    s.cloud.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=s.queue_arn)
    silent(s)
    kept: dict[str, Any] = {
        "Sid": "keep",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
    }
    kept |= {"Action": "sqs:SendMessage", "Resource": s.queue_arn}
    rows = [kept]
    if not broken:
        admitted = {
            "Principal": {"Service": "sns.amazonaws.com"},
            "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
        }
        rows.append({**kept, "Sid": "topic", **admitted})
    sqs = s.cloud.client("sqs")
    sqs.set_queue_attributes(
        QueueUrl=sqs.get_queue_url(QueueName="orders-q")["QueueUrl"],
        Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": rows})},
    )
    event(
        s, "SetQueueAttributes", 39.5, "sqs", "orders-q",
        attributes={"Policy": "{}"}, queueUrl=f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/orders-q",
    )  # fmt: skip


# API Gateway REST


def _api(s: Stack, target: str = FN) -> str:
    api = s.cloud.client("apigateway")
    made = api.create_rest_api(name="orders-api")["id"]
    root = api.get_resources(restApiId=made)["items"][0]["id"]
    resource = api.create_resource(restApiId=made, parentId=root, pathPart="orders")["id"]
    api.put_method(restApiId=made, resourceId=resource, httpMethod="POST", authorizationType="NONE")
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{target}/invocations"
    api.put_integration(
        restApiId=made, resourceId=resource, httpMethod="POST", type="AWS_PROXY",
        integrationHttpMethod="POST", uri=uri,
    )  # fmt: skip
    api.create_deployment(restApiId=made, stageName="prod")
    return str(made)


def _admit(s: Stack, scope: str, **more: Any) -> None:
    api = _api(s, f"{FN}:live" if more.pop("alias", False) else FN)
    s.permit("apigateway.amazonaws.com", f"arn:aws:execute-api:us-east-1:{ACCOUNT}:{api}/{scope}", **more)


@stack("resource-policy", "aws.function-policy.source-arn-mismatch", **REFUSED, fixed=False)
def api_with_the_wrong_method(s: Stack, broken: bool) -> None:
    _start(s)
    _admit(s, "prod/GET/orders" if broken else "prod/POST/orders")
    silent(s)


@stack("resource-policy", "aws.function-policy.source-arn-mismatch", **REFUSED)
def api_with_the_wrong_stage(s: Stack, broken: bool) -> None:
    _start(s)
    _admit(s, "test/POST/orders" if broken else "*/POST/orders")
    silent(s)


@stack("resource-policy", "aws.function-policy.source-arn-mismatch", **REFUSED, fixed=False)
def api_with_the_wrong_path(s: Stack, broken: bool) -> None:
    _start(s)
    _admit(s, "*/POST/order" if broken else "*/*/orders")
    silent(s)


@stack("resource-policy", "aws.function-policy.source-arn-mismatch", **REFUSED, fixed=False)
def api_that_was_made_anew(s: Stack, broken: bool) -> None:
    _start(s)
    api = _api(s)
    s.permit(
        "apigateway.amazonaws.com",
        f"arn:aws:execute-api:us-east-1:{ACCOUNT}:{'0ld' if broken else api}/*/*/*",
    )
    silent(s)


@stack("resource-policy", "aws.function-policy.wrong-qualifier", **REFUSED)
def api_with_the_wrong_qualifier(s: Stack, broken: bool) -> None:
    _start(s, alias=True)
    _admit(s, "*/POST/orders", alias=True, **({} if broken else {"Qualifier": "live"}))
    silent(s)


@stack("resource-policy", "aws.function-policy.statement-missing", **REFUSED)
def api_without_statement(s: Stack, broken: bool) -> None:
    _start(s)
    api = _api(s)
    if not broken:
        s.permit("apigateway.amazonaws.com", f"arn:aws:execute-api:us-east-1:{ACCOUNT}:{api}/*/POST/orders")
    silent(s)


@stack("resource-policy", "aws.function-policy.statement-missing", **REFUSED, fixed=False, twin="trigger")
def api_without_statement_beside_a_mapping_long_off(s: Stack, broken: bool) -> None:
    """The silence is the API's, whose calls fail: nothing waits for the mapping that somebody switched off."""
    _start(s)
    mapping = s.with_queue()
    s.cloud.client("lambda").update_event_source_mapping(UUID=mapping, Enabled=False)
    api = _api(s)
    if broken:
        metric(s, "AWS/ApiGateway", "5XXError", {"ApiName": "orders-api"}, dict.fromkeys(range(1, 40), 1.0))
    else:
        s.permit("apigateway.amazonaws.com", f"arn:aws:execute-api:us-east-1:{ACCOUNT}:{api}/*/POST/orders")
    silent(s)


# In order


@stack("none", "aws.function.healthy", failing=False)
def bucket_in_order(s: Stack, _broken: bool) -> None:
    _start(s)
    _bucket(s)
    s.permit("s3.amazonaws.com", BUCKET, ACCOUNT)
    well(s)


@stack("none", "aws.function.healthy", failing=False)
def api_in_order(s: Stack, _broken: bool) -> None:
    _start(s)
    _admit(s, "*/POST/orders")
    well(s)


@stack("none", "aws.function.healthy", failing=False)
def grant_of_a_deleted_bucket(s: Stack, _broken: bool) -> None:
    _start(s)
    s.with_queue()
    s.permit("s3.amazonaws.com", "arn:aws:s3:::deleted-bucket", ACCOUNT)
    well(s)
