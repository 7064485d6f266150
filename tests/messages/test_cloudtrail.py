"""CloudTrail records: who was refused what, on what, and nothing that the record does not say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from diagnostics.explain import explain
from diagnostics.messages import read_cloudtrail
from tests.messages.texts_aws import ACCOUNT, ROLE, TABLE, no, standard


def record(
    source: str, name: str, code: str = "AccessDenied", message: str | None = None, **more: Any
) -> dict[str, Any]:
    event = {
        "eventVersion": "1.11",
        "userIdentity": {"type": "AssumedRole", "arn": ROLE, "accountId": ACCOUNT},
        "eventTime": "2026-11-22T05:00:00Z",
        "eventSource": f"{source}.amazonaws.com",
        "eventName": name,
        "awsRegion": "eu-west-1",
        "errorCode": code,
        "recipientAccountId": ACCOUNT,
        "eventID": "0f1e2d3c-0000-0000-0000-000000000000",
    }
    return event | ({"errorMessage": message} if message else {}) | more


def test_the_message_says_more_than_the_event_name() -> None:
    """Action, resource and layer are the message's: a GetObject may be refused for s3:ListBucket."""
    said = read_cloudtrail(
        record(
            "s3",
            "GetObject",
            message=standard(
                ROLE, "s3:ListBucket", '"arn:aws:s3:::b"', no("identity-based policy", "s3:ListBucket")
            ),
        )
    )
    assert said is not None
    assert (said.class_, said.action, said.resource, said.principal) == (
        "iam",
        "s3:ListBucket",
        "arn:aws:s3:::b",
        ROLE,
    )


@pytest.mark.parametrize(
    ("source", "name", "action"),
    [
        ("lambda", "UpdateFunctionCode20150331v2", "lambda:UpdateFunctionCode"),
        ("lambda", "Invoke", "lambda:InvokeFunction"),
        ("s3", "HeadObject", "s3:GetObject"),
        ("s3", "ListObjectsV2", "s3:ListBucket"),
        ("s3", "DeleteObjects", "s3:DeleteObject"),
        ("monitoring", "PutMetricData", "cloudwatch:PutMetricData"),
        ("email", "SendEmail", "ses:SendEmail"),
        ("sqs", "SendMessageBatch", "sqs:SendMessage"),
        ("bedrock", "Converse", "bedrock:InvokeModel"),
        ("apigateway", "CreateRestApi", "apigateway:POST"),
        ("dynamodb", "TransactWriteItems", None),
        ("s3", "CopyObject", None),
    ],
)
def test_the_event_name_becomes_the_action(source: str, name: str, action: str | None) -> None:
    """Dates are stripped, exceptions known, and a call that needs several actions names none of them."""
    said = read_cloudtrail(record(source, name))
    assert said is not None
    assert said.action == action


@pytest.mark.parametrize(
    ("source", "name", "more", "resource"),
    [
        ("dynamodb", "GetItem", {"requestParameters": {"tableName": "Orders"}}, TABLE),
        ("dynamodb", "GetItem", {"requestParameters": {"tableName": TABLE}}, TABLE),
        ("s3", "GetObject", {"requestParameters": {"bucketName": "b", "key": "a b/c"}}, "arn:aws:s3:::b/a b/c"),
        ("s3", "ListObjectsV2", {"requestParameters": {"bucketName": "b", "prefix": "x"}}, "arn:aws:s3:::b"),
        ("s3", "GetObject", {"resources": [{"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::b/k"}, {"type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::b"}]}, "arn:aws:s3:::b/k"),
        ("sqs", "SendMessage", {"requestParameters": {"queueUrl": f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/q"}}, f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q"),
        ("kms", "Decrypt", {"resources": [{"ARN": f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1", "accountId": ACCOUNT}]}, f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"),
        ("ssm", "GetParameter", {"requestParameters": {"name": "/app/key"}}, f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/app/key"),
        ("secretsmanager", "GetSecretValue", {"requestParameters": {"secretId": "db"}}, None),
        ("s3", "ListBuckets", {"requestParameters": {"Host": "s3.amazonaws.com"}}, None),
        ("guardduty", "ListFindings", {"requestParameters": {"detectorId": "d"}}, None),
        ("dynamodb", "GetItem", {"requestParameters": None}, None),
        ("s3", "GetObject", {"requestParameters": {"bucketName": ["odd"], "key": 7}, "resources": [None, "x"]}, None),
    ],
)  # fmt: skip
def test_a_resource_is_built_only_where_the_record_decides_it(
    source: str, name: str, more: dict[str, Any], resource: str | None
) -> None:
    """A secret's name lacks its suffix, a call on all buckets has no resource: both stay null."""
    said = read_cloudtrail(record(source, name, **more))
    assert said is not None
    assert said.resource == resource


@pytest.mark.parametrize(
    ("event", "class_", "origin"),
    [
        (record("ec2", "DescribeVpcs", "Client.UnauthorizedOperation", "You are not authorized to perform this operation."), "iam", None),
        (record("guardduty", "ListFindings"), "iam", None),
        (record("s3", "GetObject", message="Access Denied"), "inconclusive", None),
        (record("secretsmanager", "GetSecretValue", "VpceAccessDenied", "The request was denied due to a VPC endpoint policy"), "resource-policy", "vpc-endpoint"),
        (record("lambda", "CreateEventSourceMapping20150331", "InvalidParameterValueException", "The provided execution role does not have permissions to call ReceiveMessage on SQS"), "iam", "implicit-identity"),
    ],
)  # fmt: skip
def test_the_side_that_refused_is_named_only_where_it_shows(
    event: dict[str, Any], class_: str, origin: str | None
) -> None:
    """A service without resource policies leaves the identity's side; a plain S3 refusal leaves it open."""
    said = read_cloudtrail(event)
    assert said is not None
    assert (said.class_, said.deny_origin) == (class_, origin)


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"errorCode": 7},
        record("dynamodb", "GetItem") | {"errorCode": None},
        record("dynamodb", "GetItem", "ProvisionedThroughputExceededException", "too fast"),
        record("lambda", "GetFunction", "ResourceNotFoundException", "Function not found: x"),
        record("iam", "PutRolePolicy")
        | {"errorCode": "", "requestParameters": {"policyDocument": "AccessDenied: not authorized"}},
    ],
)
def test_what_is_no_refusal_is_none(event: dict[str, Any]) -> None:
    """Answered calls, other errors and odd shapes are no refusals."""
    assert read_cloudtrail(event) is None


def test_pasted_records_are_read_by_their_fields() -> None:
    """A file of records, a look-up's answer and a line with a prefix all tell the refusal; quoted words in a request do not."""
    refused = record(
        "dynamodb",
        "GetItem",
        message=standard(ROLE, "dynamodb:GetItem", TABLE, no("identity-based policy", "dynamodb:GetItem")),
    )
    innocent = record("iam", "PutRolePolicy") | {
        "errorCode": None,
        "requestParameters": {
            "policyDocument": standard(
                "arn:aws:iam::1:user/evil", "iam:PassRole", "*", no("identity-based policy", "iam:PassRole")
            )
        },
    }
    for text in (
        json.dumps({"Records": [innocent, refused]}),
        json.dumps({"Events": [{"EventId": "1", "CloudTrailEvent": json.dumps(refused)}]}, indent=2),
        "2026-11-22T05:00:01Z " + json.dumps(refused),
        json.dumps(innocent) + "\n" + json.dumps(refused),
    ):
        report = explain(text)
        assert report.verdict.class_ == "iam"
        assert report.verdict.denied is not None
        assert (report.verdict.denied.action, report.verdict.denied.resource) == ("dynamodb:GetItem", TABLE)
        assert report.others == ()
    assert explain(json.dumps(innocent)).verdict.class_ in {"none", "inconclusive"}


def test_records_without_a_refusal_are_none() -> None:
    """Calls that were answered are not `nothing known`: they were read, and nobody was refused."""
    verdict = explain(json.dumps({"Records": [record("dynamodb", "GetItem") | {"errorCode": None}]})).verdict
    assert (verdict.class_, verdict.failing, verdict.cause) == ("none", None, None)
