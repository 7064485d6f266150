"""The fix that a message alone can justify, and what has to be asked where it cannot; one file for each cloud."""

from __future__ import annotations

from diagnostics.messages.model import Saying
from diagnostics.report import Fix
from diagnostics.text_fixes.aws import MASK, aws_fixes, is_whole
from diagnostics.text_fixes.azure import azure_fixes
from diagnostics.text_fixes.gcp import gcp_fixes

_BY_CLOUD = {"aws": aws_fixes, "gcp": gcp_fixes, "azure": azure_fixes}


def text_fixes(saying: Saying) -> tuple[Fix, ...]:
    """Return what *saying* alone justifies, without commands; nothing for what an application only quotes."""
    if saying.provenance == "application" or saying.class_ not in {"iam", "resource-policy"}:
        return ()
    return _BY_CLOUD[saying.provider](saying) if saying.provider else ()


def question(saying: Saying) -> str | None:
    """Return what must be asked before a grant can be written, where the text leaves the resource open."""
    if saying.action and saying.resource == "*" and saying.class_ == "iam":
        return (
            f"The message gives * as the resource of {saying.action}: either the action knows no resources, or the call "
            "named none. Find out which resource the call meant before granting anything."
        )
    if saying.resource and saying.principal == saying.resource:
        return f"The caller {saying.principal} is itself the resource of the refused call: make sure that this is meant."
    if saying.action and saying.resource and saying.class_ == "iam" and _unclear(saying):
        return f"{saying.resource} is masked, shortened or a pattern: no grant is written until the exact name is known."
    return None


def _unclear(saying: Saying) -> bool:
    """Whether the resource's name is no name: on AWS no whole ARN, elsewhere one with a masked part."""
    return (
        not is_whole(saying.resource)
        if saying.provider == "aws"
        else bool(MASK.search(saying.resource or ""))
    )
