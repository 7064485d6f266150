"""Names and texts that would like to be more than text: they pass every output and every printed command unharmed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from diagnostics.sources.demo.aws.build import LOGS, Stack
from diagnostics.sources.demo.aws.cloud import ACCOUNT, EmbeddedAws
from tests.aws.harness import cli, diagnose
from tests.aws.stacks.model import FN, TABLE, event, failing, silent
from troubleshooter.commands.common import rendered

NASTY = "[/aws/x][@click=app.quit]\x1b]52;c;cm0=\x07\u202egpj\u2066$(reboot)`reboot`'; reboot; \"|&\n<b>${x}"
INLINE = NASTY.replace("\n", " ")
HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _in_the_refused_resource(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    failing(s, s.python_denial("GetObject", "s3:GetObject", f"arn:aws:s3:::data/{INLINE}"))


def _in_the_log(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    failing(
        s, (f"[ERROR] KeyError: '{NASTY}'", s.python_denial("GetItem", "dynamodb:GetItem", TABLE) + NASTY)
    )


def _in_who_changed_it(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    failing(s, s.python_denial("GetItem", "dynamodb:GetItem", TABLE))
    s.cloud.history.record(
        "DeleteRolePolicy", s.ago(40.5), resources=("orders-role",), arn=f"arn:aws:iam::{ACCOUNT}:user/{INLINE}",
        parameters={"roleName": "orders-role", "policyName": NASTY},
    )  # fmt: skip


def _in_a_policy(s: Stack) -> None:
    deny = {"Sid": "x", "Effect": "Deny", "Action": "dynamodb:GetItem", "Resource": "*"}
    kept = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::data/{NASTY}"}
    s.with_role(LOGS, deny, kept).with_function()
    failing(
        s,
        s.python_denial(
            "GetItem", "dynamodb:GetItem", TABLE, "with an explicit deny in an identity-based policy"
        ),
    )


def _in_the_api_s_name(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    api = s.cloud.client("apigateway")
    made = api.create_rest_api(name=f"orders {INLINE}")["id"]
    root = api.get_resources(restApiId=made)["items"][0]["id"]
    api.put_method(restApiId=made, resourceId=root, httpMethod="POST", authorizationType="NONE")
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{FN}/invocations"
    api.put_integration(
        restApiId=made,
        resourceId=root,
        httpMethod="POST",
        type="AWS_PROXY",
        integrationHttpMethod="POST",
        uri=uri,
    )
    api.create_deployment(restApiId=made, stageName="prod")
    silent(s)


def _in_the_notifications(s: Stack) -> None:
    s.with_role(LOGS).with_function()
    s3 = s.cloud.client("s3")
    s3.create_bucket(Bucket="orders-in")
    only = {
        "Key": {"FilterRules": [{"Name": "prefix", "Value": INLINE.replace("\x1b", "").replace("\x07", "")}]}
    }
    row = {
        "LambdaFunctionArn": FN.replace("orders", "other"),
        "Events": ["s3:ObjectCreated:*"],
        "Filter": only,
    }
    s3.put_bucket_notification_configuration(
        Bucket="orders-in", NotificationConfiguration={"LambdaFunctionConfigurations": [row]},
        SkipDestinationValidation=True,
    )  # fmt: skip
    s.permit("s3.amazonaws.com", "arn:aws:s3:::orders-in", ACCOUNT)
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


_BUILDERS = (
    _in_the_refused_resource, _in_the_log, _in_who_changed_it, _in_a_policy, _in_the_api_s_name, _in_the_notifications,
)  # fmt: skip
STACKS: dict[str, Callable[[Stack], None]] = {build.__name__.strip("_"): build for build in _BUILDERS}


@pytest.mark.parametrize("where", STACKS)
def test_no_output_carries_it_raw(cloud: EmbeddedAws, where: str) -> None:
    """Text and Markdown hold no control or direction character, and JSON parses; none ends in an error."""
    STACKS[where](Stack(cloud, "orders"))
    done = cli(cloud, "diagnose", "orders")
    assert done.returncode == 1, done.stderr
    assert HARMFUL.search(done.stdout) is None
    report = diagnose(cloud)
    assert HARMFUL.search(rendered(report, "markdown")) is None
    assert json.loads(rendered(report, "json"))["verdict"]["class"] != "none"


@pytest.mark.parametrize("where", STACKS)
def test_no_command_does_more_than_it_says(cloud: EmbeddedAws, where: str, tmp_path: Path) -> None:
    """Every script calls the provider's CLI and nothing else, whatever the evidence held."""
    STACKS[where](Stack(cloud, "orders"))
    report = diagnose(cloud)
    for name, body in {
        "aws": 'printf "%s\\n" "$1" >> called',
        "reboot": "touch rebooted",
        "b": "touch rebooted",
    }.items():
        (tmp_path / name).write_text(f"#!/bin/bash\n{body}\n")
        (tmp_path / name).chmod(0o755)
    bash = shutil.which("bash") or "bash"
    for fix in report.fixes:
        for script in (*fix.commands.values(), *fix.undo.values()):
            assert HARMFUL.search(script) is None
        for script in (fix.commands.get("aws-cli", ":"), fix.undo.get("aws-cli", ":")):
            done = subprocess.run(
                [bash, "-c", script],
                cwd=tmp_path,
                env={"PATH": str(tmp_path)},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
    assert not (tmp_path / "rebooted").exists()
