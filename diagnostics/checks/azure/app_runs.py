"""Is the app there, and switched on?"""

from __future__ import annotations

from diagnostics.case import Fact, Finding, Touch, blocked, need, passed
from diagnostics.checks.azure._state import stopped
from diagnostics.hops.azure.world import App, AzureWorld
from diagnostics.reader import Unknown

NAME = "app-runs"


def app_runs(world: AzureWorld) -> tuple[Finding, ...]:
    """A stopped app is the fault where it used to be invoked; one that stands still for its quota is no fault of the four."""
    app = need(world.app)
    if isinstance(app, Unknown):
        return (blocked(NAME, app, corroborated=True, confidence=0.9),)
    if app is None:
        return ()
    told = app.site.properties
    fact = Fact(
        f"config:{app.id}",
        "configuration",
        f"state {told.state}, enabled {told.enabled}, usage {told.usageState}",
        provenance="config",
    )
    if (told.usageState or "").lower() == "exceeded":
        text = f"{app.name} has used up its quota and is suspended until it begins anew."
        return (
            Finding(
                NAME,
                "failed",
                cause="azure.subscription.quota-exceeded",
                class_="none",
                detail=text,
                summary=text,
                facts=(fact,),
                corroborated=True,
                failing=True,
                confidence=0.9,
                upstream=5,
            ),
        )
    if (told.state or "Running").lower() == "running" and told.enabled is not False:
        return (passed(NAME, f"{app.name} is {told.state or 'there'}", facts=(fact,)),)
    return (_stopped(world, app, fact),)


def _stopped(world: AzureWorld, app: App, fact: Fact) -> Finding:
    seen = stopped(world, None)
    text = f"{app.name} is stopped: nothing invokes it until somebody starts it."
    events = (
        "Microsoft.Web/sites/stop/action",
        "Microsoft.Web/sites/slots/stop/action",
        "Microsoft.Web/sites/write",
    )
    return Finding(
        NAME, "failed", question="wired", cause="azure.app.stopped", class_="trigger", detail=text, summary=text, facts=(fact,),
        corroborated=seen is not None, failing=True, confidence=0.97, upstream=5, onset=seen.silent_since if seen else None,
        changed_by=seen.missed_by if seen else None, touches=(Touch(app.id, app.subscription, events, "app"),),
        rules_out=(("iam", "no call was made, so none was refused"), ("network", "no call was made")),
    )  # fmt: skip
