"""Fixes that are one sentence, or one thing made again: a source, an exception from a deny, a share, a subscription."""

from __future__ import annotations

from diagnostics.case import Finding
from diagnostics.checks.azure.denied_call import Denial
from diagnostics.fix import shell
from diagnostics.fix.azure import forms
from diagnostics.fix.values import quoted
from diagnostics.hops.azure import ids
from diagnostics.hops.azure.world import AzureWorld, SourceHop
from diagnostics.policy.azure import Deny
from diagnostics.reads.azure.graph import Resource
from diagnostics.report import Fix, Owner, Setting


def create_source(world: AzureWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the missing queue, container or consumer group made again, empty; a name that is wrong is the other way."""
    hop = finding.plan
    if not isinstance(hop, SourceHop):
        return said(world, finding)
    if hop.endpoint is None or hop.account is None or not isinstance(hop.account.resource, Resource):
        return ()
    parsed = ids.parse(hop.account.resource.id)
    where = (
        f"--subscription {quoted(parsed.subscription if parsed else None, 'uuid')}",
        f"--resource-group {quoted(parsed.group if parsed else None, 'azure-name')}",
    )
    command = _create(hop, where, hop.account.resource.name)
    change = (
        Setting(
            target=hop.account.resource.id, setting=hop.missing or hop.source.name, from_=None, to="created"
        ),
    )
    return (
        Fix(
            title=f"Create {hop.missing} in {hop.account.name}",
            changes=change,
            commands={"az-cli": shell.script(command[0])} if command else {},
            undo={"az-cli": shell.script(command[1])} if command else {},
            warnings=(
                "If the name in the binding or its setting is wrong, correct that instead.",
                "What was in it does not come back.",
            ),
        ),
    )


def _create(hop: SourceHop, where: tuple[str, str], account: str) -> tuple[str, str] | None:
    endpoint = hop.endpoint
    path = [quoted(part, "azure-name") for part in (endpoint.path if endpoint else ())]
    name = quoted(account, "azure-name")
    sub = where[0]
    rows: tuple[str, ...]
    match (endpoint.service if endpoint else "", len(path)):
        case ("queue", 1):
            rows = (f"--account-name {name}", f"--name {path[0]}", "--auth-mode login", sub)
            return forms.az("storage queue create", *rows), forms.az("storage queue delete", *rows)
        case ("blob", 1):
            rows = (f"--account-name {name}", f"--name {path[0]}", "--auth-mode login", sub)
            return forms.az("storage container create", *rows), forms.az("storage container delete", *rows)
        case ("servicebus", 1):
            rows = (*where, f"--namespace-name {name}", f"--name {path[0]}")
            return forms.az("servicebus queue create", *rows), forms.az("servicebus queue delete", *rows)
        case ("servicebus", 2):
            rows = (*where, f"--namespace-name {name}", f"--topic-name {path[0]}", f"--name {path[1]}")
            return forms.az("servicebus topic subscription create", *rows), forms.az(
                "servicebus topic subscription delete", *rows
            )
        case ("eventhub", 2) if "consumer group" in (hop.missing or ""):
            rows = (*where, f"--namespace-name {name}", f"--eventhub-name {path[0]}", f"--name {path[1]}")
            return forms.az("eventhubs eventhub consumer-group create", *rows), forms.az(
                "eventhubs eventhub consumer-group delete", *rows
            )
    return None


def switch_on(world: AzureWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the queue or subscription of a topic switched on again; where only a log tells of it, the sentence."""
    hop = finding.plan
    if not isinstance(hop, SourceHop) or hop.endpoint is None or hop.entity is None or not hop.entity.id:
        return said(world, finding)
    status = str(hop.entity.properties.get("status") or "")
    return (
        Fix(
            title=f"Switch {hop.source.name} on again",
            changes=(Setting(target=hop.source.id, setting="status", from_=status, to="Active"),),
            commands={"az-cli": shell.script(_status(hop, "Active"))},
            undo={"az-cli": shell.script(_status(hop, status))},
            warnings=(
                "Somebody may have switched it off on purpose: what waits in it is delivered at once.",
            ),
        ),
    )


def _status(hop: SourceHop, status: str) -> str:
    """Return the command that gives the Service Bus entity a state; its name stands at the end of its id."""
    parsed = ids.parse(hop.source.id)
    names = [quoted(name, "azure-name") for _, name in (parsed.pairs if parsed else ())]
    where = (
        f"--subscription {quoted(parsed.subscription if parsed else None, 'uuid')}",
        f"--resource-group {quoted(parsed.group if parsed else None, 'azure-name')}",
        f"--namespace-name {names[0]}",
        *((f"--topic-name {names[1]}",) if len(names) > 2 else ()),
        f"--name {names[-1]}",
        f"--status {quoted(status, 'azure-name')}",
    )
    kind = "topic subscription" if len(names) > 2 else "queue"
    return forms.az(f"servicebus {kind} update", *where)


def except_principal(world: AzureWorld, finding: Finding) -> tuple[Fix, ...]:
    """A deny assignment has no switch of its own: the one principal is excepted where the deny is made."""
    denial = finding.plan
    decided = denial.judged.answer.decided_by if isinstance(denial, Denial) and denial.judged.answer else None
    named = decided.name if isinstance(decided, Deny) else "that refuses it"
    principal = finding.denied.principal if finding.denied else None
    return (
        Fix(
            title=f"Have {getattr(world.app, 'name', 'the app')} excepted from the deny assignment {named}",
            owner=Owner("organization", named),
            changes=(
                Setting(
                    target=decided.id if isinstance(decided, Deny) else "",
                    setting="excludePrincipals",
                    from_=None,
                    to=principal,
                ),
            ),
            warnings=(
                "It belongs to a deployment stack or a managed application; only its owner can except the one identity there.",
            ),
        ),
    )


def said(world: AzureWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the one sentence that helps, where the thing to change is in code, in a package or in data that is not read."""
    title, told = _SENTENCES[finding.cause or ""]
    name = getattr(world.app, "name", "the app")
    return (
        Fix(
            title=title.format(app=name),
            changes=(Setting(target=world.target.id, setting=title.format(app=name), from_=None, to=None),),
            warnings=(told,),
        ),
    )


_SENTENCES = {
    "azure.source.missing": (
        "Correct the name that the trigger of {app} listens to, or create what it names",
        "The log names it; what it is called in its account could not be read.",
    ),
    "azure.host-storage.deleted": ("Bring the storage account of {app} back, under the same name", "A deleted account can be recovered for about two weeks; else the setting has to name another one."),
    "azure.content-share.missing": ("Create the share that holds the code of {app}, and deploy again", "Its name stands in WEBSITE_CONTENTSHARE."),
    "azure.extension-bundle.missing": ("Correct the extension bundle in host.json of {app}, and deploy again", "Version [4.*, 5.0.0) holds every current extension."),
    "azure.timer.schedule-wrong": ("Correct the timer's schedule of {app}", "Six fields, seconds first: 0 */5 * * * * is every five minutes."),
    "azure.timer.lease-held": ("Give {app} a host id of its own", "AzureFunctionsWebHost__hostid, up to 32 lower-case characters; names that begin alike share one."),
    "azure.binding.invalid": ("Correct the binding of {app} that the log names, and deploy again", "Nothing is triggered through a binding that is not indexed."),
    "azure.host.not-running": ("Correct the first error of the host's start in {app}", "The later errors follow from it."),
    "azure.source.disabled": ("Switch the queue, topic or subscription that {app} listens to on again", "Somebody may have disabled it on purpose."),
    "azure.cosmos-lease.container-missing": ("Create the lease container of {app} once, with the partition key /id", "An identity may not create containers; only its name was refused, not the data."),
    "azure.storage-account.anonymous-access-off": ("Let {app} sign in at the storage account", "Without credentials only public containers can be read, and the account has none."),
    "azure.storage-account.signature-refused": ("Give {app} the current key or a new SAS, or better its identity", "A value that is read from Key Vault can be a day old."),
    "azure.access-rule.claim-missing": ("Give {app} a rule with this right, or better its identity a data role", "A rule of the entity is narrower than one of the namespace."),
    "azure.target.key-refused": ("Give {app} the current key, or better its identity", "The key was rotated, or belongs to another entity."),
    "azure.event-subscription.missing": ("Subscribe {app} to its events again", "One subscription, filtered to the one container and event type, with the function itself as its destination."),
    "azure.event-subscription.filter-mismatch": ("Correct the filter of the event subscription of {app}", "Filters compare prefix and suffix of the subject; they know no wildcards."),
    "azure.event-subscription.handshake-failed": ("Create the event subscription of {app} again, with the function as its destination", "The function has to be deployed first."),
    "azure.role-assignment.blob-service-properties-missing": ("Let the blob trigger of {app} use Event Grid as its source", "Polling has to write the account's service properties, which no data role allows."),
    "azure.role-assignment.deployment-storage-missing": ("Let the deployment identity of {app} write its container", "Storage Blob Data Contributor on the one container that functionAppConfig names."),
    "azure.role-assignment.condition-not-met": ("Widen the condition of the role assignment of {app}", "Only by the one container or path that is refused."),
    "azure.database.user-missing": ("Create a database user for the identity of {app}", "In that database, not in master: CREATE USER [name] FROM EXTERNAL PROVIDER, and the one role it needs."),
    "azure.app-registration.token-refused": ("Correct the application, secret or permission that {app} signs in with", "The number of the error says which."),
    "azure.app-registration.disabled": ("Have the application that {app} signs in with enabled again", "Somebody in Entra switched it off."),
    "azure.sql-firewall.blocked": ("Let the subnet of {app} into the SQL server", "One virtual network rule for that subnet; never a rule for all of Azure."),
    "azure.target.connection-refused": ("Correct the address or port that {app} calls", "Somebody answered, and nothing listens there."),
    "azure.scm-site.basic-auth-disabled": ("Deploy {app} with an Entra identity instead of a publish profile", "Website Contributor on the app is enough."),
    "azure.gateway.caller-refused": ("Let the gateway in front of {app} admit the caller", "Its own key or rule refuses, not the app."),
}  # fmt: skip
FIXES = {
    **dict.fromkeys(_SENTENCES, said),
    "azure.source.missing": create_source,
    "azure.source.disabled": switch_on,
    "azure.deny-assignment.denied": except_principal,
}
