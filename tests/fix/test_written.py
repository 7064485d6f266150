"""Every form of every fix is judged by the tool that reads it, and hostile values are refused with a reason."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from diagnostics.reads.aws.network import VpcEndpoint
from diagnostics.report import Fix
from tests.fix.judges import bash, cfn_lint, json_arguments, terraform
from tests.fix.worlds import (
    ACCOUNT,
    KEY,
    OTHER,
    REGION,
    ROLE,
    TABLE,
    allow,
    deny,
    document,
    fixed,
    inline,
    managed,
    refused,
    world,
)

ALL = allow("*")
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
HERE = {
    "key": ("kms:Decrypt", KEY),
    "bucket": ("s3:GetObject", "arn:aws:s3:::orders-bucket/in/a.json"),
    "secret": (
        "secretsmanager:GetSecretValue",
        f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:db-AbC123",
    ),
    "queue": ("sqs:SendMessage", f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders-q"),
    "topic": ("sns:Publish", f"arn:aws:sns:{REGION}:{ACCOUNT}:orders-t"),
    "table": ("dynamodb:GetItem", TABLE),
}
INVOKED = ("lambda:InvokeFunction", f"arn:aws:lambda:{REGION}:{OTHER}:function:bill:live")
# A document that says something no form may stumble over: a policy variable, a percent, quotes, a dollar.
ODD = allow(
    "s3:GetObject",
    "arn:aws:s3:::b/${aws:username}/%{x}/*",
    Sid="Odd",
    Condition={"StringLike": {"aws:UserAgent": ['it\'s "$HOME" `x`', "a\\b"]}},
)


@cache
def every_fix() -> dict[str, Fix]:
    """Return a fix of every kind that is about policies, by a name for people."""
    made: dict[str, tuple[Fix, ...]] = {}
    missing = "aws.role.action-missing"
    made["new inline policy"] = fixed(world(), refused("dynamodb:GetItem", TABLE, missing))
    made["inline policy with odd text"] = fixed(
        world(inline("app", ODD, allow("dynamodb:Query", TABLE))), refused("dynamodb:GetItem", TABLE, missing)
    )
    made["traces"] = fixed(world(), refused(None, None, "aws.role.traces-permission-missing"))
    made["key through a service"] = fixed(
        world(key=KEY), refused(None, None, "aws.role.environment-key-missing")
    )
    denied = {"origin": "explicit-identity", "explicit": True}
    made["deny in an inline policy"] = fixed(
        world(inline("app", ALL, deny("dynamodb:*"))),
        refused("dynamodb:GetItem", TABLE, "aws.role.explicit-deny", **denied),  # type: ignore[arg-type]
    )
    made["deny that is an inline policy"] = fixed(
        world(inline("app", ALL), inline("no", deny("dynamodb:GetItem", TABLE))),
        refused("dynamodb:GetItem", TABLE, "aws.role.explicit-deny", **denied),  # type: ignore[arg-type]
    )
    made["deny in a managed policy"] = fixed(
        world(inline("app", ALL), managed("guard", deny("dynamodb:*", Sid="No"))),
        refused("dynamodb:GetItem", TABLE, "aws.role.explicit-deny", **denied),  # type: ignore[arg-type]
    )
    made["boundary"] = fixed(
        world(inline("app", ALL), boundary=managed("edge", allow("sqs:*"))),
        refused("dynamodb:GetItem", TABLE, "aws.role.boundary", origin="boundary"),
    )
    for kind, (action, resource) in HERE.items():
        cause = "aws.key-policy" if kind == "key" else "aws.target-policy"
        service = action.partition(":")[0]
        on = "*" if kind == "key" else resource
        held = document(
            allow(f"{service}:*", on, Principal={"AWS": ROOT}, Sid="Own"),
            deny(f"{service}:*", on, Principal="*", Sid="Shut"),
        )
        made[f"{kind}: exception"] = fixed(
            world(inline("app", ALL)),
            refused(action, resource, f"{cause}.explicit-deny", explicit=True, policy=held),
        )
        own = document(allow(f"{service}:*", on, Principal={"AWS": ROOT}, Sid="Own"))
        made[f"{kind}: statement"] = fixed(
            world(inline("app", ALL)), refused(action, resource, f"{cause}.role-not-admitted", policy=own)
        )
    made["function of another account"] = fixed(
        world(), refused(*INVOKED, "aws.function-policy.account-not-admitted")
    )
    endpoint = VpcEndpoint(
        "vpce-0a1b2c3d4e5f6a7b8",
        ServiceName=f"com.amazonaws.{REGION}.dynamodb",
        PolicyDocument=json.dumps(document(allow("dynamodb:Query", Principal="*"))),
    )
    made["endpoint"] = fixed(
        world(inline("app", ALL), endpoint=endpoint),
        refused("dynamodb:GetItem", TABLE, "aws.endpoint-policy.call-not-admitted", origin="vpc-endpoint"),
    )
    return {f"{name} {n}": fix for name, fixes in made.items() for n, fix in enumerate(fixes)}


def _forms(which: str) -> dict[str, str]:
    return {name: fix.commands[which] for name, fix in every_fix().items() if which in fix.commands}


def test_every_kind_is_written_in_every_form() -> None:
    """No kind of fix is without commands, and each that has a script has its undo."""
    assert len(every_fix()) >= 22
    for name, fix in every_fix().items():
        assert {"aws-cli", "terraform"} <= fix.commands.keys() or name.startswith("deny that is"), name
        assert fix.undo["aws-cli"], name
        assert fix.proof is not None, name
        assert fix.proof.after == "allowed", (name, fix.proof)
        assert fix.proof.widens == (), (name, fix.proof)
        assert fix.documents, name


@pytest.mark.parametrize("name", every_fix())
def test_scripts_are_scripts(name: str) -> None:
    """Bash accepts do and undo, every document in them is JSON, and no variable of a document is the shell's."""
    fix = every_fix()[name]
    for script in (fix.commands["aws-cli"], fix.undo["aws-cli"]):
        assert bash(script) == ""
        assert "set -eu" in script
        assert f"--region {REGION}" in script or "--region us-east-1" in script
    held = json_arguments(fix.commands["aws-cli"])
    assert held or "delete-" in fix.commands["aws-cli"] or "add-permission" in fix.commands["aws-cli"]


def test_a_document_comes_through_the_shell_unchanged() -> None:
    """What bash hands to the command is the document as it is shown, quotes, dollars and backticks included."""
    fix = every_fix()["inline policy with odd text 0"]
    (given,) = json_arguments(fix.commands["aws-cli"])
    assert given == json.loads(fix.documents[0].after or "")


def test_cloudformation_is_valid(tmp_path: Path) -> None:
    """cfn-lint finds no error in any template."""
    found = cfn_lint(_forms("cloudformation"), tmp_path)
    assert found == {}


def test_terraform_is_valid(tmp_path: Path) -> None:
    """terraform, with the provider's own schema, finds every configuration valid."""
    assert terraform(_forms("terraform"), tmp_path) == []


HOSTILE = [
    "x; rm -rf ~",
    "$(id)",
    "`id`",
    "a\nb",
    "a'b",
    'a"b',
    "a b",
    "../x",
    "-x",
    "a\x1b[2J",
    "a\u202eb",
    "",
]


@pytest.mark.parametrize("value", HOSTILE, ids=repr)
@pytest.mark.parametrize("where", ["action", "resource", "role", "policy", "managed", "function"])
def test_hostile_names_enter_no_command(where: str, value: str) -> None:
    """A name that is not of its kind gives a fix without commands that says why, or is quoted into plain text."""
    table = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{value}" if where == "resource" else TABLE
    action = f"dynamodb:{value}" if where == "action" else "dynamodb:GetItem"
    role = f"arn:aws:iam::{ACCOUNT}:role/{value}" if where == "role" else ROLE
    held = inline(value, allow("dynamodb:Query", TABLE)) if where == "policy" else inline("app", ALL)
    cause, policies, resource = "aws.role.action-missing", [held], table
    if where == "managed":
        cause = "aws.role.explicit-deny"
        policies = [inline("app", ALL), managed(value, deny("dynamodb:*"))]
    if where == "function":
        action, resource = "lambda:InvokeFunction", f"arn:aws:lambda:{REGION}:{OTHER}:function:{value}"
        cause = "aws.function-policy.account-not-admitted"
    for fix in fixed(
        world(*policies, role=role), refused(action, resource, cause, explicit=where == "managed")
    ):
        for script in (*fix.commands.values(), *fix.undo.values()):
            assert value == "" or value not in script or _is_quoted(value, script), script
        if not fix.commands:
            assert fix.warnings
        for script in (fix.commands.get("aws-cli", ""), fix.undo.get("aws-cli", "")):
            assert bash(script) == ""


def _is_quoted(value: str, script: str) -> bool:
    """Whether the shell keeps *value* together: it comes back as part of one word, nothing is run or split."""
    import shlex

    words = shlex.split(script.replace("\\\n", " "))
    return any(value in word for word in words)


@pytest.mark.parametrize("text", ["\x00", "\x1b[31m", "\u202e", "\ud800"])
def test_a_document_with_hidden_characters_is_refused(text: str) -> None:
    """A policy that holds control or direction characters is not written into a command."""
    odd = allow(
        "s3:GetObject", "arn:aws:s3:::b/*", Condition={"StringEquals": {"aws:UserAgent": f"a{text}b"}}
    )
    case = world(inline("app", odd, allow("dynamodb:Query", TABLE)))
    (fix,) = fixed(case, refused("dynamodb:GetItem", TABLE, "aws.role.action-missing"))
    assert fix.commands == {}
    assert "character" in fix.warnings[0]
