"""Sets of addresses: what is covered by a rule, and how much of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    collapse_addresses,
    ip_address,
    ip_network,
)

import msgspec

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Networks = tuple[Network, ...]

_NEARLY_ALL = 0.99  # a place of unknown address counts as covered although a few addresses are excepted
_NOT_PUBLIC = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3",
)  # fmt: skip


class Answer(msgspec.Struct, frozen=True):
    """Whether something lets packets pass: True, False, or None where it cannot be told. *by* is the deciding id."""

    passes: bool | None
    why: str
    by: str = ""
    needs: str | None = None


class Place(msgspec.Struct, frozen=True):
    """Where packets go to or come from.

    *networks* hold the address; it is one of them where not *exact*. *groups* are the security groups at that end,
    None where they are not known; *lists* the prefix lists that are known to hold the address.
    """

    name: str
    networks: Networks
    exact: bool = True
    groups: frozenset[str] | None = None
    lists: frozenset[str] = frozenset()


def address(text: str | None) -> Address | None:
    """Return the IP address that *text* is, or None."""
    try:
        return ip_address((text or "").strip("[]"))
    except ValueError:
        return None


def network(text: str | None) -> Network | None:
    """Return the network that *text* (`10.0.0.0/16`) is, or None."""
    try:
        return ip_network(text or "", strict=False)
    except ValueError:
        return None


def networks(texts: Iterable[str | None]) -> Networks:
    """Return those of *texts* that are networks."""
    return tuple(found for text in texts if (found := network(text)) is not None)


@cache
def public(version: int = 4) -> Networks:
    """Return every address of the internet."""
    if version == 6:
        return (ip_network("2000::/3"),)
    return without((ip_network("0.0.0.0/0"),), networks(_NOT_PUBLIC))


def internet(version: int = 4) -> Place:
    """Return the internet as a place: any of its addresses, none known."""
    return Place("the internet", public(version), exact=False, groups=frozenset())


def is_public(one: Address) -> bool:
    """Whether *one* is an address of the internet."""
    return any(one in block for block in public(one.version))


def overlap(one: Networks, other: Networks) -> Networks:
    """Return the addresses that are in both."""
    return _collapsed(
        [
            a if a.prefixlen >= b.prefixlen else b
            for a in one
            for b in other
            if a.version == b.version and a.overlaps(b)
        ]
    )


def without(one: Networks, away: Networks) -> Networks:
    """Return the addresses of *one* that are not in *away*."""
    left = list(one)
    for gone in away:
        left = [part for kept in left for part in _minus(kept, gone)]
    return tuple(left)


def _minus(one: Network, gone: Network) -> Iterable[Network]:
    if isinstance(one, IPv4Network) and isinstance(gone, IPv4Network):
        if not one.overlaps(gone):
            return (one,)
        return one.address_exclude(gone) if one.supernet_of(gone) and one != gone else ()
    if isinstance(one, IPv6Network) and isinstance(gone, IPv6Network):
        if not one.overlaps(gone):
            return (one,)
        return one.address_exclude(gone) if one.supernet_of(gone) and one != gone else ()
    return (one,)


def _collapsed(parts: list[Network]) -> Networks:
    four = [part for part in parts if isinstance(part, IPv4Network)]
    six = [part for part in parts if isinstance(part, IPv6Network)]
    return (*collapse_addresses(four), *collapse_addresses(six))


def share(part: Networks, whole: Networks) -> float:
    """Return which share of *whole* the addresses of *part* are, between 0 and 1."""
    total = sum(block.num_addresses for block in whole)
    return sum(block.num_addresses for block in part) / total if total else 0.0


def covered(part: Networks, place: Place) -> bool | None:
    """Return whether *part* holds the place's address: None where it depends on which address it is."""
    common = overlap(part, place.networks)
    if not common:
        return False
    return True if share(common, place.networks) >= (1.0 if place.exact else _NEARLY_ALL) else None
