"""The language of denials: what error texts, log lines and audit records of the three clouds say.

The grammar stands in tables, one small file per family under aws/, gcp/, azure/ and common/; a module there that
exports `PATTERNS` is found by walking the package.
"""

from __future__ import annotations

from diagnostics.messages.model import Pattern, Saying
from diagnostics.messages.prepare import Prepared, prepare
from diagnostics.messages.reading import read, read_line
from diagnostics.messages.records import read_azure_activity, read_cloudtrail, read_gcp_audit

__all__ = [
    "Pattern",
    "Prepared",
    "Saying",
    "prepare",
    "read",
    "read_azure_activity",
    "read_cloudtrail",
    "read_gcp_audit",
    "read_line",
]
