"""Deployments that were refused, told by Event history or by a CloudFormation stack."""

from __future__ import annotations

import json
from typing import Any

from diagnostics.sources.demo.aws.build import LOGS, Stack
from diagnostics.sources.demo.aws.cloud import ACCOUNT, REGION
from tests.aws.stacks.model import FN, ROLE, stack, well

DEV = f"arn:aws:iam::{ACCOUNT}:user/dev"
CI = f"arn:aws:sts::{ACCOUNT}:assumed-role/ci-role/ci"
REFUSED = {"origin": "implicit-identity"}


def _refusal(who: str, action: str, resource: str) -> str:
    return f"User: {who} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action"


def _deployer(s: Stack) -> None:
    """Make those who deploy, a role and a user, who may do nothing yet."""
    iam = s.cloud.client("iam")
    iam.create_role(RoleName="ci-role", AssumeRolePolicyDocument='{"Version":"2012-10-17","Statement":[]}')
    iam.create_user(UserName="dev")


@stack("iam", "aws.deployer.passrole-missing", twin="nothing", **REFUSED)
def pass_role(s: Stack, broken: bool) -> None:
    s.with_role(LOGS)
    _deployer(s)
    s.cloud.history.record(
        "CreateFunction20150331", s.ago(9), service="lambda", user="dev",
        error=("AccessDenied", _refusal(DEV, "iam:PassRole", ROLE if broken else ROLE.replace("orders", "other"))),
    )  # fmt: skip


def _refused_update(s: Stack, operation: str, action: str, *, good: bool) -> None:
    """Refuse an update; with *good* the next try went well."""
    s.with_role(LOGS).with_function()
    _deployer(s)
    well(s)
    s.cloud.history.record(
        operation,
        s.ago(9),
        service="lambda",
        user="ci",
        arn=CI,
        error=("AccessDenied", _refusal(CI, action, FN)),
    )
    if good:
        s.cloud.history.record(
            operation, s.ago(5), service="lambda", user="ci", arn=CI, parameters={"functionName": "orders"}
        )


@stack("iam", "aws.deployer.action-denied", twin="none", **REFUSED)
def update_of_the_code_refused(s: Stack, broken: bool) -> None:
    _refused_update(s, "UpdateFunctionCode20150331v2", "lambda:UpdateFunctionCode", good=not broken)


@stack("iam", "aws.deployer.action-denied", twin="none", **REFUSED, fixed=False)
def update_of_the_configuration_refused(s: Stack, broken: bool) -> None:
    action = "lambda:UpdateFunctionConfiguration"
    _refused_update(s, "UpdateFunctionConfiguration20150331v2", action, good=not broken)


@stack("iam", "aws.deployer.action-denied", twin="nothing", **REFUSED, fixed=False)
def creation_refused(s: Stack, broken: bool) -> None:
    """The function does not exist yet; the refusal may also be another function's."""
    s.with_role(LOGS)
    _deployer(s)
    wanted = FN if broken else FN.replace("orders", "orders-eu")
    s.cloud.history.record(
        "CreateFunction20150331", s.ago(9), service="lambda", user="ci", arn=CI,
        error=("AccessDenied", _refusal(CI, "lambda:CreateFunction", wanted)),
    )  # fmt: skip


_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


def _refused_by_lambda(s: Stack, said: str, name: str = "orders", **parameters: Any) -> None:
    s.cloud.history.record(
        "CreateFunction20150331", s.ago(9), service="lambda", user="dev",
        parameters={"functionName": name, "role": ROLE, **parameters},
        error=("InvalidParameterValueException", said),
    )  # fmt: skip


@stack("iam", "aws.role.trust", origin="trust", twin="nothing")
def role_that_lambda_cannot_assume(s: Stack, broken: bool) -> None:
    s.with_role(LOGS, trust=_TRUST)
    _refused_by_lambda(
        s,
        "The role defined for the function cannot be assumed by Lambda.",
        "orders" if broken else "invoices",
    )


@stack("iam", "aws.role.eni-permissions-missing", twin="nothing", **REFUSED)
def no_interface_rights(s: Stack, broken: bool) -> None:
    s.with_role(LOGS)
    _refused_by_lambda(
        s, "The provided execution role does not have permissions to call CreateNetworkInterface on EC2",
        "orders" if broken else "invoices",
        vpcConfig={"subnetIds": ["subnet-0a1b2c3d"], "securityGroupIds": ["sg-0a1b2c3d"]},
    )  # fmt: skip


@stack("iam", "aws.role.poller-permissions-missing", twin="none", **REFUSED)
def mapping_refused(s: Stack, broken: bool) -> None:
    s.with_role(LOGS).with_function()
    well(s)
    s.cloud.client("sqs").create_queue(QueueName="orders-q")
    s.cloud.history.record(
        "CreateEventSourceMapping20150331", s.ago(9), service="lambda", user="dev",
        parameters={"functionName": "orders" if broken else "invoices", "eventSourceArn": s.queue_arn},
        error=(
            "InvalidParameterValueException",
            "The provided execution role does not have permissions to call ReceiveMessage on SQS",
        ),
    )  # fmt: skip


_TEMPLATE = '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "shop"}}}}'


def stack_event(s: Stack, resource: str, kind: str, status: str, reason: str, minutes: float) -> None:
    """Add an event to the one stack that there is."""
    from moto.cloudformation.models import Event, cloudformation_backends

    held = next(iter(cloudformation_backends[ACCOUNT][REGION].stacks.values()))
    made = Event(
        stack_id=held.stack_id, stack_name=held.name, logical_resource_id=resource, physical_resource_id=resource,
        resource_type=kind, resource_status=status, resource_status_reason=reason,
        resource_properties=json.dumps({"Role": ROLE}),
    )  # fmt: skip
    made.timestamp = s.ago(minutes).replace(tzinfo=None)
    held.events.append(made)


@stack("iam", "aws.deployer.passrole-missing", target="shop", twin="none", **REFUSED)
def stack_that_may_not_pass_the_role(s: Stack, broken: bool) -> None:
    s.with_role(LOGS)
    _deployer(s)
    s.cloud.client("cloudformation").create_stack(StackName="shop", TemplateBody=_TEMPLATE)
    said = f"{_refusal(CI, 'iam:PassRole', ROLE)} (Service: Lambda, Status Code: 403, Request ID: 0R1) (HandlerErrorCode: AccessDenied)"
    if broken:
        stack_event(s, "Orders", "AWS::Lambda::Function", "CREATE_FAILED", said, 9)
        stack_event(s, "Topic2", "AWS::SNS::Topic", "CREATE_FAILED", "Resource creation cancelled", 8.9)
    else:
        stack_event(
            s,
            "Orders",
            "AWS::Lambda::Function",
            "CREATE_FAILED",
            'Resource handler returned message: "Memory size must be at least 128"',
            9,
        )


@stack("iam", "aws.role.trust", origin="trust", target="shop", twin="nothing")
def stack_whose_role_lambda_cannot_assume(s: Stack, broken: bool) -> None:
    s.with_role(LOGS, trust=_TRUST)
    s.cloud.client("cloudformation").create_stack(StackName="shop", TemplateBody=_TEMPLATE)
    said = 'Resource handler returned message: "The role defined for the function cannot be assumed by Lambda. (Service: Lambda, Status Code: 400, Request ID: 0R1)" (RequestToken: 0R1, HandlerErrorCode: InvalidRequest)'
    stack_event(s, "Orders", "AWS::Lambda::Function", "CREATE_FAILED", said, 9 if broken else 400)
