"""Fixes of the token that a job or a subscription sends: an ID token, for the function's own address."""

from __future__ import annotations

from diagnostics.case import Finding
from diagnostics.fix import shell
from diagnostics.fix.gcp.owner import owner_of, warning
from diagnostics.fix.values import Unwritable, quoted
from diagnostics.hops.gcp.inbound import SourceHop
from diagnostics.hops.gcp.names import address, part
from diagnostics.hops.gcp.world import Function, GcpWorld
from diagnostics.reads.gcp import wiring
from diagnostics.report import Fix, Setting

_CHOOSE = (
    "Which account is to call has to be chosen; it needs roles/run.servicesInvoker on the function's service."
)


def token(world: GcpWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the token mended at the one that sends it; a caller that is not known mends its own."""
    hop = finding.hop
    if isinstance(hop, SourceHop) and hop.job is not None:
        return job_token(world, finding)
    if isinstance(hop, SourceHop) and isinstance(hop.subscription, wiring.Subscription):
        return (_push_token(world, hop, hop.subscription),)
    return (
        Fix(
            title=f"Let the callers of {world.target.name} send an ID token for {_own_address(world) or 'its address'}",
            changes=(
                Setting(
                    world.target.id, "Authorization header of the callers", finding.detail, "Bearer ID_TOKEN"
                ),
            ),
            warnings=(
                "An access token, or a token of another issuer, is not accepted, whatever is granted.",
            ),
        ),
    )


def _push_token(world: GcpWorld, hop: SourceHop, found: wiring.Subscription) -> Fix:
    audience, held = _own_address(world) or found.pushConfig.pushEndpoint, found.pushConfig.oidcToken
    before = (held.audience or found.pushConfig.pushEndpoint) if held else None
    title = f"Let the subscription {hop.source.name} send a token for {audience}"
    changes = (Setting(found.name, "pushConfig.oidcToken", before, audience),)
    if held is None or not held.serviceAccountEmail:
        return Fix(title=title, changes=changes, warnings=(_CHOOSE,))
    own = quoted(found.name.rpartition("/")[2], "gcp-name")

    def push(aud: str) -> str:
        lines = [
            f"gcloud pubsub subscriptions modify-push-config {own}",
            f"--project={quoted(world.target.account, 'gcp-project')}",
            f"--push-endpoint={quoted(found.pushConfig.pushEndpoint, 'gcp-url')}",
            f"--push-auth-service-account={quoted(held.serviceAccountEmail, 'gcp-email')}",
            f"--push-auth-token-audience={quoted(aud, 'gcp-url')}",
        ]
        return shell.script(" \\\n  ".join(lines))

    try:
        undo = {"gcloud": push(before or "")}
    except Unwritable:
        undo = {}
    return Fix(title=title, changes=changes, commands={"gcloud": push(audience)}, undo=undo)


def job_token(world: GcpWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the job sending an ID token for the function's own address; which account, its owner has to say."""
    hop = finding.hop
    if not isinstance(hop, SourceHop) or hop.job is None or hop.job.httpTarget is None:
        return ()
    target = hop.job.httpTarget
    email = address(hop.sender) or (target.oauthToken.serviceAccountEmail if target.oauthToken else "")
    audience = _own_address(world) or target.uri
    changes = (Setting(hop.job.name, "httpTarget.oidcToken.audience", _audience(target), audience),)
    if not email:
        return (
            Fix(
                title=f"Let the job {hop.source.name} send an ID token of an account that may invoke {world.target.name}",
                changes=changes,
                warnings=(
                    "Which account is to call has to be chosen; it needs roles/run.invoker on the function's service.",
                ),
            ),
        )
    job = quoted(hop.job.name.rpartition("/")[2], "gcp-name")
    where = quoted(part(hop.job.name, "locations"), "gcp-location")
    lines = [
        f"gcloud scheduler jobs update http {job}",
        f"--location={where}",
        f"--project={quoted(world.target.account, 'gcp-project')}",
        f"--oidc-service-account-email={quoted(email, 'gcp-email')}",
        f"--oidc-token-audience={quoted(audience, 'gcp-url')}",
    ]
    before = _audience(target)
    undo = {}
    if before and target.oidcToken:
        undo = {
            "gcloud": shell.script(
                " \\\n  ".join([*lines[:4], f"--oidc-token-audience={quoted(before, 'gcp-url')}"])
            )
        }
    return (
        Fix(
            title=f"Let the job {hop.source.name} send a token for {audience}",
            changes=changes,
            commands={"gcloud": shell.script(" \\\n  ".join(lines))},
            undo=undo,
            warnings=warning(owner_of(world)),
        ),
    )


def _audience(target: wiring.HttpTarget) -> str | None:
    return (target.oidcToken.audience or target.uri) if target.oidcToken else None


def _own_address(world: GcpWorld) -> str:
    function = world.function
    if not isinstance(function, Function):
        return ""
    return (function.config.serviceConfig.uri if function.config else "") or getattr(
        function.service, "uri", ""
    )


FIXES = dict.fromkeys(
    (
        "gcp.scheduler-job.token-missing",
        "gcp.subscription.token-missing",
        "gcp.token.wrong-audience",
        "gcp.token.wrong-type",
    ),
    token,
)
