"""What has to be asked of whoever sets a layer that cannot be read from here: the exact change, without commands."""

from __future__ import annotations

import msgspec

from diagnostics.case import Finding
from diagnostics.fix.aws import escalation
from diagnostics.fix.aws.exceptions import ROLE_KEY
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.target import TargetHop
from diagnostics.hops.aws.world import AwsWorld, Function
from diagnostics.report import Fix, Grant, Owner, Setting, Where


class _Layer(msgspec.Struct, frozen=True):
    name: str
    where: Where
    owner: Owner
    why: str


_LAYERS: dict[str, _Layer] = {
    "scp": _Layer(
        "service control policy",
        "scp",
        Owner("organization"),
        "No account of the organization but its management account can read or change it; no Allow in this account gets past it.",
    ),
    "rcp": _Layer(
        "resource control policy",
        "rcp",
        Owner("organization"),
        "No account of the organization but its management account can read or change it; no Allow in this account gets past it.",
    ),
    "session": _Layer(
        "session policy",
        "session-policy",
        Owner("account"),
        "It is given by whoever assumes the role, and no policy of the role widens it.",
    ),
}


def hand_over(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the exact change for the layer's owner: a grant where it is silent, an exception where it denies."""
    denied, function = finding.denied, world.function
    layer = _LAYERS.get(finding.deny_origin or "")
    if denied is None or not denied.action or layer is None:
        return ()
    principal = denied.principal or (function.config.Role if isinstance(function, Function) else "the role")
    on = f" on {denied.resource}" if denied.resource else ""
    short = arn.role_name(principal)
    target = _policy_arn(finding) or f"the {layer.name}"
    warnings = (
        f"The document cannot be read from here, so no command is given. {layer.why}",
        *escalation.warning(denied.action),
    )
    if finding.explicit is False:
        resources = (denied.resource,) if denied.resource else ()
        grant = Grant(layer.where, principal, (denied.action,), resources)
        return (
            Fix(
                title=f"Ask for {denied.action} in {target}, for {short}",
                owner=layer.owner,
                grants=(grant,),
                warnings=warnings,
            ),
        )
    change = Setting(
        target=target,
        setting="Condition of the denying statement",
        from_=f"denies {denied.action}{on}",
        to=f'with "ArnNotEquals": {{"{ROLE_KEY}": "{principal}"}}',
    )
    return (
        Fix(
            title=f"Ask for an exception for {short} in {target}, for {denied.action}",
            owner=layer.owner,
            changes=(change,),
            warnings=warnings,
        ),
    )


def _policy_arn(finding: Finding) -> str | None:
    """Return the policy that the message names."""
    episodes = finding.hop.episodes if isinstance(finding.hop, TargetHop) else ()
    return next((e.saying.policy_arn for e in episodes if e.saying and e.saying.policy_arn), None)


FIXES = {
    "aws.organization.scp": hand_over,
    "aws.organization.scp-region": hand_over,
    "aws.organization.rcp": hand_over,
    "aws.role.session-policy": hand_over,
}
