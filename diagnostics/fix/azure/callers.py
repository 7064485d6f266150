"""Fixes for those whom the app turns away: just the one caller is admitted."""

from __future__ import annotations

from diagnostics.case import Finding, Pending
from diagnostics.checks.azure.caller_admitted import Turned, requires_sign_in, restricted
from diagnostics.fix import shell
from diagnostics.fix.azure import forms
from diagnostics.fix.azure.settings import target
from diagnostics.fix.values import checked
from diagnostics.hops.azure.world import App, AzureWorld
from diagnostics.report import Fix, Setting

_MEANT = "Only if this caller is meant to get in: a restriction that keeps strangers out does its work."


def admit_address(world: AzureWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return one rule for the one address that was turned away; several are for their owner to tell apart."""
    app, turned = world.app, finding.plan
    if not isinstance(app, App) or not isinstance(turned, Turned):
        return ()
    change = tuple(
        Setting(target=app.id, setting="ipSecurityRestrictions", from_=None, to=f"{a}/32")
        for a in turned.addresses[:5]
    )
    title = f"Let the caller through the access restrictions of {app.name}"
    if len(turned.addresses) != 1 or ":" in turned.addresses[0]:
        return (
            Fix(
                title=title,
                changes=change,
                warnings=(
                    _MEANT,
                    "Several callers were turned away, or none is named: which one is meant is not told.",
                ),
            ),
        )
    address = checked(f"{turned.addresses[0]}/32", "cidr")
    add = forms.az(
        "functionapp config access-restriction add", target(app), "--rule-name allow-caller", "--action Allow", f"--ip-address {address}", "--priority 150",
    )  # fmt: skip
    remove = forms.az("functionapp config access-restriction remove", target(app), "--rule-name allow-caller")
    return (
        Fix(
            title=title,
            changes=change,
            commands={"az-cli": shell.script(add)},
            undo={"az-cli": shell.script(remove)},
            warnings=(_MEANT,),
        ),
    )


def send_key(world: AzureWorld, finding: Finding) -> tuple[Fix, ...]:
    """Say what the caller has to send; keys are shown by a call that this tool does not make."""
    app, turned = world.app, finding.plan
    if not isinstance(app, App):
        return ()
    names = ", ".join(turned.functions[:3]) if isinstance(turned, Turned) else ""
    return (
        Fix(
            title=f"Let the caller send a key of {names or app.name}",
            changes=(
                Setting(
                    target="the caller", setting="x-functions-key", from_=None, to="a key of the function"
                ),
            ),
            warnings=(
                "az functionapp function keys list shows the keys to whoever may list them; they are secrets.",
            ),
        ),
    )


def admit_application(world: AzureWorld, _finding: Finding) -> tuple[Fix, ...]:
    app = world.app
    if not isinstance(app, App):
        return ()
    return (
        Fix(
            title=f"Let the caller sign in at {app.name}",
            changes=(
                Setting(
                    target=f"{app.id}/config/authsettingsV2",
                    setting="allowedApplications",
                    from_=None,
                    to="the caller's client id",
                ),
            ),
            warnings=(
                _MEANT,
                "Add just the caller's client id, or the exact audience of its tokens; for a webhook, exclude its one path.",
            ),
        ),
    )


_LOST = "Events refused with 403, or by a webhook with 401, are not tried again: without a dead-letter container they are lost."


def deliver(world: AzureWorld, _finding: Finding) -> tuple[Fix, ...]:
    """Let Event Grid's deliveries in where the app's own settings keep them out: its restrictions, its sign-in, else a key."""
    app, configuration = world.app, world.configuration
    if not isinstance(app, App):
        return ()
    read = None if isinstance(configuration, Pending) else configuration
    if restricted(read):
        return (_through_restrictions(app),)
    if requires_sign_in(world):
        target_id, setting, to = (
            f"{app.id}/config/authsettingsV2", "globalValidation.excludedPaths", "/runtime/webhooks/EventGrid"
        )  # fmt: skip
        title, told = f"Let Event Grid's deliveries past the sign-in of {app.name}", "The path has a key of its own; nothing else is excluded."  # fmt: skip
    else:
        target_id, setting, to = (
            "the event subscription", "destination", "the function itself (endpointType AzureFunction)"
        )  # fmt: skip
        title = (
            f"Make the event subscription of {app.name} again, with the function itself as its destination"
        )
        told = "The key in the subscription's address is not known any more; a function as the destination needs none."
    change = Setting(target=target_id, setting=setting, from_=None, to=to)
    return (Fix(title=title, changes=(change,), warnings=(told, _LOST)),)


def _through_restrictions(app: App) -> Fix:
    """Admit Event Grid's own addresses, on the app's main site alone."""
    add = forms.az(
        "functionapp config access-restriction add", target(app), "--rule-name allow-event-grid", "--action Allow", "--service-tag AzureEventGrid", "--priority 150",
    )  # fmt: skip
    remove = forms.az(
        "functionapp config access-restriction remove", target(app), "--rule-name allow-event-grid"
    )
    return Fix(
        title=f"Let Event Grid's deliveries into {app.name}",
        changes=(Setting(target=app.id, setting="ipSecurityRestrictions", from_=None, to="AzureEventGrid"),),
        commands={"az-cli": shell.script(add)}, undo={"az-cli": shell.script(remove)}, warnings=(_LOST,),
    )  # fmt: skip


FIXES = {
    "azure.access-restriction.caller-blocked": admit_address,
    "azure.app.public-access-disabled": admit_address,
    "azure.function-key.refused": send_key,
    "azure.easy-auth.caller-refused": admit_application,
    "azure.easy-auth.wrong-audience": admit_application,
    "azure.event-subscription.delivery-refused": deliver,
}
