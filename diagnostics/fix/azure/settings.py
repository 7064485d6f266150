"""Fixes in the app itself: started, a function switched on, one setting added or corrected, an identity switched on or chosen."""

from __future__ import annotations

import shlex

from diagnostics.case import Finding
from diagnostics.checks.azure.connection_present import Broken
from diagnostics.checks.azure.identity_usable import Wanted
from diagnostics.fix import shell
from diagnostics.fix.azure import forms
from diagnostics.fix.values import checked, quoted
from diagnostics.hops.azure.connections import HOST, SUFFIXES, account_of
from diagnostics.hops.azure.world import App, AzureWorld, Function, Settings
from diagnostics.report import Fix, Setting

_RESTART = "A change of settings restarts the app."


def target(app: App) -> str:
    """Return the options that name the app to the CLI, its slot included."""
    slot = f" \\\n  --slot {quoted(app.slot, 'azure-name')}" if app.slot else ""
    return (
        f"--subscription {quoted(app.subscription, 'uuid')} \\\n  --resource-group {quoted(app.group, 'azure-name')} \\\n"
        f"  --name {quoted(app.name, 'azure-name')}{slot}"
    )


def set_setting(app: App, name: str, value: str) -> str:
    """Return the command that writes one app setting and keeps the others."""
    pair = f"{checked(name, 'setting-name')}={checked(value, 'setting-value')}"
    return forms.az("functionapp config appsettings set", target(app), f"--settings {shlex.quote(pair)}")


def drop_setting(app: App, name: str) -> str:
    return forms.az(
        "functionapp config appsettings delete",
        target(app),
        f"--setting-names {quoted(name, 'setting-name')}",
    )


def start_app(world: AzureWorld, _finding: Finding) -> tuple[Fix, ...]:
    """Return the app started."""
    app = world.app
    if not isinstance(app, App):
        return ()
    return (
        Fix(
            title=f"Start {app.name}",
            changes=(Setting(target=app.id, setting="state", from_=app.site.properties.state, to="Running"),),
            commands={"az-cli": shell.script(forms.az("functionapp start", target(app)))},
            undo={"az-cli": shell.script(forms.az("functionapp stop", target(app)))},
            warnings=("Somebody may have stopped the app on purpose; ask before it runs again.",),
        ),
    )


def enable_function(world: AzureWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the function switched on: by the setting that disables it, in whichever spelling it stands."""
    app, function = world.app, finding.plan
    if not isinstance(app, App) or not isinstance(function, Function):
        return ()
    known = world.settings.by_name if isinstance(world.settings, Settings) else {}
    spellings = [
        f"AzureWebJobs.{function.name}.Disabled",
        f"AzureWebJobs__{function.name}__Disabled",
        f"AzureWebJobs_{function.name}_Disabled",
    ]
    name = next((known[s.lower()].name for s in spellings if s.lower() in known), spellings[0])
    return (
        Fix(
            title=f"Switch the function {function.name} on",
            changes=(Setting(target=app.id, setting=name, from_="true", to="false"),),
            commands={"az-cli": shell.script(set_setting(app, name, "false"))},
            undo={"az-cli": shell.script(set_setting(app, name, "true"))},
            warnings=(
                "Somebody may have disabled the function on purpose; ask before it runs again.",
                _RESTART,
            ),
        ),
    )


def connect(world: AzureWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the one setting that is missing; its value where the settings that are there name the account."""
    app, broken = world.app, finding.plan
    if not isinstance(app, App) or not isinstance(broken, Broken):
        return ()
    suffix = "accountName" if broken.connection.name == HOST else SUFFIXES[broken.service][0]
    base = broken.connection.name
    name = base if base.lower() == HOST.lower() else (broken.binding.setting or base)
    setting = f"{name}__{suffix}"
    value = _value(world, broken, suffix)
    change = (Setting(target=app.id, setting=setting, from_=None, to=value),)
    if value is None:
        told = (
            "What it has to name is not told by anything that was read: the account, or its full host name."
        )
        return (
            Fix(
                title=f"Add the app setting {setting}",
                changes=change,
                warnings=(told, "Prefer this form to a connection string: it holds no key.", _RESTART),
            ),
        )
    return (
        Fix(
            title=f"Add the app setting {setting}",
            changes=change,
            commands={"az-cli": shell.script(set_setting(app, setting, value))},
            undo={"az-cli": shell.script(drop_setting(app, setting))},
            warnings=("The app's identity needs a data role there, too.", _RESTART),
        ),
    )


def _value(world: AzureWorld, broken: Broken, suffix: str) -> str | None:
    """Return the value that the misnamed settings of the connection tell."""
    if not isinstance(world.settings, Settings):
        return None
    rows = [world.settings.get(name) for name in broken.connection.found]
    named = {
        a
        for s in rows
        if s
        for kind in ("blob", "queue", "servicebus", "cosmos")
        if (a := account_of(s, kind))
    }
    plain = {s.text for s in rows if s and s.text and s.name.lower().endswith("accountname")}
    accounts = named or plain
    if len(accounts) != 1:
        return None
    account = checked(accounts.pop(), "azure-name")
    if suffix == "accountName":
        return account
    return {
        "blob": f"https://{account}.blob.core.windows.net", "queue": f"https://{account}.queue.core.windows.net",
        "table": f"https://{account}.table.core.windows.net", "servicebus": f"{account}.servicebus.windows.net",
        "eventhub": f"{account}.servicebus.windows.net", "cosmos": f"https://{account}.documents.azure.com:443/",
    }.get(broken.service)  # fmt: skip


def enable_identity(world: AzureWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the app with an identity of its own; what it may do is another step."""
    app = world.app
    if not isinstance(app, App):
        return ()
    if finding.cause == "azure.identity.wrong-selection":
        return _select(app, finding)
    return (
        Fix(
            title=f"Give {app.name} a managed identity",
            changes=(
                Setting(target=app.id, setting="identity.type", from_=app.identity.type, to="SystemAssigned"),
            ),
            commands={"az-cli": shell.script(forms.az("functionapp identity assign", target(app)))},
            undo={"az-cli": shell.script(forms.az("functionapp identity remove", target(app)))},
            warnings=(
                "The new identity may do nothing yet: give it the one data role it needs, once its object id is known.",
                _RESTART,
            ),
        ),
    )


def _select(app: App, finding: Finding) -> tuple[Fix, ...]:
    """Return the setting that names an identity which the app carries, where there is just one."""
    wanted = finding.plan if isinstance(finding.plan, Wanted) else Wanted(None, None)
    clients = [client for _, client in wanted.carried if client]
    setting = wanted.setting or "AZURE_CLIENT_ID"
    if len(clients) != 1:
        told = (
            "The app carries several identities, and which one is meant is not told."
            if clients
            else "The app carries no identity that could be chosen."
        )
        return (
            Fix(
                title=f"Let {setting} name an identity that {app.name} carries",
                changes=(Setting(target=app.id, setting=setting, from_=wanted.client, to=None),),
                warnings=(told,),
            ),
        )
    back = set_setting(app, setting, wanted.client) if wanted.client else drop_setting(app, setting)
    return (
        Fix(
            title=f"Let {setting} name the identity that {app.name} carries",
            changes=(Setting(target=app.id, setting=setting, from_=wanted.client, to=clients[0]),),
            commands={"az-cli": shell.script(set_setting(app, setting, checked(clients[0], "uuid")))},
            undo={"az-cli": shell.script(back)},
            warnings=(_RESTART,),
        ),
    )


def correct_reference(world: AzureWorld, finding: Finding) -> tuple[Fix, ...]:
    """Say which reference has to be corrected; what was meant cannot be read."""
    app, name = world.app, getattr(finding.plan, "name", "")
    if not isinstance(app, App):
        return ()
    return (
        Fix(
            title=f"Correct the Key Vault reference in the app setting {name}",
            changes=(
                Setting(
                    target=app.id,
                    setting=name,
                    from_=getattr(getattr(finding.plan, "properties", None), "reference", None),
                    to=None,
                ),
            ),
            warnings=(
                "Name vault and secret as they are; leave the version out, so that a rotation is followed.",
            ),
        ),
    )


FIXES = {
    "azure.app.stopped": start_app,
    "azure.function.disabled": enable_function,
    "azure.connection.setting-missing": connect,
    "azure.connection.wrong-suffix": connect,
    "azure.host-storage.setting-missing": connect,
    "azure.identity.not-enabled": enable_identity,
    "azure.identity.wrong-selection": enable_identity,
    "azure.key-vault-reference.identity-missing": enable_identity,
    "azure.key-vault-reference.unresolved": correct_reference,
}
