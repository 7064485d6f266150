"""The forms in which a fix is written down: what each is called, the ending of its file, its language in Markdown."""

from __future__ import annotations

from typing import NamedTuple


class Form(NamedTuple):
    label: str
    ending: str
    language: str


FORMS = {
    "aws-cli": Form("AWS CLI", "sh", "bash"),
    "gcloud": Form("gcloud", "sh", "bash"),
    "az-cli": Form("Azure CLI", "sh", "bash"),
    "terraform": Form("Terraform", "tf", "hcl"),
    "cloudformation": Form("CloudFormation", "json", "json"),
    "bicep": Form("Bicep", "bicep", "bicep"),
}


def form(name: str) -> Form:
    """Return the form *name*; one that is not known yet is called by its name and saved as text."""
    return FORMS.get(name, Form(name.replace("-", " ").capitalize(), "txt", ""))
