"""Keys were switched off on purpose: first the caller moves to its identity; taking keys again comes second."""

from __future__ import annotations

import msgspec

from diagnostics.case import Finding
from diagnostics.checks.azure.denied_call import Denial
from diagnostics.fix import shell
from diagnostics.fix.azure import forms
from diagnostics.fix.azure.role import assign_role
from diagnostics.fix.azure.settings import drop_setting, set_setting
from diagnostics.fix.values import checked, quoted
from diagnostics.hops.azure.connections import HOST, SUFFIXES
from diagnostics.hops.azure.world import App, AzureWorld, Settings, TargetHop
from diagnostics.reads.azure.graph import Resource
from diagnostics.report import Fix, Setting

_SWITCHES = {
    "azure.storage-account.shared-key-disabled": ("allowSharedKeyAccess", "false", "true"),
    "azure.target.local-auth-disabled": ("disableLocalAuth", "true", "false"),
}
_VALUES = {
    "blob": "https://{a}.blob.core.windows.net", "queue": "https://{a}.queue.core.windows.net", "table": "https://{a}.table.core.windows.net",
    "servicebus": "{a}.servicebus.windows.net", "eventhub": "{a}.servicebus.windows.net", "cosmos": "https://{a}.documents.azure.com:443/",
}  # fmt: skip


def use_identity(world: AzureWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the connection moved to the app's identity, and the switch put back as a second way."""
    denial, app = finding.plan, world.app
    if not isinstance(denial, Denial) or not isinstance(app, App):
        return ()
    hop = denial.hop
    resource = hop.account.resource
    if not isinstance(resource, Resource):
        return ()
    moved = _moved(world, finding, app, hop)
    return (*moved, _back(finding, resource))


def _moved(world: AzureWorld, finding: Finding, app: App, hop: TargetHop) -> tuple[Fix, ...]:
    """Return the role, then the setting in its identity form, then the old one taken away: as long as it stands, it wins."""
    grants = assign_role(world, finding)
    setting = (
        world.settings.get(hop.setting) if isinstance(world.settings, Settings) and hop.setting else None
    )
    if not grants or setting is None or hop.endpoint.service not in _VALUES:
        return ()
    account = checked(hop.endpoint.account, "azure-name")
    is_host = setting.name.lower() == HOST.lower()
    suffix = "accountName" if is_host else SUFFIXES[hop.endpoint.service][0]
    value = account if is_host else _VALUES[hop.endpoint.service].format(a=account)
    name = f"{setting.name}__{suffix}"
    grant = grants[0]
    role = grant.commands["az-cli"].removeprefix("(\n  set -eu\n").removesuffix(")\n")
    body = "\n".join(line.removeprefix("  ") for line in role.splitlines())
    old = f"The connection string in {setting.name} is taken away, since it wins as long as it stands; keep a copy of it for the way back."
    return (
        msgspec.structs.replace(
            grant,
            title=f"Let {app.name} use its identity instead of a key at {account}",
            changes=(
                Setting(target=app.id, setting=name, from_=None, to=value),
                Setting(target=app.id, setting=setting.name, from_="(a connection string)", to=None),
            ),
            commands={
                **grant.commands,
                "az-cli": shell.script(body, set_setting(app, name, value), drop_setting(app, setting.name)),
            },
            undo={"az-cli": shell.script(drop_setting(app, name))},
            warnings=(*grant.warnings, old),
        ),
    )


def _back(finding: Finding, resource: Resource) -> Fix:
    name, now, then = _SWITCHES[finding.cause or ""]
    ids = f"--ids {quoted(resource.id, 'azure-id')}"

    def switch(value: str) -> str:
        return shell.script(forms.az("resource update", ids, f"--set properties.{name}={value}"))

    return Fix(
        title=f"Let {resource.name} take keys again",
        changes=(Setting(target=resource.id, setting=name, from_=now, to=then),),
        commands={"az-cli": switch(then)},
        undo={"az-cli": switch(now)},
        warnings=(
            "Keys were switched off to harden the account; everybody who has one gets in again.",
            "Azure Policy may switch it off again.",
        ),
    )


FIXES = dict.fromkeys(_SWITCHES, use_identity)
