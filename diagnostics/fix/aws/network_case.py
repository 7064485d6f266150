"""What every fix for packets needs: the case, the addresses to let through, and the proof by walking the way again."""

from __future__ import annotations

from diagnostics.case import Finding
from diagnostics.checks.aws.packets_get_through import Blocked
from diagnostics.fix.values import checked
from diagnostics.hops.aws.network import Network
from diagnostics.hops.aws.world import AwsWorld, Function
from diagnostics.reachability.destination import Destination
from diagnostics.reachability.path import way
from diagnostics.report import Proof

EVERYWHERE = "0.0.0.0/0"


def case_of(world: AwsWorld, finding: Finding) -> tuple[Function, Network, Blocked, str] | None:
    function, network, plan = world.function, world.network, finding.plan
    if (
        not isinstance(function, Function)
        or not isinstance(network, Network)
        or not isinstance(plan, Blocked)
    ):
        return None
    return function, network, plan, checked(function.region, "region")


def proof_of(network: Network, after: Network, plan: Blocked) -> Proof:
    """Walk the way again with the change in place; without it the way is the one that was found blocked."""
    subnet = next(s for s in network.subnets if s.SubnetId == plan.subnet)
    then = way(after, subnet, plan.destination)
    opened = then.passes is True
    return Proof(
        method="local-reachability",
        before="implicitly-denied",
        after="allowed" if opened else "unknown" if then.passes is None else "implicitly-denied",
        minimal=True if opened else None,
        decides=() if opened else (then.why,),
    )


def block_of(to: Destination) -> str:
    """Return the addresses to let through: the one that is known, else any."""
    literal = to.address
    return f"{literal}/{literal.max_prefixlen}" if literal is not None else EVERYWHERE


def wide_warning(block: str, to: Destination) -> tuple[str, ...]:
    if block != EVERYWHERE:
        return ()
    return (
        f"The addresses of {to.name} are not fixed, so port {to.port or 443} is opened to every address.",
    )
