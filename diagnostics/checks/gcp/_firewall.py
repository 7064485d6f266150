"""Which rule of a network's firewalls denies what leaves for an address."""

from __future__ import annotations

import ipaddress

from diagnostics.hops.gcp.network import Way
from diagnostics.reads.gcp import network

# Addresses that "private ranges only" sends through the VPC.
_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")


def denying(way: Way, host: str, port: int | None) -> network.Firewall | None:
    """Return the egress rule that denies the way to *host*, unless one before it allows it.

    The policies of organization and folders are asked first, then the network's own rules, then its network policies.
    """
    found = way.firewalls
    if not isinstance(found, network.EffectiveFirewalls):
        return None
    above = [list(p.as_firewalls()) for p in found.firewallPolicys if p.type == "HIERARCHY"]
    below = [list(p.as_firewalls()) for p in found.firewallPolicys if p.type != "HIERARCHY"]
    tags = set(way.interface.tags) if way.interface else {"vpc-connector"}
    for rules in (*above, list(found.firewalls), *below):
        rule = next((r for r in _in_order(rules, tags) if _covers(r, host, port)), None)
        if rule is not None:
            return rule if rule.denied else None
    return None


def _in_order(rules: list[network.Firewall], tags: set[str]) -> list[network.Firewall]:
    """Return the egress rules that mean this function, first the ones that win; those for service accounts mean machines."""
    own = [
        r
        for r in rules
        if r.direction == "EGRESS"
        and not r.disabled
        and not r.targetServiceAccounts
        and (not r.targetTags or tags & set(r.targetTags))
    ]
    return sorted(own, key=lambda r: (r.priority, not r.denied))


def _covers(rule: network.Firewall, host: str, port: int | None) -> bool:
    ranges = rule.destinationRanges or ("0.0.0.0/0",)
    place = _ip(host)
    if place is None and "0.0.0.0/0" not in ranges:
        return False
    if place is not None and not any(_inside(place, text) for text in ranges):
        return False
    return any(_speaks(row, port) for row in (*rule.allowed, *rule.denied))


def _speaks(row: network.Protocol, port: int | None) -> bool:
    if row.IPProtocol.lower() not in {"all", "tcp", "6"}:
        return False
    if not row.ports:
        return True
    if port is None:
        return False
    return any(
        int(low) <= port <= int(high or low)
        for low, _, high in (p.partition("-") for p in row.ports)
        if low.isdigit()
    )


def is_private(host: str) -> bool | None:
    """Return whether *host* is a private address; a name is not one, and no host tells nothing."""
    if not host:
        return None
    place = _ip(host)
    return place is not None and any(_inside(place, text) for text in _PRIVATE)


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _inside(place: ipaddress.IPv4Address | ipaddress.IPv6Address, text: str) -> bool:
    try:
        return place in ipaddress.ip_network(text, strict=False)
    except (ValueError, TypeError):
        return False
