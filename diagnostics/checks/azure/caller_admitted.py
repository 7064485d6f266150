"""Are those who call the app over HTTP admitted: by its access restrictions, its sign-in, its keys, and Event Grid's delivery?"""

from __future__ import annotations

import msgspec

from diagnostics.case import Fact, Finding, Hop, Node, Pending, Touch, blocked, need, passed
from diagnostics.causes import lookup
from diagnostics.checks.azure._state import at_the_door, onset
from diagnostics.hops.azure.raw import mapping
from diagnostics.hops.azure.symptoms import symptoms
from diagnostics.hops.azure.world import App, AzureWorld, Episode, Function
from diagnostics.messages.model import Saying
from diagnostics.reader import Unknown
from diagnostics.reads.azure.app import Configuration
from diagnostics.report import Class

NAME = "caller-admitted"
_CAUSES = (
    "azure.access-restriction.", "azure.app.public-access-disabled", "azure.easy-auth.", "azure.function-key.", "azure.event-subscription.delivery-refused",
    "azure.gateway.",
)  # fmt: skip
_EVENTS = (
    "Microsoft.Web/sites/config/write", "Microsoft.Web/sites/write", "Microsoft.Web/sites/functions/keys/write",
    "Microsoft.Web/sites/functions/keys/delete", "Microsoft.Web/sites/host/functionkeys/write", "Microsoft.Web/sites/host/functionkeys/delete",
    "Microsoft.Web/sites/host/systemkeys/write", "Microsoft.Network/privateEndpoints/write",
)  # fmt: skip
_HTTP = {"httptrigger", "eventgridtrigger"}


class Turned(msgspec.Struct, frozen=True):
    """What the fix needs: who was turned away (addresses), and by which of the app's settings."""

    addresses: tuple[str, ...]
    functions: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()


def caller_admitted(world: AzureWorld) -> tuple[Finding, ...]:
    """What the front door, the sign-in or the key check turned away is a fault; who is meant to be kept out is for its owner to say."""
    app = need(world.app)
    refusals = need(world.refusals)
    need(world.functions)
    functions = world.functions
    configuration = need(world.configuration)
    need(world.auth)
    if not isinstance(app, App):
        return ()
    if isinstance(functions, tuple) and not any(f.trigger and f.trigger.type in _HTTP for f in functions):
        return (passed(NAME, "nothing calls the app over HTTP"),)
    rows = [e for e in refusals if at_the_door([e])] if isinstance(refusals, tuple) else []
    groups: dict[str, list[Episode]] = {}
    for episode in rows:
        cause = _cause(world, app, configuration, functions, episode)
        if cause:
            groups.setdefault(cause, []).append(episode)
    found = [_ask(world, app, cause, told, functions) for cause, told in sorted(groups.items())]
    if not found and isinstance(refusals, Unknown):
        return (blocked(NAME, refusals, class_="resource-policy"),)
    return tuple(found) or (
        passed(
            NAME,
            "no caller was turned away in what was logged; the tables that would tell are off by default",
        ),
    )


def _cause(
    world: AzureWorld,
    app: App,
    configuration: Configuration | Unknown | None,
    functions: tuple[Function, ...] | Unknown | Pending,
    episode: Episode,
) -> str | None:
    """Return who turned the caller away: as the row says, else as status and settings tell."""
    said = episode.saying.cause if episode.saying else None
    if said and said.startswith(_CAUSES):
        return said
    if episode.source != "AppServiceHTTPLogs":
        return None
    status = str(episode.fact.raw.get("status")) if isinstance(episode.fact.raw, dict) else ""
    signs_in = requires_sign_in(world)
    if status == "401":
        keyed = isinstance(functions, tuple) and any(
            f.trigger and str(f.trigger.raw.get("authLevel") or "function").lower() in {"function", "admin"}
            for f in functions
            if f.trigger and f.trigger.type == "httptrigger"
        )
        if signs_in is False and keyed:
            return "azure.function-key.refused"
        return "azure.easy-auth.caller-refused" if signs_in else None
    if status == "403":
        if closed(app, configuration):
            return "azure.app.public-access-disabled"
        if restricted(configuration):
            return "azure.access-restriction.caller-blocked"
        return "azure.easy-auth.caller-refused" if signs_in else None
    return None


def requires_sign_in(world: AzureWorld) -> bool | None:
    """Whether built-in authentication turns away who does not sign in; None where that could not be read."""
    auth = world.auth
    if not isinstance(auth, dict):
        return None
    platform = mapping(auth.get("platform"))
    if not platform.get("enabled"):
        return False
    action = str(mapping(auth.get("globalValidation")).get("unauthenticatedClientAction") or "")
    return action.lower() not in {"allowanonymous", ""} or bool(
        mapping(auth.get("globalValidation")).get("requireAuthentication")
    )


def closed(app: App, configuration: Configuration | Unknown | None) -> bool:
    """Whether the app takes no call from public addresses at all."""
    told = app.site.properties.publicNetworkAccess
    if told is None and isinstance(configuration, Configuration):
        told = configuration.properties.publicNetworkAccess
    return (told or "").lower() == "disabled"


def restricted(configuration: Configuration | Unknown | None) -> bool:
    if not isinstance(configuration, Configuration):
        return False
    told = configuration.properties
    rules = [r for r in told.ipSecurityRestrictions or () if (r.ipAddress or "").lower() != "any"]
    return bool(rules) or (told.ipSecurityRestrictionsDefaultAction or "").lower() == "deny"


def _ask(
    world: AzureWorld,
    app: App,
    cause: str,
    rows: list[Episode],
    functions: tuple[Function, ...] | Unknown | Pending,
) -> Finding:
    known = lookup(cause)
    class_: Class = known.class_ if known else "resource-policy"
    seen = symptoms(world)
    addresses = tuple(sorted({e.address for e in rows if e.address}))
    who = f"callers from {', '.join(addresses[:3])}" if addresses else "callers"
    grid = cause == "azure.event-subscription.delivery-refused"
    text = {
        "azure.access-restriction.caller-blocked": f"The access restrictions of {app.name} turn {who} away.",
        "azure.app.public-access-disabled": f"{app.name} takes calls from its private network only, and {who} come from outside.",
        "azure.easy-auth.caller-refused": f"The sign-in of {app.name} turns {who} away.",
        "azure.easy-auth.wrong-audience": f"The sign-in of {app.name} does not accept the audience of its callers' tokens.",
        "azure.function-key.refused": f"C{who[1:]} of {app.name} send no function key, or one that is not known any more.",
        "azure.event-subscription.delivery-refused": f"{app.name} refuses what Event Grid delivers.",
    }.get(cause, f"{app.name} turns {who} away.")
    source = Node(
        "Event Grid" if grid else "callers",
        "Event Grid" if grid else "HTTP callers",
        "Event Grid" if grid else "callers",
    )
    # Strangers are turned away from every public app: it is a fault where those who used to be served are not any more.
    bites = grid or seen.silent_since is not None or seen.ever_ran is False
    names = (
        tuple(f.name for f in functions if f.trigger and f.trigger.type == "httptrigger")
        if isinstance(functions, tuple)
        else ()
    )
    return Finding(
        NAME, "failed", question="reachable" if class_ == "network" else "admitted",
        hop=Hop("inbound", source, Node(app.id, "function app", app.name)), cause=cause, class_=class_,
        deny_origin=known.deny_origin if known else None, explicit=None, detail=f"{len(rows)} calls were turned away", summary=text,
        facts=(*_origin(rows), *(e.fact for e in rows[:40])), corroborated=bites, failing=True,
        confidence=max((e.saying.confidence for e in rows if e.saying), default=0.85) if seen.ever_ran or grid else 0.6, upstream=15, onset=onset(rows),
        touches=(Touch(app.id, app.subscription, _EVENTS, "app"),),
        rules_out=(("trigger", "calls arrive"), ("iam", "the app's own identity is not asked")), plan=Turned(addresses, names),
    )  # fmt: skip


def _origin(rows: list[Episode]) -> tuple[Fact, ...]:
    told: list[Saying] = [e.saying for e in rows if e.saying]
    return (Fact(f"turned-away:{rows[0].time}", "target-log", told[0].summary, rows[0].time),) if told else ()
