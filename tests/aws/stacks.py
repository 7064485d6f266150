"""Broken, healthy and misleading stacks around a function `orders`, each with what must be said of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from diagnostics.sources.demo.aws.build import LOGS, Stack, allow
from diagnostics.sources.demo.aws.cloud import ACCOUNT, EmbeddedAws

FN = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:orders"
OTHER = FN.replace("orders", "other")
ROLE = f"arn:aws:iam::{ACCOUNT}:role/orders-role"
TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/Orders"
BROKEN, BEFORE, ALWAYS = range(1, 40), range(40, 110), range(1, 110)
TIMED_OUT = "2026-11-24T00:00:00Z {request} Task timed out after 3.00 seconds"
NO_ANSWER = '[ERROR] ConnectTimeoutError: Connect timeout on endpoint URL: "https://dynamodb.us-east-1.amazonaws.com/"'


@dataclass(frozen=True)
class Expected:
    """What the report must say; *change* is the event that caused it, *fixed* whether the first fix ends the failure."""

    build: Callable[[Stack], None]
    class_: str
    cause: str
    origin: str | None = None
    change: str | None = None
    failing: bool = True
    fixed: bool = True
    explicit: bool = False


STACKS: dict[str, Expected] = {}


def stack(
    class_: str, cause: str, **more: Any
) -> Callable[[Callable[[Stack], None]], Callable[[Stack], None]]:
    def keep(build: Callable[[Stack], None]) -> Callable[[Stack], None]:
        STACKS[build.__name__] = Expected(build, class_, cause, **more)
        return build

    return keep


def build(cloud: EmbeddedAws, name: str) -> Stack:
    made = Stack(cloud, "orders")
    STACKS[name].build(made)
    return made


def _silent(s: Stack) -> None:
    s.with_traffic(BEFORE).with_log()


def _failing(s: Stack, lines: Iterable[str] | str) -> None:
    said = [lines] if isinstance(lines, str) else list(lines)
    s.with_traffic(BEFORE, BROKEN).with_log((minute, line) for minute in BROKEN for line in said)


def _well(s: Stack) -> None:
    s.with_traffic(ALWAYS).with_log()


def _event(s: Stack, event: str, minutes: float, service: str, *about: str, **parameters: Any) -> None:
    s.cloud.history.record(event, s.ago(minutes), service=service, resources=about, parameters=parameters)


# Sources that Lambda polls


@stack("trigger", "aws.event-source-mapping.disabled", change="UpdateEventSourceMapping20150331")
def mapping_disabled(s: Stack) -> None:
    s.with_role(LOGS, s.poll()).with_function()
    mapping = s.with_queue(7)
    s.cloud.client("lambda").update_event_source_mapping(UUID=mapping, Enabled=False)
    _silent(s)
    _event(
        s, "UpdateEventSourceMapping20150331", 39.5, "lambda", "orders", mapping, uUID=mapping, enabled=False
    )


@stack("none", "aws.function.healthy", failing=False)
def mapping_disabled_while_events_flow_another_way(s: Stack) -> None:
    s.with_role(LOGS, s.poll()).with_function()
    s.cloud.client("lambda").update_event_source_mapping(UUID=s.with_queue(), Enabled=False)
    _well(s)


@stack("iam", "aws.role.poller-permissions-missing", origin="implicit-identity")
def poller_not_permitted(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    s.with_queue(7)
    _silent(s)


@stack("trigger", "aws.function.reserved-concurrency-zero", change="PutFunctionConcurrency20171031")
def no_concurrency(s: Stack) -> None:
    s.with_role(LOGS, s.poll()).with_function()
    s.cloud.client("lambda").put_function_concurrency(FunctionName="orders", ReservedConcurrentExecutions=0)
    s.with_traffic(BEFORE, throttled=range(1, 39)).with_log()
    _event(
        s, "PutFunctionConcurrency20171031", 39.5, "lambda", "orders",
        functionName="orders", reservedConcurrentExecutions=0,
    )  # fmt: skip


# Calls that the function makes


@stack("iam", "aws.role.action-missing", origin="implicit-identity", change="DeleteRolePolicy")
def action_missing(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    _failing(s, s.python_denial("GetItem", "dynamodb:GetItem", TABLE))
    _event(s, "DeleteRolePolicy", 40.5, "iam", "orders-role", "t", roleName="orders-role", policyName="t")


@stack("iam", "aws.role.explicit-deny", origin="explicit-identity", explicit=True)
def explicit_deny(s: Stack) -> None:
    deny = {
        "Sid": "NoOrders",
        "Effect": "Deny",
        "Action": ["dynamodb:GetItem", "dynamodb:PutItem"],
        "Resource": "*",
    }
    s.with_role(LOGS, deny, allow("dynamodb:*", resource=TABLE)).with_function()
    why = "with an explicit deny in an identity-based policy"
    _failing(s, s.python_denial("GetItem", "dynamodb:GetItem", TABLE, why))


@stack("iam", "aws.role.boundary", origin="boundary")
def boundary(s: Stack) -> None:
    edge = {"Version": "2012-10-17", "Statement": [LOGS]}
    made = s.cloud.client("iam").create_policy(PolicyName="edge", PolicyDocument=json.dumps(edge))
    s.with_role(LOGS, allow("dynamodb:*", resource=TABLE), PermissionsBoundary=made["Policy"]["Arn"])
    s.with_function()
    why = "because no permissions boundary allows the {a} action"
    _failing(s, s.python_denial("GetItem", "dynamodb:GetItem", TABLE, why))


@stack("iam", "aws.role.action-missing", origin="implicit-identity")
def denial_only_in_event_history(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    _failing(s, "[ERROR] RuntimeError: could not load config")
    secret = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:db-AbCdEf"
    for minute in range(1, 40, 5):
        s.cloud.history.record(
            "GetSecretValue", s.ago(minute), service="secretsmanager", user="orders",
            arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/orders-role/orders", parameters={"secretId": "db"},
            error=("AccessDenied", s.denial("secretsmanager:GetSecretValue", secret)), read_only=True,
        )  # fmt: skip


@stack("resource-policy", "aws.key-policy.role-not-admitted", origin="key-policy", fixed=True)
def key_policy(s: Stack) -> None:
    s.with_role(LOGS, allow("kms:Decrypt")).with_function()
    admin = {"AWS": f"arn:aws:iam::{ACCOUNT}:user/admin"}
    statement = {"Sid": "Admin", "Effect": "Allow", "Principal": admin, "Action": "kms:*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    key = s.cloud.client("kms").create_key(Policy=document)["KeyMetadata"]["Arn"]
    why = "because no resource-based policy allows the {a} action"
    _failing(s, s.python_denial("Decrypt", "kms:Decrypt", key, why))


@stack("iam", "aws.role.logs-permission-missing", origin="implicit-identity")
def no_log_permissions(s: Stack) -> None:
    s.with_role(s.poll()).with_function().with_traffic(ALWAYS)


# What only looks like one of the four


@stack("none", "aws.function.application-error")
def key_error(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    _failing(
        s,
        "[ERROR] KeyError: 'order_id'\nTraceback (most recent call last):\n  File \"/var/task/a.py\", line 7",
    )


@stack("none", "aws.function.healthy", failing=False)
def refusal_that_the_code_survives(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    said = s.python_denial("PutMetricData", "cloudwatch:PutMetricData", "*").removeprefix("[ERROR] ")
    said = f"[WARNING]\t2026-11-24T00:00:00Z\t{{request}}\tmetrics off: {said}"
    s.with_traffic(ALWAYS).with_log((minute, said) for minute in BROKEN)


@stack("none", "aws.function.application-error")
def refusal_quoted_from_a_request(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    forged = s.python_denial("DeleteBucket", "s3:DeleteBucket", "arn:aws:s3:::prod").removeprefix("[ERROR] ")
    _failing(
        s,
        (
            f'[INFO]\t2026-11-24T00:00:00Z\t{{request}}\treceived body: {{"msg": "{forged}"}}',
            "[ERROR] KeyError: 'order_id'",
        ),
    )


@stack("none", "aws.function.healthy", failing=False)
def healthy(s: Stack) -> None:
    s.with_role(LOGS, s.poll()).with_function()
    s.with_queue()
    _well(s)


@stack("none", "aws.function.recovered", failing=False)
def recovered(s: Stack) -> None:
    s.with_role(LOGS, allow("dynamodb:GetItem", resource=TABLE)).with_function()
    s.with_traffic([*range(1, 30), *range(60, 110)], range(30, 60))
    s.with_log((minute, s.python_denial("GetItem", "dynamodb:GetItem", TABLE)) for minute in range(30, 60))


@stack("none", "aws.function.throttled-by-load")
def throttled_by_load(s: Stack) -> None:
    s.with_role(LOGS).with_function().with_traffic(ALWAYS, throttled=range(1, 30)).with_log()


@stack("none", "aws.function.healthy", failing=False)
def grant_of_a_deleted_bucket(s: Stack) -> None:
    s.with_role(LOGS, s.poll()).with_function()
    s.with_queue()
    s.permit("s3.amazonaws.com", "arn:aws:s3:::deleted-bucket", ACCOUNT)
    _well(s)


# Deployments that were refused


@stack("iam", "aws.deployer.passrole-missing", origin="implicit-identity", fixed=False)
def pass_role(s: Stack) -> None:
    s.with_role(LOGS)
    said = f"User: arn:aws:iam::{ACCOUNT}:user/dev is not authorized to perform: iam:PassRole on resource: {ROLE}"
    said += " because no identity-based policy allows the iam:PassRole action"
    s.cloud.history.record(
        "CreateFunction20150331", s.ago(9), service="lambda", user="dev", error=("AccessDenied", said)
    )


@stack("iam", "aws.deployer.action-denied", origin="implicit-identity", fixed=False)
def deployer_lacks_the_action(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    _well(s)
    who = f"arn:aws:sts::{ACCOUNT}:assumed-role/ci-role/ci"
    said = f"User: {who} is not authorized to perform: lambda:UpdateFunctionCode on resource: {FN}"
    said += " because no identity-based policy allows the lambda:UpdateFunctionCode action"
    s.cloud.history.record(
        "UpdateFunctionCode20150331v2", s.ago(9), service="lambda", user="ci", arn=who,
        error=("AccessDenied", said),
    )  # fmt: skip


def _refused_creation(s: Stack, said: str, **parameters: Any) -> None:
    s.cloud.history.record(
        "CreateFunction20150331", s.ago(9), service="lambda", user="dev",
        parameters={"functionName": "orders", "role": ROLE, **parameters},
        error=("InvalidParameterValueException", said),
    )  # fmt: skip


@stack("iam", "aws.role.trust", origin="trust", fixed=False)
def role_that_lambda_cannot_assume(s: Stack) -> None:
    trusted = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    s.with_role(trust={"Version": "2012-10-17", "Statement": [trusted]})
    _refused_creation(s, "The role defined for the function cannot be assumed by Lambda.")


@stack("iam", "aws.role.eni-permissions-missing", origin="implicit-identity", fixed=False)
def no_interface_rights(s: Stack) -> None:
    s.with_role(LOGS)
    _refused_creation(
        s, "The provided execution role does not have permissions to call CreateNetworkInterface on EC2",
        vpcConfig={"subnetIds": ["subnet-0a1b2c3d"], "securityGroupIds": ["sg-0a1b2c3d"]},
    )  # fmt: skip


# Sources that push


def _bucket(s: Stack, *, notify: bool = True) -> None:
    s3 = s.cloud.client("s3")
    s3.create_bucket(Bucket="orders-in")
    rows = [{"Id": "kept", "LambdaFunctionArn": OTHER, "Events": ["s3:ObjectRemoved:*"]}]
    rows += [{"Id": "own", "LambdaFunctionArn": FN, "Events": ["s3:ObjectCreated:*"]}] if notify else []
    s3.put_bucket_notification_configuration(
        Bucket="orders-in", SkipDestinationValidation=True,
        NotificationConfiguration={"LambdaFunctionConfigurations": rows},
    )  # fmt: skip


@stack("trigger", "aws.bucket-notification.missing", change="PutBucketNotification")
def notification_missing(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    _bucket(s, notify=False)
    s.permit("s3.amazonaws.com", "arn:aws:s3:::orders-in", ACCOUNT)
    _silent(s)
    _event(
        s,
        "PutBucketNotification",
        39.5,
        "s3",
        "orders-in",
        bucketName="orders-in",
        NotificationConfiguration={},
    )


@stack(
    "resource-policy",
    "aws.function-policy.statement-missing",
    origin="resource-policy",
    change="RemovePermission20150331v2",
)
def bucket_without_statement(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    _bucket(s)
    _silent(s)
    _event(s, "RemovePermission20150331v2", 39.5, "lambda", "orders", functionName="orders", statementId="s1")


@stack("resource-policy", "aws.function-policy.source-arn-mismatch", origin="resource-policy")
def bucket_with_the_wrong_source(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    _bucket(s)
    s.permit("s3.amazonaws.com", "arn:aws:s3:::orders-old", ACCOUNT)
    _silent(s)


@stack("resource-policy", "aws.function-policy.source-account-mismatch", origin="resource-policy")
def bucket_with_the_wrong_account(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    _bucket(s)
    s.permit("s3.amazonaws.com", "arn:aws:s3:::orders-in", "999999999999")
    _silent(s)


@stack("resource-policy", "aws.function-policy.wrong-qualifier", origin="resource-policy")
def bucket_with_the_wrong_qualifier(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    client = s.cloud.client("lambda")
    client.publish_version(FunctionName="orders")
    client.create_alias(FunctionName="orders", Name="live", FunctionVersion="1")
    _bucket(s)
    s.permit("s3.amazonaws.com", "arn:aws:s3:::orders-in", ACCOUNT, Qualifier="live")
    _silent(s)


@stack("none", "aws.function.healthy", failing=False)
def bucket_in_order(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    _bucket(s)
    s.permit("s3.amazonaws.com", "arn:aws:s3:::orders-in", ACCOUNT)
    _well(s)


RULE = f"arn:aws:events:us-east-1:{ACCOUNT}:rule/nightly"


def _rule(s: Stack, target: str = FN, **more: Any) -> None:
    events = s.cloud.client("events")
    events.put_rule(Name="nightly", ScheduleExpression="rate(1 minute)", **more)
    events.put_targets(Rule="nightly", Targets=[{"Id": "1", "Arn": target}])


@stack("trigger", "aws.rule.disabled", change="DisableRule")
def rule_disabled(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    _rule(s, State="DISABLED")
    s.permit("events.amazonaws.com", RULE)
    _silent(s)
    _event(s, "DisableRule", 39.5, "events", "nightly", name="nightly")


@stack("trigger", "aws.rule.target-missing", change="RemoveTargets")
def rule_without_the_target(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    _rule(s, OTHER)
    s.permit("events.amazonaws.com", RULE)
    _silent(s)
    _event(s, "RemoveTargets", 39.5, "events", "nightly", rule="nightly", ids=["1"])


@stack("resource-policy", "aws.function-policy.statement-missing", origin="resource-policy")
def rule_without_statement(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    _rule(s)
    _silent(s)


def _topic(s: Stack) -> str:
    return str(s.cloud.client("sns").create_topic(Name="orders-t")["TopicArn"])


@stack("trigger", "aws.subscription.missing", change="Unsubscribe")
def topic_without_subscription(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    topic = _topic(s)
    s.permit("sns.amazonaws.com", topic)
    _silent(s)
    _event(
        s, "Unsubscribe", 39.5, "sns", topic, subscriptionArn=f"{topic}:11111111-2222-3333-4444-555555555555"
    )


@stack("resource-policy", "aws.function-policy.statement-missing", origin="resource-policy")
def topic_without_statement(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    s.cloud.client("sns").subscribe(TopicArn=_topic(s), Protocol="lambda", Endpoint=FN)
    _silent(s)


@stack(
    "resource-policy",
    "aws.queue-policy.sender-not-admitted",
    origin="resource-policy",
    change="SetQueueAttributes",
)
def queue_that_does_not_admit_its_topic(s: Stack) -> None:
    s.with_role(LOGS, s.poll()).with_function()
    s.with_queue()
    s.cloud.client("sns").subscribe(TopicArn=_topic(s), Protocol="sqs", Endpoint=s.queue_arn)
    _silent(s)
    kept = {"Sid": "keep", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}
    kept |= {"Action": "sqs:SendMessage", "Resource": "*"}
    sqs = s.cloud.client("sqs")
    url = sqs.get_queue_url(QueueName="orders-q")["QueueUrl"]
    sqs.set_queue_attributes(
        QueueUrl=url, Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [kept]})}
    )
    _event(
        s, "SetQueueAttributes", 39.5, "sqs", "orders-q",
        attributes={"Policy": "{}"}, queueUrl=f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/orders-q",
    )  # fmt: skip


def _api(s: Stack) -> str:
    api = s.cloud.client("apigateway")
    made = api.create_rest_api(name="orders-api")["id"]
    root = api.get_resources(restApiId=made)["items"][0]["id"]
    resource = api.create_resource(restApiId=made, parentId=root, pathPart="orders")["id"]
    api.put_method(restApiId=made, resourceId=resource, httpMethod="POST", authorizationType="NONE")
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{FN}/invocations"
    api.put_integration(
        restApiId=made, resourceId=resource, httpMethod="POST", type="AWS_PROXY",
        integrationHttpMethod="POST", uri=uri,
    )  # fmt: skip
    api.create_deployment(restApiId=made, stageName="prod")
    return str(made)


@stack("resource-policy", "aws.function-policy.source-arn-mismatch", origin="resource-policy")
def api_with_the_wrong_method(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    s.permit("apigateway.amazonaws.com", f"arn:aws:execute-api:us-east-1:{ACCOUNT}:{_api(s)}/prod/GET/orders")
    _silent(s)


@stack("resource-policy", "aws.function-policy.statement-missing", origin="resource-policy")
def api_without_statement(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    _api(s)
    _silent(s)


@stack("none", "aws.function.healthy", failing=False)
def api_in_order(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    s.permit("apigateway.amazonaws.com", f"arn:aws:execute-api:us-east-1:{ACCOUNT}:{_api(s)}/*/POST/orders")
    _well(s)


# The network


def _vpc(s: Stack, *, route: str | None = "nat", egress: bool = True, acl: str | None = None) -> str:
    """Put the function into a subnet: behind a NAT gateway, without a route, or public; return the route table."""
    ec2 = s.cloud.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    private = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    public = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.2.0/24")["Subnet"]["SubnetId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    outer = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=outer, SubnetId=public)
    ec2.create_route(RouteTableId=outer, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=public, AllocationId=address)["NatGateway"]["NatGatewayId"]
    inner = str(ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"])
    ec2.associate_route_table(RouteTableId=inner, SubnetId=private)
    if route == "nat":
        ec2.create_route(RouteTableId=inner, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    group = ec2.create_security_group(GroupName="orders-sg", Description="x", VpcId=vpc)["GroupId"]
    if not egress:
        everywhere = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[everywhere])
        plain = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[plain])
    if acl:
        _with_acl(ec2, vpc, private, acl)
    subnet = public if route == "public" else private
    s.with_function(VpcConfig={"SubnetIds": [subnet], "SecurityGroupIds": [group]})
    return inner


def _with_acl(ec2: Any, vpc: str, subnet: str, shut: str) -> None:
    acl = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    rule = {"NetworkAclId": acl, "RuleNumber": 100, "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}
    if shut != "out":
        ec2.create_network_acl_entry(Protocol="-1", Egress=True, **rule)
    if shut == "back":
        ec2.create_network_acl_entry(Protocol="6", Egress=False, PortRange={"From": 443, "To": 443}, **rule)
    else:
        ec2.create_network_acl_entry(Protocol="-1", Egress=False, **rule)
    bound = [a for n in ec2.describe_network_acls()["NetworkAcls"] for a in n["Associations"]]
    held = next(a["NetworkAclAssociationId"] for a in bound if a["SubnetId"] == subnet)
    ec2.replace_network_acl_association(AssociationId=held, NetworkAclId=acl)


@stack("network", "aws.subnet.no-route", change="DeleteRoute")
def no_route(s: Stack) -> None:
    s.with_role(LOGS)
    table = _vpc(s, route=None)
    _failing(s, NO_ANSWER)
    _event(s, "DeleteRoute", 41, "ec2", table, routeTableId=table, destinationCidrBlock="0.0.0.0/0")


@stack("network", "aws.subnet.public-without-nat", fixed=False)
def public_subnet(s: Stack) -> None:
    s.with_role(LOGS)
    _vpc(s, route="public")
    _failing(s, NO_ANSWER.replace("dynamodb", "sqs"))


@stack("network", "aws.vpc.security-group-egress")
def security_group(s: Stack) -> None:
    s.with_role(LOGS)
    _vpc(s, egress=False)
    _failing(s, "2026-11-24T00:00:00Z {request} ERROR Error: connect ETIMEDOUT 52.94.5.1:443")


@stack("network", "aws.network-acl.blocked")
def acl_that_lets_nothing_out(s: Stack) -> None:
    s.with_role(LOGS)
    _vpc(s, acl="out")
    _failing(s, NO_ANSWER)


@stack("network", "aws.network-acl.blocked")
def acl_that_lets_no_answer_back(s: Stack) -> None:
    s.with_role(LOGS)
    _vpc(s, acl="back")
    _failing(s, NO_ANSWER)


@stack("none", "aws.function.timeout")
def slow_code_in_a_sound_network(s: Stack) -> None:
    s.with_role(LOGS)
    _vpc(s)
    _failing(s, TIMED_OUT)


@stack("none", "aws.function.timeout")
def slow_code_outside_any_network(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    _failing(s, TIMED_OUT)


@stack("iam", "aws.role.action-missing", origin="implicit-identity")
def refusal_inside_a_network(s: Stack) -> None:
    s.with_role(LOGS)
    _vpc(s)
    _failing(s, s.python_denial("GetItem", "dynamodb:GetItem", TABLE))


@stack("none", "aws.function.healthy", failing=False)
def no_route_and_no_need_of_one(s: Stack) -> None:
    s.with_role(LOGS)
    _vpc(s, route=None)
    _well(s)
