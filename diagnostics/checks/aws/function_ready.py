"""Is the function there, and active?"""

from __future__ import annotations

from diagnostics.case import Fact, Finding, Touch, blocked, need, passed
from diagnostics.causes import lookup
from diagnostics.hops.aws.world import AwsWorld, Function
from diagnostics.messages import read
from diagnostics.reader import Unknown

NAME = "function-ready"
_EVENTS = ("CreateFunction", "UpdateFunctionCode", "UpdateFunctionConfiguration")

# Codes of Lambda's API reference (GetFunctionConfiguration: StateReasonCode, LastUpdateStatusReasonCode).
_CAUSES = {
    "InsufficientRolePermissions": "aws.role.eni-permissions-missing",
    "EniLimitExceeded": "aws.account.quota-exceeded",
    "SubnetOutOfIPAddresses": "aws.subnet.eni-not-created",
    "InvalidSubnet": "aws.subnet.eni-not-created",
    "InvalidSecurityGroup": "aws.subnet.eni-not-created",
    "ImageAccessDenied": "aws.repository-policy.lambda-not-admitted",
    "KMSKeyAccessDenied": "aws.role.environment-key-missing",
    "DisabledKMSKey": "aws.key.disabled",
    "InvalidStateKMSKey": "aws.key.disabled",
    "KMSKeyNotFound": "aws.key.disabled",
    "EFSMountFailure": "aws.role.file-system-mount-missing",
    "EFSMountConnectivityError": "aws.file-system.unreachable",
    "EFSMountTimeout": "aws.file-system.unreachable",
    "EFSIOError": "aws.file-system.unreachable",
}


def function_ready(world: AwsWorld) -> tuple[Finding, ...]:
    """A function in state Failed takes the class of its reason; an absent one is left to its deployment."""
    function = need(world.function)
    if isinstance(function, Unknown):
        return (blocked(NAME, function, corroborated=True, confidence=0.9),)
    if function is None:
        return (Finding(NAME, "failed", detail=f"there is no function {world.target.name}", confidence=0.9),)
    if function.unread is not None:
        return (blocked(NAME, function.unread, confidence=0.4),)
    config = function.config
    if config.State == "Failed":
        return (_failed(function, "State", config.StateReasonCode, config.StateReason),)
    if config.LastUpdateStatus == "Failed":
        code, reason = config.LastUpdateStatusReasonCode, config.LastUpdateStatusReason
        return (_failed(function, "LastUpdateStatus", code, reason),)
    return (passed(NAME, f"{function.name} is {config.State or 'there'}"),)


def _failed(function: Function, field: str, code: str | None, reason: str | None) -> Finding:
    said = next(iter(read(reason)), None) if reason else None
    cause = _CAUSES.get(code or "") or (said.cause if said else None)
    cause = cause or ("aws.function.state-failed" if field == "State" else "aws.function.update-failed")
    known = lookup(cause)
    fact = Fact(
        key=f"state:{field}",
        source="configuration",
        summary=f"{field} of {function.name} is Failed: {code or reason or 'no reason given'}",
        provenance="platform",
        raw={"field": field, "code": code, "reason": reason},
    )
    return Finding(
        NAME,
        "failed",
        cause=cause,
        class_=known.class_ if known else "none",
        deny_origin=known.deny_origin if known else None,
        detail=fact.summary,
        summary=f"{function.name} cannot run: {reason or code}"
        if field == "State"
        else f"the last update of {function.name} failed: {reason or code}",
        facts=(fact,),
        corroborated=True,
        failing=True,
        confidence=0.9 if code in _CAUSES else 0.7,
        upstream=20 if field == "State" else 85,
        touches=(Touch(function.name, function.region, _EVENTS, "function"),),
        plan=said,
    )
