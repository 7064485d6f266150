"""Does the app carry the identity that it asks a token for?"""

from __future__ import annotations

import msgspec

from diagnostics.case import Finding, Touch, need, passed
from diagnostics.causes import lookup
from diagnostics.checks.azure._state import onset, state
from diagnostics.checks.azure.denied_call import TOKENS
from diagnostics.hops.azure.world import App, AzureWorld, Episode, Log, Settings

NAME = "identity-usable"
_EVENTS = (
    "Microsoft.Web/sites/write",
    "Microsoft.Web/sites/config/write",
    "Microsoft.Web/sites/slots/write",
    "Microsoft.ManagedIdentity/userAssignedIdentities/delete",
)


class Wanted(msgspec.Struct, frozen=True):
    """What the fix needs: the setting that selects an identity, the client id in it, and the identities the app carries."""

    setting: str | None
    client: str | None
    carried: tuple[tuple[str, str], ...] = ()


def identity_usable(world: AzureWorld) -> tuple[Finding, ...]:
    """A refused token request is a fault while it lasts; whether none or the wrong identity is asked for is told by the site."""
    app = need(world.app)
    log = need(world.log)
    settings = need(world.settings)
    if not isinstance(app, App) or not isinstance(log, Log):
        return ()
    rows = [
        e
        for e in log.episodes
        if e.saying and (e.saying.cause or "").startswith(TOKENS) and e.saying.class_ == "iam"
    ]
    if not rows:
        return (passed(NAME, "no token was refused in what could be read"),)
    return (_ask(world, app, settings if isinstance(settings, Settings) else None, rows),)


def _ask(world: AzureWorld, app: App, settings: Settings | None, rows: list[Episode]) -> Finding:
    identity = app.identity
    carried = tuple(
        (id_, u.clientId or "") for id_, u in (identity.userAssignedIdentities or {}).items() if u
    )
    chosen = _chosen(settings, {client for _, client in carried})
    nothing = not identity.principalId and not carried
    cause = _said(rows)
    if nothing and cause.startswith("azure.identity."):
        cause = "azure.identity.not-enabled"
    if not nothing and cause == "azure.identity.not-enabled" and carried and not identity.principalId:
        # Only user-assigned identities: none is picked by itself.
        cause = "azure.identity.wrong-selection"
    now = state(world, rows)
    text = {
        "azure.identity.not-enabled": f"{app.name} has no managed identity, and its code asks for a token of one.",
        "azure.identity.wrong-selection": f"{app.name} asks for a token of an identity that it does not carry"
        + (f" ({chosen.setting} says {chosen.client})." if chosen.client else ": none is selected."),
        "azure.app-registration.disabled": f"The application that {app.name} signs in with is disabled.",
        "azure.app-registration.token-refused": f"Entra refuses {app.name} a token: its application, secret or permission is not in order.",
    }.get(cause, f"{app.name} gets no token.")
    contradicted = cause == "azure.identity.not-enabled" and not nothing
    known = lookup(cause)
    base = Finding(
        NAME, "failed", question="permitted", cause=cause, class_="iam", deny_origin=known.deny_origin if known else None,
        detail=f"the token endpoint refused {len(rows)} times", summary=text, facts=tuple(e.fact for e in rows[:40]),
        corroborated=now == "failing", failing=True, confidence=0.6 if contradicted else 0.95, upstream=30, onset=onset(rows),
        touches=(Touch(app.id, app.subscription, _EVENTS, "app"),), plan=msgspec.structs.replace(chosen, carried=carried),
        rules_out=(("network", "the token endpoint answered"), ("resource-policy", "no target was called yet"), ("trigger", "the code runs")),
    )  # fmt: skip
    if now == "ended":
        return msgspec.structs.replace(
            base, cause="azure.function.recovered", class_="none", deny_origin=None, corroborated=True, failing=False, confidence=0.85,
            summary=f"{app.name} got no token until {rows[-1].time}; it has succeeded since.",
        )  # fmt: skip
    if contradicted and now == "failing":
        return msgspec.structs.replace(
            base, status="inconclusive", cause=None, failing=None, confidence=0.75,
            summary=f"{app.name} was told that it has no identity until {rows[-1].time}, and it carries one now: switched on since, or another slot speaks",
        )  # fmt: skip
    return base


def _said(rows: list[Episode]) -> str:
    causes = [e.saying.cause for e in rows if e.saying and e.saying.cause]
    return "azure.identity.wrong-selection" if "azure.identity.wrong-selection" in causes else causes[0]


def _chosen(settings: Settings | None, carried: set[str]) -> Wanted:
    """Return the setting that names a client id which the app does not carry."""
    if settings is None:
        return Wanted(None, None)
    for name, setting in sorted(settings.by_name.items()):
        if (
            (name == "azure_client_id" or name.endswith("__clientid"))
            and setting.text
            and setting.text not in carried
        ):
            return Wanted(setting.name, setting.text)
    return Wanted(None, None)
