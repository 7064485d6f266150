"""Fixes of what starts the function, and of its way out: put back, aimed right, let through."""

from __future__ import annotations

import re
from collections.abc import Callable

from diagnostics.case import Finding
from diagnostics.fix import shell
from diagnostics.fix.gcp.owner import owner_of, warning
from diagnostics.fix.values import Unwritable, checked, quoted
from diagnostics.hops.gcp.inbound import SourceHop
from diagnostics.hops.gcp.names import address
from diagnostics.hops.gcp.network import Way
from diagnostics.hops.gcp.world import Function, GcpWorld
from diagnostics.reads.gcp import network, wiring
from diagnostics.report import Fix, Owner, Setting

Fixer = Callable[[GcpWorld, Finding], tuple[Fix, ...]]
_LOST = "What happened while nothing was delivered is lost unless its sender kept it."


def redeploy(world: GcpWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the trigger made again by a deployment: what belongs to it is Google's to make, and not to be built by hand."""
    hop = finding.hop
    if not isinstance(hop, SourceHop):
        return ()
    owner = owner_of(world)
    name = hop.event.trigger or hop.transport or hop.source.id
    return (
        Fix(
            title=f"Deploy {world.target.name} again, so that its trigger and subscription are made anew",
            owner=owner,
            changes=(Setting(name, "trigger", finding.detail, "made again by the deployment"),),
            warnings=(
                "Deploy the source that serves now, with the same trigger flags; a topic that is gone has to be made first.",
                _LOST,
                *warning(owner),
            ),
        ),
    )


def move_trigger(world: GcpWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the trigger in its source's own location; the function may stay where it is."""
    hop = finding.hop
    if not isinstance(hop, SourceHop):
        return ()
    where = ""
    if isinstance(hop.bucket, wiring.Bucket):
        where = hop.bucket.location.lower()
    elif isinstance(hop.database, wiring.Database):
        where = hop.database.locationId.lower()
    where = checked(where, "gcp-location")
    owner = owner_of(world)
    return (
        Fix(
            title=f"Deploy {world.target.name} again with --trigger-location={where}",
            owner=owner,
            changes=(Setting(hop.event.trigger, "location", hop.location, where),),
            warnings=("The function itself may stay in its own location.", _LOST, *warning(owner)),
        ),
    )


def aim_subscription(world: GcpWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the subscription pushing to the function's address, as the account that it pushed as."""
    hop, function = finding.hop, world.function
    if not isinstance(hop, SourceHop) or not isinstance(hop.subscription, wiring.Subscription):
        return ()
    address_of = (
        (function.config.serviceConfig.uri if function.config else "")
        if isinstance(function, Function)
        else ""
    )
    token, before = hop.subscription.pushConfig.oidcToken, hop.subscription.pushConfig.pushEndpoint
    sender = token.serviceAccountEmail if token else address(hop.sender)
    if not address_of or not sender:
        return ()

    own = hop.subscription.name.rpartition("/")[2]

    def aim(endpoint: str) -> str:
        lines = [
            f"gcloud pubsub subscriptions modify-push-config {quoted(own, 'gcp-name')}",
            f"--project={quoted(world.target.account, 'gcp-project')}",
            f"--push-endpoint={quoted(endpoint, 'gcp-url')}",
            f"--push-auth-service-account={quoted(sender, 'gcp-email')}",
        ]
        return shell.script(" \\\n  ".join(lines))

    managed = own.startswith("eventarc-")
    try:
        undo = {"gcloud": aim(before)}
    except Unwritable:
        undo = {}
    return (
        Fix(
            title=f"Let the subscription push to {address_of}",
            changes=(Setting(hop.subscription.name, "pushConfig.pushEndpoint", before or None, address_of),),
            commands={} if managed else {"gcloud": aim(address_of)},
            undo={} if managed else undo,
            warnings=(
                "Eventarc made this subscription: deploy the function again rather than changing it by hand.",
            )
            if managed
            else (),
        ),
    )


def open_firewall(world: GcpWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return one egress rule for exactly this address and port, just before the rule that denies it."""
    rule, way = finding.plan, world.network
    host = finding.hop.target.id if finding.hop else ""
    if not isinstance(rule, network.Firewall) or not isinstance(way, Way) or not way.vpc or rule.priority < 1:
        return ()
    port = next(
        (
            e.saying.port
            for e in getattr(world.log, "episodes", ())
            if e.saying and e.saying.host == host and e.saying.port
        ),
        None,
    )
    if rule.policy:
        return (_except_from_policy(world, rule, host, port),)
    if port is None or not re.fullmatch(r"\d{1,3}(\.\d{1,3}){3}", host):
        return ()
    name = checked(f"allow-{world.target.name.lower().replace('_', '-')[:40]}-to-{port}", "gcp-name")
    project = quoted(way.project or world.target.account, "gcp-project")
    tags = way.interface.tags if way.interface else ("vpc-connector",)
    lines = [
        f"gcloud compute firewall-rules create {name}",
        f"--project={project}",
        f"--network={quoted(way.vpc, 'gcp-name')}",
        "--direction=EGRESS",
        f"--priority={rule.priority - 1}",
        "--action=ALLOW",
        f"--rules=tcp:{port}",
        f"--destination-ranges={quoted(f'{host}/32', 'cidr')}",
    ]
    if tags:
        lines.append(f"--target-tags={','.join(quoted(tag, 'gcp-name') for tag in tags)}")
    return (
        Fix(
            title=f"Let {world.target.name} through to {host} on port {port}",
            changes=(
                Setting(rule.name, "egress", "denied", f"allowed to {host}:{port} by a rule before it"),
            ),
            commands={"gcloud": shell.script(" \\\n  ".join(lines))},
            undo={
                "gcloud": shell.script(
                    f"gcloud compute firewall-rules delete {name} --project={project} --quiet"
                )
            },
            warnings=(f"{rule.name} denies it, perhaps on purpose: ask its owner first.",),
        ),
    )


def _except_from_policy(world: GcpWorld, rule: network.Firewall, host: str, port: int | None) -> Fix:
    """A policy of the organization, a folder or the network is asked by its own rules: its owner adds the exception."""
    where = f"{host}:{port}" if port else host
    return Fix(
        title=f"Let {world.target.name} through to {where} by a rule of the firewall policy {rule.policy}",
        owner=Owner("organization", rule.policy),
        changes=(Setting(rule.policy, rule.name, "denied", f"allowed to {where} by a rule before it"),),
        warnings=("No firewall rule of the network goes before a policy's; its owner decides.",),
    )


def in_words(title: str, setting: str, *warnings: str) -> Fixer:
    """Return a fixer for what has to be decided by people: which setting, and what to mind."""

    def fixer(world: GcpWorld, finding: Finding) -> tuple[Fix, ...]:
        target = finding.hop.target.id if finding.hop and finding.hop.target.id else world.target.id
        return (
            Fix(
                title=title.format(function=world.target.name),
                owner=owner_of(world),
                changes=(Setting(target, setting, finding.detail, None),),
                warnings=warnings,
            ),
        )

    return fixer


FIXES: dict[str, Fixer] = {
    "gcp.topic.deleted": redeploy,
    "gcp.subscription.missing": redeploy,
    "gcp.eventarc-trigger.missing": redeploy,
    "gcp.bucket-notification.missing": redeploy,
    "gcp.eventarc-trigger.filter-mismatch": redeploy,
    "gcp.eventarc-trigger.wrong-location": move_trigger,
    "gcp.subscription.wrong-endpoint": aim_subscription,
    "gcp.firewall.egress-blocked": open_firewall,
    "gcp.function.no-vpc-path": in_words(
        "Give {function} a way into the VPC: Direct VPC egress from a subnet that reaches the address",
        "vpcAccess",
        "Send private ranges only, so that everything else keeps its way.",
    ),
    "gcp.connector.not-ready": in_words(
        "Make the VPC connector of {function} again, or give it Direct VPC egress",
        "vpcAccess.connector",
        "A connector in state ERROR does not recover; its name must be the full one, in the function's own location.",
    ),
    "gcp.dns-zone.wrong-answer": in_words(
        "Add the missing record to the private zone, or take the zone from the network of {function}",
        "record of the private zone",
        "A private zone hides the whole public domain of its name.",
    ),
    "gcp.perimeter.egress-denied": in_words(
        "Add one egress rule for the account of {function}, this service and this project to the perimeter",
        "egressPolicies",
        "The perimeter belongs to the organization; its owner decides, and tries the rule in dry run first.",
        "No grant helps here, and the service is not to be taken out of the perimeter.",
    ),
    "gcp.perimeter.ingress-denied": in_words(
        "Add one ingress rule for the callers of {function} to the perimeter",
        "ingressPolicies",
        "The perimeter belongs to the organization; its owner decides, and tries the rule in dry run first.",
    ),
    "gcp.organization.member-forbidden": in_words(
        "Let {function} skip the invoker check, or ask for an exception of this one service",
        "invokerIamDisabled",
        "Both make the function public: only where that is meant, and only for this one service.",
        "The organization's policy stays as it is.",
    ),
}
