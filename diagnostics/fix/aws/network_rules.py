"""Rules that drop packets: the one entry of a security group or network ACL that lets them through."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from diagnostics.case import Finding
from diagnostics.fix import shell
from diagnostics.fix.aws import forms
from diagnostics.fix.aws.network_case import block_of, case_of, proof_of, wide_warning
from diagnostics.fix.aws.owner import drift_warning, owner_of
from diagnostics.fix.hcl import hcl_string, label
from diagnostics.fix.values import checked, json_argument, quoted
from diagnostics.hops.aws.world import AwsWorld
from diagnostics.reachability.destination import Destination
from diagnostics.reader import Unknown
from diagnostics.reads.aws import network as reads
from diagnostics.report import Fix, Setting


def egress_rule(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the egress rule for exactly this port and destination."""
    case = case_of(world, finding)
    if case is None:
        return ()
    _, network, plan, region = case
    to: Destination = plan.destination
    port, block, group = to.port or 443, block_of(to), checked(plan.by, "resource-id")
    permission = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": block}]}
    options = [
        f"--group-id {quoted(group, 'resource-id')}",
        f"--ip-permissions {json_argument([permission])}",
    ]
    rule = msgspec.convert(permission, reads.IpPermission)
    after = msgspec.structs.replace(network, groups=_with_rule(network.groups, group, rule))
    owner = owner_of(world)
    terraform = (
        f'resource "aws_vpc_security_group_egress_rule" "{label(world.target.name)}" {{\n'
        f'  security_group_id = {hcl_string(group)}\n  ip_protocol       = "tcp"\n'
        f"  from_port         = {port}\n  to_port           = {port}\n  cidr_ipv4         = {hcl_string(block)}\n}}\n"
    )
    properties = {"GroupId": group, "IpProtocol": "tcp", "FromPort": port, "ToPort": port, "CidrIp": block}
    return (
        Fix(
            title=f"Let {group} send to {to.name} on port {port}",
            owner=owner,
            changes=(Setting(group, "egress", None, f"tcp {port} to {block}"),),
            commands={
                "aws-cli": shell.script(
                    shell.aws("ec2", "authorize-security-group-egress", region, *options)
                ),
                "terraform": terraform,
                "cloudformation": forms.template(
                    {"Egress": {"Type": "AWS::EC2::SecurityGroupEgress", "Properties": properties}}
                ),
            },
            undo={
                "aws-cli": shell.script(shell.aws("ec2", "revoke-security-group-egress", region, *options))
            },
            proof=proof_of(network, after, plan),
            warnings=(*wide_warning(block, to), *drift_warning(owner)),
        ),
    )


def _with_rule(groups: Any, ident: str, rule: reads.IpPermission) -> Any:
    if isinstance(groups, Unknown):
        return groups
    return tuple(
        msgspec.structs.replace(g, IpPermissionsEgress=(*g.IpPermissionsEgress, rule))
        if g.GroupId == ident
        else g
        for g in groups
    )


def acl_entry(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the entry that is asked before the one that drops: requests out, or answers back in."""
    case = case_of(world, finding)
    if case is None or isinstance(case[1].acls, Unknown):
        return ()
    _, network, plan, region = case
    to: Destination = plan.destination
    back = plan.kind == "network-acl-return"
    acls = () if isinstance(network.acls, Unknown) else network.acls
    acl = next(a for a in acls if a.NetworkAclId == plan.by)
    low, high = (1024, 65535) if back else (to.port or 443, to.port or 443)
    block = block_of(to)
    number = _free_number(e for e in acl.Entries if e.Egress is not back)
    entry = reads.NetworkAclEntry(number, "6", "allow", not back, block, None, reads.PortRange(low, high))
    after = msgspec.structs.replace(
        network,
        acls=tuple(msgspec.structs.replace(a, Entries=(*a.Entries, entry)) if a is acl else a for a in acls),
    )
    ident = checked(acl.NetworkAclId, "resource-id")
    which = [
        f"--network-acl-id {quoted(ident, 'resource-id')}",
        "--ingress" if back else "--egress",
        f"--rule-number {number}",
    ]
    options = [
        "--protocol tcp",
        f"--port-range From={low},To={high}",
        f"--cidr-block {quoted(block, 'cidr')}",
        "--rule-action allow",
    ]
    owner = owner_of(world)
    terraform = (
        f'resource "aws_network_acl_rule" "{label(world.target.name)}" {{\n'
        f"  network_acl_id = {hcl_string(ident)}\n  rule_number    = {number}\n  egress         = {'false' if back else 'true'}\n"
        f'  protocol       = "tcp"\n  rule_action    = "allow"\n  cidr_block     = {hcl_string(block)}\n'
        f"  from_port      = {low}\n  to_port        = {high}\n}}\n"
    )
    properties = {
        "NetworkAclId": ident,
        "RuleNumber": number,
        "Egress": not back,
        "Protocol": 6,
        "RuleAction": "allow",
        "CidrBlock": block,
        "PortRange": {"From": low, "To": high},
    }
    side = "answers back in" if back else f"requests to {to.name} out"
    return (
        Fix(
            title=f"Let {ident} pass {side}",
            owner=owner,
            changes=(
                Setting(
                    ident,
                    f"entry {number}",
                    None,
                    f"allow tcp {low}-{high} {'from' if back else 'to'} {block}",
                ),
            ),
            commands={
                "aws-cli": shell.script(
                    shell.aws("ec2", "create-network-acl-entry", region, *which, *options)
                ),
                "terraform": terraform,
                "cloudformation": forms.template(
                    {"Entry": {"Type": "AWS::EC2::NetworkAclEntry", "Properties": properties}}
                ),
            },
            undo={"aws-cli": shell.script(shell.aws("ec2", "delete-network-acl-entry", region, *which))},
            proof=proof_of(network, after, plan),
            warnings=(*wide_warning(block, to), *drift_warning(owner)),
        ),
    )


def _free_number(entries: Iterable[reads.NetworkAclEntry]) -> int:
    """Return the highest free number before the first entry that denies."""
    rows = list(entries)
    taken = {e.RuleNumber for e in rows}
    first = min((e.RuleNumber for e in rows if e.RuleAction == "deny"), default=32767)
    number = min(first, 32767) - 1
    while number > 1 and number in taken:
        number -= 1
    return max(number, 1)


def endpoint_ingress(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the endpoint's security group letting the function's group in on the one port."""
    case = case_of(world, finding)
    if case is None or not case[1].own_groups:
        return ()
    _, network, plan, region = case
    port = plan.destination.port or 443
    group, own = checked(plan.by, "resource-id"), checked(network.own_groups[0], "resource-id")
    permission = {
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": port,
        "UserIdGroupPairs": [{"GroupId": own}],
    }
    options = [
        f"--group-id {quoted(group, 'resource-id')}",
        f"--ip-permissions {json_argument([permission])}",
    ]
    properties = {
        "GroupId": group,
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": port,
        "SourceSecurityGroupId": own,
    }
    return (
        Fix(
            title=f"Let {own} in through {group} on port {port}",
            owner=owner_of(world),
            changes=(Setting(group, "ingress", None, f"tcp {port} from {own}"),),
            commands={
                "aws-cli": shell.script(
                    shell.aws("ec2", "authorize-security-group-ingress", region, *options)
                ),
                "terraform": (
                    f'resource "aws_vpc_security_group_ingress_rule" "{label(world.target.name)}" {{\n'
                    f"  security_group_id            = {hcl_string(group)}\n"
                    f"  referenced_security_group_id = {hcl_string(own)}\n"
                    f'  ip_protocol                  = "tcp"\n'
                    f"  from_port                    = {port}\n  to_port                      = {port}\n}}\n"
                ),
                "cloudformation": forms.template(
                    {"Ingress": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": properties}}
                ),
            },
            undo={
                "aws-cli": shell.script(shell.aws("ec2", "revoke-security-group-ingress", region, *options))
            },
            warnings=drift_warning(owner_of(world)),
        ),
    )


FIXES = {
    "aws.security-group.egress-blocked": egress_rule,
    "aws.network-acl.blocked": acl_entry,
    "aws.endpoint-security-group.ingress-missing": endpoint_ingress,
}
