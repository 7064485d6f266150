"""Terraform's language, as every provider's fixes write it: strings and labels."""

from __future__ import annotations

import msgspec


def hcl_string(text: str) -> str:
    """Return *text* as an HCL string: Terraform's own interpolation marks are kept as plain text."""
    return msgspec.json.encode(text).decode().replace("${", "$${").replace("%{", "%%{")


def label(name: str) -> str:
    """Return *name* as a label of Terraform, or a symbol of Bicep."""
    text = "".join(c if c.isascii() and c.isalnum() else "_" for c in name.lower()).strip("_") or "this"
    return text if text[0].isalpha() else f"r_{text}"
