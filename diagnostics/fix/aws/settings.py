"""Fixes that switch something back on: an event source mapping, reserved concurrency."""

from __future__ import annotations

from diagnostics.case import Finding
from diagnostics.fix import shell
from diagnostics.fix.aws import forms
from diagnostics.fix.aws.owner import drift_warning, owner_of
from diagnostics.fix.hcl import hcl_string, label
from diagnostics.fix.values import checked, quoted
from diagnostics.hops.aws.sqs import PolledHop, QueueHop
from diagnostics.hops.aws.world import AwsWorld, Function
from diagnostics.report import Fix, Setting


def enable_mapping(world: AwsWorld, finding: Finding) -> tuple[Fix, ...]:
    """Return the mapping switched on again."""
    hop = finding.hop
    if not isinstance(hop, PolledHop):
        return ()
    mapping, region = hop.mapping, checked(world.target.region, "region")
    owner = owner_of(world)
    uuid = quoted(mapping.UUID, "uuid")
    source, function = checked(mapping.EventSourceArn, "arn"), checked(mapping.FunctionArn, "arn")

    def switch(flag: str) -> str:
        return shell.script(
            shell.aws("lambda", "update-event-source-mapping", region, f"--uuid {uuid}", flag)
        )

    return (
        Fix(
            title=f"Switch the event source mapping from {hop.source.name} on",
            owner=owner,
            changes=(Setting(target=mapping.UUID, setting="Enabled", from_="false", to="true"),),
            commands={
                "aws-cli": switch("--enabled"),
                "terraform": (
                    f'resource "aws_lambda_event_source_mapping" "{label(hop.source.name)}" {{\n'
                    f"  event_source_arn = {hcl_string(source)}\n"
                    f"  function_name    = {hcl_string(function)}\n"
                    "  enabled          = true\n}\n"
                ),
                "cloudformation": forms.template(
                    {
                        forms.logical(f"{hop.source.name}Mapping"): {
                            "Type": "AWS::Lambda::EventSourceMapping",
                            "Properties": {
                                "EventSourceArn": source,
                                "FunctionName": function,
                                "Enabled": True,
                            },
                        }
                    }
                ),
            },
            undo={"aws-cli": switch("--no-enabled")},
            warnings=(
                *_flood(hop),
                *drift_warning(owner),
            ),
        ),
    )


def _flood(hop: PolledHop) -> tuple[str, ...]:
    waiting = getattr(hop.queue, "waiting", 0) if isinstance(hop, QueueHop) else 0
    return (f"{waiting} messages wait and will arrive at once.",) if waiting > 1000 else ()


def free_concurrency(world: AwsWorld, _finding: Finding) -> tuple[Fix, ...]:
    """Return the function without the reservation of zero."""
    function = world.function
    if not isinstance(function, Function):
        return ()
    owner = owner_of(world)
    name = quoted(function.name, "function")
    return (
        Fix(
            title=f"Remove the reservation of zero from {function.name}",
            owner=owner,
            changes=(
                Setting(target=function.arn, setting="ReservedConcurrentExecutions", from_="0", to=None),
            ),
            commands={
                "aws-cli": shell.script(
                    shell.aws(
                        "lambda", "delete-function-concurrency", function.region, f"--function-name {name}"
                    )
                ),
            },
            undo={
                "aws-cli": shell.script(
                    shell.aws(
                        "lambda",
                        "put-function-concurrency",
                        function.region,
                        f"--function-name {name}",
                        "--reserved-concurrent-executions 0",
                    )
                )
            },
            warnings=(
                "Somebody may have stopped the function on purpose; ask before it runs again.",
                *drift_warning(owner),
            ),
        ),
    )


FIXES = {
    "aws.event-source-mapping.disabled": enable_mapping,
    "aws.function.reserved-concurrency-zero": free_concurrency,
}
