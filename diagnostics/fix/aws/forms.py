"""The same grant in Terraform and CloudFormation."""

from __future__ import annotations

from typing import Any

import msgspec

from diagnostics.fix.hcl import hcl_string, label
from diagnostics.fix.values import checked


def pretty(document: Any) -> str:
    """Return *document* as indented JSON text."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()


def indented(text: str, spaces: int) -> str:
    """Return every line but the first of *text* indented."""
    return text.replace("\n", "\n" + " " * spaces)


def heredoc(document: Any) -> str:
    """Return *document* as a heredoc of JSON for an attribute of a Terraform block."""
    body = indented(pretty(document).replace("${", "$${").replace("%{", "%%{"), 2)
    return f"<<-POLICY\n  {body}\n  POLICY"


def terraform_role_policy(name: str, role: str, document: Any) -> str:
    """Return an aws_iam_role_policy that holds *document*."""
    return (
        f'resource "aws_iam_role_policy" "{label(name)}" {{\n'
        f"  name = {hcl_string(checked(name, 'policy-name'))}\n"
        f"  role = {hcl_string(checked(role, 'role'))}\n"
        f"  policy = {heredoc(document)}\n}}\n"
    )


def cloudformation_role_policy(name: str, role: str, document: Any) -> str:
    """Return an AWS::IAM::RolePolicy that holds *document*, as a template of its own in YAML's JSON form."""
    return template(
        {
            logical(name): {
                "Type": "AWS::IAM::RolePolicy",
                "Properties": {
                    "PolicyName": checked(name, "policy-name"),
                    "RoleName": checked(role, "role"),
                    "PolicyDocument": document,
                },
            }
        }
    )


def template(resources: dict[str, Any], description: str = "") -> str:
    """Return a CloudFormation template with *resources*; JSON, which is YAML as well."""
    about = {"Description": description} if description else {}
    return pretty({"AWSTemplateFormatVersion": "2010-09-09", **about, "Resources": resources}) + "\n"


def terraform_managed_policy(name: str, document: Any) -> str:
    """Return an aws_iam_policy that holds *document*."""
    return (
        f'resource "aws_iam_policy" "{label(name)}" {{\n'
        f"  name = {hcl_string(checked(name, 'policy-name'))}\n"
        f"  policy = {heredoc(document)}\n}}\n"
    )


def cloudformation_managed_policy(name: str, document: Any) -> str:
    """Return an AWS::IAM::ManagedPolicy that holds *document*."""
    properties = {"ManagedPolicyName": checked(name, "policy-name"), "PolicyDocument": document}
    return template({logical(name): {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}})


def together(parts: list[dict[str, str]]) -> dict[str, str]:
    """Return the forms that all *parts* have, each of them as one: scripts stop at the first that fails."""
    shared = [form for form in parts[0] if all(form in part for part in parts)]
    return {form: _joined(form, [part[form] for part in parts]) for form in shared}


def _joined(form: str, texts: list[str]) -> str:
    if form == "cloudformation":
        resources = [msgspec.json.decode(text)["Resources"] for text in texts]
        return template({name: body for each in resources for name, body in each.items()})
    return " && ".join(text.strip() for text in texts) + "\n" if form == "aws-cli" else "\n".join(texts)


def logical(name: str) -> str:
    """Return *name* as a CloudFormation logical id."""
    text = "".join(c for c in name.title() if c.isascii() and c.isalnum()) or "This"
    return text if text[0].isalpha() else f"R{text}"
