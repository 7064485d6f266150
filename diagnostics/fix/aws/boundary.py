"""A fix for a permissions boundary that does not reach far enough: the one pair added to the boundary itself."""

from __future__ import annotations

import msgspec

from diagnostics.case import Finding
from diagnostics.fix.aws import escalation, forms
from diagnostics.fix.aws.deny import FIVE_VERSIONS, explicit_deny, managed_version
from diagnostics.fix.aws.documents import sid_of, with_allow
from diagnostics.fix.aws.owner import drift_warning, owner_of
from diagnostics.fix.aws.siblings import siblings
from diagnostics.fix.prove import neighbours_of, prove
from diagnostics.fix.values import checked
from diagnostics.hops.aws import arn
from diagnostics.hops.aws.decide import policies_for, request_of
from diagnostics.hops.aws.target import TargetHop
from diagnostics.hops.aws.world import AwsWorld, Function, Role
from diagnostics.reader import Unknown
from diagnostics.report import Document as Shown
from diagnostics.report import Fix, Grant, Owner


def reach_further(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the boundary that allows exactly the refused request as well."""
    function, role, denied, hop = world.function, world.role, finding.denied, finding.hop
    if not isinstance(function, Function) or denied is None or not denied.action or not denied.resource:
        return ()
    if finding.explicit:
        return explicit_deny(world, finding)
    action, resource = checked(denied.action, "action"), checked(denied.resource, "arn")
    edge = role.boundary if isinstance(role, Role) else None
    name = edge.name if edge else "the permissions boundary"
    owner = owner_of(world) or Owner("account", function.account)
    grant = Grant("permissions-boundary", function.config.Role, (action,), (resource,))
    warnings = (
        f"A boundary is set by whoever is responsible for the account: have them make this change. "
        f"{name} may bound other roles too; it grants nothing by itself.",
        *escalation.warning(action),
        *drift_warning(owner),
    )
    title = f"Let the permissions boundary {name} reach {action} on this one resource"
    if edge is None or edge.arn is None or isinstance(edge.document, Unknown) or ":aws:policy/" in edge.arn:
        why = "The boundary cannot be read or is AWS's own, so no command is given."
        return (Fix(title=title, owner=owner, grants=(grant,), warnings=(*warnings, why)),)
    after = with_allow(edge.document, sid_of(action), action, resource)
    region_commands, undo = managed_version(edge, after, arn.global_region(function.partition))
    target = (hop.policy, hop.grants) if isinstance(hop, TargetHop) else (None, ())
    proof = None
    if isinstance(role, Role):
        request = request_of(function, action, resource)
        before = policies_for(role, *target)
        widened = msgspec.structs.replace(role, boundary=msgspec.structs.replace(edge, document=after))
        near = neighbours_of(request, siblings(action))
        proof = prove(request, before, policies_for(widened, *target), [before], near)
    return (
        Fix(
            title=title,
            owner=owner,
            grants=(grant,),
            commands=region_commands,
            undo=undo,
            proof=proof,
            warnings=(*warnings, FIVE_VERSIONS),
            documents=(Shown(name, forms.pretty(edge.document), forms.pretty(after)),),
        ),
    )


FIXES = {"aws.role.boundary": reach_further}
