"""Is the account that the function runs as there, and enabled?"""

from __future__ import annotations

from diagnostics.case import Finding, Touch, blocked, need, passed, skipped
from diagnostics.checks.gcp._sources import config_fact
from diagnostics.hops.gcp.symptoms import symptoms
from diagnostics.hops.gcp.world import Episode, Function, GcpWorld, Log
from diagnostics.reader import Unknown
from diagnostics.reads.gcp import core

NAME = "account-enabled"
_EVENTS = ("DisableServiceAccount", "DeleteServiceAccount")
_SIGNS = ("gcp.service-account.disabled", "gcp.service-account.deleted", "gcp.credentials.invalid")


def account_enabled(world: GcpWorld) -> tuple[Finding, ...]:
    """A disabled or deleted account gets no token: every call fails before any permission is asked for."""
    function, account = need(world.function), need(world.account)
    if not isinstance(function, Function):
        return (skipped(NAME),)
    if isinstance(account, Unknown):
        return (blocked(NAME, account),) if account.needs else (skipped(NAME, account.why),)
    if isinstance(account, core.ServiceAccount) and not account.disabled:
        return (passed(NAME, f"{function.email} is enabled", question="permitted"),)
    seen, log = symptoms(world), need(world.log)
    signs = _signs(log.episodes) if isinstance(log, Log) else []
    other = [e for e in log.episodes if e.fatal and e not in signs] if isinstance(log, Log) else []
    gone = account is None
    cause = "gcp.service-account.deleted" if gone else "gcp.service-account.disabled"
    text = f"{function.email}, the account it runs as, {'does not exist' if gone else 'is disabled'}"
    borne_out = bool(signs) or (seen.failing is True and not other)
    names = (function.email, account.uniqueId if account else "")
    return (
        Finding(
            NAME,
            "failed",
            question="permitted",
            cause=cause,
            class_="iam",
            deny_origin="disabled-account",
            detail=text,
            summary=f"{function.name} gets no token: {text}.",
            facts=(config_fact(f"account:{function.email}", text), *(e.fact for e in signs[:20])),
            corroborated=borne_out,
            failing=True if borne_out else None,
            confidence=0.95 if signs else 0.8,
            upstream=45,
            onset=min((e.time for e in signs), default=seen.onset),
            touches=tuple(
                Touch(f"projects/-/serviceAccounts/{name}", function.project, _EVENTS, "account")
                for name in names
                if name
            ),
            rules_out=(("network", "the token is refused, not unreachable"),),
        ),
    )


def _signs(episodes: tuple[Episode, ...]) -> list[Episode]:
    return [
        e for e in episodes if e.saying and e.saying.cause in _SIGNS and e.saying.provenance == "platform"
    ]
