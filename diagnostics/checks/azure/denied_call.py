"""Was a call of the app refused, by whom, and do the roles and settings that were read bear that out?"""

from __future__ import annotations

from datetime import timedelta

import msgspec

from diagnostics.case import Finding, Touch, need, passed
from diagnostics.causes import lookup
from diagnostics.checks.azure._state import State, answered, at_the_door, onset, state
from diagnostics.clock import parse_iso
from diagnostics.hops.azure import ids
from diagnostics.hops.azure.endpoints import TITLES
from diagnostics.hops.azure.judged import Judged, judged
from diagnostics.hops.azure.symptoms import symptoms
from diagnostics.hops.azure.world import App, AzureWorld, TargetHop
from diagnostics.policy.azure import Assigned, Deny
from diagnostics.reads.azure.graph import Resource
from diagnostics.report import Denied

NAME = "denied-call"
ROLE_EVENTS = (
    "Microsoft.Authorization/roleAssignments/delete",
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Authorization/roleDefinitions/write",
    "Microsoft.Authorization/denyAssignments/write",
)
_SITE_EVENTS = (
    "Microsoft.Web/sites/write",
    "Microsoft.Web/sites/config/write",
    "Microsoft.Web/sites/slots/slotsswap/action",
)
_TARGET_EVENTS = {
    "blob": ("Microsoft.Storage/storageAccounts/write", "Microsoft.Storage/storageAccounts/regenerateKey/action"),
    "servicebus": (
        "Microsoft.ServiceBus/namespaces/write",
        "Microsoft.ServiceBus/namespaces/authorizationRules/write",
        "Microsoft.ServiceBus/namespaces/authorizationRules/delete",
        "Microsoft.ServiceBus/namespaces/authorizationRules/regenerateKeys/action",
    ),
    "eventhub": (
        "Microsoft.EventHub/namespaces/write",
        "Microsoft.EventHub/namespaces/authorizationRules/write",
        "Microsoft.EventHub/namespaces/authorizationRules/delete",
        "Microsoft.EventHub/namespaces/authorizationRules/regenerateKeys/action",
    ),
    "keyvault": ("Microsoft.KeyVault/vaults/write", "Microsoft.KeyVault/vaults/accessPolicies/write"),
    "cosmos": (
        "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments/delete",
        "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments/write",
        "Microsoft.DocumentDB/databaseAccounts/write",
    ),
    "appconfig": ("Microsoft.AppConfiguration/configurationStores/write",),
    "eventgrid": ("Microsoft.EventGrid/topics/write", "Microsoft.EventGrid/topics/regenerateKey/action"),
}  # fmt: skip
# Refused by the token endpoint, before any target is asked.
TOKENS = ("azure.identity.", "azure.app-registration.", "azure.key-vault-reference.")
# Causes that a role explains; what the judge finds refines them.
_BY_ROLE = {
    "azure.role-assignment.missing",
    "azure.role-assignment.host-storage-missing",
    "azure.role-assignment.wrong-scope",
    "azure.role-assignment.wrong-principal",
    "azure.key-vault.access-policy-missing",
    "azure.cosmos-role.assignment-missing",
}
_PROPAGATION = timedelta(minutes=30)  # an assignment older than this at the last refusal is in force
_SWITCHES = {
    "azure.storage-account.shared-key-disabled": ("allowSharedKeyAccess", False, True),
    "azure.storage-account.anonymous-access-off": ("allowBlobPublicAccess", False, True),
    "azure.target.local-auth-disabled": ("disableLocalAuth", True, False),
}


class Denial(msgspec.Struct, frozen=True):
    """What the fix needs to know: the hop and what the judge said."""

    hop: TargetHop
    judged: Judged


def denied_call(world: AzureWorld) -> tuple[Finding, ...]:
    """Every refused call of the app is a fault while invocations fail with it, else a remark."""
    app = need(world.app)
    hops = [
        h for h in need(world.outbound) if _class(h) in {"iam", "resource-policy"} and not _is_elsewhere(h)
    ]
    need(world.grants)
    if not isinstance(app, App) or not hops:
        return (passed(NAME, "no call of the app was refused in what could be read"),)
    return tuple(_ask(world, app, hop) for hop in hops)


def _class(hop: TargetHop) -> str:
    saying = hop.episodes[0].saying
    return saying.class_ if saying else ""


def _is_elsewhere(hop: TargetHop) -> bool:
    """Whether another check tells of it: of those who call the app, or of tokens that it did not get."""
    saying = hop.episodes[0].saying
    return at_the_door(hop.episodes) or ((saying.cause if saying else None) or "").startswith(TOKENS)


def _ask(world: AzureWorld, app: App, hop: TargetHop) -> Finding:
    saying = hop.episodes[0].saying
    assert saying is not None  # noqa: S101 - target hops are made of episodes that say something
    own = [e for e in hop.episodes if e.saying and e.saying.provenance == "platform"]
    foreign = [e for e in own if _is_foreign(app, e.principal)]
    if not own or len(foreign) == len(own):
        who = (
            f"to {foreign[0].principal}, which is no identity of the app"
            if foreign
            else "in words that the app only quotes"
        )
        return passed(
            NAME,
            f"a refusal is told of {who}",
            hop=hop,
            remark=f"A log line speaks of a refusal {who}.",
            facts=tuple(e.fact for e in hop.episodes[:5]),
        )
    verdict = judged(world, hop)
    now = state(world, own)
    # What Resource Manager refuses a deployer it refuses the app's own code in the same words.
    told = (saying.cause or "azure.role-assignment.missing").replace(
        "azure.deployer.role-missing", "azure.role-assignment.missing"
    )
    cause, confidence = _cause(hop, told, verdict, saying.confidence)
    known = lookup(cause)
    action = _action(hop, verdict)
    where = hop.resource_id or _place(hop) or hop.target.id or None
    base = Finding(
        NAME,
        "failed",
        question="permitted" if known and known.class_ == "iam" else "admitted",
        hop=hop,
        cause=cause,
        class_=known.class_ if known else saying.class_,
        deny_origin=known.deny_origin if known else saying.deny_origin,
        explicit=True
        if verdict.decision == "explicitly-denied"
        else (False if verdict.decision == "implicitly-denied" else saying.explicit),
        detail=f"{_did(hop, verdict)} was refused {len(own)} times",
        summary=_summary(app, hop, verdict, cause),
        facts=tuple(e.fact for e in own[:40]),
        denied=Denied(
            principal=hop.principal or next((e.principal for e in own if e.principal), None),
            action=action,
            resource=where,
        ),
        corroborated=now == "failing",
        failing=True,
        confidence=confidence,
        upstream=20 if hop.verb in {"process", "host"} else 50,
        onset=onset(own),
        touches=_touches(app, hop, known.class_ if known else ""),
        rules_out=answered(symptoms(world)),
        remark=_remark(verdict),
        plan=Denial(hop, verdict),
    )
    return _settled(app, base, hop, verdict, now)


def _is_foreign(app: App, principal: str | None) -> bool:
    """Whether a named object id is none of the app's; a name in another form may be anybody's."""
    if principal is None or not app.principals or len(principal) != 36:
        return False
    clients = {u.clientId for u in (app.identity.userAssignedIdentities or {}).values() if u}
    return principal.lower() not in {p.lower() for p in (*app.principals, *(c for c in clients if c))}


def _cause(hop: TargetHop, said: str, verdict: Judged, confidence: float) -> tuple[str, float]:
    """Return the cause with what the judge adds to the words, and how sure that is."""
    if said not in _BY_ROLE:
        return said, confidence
    if verdict.decision == "explicitly-denied":
        return "azure.deny-assignment.denied", 0.97
    if verdict.other:
        return "azure.key-vault.wrong-access-model", 0.95
    if verdict.decision != "implicitly-denied":
        return said, min(confidence, 0.85 if verdict.decision == "unknown" else 0.7)
    if verdict.holder:
        return "azure.role-assignment.wrong-principal", 0.93
    if verdict.elsewhere:
        return "azure.role-assignment.wrong-scope", 0.95
    if verdict.model == "vault-policy":
        return "azure.key-vault.access-policy-missing", 0.97
    if verdict.model == "cosmos":
        return "azure.cosmos-role.assignment-missing", 0.97
    return said, 0.97 if hop.endpoint.path else 0.95


def _action(hop: TargetHop, verdict: Judged) -> str | None:
    """Return the action as the text names it, else the one that the call must have needed."""
    said = next(
        (e.saying.action for e in hop.episodes if e.saying and e.saying.action and "/" in e.saying.action),
        None,
    )
    if said:
        return said
    needs = verdict.purpose.needs if verdict.purpose else ()
    return needs[0].any_of[0] if needs else None


def _place(hop: TargetHop) -> str | None:
    """Return the resource that the text names by its id."""
    said = (e.saying.resource for e in hop.episodes if e.saying and e.saying.resource)
    return next((scope for scope in said if scope.startswith("/")), None)


def _did(hop: TargetHop, verdict: Judged) -> str:
    verb = verdict.purpose.verb if verdict.purpose else "a call"
    return f"{verb} in {hop.target.name}" if verb != "a call" else f"a call to {hop.target.name}"


def _summary(app: App, hop: TargetHop, verdict: Judged, cause: str) -> str:
    service = TITLES.get(hop.endpoint.service, "a service")
    verb = verdict.purpose.verb if verdict.purpose else ""
    if "/" in verb and not hop.endpoint.service:
        did = f"do {verb} on {(_place(hop) or 'a resource').rpartition('/')[2]}"
    else:
        did = f"{verb or 'make this call'} in {hop.target.name} ({service})"
    who = f"the app {app.name}" if hop.verb != "host" else f"the host of {app.name}"
    begun = who[0].upper() + who[1:]
    match cause:
        case "azure.deny-assignment.denied":
            name = (
                verdict.answer.decided_by.name
                if verdict.answer and isinstance(verdict.answer.decided_by, Deny)
                else "one"
            )
            return f"A deny assignment ({name}) keeps {who} from what it needs in {hop.target.name}."
        case "azure.role-assignment.wrong-scope":
            place = verdict.elsewhere[0].scope.rpartition("/")[2] if verdict.elsewhere else "another scope"
            return f"{begun} may not {did}: its role is assigned at {place}, which does not hold that."
        case "azure.role-assignment.wrong-principal":
            return f"{begun} may not {did}: the role was given to its other identity."
        case "azure.key-vault.wrong-access-model":
            grant, model = (
                ("a role", "access policies")
                if verdict.model == "vault-policy"
                else ("an access policy", "roles")
            )
            return f"{begun} may not {did}: it has {grant}, and the vault goes by {model}."
        case "azure.key-vault.access-policy-missing":
            return f"No access policy of the vault lets {who} {did}."
        case "azure.storage-account.shared-key-disabled":
            return f"{begun} uses an account key, and {hop.target.name} takes none any more."
        case "azure.target.local-auth-disabled":
            return f"{begun} uses a key, and {hop.target.name} takes none any more."
    known = lookup(cause)
    if known and known.class_ == "iam":
        return f"{begun} may not {did}: no role of its identity allows it."
    named = f"{hop.target.name} ({service})" if hop.endpoint.service else "A service"
    return f"{named} does not admit the way in which {who} calls it."


def _remark(verdict: Judged) -> str:
    if not verdict.control or verdict.decision != "implicitly-denied":
        return ""
    names = " and ".join(verdict.control[:3])
    return f"The identity has {names} there, which manages the resource and gives no access to its data."


def _settled(app: App, base: Finding, hop: TargetHop, verdict: Judged, now: State) -> Finding:
    """Return *base* as the window bears it out: in force, over, survived, or contradicted by what was read."""
    last = max(e.time for e in hop.episodes)
    if now == "ended":
        text = f"{app.name} was refused {hop.target.name} until {last}; it has succeeded since."
        return msgspec.structs.replace(
            base, cause="azure.function.recovered", class_="none", deny_origin=None, explicit=None, corroborated=True,
            failing=False, confidence=0.85, summary=text, remark="",
        )  # fmt: skip
    if now == "survived":
        text = f"{app.name} is refused by {hop.target.name} and goes on without it."
        return msgspec.structs.replace(base, summary=text, failing=False)
    switch = _switched_back(hop, base.cause or "")
    if switch or (verdict.decision == "allowed" and base.cause in _BY_ROLE):
        return _contradiction(base, hop, verdict, last, switch)
    return base


def _switched_back(hop: TargetHop, cause: str) -> str | None:
    """Return the setting that now says the opposite of what the refusal said."""
    row = _SWITCHES.get(cause)
    if row is None or not isinstance(hop.account.resource, Resource):
        return None
    name, refused, default = row
    return name if hop.account.resource.properties.get(name, default) is not refused else None


def _contradiction(base: Finding, hop: TargetHop, verdict: Judged, last: str, switch: str | None) -> Finding:
    """The refusal was seen, and what was read allows the call now: not in force yet, or mended since."""
    granting = verdict.answer.decided_by if verdict.answer else None
    created = parse_iso(granting.created) if isinstance(granting, Assigned) else None
    moment = parse_iso(last)
    if created and moment and timedelta(0) <= moment - created + timedelta(minutes=1) <= _PROPAGATION:
        text = f"The role was assigned at {granting.created if isinstance(granting, Assigned) else ''} and is not in force everywhere yet; the last refusal was at {last}."
        return msgspec.structs.replace(
            base, cause="azure.role-assignment.propagating", class_="none", deny_origin=None, explicit=None,
            corroborated=True, confidence=0.85, summary=text, remark="",
        )  # fmt: skip
    why = f"the setting {switch} allows it now" if switch else "every role that could be read allows it now"
    text = f"{hop.target.name} refused a call until {last}, and {why}: it was mended since, or something refuses that could not be read"
    return msgspec.structs.replace(
        base, status="inconclusive", cause=None, deny_origin=None, failing=None, corroborated=True, confidence=0.75, detail=text, summary=text,
    )  # fmt: skip


def _touches(app: App, hop: TargetHop, class_: str) -> tuple[Touch, ...]:
    """Return whose changes may explain the refusal: role assignments at and above the target, the target, the app."""
    resource = hop.account.resource
    rows = [Touch(app.id, app.subscription, _SITE_EVENTS, "app")]
    if not isinstance(resource, Resource):
        return tuple(rows)
    parsed = ids.parse(resource.id)
    subscription = parsed.subscription if parsed else app.subscription
    service = "blob" if hop.endpoint.service in {"queue", "table", "file"} else hop.endpoint.service
    own = Touch(resource.id, subscription, _TARGET_EVENTS.get(service, ()), "target")
    if class_ == "iam":
        scope = hop.resource_id or resource.id
        return (Touch(scope, subscription, ROLE_EVENTS, "role"), own, *rows)
    return (own, *rows)
