"""Does the audit log that a trigger listens to hold the entries it waits for?"""

from __future__ import annotations

import re

from diagnostics.case import Finding, Touch, need, passed, skipped
from diagnostics.checks.gcp._sources import broken, hops_of, unanswered
from diagnostics.hops.gcp.inbound import SourceHop, filter_value
from diagnostics.hops.gcp.world import GcpWorld
from diagnostics.reader import Unknown

NAME = "data-access-logged"
# Methods that read or use data: their entries stand in the Data Access logs, which are off unless somebody switches them on.
_READS = re.compile(
    r"(?:^|\.)(?:get|list|read|access|batchget|lookup|search|query|runquery|publish|pull|decrypt|encrypt|sign|commit|write)\w*$",
    re.IGNORECASE,
)
_POLICY = re.compile(r"iampolicy$", re.IGNORECASE)
_ALWAYS_ON = {"bigquery.googleapis.com"}


def data_access_logged(world: GcpWorld) -> tuple[Finding, ...]:
    """A trigger on a method whose Data Access log is off waits for entries that nobody writes."""
    return tuple(_ask(world, hop) for hop in hops_of(world, "audit")) or (
        skipped(NAME, "no audit log starts this function"),
    )


def _ask(world: GcpWorld, hop: SourceHop) -> Finding:
    service, method = filter_value(hop.event, "serviceName"), filter_value(hop.event, "methodName")
    if not needs_data_access(service, method):
        return passed(NAME, f"{method} is written to a log that is always on", hop=hop, question="wired")
    policy = need(world.policy)
    if policy is None or isinstance(policy, Unknown):
        unknown = policy if policy is not None else Unknown("the project's policy was not found")
        return unanswered(world, NAME, hop, unknown)
    kinds = {row.logType for config in policy.auditConfigs if config.service in {service, "allServices"} for row in config.auditLogConfigs}  # fmt: skip
    if kinds & {"DATA_READ", "DATA_WRITE"} or ("ADMIN_READ" in kinds and _READS.search(method)):
        return passed(NAME, f"the Data Access logs of {service} are on", hop=hop, question="wired")
    text = f"it waits for {method} in the Data Access logs of {service}, and those are off in this project"
    touch = Touch(
        f"projects/{world.target.account}", world.target.account or "", ("SetIamPolicy",), "project"
    )
    return broken(
        world,
        NAME,
        hop,
        "gcp.audit-log.data-access-off",
        text,
        confidence=0.85,
        touches=(touch,),
        plan=(service, method),
    )


def needs_data_access(service: str, method: str) -> bool:
    """Whether entries of *method* stand in a log that is off by default."""
    if service in _ALWAYS_ON or _POLICY.search(method):
        return False
    return method.startswith("storage.objects.") or _READS.search(method) is not None
