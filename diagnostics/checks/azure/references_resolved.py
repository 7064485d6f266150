"""Are the Key Vault references in the app's settings resolved?"""

from __future__ import annotations

import msgspec

from diagnostics.case import Fact, Finding, Touch, blocked, need, passed
from diagnostics.hops.azure.symptoms import symptoms
from diagnostics.hops.azure.world import App, AzureWorld
from diagnostics.reader import Unknown
from diagnostics.reads.azure.app import Reference

NAME = "references-resolved"
_IDENTITY = {"msinotenabled", "unauthorizedclient"}
_REFERENCE = {"invalidsyntax", "vaultnotfound", "secretnotfound", "secretversionnotfound"}


def references_resolved(world: AzureWorld) -> tuple[Finding, ...]:
    """An unresolved reference is a fault where the app fails or fell silent; else a remark."""
    app = need(world.app)
    references = need(world.references)
    need(world.log)
    if not isinstance(app, App):
        return ()
    if isinstance(references, Unknown):
        return (blocked(NAME, references, class_="trigger"),)
    if not isinstance(references, tuple):
        return ()
    broken = [
        r
        for r in references
        if (r.properties.status or "Resolved").lower() not in {"resolved", "initialized"}
    ]
    if not broken:
        return (
            passed(
                NAME,
                "every Key Vault reference is resolved"
                if references
                else "no setting holds a Key Vault reference",
            ),
        )
    return tuple(_ask(world, app, reference) for reference in broken)


def _ask(world: AzureWorld, app: App, reference: Reference) -> Finding:
    told = reference.properties
    status = (told.status or "").lower()
    seen = symptoms(world)
    failing = bool(seen.failing or seen.silent_since or (seen.silent and seen.ever_ran))
    place = f"the secret {told.secretName or '?'} of the vault {told.vaultName or '?'}"
    fact = Fact(
        f"config:{app.id}:reference:{reference.name}", "configuration", f"setting {reference.name}: {told.status} ({told.details or ''})"[:400],
        provenance="config",
    )  # fmt: skip
    base = Finding(
        NAME, "failed", question="wired", cause="azure.key-vault-reference.unresolved", class_="trigger",
        detail=f"the reference in {reference.name} is {told.status}", facts=(fact,), corroborated=failing, failing=True, confidence=0.9,
        summary=f"The setting {reference.name} of {app.name} refers to {place}, which does not resolve ({told.status}).",
        upstream=16, onset=seen.onset or seen.silent_since,
        touches=(Touch(app.id, app.subscription, ("Microsoft.Web/sites/config/write", "Microsoft.Web/sites/write"), "app"),),
        plan=reference,
    )  # fmt: skip
    if status in _IDENTITY:
        return msgspec.structs.replace(
            base, question="permitted", cause="azure.key-vault-reference.identity-missing", class_="iam", deny_origin="identity-missing",
            summary=f"The setting {reference.name} of {app.name} refers to {place}, and there is no identity to read it with.",
        )  # fmt: skip
    if status not in _REFERENCE:
        # AccessToKeyVaultDenied may be a role, an access policy or a firewall; timeouts and others say even less.
        return msgspec.structs.replace(
            base, status="inconclusive", cause=None, class_="iam" if "denied" in status else None, failing=None, confidence=0.8,
            detail=f"the reference in {reference.name} is {told.status}: by role, access policy or firewall of the vault",
            summary=f"{app.name} may not read {place} for its setting {reference.name}: whether the vault refuses by role, access policy or firewall is told by its audit log (AZKVAuditLogs)",
        )  # fmt: skip
    return base
