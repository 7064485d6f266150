"""Where calls end in time-outs or no name: what of the way out explains it?"""

from __future__ import annotations

import re
from typing import Any

from diagnostics.case import Finding, Hop, Node, Touch, blocked, need, passed, skipped
from diagnostics.causes import lookup
from diagnostics.checks.gcp._firewall import denying, is_private
from diagnostics.checks.gcp._sources import config_fact
from diagnostics.checks.gcp._state import state
from diagnostics.evidence.symptoms import Symptoms
from diagnostics.hops.gcp.names import node
from diagnostics.hops.gcp.network import Way
from diagnostics.hops.gcp.symptoms import symptoms
from diagnostics.hops.gcp.world import Episode, Function, GcpWorld, Log
from diagnostics.reader import Unknown
from diagnostics.reads.gcp import network

NAME = "packets-get-through"
_GOOGLE = (".googleapis.com", ".run.app", ".cloudfunctions.net", ".google.com", ".gcr.io", ".pkg.dev")
_EVENTS = ("UpdateFunction", "UpdateService", "ReplaceService")
_OWN_EVENTS = (
    "routers.",
    "subnetworks.",
    "firewalls.",
    "routes.",
    "DeleteConnector",
    "managedZones.",
    "dns.changes",
)
_NAMES = ("dns", "not-resolved", "name")
_REFUSED = "gcp.target.connection-refused"
_ADDRESS = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})(?!\w)")


class _Reason:
    """A fault on the way: cause, words, confidence, and what has to change."""

    def __init__(self, cause: str, text: str, confidence: float, plan: Any = None) -> None:
        self.cause, self.text, self.confidence, self.plan = cause, text, confidence, plan


def packets_get_through(world: GcpWorld) -> tuple[Finding, ...]:
    """A connector that is not ready, no way to a private address, no NAT, a firewall, a private zone."""
    function, log = need(world.function), need(world.log)
    way = need(world.network)
    if not isinstance(function, Function) or not isinstance(log, Log) or not isinstance(way, Way):
        return (skipped(NAME),)
    rows = [
        e
        for e in log.episodes
        if e.saying
        and e.saying.class_ == "network"
        and e.saying.deny_origin != "perimeter"
        and e.saying.provenance == "platform"
    ]
    rows += [
        e
        for e in log.episodes
        if e.saying and e.saying.class_ == "network" and e.saying.deny_origin is None and e not in rows
    ]
    if not rows:
        return (
            _connector(function, way)
            or passed(
                NAME, "nothing that was logged speaks of packets that did not arrive", question="reachable"
            ),
        )
    groups: dict[str, list[tuple[Episode, int | None]]] = {}
    for row in rows:
        host, port = _end(row)
        groups.setdefault(host, []).append((row, port))
    seen = symptoms(world)
    return tuple(
        _finding(
            world, function, way, seen, host, next((p for _, p in found if p), None), [e for e, _ in found]
        )
        for host, found in sorted(groups.items())
    )


def _end(row: Episode) -> tuple[str, int | None]:
    """Return host and port that a failure names: as it was read, else the only address with a port in its text."""
    host, port = (row.saying.host, row.saying.port) if row.saying else (None, None)
    if host:
        return host, port
    named = set(_ADDRESS.findall(row.text))
    if len(named) != 1:
        return "", port
    ((place, number),) = named
    return place, int(number)


def _connector(function: Function, way: Way) -> Finding | None:
    """A connector that is not ready while nothing fails is a remark."""
    reason = _of_connector(way)
    if reason is None:
        return None
    return Finding(
        NAME, "failed", question="reachable", cause=reason.cause, class_="network", detail=reason.text,
        summary=f"{function.name}: {reason.text}.", facts=(config_fact("connector", reason.text),), confidence=0.6,
    )  # fmt: skip


def _finding(
    world: GcpWorld,
    function: Function,
    way: Way,
    seen: Symptoms,
    host: str,
    port: int | None,
    rows: list[Episode],
) -> Finding:
    unknown = _unread(way)
    reason = _reason(way, host, port, rows)
    failing = state(world, seen, rows) == "failing"
    hop = Hop("outbound", node(function.id), Node(host, "host", host or "(not named)"))
    if reason is None and unknown is not None:
        return blocked(
            NAME,
            unknown,
            hop=hop,
            question="reachable",
            class_="network",
            corroborated=failing,
            confidence=0.8,
        )
    if reason is None:
        return _unexplained(function, way, hop, host, rows, failing=failing)
    known = lookup(reason.cause)
    assert known is not None, reason.cause  # noqa: S101 - a cause of the tables
    names = [function.service_name, function.id, *_own_names(way)]
    return Finding(
        NAME,
        "failed",
        question="reachable",
        hop=hop,
        cause=reason.cause,
        class_=known.class_,
        deny_origin=known.deny_origin,
        detail=reason.text,
        summary=f"{function.name} does not reach {host or 'what it calls'}: {reason.text}.",
        facts=(config_fact(f"way:{host}", reason.text), *(e.fact for e in rows[:30])),
        corroborated=failing,
        failing=failing,
        confidence=reason.confidence,
        upstream=50,
        onset=min(e.time for e in rows),
        touches=tuple(
            Touch(name, function.project, (*_EVENTS, *_OWN_EVENTS), "network") for name in names if name
        ),
        rules_out=(("iam", "nothing answered; a refusal would have come back at once"),),
        plan=reason.plan,
    )


def _own_names(way: Way) -> tuple[str, ...]:
    made = way.connector_name.rpartition("/")[2]
    nats = [row.name for row in way.routers.items] if isinstance(way.routers, network.Routers) else []
    return (f"connectors/{made}" if made else "", way.vpc, *nats)


def _unread(way: Way) -> Unknown | None:
    parts = (way.connector, way.subnet, way.routers, way.firewalls, way.zones)
    return next((part for part in parts if isinstance(part, Unknown)), None)


def _reason(way: Way, host: str, port: int | None, rows: list[Episode]) -> _Reason | None:
    """Return the first fault on the way to *host*: the connector, then names, then routes, then rules."""
    if (gone := _of_connector(way)) is not None:
        return gone
    cause = next((e.saying.cause for e in rows if e.saying and e.saying.cause), "") or ""
    if cause == _REFUSED:
        return None
    private = is_private(host)
    if not way.in_vpc:
        if private:
            return _Reason(
                "gcp.function.no-vpc-path",
                f"{host} is a private address, and the function has no way into a VPC",
                0.93,
            )
        return None
    if any(word in cause for word in _NAMES):
        return _of_zone(way, host)
    takes_vpc = way.all_traffic or private is True
    if takes_vpc and (rule := denying(way, host, port)) is not None:
        return _Reason(
            "gcp.firewall.egress-blocked",
            f"the firewall rule {rule.name} denies what leaves for it",
            0.9,
            rule,
        )
    if way.all_traffic and private is False:
        return _without_nat(way, host)
    return None


def _of_connector(way: Way) -> _Reason | None:
    if not way.connector_name or isinstance(way.connector, Unknown):
        return None
    name = way.connector_name.rpartition("/")[2]
    if way.connector is None:
        return _Reason("gcp.connector.not-ready", f"the VPC connector {name} does not exist", 0.95)
    if way.connector.state not in {"READY", "UPDATING", ""}:
        return _Reason(
            "gcp.connector.not-ready", f"the VPC connector {name} is in state {way.connector.state}", 0.95
        )
    return None


def _without_nat(way: Way, host: str) -> _Reason | None:
    """Every packet takes the VPC: without Cloud NAT only Google's own addresses can be reached, and those by the subnet's leave."""
    if not isinstance(way.routers, network.Routers) or _nat(way):
        return None
    if host.endswith(_GOOGLE):
        if isinstance(way.subnet, network.Subnetwork) and not way.subnet.privateIpGoogleAccess:
            text = (
                f"all traffic takes the VPC, and the subnet {way.subnet.name} has no private access to Google"
            )
            return _Reason("gcp.subnet.private-google-access-off", text, 0.92, way.subnet)
        return None
    return _Reason(
        "gcp.nat.missing",
        "all traffic takes the VPC, and no Cloud NAT leads out of it",
        0.92 if host else 0.75,
    )


def _nat(way: Way) -> bool:
    """Whether some Cloud NAT of the region covers the function's network and subnet."""
    subnet = way.subnet.name if isinstance(way.subnet, network.Subnetwork) else ""
    for router in way.routers.items if isinstance(way.routers, network.Routers) else ():
        if way.vpc and router.network.rpartition("/")[2] != way.vpc:
            continue
        for nat in router.nats:
            if nat.sourceSubnetworkIpRangesToNat != "LIST_OF_SUBNETWORKS" or not subnet:
                return True
            if any(row.name.rpartition("/")[2] == subnet for row in nat.subnetworks):
                return True
    return False


def _of_zone(way: Way, host: str) -> _Reason | None:
    """A private zone that covers the name hides the whole public domain behind what it holds itself."""
    zones = way.zones.managedZones if isinstance(way.zones, network.ManagedZones) else ()
    for zone in zones:
        attached = any(
            n.networkUrl.rpartition("/")[2] == way.vpc for n in zone.privateVisibilityConfig.networks
        )
        if zone.visibility == "private" and attached and f".{host}.".endswith(f".{zone.dnsName}"):
            text = f"the private zone {zone.name} answers for {zone.dnsName} in its network, and not with this name"
            return _Reason("gcp.dns-zone.wrong-answer", text, 0.85, zone)
    return None


def _unexplained(
    function: Function, way: Way, hop: Hop, host: str, rows: list[Episode], *, failing: bool
) -> Finding:
    """Nothing on the way is broken: the other end refuses, or does not answer."""
    saying = rows[-1].saying
    cause = saying.cause if saying else None
    where = host or "what it calls"
    if cause == _REFUSED:
        return Finding(
            NAME, "failed", question="reachable", hop=hop, cause=cause, class_="network",
            detail=f"{where} refused the connection", facts=tuple(e.fact for e in rows[:30]),
            summary=f"{function.name} reached {where}, and nothing listens there: the connection was refused.",
            corroborated=failing, failing=failing, confidence=0.75, upstream=50, onset=min(e.time for e in rows),
        )  # fmt: skip
    inside = "its way into the VPC looks whole" if way.in_vpc else "it sends past the VPC"
    text = f"calls to {where} end without an answer, and {inside}: the other end, or a firewall in front of it, does not answer"
    return Finding(
        NAME, "inconclusive", question="reachable", hop=hop, class_="network", detail=text, summary=text,
        facts=tuple(e.fact for e in rows[:30]), corroborated=failing, failing=failing, confidence=0.7,
        onset=min(e.time for e in rows),
    )  # fmt: skip
