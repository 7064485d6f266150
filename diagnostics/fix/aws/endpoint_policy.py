"""The policy of a VPC endpoint that does not let a call through: one statement more, for the one role."""

from __future__ import annotations

import copy

from diagnostics.case import Finding
from diagnostics.fix import shell
from diagnostics.fix.aws import forms
from diagnostics.fix.aws.documents import sid_of, unused_sid
from diagnostics.fix.aws.exceptions import ROLE_KEY, excepted_in
from diagnostics.fix.aws.owner import drift_warning, owner_of
from diagnostics.fix.aws.siblings import siblings
from diagnostics.fix.hcl import hcl_string, label
from diagnostics.fix.prove import neighbours_of, other_principals, prove
from diagnostics.fix.values import checked, json_argument, quoted
from diagnostics.hops.aws.decide import request_of
from diagnostics.hops.aws.documents import as_document, statements
from diagnostics.hops.aws.network import Network
from diagnostics.hops.aws.world import AwsWorld, Document, Function
from diagnostics.policy.aws import Policies, Request
from diagnostics.reader import Unknown
from diagnostics.reads.aws.network import VpcEndpoint
from diagnostics.report import Document as Shown
from diagnostics.report import Fix, Grant, Owner, Proof, Setting


def let_through(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the endpoint's policy with the one request let through, by an Allow or by an exception in its Deny."""
    function, denied = world.function, finding.denied
    if not isinstance(function, Function) or denied is None or not denied.action or not denied.resource:
        return ()
    action, resource = checked(denied.action, "action"), checked(denied.resource, "arn")
    role = checked(function.config.Role, "arn")
    given = Grant("vpc-endpoint-policy", role, (action,), (resource,), {"ArnEquals": {ROLE_KEY: role}})
    endpoint = _endpoint(world, action)
    before = as_document(endpoint.PolicyDocument) if endpoint else None
    if endpoint is None or not isinstance(before, dict):
        return (
            Fix(
                title=f"Let the VPC endpoint's policy pass {action} on this one resource",
                owner=owner_of(world) or Owner("account", function.account),
                grants=(given,),
                warnings=("The endpoint's policy could not be read, so no command is given.",),
            ),
        )
    request = request_of(function, action, resource)
    after, touched = excepted_in(before, request)
    changes: tuple[Setting, ...] = ()
    if touched:
        which, text = f"Statement {', '.join(touched)}", f"except {role} for {action}"
        changes = (Setting(endpoint.VpcEndpointId, which, "denies the role", text),)
    else:
        after = _admitting(before, role, action, resource)
    commands, undo = _forms(endpoint, checked(function.region, "region"), before, after)
    owner = owner_of(world)
    return (
        Fix(
            title=f"Let the endpoint {endpoint.VpcEndpointId} pass {action} on this one resource",
            owner=owner,
            grants=() if touched else (given,),
            changes=changes,
            commands=commands,
            undo=undo,
            proof=_proof(request, before, after),
            warnings=(
                "Everything in the VPC uses this endpoint; the statement is for this role only.",
                *drift_warning(owner),
            ),
            documents=(
                Shown(f"policy of {endpoint.VpcEndpointId}", forms.pretty(before), forms.pretty(after)),
            ),
        ),
    )


def _endpoint(world: AwsWorld, action: str) -> VpcEndpoint | None:
    """Return the one endpoint of the VPC for the action's service, or None where there is none or more than one."""
    network = world.network
    if not isinstance(network, Network) or isinstance(network.endpoints, Unknown):
        return None
    service = action.partition(":")[0].lower()
    found = [e for e in network.endpoints if e.ServiceName.rpartition(".")[2] == service]
    return found[0] if len(found) == 1 else None


def _admitting(before: Document, role: str, action: str, resource: str) -> Document:
    """A gateway endpoint takes no principal but *, so the role stands in a condition."""
    after = copy.deepcopy(before)
    rows = statements(after)
    rows.append(
        {
            "Sid": unused_sid(rows, sid_of(action)),
            "Effect": "Allow",
            "Principal": "*",
            "Action": action,
            "Resource": resource,
            "Condition": {"ArnEquals": {ROLE_KEY: role}},
        }
    )
    after["Statement"] = rows
    return after


def _forms(
    endpoint: VpcEndpoint, region: str, before: Document, after: Document
) -> tuple[dict[str, str], dict[str, str]]:
    ident = checked(endpoint.VpcEndpointId, "resource-id")

    def put(document: Document) -> str:
        options = (
            f"--vpc-endpoint-id {quoted(ident, 'resource-id')}",
            f"--policy-document {json_argument(document)}",
        )
        return shell.script(shell.aws("ec2", "modify-vpc-endpoint", region, *options))

    terraform = (
        f'resource "aws_vpc_endpoint_policy" "{label(ident)}" {{\n'
        f"  vpc_endpoint_id = {hcl_string(ident)}\n  policy = {forms.heredoc(after)}\n}}\n"
    )
    return {"aws-cli": put(after), "terraform": terraform}, {"aws-cli": put(before)}


def _proof(request: Request, before: Document, after: Document) -> Proof:
    """Judge the endpoint alone: with an identity that may do everything."""
    everything: Document = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}

    def through(document: Document) -> Policies:
        return Policies(identity=(everything,), vpc_endpoints=(document,))

    near = [*neighbours_of(request, siblings(request.action)), *other_principals(request)]
    return prove(request, through(before), through(after), [through(before)], near)


FIXES = {"aws.endpoint-policy.call-not-admitted": let_through}
