"""The one filter with which a case's logs are read: every part of it in parentheses, bounded in time on both sides.

The language binds OR closer than AND. The reader of the answer looks at each entry again: a replay never depends on
these texts.
"""

from __future__ import annotations

from datetime import datetime

from diagnostics.clock import iso
from diagnostics.hops.gcp.world import Function

# Words that refusals, failures and network faults are known to carry, for lines that were written without a severity.
_WORDS = (
    r"(?i)denied|forbidden|unauthori|not authori|permission|error|exception|traceback|timed? ?out|etimedout|enotfound|"
    r"eai_again|econn|unreachable|refused|prohibited|disabled|quota|exhausted|finished with status|not found|unavailable"
)
# Loggers that do not know Cloud Logging leave the severity out and say it in a field of their own.
_FIELDS = (
    "textPayload", "jsonPayload.message", "jsonPayload.msg", "jsonPayload.event", "jsonPayload.error", "jsonPayload.err.message",
    "jsonPayload.error.message", "jsonPayload.err.stack", "jsonPayload.exception",
)  # fmt: skip


def quoted(text: str) -> str:
    """Return *text* as a string of the query language."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def within(start: datetime, end: datetime) -> str:
    return f'timestamp>="{iso(start)}" AND timestamp<="{iso(end)}"'


def case_filter(function: Function, start: datetime, end: datetime) -> str:
    """Return the filter for the function's log, refused requests, calls refused to its account, and its deployments."""
    service = quoted(function.service_name.rpartition("/")[2])
    changed = f"/(functions|services|triggers)/({function.name}|{function.service_name.rpartition('/')[2]})"
    name, location = quoted(function.name), quoted(function.location)
    parts = [
        f'resource.type="cloud_run_revision" AND resource.labels.service_name={service} AND '
        f"resource.labels.location={location} AND {_worth_reading()}",
        f'resource.type="cloud_function" AND resource.labels.function_name={name} AND '
        f"resource.labels.region={location} AND {_worth_reading()}",
        'resource.type="cloud_scheduler_job" AND log_id("cloudscheduler.googleapis.com/executions") AND severity>=WARNING',
        'log_id("cloudaudit.googleapis.com/activity") AND severity>=ERROR AND '
        f"protoPayload.resourceName=~{quoted(changed)}",
        'log_id("cloudaudit.googleapis.com/policy") AND resource.labels.method="run.googleapis.com/HttpIngress"',
    ]
    if function.email:
        parts.append(
            '(log_id("cloudaudit.googleapis.com/data_access") OR log_id("cloudaudit.googleapis.com/activity") OR '
            'log_id("cloudaudit.googleapis.com/policy")) AND protoPayload.status.code=7 AND '
            f"protoPayload.authenticationInfo.principalEmail={quoted(function.email)}"
        )
    return f"{within(start, end)} AND ({' OR '.join(f'({part})' for part in parts)})"


def _worth_reading() -> str:
    said = " OR ".join(f"{field}=~{quoted(_WORDS)}" for field in _FIELDS)
    return f"(severity>=WARNING OR {said})"
