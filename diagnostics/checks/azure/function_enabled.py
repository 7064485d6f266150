"""Is every function switched on?"""

from __future__ import annotations

from diagnostics.case import Fact, Finding, Touch, blocked, need, passed
from diagnostics.checks.azure._state import stopped
from diagnostics.hops.azure.world import App, AzureWorld, Function
from diagnostics.reader import Unknown

NAME = "function-enabled"


def function_enabled(world: AzureWorld) -> tuple[Finding, ...]:
    """A disabled function is a fault where it used to run and stopped; else somebody may have meant it: a remark."""
    app = need(world.app)
    functions = need(world.functions)
    if isinstance(functions, Unknown):
        return (blocked(NAME, functions, class_="trigger"),)
    if not isinstance(app, App) or not isinstance(functions, tuple):
        return ()
    off = [f for f in functions if f.disabled]
    if not off:
        return (passed(NAME, f"all of {len(functions)} functions are switched on"),)
    return tuple(_ask(world, app, function) for function in off)


def _ask(world: AzureWorld, app: App, function: Function) -> Finding:
    seen = stopped(world, function.name)
    text = f"The function {function.name} of {app.name} is disabled."
    fact = Fact(
        f"config:{app.id}/functions/{function.name}", "configuration", "isDisabled: true", provenance="config"
    )
    return Finding(
        NAME, "failed", question="wired", cause="azure.function.disabled", class_="trigger", detail=text, summary=text, facts=(fact,),
        corroborated=seen is not None, failing=True, confidence=0.96, upstream=12,
        onset=seen.silent_since if seen else None, changed_by=seen.missed_by if seen else None,
        touches=(Touch(app.id, app.subscription, ("Microsoft.Web/sites/config/write", "Microsoft.Web/sites/slots/slotsswap/action"), "app"),),
        rules_out=(("iam", "a disabled function asks for nothing"), ("network", "a disabled function calls nobody")),
        plan=function,
    )  # fmt: skip
