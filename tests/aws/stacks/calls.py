"""Calls that the function makes and is refused."""

from __future__ import annotations

import json
from typing import Any

from diagnostics.sources.demo.aws.build import LOGS, Stack, allow
from diagnostics.sources.demo.aws.cloud import ACCOUNT
from tests.aws.stacks.model import ALWAYS, BEFORE, BROKEN, TABLE, event, failing, stack

READ = allow("dynamodb:GetItem", resource=TABLE)
SECRET = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:db-AbCdEf"
NO_RESOURCE_POLICY = "because no resource-based policy allows the {a} action"


@stack("iam", "aws.role.action-missing", origin="implicit-identity", change="DeleteRolePolicy")
def action_missing(s: Stack, broken: bool) -> None:
    s.with_role(*([LOGS] if broken else [LOGS, READ])).with_function()
    failing(s, s.python_denial("GetItem", "dynamodb:GetItem", TABLE))
    event(s, "DeleteRolePolicy", 40.5, "iam", "orders-role", "t", roleName="orders-role", policyName="t")


@stack("iam", "aws.role.resource-mismatch", origin="implicit-identity")
def action_on_another_table(s: Stack, broken: bool) -> None:
    table = TABLE + "-old" if broken else TABLE
    s.with_role(LOGS, allow("dynamodb:GetItem", resource=table)).with_function()
    failing(s, s.python_denial("GetItem", "dynamodb:GetItem", TABLE))


@stack("iam", "aws.role.explicit-deny", origin="explicit-identity", explicit=True)
def explicit_deny(s: Stack, broken: bool) -> None:
    deny = {
        "Sid": "NoOrders",
        "Effect": "Deny",
        "Action": ["dynamodb:GetItem", "dynamodb:PutItem"],
        "Resource": "*",
    }
    s.with_role(LOGS, *([deny] if broken else []), allow("dynamodb:*", resource=TABLE)).with_function()
    why = "with an explicit deny in an identity-based policy"
    failing(s, s.python_denial("GetItem", "dynamodb:GetItem", TABLE, why))


@stack("iam", "aws.role.boundary", origin="boundary")
def boundary(s: Stack, broken: bool) -> None:
    edge = {"Version": "2012-10-17", "Statement": [LOGS] if broken else [LOGS, READ]}
    made = s.cloud.client("iam").create_policy(PolicyName="edge", PolicyDocument=json.dumps(edge))
    s.with_role(LOGS, allow("dynamodb:*", resource=TABLE), PermissionsBoundary=made["Policy"]["Arn"])
    s.with_function()
    why = "because no permissions boundary allows the {a} action"
    failing(s, s.python_denial("GetItem", "dynamodb:GetItem", TABLE, why))


def refused_in_history(s: Stack, action: str, resource: str, **parameters: Any) -> None:
    """Record a refusal of the function's own session, every five minutes."""
    service, _, operation = action.partition(":")
    for minute in range(1, 40, 5):
        s.cloud.history.record(
            operation, s.ago(minute), service=service, user="orders", parameters=parameters, read_only=True,
            arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/orders-role/orders",
            error=("AccessDenied", s.denial(action, resource)),
        )  # fmt: skip


@stack("iam", "aws.role.action-missing", origin="implicit-identity", twin="none")
def denial_only_in_event_history(s: Stack, broken: bool) -> None:
    allowed = allow("secretsmanager:GetSecretValue", resource=SECRET)
    s.with_role(*([LOGS] if broken else [LOGS, allowed])).with_function()
    failing(s, "[ERROR] RuntimeError: could not load config")
    refused_in_history(s, "secretsmanager:GetSecretValue", SECRET, secretId="db")


@stack("iam", "aws.role.action-missing", origin="implicit-identity", fixed=False)
def denial_in_log_and_event_history(s: Stack, broken: bool) -> None:
    allowed = allow("secretsmanager:GetSecretValue", resource=SECRET)
    s.with_role(*([LOGS] if broken else [LOGS, allowed])).with_function()
    failing(s, s.python_denial("GetSecretValue", "secretsmanager:GetSecretValue", SECRET))
    refused_in_history(s, "secretsmanager:GetSecretValue", SECRET, secretId="db")


@stack("resource-policy", "aws.key-policy.role-not-admitted", origin="key-policy")
def key_policy(s: Stack, broken: bool) -> None:
    s.with_role(LOGS, allow("kms:Decrypt")).with_function()
    whom = f"arn:aws:iam::{ACCOUNT}:{'user/admin' if broken else 'root'}"
    statement = {
        "Sid": "Admin",
        "Effect": "Allow",
        "Principal": {"AWS": whom},
        "Action": "kms:*",
        "Resource": "*",
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    key = s.cloud.client("kms").create_key(Policy=document)["KeyMetadata"]["Arn"]
    failing(s, s.python_denial("Decrypt", "kms:Decrypt", key, NO_RESOURCE_POLICY))


@stack("iam", "aws.role.logs-permission-missing", origin="implicit-identity", twin="none")
def no_log_permissions(s: Stack, broken: bool) -> None:
    s.with_role(*([s.poll()] if broken else [s.poll(), LOGS])).with_function().with_traffic(ALWAYS)


@stack(
    "iam",
    "aws.role.action-missing",
    origin="implicit-identity",
    others=("aws.role.action-missing",),
    fixed=False,
)
def two_calls_refused(s: Stack, broken: bool) -> None:
    s.with_role(LOGS, *([] if broken else [READ, allow("sqs:SendMessage")])).with_function()
    queue = f"arn:aws:sqs:us-east-1:{ACCOUNT}:mail"
    failing(
        s,
        (
            s.python_denial("GetItem", "dynamodb:GetItem", TABLE),
            s.python_denial("SendMessage", "sqs:SendMessage", queue),
        ),
    )


@stack(
    "trigger", "aws.event-source-mapping.disabled",
    others=("aws.role.action-missing",), twin="iam",
)  # fmt: skip
def mapping_disabled_after_calls_were_refused(s: Stack, broken: bool) -> None:
    s.with_role(LOGS, s.poll()).with_function()
    mapping = s.with_queue(7)
    if broken:
        s.cloud.client("lambda").update_event_source_mapping(UUID=mapping, Enabled=False)
    s.with_traffic(range(60, 110), range(20, 60))
    s.with_log((minute, s.python_denial("GetItem", "dynamodb:GetItem", TABLE)) for minute in range(20, 60))


@stack("iam", "aws.role.deleted", origin="trust", change="DeleteRole", mendable=False)
def role_that_is_gone(s: Stack, broken: bool) -> None:
    s.with_role(LOGS, READ).with_function()
    if broken:
        iam = s.cloud.client("iam")
        iam.delete_role_policy(RoleName="orders-role", PolicyName="base")
        iam.delete_role(RoleName="orders-role")
    failing(s, s.python_denial("GetItem", "dynamodb:GetItem", TABLE))
    event(s, "DeleteRole", 40.5, "iam", "orders-role", roleName="orders-role")


@stack("iam", "aws.role.trust", origin="trust", change="UpdateAssumeRolePolicy")
def role_that_lambda_may_no_longer_assume(s: Stack, broken: bool) -> None:
    service = "ec2.amazonaws.com" if broken else "lambda.amazonaws.com"
    trusted = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    s.with_role(LOGS, trust={"Version": "2012-10-17", "Statement": [trusted]}).with_function()
    s.with_traffic(BEFORE, BROKEN).with_log()
    event(s, "UpdateAssumeRolePolicy", 40.5, "iam", "orders-role", roleName="orders-role")


@stack("iam", "aws.role.action-missing", origin="implicit-identity", mendable=False)
def refusal_without_a_resource(s: Stack, broken: bool) -> None:
    """The text names no object; where the role has the action nowhere that is enough, and nothing is granted."""
    some = allow("s3:GetObject", resource="arn:aws:s3:::other/*")
    s.with_role(*([LOGS] if broken else [LOGS, some])).with_function()
    failing(
        s,
        "[ERROR] ClientError: An error occurred (AccessDenied) when calling the GetObject operation: Access Denied",
    )


# The same refusal as other runtimes and log formats write it


def _java(said: str) -> str:
    return (
        f"{said} (Service: DynamoDb, Status Code: 400, Request ID: 0R1): "
        "software.amazon.awssdk.services.dynamodb.model.DynamoDbException\n"
        f"software.amazon.awssdk.services.dynamodb.model.DynamoDbException: {said} (Service: DynamoDb, Status Code: 400)\n"
        "\tat example.Handler.handleRequest(Handler.java:31)\nCaused by: java.lang.RuntimeException: no order\n"
    )


def _node(said: str) -> str:
    inner = {
        "errorType": "AccessDeniedException",
        "errorMessage": said,
        "stack": ["AccessDeniedException: x", "at a.js:1"],
    }
    return f"2026-11-24T00:00:00.000Z\t{{request}}\tERROR\tInvoke Error \t{json.dumps(inner)}"


def _nested(said: str) -> str:
    trace = [f"AccessDeniedException: {said}", "at b.js:3"]
    inner = {
        "errorType": "Error",
        "errorMessage": "could not place the order",
        "cause": {"name": "AccessDeniedException", "message": said},
        "stack": trace,
    }
    return f"2026-11-24T00:00:00.000Z\t{{request}}\tERROR\tInvoke Error \t{json.dumps(inner)}"


def _go(said: str) -> str:
    error = f"operation error DynamoDB: GetItem, https response error StatusCode: 400, RequestID: 0R1, api error AccessDeniedException: {said}"
    return json.dumps({"errorMessage": error, "errorType": "OperationError"})


def _structured(said: str) -> str:
    return json.dumps({
        "timestamp": "2026-11-24T00:00:00Z", "log_level": "ERROR", "errorType": "ClientError", "requestId": "{request}",
        "errorMessage": f"An error occurred (AccessDeniedException) when calling the GetItem operation: {said}",
        "stackTrace": ['  File "/var/task/app.py", line 7, in handler\n    table.get_item()\n'],
    })  # fmt: skip


def _dotnet(said: str) -> str:
    return f"2026-11-24T00:00:00.000Z\t{{request}}\tfail\tAmazon.DynamoDBv2.AmazonDynamoDBException: {said}\n ---> Amazon.Runtime.Internal.HttpErrorResponseException"


def _init(said: str) -> str:
    return f'[ERROR] Exception: could not start\nTraceback (most recent call last):\n  File "/var/task/app.py", line 3, in <module>\n    TABLE = load()\nbotocore.exceptions.ClientError: An error occurred (AccessDeniedException) when calling the GetItem operation: {said}'


def _told_by(name: str, rendering: Any) -> None:
    def told(s: Stack, broken: bool) -> None:
        s.with_role(*([LOGS] if broken else [LOGS, READ])).with_function()
        failing(s, rendering(s.denial("dynamodb:GetItem", TABLE)))

    told.__name__ = f"refusal_told_by_{name}"
    stack("iam", "aws.role.action-missing", origin="implicit-identity", fixed=False)(told)


for _name, _rendering in (
    ("java", _java), ("node", _node), ("a_nested_cause", _nested), ("go", _go), ("structured_logs", _structured),
    ("dotnet", _dotnet), ("init", _init),
):  # fmt: skip
    _told_by(_name, _rendering)


@stack("iam", "aws.role.action-missing", origin="implicit-identity", twin="resource-policy", fixed=False)
def refusal_of_another_account_s_table(s: Stack, broken: bool) -> None:
    table = TABLE.replace(ACCOUNT, "999999999999")
    s.with_role(*([LOGS] if broken else [LOGS, allow("dynamodb:GetItem", resource=table)])).with_function()
    why = "because no identity-based policy allows the {a} action" if broken else NO_RESOURCE_POLICY
    failing(s, s.python_denial("GetItem", "dynamodb:GetItem", table, why))


@stack("iam", "aws.role.action-missing", origin="implicit-identity", fixed=False)
def refusal_in_an_image_function(s: Stack, broken: bool) -> None:
    s.with_role(*([LOGS] if broken else [LOGS, READ]))
    s.cloud.client("lambda").create_function(
        FunctionName="orders", Role=s.role_arn, PackageType="Image",
        Code={"ImageUri": f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/orders@sha256:{'0' * 64}"},
    )  # fmt: skip
    failing(s, s.python_denial("GetItem", "dynamodb:GetItem", TABLE))


@stack("iam", "aws.role.action-missing", origin="implicit-identity", fixed=False)
def refusal_in_a_log_group_of_its_own(s: Stack, broken: bool) -> None:
    s.with_role(*([LOGS] if broken else [LOGS, READ])).with_function()
    s.cloud.layer.amend["lambda:GET /2015-03-31/functions/orders/configuration"] = {
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": "/shop/all"}
    }
    said = s.python_denial("GetItem", "dynamodb:GetItem", TABLE)
    s.with_traffic(BEFORE, BROKEN).with_log(((minute, said) for minute in BROKEN), group="/shop/all")


@stack("iam", "aws.target-role.trust", origin="trust", change="UpdateAssumeRolePolicy")
def role_that_does_not_admit_the_function_s(s: Stack, broken: bool) -> None:
    """The text names no layer: the role may assume it, so its trust policy is what refuses."""
    reader = f"arn:aws:iam::{ACCOUNT}:role/reader"
    who = f"arn:aws:iam::{ACCOUNT}:role/" + ("batch" if broken else "orders-role")
    trust = {"Effect": "Allow", "Principal": {"AWS": who}, "Action": "sts:AssumeRole"}
    s.with_role(LOGS, allow("sts:AssumeRole", resource=reader)).with_function()
    iam = s.cloud.client("iam")
    for name in ("batch", "reader"):
        document = {"Version": "2012-10-17", "Statement": [trust] if name == "reader" else []}
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(document))
    failing(s, s.python_denial("AssumeRole", "sts:AssumeRole", reader, ""))
    event(s, "UpdateAssumeRolePolicy", 41, "iam", "reader", roleName="reader")


@stack("iam", "aws.role.action-missing", origin="implicit-identity", twin="none", fixed=False)
def denial_that_no_line_marks_as_fatal(s: Stack, broken: bool) -> None:
    """.NET, Java and Rust log what failed an invocation like any line, and older REPORT lines have no status."""
    s.with_role(LOGS).with_function()
    said = s.denial("dynamodb:GetItem", TABLE) if broken else "order 12 is not there"
    line = (
        f"2026-11-25T18:00:00.000Z\t{{request}}\tfail\tShop.StoreException: {said}\n   at Shop.Function.Run()"
    )
    rows = []
    for minute in BROKEN:
        request = f"5f0c1111-2222-4333-8444-{minute:012d}"
        rows.append((minute, line.replace("{request}", request)))
        rows.append((minute, f"REPORT RequestId: {request}\tDuration: 80.00 ms\tMemory Size: 128 MB\t\n"))
    s.with_traffic(BEFORE, BROKEN).with_log(rows)
