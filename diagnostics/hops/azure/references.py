"""Key Vault references that the vault refuses: a refusal of its own, seen now, whose reason the vault's model tells."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from diagnostics.case import Fact
from diagnostics.causes import lookup
from diagnostics.clock import iso
from diagnostics.hops.azure.endpoints import Endpoint
from diagnostics.hops.azure.world import App, Episode, Traffic
from diagnostics.messages.model import Saying

_CAUSE = "azure.role-assignment.missing"  # what the judge makes of it depends on the vault's model


def denied_references(app: App, references: Any, end: datetime, traffic: Any) -> tuple[Episode, ...]:
    """Return an episode for each reference that is denied now; it is dated to the last failure, which it may explain."""
    if not isinstance(references, tuple):
        return ()
    failed = [minute for minute, _ in traffic.errors.points] if isinstance(traffic, Traffic) else []
    time = max(failed, default=iso(end))
    found = []
    for reference in references:
        told = reference.properties
        if (told.status or "").lower() != "accesstokeyvaultdenied" or not told.vaultName:
            continue
        text = (
            f"The reference in the setting {reference.name} is denied access to the vault {told.vaultName}."
        )
        fact = Fact(
            f"reference:{reference.name}",
            "configuration",
            text,
            time=None,
            raw={"status": told.status, "details": told.details},
        )
        path = ("secrets", told.secretName) if told.secretName else ()
        found.append(
            Episode(
                time, "reference", text, fact, _saying(), None, None, 3, principal=_principal(app),
                endpoint=Endpoint("keyvault", told.vaultName.lower(), path), verb="read",
            )
        )  # fmt: skip
    return tuple(found)


def _saying() -> Saying:
    known = lookup(_CAUSE)
    assert known is not None  # noqa: S101 - an id of the catalogue
    return Saying(
        pattern="azure.reference", provider="azure", class_=known.class_, cause=_CAUSE, confidence=0.6, deny_origin=known.deny_origin,
        summary="The vault refuses the identity that reads the reference.",
    )  # fmt: skip


def _principal(app: App) -> str | None:
    """Return the object id that references are read with: the one chosen for them, else the system-assigned one."""
    chosen = app.site.properties.keyVaultReferenceIdentity
    if not chosen or chosen.lower() == "systemassigned":
        return app.identity.principalId
    for id_, user in (app.identity.userAssignedIdentities or {}).items():
        if id_.lower() == chosen.lower() and user:
            return user.principalId
    return None
