"""What stands in an embedded account, as plain values: to see that a fix loses nothing and its undo takes back all."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from diagnostics.sources.demo.aws.cloud import EmbeddedAws

Client = Callable[[str], Any]


def snapshot(cloud: EmbeddedAws) -> dict[str, Any]:
    """Return the configuration of everything that the stacks build, by kind and name; policies as documents."""
    readers = (_roles, _users, _functions, _mappings, _queues, _topics, _buckets, _rules, _keys, _network)
    return {reader.__name__.strip("_"): reader(cloud.client) for reader in readers}


def lost(before: Any, after: Any, at: str = "") -> list[str]:
    """Return the paths of what stood in *before* and does not stand in *after*; a value that changed is lost.

    A value that became one of several still stands: policies write one value bare.
    """
    if isinstance(before, dict):
        if not isinstance(after, dict):
            return [at]
        return [row for key, value in before.items() for row in lost(value, after.get(key), f"{at}/{key}")]
    if isinstance(before, list):
        held = after if isinstance(after, list) else []
        return [f"{at}[{n}]" for n, value in enumerate(before) if not any(not lost(value, v) for v in held)]
    return [] if before == after or (isinstance(after, list) and before in after) else [at]


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


def _document(text: Any) -> Any:
    return json.loads(text) if isinstance(text, str) and text[:1] == "{" else text


def _roles(client: Client) -> Any:
    iam = client("iam")
    found = {}
    for role in iam.list_roles()["Roles"]:
        name = role["RoleName"]
        held = iam.list_role_policies(RoleName=name)["PolicyNames"]
        attached = [
            p["PolicyArn"] for p in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
        ]
        body = iam.get_role(RoleName=name)["Role"]
        edge = body.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
        found[name] = {
            "trust": body["AssumeRolePolicyDocument"],
            "inline": {p: iam.get_role_policy(RoleName=name, PolicyName=p)["PolicyDocument"] for p in held},
            "managed": {arn: _managed(iam, arn) for arn in attached},
            "boundary": {edge: _managed(iam, edge)} if edge else {},
        }
    return found


def _managed(iam: Any, arn: str) -> Any:
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    return iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]


def _users(client: Client) -> Any:
    iam = client("iam")
    return {
        user["UserName"]: {
            p: iam.get_user_policy(UserName=user["UserName"], PolicyName=p)["PolicyDocument"]
            for p in iam.list_user_policies(UserName=user["UserName"])["PolicyNames"]
        }
        for user in iam.list_users()["Users"]
    }


def _functions(client: Client) -> Any:
    functions = client("lambda")
    found = {}
    for function in functions.list_functions()["Functions"]:
        name = function["FunctionName"]
        concurrency = functions.get_function_concurrency(FunctionName=name)
        found[name] = {
            "network": {
                k: sorted(v) for k, v in function.get("VpcConfig", {}).items() if isinstance(v, list)
            },
            "reserved": concurrency.get("ReservedConcurrentExecutions"),
            "policy": {
                q: _policy(functions, name, q)
                for q in ["", *(a["Name"] for a in functions.list_aliases(FunctionName=name)["Aliases"])]
            },
        }
    return found


def _policy(functions: Any, name: str, qualifier: str) -> Any:
    try:
        answer = functions.get_policy(FunctionName=name, **({"Qualifier": qualifier} if qualifier else {}))
    except functions.exceptions.ResourceNotFoundException:
        return []
    return json.loads(answer["Policy"])["Statement"]


def _mappings(client: Client) -> Any:
    rows = client("lambda").list_event_source_mappings()["EventSourceMappings"]
    return {row["UUID"]: {"source": row["EventSourceArn"], "state": row["State"]} for row in rows}


def _queues(client: Client) -> Any:
    sqs = client("sqs")
    found = {}
    for url in sqs.list_queues().get("QueueUrls", []):
        held = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        live = ("Approximate", "LastModified")
        found[url] = {key: _document(value) for key, value in held.items() if not key.startswith(live)}
        found[url].setdefault("Policy", None)
        found[url]["Policy"] = found[url]["Policy"] or None
    return found


def _topics(client: Client) -> Any:
    rows = client("sns").list_subscriptions()["Subscriptions"]
    return sorted([row["TopicArn"], row["Protocol"], row["Endpoint"]] for row in rows)


def _buckets(client: Client) -> Any:
    s3 = client("s3")
    found = {}
    for bucket in s3.list_buckets()["Buckets"]:
        answer = s3.get_bucket_notification_configuration(Bucket=bucket["Name"])
        rows = answer.get("LambdaFunctionConfigurations", [])
        found[bucket["Name"]] = sorted(rows, key=lambda row: str(row["LambdaFunctionArn"]))
    return found


def _rules(client: Client) -> Any:
    events = client("events")
    return {
        rule["Name"]: {
            "rule": {key: rule.get(key) for key in ("State", "ScheduleExpression", "EventPattern")},
            "targets": events.list_targets_by_rule(Rule=rule["Name"])["Targets"],
        }
        for rule in events.list_rules()["Rules"]
    }


def _keys(client: Client) -> Any:
    kms = client("kms")
    ids = [row["KeyId"] for row in kms.list_keys()["Keys"]]
    return {i: json.loads(kms.get_key_policy(KeyId=i, PolicyName="default")["Policy"]) for i in ids}


def _network(client: Client) -> Any:
    ec2 = client("ec2")
    groups = ec2.describe_security_groups()["SecurityGroups"]
    acls = ec2.describe_network_acls()["NetworkAcls"]
    tables = ec2.describe_route_tables()["RouteTables"]
    endpoints = [e for e in ec2.describe_vpc_endpoints()["VpcEndpoints"] if e["State"] != "deleted"]
    # A gateway endpoint's route stays behind in the emulator when the endpoint is deleted; AWS takes it away.
    routes = {
        t["RouteTableId"]: [r for r in t["Routes"] if "DestinationPrefixListId" not in r] for t in tables
    }
    return _plain(
        {
            "groups": {g["GroupId"]: [g["IpPermissions"], g["IpPermissionsEgress"]] for g in groups},
            "acls": {a["NetworkAclId"]: sorted(map(str, a["Entries"])) for a in acls},
            "routes": routes,
            "endpoints": {e["VpcEndpointId"]: e["ServiceName"] for e in endpoints},
        }
    )
